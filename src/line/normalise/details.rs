//! What stands behind a name: date of birth, year of birth, age.

use jiff::civil::Date;

use super::{
    dates,
    found::{Field, Place},
    lexicon::Trait,
    tokens::{Gap, Tokens},
};
use crate::domain::Person;

/// One detail, where it stands, and the token after it.
pub(super) struct Detail {
    pub value: Value,
    pub place: Place,
    pub end: usize,
}

/// What it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    Born(Date),
    BornIn(i16),
    Age(u16),
}

impl Value {
    /// Gives it to a person that does not have it yet; answers whether it could.
    pub fn give(self, person: &mut Person) -> bool {
        match self {
            Self::Born(date) => person.geboortedatum.is_none() && person.geboortedatum.replace(date).is_none(),
            Self::BornIn(year) => person.geboortejaar.is_none() && person.geboortejaar.replace(year).is_none(),
            Self::Age(years) => person.leeftijd.is_none() && person.leeftijd.replace(years).is_none(),
        }
    }
}

/// What a reader may take for granted about the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    /// Right behind a name: a date alone, or a number in brackets, will do.
    Name,
    /// Anywhere: only with a word that says what it is.
    Word,
}

/// What stands between a name and a detail.
#[derive(Debug, Clone, Copy)]
struct Start {
    at: usize,
    /// A bracket or star opens it.
    opened: bool,
    /// Right behind a name, with a mark between: then a date or number may stand alone.
    parted: bool,
}

/// The detail that starts here, past commas and brackets.
pub(super) fn read(tokens: &Tokens<'_>, at: usize, lead: Lead) -> Option<Detail> {
    let mut next = at;
    let slash = |mark: usize| tokens.is_mark(mark, '/') && !tokens.glued(mark) && !tokens.glued(mark + 1);
    while next < at + 3
        && (tokens.is_one_of(next, ",(;-–*[") || slash(next) || is_sex(tokens, next))
        && tokens.gap(next) <= Gap::Line
    {
        next += 1;
    }
    // The `[2]` that opens a line numbers a list.
    let opened = (at..next).any(|mark| tokens.is_one_of(mark, "(*[") && tokens.gap(mark) <= Gap::Space);
    let line = tokens.gap(next) > Gap::Space;
    let named = lead == Lead::Name;
    if tokens.gap(next) > Gap::Line {
        return None;
    }
    let start = Start { at: next, opened: opened && named, parted: next > at && named && !line };
    let may_be_age = !line || !named || is_age_word(tokens.fold(next));
    let mut detail = birth(tokens, start).or_else(|| may_be_age.then(|| age(tokens, start)).flatten())?;
    detail.end += usize::from(tokens.is_one_of(detail.end, ")]") && opened);
    Some(detail)
}

/// The `m`, `v` or `man` of "(m, 12-3-1980)".
fn is_sex(tokens: &Tokens<'_>, at: usize) -> bool {
    let sex = matches!(tokens.fold(at), "m" | "v" | "man" | "vrouw" | "jongen" | "meisje");
    sex && tokens.is_one_of(at + 1, ",;/") && tokens.is_one_of(at.wrapping_sub(1), "(,")
}

/// `geb. 12-03-1975`, `geboren op drie maart 1980`, `* 1980`, `geboortejaar 1980`; a bare date where that may stand.
fn birth(tokens: &Tokens<'_>, start: Start) -> Option<Detail> {
    let Start { at, parted: bare, .. } = start;
    let mut next = at;
    let said = is_birth_word(tokens, at);
    if said {
        next += 1;
        let mut steps = 0;
        while steps < 8 && (tokens.is_one_of(next, ".:*>?=|-–") || is_birth_filler(tokens, next)) {
            next += 1;
            steps += 1;
        }
    }
    // `(van 16-3-1987)`, behind a name.
    let whose = bare && tokens.fold(at) == "van" && !tokens.is_word(at + 1);
    next += usize::from(whose);
    let starred = tokens.is_mark(at.wrapping_sub(1), '*');
    // `Geboortedatum:` may have its date on the next line.
    let labelled = said && tokens.is_mark(next.wrapping_sub(1), ':') && tokens.is_number(next);
    if tokens.gap(next) > (if labelled { Gap::Line } else { Gap::Space }) && next > at {
        return None;
    }
    if let Some((date, end)) = dates::read(tokens, next).filter(|_| said || bare || starred) {
        return Some(Detail { value: Value::Born(date), place: (Field::Geboortedatum, next, end), end });
    }
    let year = tokens.value(next).filter(|year| tokens.text(next).len() == 4 && (1900..2100).contains(year))?;
    if matches!(tokens.fold(at), "verjaardag" | "jarig" | "gb") {
        return None;
    }
    let of = matches!(tokens.fold(next.wrapping_sub(1)), "uit" | "bouwjaar" | "jaargang") && bare;
    let ends = tokens.is_one_of(next + 1, ".,;)") || tokens.gap(next + 1) >= Gap::Line || tokens.is_word(next + 1);
    let year = i16::try_from(year).ok()?;
    (ends && (said || starred || of)).then_some(Detail {
        value: Value::BornIn(year),
        place: (Field::Geboortejaar, next, next + 1),
        end: next + 1,
    })
}

