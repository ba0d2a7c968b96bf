//! Whether the writer asks help for himself: then "ik woon op" and "mijn naam is" are the household's.

use super::{
    address::agree,
    lexicon::{Trait, Traits},
    mention::Mention,
    part::Part,
    people::{Mentioned, People, is_in_subject_line},
    scopes::Scope,
    tokens::Tokens,
};

/// What the writer is to the household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writer {
    /// It is his own.
    AsksForHimself,
    Reports,
}

/// He asks for himself when he tells of himself, and of no household but his own.
pub(super) fn of(tokens: &Tokens<'_>, addresses: &[Mention], people: &People) -> Writer {
    if asks_for_himself(tokens, addresses, people) { Writer::AsksForHimself } else { Writer::Reports }
}

fn asks_for_himself(tokens: &Tokens<'_>, addresses: &[Mention], people: &People) -> bool {
    let own_house = addresses.iter().any(|mention| mention.part == Part::Own);
    let own_name = people.0.iter().any(|person| person.scope == Scope::Own && is_named(person));
    if !own_house && !own_name {
        return false;
    }
    let other_house = addresses.iter().any(|mention| {
        matches!(mention.part, Part::Subject | Part::Unsaid)
            && (mention.address.straatnaam.is_some() || mention.address.postcode.is_some())
            && !addresses.iter().any(|own| {
                (mention.address.huisnummer.is_some() || is_in_subject_line(tokens, mention.start))
                    && own.part == Part::Own
                    && agree(&own.address, &mention.address)
            })
    });
    let other_person = people
        .0
        .iter()
        .any(|person| person.scope == Scope::Plain && is_named(person) && !is_kin(tokens, person, people));
    let speaks = asks(tokens);
    let houses = addresses
        .iter()
        .filter(|mention| {
            mention.address.huisnummer.is_some() && matches!(mention.part, Part::Subject | Part::Unsaid | Part::Own)
        })
        .count();
    let alone = !other_house || own_name && speaks && !own_house && houses <= 1;
    alone
        && (!other_person || speaks)
        && (speaks
            || own_house && own_name && !tells_of_neighbours(tokens) && !tells_of_kin(tokens, addresses)
            || own_house && !other_person && tells_of_own_household(tokens, people) && !tells_of_neighbours(tokens))
}

/// "Onze zoon Bram luistert niet meer. Wij wonen Rozenhof 5": those who share a home.
fn tells_of_own_household(tokens: &Tokens<'_>, people: &People) -> bool {
    people.0.iter().any(|person| {
        person.scope == Scope::Plain
            && is_named(person)
            && matches!(tokens.fold(person.start.wrapping_sub(1)), "mijn" | "onze" | "ons")
            && matches!(tokens.fold(person.start), "zoon" | "zoontje" | "dochter" | "dochtertje" | "kind" | "baby")
    })
}

/// "Mijn zus Petra Nap, Dijk 2, wordt mishandeld": she lives elsewhere, and it is about her.
fn tells_of_kin(tokens: &Tokens<'_>, addresses: &[Mention]) -> bool {
    const KIN: Traits = Traits::of(&[Trait::Relative, Trait::Role, Trait::Child, Trait::Outsider]);
    let of_kin = |start: usize| {
        let mut sentence = (start.saturating_sub(24)..start).rev().take_while(|at| !tokens.ends_sentence(*at));
        sentence.any(|at| matches!(tokens.fold(at), "mijn" | "onze" | "ons") && tokens.has_any(at + 1, KIN))
    };
    addresses
        .iter()
        .any(|mention| mention.part == Part::Outsider && mention.address.huisnummer.is_some() && of_kin(mention.start))
}

