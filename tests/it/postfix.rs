//! A Postfix of a story's own, on loopback, set up with the files of deploy/postfix.
//!
//! **Invariant:** a machine without Postfix fails the tests; none is skipped. Its master process needs root.

use std::{
    fs,
    net::SocketAddr,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use super::{clients::MailClient, dovecot::free_port, world::eventually};

const PROGRAMS: &str = "/usr/lib/postfix/sbin";

/// What is shipped, with the places of this story put in for the places of an installation.
pub struct Places<'a> {
    /// `voordeur:inet:127.0.0.1:2424` or `voordeur-pipe:`.
    pub transport: &'a str,
    /// Instead of `/usr/local/bin/voordeur deliver --config …`.
    pub deliver: &'a str,
    /// Instead of the user `voordeur`.
    pub user: &'a str,
}

pub struct Postfix {
    folder: PathBuf,
    port: u16,
}

impl Postfix {
    pub async fn start(places: &Places<'_>) -> Self {
        assert!(
            Path::new(PROGRAMS).join("master").exists(),
            "these tests need Postfix; tests/run installs it (Debian: apt-get install postfix)"
        );
        let folder = tempfile::Builder::new().prefix("voordeur-postfix").tempdir().unwrap().keep();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        let server = Self { folder, port: free_port() };
        server.lay_out(places);
        server.control("check");
        server.control("start");
        eventually("Postfix greets", async || MailClient::greet(server.address(), "EHLO").await.ok()).await;
        server
    }

    fn lay_out(&self, places: &Places<'_>) {
        let at = self.folder.display();
        for name in ["queue", "data"] {
            fs::create_dir(self.folder.join(name)).unwrap();
        }
        let own = Command::new("chown").arg("postfix").arg(self.folder.join("data")).status().unwrap();
        assert!(own.success(), "Postfix is started by root only");
        let shipped = |name: &str| {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/postfix").join(name);
            fs::read_to_string(path).unwrap()
        };
        let main = format!(
            "compatibility_level = 3.6\nqueue_directory = {at}/queue\ndata_directory = {at}/data\nmail_owner = postfix\n\
             daemon_directory = {PROGRAMS}\ncommand_directory = /usr/sbin\nmyhostname = mx.wijkteam.example\n\
             mydestination =\ninet_interfaces = 127.0.0.1\ninet_protocols = ipv4\nalias_maps =\n\
             maillog_file = {at}/log\nmaillog_file_prefixes = {at}\nmynetworks = 127.0.0.0/8\n\
             smtpd_relay_restrictions = permit_mynetworks, reject\nqueue_run_delay = 1s\n{}",
            shipped("main.cf.example")
        );
        // A story does not wait a minute for the second attempt.
        let main = main.replace("/etc/postfix/", &format!("{at}/")).replace("backoff_time = 60s", "backoff_time = 1s");
        self.write("main.cf", &main.replace("backoff_time = 600s", "backoff_time = 1s"));
        let services = "cleanup unix n - n - 0 cleanup\nqmgr unix n - n 1 1 qmgr\nrewrite unix - - n - - trivial-rewrite\n\
                        bounce unix - - n - 0 bounce\ndefer unix - - n - 0 bounce\ntrace unix - - n - 0 bounce\n\
                        verify unix - - n - 1 verify\nproxymap unix - - n - - proxymap\nsmtp unix - - n - - smtp\n\
                        error unix - - n - - error\nretry unix - - n - - error\nanvil unix - - n - 1 anvil\n\
                        scache unix - - n - 1 scache\nshowq unix n - n - - showq\npostlog unix-dgram n - n - 1 postlogd\n";
        let installed = "/usr/local/bin/voordeur deliver --config /etc/voordeur/config/voordeur.toml";
        let master = shipped("master.cf.example");
        assert!(master.contains(installed) && master.contains("user=voordeur"));
        let master =
            master.replace(installed, places.deliver).replace("user=voordeur", &format!("user={}", places.user));
        self.write("master.cf", &format!("127.0.0.1:{} inet n - n - - smtpd\n{services}{master}", self.port));
        let transport = shipped("voordeur_transport");
        assert!(transport.contains("voordeur:inet:127.0.0.1:2424"));
        self.write("voordeur_transport", &transport.replace("voordeur:inet:127.0.0.1:2424", places.transport));
        self.write("voordeur_recipients", &shipped("voordeur_recipients"));
        for name in ["voordeur_transport", "voordeur_recipients"] {
            let made =
                Command::new("postmap").arg("-c").arg(&self.folder).arg(self.folder.join(name)).output().unwrap();
            assert!(made.status.success(), "postmap: {}", said(&made));
        }
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.join(name), text).unwrap();
    }

    fn control(&self, word: &str) {
        let done = Command::new("postfix").arg("-c").arg(&self.folder).arg(word).output().unwrap();
        assert!(done.status.success(), "postfix {word}: {} {}", said(&done), self.log());
    }

    pub fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    /// How many mails wait in its queue.
    pub fn waiting(&self) -> usize {
        let listed = Command::new("postqueue").arg("-c").arg(&self.folder).arg("-j").output().unwrap();
        String::from_utf8_lossy(&listed.stdout).lines().count()
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

impl Drop for Postfix {
    fn drop(&mut self) {
        let _ = Command::new("postfix").arg("-c").arg(&self.folder).arg("stop").output();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