pub(super) fn is_birth_word(tokens: &Tokens<'_>, at: usize) -> bool {
    // `g.d.`, as the police and home care write it.
    let initialled = tokens.fold(at) == "g" && tokens.is_mark(at + 1, '.') && tokens.fold(at + 2) == "d";
    if initialled && tokens.glued(at + 1) && tokens.glued(at + 2) {
        return true;
    }
    if !tokens.has(at, Trait::Birth) || is_age_word(tokens.fold(at)) {
        return false;
    }
    let from = matches!(tokens.fold(at), "uit" | "bouwjaar" | "jaargang")
        && tokens.text(at + 1).len() == 4
        && tokens.is_mark(at.wrapping_sub(1), '(');
    from || matches!(
        tokens.fold(at),
        "geb"
            | "geboren"
            | "geboortedatum"
            | "gebdatum"
            | "geboortejaar"
            | "gebdat"
            | "gebjaar"
            | "gebd"
            | "geboortedat"
            | "geboortedag"
            | "verjaardag"
            | "jarig"
            | "gb"
            | "gbd"
            | "gbdat"
            | "gd"
            | "gebdtm"
    )
}

fn is_birth_filler(tokens: &Tokens<'_>, at: usize) -> bool {
    const FILLERS: [&str; 30] = [
        "op",
        "datum",
        "dat",
        "d",
        "is",
        "dd",
        "in",
        "jaar",
        "anno",
        "te",
        "hij",
        "zij",
        "ze",
        "werd",
        "van",
        "hem",
        "haar",
        "volgens",
        "brp",
        "bekend",
        "betrokkene",
        "client",
        "clienten",
        "cliente",
        "inwoner",
        "deze",
        "de",
        "het",
        "luidt",
        "dtm",
    ];
    FILLERS.contains(&tokens.fold(at)) && !tokens.is_mark(at + 1, ',')
}

/// `(78)`, `, 45 jaar oud`, `van ca. 8 jaar`, `rond de 45`, `leeftijd 45`, `8 jr`.
fn age(tokens: &Tokens<'_>, start: Start) -> Option<Detail> {
    let Start { at, opened, parted } = start;
    let mut next = at;
    let asked = tokens.fold(next) == "oud" && tokens.fold(next.wrapping_sub(1)) == "hoe";
    let labelled = is_age_word(tokens.fold(next)) || asked;
    next += usize::from(labelled || tokens.fold(next) == "van");
    if labelled {
        let fills = |at: &usize| {
            tokens.is_one_of(*at, ".:>?=|()")
                || matches!(
                    tokens.fold(*at),
                    "is" | "van" | "hem" | "haar" | "bekend" | "ongeveer" | "circa" | "ca" | "geschat"
                )
        };
        next += (next..next + 6).take_while(fills).count();
    }
    let about = about(tokens, next);
    next += about;
    let years = tokens.value(next).filter(|years| *years <= 115 && tokens.text(next).len() <= 3)?;
    let unit =
        matches!(tokens.fold(next + 1), "jaar" | "jr" | "jaren" | "jarige") && tokens.gap(next + 1) <= Gap::Space;
    let after = if unit { past_unit(tokens, next + 1) } else { next + 1 };
    if matches!(tokens.fold(after), "geleden" | "lang" | "terug" | "later" | "lid" | "getrouwd" | "weduwe" | "samen") {
        return None;
    }
    let ends = tokens.is_one_of(after, ".,;)]") || tokens.gap(after) >= Gap::Line;
    let shut = tokens.is_one_of(after, ")],;");
    let rounded = about > 0 && (ends || !tokens.glued(after));
    let alone =
        parted && ends && !opened && tokens.is_mark(next.wrapping_sub(1), ',') && years > 0 && !tokens.glued(after + 1);
    if tokens.gap(next) > Gap::Space || !(unit || labelled || (opened && shut) || rounded || alone) {
        return None;
    }
    let years = u16::try_from(years).ok()?;
    Some(Detail { value: Value::Age(years), place: (Field::Leeftijd, next, next + 1), end: after })
}

