//! HTML mail as lines of text: blocks on their own lines, table cells apart, quotes marked with `> `.
//!
//! **Invariant:** linear in its input whatever the tags; text outside style, script and comments is never lost.

use mail_parser::decoders::html::add_html_token;

/// Under this line everything stems from an earlier mail (Outlook on the web prints it so in plain text too).
pub(super) const RULE: &str = "________________________________";

/// Tags that start a line of their own.
const BLOCKS: [&str; 27] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "li",
    "main",
    "ol",
    "section",
    "table",
    "tr",
];
/// Tags that nothing closes.
const EMPTY: [&str; 9] = ["area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"];
const PARAGRAPHS: [&str; 3] = ["p", "ul", "pre"];

/// What the tags mean, as text.
pub(super) fn to_text(html: &str) -> String {
    let shown = read(html, Hidden::Leave);
    // A page of which nothing shows is read all the same: its style said something else to its writer.
    if shown.trim().is_empty() { read(html, Hidden::Take) } else { shown }
}

/// What to do with text that a page does not show.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Hidden {
    #[default]
    Leave,
    Take,
}

fn read(html: &str, hidden: Hidden) -> String {
    let mut page = Page { out: String::with_capacity(html.len() / 2), hidden, ..Page::default() };
    let mut rest = html;
    let mut ends = Ends::default();
    while let Some(start) = rest.find('<') {
        page.text(&rest[..start]);
        let tag = &rest[start..];
        rest = if let Some(comment) = tag.strip_prefix("<!--") {
            after(&mut ends.no_comment_end, comment, "-->")
        } else if let Some(end) = tag_end(tag, &mut ends) {
            page.tag(&tag[1..end], &tag[end + 1..], &mut ends)
        } else {
            page.text("<");
            &tag[1..]
        };
    }
    page.text(rest);
    page.finish()
}

/// `<` before a letter, `/`, `!` or `?`; any other is the sign itself ("jonger dan < 4").
fn tag_end(from: &str, ends: &mut Ends) -> Option<usize> {
    let is_tag = from.as_bytes().get(1).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'));
    if !is_tag || ends.no_tag_end {
        return None;
    }
    let end = from.find('>');
    ends.no_tag_end = end.is_none();
    end
}

/// Which closing marks are known to be absent in what is left, so that no search is repeated in vain.
#[derive(Default)]
struct Ends {
    no_tag_end: bool,
    no_comment_end: bool,
    no_style_end: bool,
    no_script_end: bool,
}

/// What follows `mark`; without one, the text goes on where it was.
fn after<'t>(absent: &mut bool, text: &'t str, mark: &str) -> &'t str {
    if *absent {
        return text;
    }
    match find_ignore_case(text, mark) {
        Some(at) => &text[at + mark.len()..],
        None => {
            *absent = true;
            text
        }
    }
}

