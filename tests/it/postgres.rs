//! A PostgreSQL server of the tests' own: one per process, a database for each story.
//!
//! **Invariant:** a machine without PostgreSQL fails the tests; none is skipped.

use std::{
    fs,
    io::ErrorKind,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// How long the server may take to start.
const START: Duration = Duration::from_secs(30);

/// Waits for the end of its input, which is the end of the test process, however it ends; then clears up.
const KEEPER: &str = r#"
socket=$1; shift
"$@" -k "$socket" >"$socket/log" 2>&1 &
cat
kill -INT $!
wait $!
rm -rf "$socket"
"#;

struct Server {
    folder: PathBuf,
    /// Its open input says that we live.
    keeper: Child,
}

/// The URL of a new, empty database.
pub async fn database() -> String {
    static SERVER: OnceLock<Server> = OnceLock::new();
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let server = SERVER.get_or_init(Server::start);
    let name = format!("world{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let mut connection = PgConnection::connect(&server.url("postgres")).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    server.url(&name)
}

impl Server {
    fn start() -> Self {
        let programs = programs();
        let folder = tempfile::Builder::new().prefix("voordeur-pg").tempdir().unwrap().keep();
        // The server runs as another user, and refuses to run as root.
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).unwrap();
        let data = folder.join("data");
        let initdb = ["-D", data.to_str().unwrap(), "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"];
        let made = as_postgres(&programs.join("initdb")).args(initdb).arg("--locale=C.UTF-8").output().unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let server = as_postgres(&programs.join("postgres"));
        let mut keeper = Command::new("sh");
        keeper.arg("-c").arg(KEEPER).arg("keeper").arg(&folder).arg(server.get_program()).args(server.get_args());
        keeper.arg("-D").arg(&data).args(["-c", "listen_addresses=", "-c", "fsync=off"]);
        keeper.args(["-c", "max_connections=400", "-c", "shared_buffers=32MB"]);
        let keeper = keeper.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let mut server = Self { folder, keeper };
        let began = Instant::now();
        while !as_postgres(&programs.join("pg_isready"))
            .args(["-q", "-h"])
            .arg(&server.folder)
            .status()
            .unwrap()
            .success()
        {
            let log = || fs::read_to_string(server.folder.join("log")).unwrap_or_default();
            assert!(began.elapsed() < START && server.keeper.try_wait().unwrap().is_none(), "no PostgreSQL: {}", log());
        }
        server
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://postgres@localhost/{database}?host={}", self.folder.display())
    }
}

/// Debian keeps the server's programs off the PATH, by version.
fn programs() -> PathBuf {
    let mut versions: Vec<PathBuf> = match fs::read_dir("/usr/lib/postgresql") {
        Ok(versions) => versions.map(|version| version.unwrap().path().join("bin")).collect(),
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        Err(error) => panic!("/usr/lib/postgresql: {error}"),
    };
    versions.retain(|programs| programs.join("initdb").exists());
    versions.sort();
    versions.pop().expect("these tests need PostgreSQL; tests/run installs it (Debian: apt-get install postgresql)")
}

fn as_postgres(program: &Path) -> Command {
    let is_root = fs::metadata("/proc/self").map(|own| std::os::unix::fs::MetadataExt::uid(&own)).unwrap() == 0;
    if !is_root {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program).current_dir("/");
    command
}
