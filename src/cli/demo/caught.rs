//! The page on which the caught mails can be read.

use std::{fmt::Write, net::SocketAddr};

use axum::{Router, http::header, response::Html, routing::get};
use tokio::net::TcpListener;

use super::catcher::{Catcher, Caught};

const PREFERRED_PORT: u16 = 8025;

/// Serves the page, and answers where.
pub(super) async fn open(catcher: Catcher) -> std::io::Result<SocketAddr> {
    let listener = match TcpListener::bind(("127.0.0.1", PREFERRED_PORT)).await {
        Ok(listener) => listener,
        Err(_) => TcpListener::bind(("127.0.0.1", 0)).await?,
    };
    let address = listener.local_addr()?;
    let page = get(move || {
        let mails = catcher.mails();
        let policy = [(header::CONTENT_SECURITY_POLICY, "default-src 'none'"), (header::CACHE_CONTROL, "no-store")];
        async move { (policy, Html(html(&mails))) }
    });
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/", page)).await });
    Ok(address)
}

fn html(mails: &[Caught]) -> String {
    let mut page = String::from(
        "<!doctype html>\n<html lang=\"nl\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Opgevangen berichten</title>\n<main>\n<h1>Opgevangen berichten</h1>\n\
         <p>Deze mails zou Voordeur nu versturen. In de demo gaat er niets de deur uit.</p>\n",
    );
    for mail in mails.iter().rev() {
        // Writing to a String cannot fail.
        let _ = write!(
            page,
            "<article>\n<h2>{}</h2>\n<p>Aan: {}</p>\n<pre>{}</pre>\n</article>\n",
            escaped(&mail.subject),
            escaped(&mail.to),
            escaped(&mail.text),
        );
    }
    page.push_str("</main>\n</html>\n");
    page
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_cannot_bring_markup_to_the_page() {
        let mail = Caught {
            to: "a@b.example".to_owned(),
            subject: "<script>".to_owned(),
            text: "</pre>&".to_owned(),
            message_id: String::new(),
        };
        let page = html(&[mail]);
        assert!(page.contains("&lt;script&gt;") && page.contains("&lt;/pre&gt;&amp;"), "{page}");
    }
}
