//! One signal beside one household: every piece of evidence with its match weight, and why, in plain Dutch.

use super::{
    birth::Agreement,
    facts::{Facts, Few},
    linker::Linker,
    name::Name,
    names::{Likeness, surname_likeness},
    people::{GivenLikeness, Pair, Somebody, TelephoneLikeness, compare_with},
    profile::{Home, Profile},
    spot::{Nearness, Spot},
};
use crate::domain::Evidence;

/// What speaks for and against one household.
#[derive(Debug, Clone)]
pub(super) struct Score {
    /// The sum of the match weights.
    pub bits: f64,
    pub nearness: Nearness,
    /// The former address that the signal tells is this household's.
    pub told_former: bool,
    pub surname: Likeness,
    /// Best agreement about one person.
    pub person: Personal,
    /// Somebody of the same name, born on another day.
    pub namesake: bool,
    /// Why only a human can tell, however much speaks for it.
    pub doubt: Option<Doubt>,
    /// Kept only where somebody will read it.
    reasons: Option<Vec<Evidence>>,
}

/// What makes a household that lives elsewhere no more than a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// They share somebody, and each has others too: a child of two homes, a mother whom both daughters name.
    TwoHomes,
    /// Nobody is recognised but by a birth date that differs by a slip: a father and his son, namesakes.
    NearlyBorn,
}

impl Doubt {
    pub(super) fn reden(self) -> &'static str {
        match self {
            Self::TwoHomes => "iemand hoort bij beide, maar zij wonen elders en kennen ook anderen: twee huishoudens?",
            Self::NearlyBorn => "de geboortedatum is net anders, en zij wonen elders: een naamgenoot?",
        }
    }
}

/// How surely somebody in the signal is a member, apart from where they live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Personal {
    /// Nobody is recognised.
    Nobody,
    /// A surname or an initial.
    Name,
    /// Given name and surname.
    FullName,
    /// Name with birth date, or telephone number.
    Sure,
}

/// A signal that is to be placed, with what comparing asks of it worked out once for all households.
pub(super) struct Case<'a> {
    pub facts: &'a Facts,
    linker: &'a Linker<'a>,
    people: Vec<Somebody<'a>>,
    /// Those that were told; one that is written in two ways is one name.
    surnames: Vec<&'a Name>,
}

impl<'a> Case<'a> {
    pub(super) fn new(facts: &'a Facts, linker: &'a Linker<'a>) -> Self {
        let mut told: Vec<(&Name, bool)> = Vec::new();
        for name in facts.people.iter().flat_map(|person| &person.surnames) {
            let again = told.iter().any(|(told, _)| surname_likeness(told, name) > Likeness::None);
            told.push((name, again));
        }
        let people = facts.people.iter().map(|person| Somebody::new(person, linker)).collect();
        let surnames = told.into_iter().filter(|(_, again)| !again).map(|(name, _)| name).collect();
        Self { facts, linker, people, surnames }
    }

    /// Weighs the signal against `profile`, where `strangers` other households are known at the same front door.
    pub(super) fn score(&self, profile: &Profile, strangers: usize) -> Score {
        self.weigh(profile, strangers, None)
    }

    /// The evidence of [`Self::score`], one reason at a time.
    pub(super) fn reasons(&self, profile: &Profile, strangers: usize) -> Vec<Evidence> {
        self.weigh(profile, strangers, Some(Vec::new())).reasons.unwrap_or_default()
    }

    fn weigh(&self, profile: &Profile, strangers: usize, reasons: Option<Vec<Evidence>>) -> Score {
        let mut score = Score {
            bits: 0.0,
            nearness: Nearness::Unknown,
            told_former: false,
            surname: Likeness::None,
            person: Personal::Nobody,
            namesake: false,
            doubt: None,
            reasons,
        };
        score.weigh_home(self.facts, profile, strangers, self.linker);
        score.weigh_people(self, profile);
        score.cap_names(self.linker);
        score
    }
}

impl Score {
    fn add(&mut self, reden: &str, weight: f64) {
        self.bits += weight;
        if let Some(reasons) = &mut self.reasons {
            reasons.push(Evidence { reden: reden.to_owned(), weight });
        }
    }

