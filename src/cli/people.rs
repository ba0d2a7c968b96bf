//! `voordeur user`: people at the desk. A new one gets a one-time link to choose a password.

use std::process::ExitCode;

use anyhow::anyhow;
use clap::Subcommand;
use jiff::ToSpan;

use super::{BAD_CONFIGURATION, Common, load};
use crate::{
    config::Settings,
    desk::sha256_hex,
    domain::{Actor, is_mail_address},
    gateway,
    intake::{
        people::{Added, LinkRenewal, NewPerson, People, Role},
        second_factor::SecondFactors,
        token,
    },
    store::Store,
};

/// Hours that a one-time link from the command line works.
const LINK_HOURS: i64 = 24;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add somebody; prints a one-time link.
    Create {
        #[arg(long)]
        name: String,
        #[arg(long, value_parser = mail_address)]
        email: String,
        #[arg(long, value_parser = ["projectleider", "teamlid", "gebiedsregisseur", "beheerder", "fg"])]
        role: String,
    },
    List,
    /// Take somebody's access away.
    Disable {
        email: String,
    },
    /// A new one-time link for somebody who lost the password.
    Reset {
        email: String,
        /// Take the second step of the login away too, for who lost the telephone.
        #[arg(long)]
        second_step: bool,
    },
}

/// Somebody logs in by it, and hears of things there.
fn mail_address(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    if is_mail_address(text) {
        Ok(text.to_owned())
    } else {
        Err("dit is geen mailadres; schrijf het als naam@gemeente.nl")
    }
}

pub(super) async fn run(common: &Common, command: Command) -> anyhow::Result<ExitCode> {
    let Some((settings, _)) = load(common) else {
        return Ok(ExitCode::from(BAD_CONFIGURATION));
    };
    let store = Store::open(&settings.store_url).await?;
    let code = match command {
        Command::Create { name, email, role } => {
            let role = Role::parse(&role).ok_or_else(|| anyhow!("onbekende rol {role}"))?;
            create(common, &settings, &store, (name, email, role)).await?
        }
        Command::List => list(common, &store).await?,
        Command::Disable { email } => disable(&store, &email).await?,
        Command::Reset { email, second_step } => {
            if second_step && let Some(id) = find(&store, &email).await? {
                store.remove_factor(&id, &Actor::System.to_string(), gateway::now()).await?;
            }
            reset(common, &settings, &store, &email).await?
        }
    };
    store.close().await;
    Ok(code)
}

async fn create(
    common: &Common,
    settings: &Settings,
    store: &Store,
    (name, email, role): (String, String, Role),
) -> anyhow::Result<ExitCode> {
    let (now, secret) = (gateway::now(), token()?);
    let person = NewPerson {
        name,
        email,
        role,
        teams: None,
        link_hash: sha256_hex(&secret),
        link_expires_at: now + LINK_HOURS.hours(),
    };
    match store.add_person(person, &Actor::System.to_string(), now).await? {
        Added::Person(id) => {
            print_link(common, settings, &id, &secret);
            Ok(ExitCode::SUCCESS)
        }
        Added::EmailTaken => {
            eprintln!("Er is al iemand met dit mailadres. Een nieuwe link: voordeur user reset MAILADRES");
            Ok(ExitCode::FAILURE)
        }
    }
}

fn print_link(common: &Common, settings: &Settings, id: &str, secret: &str) {
    let link = format!("{}/eenmalig/{secret}", settings.http.public_url);
    if common.json {
        println!("{}", serde_json::json!({ "id": id, "link": link }));
    } else {
        println!("{link}");
        eprintln!("Deze link werkt één keer, {LINK_HOURS} uur lang.");
    }
}

async fn list(common: &Common, store: &Store) -> anyhow::Result<ExitCode> {
    for person in store.people().await? {
        if common.json {
            println!(
                "{}",
                serde_json::json!({
                    "id": person.id,
                    "naam": person.name,
                    "email": person.email,
                    "rol": person.role.as_str(),
                    "uitgezet": person.disabled,
                })
            );
        } else {
            let state = if person.disabled { "uitgezet" } else { "actief" };
            println!("{}  {} <{}>  {}  {state}", person.id, person.name, person.email, person.role.as_str());
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn find(store: &Store, email: &str) -> anyhow::Result<Option<String>> {
    let people = store.people().await?;
    let found = people.into_iter().find(|person| person.email.eq_ignore_ascii_case(email));
    if found.is_none() {
        eprintln!("Er is niemand met dit mailadres. Iedereen: voordeur user list");
    }
    Ok(found.map(|person| person.id))
}

async fn disable(store: &Store, email: &str) -> anyhow::Result<ExitCode> {
    let Some(id) = find(store, email).await? else {
        return Ok(ExitCode::FAILURE);
    };
    store.disable_person(&id, &Actor::System.to_string(), gateway::now()).await?;
    println!("Uitgezet; open sessies zijn beëindigd.");
    Ok(ExitCode::SUCCESS)
}

async fn reset(common: &Common, settings: &Settings, store: &Store, email: &str) -> anyhow::Result<ExitCode> {
    let Some(id) = find(store, email).await? else {
        return Ok(ExitCode::FAILURE);
    };
    let (now, secret) = (gateway::now(), token()?);
    let link = LinkRenewal { person: id.clone(), link_hash: sha256_hex(&secret), expires_at: now + LINK_HOURS.hours() };
    store.renew_link(link, &Actor::System.to_string(), now).await?;
    print_link(common, settings, &id, &secret);
    Ok(ExitCode::SUCCESS)
}