/// "Bij mijn buren", "mijn bovenbuurman", "de man hiernaast", "zijn vriendje": of whom he tells who says no more of
/// himself than who he is.
fn tells_of_neighbours(tokens: &Tokens<'_>) -> bool {
    const NEIGHBOURS: [&str; 6] = ["buren", "buur", "buurman", "buurvrouw", "buurjongen", "buurmeisje"];
    (0..tokens.len()).any(|at| {
        let (word, before) = (tokens.fold(at), tokens.fold(at.wrapping_sub(1)));
        let whose = match before {
            "mijn" | "onze" | "ons" => true,
            "de" => matches!(tokens.fold(at.wrapping_sub(2)), "over" | "om" | "bij" | "van"),
            _ => tokens.starts_sentence(at) && !tokens.is_mark(at + 1, ':'),
        };
        whose && NEIGHBOURS.iter().any(|neighbour| word.ends_with(neighbour))
            || matches!(word, "hiernaast" | "ernaast" | "hierboven")
                && matches!(before, "man" | "vrouw" | "gezin" | "mensen" | "bewoner" | "bewoners" | "familie" | "stel")
            || matches!(word, "vriendje" | "vriendinnetje" | "klasgenootje") && tokens.is_capital(at + 1)
    })
}

fn is_named(person: &Mentioned) -> bool {
    let person = &person.name.person;
    person.geslachtsnaam.is_some() || person.voornamen.is_some() || person.voorletters.is_some()
}

/// "Mijn zoon Sem", "Partner is Anna": of the writer's own household; or the writer himself, named in the subject.
fn is_kin(tokens: &Tokens<'_>, person: &Mentioned, people: &People) -> bool {
    let role = person.name.person.rol.as_deref().is_some_and(|role| role != "betrokkene");
    let near = (person.start.saturating_sub(4)..person.start + 1).any(|at| {
        matches!(
            tokens.fold(at),
            "mijn"
                | "onze"
                | "partner"
                | "samen"
                | "zoon"
                | "dochter"
                | "kind"
                | "kinderen"
                | "gezin"
                | "man"
                | "vrouw"
                | "echtgenote"
                | "gehuwd"
                | "samenwonend"
                | "verder"
                | "ook"
        )
    });
    let himself = people.0.iter().any(|own| {
        own.scope == Scope::Own
            && own.name.person.geslachtsnaam.is_some()
            && own.name.person.geslachtsnaam == person.name.person.geslachtsnaam
    });
    role || near || himself
}

/// "Ik heb hulp nodig", "wij redden het niet", "mijn schulden"; not of a neighbour.
fn asks(tokens: &Tokens<'_>) -> bool {
    const ASKS: [&str; 45] = [
        " heb hulp nodig ",
        " hebben hulp nodig ",
        " mijn administratie ",
        " mijn schulden ",
        " redden het ",
        " red het niet ",
        " help mij ",
        " voor mezelf ",
        " voor mijzelf ",
        " over mezelf ",
        " ik wil graag dat ",
        " ik wil hulp ",
        " ik zoek hulp ",
        " zoek hulp ",
        " goed met mij ",
        " slecht met mij ",
        " gaat met mij ",
        " en met mij ",
        " met mij mee",
        " lukt het niet meer ",
        " mijn situatie ",
        " mijn post ",
        " mijn scheiding ",
        " mijn rekeningen ",
        " mijn huur ",
        " wij zitten ",
        " kom er niet ",
        " kom er financieel ",
        " niet meer uit ",
        " ik kan niet meer ",
        " mijn huishouden ",
        " lukt mij niet ",
        " lukt me niet ",
        " mij niet meer ",
        " me niet meer ",
        " loopt alles vast ",
        " mij helpen ",
        " me helpen ",
        " hulp bij mijn ",
        " iemand nodig ",
        " kunt u mij ",
        " kunnen jullie mij ",
        " wat moet ik ",
        " mijn uitkering ",
        " ik kan de trap ",
    ];
    let text = tokens.folded_text();
    let neighbour = [" buurvrouw ", " buurman ", " overbu"].iter().any(|word| text.contains(word));
    // "Ik durf er niet aan te bellen": at somebody else's door.
    let dares = text.contains(" ik durf ") && !text.contains(" ik durf er ");
    // "Ik zit zelf in Assen."
    let sits = text.contains(" ik zit ") && !text.contains(" ik zit zelf ");
    !neighbour && (dares || sits || ASKS.iter().any(|words| text.contains(words)))
}
