//! Names with the surname first: `Jansen, P.`, `Berg, Anna van den`, `Berg, van den`.

use super::{
    details,
    initials::is_initial,
    lexicon::Trait,
    names::{Lead, Parts, is_name_word},
    surnames,
    tokens::{Gap, Tokens},
};

/// `Jager, Joos,` after a label: an unknown word behind the comma is a first name where a comma, a bracket or nothing
/// follows it on its line.
pub(super) fn is_listed(tokens: &Tokens<'_>, comma: usize) -> bool {
    let next = comma + 1;
    let ends = tokens.is_one_of(next + 1, ",(") && !tokens.is_number(next + 2) || tokens.gap(next + 1) >= Gap::Line;
    tokens.is_mark(comma, ',')
        && tokens.gap(next) == Gap::Space
        && is_name_word(tokens, next)
        && !tokens.has(next, Trait::Place)
        && !tokens.has(next, Trait::Common)
        && ends
}

/// Whether a comma and then initials, a known first name or a tussenvoegsel show that a surname stood before it.
pub(super) fn is_reversed(tokens: &Tokens<'_>, comma: usize) -> bool {
    let next = comma + 1;
    if !tokens.is_mark(comma, ',') || tokens.gap(next) != Gap::Space {
        return false;
    }
    let titled = past_title(tokens, next);
    if titled > next {
        return is_initial(tokens, titled) && initials_only(tokens, titled).is_some();
    }
    if is_initial(tokens, next) {
        return initials_only(tokens, next).is_some();
    }
    if is_undotted(tokens, last_letter(tokens, next)) {
        return true;
    }
    let prefix = surnames::lower_prefix(tokens, next);
    if prefix > next {
        return surnames::is_behind(tokens, prefix);
    }
    let behind = surnames::lower_prefix(tokens, next + 1);
    let ends = !tokens.is_capital(behind) || tokens.gap(behind) > Gap::Space;
    let trailed = behind > next + 1 && ends && !tokens.has(next, Trait::Place);
    let dated = tokens.is_one_of(next + 1, "(,")
        && !tokens.has(next, Trait::Place)
        && details::read(tokens, next + 1, details::Lead::Name).is_some();
    (tokens.has(next, Trait::Given) || trailed || dated)
        && is_name_word(tokens, next)
        && !is_followed_by_name(tokens, next + 1)
}

/// Past the `mw.` of `Berg, mw. A.M.`.
fn past_title(tokens: &Tokens<'_>, at: usize) -> usize {
    if !tokens.has(at, Trait::Title) || tokens.has(at, Trait::FamilyTitle) || tokens.is_capital(at) {
        return at;
    }
    at + 1 + usize::from(tokens.is_mark(at + 1, '.'))
}

/// The `M` of `Wiersema, J K M`; where no letters stand apart, the token itself.
fn last_letter(tokens: &Tokens<'_>, at: usize) -> usize {
    let letter = |at: usize| tokens.is_letter(at) && tokens.is_capital(at) && !tokens.is_mark(at + 1, '.');
    let follows = |next: &usize| letter(*next) && letter(next + 1) && tokens.gap(next + 1) == Gap::Space;
    (at..at + 5).take_while(follows).last().map_or(at, |last| last + 1)
}

/// The `M` of `Wiersema, M (24-11-1975)`.
fn is_undotted(tokens: &Tokens<'_>, at: usize) -> bool {
    let run = tokens.text(at);
    let capitals = (1..=5).contains(&run.len()) && run.bytes().all(|byte| byte.is_ascii_uppercase());
    let behind = surnames::lower_prefix(tokens, at + 1);
    let ends = !tokens.is_word(behind) && !tokens.is_number(behind)
        || tokens.gap(behind) > Gap::Space
        || behind > at + 1
        || !tokens.is_capital(behind);
    capitals
        && ends
        && !tokens.glued(at + 1) | tokens.is_one_of(at + 1, ",.;)")
        && !tokens.has(at, Trait::Organisation)
        && !(tokens.has(at, Trait::NoName) && run.len() > 1)
}

/// Past initials and a tussenvoegsel that no surname follows.
fn initials_only(tokens: &Tokens<'_>, at: usize) -> Option<(usize, usize)> {
    let mut end = at;
    while end < at + 16 && is_initial(tokens, end) && tokens.gap(end) <= Gap::Space {
        end += 2;
    }
    let prefix = surnames::lower_prefix(tokens, end);
    let alone = !(tokens.is_capital(prefix) && tokens.gap(prefix) == Gap::Space && is_name_word(tokens, prefix))
        || tokens.starts_sentence(prefix) && prefix == end && !is_initial(tokens, prefix);
    alone.then_some((end, prefix))
}

fn is_followed_by_name(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.gap(at) == Gap::Space && tokens.is_capital(at) && is_name_word(tokens, at)
}

/// `Jansen, P.`, `Berg, Anna van den`, `Berg, van den`.
pub(super) fn take_reversed(tokens: &Tokens<'_>, parts: &mut Parts, lead: Lead) {
    let comma = parts.end;
    let next = comma + 1;
    let lone = parts.given.is_empty();
    let listed = lead == Lead::Said
        && parts.initials.is_empty()
        && is_listed(tokens, comma)
        && parts.own.as_ref().is_some_and(|own| !tokens.has(own.word, Trait::Given));
    if lone && parts.own.is_some() && (listed || is_reversed(tokens, comma)) {
        let Some(own) = &mut parts.own else { return };
        let next = past_title(tokens, next);
        let mut end = next;
        if is_initial(tokens, next) {
            if !parts.initials.is_empty() {
                return;
            }
            let Some((letters, _)) = initials_only(tokens, next) else { return };
            parts.initials = next..letters;
            end = letters;
        } else if is_undotted(tokens, last_letter(tokens, next)) {
            if !parts.initials.is_empty() {
                return;
            }
            end = last_letter(tokens, next) + 1;
            parts.initials = next..end;
        } else if surnames::lower_prefix(tokens, next) == next {
            if !parts.initials.is_empty() {
                return;
            }
            parts.given.push(next);
            end = next + 1;
        }
        let prefix = surnames::lower_prefix(tokens, end);
        if prefix > end && !own.is_prefixed() {
            own.prefix = end..prefix;
            end = prefix;
        }
        parts.end = end;
        return;
    }
    // `Bakker, Sandra` where the first word was taken for a given name; and any name after `Naam:`.
    let prefix = surnames::lower_prefix(tokens, next);
    let trailing = tokens.is_mark(comma, ',')
        && prefix > next
        && surnames::is_behind(tokens, prefix)
        && tokens.gap(next) == Gap::Space;
    if trailing
        && !tokens.is_capital(prefix)
        && let Some(own) = parts.own.as_mut().filter(|own| !own.is_prefixed())
    {
        own.prefix = next..prefix;
        parts.end = prefix;
    }
}
