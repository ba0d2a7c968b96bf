-- One schema for SQLite and PostgreSQL. {bytes} is BLOB or BYTEA, {number} is BIGINT or, for a key that SQLite can
-- keep rows under by itself, INTEGER; {clustered} is WITHOUT ROWID on SQLite: rows in the key's own tree, not beside it.
-- Ids are UUIDs as text; instants are BIGINT microseconds since 1970 UTC; flags are 0 or 1; *_json is JSON text.

-- Values that hold for the whole installation: the secret of our Message-IDs, the instance name.
CREATE TABLE instance (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE household (
    id TEXT PRIMARY KEY,
    kenmerk TEXT NOT NULL UNIQUE,
    -- The fullest address seen, as the wire's adres object.
    address_json TEXT NOT NULL,
    opened_at BIGINT NOT NULL
){clustered};

-- Exactly one per household.
CREATE TABLE casus (
    id TEXT PRIMARY KEY,
    household_id TEXT NOT NULL UNIQUE REFERENCES household (id),
    queue TEXT NOT NULL,
    urgency BIGINT NOT NULL,          -- 0 laag, 1 normaal, 2 hoog, 3 spoed
    reasons_json TEXT NOT NULL,       -- array of sentences: why this urgent
    status TEXT NOT NULL,             -- nieuw, toegewezen, heropend, afgesloten; samengevoegd: no signals left
    assigned_to TEXT,                 -- person.id
    due_at BIGINT,
    signals BIGINT NOT NULL,
    last_signal_at BIGINT NOT NULL,
    -- Counts every change: who saves over a newer version is told.
    version BIGINT NOT NULL,
    agenda_at BIGINT,                 -- put on the agenda of the overleg
    later_at BIGINT,                  -- put off then; a signal after it wakes the casus …
    later_until BIGINT,               -- … and so does this instant
    agreed_until BIGINT,              -- the earliest of its open agreements
    shielded_at BIGINT,               -- only who stands in casus_sight sees it
    escalated_at BIGINT,              -- with the gebiedsregisseur since
    merged_into TEXT                  -- casus.id: where its signals went when it became samengevoegd
){clustered};
CREATE INDEX casus_queue ON casus (status, urgency, last_signal_at);
CREATE INDEX casus_merged ON casus (merged_into) WHERE merged_into IS NOT NULL;

-- Who may see a shielded casus.
CREATE TABLE casus_sight (
    casus_id TEXT NOT NULL REFERENCES casus (id),
    person_id TEXT NOT NULL,
    PRIMARY KEY (casus_id, person_id)
){clustered};

CREATE TABLE signal (
    id TEXT PRIMARY KEY,
    kenmerk TEXT NOT NULL UNIQUE,
    casus_id TEXT REFERENCES casus (id),  -- NULL: in the wachtbak
    holding_reason TEXT,                  -- why it is in the wachtbak
    holding_settled_at BIGINT,            -- when a human settled it there
    partner TEXT NOT NULL,
    channel TEXT NOT NULL,
    reference TEXT,
    received_at BIGINT NOT NULL,
    subject TEXT NOT NULL,
    situation TEXT NOT NULL,
    urgency BIGINT NOT NULL,
    repetition TEXT NOT NULL,
    -- The rest of the signal in the wire's form, with what the wire does not show (verified, onward, meldcode).
    facts_json TEXT NOT NULL,
    -- Why this household: evidence with weights.
    link_json TEXT NOT NULL,
    -- Which rule, every rule's evaluation, the rules' version.
    route_json TEXT NOT NULL,
    -- mail, held, by-hand or none, with the reason.
    ack_json TEXT NOT NULL
);
CREATE INDEX signal_casus ON signal (casus_id, received_at);
CREATE INDEX signal_received ON signal (received_at, id);

-- The message as it came in. Apart from the signal: pages of rows stay small.
CREATE TABLE raw_message (
    signal_id TEXT PRIMARY KEY REFERENCES signal (id),
    mediatype TEXT NOT NULL,
    body {bytes} NOT NULL
);

CREATE TABLE attachment (
    signal_id TEXT NOT NULL REFERENCES signal (id),
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    mediatype TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    body {bytes} NOT NULL,
    PRIMARY KEY (signal_id, position)
);

-- Delivery keys (idempotency), claimed in the transaction that stores the signal.
CREATE TABLE delivery (
    key TEXT PRIMARY KEY,
    content_hash TEXT NOT NULL,
    signal_id TEXT NOT NULL REFERENCES signal (id)
){clustered};

-- How far a mailbox was read that mail is fetched from, and which node reads it.
CREATE TABLE mailbox (
    name TEXT PRIMARY KEY,            -- user, host and folder
    holder TEXT NOT NULL,
    held_until BIGINT NOT NULL,
    validity BIGINT NOT NULL,         -- UIDVALIDITY; 0: never read
    last_uid BIGINT NOT NULL,
    since BIGINT NOT NULL,            -- when it was first read
    left_json TEXT NOT NULL           -- what stays in it: pairs of UID and reason
){clustered};

-- Under which keys a household is found.
CREATE TABLE blocking_key (
    key TEXT NOT NULL,
    household_id TEXT NOT NULL REFERENCES household (id),
    PRIMARY KEY (key, household_id)
){clustered};

-- Signals per household, day and partner: what happened lately is a sum over few rows.
CREATE TABLE household_activity (
    household_id TEXT NOT NULL REFERENCES household (id),
    day BIGINT NOT NULL,              -- days since 1970 UTC
    partner TEXT NOT NULL,
    signals BIGINT NOT NULL,
    PRIMARY KEY (household_id, day, partner)
){clustered};

-- "Is this the same household?", asked of a human.
CREATE TABLE proposal (
    id TEXT PRIMARY KEY,
    signal_id TEXT NOT NULL REFERENCES signal (id),
    household_id TEXT NOT NULL REFERENCES household (id),
    position BIGINT NOT NULL,         -- 0 is the likeliest
    evidence_json TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    verdict TEXT,                     -- zelfde, ander
    decided_by TEXT,
    decided_at BIGINT
);
CREATE INDEX proposal_open ON proposal (verdict, made_at);
CREATE INDEX proposal_signal ON proposal (signal_id);

-- What a human said of two households; wins for ever. first < second.
CREATE TABLE verdict (
    first_household TEXT NOT NULL REFERENCES household (id),
    second_household TEXT NOT NULL REFERENCES household (id),
    verdict TEXT NOT NULL,            -- zelfde, ander
    decided_by TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (first_household, second_household)
){clustered};

-- Mail to be sent. The text is made when it is sent, from template and kenmerk: no personal data waits here
-- but the address itself.
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,              -- signal, kind and number: one acknowledgement per signal (ROUTING.md R4)
    kind TEXT NOT NULL,               -- bevestiging, kopie, webhook, herinnering, terugkoppeling-…
    signal_id TEXT NOT NULL REFERENCES signal (id),
    recipient TEXT NOT NULL,          -- a mail address, or the name of a webhook
    template TEXT NOT NULL,
    message_id TEXT NOT NULL,         -- made from the id, so unique too
    in_reply_to TEXT,
    references_json TEXT NOT NULL,
    state TEXT NOT NULL,              -- wacht, verzonden, dood, ingehouden
    attempt BIGINT NOT NULL,          -- attempts begun
    next_attempt_at BIGINT NOT NULL,  -- also the lease: a taken row is put into the future first
    last_error TEXT,                  -- SMTP reply class, without addresses
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    -- What a partner or another system is told, by name; an address that goes along is read when it is sent.
    shared_json TEXT
){clustered};
CREATE INDEX outbox_due ON outbox (next_attempt_at) WHERE state = 'wacht';
CREATE INDEX outbox_dead ON outbox (created_at) WHERE state = 'dood';
-- What the limits count.
CREATE INDEX outbox_recipient ON outbox (recipient, created_at) WHERE kind = 'bevestiging' AND state <> 'ingehouden';
CREATE INDEX outbox_created ON outbox (created_at) WHERE kind = 'bevestiging' AND state <> 'ingehouden';

