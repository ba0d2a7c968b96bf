//! The Dutch words that tell a reader of facts what a neighbouring word is. All of them folded.

/// Words whose dot ends no sentence.
#[rustfmt::skip]
pub(super) fn is_abbreviation(word: &str) -> bool {
    matches!(
        word,
        "nr" | "tel"
            | "mw"
            | "mevr"
            | "mvr"
            | "dhr"
            | "hr"
            | "fam"
            | "toev"
            | "app"
            | "ca"
            | "geb"
            | "st"
            | "dr"
            | "ds"
            | "mr"
            | "prof"
            | "burg"
            | "ir"
            | "drs"
            | "jhr"
            | "gen"
            | "pr"
            | "mob"
            | "no"
            | "verd"
            | "circa"
    )
}

/// What announces a surname.
#[rustfmt::skip]
pub(super) fn is_title(word: &str) -> bool {
    is_family_title(word)
        || matches!(
            word,
            "mevrouw" | "mevr" | "mw" | "mvr" | "mej" | "dhr" | "heer" | "hr" | "meneer" | "mijnheer" | "menheer"
        )
}

/// What announces the surname of a whole family.
#[rustfmt::skip]
pub(super) fn is_family_title(word: &str) -> bool {
    matches!(word, "familie" | "fam" | "gezin" | "echtpaar" | "huishouden")
}

/// Tussenvoegsels.
#[rustfmt::skip]
pub(super) fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "van" | "der" | "den" | "de" | "het" | "t" | "ten" | "ter" | "te" | "vd" | "von" | "el" | "al"
            | "ben" | "da" | "di" | "du" | "la" | "le" | "op" | "in" | "v" | "d"
    )
}

/// Words that may start a street's name before its last word: `Burgemeester`, `Oude`, `Jan`.
#[rustfmt::skip]
pub(super) fn is_street_prefix(word: &str) -> bool {
    matches!(
        word,
        "burgemeester" | "burg" | "dokter" | "dr" | "doctor" | "dominee" | "ds" | "professor" | "prof"
            | "prins" | "pr" | "prinses" | "koning" | "koningin" | "graaf" | "gravin" | "pastoor"
            | "meester" | "mr" | "mgr" | "kapelaan" | "generaal" | "gen" | "admiraal" | "kapitein" | "sint"
            | "st" | "ingenieur" | "ir" | "wethouder" | "jonker" | "jhr" | "jonkheer" | "nieuwe" | "nw"
            | "oude" | "korte" | "lange" | "grote" | "kleine" | "hoge" | "lage" | "eerste" | "tweede"
            | "derde" | "vierde" | "vijfde" | "verlengde" | "noorder" | "zuider" | "ooster" | "wester"
            | "jan" | "johan" | "willem" | "piet" | "pieter" | "frans" | "anne" | "albert" | "rembrandt"
            | "vincent" | "karel" | "hendrik" | "maria" | "juliana" | "beatrix" | "wilhelmina" | "bernhard"
    )
}

/// Capitalised words of which no street or person is called: sentence openings, labels, functions.
#[rustfmt::skip]
pub(super) fn is_no_name(word: &str) -> bool {
    is_title(word)
        || is_label(word)
        || is_sentence_word(word)
        || matches!(
            word,
            "melding" | "overlastmelding" | "zorgmelding" | "signaal" | "overlast" | "huurachterstand"
                | "zorgen" | "zorg" | "klacht" | "overleg" | "bijlage" | "artikel" | "hoofdstuk" | "fase"
                | "groep" | "klas" | "bsn" | "ggz" | "oggz" | "cjg" | "wmo" | "politie" | "gemeente"
                | "stichting" | "team" | "wijkteam" | "meldpunt" | "school" | "obs" | "cbs" | "huisarts"
                | "collega" | "collegas" | "woning" | "woningen" | "flat" | "blok" | "complex" | "spoed"
                | "update" | "fw" | "fwd" | "re" | "betreffende" | "inzake" | "nederland" | "noord" | "zuid"
                | "oost" | "west" | "veilig" | "thuis" | "jeugdzorg" | "leger" | "kinderen" | "ouders"
                | "buren" | "woningcorporatie" | "afdeling" | "basisteam" | "mantelzorger" | "januari"
                | "februari" | "maart" | "april" | "mei" | "juni" | "juli" | "augustus" | "september"
                | "oktober" | "november" | "december" | "maandag" | "dinsdag" | "woensdag" | "donderdag"
                | "vrijdag" | "zaterdag" | "zondag" | "pagina" | "bijlagen" | "kerst" | "pasen"
        )
        || is_role(word)
}

