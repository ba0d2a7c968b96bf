//! The program itself, as a process: what it prints, how it ends, and how it is ended.

use std::{
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::mpsc,
    thread::JoinHandle,
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

use super::world::{config_file, environment};

/// How long the program may take to open its doors.
const START: Duration = Duration::from_secs(30);

/// Where a program runs: a folder with its store, and its environment.
pub struct Installation {
    pub folder: TempDir,
    pub environment: Vec<(String, String)>,
}

impl Installation {
    /// On SQLite, sending by this relay.
    pub fn new(relay: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/voordeur.db", folder.path().display());
        Self { environment: environment(&url, relay), folder }
    }

    pub fn store_url(&self) -> &str {
        let url = self.environment.iter().find(|(name, _)| name == "VOORDEUR__STORE__URL");
        &url.unwrap().1
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_voordeur"));
        command.args(arguments);
        self.placed(command)
    }

    fn placed(&self, mut command: Command) -> Command {
        command.env("VOORDEUR_CONFIG", config_file()).env_remove("RUST_LOG").current_dir(self.folder.path());
        command.envs(self.environment.iter().map(|(name, value)| (name, value))).stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// What a command prints, when it succeeds.
    #[track_caller]
    pub fn prints(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {:?}: {complaint}", output.status);
        String::from_utf8(output.stdout).unwrap()
    }

    /// What a command prints as one JSON value, when it succeeds.
    #[track_caller]
    pub fn json(&self, arguments: &[&str]) -> Value {
        let printed = self.prints(arguments);
        serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {printed}"))
    }

    /// A new API key: `--partner NAME` or `--role NAME`.
    #[track_caller]
    pub fn key(&self, kind: &str, name: &str) -> String {
        self.prints(&["key", "create", kind, name]).trim().to_owned()
    }

    /// Starts `serve` and waits until its doors are open.
    pub fn serve(&self, log: &str) -> Program {
        Self::started(self.command(&["serve"]), log)
    }

    /// As [`serve`](Self::serve), where a write behind the end that [`Program::let_files_grow`] sets is an error, as on a
    /// full disk, and no signal that ends the program.
    pub fn serve_where_files_may_end(&self, log: &str) -> Program {
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; exec \"$0\" serve", env!("CARGO_BIN_EXE_voordeur")]);
        Self::started(self.placed(command), log)
    }

    fn started(mut command: Command, log: &str) -> Program {
        command.env("RUST_LOG", log).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (tell, opened) = mpsc::channel();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let log = std::thread::spawn(move || {
            let mut said = String::new();
            for line in stderr.split(b'\n') {
                let line = String::from_utf8_lossy(&line.unwrap()).into_owned();
                if line.contains("voordeur is open") {
                    // Nobody may be listening any more.
                    let _ = tell.send(line.clone());
                }
                said.push_str(&line);
                said.push('\n');
            }
            said
        });
        let mut stdout = child.stdout.take().unwrap();
        let output = std::thread::spawn(move || {
            let mut said = String::new();
            stdout.read_to_string(&mut said).unwrap();
            said
        });
        let line = opened.recv_timeout(START);
        let mut program = Program {
            child,
            http: unknown(),
            smtp: unknown(),
            lmtp: unknown(),
            metrics: unknown(),
            said: vec![log, output],
        };
        let Ok(line) = line else {
            program.kill();
            panic!("the program did not open its doors: {:?}", program.ended());
        };
        let told: Value = serde_json::from_str(&line).unwrap();
        let address = |name: &str| {
            let text = told[name].as_str().unwrap();
            text.trim_start_matches("Some(").trim_end_matches(')').parse().unwrap()
        };
        (program.http, program.smtp) = (address("http"), address("smtp"));
        (program.lmtp, program.metrics) = (address("lmtp"), address("metrics"));
        program
    }
}

fn unknown() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

/// `voordeur serve`, open.
pub struct Program {
    child: Child,
    pub http: SocketAddr,
    pub smtp: SocketAddr,
    pub lmtp: SocketAddr,
    pub metrics: SocketAddr,
    /// Empty once the end was waited for.
    said: Vec<JoinHandle<String>>,
}

impl Program {
    /// From now on its files may hold so many octets (`setrlimit`, RLIMIT_FSIZE): a number, or `unlimited`.
    pub fn let_files_grow(&self, octets: &str) {
        let process = format!("--pid={}", self.child.id());
        let limit = format!("--fsize={octets}:");
        assert!(Command::new("prlimit").args([process, limit]).status().unwrap().success());
    }

    /// SIGKILL: no last words.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
    }

    /// SIGTERM, SIGHUP, …
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for the end; what was said on standard error, and on standard output.
    pub fn ended(mut self) -> (ExitStatus, [String; 2]) {
        let status = self.child.wait().unwrap();
        let mut said = self.said.drain(..).map(|said| said.join().unwrap());
        (status, [said.next().unwrap(), said.next().unwrap()])
    }
}

/// A story that failed leaves no program behind.
impl Drop for Program {
    fn drop(&mut self) {
        if !self.said.is_empty() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// All bytes in the files of this folder.
pub fn bytes_below(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            bytes.extend(std::fs::read(path).unwrap());
        }
    }
    bytes
}