-- What happens by itself when nobody has taken a signal up: its deadline, a reminder, an escalation. Each runs once:
-- what it does and that it did are one transaction.
CREATE TABLE timer (
    signal_id TEXT NOT NULL REFERENCES signal (id),
    position BIGINT NOT NULL,         -- among the signal's timers, from 1; part of the Message-ID
    kind TEXT NOT NULL,               -- termijn, herinnering, escalatie
    target TEXT NOT NULL,             -- rol:…, wachtrij:…, mail:…
    reason TEXT NOT NULL,             -- how the clock counted
    fire_at BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    state TEXT NOT NULL,              -- wacht, gedaan; vervallen: somebody had taken it up
    settled_at BIGINT,
    PRIMARY KEY (signal_id, position)
){clustered};
CREATE INDEX timer_due ON timer (fire_at) WHERE state = 'wacht';

-- What a human must do besides the queue: confirm by hand, an answer that did not arrive.
CREATE TABLE task (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,               -- handmatig-bevestigen, antwoord-kwam-niet-aan, niemand-bereikt,
                                      -- webhook-kwam-niet-aan, webhook-uit
    signal_id TEXT NOT NULL REFERENCES signal (id),
    reason TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    done_at BIGINT,
    done_by TEXT
){clustered};
CREATE INDEX task_open ON task (created_at) WHERE done_at IS NULL;

