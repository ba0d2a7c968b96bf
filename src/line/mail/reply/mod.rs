//! What this sender wrote: the text without quotes, signature and disclaimer; of a forward, what was forwarded stays.
//!
//! **Invariant:** in doubt words are kept; a text that is not empty never becomes empty.

mod attribution;
mod disclaimer;
mod headers;
mod marks;
mod phrases;
mod signature;

use crate::domain::{bounded, cleaned};
use marks::{Mark, unquoted};

/// What the header says of the text's place in a conversation.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Context<'a> {
    pub subject: &'a str,
    /// It answers a message (In-Reply-To or References).
    pub answers: bool,
}

/// The text taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct NewText {
    pub text: String,
    pub forwarded: bool,
    /// Van: of the forwarded message, as shown.
    pub inner_sender: Option<String>,
}

/// Takes a text apart.
pub(super) fn new_text(text: &str, context: Context<'_>) -> NewText {
    let lines: Vec<&str> = without_armour(text.lines().map(str::trim_end).collect());
    let lines = &lines[phrases::banner_length(&lines)..];
    let prefix = Prefix::of(context.subject);
    let replying = prefix == Prefix::Reply || (prefix == Prefix::None && context.answers);
    let start = first_mark(lines);
    let (own, rest) = lines.split_at(start.map_or(lines.len(), |(at, _)| at));
    let written = signature::stripped(own);
    let bare = is_blank(&written);
    let result = match start {
        None if replying => NewText { text: joined(&without_stray_quotes(&written)), ..NewText::default() },
        None => NewText { text: joined(&written), ..NewText::default() },
        Some((_, Mark::Attribution { lines: length }))
            if prefix != Prefix::Forward && (replying || has_quotes(&rest[length..])) =>
        {
            NewText { text: answered(&written, &rest[length..]), ..NewText::default() }
        }
        Some((_, mark)) => {
            let passes_on = prefix == Prefix::Forward || mark == Mark::Forward || (!replying && prefix == Prefix::None);
            if passes_on || bare || phrases::points_down(&written) {
                let forwarded = passes_on || prefix != Prefix::Reply || phrases::passes_on(&written);
                let passed_on = forward(&written, rest);
                if forwarded { passed_on } else { NewText { text: passed_on.text, ..NewText::default() } }
            } else {
                NewText { text: answered(&written, quoted_tail(rest)), ..NewText::default() }
            }
        }
    };
    if result.text.is_empty() { NewText { text: joined(lines), ..result }.or_whole(text) } else { result }
}

/// A text signed in place (RFC 9580 §7) without its header and signature.
fn without_armour(lines: Vec<&str>) -> Vec<&str> {
    let Some(start) = lines.iter().position(|line| *line == "-----BEGIN PGP SIGNED MESSAGE-----") else { return lines };
    let head = lines[start..].iter().position(|line| line.is_empty()).map_or(lines.len(), |empty| start + empty);
    let signature = lines[head..].iter().position(|line| *line == "-----BEGIN PGP SIGNATURE-----");
    let end = signature.map_or(lines.len(), |at| head + at);
    let after = lines.iter().position(|line| *line == "-----END PGP SIGNATURE-----").map_or(lines.len(), |at| at + 1);
    let signed = lines[head..end].iter().map(|line| line.strip_prefix("- ").unwrap_or(line));
    lines[..start].iter().copied().chain(signed).chain(lines[after.max(end)..].iter().copied()).collect()
}

impl NewText {
    fn or_whole(self, text: &str) -> Self {
        if self.text.is_empty() { Self { text: text.trim().to_owned(), ..self } } else { self }
    }
}

/// What the subject says was done, by its outermost prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Prefix {
    None,
    Reply,
    Forward,
}

