//! Eight traps: machines that write, mails that come twice, and numbers that look like others.

use super::story::{
    Answer::{Mail, NoMail},
    Door, Message, MessageId,
    Place::{Household, Same, Wachtbak},
};

pub(super) const URGENCIES: &[(&str, &str)] = &[("terugbellen", "normaal")];

/// What comes with the signals.
pub(super) const TRAPS: &[Message] = &[
    Message {
        tag: "T2",
        door: Door::Again { tag: "S1", message_id: MessageId::Kept },
        place: Same("S1"),
        answer: Mail("meldingen@meldpunt.example"),
    },
    Message {
        tag: "T2 zonder Message-ID",
        door: Door::Again { tag: "S1", message_id: MessageId::Lost },
        place: Same("S1"),
        answer: Mail("meldingen@meldpunt.example"),
    },
    Message {
        tag: "T3",
        door: Door::Api {
            partner: "acantus",
            key: "WC-88213-vervolg",
            body: r#"{"bronReferentie":"WC-88213","onderwerp":"Huurachterstand opgelopen",
                "situatieSchets":"Mw. A. Bos, Krabbenscheerstr. 12 toev. A te Winschoten, reageert nog steeds niet. De achterstand is nu € 2.368: dreigende ontruiming.",
                "adres":{"postcode":"9675 XA","huisnummer":12,"huisnummertoevoeging":"A"},
                "melder":{"naam":"B. Tjaden","digitaleAdressen":[{"soort":"email","adres":"b.tjaden@acantus.example"}]},
                "terugkoppelingGewenst":true}"#,
        },
        place: Household("Bos"),
        answer: Mail("b.tjaden@acantus.example"),
    },
    Message {
        tag: "T5",
        door: Door::Mail {
            from: "Wout Greven <w.greven@cjg.example>",
            subject: "Terugbelverzoek",
            text: "Moeder op Pijlkruidhof 41, 9675 XC, wil graag praten over het slapen van haar peuter. Zij is te \
                   bereiken op tel. 612345609, liefst overdag.\n\nGroet,\nWout Greven\n",
        },
        place: Household("terugbellen"),
        answer: Mail("w.greven@cjg.example"),
    },
    Message {
        tag: "T7",
        door: Door::Letter {
            envelope: "bounces@wijkresto.example",
            text: "From: Wijkresto Parkwijk <nieuws@wijkresto.example>\nTo: signaal@wijkteam.example\nDate: {datum}\n\
                   Subject: Nieuwsbrief wijkresto\nMessage-ID: <nieuws.47@wijkresto.example>\n\
                   List-Id: Nieuws van het wijkresto <nieuws.wijkresto.example>\n\
                   List-Unsubscribe: <mailto:nieuws-uit@wijkresto.example>\nMIME-Version: 1.0\n\
                   Content-Type: text/plain; charset=utf-8\n\n\
                   Deze week eten wij stamppot. Mevrouw Zwart van het Lisdoddeplein 2 viert haar verjaardag.\n",
        },
        place: Wachtbak,
        answer: NoMail,
    },
    Message {
        tag: "T8",
        door: Door::Letter {
            envelope: "h.wubs@oosterlengte.example",
            text: "From: Hilda Wubs <h.wubs@oosterlengte.example>\nTo: signaal@wijkteam.example\nDate: {datum}\n\
                   Subject: Meneer P.\nMessage-ID: <html.5@oosterlengte.example>\nMIME-Version: 1.0\n\
                   Content-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: base64\n\n\
                   PGh0bWw+PGJvZHk+PGRpdj5Ib2ksIGlrIGtvbSBudSB0d2VlIG1hYW5kZW4gYmlqIG1pam5oZWVy\n\
                   IFBsb2Vnc21hIG9wIGhldCBXYXRlcnZpb2xpZXJwYWQgMzEgKDk2NzUgWEUpLiBIaWogaXMgdmVy\n\
                   Z2VldGFjaHRpZyBhYW4gaGV0IHdvcmRlbiwgcGFuIG9wIGhldCB2dXVyIGxhdGVuIHN0YWFuIGVu\n\
                   IGRlIGtvZWxrYXN0IGlzIHN0ZWVkcyBsZWVnLiBaaWpuIGNhZukgb20gZGUgaG9layBtaXN0IGhl\n\
                   bS48L2Rpdj48ZGl2Pjxicj48L2Rpdj48ZGl2Pkdyb2V0LDxicj5IaWxkYSBXdWJzPC9kaXY+PC9i\n\
                   b2R5PjwvaHRtbD4=\n",
        },
        place: Household("Ploegsma"),
        answer: Mail("h.wubs@oosterlengte.example"),
    },
];

/// What comes back when S1 has been answered.
pub(super) const ECHOES: &[Message] = &[
    Message {
        tag: "T1",
        door: Door::Letter {
            envelope: "",
            text: "From: Joke Hulzebos <meldingen@meldpunt.example>\nTo: signaal@wijkteam.example\nDate: {datum}\n\
                   Subject: Automatisch antwoord: Ontvangstbevestiging {kenmerk}\n\
                   Message-ID: <afwezig.1@meldpunt.example>\nIn-Reply-To: <{bevestiging}>\n\
                   Auto-Submitted: auto-replied\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n\
                   Ik ben vandaag afwezig.\n",
        },
        place: Wachtbak,
        answer: NoMail,
    },
    Message {
        tag: "T4",
        door: Door::Letter {
            envelope: "",
            text: "From: Mail Delivery System <MAILER-DAEMON@mx.acantus.example>\nTo: signaal@wijkteam.example\n\
                   Date: {datum}\nSubject: Undelivered Mail Returned to Sender\n\
                   Message-ID: <rapport.1@mx.acantus.example>\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n\
                   Content-Type: multipart/report; report-type=delivery-status; boundary=\"r\"\n\n\
                   --r\nContent-Type: text/plain\n\n550 5.1.1 User unknown\n\
                   --r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.acantus.example\n\n\
                   Final-Recipient: rfc822; b.tjaden@acantus.example\nAction: failed\nStatus: 5.1.1\n\
                   --r\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{bevestiging}>\n\
                   Subject: Auto: Ontvangstbevestiging {kenmerk}\n\n--r--\n",
        },
        place: Wachtbak,
        answer: NoMail,
    },
    Message {
        tag: "T6",
        door: Door::Letter {
            envelope: "meldingen@meldpunt.example",
            text: "From: Joke Hulzebos <meldingen@meldpunt.example>\nTo: signaal@wijkteam.example\nDate: {datum}\n\
                   Subject: Re: Auto: Ontvangstbevestiging {kenmerk}\nMessage-ID: <re.1@meldpunt.example>\n\
                   In-Reply-To: <{bevestiging}>\nReferences: <{bevestiging}>\nMIME-Version: 1.0\n\
                   Content-Type: text/plain; charset=utf-8\n\n\
                   ze is nu verhuisd naar nr 14\n\nOp maandag schreef Wijkteam:\n> Beste collega,\n\
                   > Uw nummer is {kenmerk}.\n",
        },
        // It answers our acknowledgement of S1: it joins that casus, and no answer goes out to an answer.
        place: Household("Bos"),
        answer: NoMail,
    },
];
