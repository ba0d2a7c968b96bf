//! The team at the desk: who is there, and what they did before you look.

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};

use crate::{
    desk::sha256_hex,
    domain::CasusId,
    gateway,
    intake::{
        agreements::{Agreements, ByWhom, NewAgreement},
        deeds::{Change, ChangeRequest, Deeds, Later},
        desk::Desk,
        people::{Added, Colleague, NewPerson, People, Role},
        token,
    },
    store::Store,
};

/// How long a one-time link of the demo works.
const LINK: SignedDuration = SignedDuration::from_hours(24);
/// Who enters the people in the books.
const BY: &str = "demo";

const TEAM: [(&str, &str); 3] = [
    ("Karim Bouali", "karim@wijkteam.example"),
    ("Fatma Yildiz", "fatma@wijkteam.example"),
    ("Tessa Hoekstra", "tessa@wijkteam.example"),
];

/// Adds the people; answers the token of the projectleider's one-time link.
pub(super) async fn invite(store: &Store) -> anyhow::Result<String> {
    let now = gateway::now();
    for (name, email) in TEAM {
        add(store, person(name, email, Role::Teamlid, &token()?, now)?, now).await?;
    }
    let link = token()?;
    let leader = person("Marieke Jonker", "marieke@wijkteam.example", Role::Projectleider, &link, now)?;
    add(store, leader, now).await?;
    Ok(link)
}

fn person(name: &str, email: &str, role: Role, link: &str, now: Timestamp) -> anyhow::Result<NewPerson> {
    Ok(NewPerson {
        name: name.to_owned(),
        email: email.to_owned(),
        role,
        teams: None,
        link_hash: sha256_hex(link),
        link_expires_at: now.checked_add(LINK)?,
    })
}

async fn add(store: &Store, person: NewPerson, now: Timestamp) -> anyhow::Result<()> {
    match store.add_person(person, BY, now).await? {
        Added::Person(_) => Ok(()),
        Added::EmailTaken => anyhow::bail!("two people of the demo have one mail address"),
    }
}

/// Karim takes the household that three organisations are worried about; Fatma writes down what she heard.
pub(super) async fn begin_the_day(store: &Store) -> anyhow::Result<()> {
    let now = gateway::now();
    let people = store.people().await?;
    let named = |name: &str| people.iter().find(|person| person.name == name).cloned().context("a colleague is gone");
    let (leader, karim, fatma) = (named("Marieke Jonker")?, named("Karim Bouali")?, named("Fatma Yildiz")?);
    let busiest = casus_at(store, ("Lisdoddeplein", 9), &leader).await?;
    change(store, busiest, Change::Assign(karim.id.clone()), &leader).await?;
    store.note(busiest, "Ik ga vanmiddag langs, samen met de wijkagent.", &karim, now).await?;
    let lonely = casus_at(store, ("Pijlkruidhof", 15), &leader).await?;
    store.note(lonely, "Gebeld met het wijkresto: woensdag schuif ik aan tafel aan.", &fatma, now).await?;
    let visit = NewAgreement {
        casus: busiest,
        what: "Langsgaan, samen met de wijkagent".to_owned(),
        owner: karim.id.clone(),
        by_whom: ByWhom::Beroepskracht,
        due_at: now.checked_add(SignedDuration::from_hours(48))?,
        by: leader.clone(),
    };
    store.agree(visit, now).await?;
    let carer = casus_at(store, ("Krabbenscheerstraat", 3), &leader).await?;
    change(store, carer, Change::Agenda, &leader).await?;
    let gardener = casus_at(store, ("Krabbenscheerstraat", 40), &leader).await?;
    change(store, gardener, Change::Later(Later::News), &leader).await
}

async fn casus_at(store: &Store, (street, number): (&str, u32), leader: &Colleague) -> anyhow::Result<CasusId> {
    let found = store.search(&format!("{street} {number}"), &leader.id, gateway::now()).await?;
    let head = found.iter().find(|head| head.address.huisnummer == Some(number));
    head.and_then(|head| CasusId::parse(&head.id)).context("a household of the story is not at the desk")
}

async fn change(store: &Store, casus: CasusId, change: Change, by: &Colleague) -> anyhow::Result<()> {
    let file = store.casus(casus, &by.id, gateway::now()).await?.context("a casus is gone")?;
    let request = ChangeRequest { casus, version: file.head.version, change, by: by.clone() };
    store.change(request, gateway::now()).await?;
    Ok(())
}