/// At most `bytes` of it, on a character's border.
fn head(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

fn find_ignore_case(text: &str, mark: &str) -> Option<usize> {
    let first = mark.as_bytes().first().copied().unwrap_or_default();
    let mut from = 0;
    while let Some(at) = text[from..].find(char::from(first)).map(|at| from + at) {
        if text.as_bytes()[at..].len() >= mark.len()
            && text.as_bytes()[at..at + mark.len()].eq_ignore_ascii_case(mark.as_bytes())
        {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

#[derive(Default)]
struct Page {
    out: String,
    /// A blank is due before the next word.
    gap: bool,
    /// Line ends due before the next word.
    breaks: u8,
    /// A cell ended: the next one on this line stands apart.
    cell: bool,
    /// The open cell, which holds no other table: where its text starts in `out`.
    inside: Option<usize>,
    titled: bool,
    /// Open tags that quote an earlier mail: one entry per open blockquote, whether it quotes.
    quotes: Vec<Quoting>,
    depth: usize,
    preformatted: bool,
    /// Open lists: the number of the next item, `None` where items have dots.
    lists: Vec<Option<u32>>,
    hidden: Hidden,
    /// The open element that does not show: its name, how many of that name are open in it, where its text starts.
    unseen: Option<(String, usize, usize)>,
    /// The open link: where it leads, and where its text starts in `out`.
    link: Option<(String, usize)>,
}

/// Lists inside lists that are told apart.
const MAX_LISTS: usize = 100;
/// A longer address is a tracker's, and says nothing to a reader.
const MAX_LINK: usize = 300;

#[derive(Clone, Copy, PartialEq)]
enum Quoting {
    Cites,
    Indents,
}

impl Page {
    fn tag<'t>(&mut self, tag: &str, rest: &'t str, ends: &mut Ends) -> &'t str {
        let closing = tag.starts_with('/');
        let name_end = tag[usize::from(closing)..].find(|c: char| !c.is_ascii_alphanumeric() && c != ':');
        let name = &tag[usize::from(closing)..][..name_end.unwrap_or(tag.len() - usize::from(closing))];
        let name = name.to_ascii_lowercase();
        self.hide(&name, tag);
        match name.as_str() {
            "style" if !closing => return after(&mut ends.no_style_end, rest, "</style>"),
            "script" if !closing => return after(&mut ends.no_script_end, rest, "</script>"),
            // A page has one; in a drawing it says little.
            "title" if !closing && !self.titled => {
                self.titled = true;
                return find_ignore_case(head(rest, 500), "</title>").map_or(rest, |end| &rest[end..]);
            }
            "td" | "th" if closing => self.close_cell(),
            "td" | "th" => {
                self.gap = true;
                self.inside = Some(self.out.len());
            }
            "table" | "tr" => self.inside = None,
            "a" if closing => self.close_link(),
            "a" => self.open_link(tag),
            "ol" | "ul" if closing => {
                self.lists.pop();
            }
            "ol" | "ul" if self.lists.len() < MAX_LISTS => self.lists.push((name == "ol").then_some(1)),
            "hr" => self.line(RULE),
            "blockquote" if closing => self.close_quote(),
            "blockquote" => self.open_quote(tag),
            "pre" => self.preformatted = !closing,
            _ => {}
        }
        // Outlook's `<td><p>Naam</p></td>`: the paragraph is the cell.
        if self.inside == Some(self.out.len()) {
            return rest;
        }
        if PARAGRAPHS.contains(&name.as_str()) {
            self.breaks = self.breaks.max(2);
        } else if name == "br" {
            self.breaks = (self.breaks + 1).min(3);
        } else if BLOCKS.contains(&name.as_str()) {
            self.breaks = self.breaks.max(1);
            if name == "div" && !closing && has(tag, "divrplyfwdmsg") {
                self.line(RULE);
            }
            if name == "li" && !closing {
                self.item();
            }
        }
        rest
    }

    /// Takes back what an element said that does not show, once it closes; one that is never closed shows.
    fn hide(&mut self, name: &str, tag: &str) {
        if let Some((unseen, depth, start)) = &mut self.unseen {
            if unseen == name {
                *depth = if tag.starts_with('/') { depth.saturating_sub(1) } else { *depth + 1 };
            }
            if *depth == 0 {
                self.out.truncate(*start);
                self.unseen = None;
            }
        } else if self.hidden == Hidden::Leave && !tag.starts_with('/') && !tag.ends_with('/') && !EMPTY.contains(&name)
        {
            let style = if has(tag, "display") { attribute(tag, "style") } else { None };
            let style = style.unwrap_or_default().to_ascii_lowercase().replace([' ', '\t'], "");
            if style.contains("display:none") {
                self.unseen = Some((name.to_owned(), 1, self.out.len()));
            }
        }
    }

    /// What is one line stands beside the next cell, however many paragraphs it is wrapped in.
    fn close_cell(&mut self) {
        let said = self.inside.take().and_then(|start| self.out.get(start..)).map(str::trim_start);
        if said.is_some_and(|said| !said.is_empty() && !said.contains('\n')) {
            self.breaks = 0;
        }
        self.cell = true;
    }

    fn item(&mut self) {
        self.cell = false;
        let indent = "  ".repeat(self.lists.len().saturating_sub(1).min(5));
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{indent}{}.", *number - 1)
            }
            _ => format!("{indent}-"),
        };
        self.word(&mark);
        self.gap = true;
    }

    fn open_link(&mut self, tag: &str) {
        self.close_link();
        let Some(leads_to) = attribute(tag, "href") else { return };
        let web =
            ["http://", "https://"].iter().any(|scheme| head(leads_to, 8).to_ascii_lowercase().starts_with(scheme));
        if web && leads_to.len() <= MAX_LINK {
            let mut plain = String::with_capacity(leads_to.len());
            push_with_entities(&mut plain, leads_to);
            self.link = Some((plain, self.out.len()));
        }
    }

    /// The address behind its text, unless the text is the address.
    fn close_link(&mut self) {
        let Some((leads_to, start)) = self.link.take() else { return };
        let shown = self.out.get(start..).unwrap_or_default().trim();
        let bare = leads_to.split_once("://").map_or(leads_to.as_str(), |(_, bare)| bare).trim_end_matches('/');
        if !shown.is_empty() && !shown.contains(bare) && !bare.starts_with(shown) && !bare.contains(char::is_whitespace)
        {
            self.gap = true;
            self.word(&format!("<{leads_to}>"));
        }
    }

    fn open_quote(&mut self, tag: &str) {
        let cites = ["type=\"cite\"", "type=cite", "quote\""].iter().any(|mark| has(tag, mark));
        self.quotes.push(if cites { Quoting::Cites } else { Quoting::Indents });
        self.depth += usize::from(cites);
    }

    fn close_quote(&mut self) {
        if self.quotes.pop() == Some(Quoting::Cites) {
            self.depth -= 1;
        }
    }

    fn line(&mut self, line: &str) {
        self.breaks = self.breaks.max(1);
        self.word(line);
        self.breaks = 1;
    }

    fn text(&mut self, text: &str) {
        if self.preformatted {
            for (position, line) in text.split('\n').enumerate() {
                if position > 0 {
                    self.breaks = (self.breaks + 1).min(3);
                }
                self.words(line);
            }
        } else {
            self.words(text);
        }
    }

    fn words(&mut self, text: &str) {
        let mut first = true;
        for word in text.split([' ', '\t', '\r', '\n']) {
            if !first {
                self.gap = true;
            }
            first = false;
            if !word.is_empty() {
                self.word(word);
            }
        }
    }

    fn word(&mut self, word: &str) {
        if self.breaks > 0 || self.out.is_empty() {
            let breaks = if self.out.is_empty() { 0 } else { self.breaks };
            for _ in 0..breaks {
                self.out.push('\n');
            }
            for _ in 0..self.depth.min(5) {
                self.out.push_str("> ");
            }
        } else if self.cell {
            self.out.push('\t');
        } else if self.gap {
            self.out.push(' ');
        }
        self.breaks = 0;
        self.gap = false;
        self.cell = false;
        push_with_entities(&mut self.out, word);
    }

    fn finish(self) -> String {
        self.out
    }
}