CREATE TABLE note (
    id TEXT PRIMARY KEY,
    casus_id TEXT NOT NULL REFERENCES casus (id),
    author TEXT NOT NULL,             -- person.id or actor
    text TEXT NOT NULL,
    written_at BIGINT NOT NULL
);
CREATE INDEX note_casus ON note (casus_id, written_at);

-- What happened to a casus, for its timeline: opened, assigned, closed, reopened, joined.
CREATE TABLE casus_event (
    id TEXT NOT NULL,
    casus_id TEXT NOT NULL REFERENCES casus (id),
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    what TEXT NOT NULL,               -- plain Dutch
    PRIMARY KEY (casus_id, at, id)
){clustered};

-- People at the desk.
CREATE TABLE person (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,               -- projectleider, teamlid, gebiedsregisseur, beheerder, fg
    password_hash TEXT,               -- argon2id, PHC string; NULL until the one-time link was used
    disabled_at BIGINT,
    created_at BIGINT NOT NULL,
    every_team BIGINT NOT NULL DEFAULT 1  -- 0: works for the teams of person_queue only
);

-- The queues of the teams that somebody works for.
CREATE TABLE person_queue (
    person_id TEXT NOT NULL REFERENCES person (id),
    queue TEXT NOT NULL,
    PRIMARY KEY (person_id, queue)
);

-- Only hashes of secrets are kept, SHA-256 in hex: the secrets are 256 random bits.
CREATE TABLE one_time_link (
    token_hash TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    expires_at BIGINT NOT NULL
);

-- The first step of a login was right, the second is still to come. Opens nothing but the page of the second.
CREATE TABLE half_login (
    token_hash TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    expires_at BIGINT NOT NULL
);

-- The account at their organisation by which somebody logs in (OpenID Connect Core §2: issuer and sub together).
CREATE TABLE organisation_account (
    person_id TEXT PRIMARY KEY REFERENCES person (id),
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    UNIQUE (issuer, subject)
);

-- The second step of somebody's login: codes of an app (RFC 6238).
CREATE TABLE second_factor (
    person_id TEXT PRIMARY KEY REFERENCES person (id),
    sealed TEXT NOT NULL,             -- the secret, AES-256-GCM under the key of login.key_file
    confirmed_at BIGINT,              -- NULL: shown, but no code of it was seen yet
    last_step BIGINT NOT NULL         -- of the newest code that was accepted: each works once
);

-- For who lost the telephone; SHA-256 in hex, each works once.
CREATE TABLE recovery_code (
    person_id TEXT NOT NULL REFERENCES person (id),
    code_hash TEXT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (person_id, code_hash)
);

