//! What DNS says of our own mail domains: where their mail goes (MX), who may send for them (SPF, DKIM, DMARC).

use hickory_resolver::{
    TokioResolver,
    net::{NetError, runtime::TokioRuntimeProvider},
    proto::rr::RData,
};

use super::{NoResolver, resolvers};
use crate::config::IdentitySettings;

/// Asks the resolvers of `[identity]`, or the system's.
#[derive(Debug, Clone)]
pub struct MailNames(TokioResolver);

/// What there is under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    Records(Vec<String>),
    /// The name is there, records of this kind are not.
    Nothing,
    /// Neither is the name, nor anything beneath it.
    NoName,
    /// Nobody answered.
    Silence,
}

impl MailNames {
    /// # Errors
    ///
    /// [`NoResolver`] when none is configured and the system names none.
    pub fn new(settings: &IdentitySettings) -> Result<Self, NoResolver> {
        let (config, mut options) = resolvers(settings)?;
        options.timeout = settings.timeout / 2;
        options.attempts = 1;
        let builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
        Ok(Self(builder.with_options(options).build()?))
    }

    /// The hosts that take mail for `domain`, without the dot at their end.
    pub async fn mail_hosts(&self, domain: &str) -> Told {
        let found = self.0.mx_lookup(format!("{domain}.")).await;
        told(found.map(|found| {
            let host = |data: &RData| match data {
                RData::MX(mx) => Some(mx.exchange.to_string().trim_end_matches('.').to_owned()),
                _ => None,
            };
            found.answers().iter().filter_map(|record| host(&record.data)).collect()
        }))
    }

    /// The texts under `name`.
    pub async fn texts(&self, name: &str) -> Told {
        let found = self.0.txt_lookup(format!("{name}.")).await;
        told(found.map(|found| {
            let text = |data: &RData| match data {
                RData::TXT(text) => Some(String::from_utf8_lossy(&text.txt_data.concat()).into_owned()),
                _ => None,
            };
            found.answers().iter().filter_map(|record| text(&record.data)).collect()
        }))
    }
}

fn told(found: Result<Vec<String>, NetError>) -> Told {
    match found {
        Ok(records) if records.is_empty() => Told::Nothing,
        Ok(records) => Told::Records(records),
        Err(error) if error.is_nx_domain() => Told::NoName,
        Err(error) if error.is_no_records_found() => Told::Nothing,
        Err(_) => Told::Silence,
    }
}
