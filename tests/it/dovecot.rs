//! A Dovecot of a story's own, as an unprivileged user on loopback, and a plain client to look into its mailbox.
//!
//! **Invariant:** a machine without Dovecot fails the tests; none is skipped.

use std::{
    fs,
    net::SocketAddr,
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, sleep, timeout},
};

const PATIENCE: Duration = Duration::from_secs(30);
/// Whose mailbox it is, and the password.
pub const USER: &str = "signaal@wijkteam.example";
pub const PASSWORD: &str = "ge heim\"ë";

/// Waits for the end of its input, which is the end of the test process, however it ends.
const KEEPER: &str = r#""$@" & cat; kill -TERM $!; wait $!"#;

/// How the server is set up, beside what always holds.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    /// Lines of `dovecot.conf`.
    pub more: String,
}

/// A running server, or one that was stopped and can start again with the same mail.
pub struct Dovecot {
    folder: PathBuf,
    port: u16,
    tls_port: u16,
    keeper: Option<Child>,
}

impl Dovecot {
    pub async fn start(setup: Setup) -> Self {
        let program = Path::new("/usr/sbin/dovecot");
        assert!(
            program.exists(),
            "these tests need Dovecot; tests/run installs it (Debian: apt-get install dovecot-imapd)"
        );
        let folder = tempfile::Builder::new().prefix("voordeur-imap").tempdir().unwrap().keep();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).unwrap();
        let mut server = Self { port: free_port(), tls_port: free_port(), folder, keeper: None };
        for name in ["run", "state", "mail"] {
            fs::create_dir(server.folder.join(name)).unwrap();
        }
        server.write("users", &format!("{USER}:{{PLAIN}}{PASSWORD}\n"));
        let issued = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned(), "localhost".to_owned()]).unwrap();
        server.write("cert.pem", &issued.cert.pem());
        server.write("key.pem", &issued.signing_key.serialize_pem());
        server.write("dovecot.conf", &server.configuration(&setup));
        for entry in fs::read_dir(&server.folder).unwrap() {
            give_away(&entry.unwrap().path());
        }
        server.go_on().await;
        server
    }

    fn configuration(&self, setup: &Setup) -> String {
        let (at, port, tls_port) = (self.folder.display(), self.port, self.tls_port);
        let (user, group) = whose();
        format!(
            "base_dir = {at}/run\nstate_dir = {at}/state\nlog_path = {at}/log\nprotocols = imap\nlisten = 127.0.0.1\n\
             ssl = yes\nssl_cert = <{at}/cert.pem\nssl_key = <{at}/key.pem\ndisable_plaintext_auth = no\n\
             default_internal_user = {user}\ndefault_internal_group = {group}\ndefault_login_user = {user}\n\
             first_valid_uid = 1\nfirst_valid_gid = 1\nmail_location = maildir:{at}/mail/box\n\
             auth_mechanisms = plain login xoauth2\nmail_max_userip_connections = 100\n\
             passdb {{\n driver = passwd-file\n mechanisms = plain login\n args = scheme=PLAIN username_format=%u {at}/users\n}}\n\
             userdb {{\n driver = static\n args = uid={user} gid={group} home={at}/mail\n}}\n\
             service imap-login {{\n chroot =\n inet_listener imap {{\n port = {port}\n }}\n\
             inet_listener imaps {{\n port = {tls_port}\n ssl = yes\n }}\n}}\nservice anvil {{\n chroot =\n}}\n{}\n",
            setup.more
        )
    }

    /// A file beside its configuration.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.join(name);
        fs::write(&path, text).unwrap();
        give_away(&path);
        path
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub async fn go_on(&mut self) {
        let mut keeper = Command::new("sh");
        keeper.arg("-c").arg(KEEPER).arg("keeper");
        if is_root() {
            keeper.args(["setpriv", "--reuid=dovecot", "--regid=dovecot", "--clear-groups"]);
        }
        keeper.args(["/usr/sbin/dovecot", "-F", "-c"]).arg(self.folder.join("dovecot.conf"));
        keeper.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        self.keeper = Some(keeper.spawn().unwrap());
        let began = Instant::now();
        while Peek::connect(self.address()).await.is_none() {
            let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            assert!(began.elapsed() < PATIENCE, "no Dovecot: {log}");
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Stops it; connections end.
    pub fn stop(&mut self) {
        let Some(mut keeper) = self.keeper.take() else { return };
        drop(keeper.stdin.take());
        keeper.wait().unwrap();
    }

    /// Forgets all numbers of messages: the folder gets a new UIDVALIDITY. While it is stopped.
    pub fn renumber(&self) {
        let stale = |name: &str| name.starts_with("dovecot");
        for entry in fs::read_dir(self.folder.join("mail/box")).unwrap().map(Result::unwrap) {
            if stale(&entry.file_name().to_string_lossy()) {
                fs::remove_file(entry.path()).unwrap();
            }
        }
    }

    pub fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    /// The settings of a door that reads INBOX, in the clear, with the password.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        let password = self.write("password", &format!("{PASSWORD}\n"));
        vec![
            ("IMAP__HOST", "127.0.0.1".to_owned()),
            ("IMAP__PORT", self.port.to_string()),
            ("IMAP__TLS", "geen".to_owned()),
            ("IMAP__USER", USER.to_owned()),
            ("IMAP__PASSWORD_FILE", password.display().to_string()),
            ("IMAP__POLL_S", "1".to_owned()),
        ]
    }

    /// The same under TLS from the first octet, or by STARTTLS.
    pub fn settings_with(&self, tls: &str) -> Vec<(&'static str, String)> {
        let mut settings = self.settings();
        settings.retain(|(name, _)| !matches!(*name, "IMAP__PORT" | "IMAP__TLS"));
        let port = if tls == "tls" { self.tls_port } else { self.port };
        settings.push(("IMAP__TLS", tls.to_owned()));
        settings.push(("IMAP__PORT", port.to_string()));
        settings.push(("IMAP__CA_FILE", self.path("cert.pem").display().to_string()));
        settings
    }

    /// Puts a mail into a folder, as a mail server would.
    pub async fn deliver(&self, folder: &str, octets: &[u8], flags: &str) {
        let mut peek = Peek::log_in(self.address()).await;
        let length = octets.len();
        peek.ask(&format!("APPEND {folder} ({flags}) {{{length}+}}"), octets).await;
    }

    /// UID and flags of each message of a folder, as `1 \Seen`.
    pub async fn flags(&self, folder: &str) -> Vec<String> {
        let mut peek = Peek::log_in(self.address()).await;
        let selected = peek.ask(&format!("EXAMINE {folder}"), b"").await;
        if selected.contains("* 0 EXISTS") || !selected.contains("EXISTS") {
            return Vec::new();
        }
        let told = peek.ask("FETCH 1:* (UID FLAGS)", b"").await;
        let line = |line: &str| {
            let uid = line.split("UID ").nth(1)?.split([' ', ')']).next()?;
            let flags = line.split("FLAGS (").nth(1)?.split(')').next()?.replace("\\Recent", "");
            Some(format!("{uid} {}", flags.trim()))
        };
        told.lines().filter_map(line).collect()
    }

    /// A command of the mailbox's owner.
    pub async fn command(&self, commands: &[&str]) -> String {
        let mut peek = Peek::log_in(self.address()).await;
        let mut last = String::new();
        for command in commands {
            last = peek.ask(command, b"").await;
        }
        last
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        self.stop();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A client in one conversation.
struct Peek(TcpStream);

impl Peek {
    async fn connect(address: SocketAddr) -> Option<Self> {
        let mut peek = Self(TcpStream::connect(address).await.ok()?);
        let greeting = timeout(Duration::from_secs(5), peek.hear("* OK [CAPABILITY")).await.ok()?;
        greeting.map(|_| peek)
    }

    async fn log_in(address: SocketAddr) -> Self {
        let mut peek = Self::connect(address).await.expect("Dovecot greets");
        let password = PASSWORD.as_bytes();
        peek.ask(&format!("LOGIN {USER} {{{}+}}", password.len()), password).await;
        peek
    }

    /// One command, with a literal behind it unless that is empty; all that is answered.
    async fn ask(&mut self, command: &str, literal: &[u8]) -> String {
        let mut line = format!("t {command}\r\n").into_bytes();
        if !literal.is_empty() {
            line.extend_from_slice(literal);
            line.extend_from_slice(b"\r\n");
        }
        self.0.write_all(&line).await.unwrap();
        let told = timeout(PATIENCE, self.hear("t ")).await.expect("Dovecot answers").expect("Dovecot goes on");
        assert!(told.contains("t OK") || command.starts_with("EXAMINE"), "{command}: {told}");
        told
    }

    /// Up to a line that begins so.
    async fn hear(&mut self, opening: &str) -> Option<String> {
        let mut said = Vec::new();
        loop {
            let text = String::from_utf8_lossy(&said).into_owned();
            if text.ends_with("\r\n") && text.lines().any(|line| line.starts_with(opening)) {
                return Some(text);
            }
            if self.0.read_buf(&mut said).await.ok()? == 0 {
                return None;
            }
        }
    }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").map(|own| std::os::unix::fs::MetadataExt::uid(&own)).unwrap() == 0
}

/// User and group of the server.
fn whose() -> (String, String) {
    let told = |what: &str| {
        let output = Command::new("id").arg(what).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    if is_root() { ("dovecot".to_owned(), "dovecot".to_owned()) } else { (told("-un"), told("-gn")) }
}

/// To the server's user.
fn give_away(path: &Path) {
    if is_root() {
        let id = |what: &str| -> u32 {
            let output = Command::new("id").args([what, "dovecot"]).output().unwrap();
            String::from_utf8(output.stdout).unwrap().trim().parse().expect("the user dovecot, of its package")
        };
        chown(path, Some(id("-u")), Some(id("-g"))).unwrap();
    }
}

pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