-- What people did with a casus, kept so that it can be undone. A bundle is one press of a button.
CREATE TABLE deed (
    id TEXT PRIMARY KEY,
    bundle TEXT NOT NULL,
    casus_id TEXT NOT NULL REFERENCES casus (id),
    person_id TEXT NOT NULL,
    kind TEXT NOT NULL,               -- toewijzen, agenda, later, afsluiten, heropenen, samenvoegen, splitsen, …
    what TEXT NOT NULL,               -- plain Dutch
    at BIGINT NOT NULL,
    before_json TEXT NOT NULL,        -- what it changed, as it was …
    after_json TEXT NOT NULL,         -- … and as it became
    undone_at BIGINT,
    seq BIGINT NOT NULL               -- order within one instant
);
CREATE INDEX deed_seq ON deed (seq);
CREATE INDEX deed_bundle ON deed (bundle);
CREATE INDEX deed_person ON deed (person_id, at);
CREATE INDEX deed_casus ON deed (casus_id, at);
CREATE INDEX deed_kind ON deed (kind, at);
CREATE INDEX deed_at ON deed (at);
CREATE INDEX deed_undone ON deed (undone_at);

-- A filter of the queue under a name.
CREATE TABLE saved_view (
    id TEXT PRIMARY KEY,
    person_id TEXT,                   -- whose; NULL: the team's
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    made_at BIGINT NOT NULL
);

-- Who does what, and before which day.
CREATE TABLE agreement (
    id TEXT PRIMARY KEY,
    casus_id TEXT NOT NULL REFERENCES casus (id),
    what TEXT NOT NULL,
    owner TEXT NOT NULL REFERENCES person (id),
    by_whom TEXT NOT NULL,            -- bewoner, netwerk, vrijwilliger, beroepskracht
    due_at BIGINT NOT NULL,           -- the end of its day in the Netherlands
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    answer TEXT,                      -- ja, nee; NULL: the owner said nothing yet
    reminded_at BIGINT,
    outcome TEXT,                     -- gesproken, niet-thuis, geen-hulp, geregeld, vervallen
    outcome_text TEXT,
    done_at BIGINT,
    done_by TEXT
);
CREATE INDEX agreement_casus ON agreement (casus_id, made_at);
CREATE INDEX agreement_owner ON agreement (owner, done_at, due_at);
CREATE INDEX agreement_due ON agreement (due_at);
CREATE INDEX agreement_done ON agreement (done_at);

