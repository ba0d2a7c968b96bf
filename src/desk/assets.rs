//! Style, script and icon, compiled in; their addresses carry a hash, so that they may be kept for ever.

use std::{
    borrow::Cow,
    sync::{Arc, LazyLock},
};

use axum::{
    Router,
    extract::RawQuery,
    http::{
        HeaderMap, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH},
    },
    response::{IntoResponse, Response},
    routing::get,
};

use super::secret::sha256_hex;

/// One file.
pub(super) struct Asset {
    path: &'static str,
    mediatype: &'static str,
    body: Cow<'static, str>,
    version: String,
}

impl Asset {
    fn new(path: &'static str, mediatype: &'static str, body: &'static str) -> Self {
        Self { path, mediatype, body: Cow::Borrowed(body), version: version(body) }
    }

    /// Where pages find it: with its version.
    pub(super) fn href(&self) -> String {
        format!("{}?v={}", self.path, self.version)
    }

    /// Kept for ever under its version; without one the browser asks each time and mostly hears 304.
    fn answer(&self, headers: &HeaderMap, query: Option<&str>) -> Response {
        let versioned = query.and_then(|query| query.strip_prefix("v=")) == Some(self.version.as_str());
        let keep = if versioned { "public, max-age=31536000, immutable" } else { "no-cache" };
        let etag = format!("\"{}\"", self.version);
        let known = headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes());
        let head = [(CONTENT_TYPE, self.mediatype.to_owned()), (CACHE_CONTROL, keep.to_owned()), (ETAG, etag)];
        if known {
            (StatusCode::NOT_MODIFIED, head).into_response()
        } else {
            (head, self.body.clone().into_owned()).into_response()
        }
    }
}

pub(super) static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("/static/voordeur.css", "text/css; charset=utf-8", include_str!("assets/voordeur.css"))
});
pub(super) static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("/static/voordeur.js", "text/javascript; charset=utf-8", include_str!("assets/voordeur.js"))
});
pub(super) static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("/static/voordeur.svg", "image/svg+xml", include_str!("assets/voordeur.svg")));

/// Where pages find the theme; empty: there is none.
pub(super) fn theme_href(theme: Option<&str>) -> String {
    theme.map_or_else(String::new, |text| format!("/static/thema.css?v={}", version(text)))
}

fn version(text: &str) -> String {
    sha256_hex(text).chars().take(12).collect()
}

/// The theme's route; without a theme it is empty, for the public form names it always.
pub(super) fn theme_router<S: Clone + Send + Sync + 'static>(theme: Option<&str>) -> Router<S> {
    let text = theme.unwrap_or_default();
    let asset = Arc::new(Asset {
        path: "/static/thema.css",
        mediatype: "text/css; charset=utf-8",
        body: Cow::Owned(text.to_owned()),
        version: version(text),
    });
    Router::new().route(
        "/static/thema.css",
        get(move |RawQuery(query), headers: HeaderMap| async move { asset.answer(&headers, query.as_deref()) }),
    )
}

/// The assets' routes; they need no login.
pub(super) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let route = |asset: &'static LazyLock<Asset>| {
        get(move |RawQuery(query), headers: HeaderMap| async move { asset.answer(&headers, query.as_deref()) })
    };
    Router::new()
        .route("/static/voordeur.css", route(&STYLE))
        .route("/static/voordeur.js", route(&SCRIPT))
        .route("/static/voordeur.svg", route(&ICON))
        .route("/favicon.ico", route(&ICON))
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_avatar_has_both_its_colours_from_one_theme() {
        let style = include_str!("assets/voordeur.css");
        let avatars =
            style.split('}').filter(|rule| rule.trim_start().starts_with(".av") && rule.contains("background:#"));
        let rules: Vec<&str> = avatars.collect();
        assert!(rules.len() >= 5, "{rules:?}");
        assert!(rules.iter().all(|rule| rule.contains("color:#") && !rule.contains("color:var(")), "{rules:?}");
    }
}
