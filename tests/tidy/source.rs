//! Source files as text: comments and strings blanked, tests apart, paths picked out.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// One Rust file.
#[derive(Clone)]
pub struct Source {
    /// From the project's root, with `/`.
    pub path: String,
    pub text: String,
    /// The text with comments and the insides of strings blanked, byte for byte as long.
    pub code: String,
    /// The first part of its module path: `mail` for `src/line/mail/read.rs`.
    pub module: String,
    /// Parts of its module path: 1 for `src/line/mail/mod.rs`, 2 for `src/line/mail/read.rs`.
    pub depth: usize,
}

impl Source {
    /// The code before its `mod tests`.
    pub fn shipped(&self) -> &str {
        let end = self.code.find("#[cfg(test)]\nmod tests {").unwrap_or(self.code.len());
        &self.code[..end]
    }

    /// Whether a path in the code starts with `name`, be it a crate or `std::fs`.
    pub fn names(&self, name: &str) -> bool {
        let code = &self.code;
        code.match_indices(name).any(|(at, _)| {
            let before = code[..at].chars().next_back().unwrap_or(' ');
            let after = &code[at + name.len()..];
            let used = code[..at].trim_end().ends_with("use") || code[..at].trim_end().ends_with("extern crate");
            !(before.is_alphanumeric() || before == '_' || before == ':')
                && (after.starts_with("::") || (used && after.starts_with([';', ' '])) || name.contains("::"))
                && !after.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        })
    }
}

/// The project's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files under `folder` with one of these endings, by path from the root; hidden folders and builds are left out.
pub fn files(folder: &str, endings: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    collect(&root().join(folder), &mut found);
    let mut paths: Vec<String> = found
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted)))
        .map(|path| path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/"))
        .map(|path| path.trim_start_matches("./").to_owned())
        .collect();
    paths.sort();
    paths
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let hidden = name.to_string_lossy().starts_with('.');
        if hidden || name == "target" || name == "node_modules" {
            continue;
        }
        let path = entry.path();
        if path.is_dir() {
            collect(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// The Rust files under `folder`.
pub fn rust_sources(folder: &str) -> Vec<Source> {
    files(folder, &["rs"])
        .into_iter()
        .filter(|path| !path.ends_with("lib.rs"))
        .map(|path| {
            let text = fs::read_to_string(root().join(&path)).unwrap();
            let inside = within(&path).trim_end_matches(".rs").trim_end_matches("/mod");
            let module = inside.split('/').next().unwrap().to_owned();
            // `tests.rs` may belong to the file beside it rather than to the folder.
            let depth = inside.split('/').count() + usize::from(inside.ends_with("/tests"));
            Source { depth, module, code: blanked(&text), text, path }
        })
        .collect()
}

/// A path as its package has it: `mail/read.rs` for `src/line/mail/read.rs`.
pub fn within(path: &str) -> &str {
    let inside = path.split_once('/').map_or(path, |(_, inside)| inside);
    inside.strip_prefix("line/").unwrap_or(inside)
}

/// The first part of every `crate::…` path, `crate::{a, b::c}` included.
pub fn crate_paths(code: &str) -> Vec<String> {
    let mut named = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let rest = rest.trim_start();
        let Some(group) = rest.strip_prefix('{') else {
            named.push(first_word(rest));
            continue;
        };
        let mut depth = 0_i32;
        let mut begins = true;
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => begins = true,
                c if begins && !c.is_whitespace() => {
                    named.push(first_word(&group[at..]));
                    begins = false;
                }
                _ => {}
            }
        }
    }
    named
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The longest chain of `super::` in the code.
pub fn supers(code: &str) -> usize {
    let mut longest = 0;
    let mut rest = code;
    while let Some(at) = rest.find("super::") {
        rest = &rest[at..];
        let mut chain = 0;
        while let Some(after) = rest.strip_prefix("super::") {
            chain += 1;
            rest = after;
        }
        longest = longest.max(chain);
    }
    longest
}

/// Blanks comments and the insides of strings; line breaks and lengths stay.
fn blanked(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = match bytes[at] {
            b'/' if bytes[at..].starts_with(b"//") => line_end(bytes, at),
            b'/' if bytes[at..].starts_with(b"/*") => find(bytes, at + 2, b"*/") + 2,
            b'r' if is_raw(bytes, at) => raw_end(bytes, at),
            b'"' => string_end(bytes, at),
            b'\'' => char_end(bytes, at),
            _ => at + 1,
        };
        let end = end.min(bytes.len());
        if end > at + 1 {
            for byte in &mut out[at..end] {
                if *byte != b'\n' {
                    *byte = b' ';
                }
            }
        }
        at = end;
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    find(bytes, from, b"\n")
}

fn find(bytes: &[u8], from: usize, what: &[u8]) -> usize {
    (from..bytes.len()).find(|at| bytes[*at..].starts_with(what)).unwrap_or(bytes.len())
}

/// `r"` or `r#"`, not the end of a name and not a raw identifier.
fn is_raw(bytes: &[u8], at: usize) -> bool {
    let starts_a_word =
        at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_') || bytes[at - 1] == b'b';
    let hashes = bytes[at + 1..].iter().take_while(|byte| **byte == b'#').count();
    starts_a_word && bytes.get(at + 1 + hashes) == Some(&b'"')
}

fn raw_end(bytes: &[u8], at: usize) -> usize {
    let hashes = bytes[at + 1..].iter().take_while(|byte| **byte == b'#').count();
    let mut closing = vec![b'"'];
    closing.extend(std::iter::repeat_n(b'#', hashes));
    find(bytes, at + 2 + hashes, &closing) + closing.len()
}

fn string_end(bytes: &[u8], at: usize) -> usize {
    let mut end = at + 1;
    while end < bytes.len() && bytes[end] != b'"' {
        end += if bytes[end] == b'\\' { 2 } else { 1 };
    }
    end + 1
}

/// A character, or one byte further for a lifetime.
fn char_end(bytes: &[u8], at: usize) -> usize {
    if bytes.get(at + 1) == Some(&b'\\') {
        return find(bytes, at + 3, b"'") + 1;
    }
    let width = bytes[at + 1..].iter().take(5).position(|byte| *byte == b'\'');
    match width {
        // `'a'`, or one character of several bytes.
        Some(width) if width == 1 || (width > 1 && bytes[at + 1] >= 0x80) => at + 2 + width,
        _ => at + 1,
    }
}
