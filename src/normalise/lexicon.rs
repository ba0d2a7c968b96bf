//! The Dutch words that tell a reader of facts what a neighbouring word is. All of them folded.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
    sync::LazyLock,
};

/// What a word can be; it can be several things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum Trait {
    /// Its dot ends no sentence.
    Abbreviation = 1 << 0,
    /// Announces a surname.
    Title = 1 << 1,
    /// Announces the surname of a whole family.
    FamilyTitle = 1 << 2,
    /// A tussenvoegsel.
    Particle = 1 << 3,
    /// May start a street's name before its last word: `Burgemeester`, `Oude`, `Jan`.
    StreetPrefix = 1 << 4,
    /// Capitalised, yet nobody and no street is called so: sentence openings, labels, functions.
    NoName = 1 << 5,
    /// Somebody under age.
    Child = 1 << 6,
    /// Whom a report is about when it gives no name.
    Role = 1 << 7,
    /// Near the household without being of it: reporters, neighbours, professionals.
    Outsider = 1 << 8,
    /// Mostly lives elsewhere: "dochter woont op …" is not the household.
    Relative = 1 << 9,
    /// A number before it is a count, an age, a time or an amount, never a huisnummer.
    Unit = 1 << 10,
    /// Ends in -en or -s, yet may follow a huisnummer: verbs and function words, no counted things.
    FollowsNumber = 1 << 11,
    /// A BAG huisnummertoevoeging written as a word.
    Toevoeging = 1 << 12,
    /// Announces a letter or toevoeging: `12 toev. A`, `12 app. 3`.
    AnnouncesSuffix = 1 << 13,
    /// Two letters that are a word: after a year they are no postcode.
    TwoLetters = 1 << 14,
    /// Ends as a street does, and is none.
    CommonNoun = 1 << 15,
    /// May stand before the name of whom it is about.
    Announces = 1 << 16,
}

/// All that one word is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Traits(u32);

impl Traits {
    pub const NONE: Self = Self(0);

    pub fn has(self, one: Trait) -> bool {
        self.0 & one as u32 != 0
    }

    fn add(&mut self, one: Trait) {
        self.0 |= one as u32;
    }
}

/// A map of words that are ours: nobody outside chooses its keys, so hashing need not withstand an enemy.
pub(super) type WordMap<K, V> = HashMap<K, V, BuildHasherDefault<WordHasher>>;

/// Multiplies and rotates eight bytes at a time, as rustc's FxHasher does.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct WordHasher(u64);

impl WordHasher {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517C_C1B7_2722_0A95);
    }
}

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        let length = bytes.len() as u64;
        if let Some(last) = bytes.last_chunk::<8>() {
            let (whole, _) = bytes.as_chunks::<8>();
            whole.iter().for_each(|eight| self.add(u64::from_le_bytes(*eight)));
            self.add(u64::from_le_bytes(*last) ^ length);
        } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
            let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
            self.add((u64::from(first) << 32 | u64::from(last)) ^ length);
        } else {
            self.add(bytes.iter().fold(length, |word, byte| word << 8 | u64::from(*byte)));
        }
    }

    /// What ends a text in a hash; the length is in already.
    fn write_u8(&mut self, _: u8) {}

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

/// Letters of the longest word listed.
const LONGEST: usize = 20;

static WORDS: LazyLock<WordMap<&'static str, Traits>> = LazyLock::new(|| {
    let mut words: WordMap<&'static str, Traits> = WordMap::default();
    for (what, list) in LISTS {
        for word in list.split_whitespace() {
            let traits = words.entry(word).or_default();
            traits.add(*what);
            if matches!(what, Trait::Title | Trait::FamilyTitle | Trait::Child | Trait::Role) {
                traits.add(Trait::NoName);
            }
            match what {
                Trait::FamilyTitle => traits.add(Trait::Title),
                Trait::Child => traits.add(Trait::Role),
                _ => {}
            }
        }
    }
    words
});