impl Prefix {
    fn of(subject: &str) -> Self {
        let mut rest = subject.trim_start();
        // `[EXTERN]` and list tags stand before the prefix.
        while let Some((_, after)) = rest.strip_prefix('[').and_then(|tag| tag.split_once(']')) {
            rest = after.trim_start();
        }
        let Some((word, _)) = rest.split_once(':') else { return Self::None };
        match word.trim().to_lowercase().as_str() {
            "re" | "antw" | "antwoord" | "aw" | "sv" | "ré" | "réf" | "res" | "odp" | "vs" | "ynt" => Self::Reply,
            "fw" | "fwd" | "doorst" | "doorgestuurd" | "dstr" | "wg" | "tr" | "rv" | "enc" | "vb" | "pd" => {
                Self::Forward
            }
            _ => Self::None,
        }
    }
}

/// Where the first earlier message starts, and how.
fn first_mark(lines: &[&str]) -> Option<(usize, Mark)> {
    (0..lines.len()).find_map(|at| marks::mark(&lines[at..]).map(|mark| (at, mark)))
}

/// Own words above, and what stands unquoted between and below the quoted lines.
fn answered(own: &[&str], rest: &[&str]) -> String {
    if !has_quotes(rest) {
        // Without `>` nobody can tell an answer below from the quote: only where nothing stands above is it kept.
        return if is_blank(own) { joined(rest) } else { joined(own) };
    }
    let mut lines = own.to_vec();
    lines.push("");
    lines.extend(signature::stripped(&unquoted_lines(rest)));
    joined(&lines)
}

fn is_blank(lines: &[&str]) -> bool {
    lines.iter().all(|line| line.trim().is_empty())
}

fn has_quotes(lines: &[&str]) -> bool {
    lines.iter().any(|line| is_quoted(line))
}

fn is_quoted(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

/// The lines that are not quoted, without the attributions of quotes inside.
fn unquoted_lines<'t>(lines: &[&'t str]) -> Vec<&'t str> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        if is_quoted(lines[at]) {
            at += 1;
            continue;
        }
        match marks::mark(&lines[at..]) {
            Some(Mark::Attribution { lines: length }) => at += length,
            Some(Mark::Original) => break,
            Some(Mark::Forward) | None => {
                kept.push(lines[at]);
                at += 1;
            }
        }
    }
    kept
}

/// Of an Outlook quote: what follows it with `>` may hold answers; an unmarked one holds the old mail only.
fn quoted_tail<'t, 'l>(rest: &'l [&'t str]) -> &'l [&'t str] {
    let first = rest.first().is_some_and(|line| is_quoted(line));
    if first { rest } else { &[] }
}

/// A reply whose quote lost its attribution: the `>` lines go, if own words remain.
fn without_stray_quotes<'t>(lines: &[&'t str]) -> Vec<&'t str> {
    let own: Vec<&str> = lines.iter().filter(|line| !is_quoted(line)).copied().collect();
    if own.iter().any(|line| !line.trim().is_empty()) { own } else { lines.to_vec() }
}

fn forward(own: &[&str], rest: &[&str]) -> NewText {
    let all_quoted = rest.iter().skip(1).filter(|line| !line.is_empty()).all(|line| line.starts_with('>'));
    let inner: Vec<&str> = if all_quoted { rest.iter().map(|line| unquoted(line)).collect() } else { rest.to_vec() };
    let mut lines = own.to_vec();
    lines.push("");
    lines.extend(&inner);
    let shown = inner.iter().take(12).find_map(|line| headers::sender_shown(line));
    let inner_sender = shown.map(|name| bounded(&cleaned(name), 200).to_owned());
    NewText { text: joined(&lines), forwarded: true, inner_sender }
}

/// The lines as text, with no more than one empty line between two.
fn joined(lines: &[&str]) -> String {
    let mut text = String::new();
    let mut empty = 0;
    for line in lines {
        if line.trim().is_empty() {
            empty += 1;
            continue;
        }
        if !text.is_empty() {
            text.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        text.push_str(line.trim_end());
    }
    text.trim().to_owned()
}

#[cfg(test)]
mod tests;