/// Labels of forms and structured mails.
#[rustfmt::skip]
fn is_label(word: &str) -> bool {
    matches!(
        word,
        "adres" | "straat" | "straatnaam" | "huisnummer" | "postcode" | "woonplaats" | "plaats" | "naam"
            | "voornaam" | "achternaam" | "geslachtsnaam" | "voorletters" | "voornamen" | "telefoon"
            | "telefoonnummer" | "tel" | "mobiel" | "geboortedatum" | "geboren" | "geb" | "leeftijd"
            | "betreft" | "locatie" | "onderwerp" | "omschrijving" | "toelichting" | "nummer" | "nr" | "van"
            | "aan" | "datum" | "email" | "mail"
    )
}

/// Words that are capitalised only because a sentence starts.
#[rustfmt::skip]
fn is_sentence_word(word: &str) -> bool {
    matches!(
        word,
        "op" | "in"
            | "aan"
            | "bij"
            | "de"
            | "het"
            | "een"
            | "er"
            | "te"
            | "uit"
            | "met"
            | "naar"
            | "om"
            | "over"
            | "voor"
            | "na"
            | "en"
            | "of"
            | "maar"
            | "want"
            | "dat"
            | "dit"
            | "die"
            | "deze"
            | "wat"
            | "wie"
            | "waar"
            | "wanneer"
            | "hoe"
            | "hij"
            | "zij"
            | "ze"
            | "ik"
            | "wij"
            | "we"
            | "u"
            | "jullie"
            | "hun"
            | "haar"
            | "zijn"
            | "mijn"
            | "onze"
            | "ons"
            | "is"
            | "was"
            | "heeft"
            | "woont"
            | "wonende"
            | "woonachtig"
            | "ook"
            | "nu"
            | "vandaag"
            | "gisteren"
            | "morgen"
            | "vanochtend"
            | "vanmorgen"
            | "vanavond"
            | "vannacht"
            | "graag"
            | "kunnen"
            | "kan"
            | "kunt"
            | "wilt"
            | "wil"
            | "hallo"
            | "hoi"
            | "beste"
            | "geachte"
            | "dag"
            | "goedemorgen"
            | "goedemiddag"
            | "goedenavond"
            | "goedendag"
            | "ter"
            | "tot"
            | "volgens"
            | "vanuit"
            | "geen"
            | "al"
            | "omdat"
            | "toen"
            | "als"
            | "dan"
            | "daar"
            | "hier"
            | "door"
            | "tijdens"
            | "sinds"
            | "ergens"
            | "rond"
            | "groet"
            | "groeten"
            | "gr"
            | "mvg"
            | "hoogachtend"
            | "bel"
            | "zie"
            | "gebeld"
            | "locatie"
            | "speelt"
    )
}

/// Whom a report is about when it gives no name.
#[rustfmt::skip]
pub(super) fn is_role(word: &str) -> bool {
    is_child(word) || is_grown_up(word)
}

/// Words for somebody under age.
#[rustfmt::skip]
pub(super) fn is_child(word: &str) -> bool {
    matches!(
        word,
        "kind" | "jongen" | "jongetje" | "meisje" | "zoon" | "zoontje" | "dochter" | "dochtertje"
            | "leerling" | "baby" | "peuter" | "kleuter" | "tiener" | "puber"
    )
}

#[rustfmt::skip]
fn is_grown_up(word: &str) -> bool {
    matches!(
        word,
        "man" | "vrouw" | "klant" | "client" | "cliente" | "bewoner" | "bewoonster" | "moeder" | "vader"
            | "betrokkene" | "partner" | "huurder" | "huurster" | "patient" | "echtgenoot" | "echtgenote"
            | "opa" | "oma" | "dame"
    )
}

/// Who is near the household without being of it: reporters, neighbours, professionals.
#[rustfmt::skip]
pub(super) fn is_outsider(word: &str) -> bool {
    matches!(
        word,
        "melder" | "meldster" | "gebeld" | "buren" | "buur" | "buurman" | "buurvrouw" | "buurmeisje"
            | "buurjongen" | "overbuurman" | "overbuurvrouw" | "overburen" | "onderburen" | "bovenburen"
            | "kantoor" | "ex" | "expartner" | "exman" | "exvrouw" | "huisarts" | "dokter" | "wijkagent"
            | "agent" | "collega" | "juf" | "meester" | "leerkracht" | "begeleider" | "begeleidster"
            | "consulent" | "consulente" | "bewindvoerder" | "advocaat" | "bezoekadres" | "postadres"
            | "postbus" | "contactpersoon" | "afzender" | "psychiater" | "mentor" | "vrijwilliger"
            | "thuisbegeleider" | "wijkverpleegkundige" | "namens" | "aangifte"
    )
}