/// What a folded word is; nothing when it is not listed.
pub(super) fn traits(word: &str) -> Traits {
    if word.len() > LONGEST {
        return Traits::default();
    }
    WORDS.get(word).copied().unwrap_or_default()
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

/// The words per trait; titles, roles and children are no names either.
const LISTS: &[(Trait, &str)] = &[
    (
        Trait::Abbreviation,
        "nr tel mw mevr mvr dhr hr fam toev app ca geb st dr ds mr prof burg ir drs jhr gen pr mob no verd circa",
    ),
    (Trait::Title, "mevrouw mevr mw mvr mej dhr heer hr meneer mijnheer menheer"),
    (Trait::FamilyTitle, "familie fam gezin echtpaar huishouden"),
    (Trait::Particle, "van der den de het t ten ter te vd von el al ben da di du la le op in v d"),
    (
        Trait::StreetPrefix,
        "burgemeester burg dokter dr doctor dominee ds professor prof prins pr prinses koning koningin graaf \
         gravin pastoor meester mr mgr kapelaan generaal gen admiraal kapitein sint st ingenieur ir wethouder \
         jonker jhr jonkheer nieuwe nw oude korte lange grote kleine hoge lage eerste tweede derde vierde vijfde \
         verlengde noorder zuider ooster wester jan johan willem piet pieter frans anne albert rembrandt vincent \
         karel hendrik maria juliana beatrix wilhelmina bernhard",
    ),
    (
        Trait::NoName,
        "melding overlastmelding zorgmelding signaal overlast huurachterstand zorgen zorg klacht overleg bijlage \
         artikel hoofdstuk fase groep klas bsn ggz oggz cjg wmo politie gemeente stichting team wijkteam meldpunt \
         school obs cbs huisarts collega collegas woning woningen flat blok complex spoed update fw fwd re \
         betreffende inzake nederland noord zuid oost west veilig thuis jeugdzorg leger kinderen ouders buren \
         woningcorporatie afdeling basisteam mantelzorger januari februari maart april mei juni juli augustus \
         september oktober november december maandag dinsdag woensdag donderdag vrijdag zaterdag zondag pagina \
         bijlagen kerst pasen",
    ),
    (
        Trait::NoName,
        "adres straat straatnaam huisnummer postcode woonplaats plaats naam voornaam achternaam geslachtsnaam \
         voorletters voornamen telefoon telefoonnummer tel mobiel geboortedatum geboren geb leeftijd betreft \
         locatie onderwerp omschrijving toelichting nummer nr van aan datum email mail",
    ),
    (
        Trait::NoName,
        "op in aan bij de het een er te uit met naar om over voor na en of maar want dat dit die deze wat wie \
         waar wanneer hoe hij zij ze ik wij we u jullie hun haar zijn mijn onze ons is was heeft woont wonende \
         woonachtig ook nu vandaag gisteren morgen vanochtend vanmorgen vanavond vannacht graag kunnen kan kunt \
         wilt wil hallo hoi beste geachte dag goedemorgen goedemiddag goedenavond goedendag ter tot volgens \
         vanuit geen al omdat toen als dan daar hier door tijdens sinds ergens rond groet groeten gr mvg \
         hoogachtend bel zie gebeld locatie speelt",
    ),
    (
        Trait::Child,
        "kind jongen jongetje meisje zoon zoontje dochter dochtertje leerling baby peuter kleuter tiener puber",
    ),
    (
        Trait::Role,
        "man vrouw klant client cliente bewoner bewoonster moeder vader betrokkene partner huurder huurster \
         patient echtgenoot echtgenote opa oma dame",
    ),
    (
        Trait::Outsider,
        "melder meldster gebeld buren buur buurman buurvrouw buurmeisje buurjongen overbuurman overbuurvrouw \
         overburen onderburen bovenburen kantoor ex expartner exman exvrouw huisarts dokter wijkagent agent \
         collega juf meester leerkracht begeleider begeleidster consulent consulente bewindvoerder advocaat \
         bezoekadres postadres postbus contactpersoon afzender psychiater mentor vrijwilliger thuisbegeleider \
         wijkverpleegkundige namens aangifte",
    ),
    (Trait::Relative, "dochter zoon broer zus oom tante neef nicht familielid vriend"),
    (
        Trait::Unit,
        "jaar jarige jr uur min minuten euro eur keer maal x dagen dag week weken maand maanden meter km cm m kg \
         procent personen mensen man kinderen jongens meisjes mannen vrouwen jongeren katten honden woningen \
         huizen klachten meldingen bewoners buren verdieping etage politieautos autos brieven januari jan \
         februari feb maart mrt april apr mei juni jun juli jul augustus aug september sep sept oktober okt \
         november nov december dec",
    ),
    (
        Trait::FollowsNumber,
        "en is was eens steeds wonen zijn hebben samen een geen komen staan liggen hier tussen sinds thuis alles \
         waren worden werden hoorden bleken blijven kwamen binnen buiten boven tegen door s",
    ),
    (Trait::Toevoeging, "hs bis zw rd rood zwart bg ii iii iv vi vii viii ix hoog"),
    (
        Trait::AnnouncesSuffix,
        "toev toevoeging huisletter letter huisnummertoevoeging app appartement unit kamer kmr k etage verd \
         verdieping flat",
    ),
    (
        Trait::TwoLetters,
        "en is in of op de te om nu al ik je we ze er na uw zo zn kg km cm mm ml mg gb mb jr wk nr pk st dd bv nv \
         ca eu tv pm am va mw hr uu ha nl ben ga ja me ma di wo do vr za ex hs id ok",
    ),
    (Trait::Announces, "om betreft over met voor woont naam"),
    (
        Trait::CommonNoun,
        "onderweg snelweg autoweg rijksweg halverweg uitweg omweg doorweg terugweg voetpad fietspad tuinpad \
         wandelpad zandpad zebrapad schoolplein speelplein parkeerplein supermarkt arbeidsmarkt woningmarkt \
         kerstmarkt rommelmarkt weekmarkt loopbaan rijbaan snelbaan tennisbaan ijsbaan gerechtshof kerkhof \
         speelpark vakantiepark bungalowpark zorgpark parkeerkade zijstraat winkelstraat eenrichtingsstraat \
         bezoek huisbezoek onderzoek zoek verzoek vakantiekamp woonwagenkamp binnenplein toegangsweg openbareweg \
         doodlopendestraat woonerf",
    ),
];
