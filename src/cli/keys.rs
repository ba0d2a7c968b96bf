//! `voordeur key`: API keys. A secret is printed once; only its hash is kept.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{BAD_CONFIGURATION, Common, load};
use crate::{
    domain::PartnerName,
    gateway,
    store::{KeyOwner, Store},
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a key for a partner or for a role.
    Create(Owner),
    List,
    /// Put a key out of force, at once.
    Revoke {
        id: String,
    },
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct Owner {
    /// A partner of partners.toml.
    #[arg(long)]
    partner: Option<String>,
    #[arg(long, value_parser = ["projectleider"])]
    role: Option<String>,
}

pub(super) async fn run(common: &Common, command: Command) -> anyhow::Result<ExitCode> {
    let Some((settings, _)) = load(common) else {
        return Ok(ExitCode::from(BAD_CONFIGURATION));
    };
    if let Command::Create(Owner { partner: Some(partner), .. }) = &command
        && settings.partner(&PartnerName(partner.clone())).is_none()
    {
        let known: Vec<&str> = settings.partners.iter().map(|partner| partner.name.as_str()).collect();
        eprintln!("partner \"{partner}\" staat niet in partners.toml; daar staan: {}", known.join(", "));
        return Ok(ExitCode::from(2));
    }
    let store = Store::open(&settings.store_url).await?;
    let code = match command {
        Command::Create(owner) => create(common, &store, owner).await?,
        Command::List => list(common, &store).await?,
        Command::Revoke { id } => revoke(&store, &id).await?,
    };
    store.close().await;
    Ok(code)
}

async fn create(common: &Common, store: &Store, owner: Owner) -> anyhow::Result<ExitCode> {
    let owner = match owner.partner {
        Some(partner) => KeyOwner::Partner(PartnerName(partner)),
        None => KeyOwner::Role(owner.role.unwrap_or_default()),
    };
    let key = store.create_key(&owner, gateway::now()).await?;
    if common.json {
        println!("{}", serde_json::json!({ "id": key.id, "sleutel": key.secret }));
    } else {
        println!("{}", key.secret);
        eprintln!("Sleutel {} gemaakt. Bewaar hem nu: hij is niet meer op te vragen.", key.id);
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(common: &Common, store: &Store) -> anyhow::Result<ExitCode> {
    for key in store.keys().await? {
        let owner = match &key.owner {
            KeyOwner::Partner(partner) => format!("partner {partner}"),
            KeyOwner::Role(role) => format!("rol {role}"),
        };
        if common.json {
            println!(
                "{}",
                serde_json::json!({
                    "id": key.id,
                    "van": owner,
                    "gemaaktOp": key.created_at.to_string(),
                    "ingetrokkenOp": key.revoked_at.map(|at| at.to_string()),
                })
            );
        } else {
            let state = key.revoked_at.map_or_else(|| "geldig".to_owned(), |at| format!("ingetrokken op {at}"));
            println!("{}  {owner}  gemaakt {}  {state}", key.id, key.created_at);
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn revoke(store: &Store, id: &str) -> anyhow::Result<ExitCode> {
    if store.revoke_key(id, gateway::now()).await? {
        println!("Sleutel {id} is ingetrokken.");
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("Er is geen geldige sleutel {id}. Alle sleutels: voordeur key list");
    Ok(ExitCode::FAILURE)
}
