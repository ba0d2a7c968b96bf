//! Complaints about the files of a configuration, as people read them and as machines do.

use std::{
    fmt,
    ops::Range,
    path::{Component, Path, PathBuf},
};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;

use crate::routing::Complaint;

use super::overrides::variable_at;

/// Everything that is wrong, file by file. Its `Display` is for logs and pipes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Complaints {
    files: Vec<FileComplaints>,
    tone: Tone,
}

/// How serious they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Tone {
    #[default]
    Error,
    Advice,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct FileComplaints {
    path: String,
    /// Passwords masked, byte for byte.
    text: String,
    /// Environment variables that lie over this file.
    variables: Vec<String>,
    complaints: Vec<Complaint>,
}

/// One complaint for machines: `--json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComplaintLine {
    /// `None` when an environment variable is meant.
    pub bestand: Option<String>,
    pub variabele: Option<String>,
    /// From 1; 0 when the file as a whole is meant.
    pub regel: usize,
    /// In characters, from 1.
    pub kolom: usize,
    pub melding: String,
    pub tip: Option<String>,
}

impl Complaints {
    /// Advice about one file: nothing is wrong with it, but it may not be what is meant.
    pub fn advice(path: &Path, text: &str, advice: &[Complaint]) -> Self {
        let mut complaints = Self { tone: Tone::Advice, ..Self::default() };
        complaints.add(path, text, advice.to_vec());
        complaints
    }

    /// Adds what is wrong in one file; nothing when nothing is.
    pub fn add(&mut self, path: &Path, text: &str, complaints: Vec<Complaint>) {
        self.add_overridden(path, text, Vec::new(), complaints);
    }

    pub(super) fn add_overridden(
        &mut self,
        path: &Path,
        text: &str,
        variables: Vec<String>,
        complaints: Vec<Complaint>,
    ) {
        if !complaints.is_empty() {
            let (path, text) = (shown(path), without_passwords(text));
            self.files.push(FileComplaints { path, text, variables, complaints });
        }
    }

    /// A file as a whole, or its absence.
    pub(super) fn add_whole(&mut self, path: &Path, message: &str, hint: &str) {
        self.add(path, "", vec![Complaint::new(&(0..0), message).hinting(hint)]);
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.files.iter().map(|file| file.complaints.len()).sum()
    }

    /// With colours, for a terminal.
    pub fn render_styled(&self) -> String {
        self.render(&Renderer::styled())
    }

    /// One line each, in the order of [`Display`](fmt::Display).
    pub fn lines(&self) -> Vec<ComplaintLine> {
        self.files.iter().flat_map(|file| file.complaints.iter().map(|complaint| file.line(complaint))).collect()
    }

    fn render(&self, renderer: &Renderer) -> String {
        let groups: Vec<String> = self
            .files
            .iter()
            .flat_map(|file| {
                file.complaints.iter().map(|complaint| renderer.render(&[file.group(complaint, self.tone)]))
            })
            .collect();
        let count = self.count();
        let errors = match (self.tone, count) {
            (Tone::Error, 1) => "fout",
            (Tone::Error, _) => "fouten",
            (Tone::Advice, 1) => "advies",
            (Tone::Advice, _) => "adviezen",
        };
        format!("{}\n\n{count} {errors}", groups.join("\n\n"))
    }
}

impl fmt::Display for Complaints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(&Renderer::plain()))
    }
}

impl std::error::Error for Complaints {}

impl FileComplaints {
    fn variable(&self, complaint: &Complaint) -> Option<&str> {
        let number = variable_at(&complaint.span, self.text.len())?;
        self.variables.get(number).map(String::as_str)
    }

    fn group<'a>(&'a self, complaint: &'a Complaint, tone: Tone) -> Group<'a> {
        let level = match tone {
            Tone::Error => Level::ERROR.with_name("fout"),
            Tone::Advice => Level::WARNING.with_name("advies"),
        };
        let title = level.primary_title(&complaint.message);
        let group = match self.variable(complaint) {
            Some(name) => title.element(Origin::path(format!("omgevingsvariabele {name}"))),
            None if self.text.is_empty() => title.element(Origin::path(&self.path)),
            None => {
                let span = first_line(&complaint.span, &self.text);
                let snippet = Snippet::source(&self.text).path(&self.path);
                title.element(snippet.annotation(AnnotationKind::Primary.span(span)))
            }
        };
        group.elements(complaint.hint.iter().map(|hint| Level::HELP.with_name("tip").message(hint)))
    }

    fn line(&self, complaint: &Complaint) -> ComplaintLine {
        let variable = self.variable(complaint).map(str::to_owned);
        let (line, column) = match variable {
            None if !self.text.is_empty() => position(&self.text, complaint.span.start),
            _ => (0, 0),
        };
        ComplaintLine {
            bestand: variable.is_none().then(|| self.path.clone()),
            variabele: variable,
            regel: line,
            kolom: column,
            melding: complaint.message.clone(),
            tip: complaint.hint.clone(),
        }
    }
}

/// `config/../routes.toml` is shown as `routes.toml`.
fn shown(path: &Path) -> String {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        let goes_back = part == Component::ParentDir;
        if goes_back && matches!(tidy.components().next_back(), Some(Component::Normal(_))) {
            tidy.pop();
        } else {
            tidy.push(part);
        }
    }
    tidy.display().to_string()
}

/// Line and column of a byte, both from 1.
fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// A table may be long: its first line will do.
fn first_line(span: &Range<usize>, text: &str) -> Range<usize> {
    let start = span.start.min(text.len());
    let end = span.end.clamp(start, text.len());
    let line = text.get(start..end).and_then(|part| part.find('\n')).unwrap_or(end - start);
    start..start + line
}

/// Blots out what stands between `://user:` and `@`, byte for byte, so that places stay right.
fn without_passwords(text: &str) -> String {
    let mut blotted = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(found) = rest.find("://") {
        let (before, after) = rest.split_at(found + 3);
        blotted.push_str(before);
        let authority = after.find(['"', '\'', '\n', ' ']).unwrap_or(after.len());
        let (authority, behind) = after.split_at(authority);
        match (authority.find(':'), authority.rfind('@')) {
            (Some(colon), Some(at)) if colon < at => {
                blotted.push_str(&authority[..=colon]);
                blotted.extend(std::iter::repeat_n('*', at - colon - 1));
                blotted.push_str(&authority[at..]);
            }
            _ => blotted.push_str(authority),
        }
        rest = behind;
    }
    blotted.push_str(rest);
    blotted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_a_line_is_never_shown() {
        let text = "url = \"postgres://voordeur:geheim@db/x\"\nfoo = 1\n";
        let shown = without_passwords(text);
        assert_eq!(shown, "url = \"postgres://voordeur:******@db/x\"\nfoo = 1\n");
        assert_eq!(without_passwords("a = \"http://x.example/y\""), "a = \"http://x.example/y\"");
    }

    #[test]
    fn a_place_is_counted_in_lines_and_characters() {
        assert_eq!(position("één\ntéé = 2", 9), (2, 3));
    }
}