    fn weigh_home(&mut self, facts: &Facts, profile: &Profile, strangers: usize, linker: &Linker<'_>) {
        let (model, size) = (linker.model, linker.size());
        let strangers = strangers as f64;
        let is_home = |spot: &Spot| profile.homes.iter().any(|home| home.spot.nearness(spot) >= Nearness::Building);
        if facts.before.iter().any(is_home) {
            self.told_former = true;
            let weight = (model.told_former * size / (model.others_at_home + strangers)).log2();
            self.add("het vorige adres is dat van dit huishouden", weight);
        }
        let mut factor = 0.0;
        for spot in &facts.here {
            let homes =
                profile.homes.iter().map(|home| home_factor(spot, (home, profile), (strangers, facts.at), linker));
            let Some((nearness, best)) = homes.max_by(|one, other| one.1.total_cmp(&other.1)) else { continue };
            if spot.share > 0.2 || self.nearness == Nearness::Unknown {
                self.nearness = self.nearness.max(nearness);
            }
            factor += spot.share * best;
        }
        // Who tells a former address has moved: that the new one is elsewhere says nothing.
        if self.told_former && self.nearness <= Nearness::Street {
            return;
        }
        let known = |spot: &Spot| spot.number.is_some();
        let numbered = facts.here.iter().any(known) && profile.homes.iter().any(|home| known(&home.spot));
        let respelt = facts.here.iter().all(|spot| !spot.street.is_empty() && !profile.spells_street(spot));
        let reden = match self.nearness {
            Nearness::Unknown => return,
            Nearness::Elsewhere => "de adressen verschillen",
            Nearness::Street if !numbered => "zelfde straat; het huisnummer is niet van beide bekend",
            Nearness::Street => "zelfde straat, ander huisnummer",
            Nearness::OtherStreet => "zelfde postcode en huisnummer, andere straat: één van beide klopt niet",
            Nearness::NearNumber => "zelfde straat; het huisnummer scheelt één schrijffout",
            Nearness::OtherUnit => "zelfde gebouw, andere toevoeging",
            Nearness::Building => "zelfde gebouw; de toevoeging is niet van beide bekend",
            Nearness::Unit if respelt => "zelfde adres, de straat anders gespeld",
            Nearness::Unit => "zelfde adres",
        };
        self.add(reden, factor.log2());
    }

    fn weigh_people(&mut self, case: &Case<'_>, profile: &Profile) {
        if case.people.is_empty() || profile.members.is_empty() {
            return;
        }
        let linker = case.linker;
        self.weigh_surnames(case, profile);
        let chances = chances(profile, linker);
        let mut known = 0;
        let (mut surely, mut nearly) = (false, false);
        for person in &case.people {
            match likeliest(person, profile, (chances, linker)) {
                (Some(pair), bits) => {
                    known += 1;
                    let personal = self.weigh_person(&pair, bits, linker);
                    let slip = pair.birth == Some(Agreement::NearDay) && pair.telephone < TelephoneLikeness::Near;
                    nearly |= slip;
                    surely |= personal == Personal::Sure && !slip;
                }
                (None, bits) => self.add("een persoon die nog niet bekend was", bits),
            }
        }
        let elsewhere = self.nearness == Nearness::Elsewhere && !self.told_former;
        let others = known > 0 && known < case.people.len() && known < profile.members.len();
        self.doubt = match () {
            () if elsewhere && others => Some(Doubt::TwoHomes),
            () if elsewhere && nearly && !surely => Some(Doubt::NearlyBorn),
            () => None,
        };
    }

    fn weigh_person(&mut self, pair: &Pair, bits: f64, linker: &Linker<'_>) -> Personal {
        let born = matches!(pair.birth, Some(Agreement::Day | Agreement::NearDay));
        let named = matches!(pair.given, GivenLikeness::Equal | GivenLikeness::Variant | GivenLikeness::Near);
        let lettered = named || matches!(pair.given, GivenLikeness::Initials(_));
        let surnamed = pair.surname || pair.swapped;
        let reached = pair.telephone >= TelephoneLikeness::Near;
        let sure = pair.citizen == Some(true)
            || pair.birth == Some(Agreement::Day) && (lettered || surnamed)
            || born && lettered && surnamed
            || reached;
        let personal = match () {
            () if sure => Personal::Sure,
            () if named && surnamed => Personal::FullName,
            () if lettered || surnamed => Personal::Name,
            () => Personal::Nobody,
        };
        self.person = self.person.max(personal);
        self.namesake |= named && surnamed && (pair.birth == Some(Agreement::None) || pair.citizen == Some(false));
        // Kin in one street are named after one another.
        let neighbour = matches!(self.nearness, Nearness::Street | Nearness::NearNumber | Nearness::OtherUnit);
        let kin = neighbour && pair.surname && !born && !reached && pair.citizen.is_none();
        let bits = if kin { bits.min(linker.model.kin_named_alike_bits) } else { bits };
        if self.reasons.is_some() {
            self.add(&about(pair), bits);
        } else {
            self.bits += bits;
        }
        personal
    }

