//! The twelve signals that every part of the gateway is shown by. All people are invented.

use super::story::{
    Answer::{Mail, NoMail, UrgentMail},
    Door, Message,
    Place::Household,
};

pub(super) const URGENCIES: &[(&str, &str)] = &[
    ("Bos", "hoog"),
    ("Drenthe", "hoog"),
    ("Ploegsma", "normaal"),
    ("Ploegsma zonder nummer", "normaal"),
    ("tweeling", "normaal"),
    ("Boelens", "normaal"),
    ("Oldenhuis", "normaal"),
    ("klussen", "laag"),
    ("gaslucht", "spoed"),
    ("Noor", "spoed"),
];

pub(super) const SIGNALS: &[Message] = &[
    Message {
        tag: "S1",
        door: Door::Mail {
            from: "Joke Hulzebos <meldingen@meldpunt.example>",
            subject: "Overlastmelding 2026-0419 Krabbenscheerstraat",
            text: "Goedemiddag,\n\nBij het meldpunt kwam vanochtend een klacht binnen over Krabbenscheerstraat 12A, \
                   9675XA Winschoten. Al een paar weken staan er vuilniszakken op de galerij en er is veel geschreeuw \
                   's avonds laat. Bewoonster is mevrouw Van der Meulen-Bos, rond de 45. Buren durven niet meer aan te \
                   bellen. Kunnen jullie kijken of hier meer speelt? Graag een berichtje terug.\n\n\
                   Met vriendelijke groet,\nJoke Hulzebos\nMeldpunt Zorg en Overlast\n",
        },
        place: Household("Bos"),
        answer: Mail("meldingen@meldpunt.example"),
    },
    Message {
        tag: "S2",
        door: Door::Api {
            partner: "acantus",
            key: "WC-88213",
            body: r#"{"bronReferentie":"WC-88213","onderwerp":"Huurachterstand 2 maanden",
                "situatieSchets":"Mw. A. Bos, Krabbenscheerstr. 12 toev. A te Winschoten, reageert niet op brieven en doet de deur niet open. Twee maanden huurachterstand (€ 1.184). Woning maakt vervuilde indruk.",
                "adres":{"postcode":"9675 XA","huisnummer":12,"huisnummertoevoeging":"A"},
                "melder":{"naam":"B. Tjaden","functie":"consulent leefbaarheid","digitaleAdressen":[{"soort":"email","adres":"b.tjaden@acantus.example"}]},
                "terugkoppelingGewenst":true}"#,
        },
        place: Household("Bos"),
        answer: Mail("b.tjaden@acantus.example"),
    },
    Message {
        tag: "S3",
        door: Door::Form {
            door: "scholen",
            fields: &[
                (
                    "situatie",
                    "Sem Drenthe uit groep 5 is de laatste weken vaak moe, komt zonder brood op school en is drie keer \
                     te laat. Moeder zegt dat het thuis \"een beetje onrustig\" is. Pijlkruidhof 7, 9675 XC. Ouders \
                     weten dat ik dit doorgeef. Ik hoor graag of iemand langsgaat.",
                ),
                ("naam", "E. Wiersma"),
                ("organisatie", "obs De Waterlelie"),
                ("email", "ib@waterlelie.school.example"),
                ("bekend", "ja"),
            ],
        },
        place: Household("Drenthe"),
        answer: Mail("ib@waterlelie.school.example"),
    },
    Message {
        tag: "S4",
        door: Door::Mail {
            from: "R. Postema <wijkagent@politie.example>",
            subject: "FW: nachtdienst zaterdag",
            text: "Ter info voor het wijkteam. Geen strafbaar feit, wel zorg.\n\n\
                   -----Oorspronkelijk bericht-----\nVan: Meldkamer <noreply@politie.example>\n\
                   Verzonden: zondag 08:10\nAan: R. Postema\nOnderwerp: nachtdienst zaterdag\n\n\
                   Rond 02.15 uur melding van ruzie bij fam. Drente, Pijlkruidhof nr. 7 (9675xc). Man en vrouw onder \
                   invloed, jongen van ca. 8 jaar wakker. Rust hersteld.\n",
        },
        place: Household("Drenthe"),
        answer: UrgentMail("wijkagent@politie.example"),
    },
    Message {
        tag: "S5",
        door: Door::Mail {
            from: "Hilda Wubs <h.wubs@oosterlengte.example>",
            subject: "Meneer P.",
            text: "Hoi, ik kom nu twee maanden bij mijnheer Ploegsma op het Waterviolierpad 31 (9675 XE). Hij is \
                   vergeetachtig aan het worden, pan op het vuur laten staan en de koelkast is steeds leeg. Dochter \
                   woont in Assen en komt weinig. Ik heb hem verteld dat ik met het wijkteam overleg, dat vond hij \
                   goed. Wie kan eens meekijken?\n\nGroet,\nHilda Wubs\n",
        },
        place: Household("Ploegsma"),
        answer: Mail("h.wubs@oosterlengte.example"),
    },
    Message {
        tag: "S6",
        door: Door::Form {
            door: "wijkresto",
            fields: &[
                (
                    "situatie",
                    "Die oude meneer Ploegsma van het Waterviolierpad, nummer weet ik niet, hoekhuis naast de trap, \
                     komt nu al drie woensdagen niet eten. Laatste keer had hij twee verschillende schoenen aan en \
                     wist hij niet welke dag het was. Ik maak me zorgen. Mijn naam mag u weten maar liever niet tegen \
                     hem zeggen.",
                ),
                ("naam", "Truus E."),
                ("telefoon", "06-00000000"),
            ],
        },
        place: Household("Ploegsma zonder nummer"),
        answer: NoMail,
    },
    Message {
        tag: "S7",
        door: Door::Api {
            partner: "cjg",
            key: "cjg-2231",
            body: r#"{"bronReferentie":"cjg-2231","onderwerp":"Opvoedvragen",
                "situatieSchets":"Jonge moeder met tweeling van 4 maanden, oververmoeid, vraagt om praktische steun. Krabbenscheerstraat 12-B Winschoten.",
                "adres":{"postcode":"9675XA","huisnummer":12,"huisletter":"B"},"urgentie":"normaal"}"#,
        },
        place: Household("tweeling"),
        answer: NoMail,
    },
    Message {
        tag: "S8",
        door: Door::Mail {
            from: "Ria Nap <r.nap@oggz.example>",
            subject: "Verzoek huisbezoek",
            text: "Betreft dhr. K. Boelens, BSN 111222333, Kikkerbeetlaan 4, 9675 XD. Bekend met eerdere opname, \
                   medicatie gestopt, gordijnen sinds vorige week dicht. Buurvrouw hoort hem 's nachts praten. Kan \
                   het team aansluiten bij een huisbezoek? Tel. 0597-000000.\n\nRia Nap, OGGZ-netwerk\n",
        },
        place: Household("Boelens"),
        answer: Mail("r.nap@oggz.example"),
    },
    Message {
        tag: "S9",
        door: Door::Form {
            door: "wijkoverleg",
            fields: &[
                (
                    "situatie",
                    "Mw. Oldenhuis, Lisdoddeplein 18, heeft in het gesprek zelf aangegeven dat ze graag weer onder de \
                     mensen wil. Klein netwerk, schulden in regeling. Afspraak uit het teamoverleg: de opbouwwerker \
                     belt haar deze week over de koffieochtend.",
                ),
                ("naam", "Maatschappelijk werk"),
                ("bekend", "ja"),
            ],
        },
        place: Household("Oldenhuis"),
        answer: NoMail,
    },
    Message {
        tag: "S10",
        door: Door::OpenForms {
            partner: "wijkoverleg",
            body: r#"{"values":{"onderwerp":"Zoekt zinvolle dagbesteding","toelichting":"Klant (29) met bijstand wil iets voor de wijk doen, handig met gereedschap, durft niet alleen naar activiteiten.","postcode":"9675 XF","huisnummer":"5","huisletter":"","consulent":"w.kuiper@oldambt.example"},
                "metadata":{"form":"signaal-wijkteam","submission_id":"b3f1"},"values_schema":{},"metadata_schema":{}}"#,
        },
        place: Household("klussen"),
        answer: NoMail,
    },
    Message {
        tag: "S11",
        door: Door::Form {
            door: "bewoners",
            fields: &[(
                "situatie",
                "Op het Lisdoddeplein boven de buurtsuper brandt al vier nachten licht en ruik ik gas in het \
                 trappenhuis. Volgens mij woont daar iemand alleen. Ik wil niet dat bekend wordt dat ik dit meld.",
            )],
        },
        place: Household("gaslucht"),
        answer: NoMail,
    },
    Message {
        tag: "S12",
        door: Door::Mail {
            from: "Intern begeleider <zorg@school.example>",
            subject: "SPOED zorg om leerling",
            text: "Noor (6) vertelde vanmorgen dat papa mama en haar heeft geslagen en liet blauwe plekken op haar arm \
                   zien. Ze wil niet naar huis. Adres bij ons bekend: Kikkerbeetlaan 19, 9675 XD. We hebben nog niet \
                   met ouders gesproken. Wat moeten we doen?\n",
        },
        place: Household("Noor"),
        answer: UrgentMail("zorg@school.example"),
    },
];
