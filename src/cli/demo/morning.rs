//! The rest of the morning: invented households, so that the queue looks as it does on a Monday.

use super::story::{
    Answer::{Mail, NoMail},
    Door, Message,
    Place::Household,
};

pub(super) const URGENCIES: &[(&str, &str)] = &[
    ("Bakker", "hoog"),
    ("Visser", "hoog"),
    ("Mulder", "normaal"),
    ("De Haan", "normaal"),
    ("Elzinga", "laag"),
    ("Postma", "hoog"),
    ("Kamara", "hoog"),
    ("Dijkema", "normaal"),
    ("verzuim", "normaal"),
    ("Hofstra", "normaal"),
    ("rouw", "normaal"),
    ("Tiktak", "laag"),
    ("vol huis", "normaal"),
    ("Tesfay", "normaal"),
    ("Zijlstra", "normaal"),
    ("scheiding", "normaal"),
];

pub(super) const MORNING: &[Message] = &[
    Message {
        tag: "overlast 1",
        door: Door::Mail {
            from: "Joke Hulzebos <meldingen@meldpunt.example>",
            subject: "Overlastmelding 2026-0422",
            text: "Op Lisdoddeplein 9, 9675 XF Winschoten, draait de familie Bakker tot diep in de avond harde muziek. \
                   Twee buren hebben geklaagd over geluidsoverlast.\n",
        },
        place: Household("Bakker"),
        answer: Mail("meldingen@meldpunt.example"),
    },
    Message {
        tag: "overlast 2",
        door: Door::Api {
            partner: "acantus",
            key: "WC-90107",
            body: r#"{"bronReferentie":"WC-90107","onderwerp":"Klachten over geluid",
                "situatieSchets":"Voor de derde keer klachten van omwonenden. Gesprek met de huurder is mislukt.",
                "adres":{"straatnaam":"Lisdoddeplein","postcode":"9675XF","huisnummer":9,"woonplaats":"Winschoten"},
                "betrokkenen":[{"rol":"huurder","geslachtsnaam":"Bakker"}]}"#,
        },
        place: Household("Bakker"),
        answer: NoMail,
    },
    Message {
        tag: "overlast 3",
        door: Door::Mail {
            from: "R. Postema <wijkagent@politie.example>",
            subject: "Lisdoddeplein 9",
            text: "Gisteren stond ik aan de deur op Lisdoddeplein 9, 9675 XF. Bewoner is zijn werk kwijt en drinkt. \
                   Hij staat open voor een gesprek met jullie.\n",
        },
        place: Household("Bakker"),
        answer: Mail("wijkagent@politie.example"),
    },
    Message {
        tag: "overlast 4",
        door: Door::Form {
            door: "bewoners",
            fields: &[
                (
                    "situatie",
                    "De muziek bij de buren gaat maar door en er wordt gehuild. Ik denk dat het niet goed met ze gaat.",
                ),
                ("straat", "Lisdoddeplein"),
                ("huisnummer", "9"),
                ("postcode", "9675 XF"),
                ("woonplaats", "Winschoten"),
            ],
        },
        place: Household("Bakker"),
        answer: NoMail,
    },
    Message {
        tag: "huur 1",
        door: Door::Api {
            partner: "acantus",
            key: "WC-90110",
            body: r#"{"bronReferentie":"WC-90110","onderwerp":"Huurachterstand 3 maanden",
                "situatieSchets":"Huurder betaalt niet en is niet te bereiken. Drie maanden huurachterstand.",
                "adres":{"straatnaam":"Kikkerbeetlaan","postcode":"9675XD","huisnummer":27,"woonplaats":"Winschoten"},
                "betrokkenen":[{"rol":"huurder","voorletters":"P.","geslachtsnaam":"Visser"}],
                "melder":{"naam":"B. Tjaden","digitaleAdressen":[{"soort":"email",
                "adres":"b.tjaden@acantus.example"}]}}"#,
        },
        place: Household("Visser"),
        answer: Mail("b.tjaden@acantus.example"),
    },
    Message {
        tag: "huur 2",
        door: Door::Mail {
            from: "Karin Loots <k.loots@oosterlengte.example>",
            subject: "Zorg om dhr. Visser",
            text: "Dhr. Visser, Kikkerbeetlaan 27, 9675 XD Winschoten, maakt zijn post niet meer open. Er ligt een \
                   brief van de deurwaarder over ontruiming op 8 december.\n",
        },
        place: Household("Visser"),
        answer: Mail("k.loots@oosterlengte.example"),
    },
    Message {
        tag: "eenzaam 1",
        door: Door::Form {
            door: "wijkresto",
            fields: &[
                (
                    "situatie",
                    "Mevrouw Mulder eet hier al jaren mee. Sinds haar zus is overleden zegt ze bijna niets meer en \
                     gaat ze als eerste weg. Ze is eenzaam.",
                ),
                ("straat", "Pijlkruidhof"),
                ("huisnummer", "15"),
                ("postcode", "9675 XC"),
                ("woonplaats", "Winschoten"),
                ("wie", "Mulder"),
                ("naam", "Truus E."),
                ("email", "truus@wijkresto.example"),
            ],
        },
        place: Household("Mulder"),
        answer: Mail("truus@wijkresto.example"),
    },
    Message {
        tag: "opvoeden 1",
        door: Door::Api {
            partner: "cjg",
            key: "cjg-2240",
            body: r#"{"bronReferentie":"cjg-2240","onderwerp":"Puber thuis",
                "situatieSchets":"Vader vraagt hoe hij weer in gesprek komt met zijn zoon van 15, die veel op zijn kamer zit.",
                "adres":{"straatnaam":"Waterviolierpad","postcode":"9675XE","huisnummer":6,"woonplaats":"Winschoten"},
                "betrokkenen":[{"rol":"vader","geslachtsnaam":"De Haan"}],
                "melder":{"naam":"Wout Greven","digitaleAdressen":[{"soort":"email",
                "adres":"w.greven@cjg.example"}]}}"#,
        },
        place: Household("De Haan"),
        answer: Mail("w.greven@cjg.example"),
    },
    Message {
        tag: "dagbesteding 1",
        door: Door::Mail {
            from: "Ria Nap <r.nap@oggz.example>",
            subject: "Zoekt dagbesteding",
            text: "Dhr. Elzinga, Krabbenscheerstraat 40, 9675 XA Winschoten, is stabiel en zoekt zinvolle dagbesteding \
                   in de buurt. Hij houdt van tuinieren.\n",
        },
        place: Household("Elzinga"),
        answer: Mail("r.nap@oggz.example"),
    },
    Message {
        tag: "verward 1",
        door: Door::Mail {
            from: "Ria Nap <r.nap@oggz.example>",
            subject: "Overleg gewenst",
            text: "Mw. Postma, Kikkerbeetlaan 33, 9675 XD Winschoten, is psychotisch en laat niemand binnen. Wij gaan \
                   morgen langs en willen graag samen gaan.\n",
        },
        place: Household("Postma"),
        answer: Mail("r.nap@oggz.example"),
    },
    Message {
        tag: "energie 1",
        door: Door::Api {
            partner: "meldpunt",
            key: "MP-551",
            body: r#"{"bronReferentie":"MP-551","onderwerp":"Brief over energie",
                "situatieSchets":"Mevrouw belde huilend: er ligt een brief over afsluiting van gas en stroom, nog tien dagen. Zij heeft twee kleine kinderen.",
                "adres":{"straatnaam":"Pijlkruidhof","postcode":"9675XC","huisnummer":22,"woonplaats":"Winschoten"},
                "betrokkenen":[{"rol":"moeder","geslachtsnaam":"Kamara"}]}"#,
        },
        place: Household("Kamara"),
        answer: NoMail,
    },
    Message {
        tag: "energie 2",
        door: Door::Form {
            door: "bewoners",
            fields: &[
                ("situatie", "Mijn buurvrouw kookt bij mij omdat zij bang is dat het gas eraf gaat. Ze schaamt zich."),
                ("straat", "Pijlkruidhof"),
                ("huisnummer", "22"),
                ("postcode", "9675XC"),
                ("woonplaats", "Winschoten"),
                ("naam", "Een buurvrouw"),
                ("email", "buurvrouw@post.example"),
            ],
        },
        place: Household("Kamara"),
        answer: Mail("buurvrouw@post.example"),
    },
    Message {
        tag: "mantelzorg 1",
        door: Door::Mail {
            from: "Karin Loots <k.loots@oosterlengte.example>",
            subject: "Mantelzorger moe",
            text: "Mevrouw Dijkema, Krabbenscheerstraat 3, 9675 XA Winschoten, zorgt dag en nacht voor haar man met \
                   parkinson. Ze slaapt slecht en huilt snel. Kan iemand haar zorg verlichten?\n",
        },
        place: Household("Dijkema"),
        answer: Mail("k.loots@oosterlengte.example"),
    },
    Message {
        tag: "school 1",
        door: Door::Mail {
            from: "Intern begeleider <zorg@school.example>",
            subject: "Verzuim",
            text: "Een leerling uit groep 7, Waterviolierpad 18, 9675 XE Winschoten, was deze maand zes keer afwezig. \
                   Ouders zijn vriendelijk maar vaag. Wij maken ons zorgen.\n",
        },
        place: Household("verzuim"),
        answer: Mail("zorg@school.example"),
    },
    Message {
        tag: "schulden 1",
        door: Door::Form {
            door: "wijkoverleg",
            fields: &[
                (
                    "situatie",
                    "Het gezin leeft van de voedselbank sinds het bedrijf van vader failliet ging. Er zijn schulden \
                     bij familie.",
                ),
                ("straat", "Lisdoddeplein"),
                ("huisnummer", "24"),
                ("postcode", "9675 XF"),
                ("woonplaats", "Winschoten"),
                ("wie", "Hofstra"),
                ("naam", "Maatschappelijk werk"),
                ("bekend", "ja"),
            ],
        },
        place: Household("Hofstra"),
        answer: NoMail,
    },
    Message {
        tag: "rouw 1",
        door: Door::Form {
            door: "bewoners",
            fields: &[
                (
                    "situatie",
                    "Onze buurman zit sinds de begrafenis van zijn vrouw de hele dag in het donker. Hij zegt dat alles \
                     goed gaat.",
                ),
                ("straat", "Kikkerbeetlaan"),
                ("huisnummer", "8"),
                ("postcode", "9675 XD"),
                ("woonplaats", "Winschoten"),
            ],
        },
        place: Household("rouw"),
        answer: NoMail,
    },
    Message {
        tag: "meedoen 1",
        door: Door::Mail {
            from: "Bea Smid <bea@wijkresto.example>",
            subject: "Nieuwe vrijwilliger",
            text: "Mevrouw Tiktak, Pijlkruidhof 30, 9675 XC Winschoten, is net met pensioen en zoekt \
                   vrijwilligerswerk. Wie weet iets leuks?\n",
        },
        place: Household("Tiktak"),
        answer: Mail("bea@wijkresto.example"),
    },
    Message {
        tag: "vol huis 1",
        door: Door::Api {
            partner: "acantus",
            key: "WC-90121",
            body: r#"{"bronReferentie":"WC-90121","onderwerp":"Volle woning",
                "situatieSchets":"Bij de controle van de ketel bleek de woning tot het plafond vol te staan. Er is nog een smal pad naar de keuken.",
                "adres":{"straatnaam":"Krabbenscheerstraat","postcode":"9675XA","huisnummer":55,"woonplaats":"Winschoten"}}"#,
        },
        place: Household("vol huis"),
        answer: NoMail,
    },
    Message {
        tag: "vol huis 2",
        door: Door::Mail {
            from: "Ria Nap <r.nap@oggz.example>",
            subject: "Krabbenscheerstraat 55",
            text: "Bewoner van Krabbenscheerstraat 55, 9675 XA Winschoten, komt niet meer op zijn afspraken. Eerder \
                   ging het om verzamelen en vervuiling.\n",
        },
        place: Household("vol huis"),
        answer: Mail("r.nap@oggz.example"),
    },
    Message {
        tag: "brieven 1",
        door: Door::Mail {
            from: "Joke Hulzebos <meldingen@meldpunt.example>",
            subject: "Hulp met brieven",
            text: "Mevrouw Tesfay, Waterviolierpad 44, 9675 XE Winschoten, kwam met een tas vol brieven die zij niet \
                   begrijpt. Zij leert Nederlands en vraagt hulp.\n",
        },
        place: Household("Tesfay"),
        answer: Mail("meldingen@meldpunt.example"),
    },
    Message {
        tag: "val 1",
        door: Door::Mail {
            from: "Hilda Wubs <h.wubs@oosterlengte.example>",
            subject: "Gevallen",
            text: "Mevrouw Zijlstra (88), Lisdoddeplein 31, 9675 XF Winschoten, is deze week twee keer gevallen in de \
                   badkamer. Haar zoon wil haar in huis nemen, zij wil dat niet.\n",
        },
        place: Household("Zijlstra"),
        answer: Mail("h.wubs@oosterlengte.example"),
    },
    Message {
        tag: "val 2",
        door: Door::Form {
            door: "wijkresto",
            fields: &[
                (
                    "situatie",
                    "Mevrouw Zijlstra had vandaag een blauw oog en wilde er niet over praten. Ze zei dat ze was \
                     gestruikeld.",
                ),
                ("straat", "Lisdoddeplein"),
                ("huisnummer", "31"),
                ("postcode", "9675XF"),
                ("woonplaats", "Winschoten"),
                ("wie", "Zijlstra"),
                ("naam", "Truus E."),
            ],
        },
        place: Household("Zijlstra"),
        answer: NoMail,
    },
    Message {
        tag: "school 2",
        door: Door::Mail {
            from: "Intern begeleider <zorg@school.example>",
            subject: "Vraag van moeder",
            text: "Moeder van een kleuter, Krabbenscheerstraat 71, 9675 XA Winschoten, vertelde dat zij na de \
                   scheiding niet weet waar zij in januari kan wonen. Zij vraagt om hulp.\n",
        },
        place: Household("scheiding"),
        answer: Mail("zorg@school.example"),
    },
];