/// The value of an attribute of a tag (`a href="…"`), in quotes or not.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let at = find_ignore_case(head(tag, 2_000), name)?;
    let value = tag[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    Some(match quote {
        Some(quote) => value[1..].split(quote).next().unwrap_or_default(),
        None => value.split_whitespace().next().unwrap_or_default(),
    })
}

fn has(tag: &str, mark: &str) -> bool {
    find_ignore_case(head(tag, 400), mark).is_some()
}

/// `&eacute;` and `&#233;` become é; an ampersand that starts no entity stays.
fn push_with_entities(out: &mut String, word: &str) {
    let mut rest = word;
    while let Some(start) = rest.find('&') {
        out.push_str(&rest[..start]);
        let entity = &rest[start..];
        let end = entity.bytes().take(34).position(|b| b == b';').filter(|end| entity[1..*end].is_ascii());
        match end {
            Some(end) => {
                let start = out.len();
                add_html_token(out, &entity.as_bytes()[..=end], false);
                // A blank that may not break is a blank; a hyphen that does not show is none.
                match out.get(start..) {
                    Some("\u{a0}") => out.replace_range(start.., " "),
                    Some("\u{ad}" | "\u{200b}") => out.truncate(start),
                    _ => {}
                }
                rest = &entity[end + 1..];
            }
            None => {
                out.push('&');
                rest = &entity[1..];
            }
        }
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_lines_and_cells_stand_apart() {
        let html = "<html><head><style>p{a>b}</style><title>x</title></head><body><table><tr><td>Naam</td><td>Geb.</td></tr>\
                    <tr><td>Jan</td><td>01-02-2010</td></tr></table><p>Caf&eacute; &amp; bar</p><p>een<br>twee</body></html>";
        assert_eq!(to_text(html), "Naam\tGeb.\nJan\t01-02-2010\n\nCafé & bar\n\neen\ntwee");
    }

    #[test]
    fn a_cell_that_is_a_paragraph_stands_beside_the_next() {
        let html = "<p>Hallo,</p><table><tr><td><p class=MsoNormal>Naam<o:p></o:p></p></td><td><p>Anna Wit</p></td></tr>\
                    <tr><td><div><p>Adres</p></div></td><td><p>Singel 3</p><p>Goorn</p></td></tr></table><p>Groet</p>";
        assert_eq!(to_text(html), "Hallo,\n\nNaam\tAnna Wit\nAdres\tSingel 3\n\nGoorn\n\nGroet");
    }

    #[test]
    fn lists_are_numbered_and_indented_as_on_the_page() {
        let html = "<ol><li>een</li><li>twee<ul><li>a</li></ul></li></ol><ul><li>x</ul>";
        assert_eq!(to_text(html).replace("\n\n", "\n"), "1. een\n2. twee\n  - a\n- x");
    }

    #[test]
    fn a_link_shows_where_it_leads_when_its_text_does_not() {
        assert_eq!(
            to_text("<a href='https://x.example/a?b=1&amp;c=2'>het dossier</a>, zie"),
            "het dossier <https://x.example/a?b=1&c=2>, zie"
        );
        assert_eq!(to_text("<a href=\"https://www.x.example/\">www.x.example</a>"), "www.x.example");
        assert_eq!(to_text("<a href=mailto:j@x.example>j@x.example</a> <a name=x>hier</a>"), "j@x.example hier");
        assert_eq!(to_text("a&nbsp;b ge&shy;zin"), "a b gezin");
    }

    #[test]
    fn text_that_the_page_does_not_show_is_not_read() {
        let hidden = "<div style=\"color:red; display: none\">Pijlkruidhof <div>3</div></div>";
        assert_eq!(to_text(&format!("<p>een</p>{hidden}<p>twee</p>")), "een\n\ntwee");
        assert_eq!(to_text("<p>een</p><span style='DISPLAY:NONE'>twee"), "een\n\ntwee", "never closed");
        assert_eq!(to_text("<img style=\"display:none\"><p>een</p>"), "een");
        assert_eq!(to_text(hidden), "Pijlkruidhof\n3", "where nothing shows, all is read");
    }

    #[test]
    fn what_only_looks_like_a_tag_stays() {
        assert_eq!(to_text("kind < 4 jaar <b>en</b> R&D &c"), "kind < 4 jaar en R&D &c");
        assert_eq!(
            to_text("<!--[if mso]><p>weg</p><![endif]-->hier <!-- nooit dicht maar tekst"),
            "hier nooit dicht maar tekst"
        );
        assert_eq!(to_text("a <!-- x --->b"), "a b");
    }

    #[test]
    fn a_citing_blockquote_is_quoted_and_an_indenting_one_is_not() {
        assert_eq!(
            to_text("ja<blockquote type=\"cite\"><div>oud</div><div>ouder</div></blockquote>nee"),
            "ja\n> oud\n> ouder\nnee"
        );
        assert_eq!(to_text("ja<blockquote>eigen</blockquote>"), "ja\neigen");
    }

    #[test]
    fn hostile_markup_takes_linear_time() {
        for piece in [
            "<!--",
            "<b",
            "<style>",
            "<blockquote>",
            "&",
            "<script>",
            "<title>",
            "<p>x",
            "<a href=",
            "<b style=\"display:none\">x</b>",
            "<b style='display:none'>x",
            "<ol><li>",
            "<a href='http://x'>x",
        ] {
            let text = piece.repeat(200_000 / piece.len());
            assert!(to_text(&text).len() <= text.len() * 4);
        }
    }
}