fn is_age_word(word: &str) -> bool {
    matches!(word, "leeftijd" | "lft" | "lftd" | "leeft")
}

/// `Hij is 34 jaar oud`, `Zij is 60.`, `Hij is van 20 juli 2007`: what the `is` at this token says of whom was named.
pub(super) fn of_pronoun(tokens: &Tokens<'_>, is: usize) -> Option<Detail> {
    let who = tokens.fold(is.wrapping_sub(1));
    let somebody = matches!(who, "hij" | "zij" | "ze" | "betrokkene" | "client" | "cliente" | "mevrouw" | "meneer");
    // "Naar eigen zeggen is zij 25 jaar."
    let turned = usize::from(!somebody && matches!(tokens.fold(is + 1), "hij" | "zij" | "ze"));
    let told = somebody || turned > 0;
    if !matches!(tokens.fold(is), "is" | "zal" | "lijkt") || !told || tokens.gap(is) > Gap::Space {
        return None;
    }
    let is = is + turned;
    let from = is + 1 + usize::from(matches!(tokens.fold(is + 1), "nu" | "inmiddels" | "pas" | "al"));
    if tokens.fold(from) == "van" {
        let (date, end) = dates::read(tokens, from + 1)?;
        return Some(Detail { value: Value::Born(date), place: (Field::Geboortedatum, from + 1, end), end });
    }
    if let Some(years) = tokens.value(from).filter(|years| (1..=115).contains(years)) {
        let shut = tokens.is_one_of(from + 1, ".,") && !tokens.glued(from + 2) || tokens.gap(from + 1) >= Gap::Line;
        if shut {
            let years = u16::try_from(years).ok()?;
            return Some(Detail { value: Value::Age(years), place: (Field::Leeftijd, from, from + 1), end: from + 1 });
        }
    }
    let detail = age(tokens, Start { at: from, opened: false, parted: false })?;
    let oud = matches!(tokens.fold(detail.end.wrapping_sub(1)), "oud" | "jong");
    let ends = tokens.is_one_of(detail.end, ".,;)") || tokens.gap(detail.end) >= Gap::Line;
    (oud || ends || matches!(tokens.fold(detail.end), "en" | "zijn" | "wezen")).then_some(detail)
}

fn about(tokens: &Tokens<'_>, at: usize) -> usize {
    match tokens.fold(at) {
        "rond" | "tegen" | "begin" | "eind" | "midden" if tokens.fold(at + 1) == "de" => 2,
        "zo" if tokens.is_one_of(at + 1, "'’‘`") && tokens.fold(at + 2) == "n" => 3,
        "ca" | "circa" | "ongeveer" | "plm" | "leeftijd" | "zo" | "pas" | "bijna" | "net" => {
            let more = matches!(tokens.fold(at + 1), "ongeveer" | "circa" | "ca" | "van");
            1 + usize::from(more) + usize::from(tokens.is_mark(at + 1 + usize::from(more), '.'))
        }
        _ if tokens.is_one_of(at, "±~") => 1,
        "een" if tokens.fold(at + 1) == "jaar" && tokens.fold(at + 2) == "of" => 3,
        _ => 0,
    }
}

fn past_unit(tokens: &Tokens<'_>, at: usize) -> usize {
    let dot = usize::from(tokens.fold(at) == "jr" && tokens.is_mark(at + 1, '.') && !tokens.ends_sentence(at + 1));
    let next = at + 1 + dot;
    next + usize::from(matches!(tokens.fold(next), "oud" | "jong"))
}

/// `45-jarige man`, `een 45 jarige vrouw`: the age, the token of the one it is about.
pub(super) fn aged_role(tokens: &Tokens<'_>, at: usize) -> Option<(Detail, usize)> {
    let years = tokens.value(at).filter(|years| *years <= 115)?;
    let hyphen = usize::from(tokens.is_mark(at + 1, '-'));
    let jarige = at + 1 + hyphen;
    let aged = matches!(tokens.fold(jarige), "jarige" | "jarig");
    let who = jarige + 1;
    let someone = tokens.has(who, Trait::Role) || tokens.has(who, Trait::Title) || tokens.is_capital(who);
    let years = u16::try_from(years).ok()?;
    let detail = Detail { value: Value::Age(years), place: (Field::Leeftijd, at, at + 1), end: who };
    (aged && someone).then_some((detail, who))
}