    /// Each surname counts once, however many people bear it.
    fn weigh_surnames(&mut self, case: &Case<'_>, profile: &Profile) {
        let linker = case.linker;
        let mut agreed: Few<&Name> = Few::default();
        let mut compared = false;
        for name in &case.surnames {
            let likest = profile.surnames().map(|known| (surname_likeness(name, known), known));
            let Some((likeness, known)) = likest.max_by_key(|(likeness, _)| *likeness) else { continue };
            compared = true;
            if likeness == Likeness::None || agreed.len() > 1 || agreed.contains(&known) {
                continue;
            }
            agreed.push(known);
            self.surname = self.surname.max(likeness);
            let reden = match likeness {
                Likeness::Equal => "zelfde achternaam",
                Likeness::Sound => "achternaam klinkt gelijk",
                Likeness::Near | Likeness::None => "achternaam lijkt erop",
            };
            self.add(reden, self.surname_bits((name, known, likeness), profile, linker));
        }
        if compared && agreed.is_empty() && !is_crossed(case.facts, profile) {
            let named = profile.members.iter().filter(|member| !member.known.surnames.is_empty()).count();
            let m = if named > 1 { linker.model.surname_other_known } else { linker.model.surname_other };
            self.add("andere achternaam", m.log2());
        }
    }

    fn surname_bits(
        &self,
        (name, known, likeness): (&Name, &Name, Likeness),
        profile: &Profile,
        linker: &Linker<'_>,
    ) -> f64 {
        let (population, model) = (linker.population, linker.model);
        let kin = match self.nearness {
            Nearness::Street | Nearness::NearNumber | Nearness::OtherUnit => model.kin_in_street,
            Nearness::Building | Nearness::OtherStreet => model.kin_in_building,
            Nearness::Unit => model.kin_at_door,
            Nearness::Unknown | Nearness::Elsewhere => 0.0,
        };
        let share = population.surname(known) + kin;
        // A misspelling that two signals share is one of the household's name, and says no more than that name.
        let meant =
            profile.surnames().filter(|other| *other != known && surname_likeness(other, known) == Likeness::Near);
        let meant = meant.map(|other| population.surname(other) + kin).fold(share, f64::max);
        let m_over_u = match likeness {
            Likeness::Equal => model.surname_equal / meant,
            Likeness::Sound => {
                (model.surname_equal / share).min(model.surname_sound / (population.surname(name) + kin))
            }
            Likeness::Near | Likeness::None => {
                // Who bears the name as written, apart from those who misspell the known one.
                let real = (population.surname(name) - 3.0 * model.one_misspelling * share).max(0.0);
                model.surname_equal / (meant + real / model.one_misspelling)
            }
        };
        m_over_u.log2()
    }

    /// However rare a name: somebody else may bear it.
    fn cap_names(&mut self, linker: &Linker<'_>) {
        let bare = self.person <= Personal::FullName && self.nearness <= Nearness::Elsewhere && !self.told_former;
        let most = (linker.size() / linker.model.namesakes).log2();
        if bare && self.bits > most {
            self.add("een naamgenoot is mogelijk", most - self.bits);
        }
    }
}

/// Given name and surname stand in each other's place.
fn is_crossed(facts: &Facts, profile: &Profile) -> bool {
    facts.people.iter().any(|person| {
        profile.members.iter().any(|member| {
            person.given.iter().any(|name| member.known.surnames.contains(name))
                && person.surnames.iter().any(|name| member.known.given.contains(name))
        })
    })
}