/// Relatives who mostly live elsewhere: "dochter woont op …" is not the household.
#[rustfmt::skip]
pub(super) fn is_relative(word: &str) -> bool {
    matches!(word, "dochter" | "zoon" | "broer" | "zus" | "oom" | "tante" | "neef" | "nicht" | "familielid" | "vriend")
}

/// Words of months, with their number.
pub(super) fn month(word: &str) -> Option<i8> {
    Some(match word {
        "januari" | "jan" => 1,
        "februari" | "feb" => 2,
        "maart" | "mrt" => 3,
        "april" | "apr" => 4,
        "mei" => 5,
        "juni" | "jun" => 6,
        "juli" | "jul" => 7,
        "augustus" | "aug" => 8,
        "september" | "sep" | "sept" => 9,
        "oktober" | "okt" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

/// Words before which a number is a count, an age, a time or an amount, never a huisnummer.
#[rustfmt::skip]
pub(super) fn is_unit(word: &str) -> bool {
    month(word).is_some()
        || matches!(
            word,
            "jaar" | "jarige" | "jr" | "uur" | "min" | "minuten" | "euro" | "eur" | "keer" | "maal"
                | "x" | "dagen" | "dag" | "week" | "weken" | "maand" | "maanden" | "meter" | "km" | "cm"
                | "m" | "kg" | "procent" | "personen" | "mensen" | "man" | "kinderen" | "jongens"
                | "meisjes" | "mannen" | "vrouwen" | "jongeren" | "katten" | "honden" | "woningen"
                | "huizen" | "klachten" | "meldingen" | "bewoners" | "buren" | "verdieping" | "etage"
                | "politieautos" | "autos" | "brieven"
        )
}

/// Words in -en and -s that may follow a huisnummer: verbs and function words, no counted things.
#[rustfmt::skip]
pub(super) fn may_follow_number(word: &str) -> bool {
    matches!(
        word,
        "en" | "is"
            | "was"
            | "eens"
            | "steeds"
            | "wonen"
            | "zijn"
            | "hebben"
            | "samen"
            | "een"
            | "geen"
            | "komen"
            | "staan"
            | "liggen"
            | "hier"
            | "tussen"
            | "sinds"
            | "thuis"
            | "alles"
            | "waren"
            | "worden"
            | "werden"
            | "hoorden"
            | "bleken"
            | "blijven"
            | "kwamen"
            | "binnen"
            | "buiten"
            | "boven"
            | "tegen"
            | "door"
            | "s"
    )
}

/// BAG huisnummertoevoegingen that are written as words.
#[rustfmt::skip]
pub(super) fn is_toevoeging(word: &str) -> bool {
    matches!(
        word,
        "hs" | "bis"
            | "zw"
            | "rd"
            | "rood"
            | "zwart"
            | "bg"
            | "ii"
            | "iii"
            | "iv"
            | "vi"
            | "vii"
            | "viii"
            | "ix"
            | "hoog"
    )
}

/// Words that announce a letter or toevoeging: `12 toev. A`, `12 app. 3`.
#[rustfmt::skip]
pub(super) fn announces_suffix(word: &str) -> bool {
    matches!(
        word,
        "toev" | "toevoeging" | "huisletter" | "letter" | "huisnummertoevoeging" | "app" | "appartement"
            | "unit" | "kamer" | "kmr" | "k" | "etage" | "verd" | "verdieping" | "flat"
    )
}

/// Two letters that are words: after a year they are no postcode.
#[rustfmt::skip]
pub(super) fn is_two_letter_word(word: &str) -> bool {
    matches!(
        word,
        "en" | "is"
            | "in"
            | "of"
            | "op"
            | "de"
            | "te"
            | "om"
            | "nu"
            | "al"
            | "ik"
            | "je"
            | "we"
            | "ze"
            | "er"
            | "na"
            | "uw"
            | "zo"
            | "zn"
            | "kg"
            | "km"
            | "cm"
            | "mm"
            | "ml"
            | "mg"
            | "gb"
            | "mb"
            | "jr"
            | "wk"
            | "nr"
            | "pk"
            | "st"
            | "dd"
            | "bv"
            | "nv"
            | "ca"
            | "eu"
            | "tv"
            | "pm"
            | "am"
            | "va"
            | "mw"
            | "hr"
            | "uu"
            | "ha"
            | "nl"
            | "ben"
            | "ga"
            | "ja"
            | "me"
            | "ma"
            | "di"
            | "wo"
            | "do"
            | "vr"
            | "za"
            | "ex"
            | "hs"
            | "id"
            | "ok"
    )
}
