//! The other side of the doors: a partner's mail server, program and browser, each in its simplest form.

use std::net::SocketAddr;

use anyhow::{Context, bail};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

/// What a web address answered.
#[derive(Debug)]
pub(super) struct Answer {
    pub status: u16,
    pub body: String,
}

/// What a program or browser sends along.
pub(super) enum Sent<'a> {
    Nothing,
    Json(&'a str),
    Form(&'a [(&'a str, &'a str)]),
}

/// One request over a connection of its own; `headers` end in CR LF each.
pub(super) async fn http(address: SocketAddr, path: &str, headers: &str, sent: Sent<'_>) -> anyhow::Result<Answer> {
    let (method, kind, body) = match sent {
        Sent::Nothing => ("GET", "text/plain", String::new()),
        Sent::Json(json) => ("POST", "application/json", json.to_owned()),
        Sent::Form(fields) => ("POST", "application/x-www-form-urlencoded", form(fields)),
    };
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}Content-Type: {kind}\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut raw = Vec::new();
    stream.read_to_end(&mut raw).await?;
    let text = String::from_utf8(raw)?;
    let (head, body) = text.split_once("\r\n\r\n").context("a web address broke off its answer")?;
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).context("no status in an answer")?;
    Ok(Answer { status, body: body.to_owned() })
}

/// As a browser writes a form (WHATWG URL §5.2).
fn form(fields: &[(&str, &str)]) -> String {
    let encoded = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b' ' => "+".to_owned(),
                byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
                byte => format!("%{byte:02X}"),
            })
            .collect()
    };
    fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&")
}

/// Sends a letter of which the lines end in LF; answers the last reply, in which the kenmerk stands.
pub(super) async fn smtp(address: SocketAddr, from: &str, to: &str, letter: &str) -> anyhow::Result<String> {
    let mut stream = BufReader::new(TcpStream::connect(address).await?);
    expect(&mut stream, "220").await?;
    for (command, code) in [
        ("EHLO mail.demo.example".to_owned(), "250"),
        (format!("MAIL FROM:<{from}>"), "250"),
        (format!("RCPT TO:<{to}>"), "250"),
        ("DATA".to_owned(), "354"),
    ] {
        stream.write_all(format!("{command}\r\n").as_bytes()).await?;
        expect(&mut stream, code).await?;
    }
    let mut data = String::with_capacity(letter.len() + 64);
    for line in letter.lines() {
        // RFC 5321 §4.5.2: a line that begins with a dot gets one more.
        data.push_str(if line.starts_with('.') { "." } else { "" });
        data.push_str(line);
        data.push_str("\r\n");
    }
    data.push_str(".\r\n");
    stream.write_all(data.as_bytes()).await?;
    let taken = expect(&mut stream, "250").await?;
    stream.write_all(b"QUIT\r\n").await?;
    Ok(taken)
}

/// Reads a reply with all its lines (RFC 5321 §4.2.1).
async fn expect(stream: &mut BufReader<TcpStream>, code: &str) -> anyhow::Result<String> {
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        if !line.starts_with(code) {
            bail!("the mail door answered {:?} where {code} was expected", line.trim_end());
        }
        if !line[code.len()..].starts_with('-') {
            return Ok(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_written_as_a_browser_does() {
        assert_eq!(form(&[("a", "één & twee"), ("b", "")]), "a=%C3%A9%C3%A9n+%26+twee&b=");
    }
}