fn about(pair: &Pair) -> String {
    let given = match pair.given {
        GivenLikeness::Equal if pair.swapped => Some("voor- en achternaam verwisseld"),
        GivenLikeness::Equal => Some("zelfde voornaam"),
        GivenLikeness::Variant => Some("roepnaam en voornaam van dezelfde naam"),
        GivenLikeness::Near => Some("voornaam lijkt erop"),
        GivenLikeness::Initials(_) => Some("voorletters passen"),
        GivenLikeness::Other => Some("andere voornaam"),
        GivenLikeness::OtherInitial => Some("andere voorletters"),
        GivenLikeness::Unknown => None,
    };
    let birth = match pair.birth {
        Some(Agreement::Day) => Some("zelfde geboortedatum"),
        Some(Agreement::NearDay) => Some("geboortedatum scheelt één schrijffout"),
        Some(Agreement::Years(_)) => Some("geboortejaar past"),
        Some(Agreement::None) => Some("geboortedatum spreekt tegen"),
        None => None,
    };
    let telephone = match pair.telephone {
        TelephoneLikeness::Equal => Some("zelfde telefoonnummer"),
        TelephoneLikeness::Near => Some("telefoonnummer scheelt één schrijffout"),
        TelephoneLikeness::Other | TelephoneLikeness::Unknown => None,
    };
    let citizen = pair.citizen.map(|same| if same { "zelfde BSN" } else { "ander BSN" });
    let said: Vec<&str> = [citizen, given, birth, telephone].into_iter().flatten().collect();
    if said.is_empty() { "kan om dezelfde persoon gaan".to_owned() } else { said.join(", ") }
}

/// Bits of naming somebody known, and somebody new.
///
/// That somebody new is named grows less likely with each mention of those known (rule of succession).
fn chances(profile: &Profile, linker: &Linker<'_>) -> (f64, f64) {
    let unnamed = linker.model.unnamed_members;
    let mentions: u32 = profile.members.iter().map(|member| member.signals).sum();
    let new = (profile.members.len() as f64 + unnamed) / (f64::from(mentions) + 2.0 * unnamed + 1.0);
    ((1.0 - new).log2(), new.log2())
}

type Chances<'a> = ((f64, f64), &'a Linker<'a>);

/// The member that `person` most likely is, or nobody known, with the bits of it.
fn likeliest(person: &Somebody<'_>, profile: &Profile, ((known, new), linker): Chances<'_>) -> (Option<Pair>, f64) {
    let mut best = (None, new);
    for member in &profile.members {
        let pair = compare_with(person, &member.known, linker);
        let named = !person.known.surnames.is_empty() && !member.known.surnames.is_empty();
        let stranger = named && !pair.surname && !pair.swapped;
        let bits = pair.bits + known + if stranger { linker.model.stranger_bits } else { 0.0 };
        if pair.is_contradicted() {
            return (Some(pair), bits);
        }
        if bits >= best.1 {
            best = (Some(pair), bits);
        }
    }
    best
}

/// How much likelier this household writes `spot` than another one does, by the nearness of one of its homes.
fn home_factor(
    spot: &Spot,
    (home, profile): (&Home, &Profile),
    (strangers, at): (f64, i64),
    linker: &Linker<'_>,
) -> (Nearness, f64) {
    let (model, size) = (linker.model, linker.size());
    let nearness = spot.nearness(&home.spot);
    let units = f64::from(spot.units.max(home.spot.units));
    let neighbours = if units > 0.0 { units - 1.0 } else { model.units_untold };
    let factor = match nearness {
        Nearness::Unknown => 1.0,
        Nearness::Elsewhere => model.elsewhere,
        Nearness::Street if spot.number.is_none() || home.spot.number.is_none() => {
            model.at_home * size / model.homes_in_street
        }
        Nearness::Street => model.same_street * size / model.homes_in_street,
        Nearness::OtherStreet => model.near_number * size,
        // A number that does not exist is a writing error of somebody near.
        Nearness::NearNumber if spot.odd || home.spot.odd => model.near_number * size,
        Nearness::NearNumber => model.near_number * size / model.numbers_near,
        Nearness::OtherUnit => model.other_unit * size / neighbours.max(1.0),
        Nearness::Building => model.suffix_missing * size / (neighbours + strangers + unseen_others(home, at, linker)),
        Nearness::Unit => model.at_home * size / (strangers + unseen_others(home, at, linker)),
    };
    let old = nearness >= Nearness::Building && (home.former || profile.has_left(home));
    (nearness, if old { factor * model.still_at_old_home } else { factor })
}

/// Households at this door that nobody has told of: fewer, the more signals told of one; more, the longer ago that was.
fn unseen_others(home: &Home, at: i64, linker: &Linker<'_>) -> f64 {
    let years = (at - home.last).max(0) as f64 / SECONDS_IN_YEAR;
    linker.model.others_at_home / f64::from(home.signals.max(1)) + linker.model.moves_per_year * years
}

const SECONDS_IN_YEAR: f64 = 31_557_600.0;
