//! The temporary folder: the shipped configuration, fitted to this machine, and the store.
//!
//! **Invariant:** only this user can read it, and it is removed when the demo stops.

use std::{
    fs, io,
    net::{SocketAddr, TcpListener},
    os::unix::fs::DirBuilderExt,
    path::PathBuf,
};

use crate::{
    config::{self, Settings},
    gateway,
    routing::RouteTable,
};

/// The shipped set of Parkwijk: the demo runs wherever the binary stands.
const FILES: [(&str, &str); 10] = [
    ("config/voordeur.toml", include_str!("../../../config/voordeur.toml")),
    ("config/partners.toml", include_str!("../../../config/partners.toml")),
    ("config/teams.toml", include_str!("../../../config/teams.toml")),
    ("config/templates/herinnering.txt", include_str!("../../../config/templates/herinnering.txt")),
    ("config/templates/melding-partner.txt", include_str!("../../../config/templates/melding-partner.txt")),
    ("config/templates/melding-team.txt", include_str!("../../../config/templates/melding-team.txt")),
    ("config/templates/ontvangst.txt", include_str!("../../../config/templates/ontvangst.txt")),
    ("config/templates/ontvangst-onleesbaar.txt", include_str!("../../../config/templates/ontvangst-onleesbaar.txt")),
    ("config/templates/ontvangst-spoed.txt", include_str!("../../../config/templates/ontvangst-spoed.txt")),
    ("routes.toml", include_str!("../../../routes.toml")),
];

/// The folder of one demo.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    relay: SocketAddr,
}

impl Folder {
    pub(super) fn new(relay: SocketAddr) -> io::Result<Self> {
        let path = std::env::temp_dir().join(format!("voordeur-demo-{}", gateway::new_id().simple()));
        fs::DirBuilder::new().mode(0o700).create(&path)?;
        let folder = Self { path, relay };
        fs::create_dir_all(folder.path.join("config/templates"))?;
        for (name, text) in FILES {
            fs::write(folder.path.join(name), text)?;
        }
        Ok(folder)
    }

    /// Where `voordeur.toml` stands.
    pub(super) fn settings(&self) -> PathBuf {
        self.path.join("config/voordeur.toml")
    }

    /// Reads the settings, without limits, and with the catcher as relay.
    pub(super) fn load(&self, ports: Ports) -> anyhow::Result<(Settings, RouteTable)> {
        // Links hold the port of the web address: it must be known before the door opens.
        let http = match ports.choose(8080) {
            0 => free_port()?,
            port => port,
        };
        let settings = [
            ("STORE__URL", format!("sqlite:{}", self.path.join("voordeur.db").display())),
            ("HTTP__LISTEN", format!("127.0.0.1:{http}")),
            ("HTTP__PUBLIC_URL", format!("http://127.0.0.1:{http}")),
            ("SMTP__LISTEN", format!("127.0.0.1:{}", ports.choose(2525))),
            ("METRICS__LISTEN", format!("127.0.0.1:{}", ports.choose(9464))),
            ("OUTGOING__RELAY", format!("smtp://{}", self.relay)),
            ("LIMITS__SMTP_MESSAGES_PER_MINUTE", "0".to_owned()),
            ("LIMITS__API_REQUESTS_PER_MINUTE", "0".to_owned()),
            ("LIMITS__FORM_POSTS_PER_MINUTE", "0".to_owned()),
            ("ACKNOWLEDGE__MAX_PER_ADDRESS_PER_HOUR", "0".to_owned()),
            ("ACKNOWLEDGE__MAX_PER_HOUR", "0".to_owned()),
        ];
        let environment = settings.into_iter().map(|(name, value)| (format!("VOORDEUR__{name}"), value));
        config::load(&self.settings(), environment).map_err(|complaints| anyhow::anyhow!("{complaints}"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays behind is in the system's folder for what may go.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// At which ports the doors open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ports {
    /// The shipped ones, as far as nobody has them.
    Shipped,
    /// Whichever are free.
    Any,
}

impl Ports {
    /// 0: the system chooses.
    fn choose(self, shipped: u16) -> u16 {
        match self {
            Self::Shipped if TcpListener::bind(("127.0.0.1", shipped)).is_ok() => shipped,
            _ => 0,
        }
    }
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_set_loads_and_the_folder_goes() {
        let folder = Folder::new(([127, 0, 0, 1], 1).into()).unwrap();
        let (settings, _) = folder.load(Ports::Any).unwrap();
        assert_eq!(settings.outgoing.relay, "smtp://127.0.0.1:1");
        assert_eq!(settings.http.public_url, format!("http://{}", settings.http.listen));
        let path = folder.path.clone();
        drop(folder);
        assert!(!path.exists());
    }

    #[test]
    fn every_shipped_template_comes_along() {
        let shipped = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/config/templates")).unwrap().count();
        assert_eq!(FILES.iter().filter(|(name, _)| name.contains("/templates/")).count(), shipped);
    }
}