-- Who is away, and who takes over.
CREATE TABLE absence (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,         -- the end of its last day in the Netherlands
    replacement TEXT,                 -- person.id; NULL: the projectleider decides
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX absence_person ON absence (person_id, until_at);
CREATE INDEX absence_replacement ON absence (replacement, until_at);

-- The way to somebody's calendar: SHA-256 of a secret URL's token.
CREATE TABLE calendar_link (
    person_id TEXT PRIMARY KEY REFERENCES person (id),
    token_hash TEXT NOT NULL UNIQUE,
    made_at BIGINT NOT NULL
);

-- An overleg that was held or is going on.
CREATE TABLE meeting (
    id TEXT PRIMARY KEY,
    started_at BIGINT NOT NULL,
    started_by TEXT NOT NULL,
    closed_at BIGINT,
    present TEXT NOT NULL,            -- who was there
    remarks TEXT NOT NULL             -- what stood out in the neighbourhood
);

-- A household on the agenda of a meeting, and what was said of it. Without a decision it was not discussed.
CREATE TABLE meeting_item (
    meeting_id TEXT NOT NULL REFERENCES meeting (id),
    casus_id TEXT NOT NULL REFERENCES casus (id),
    position BIGINT NOT NULL,
    decision TEXT,
    text TEXT,
    decided_at BIGINT,
    decided_by TEXT,
    PRIMARY KEY (meeting_id, casus_id)
);

-- What a reporter was told of what became of the signal.
CREATE TABLE feedback (
    id TEXT PRIMARY KEY,
    signal_id TEXT NOT NULL REFERENCES signal (id),
    sentence TEXT NOT NULL,           -- besproken, gaat-langs, langs-geweest, geregeld, contact-gezocht
    door TEXT NOT NULL,               -- mail, api, zelf
    given_at BIGINT NOT NULL,
    given_by TEXT NOT NULL,
    received_at BIGINT NOT NULL       -- when its signal came in: figures count by that day
);
CREATE UNIQUE INDEX feedback_once ON feedback (signal_id, sentence);
CREATE INDEX feedback_received ON feedback (received_at);

-- Days that are over and were counted, in the Netherlands, as days since 1970.
CREATE TABLE figure_day (
    day BIGINT PRIMARY KEY,
    counted_at BIGINT NOT NULL
);

-- How often something happened on a day; without people, and kept when what it was counted from is removed.
CREATE TABLE figure (
    day BIGINT NOT NULL,
    name TEXT NOT NULL,               -- signaal, voordeur, thema, straat, …
    key TEXT NOT NULL,                -- a channel, a partner, a label, a number of days
    number BIGINT NOT NULL,
    PRIMARY KEY (day, name, key)
){clustered};

-- Which labels the signals of a household had: each counts once for its street.
CREATE TABLE household_label (
    household_id TEXT NOT NULL REFERENCES household (id),
    label TEXT NOT NULL,
    PRIMARY KEY (household_id, label)
){clustered};

-- A signal that is nearly the same as an earlier one of its partner: asked of a human, both stay.
CREATE TABLE likeness (
    signal_id TEXT PRIMARY KEY REFERENCES signal (id),
    earlier_id TEXT NOT NULL REFERENCES signal (id),
    reason TEXT NOT NULL,             -- why, in plain Dutch
    found_at BIGINT NOT NULL,
    verdict TEXT,                     -- dubbel, niet-dubbel
    decided_by TEXT,
    decided_at BIGINT
);
CREATE INDEX likeness_open ON likeness (found_at) WHERE verdict IS NULL;
CREATE INDEX likeness_earlier ON likeness (earlier_id);

-- A silence of a partner that somebody looked into; a signal after that day makes the next silence a new one.
CREATE TABLE silence (
    partner TEXT PRIMARY KEY,
    last_day BIGINT NOT NULL,         -- of its last signal, days since 1970
    settled_at BIGINT NOT NULL,
    settled_by TEXT NOT NULL
);

-- A closed household that is kept longer than its term, once, and why.
CREATE TABLE kept (
    casus_id TEXT PRIMARY KEY REFERENCES casus (id),
    keep_until BIGINT NOT NULL,
    reason TEXT NOT NULL,
    kept_at BIGINT NOT NULL,
    kept_by TEXT NOT NULL
);

-- Who has a household open now; ends by itself.
CREATE TABLE looking (
    casus_id TEXT NOT NULL REFERENCES casus (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    until BIGINT NOT NULL,
    PRIMARY KEY (casus_id, person_id)
){clustered};

-- Texts of the rules: proposed at the desk, approved, or found in the file. A text is never changed or deleted.
CREATE TABLE rules_version (
    id TEXT PRIMARY KEY,
    version TEXT NOT NULL,            -- first twelve hex digits of the text's SHA-256
    based_on TEXT NOT NULL,           -- the version in force when it was made
    text TEXT NOT NULL,
    reason TEXT NOT NULL,
    author TEXT NOT NULL,             -- person.id; empty: changed in the file
    made_at BIGINT NOT NULL,
    state TEXT NOT NULL,              -- voorgesteld, aangenomen, afgewezen, ingetrokken, bestand
    seq BIGINT NOT NULL,              -- order of coming into force; 0: never
    decided_by TEXT,
    decided_at BIGINT
);
CREATE INDEX rules_version_made ON rules_version (made_at);
CREATE UNIQUE INDEX rules_version_seq ON rules_version (seq) WHERE seq > 0;

CREATE TABLE api_key (
    id TEXT PRIMARY KEY,
    secret_hash TEXT NOT NULL UNIQUE,
    partner TEXT,                     -- a partner's key …
    role TEXT,                        -- … or a role's
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);

-- Append-only, hash-chained (BIO2 8.15.01: who, what, on what, result, whence, when). Ids only, no people.
CREATE TABLE audit (
    seq {number} PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    result TEXT NOT NULL,
    detail TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL
);
