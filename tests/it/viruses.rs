//! A virus scanner beside the doors: what it finds goes back, what it cannot look at stays.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::{
    clients::{Mail, http},
    world::{Backend, World},
};

const TEXT: &str = "Op de Krabbenscheerstraat 12A, 9675 XA Winschoten, staan vuilniszakken. Zie bijlage.";

/// A clamd that finds a virus in what holds `EICAR`.
async fn clamd() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut command = [0; 10];
            stream.read_exact(&mut command).await.unwrap();
            let mut file = Vec::new();
            loop {
                let length = stream.read_u32().await.unwrap();
                if length == 0 {
                    break;
                }
                let mut chunk = vec![0; usize::try_from(length).unwrap()];
                stream.read_exact(&mut chunk).await.unwrap();
                file.extend(chunk);
            }
            let found = file.windows(5).any(|window| window == b"EICAR");
            let answer = if found { "stream: Eicar FOUND\0" } else { "stream: OK\0" };
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    address
}

async fn scanning(clamd: &str) -> World {
    World::with(Backend::Sqlite, &[("CLAMD__ADDRESS", clamd), ("CLAMD__TIMEOUT_MS", "5000")]).await
}

fn mail_with(file: &str) -> Mail {
    let part = |kind: &str, rest: &str| format!("--grens\nContent-Type: {kind}\n{rest}\n");
    let text = part("text/plain", &format!("\n{TEXT}"));
    let disposition = format!("Content-Disposition: attachment; filename=foto.jpg\n\n{file}");
    let body = format!("{text}{}--grens--", part("image/jpeg", &disposition));
    Mail::from("joke@meldpunt.example", &body).header("Content-Type", "multipart/mixed; boundary=grens")
}

#[tokio::test]
async fn a_virus_goes_back_to_its_sender_by_every_door() {
    let world = scanning(&clamd().await).await;
    let reply = world.mail(&mail_with("EICAR")).await;
    assert!(reply.starts_with("554 5.7.0 ") && reply.contains("virus"), "{reply}");
    let signal = json!({
        "situatieSchets": TEXT,
        "bijlagen": [{"naam": "foto.jpg", "mediatype": "image/jpeg", "inhoud": STANDARD.encode("EICAR")}],
    });
    let key = world.key("meldpunt").await;
    let answer = world.post_signal(&key, &signal).await.is(400);
    assert_eq!(answer.json()["fouten"][0]["pointer"], "/bijlagen");
    assert!(world.signalen().await.is_empty(), "nothing was kept");
}

/// What a browser posts with one file chosen.
async fn filled_in_with(world: &World, file: &str) -> String {
    let field =
        |name: &str, value: &str| format!("--g\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let page = http(world.http_address(), "GET /melden", &[], b"").await.unwrap().is(200).body;
    let token = page.split("name=\"bewijs\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let head = "--g\r\nContent-Disposition: form-data; name=\"bijlagen\"; filename=\"foto.jpg\"\r\nContent-Type: image/jpeg\r\n";
    let said = [field("bewijs", token), field("situatie", TEXT), field("naam", "Truus")].concat();
    let body = format!("{said}{head}\r\n{file}\r\n--g--\r\n");
    let headers = [("Content-Type", "multipart/form-data; boundary=g")];
    http(world.http_address(), "POST /melden", &headers, body.as_bytes()).await.unwrap().body
}

#[tokio::test]
async fn the_form_comes_back_with_what_was_typed_when_a_file_has_a_virus() {
    let world = scanning(&clamd().await).await;
    let page = filled_in_with(&world, "EICAR").await;
    assert!(page.contains("In een bestand zit een virus") && page.contains("vuilniszakken"), "{page}");
    assert!(page.contains("value=\"Truus\"") && !page.contains("VD-"), "{page}");
    assert!(world.signalen().await.is_empty(), "nothing was kept");
    let page = filled_in_with(&world, "gewoon").await;
    assert!(page.contains("VD-"), "{page}");
    assert_eq!(world.signalen().await.len(), 1);
}

#[tokio::test]
async fn clean_files_are_kept_and_so_are_those_nobody_could_scan() {
    let world = scanning(&clamd().await).await;
    world.mailed(&mail_with("gewoon")).await;
    let without = scanning("127.0.0.1:1").await;
    without.mailed(&mail_with("EICAR")).await;
    assert_eq!((world.signalen().await.len(), without.signalen().await.len()), (1, 1));
}
