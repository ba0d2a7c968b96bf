//! Behind a real Postfix, set up as deploy/ says: by LMTP, and by a pipe.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Stdio};

use super::{
    binary::Installation,
    clients::{Mail, MailClient, http},
    postfix::{Places, Postfix},
    restart::kept,
    world::{World, eventually},
};

const NOBODY_DELIVERS: &str = "/bin/false";

fn mail(number: usize) -> Mail {
    let text = format!("Zorg over Krabbenscheerstraat {number}, 9675 XA Winschoten.\n.\n..twee punten");
    Mail::from("joke@meldpunt.example", &text)
}

async fn sent(postfix: &Postfix, mail: &Mail) -> String {
    let mut client = MailClient::greet(postfix.address(), "EHLO").await.unwrap();
    client.send(&mail.reverse_path, &mail.octets()).await.unwrap()
}

#[tokio::test]
async fn postfix_hands_over_by_lmtp_and_keeps_what_cannot_be_stored_yet() {
    let world = World::start().await;
    let lmtp = world.running.addresses.lmtp.unwrap();
    let transport = format!("voordeur:inet:{lmtp}");
    let postfix = Postfix::start(&Places { transport: &transport, deliver: NOBODY_DELIVERS, user: "nobody" }).await;
    for number in 0..20 {
        let reply = sent(&postfix, &mail(number)).await;
        assert!(reply.starts_with("250 "), "{reply}");
    }
    eventually("twenty signals", async || (world.signalen().await.len() == 20).then_some(())).await;
    eventually("they are answered at the envelope's sender", async || {
        (world.sink.taken_for("joke@meldpunt.example").len() == 20).then_some(())
    })
    .await;
    // A robot's mail keeps its null sender on the way.
    let robot = Mail::from("mailer-daemon@meldpunt.example", "Onbestelbaar.").returning_to("");
    assert!(sent(&postfix, &robot).await.starts_with("250 "));
    eventually("it is there", async || (world.signalen().await.len() == 21).then_some(())).await;
    world.settled().await;
    assert_eq!(world.sink.taken().len(), 20);
    // Not ours: Postfix refuses at its own door.
    let mut client = MailClient::greet(postfix.address(), "EHLO").await.unwrap();
    client.say("MAIL FROM:<joke@meldpunt.example>").await.unwrap();
    let reply = client.say("RCPT TO:<iemand@wijkteam.example>").await.unwrap();
    assert!(reply.starts_with("550 5.1.1"), "{reply}");
    // With the gateway gone the mail waits at Postfix, and comes when it is back.
    let folder = tempfile::tempdir().unwrap();
    let store = format!("sqlite:{}/voordeur.db", folder.path().display());
    world.running.stop().await;
    assert!(sent(&postfix, &mail(99)).await.starts_with("250 "));
    eventually("it waits", async || postfix.log().contains("status=deferred").then_some(())).await;
    let listen = lmtp.to_string();
    let back = World::on(store, folder, &[("LMTP__LISTEN", &listen)]).await;
    eventually("it came", async || (back.signalen().await.len() == 1).then_some(())).await;
    eventually("nothing waits", async || (postfix.waiting() == 0).then_some(())).await;
}

#[tokio::test]
async fn postfix_hands_over_by_a_pipe_beside_a_gateway_that_runs() {
    // The pipe's process is another user's: it must be able to read the program, and to write the store.
    let installation = Installation::new("smtp://127.0.0.1:1");
    let folder = installation.folder.path();
    let open = |path: &Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    open(folder, 0o777);
    let program = folder.join("voordeur");
    fs::copy(env!("CARGO_BIN_EXE_voordeur"), &program).unwrap();
    let config = folder.join("etc");
    let copied = std::process::Command::new("cp")
        .args(["-r", concat!(env!("CARGO_MANIFEST_DIR"), "/config")])
        .arg(&config)
        .status()
        .unwrap();
    assert!(copied.success());
    fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/routes.toml"), folder.join("routes.toml")).unwrap();
    let mut serve = installation.serve("info");
    let leader = installation.key("--role", "projectleider");
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_name().to_string_lossy().starts_with("voordeur.db") {
            open(&entry.path(), 0o666);
        }
    }
    let store = installation.store_url();
    let (program, config) = (program.display(), config.join("voordeur.toml"));
    let with = |store: &str| {
        format!("/usr/bin/env VOORDEUR__STORE__URL={store} {program} deliver --config {}", config.display())
    };
    let deliver = with(store);
    let postfix = Postfix::start(&Places { transport: "voordeur-pipe:", deliver: &deliver, user: "nobody" }).await;
    for number in 0..5 {
        assert!(sent(&postfix, &mail(number)).await.starts_with("250 "));
    }
    let robot = Mail::from("mailer-daemon@meldpunt.example", "Onbestelbaar.").returning_to("");
    assert!(sent(&postfix, &robot).await.starts_with("250 "));
    let header = format!("Bearer {leader}");
    let count = async || {
        let page = http(serve.http, "GET /v1/signalen?paginaGrootte=200", &[("Authorization", &header)], b"").await;
        page.unwrap().is(200).json()["resultaten"].as_array().unwrap().len()
    };
    eventually("six signals", async || {
        assert!(!postfix.log().contains("status=bounced"), "{}", postfix.log());
        (count().await == 6).then_some(())
    })
    .await;
    serve.kill();
    let _ = serve.ended();
    drop(postfix);
    // A store that cannot be reached is "later", never a bounce.
    let away = with("sqlite:/proc/nergens/voordeur.db");
    let postfix = Postfix::start(&Places { transport: "voordeur-pipe:", deliver: &away, user: "nobody" }).await;
    assert!(sent(&postfix, &mail(7)).await.starts_with("250 "));
    eventually("it waits", async || postfix.log().contains("status=deferred").then_some(())).await;
    assert!(!postfix.log().contains("status=bounced"), "{}", postfix.log());
    assert_eq!(postfix.waiting(), 1);
}

#[tokio::test]
async fn a_pipe_says_by_its_exit_code_what_is_to_be_done() {
    let installation = Installation::new("smtp://127.0.0.1:1");
    let mail = mail(1).octets();
    let code = |arguments: &[&str], environment: &[(&str, &str)], mail: &[u8]| {
        use std::io::Write;
        let mut command = installation.command(&[&["deliver", "--from=joke@meldpunt.example"], arguments].concat());
        command.envs(environment.iter().copied()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let _ = child.stdin.take().unwrap().write_all(mail);
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!said.contains("Krabbenscheerstraat") && !said.contains("joke@"), "{said}");
        (output.status.code().unwrap(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let to = "--to=signaal@wijkteam.example";
    let (ok, first) = code(&[to, "--json"], &[], &mail);
    assert_eq!(ok, 0);
    let (ok, again) =
        code(&[to, "--json"], &[], String::from_utf8(mail.clone()).unwrap().replace("\r\n", "\n").as_bytes());
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!((ok, &value(&again)["kenmerk"], &value(&again)["bekend"]), (0, &value(&first)["kenmerk"], &true.into()));
    assert_eq!(code(&[to], &[("VOORDEUR__SMTP__MAX_MESSAGE_BYTES", "1024")], &[b'a'; 2000]).0, 65);
    for (arguments, environment) in [
        (&[to][..], ("VOORDEUR__STORE__URL", "sqlite:/proc/nergens/voordeur.db")),
        (&[to], ("VOORDEUR__STORE__URL", "postgres://nergens@127.0.0.1:1/x")),
        (&[to], ("VOORDEUR__STORE__NONSENS", "x")),
        (&["--to"], ("HOME", "/")),
        (&["--nonsens"], ("HOME", "/")),
    ] {
        assert_eq!(code(arguments, &[environment], &mail).0, 75, "{arguments:?} {environment:?}");
    }
    assert_eq!(code(&[to], &[], b"").0, 75);
}

/// What Python's own client says; a line that begins with a dot, and octets beyond ASCII.
const SMTPLIB: &str = r#"
import smtplib, sys
client = smtplib.SMTP("127.0.0.1", int(sys.argv[1]))
client.ehlo("partner.example")
assert client.has_extn("8bitmime") and client.has_extn("size"), client.esmtp_features
text = "Subject: zorg\r\nFrom: joke@meldpunt.example\r\n\r\n.punt\r\n..\r\nZorg om Zoë\r\n".encode()
assert client.sendmail("joke@meldpunt.example", ["signaal@wijkteam.example"], text, ["BODY=8BITMIME"]) == {}
client.quit()
"#;

/// The README is what a newcomer tries first.
#[tokio::test]
async fn the_first_mail_of_the_readme_is_taken() {
    let installation = Installation::new("smtp://127.0.0.1:1");
    let program = installation.serve("info");
    let leader = installation.key("--role", "projectleider");
    let readme = include_str!("../../README.md");
    let script = readme.split_once("<<'MAIL'\n").and_then(|(_, rest)| rest.split_once("MAIL\n")).unwrap().0;
    let script = script.replace("2525", &program.smtp.port().to_string());
    let output = std::process::Command::new("python3").args(["-c", &script]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(kept(&program, &leader).await.len(), 1);
}

#[tokio::test]
async fn clients_that_others_wrote_are_served() {
    let installation = Installation::new("smtp://127.0.0.1:1");
    let program = installation.serve("info");
    let leader = installation.key("--role", "projectleider");
    let (address, port) = (program.smtp.to_string(), program.smtp.port().to_string());
    let (from, to) = ("joke@meldpunt.example", "signaal@wijkteam.example");
    let clients: [(&str, &[&str]); 3] = [
        ("/usr/sbin/smtp-source", &["-s", "10", "-m", "50", "-l", "4096", "-f", from, "-t", to, &address]),
        (
            "swaks",
            &["--server", &address, "--from", from, "--to", to, "--pipeline", "--body", "Zorg om vier kinderen."],
        ),
        ("python3", &["-c", SMTPLIB, &port]),
    ];
    for (client, arguments) in clients {
        let output = std::process::Command::new(client).args(arguments).output();
        let output = output.unwrap_or_else(|error| panic!("{client}: {error}; tests/run installs it"));
        assert!(output.status.success(), "{client}: {output:?}");
    }
    let header = format!("Bearer {leader}");
    let page = http(program.http, "GET /v1/signalen?paginaGrootte=200", &[("Authorization", &header)], b"").await;
    assert_eq!(page.unwrap().is(200).json()["resultaten"].as_array().unwrap().len(), 52);
}
