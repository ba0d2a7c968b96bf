//! A file of another system as a list of what it says: the path of each value, and the value.
//!
//! **Invariant:** whatever the file holds, reading ends, in time linear in its length and to a fixed depth.

use serde_json::Value;

use crate::domain::bounded;

/// Values inside values that are followed.
const MAX_DEPTH: usize = 32;
/// Values of one file.
const MAX_LEAVES: usize = 2_000;
const TOO_MUCH: &str = "het bestand heeft te veel onderdelen";
/// Characters of a name in a path; no template names a longer one.
const MAX_NAME: usize = 100;
/// Elements of an XML document.
const MAX_ELEMENTS: usize = 20_000;
/// Different names inside one element; each new one is looked up among them.
const MAX_NAMES: usize = 500;
/// Bytes of an entity's name, with its mark at the end: `&#x10FFFF;`.
const MAX_ENTITY: usize = 12;

/// A value and where it stands: `adres.postcode`. In a list the first has no number, the others have one: `persoon.2.naam`.
pub type Leaf = (String, String);

/// The values of a JSON object.
///
/// # Errors
///
/// Why it cannot be read, in Dutch.
pub fn json_leaves(text: &str) -> Result<Vec<Leaf>, &'static str> {
    let value: Value = serde_json::from_str(text).map_err(|_| "het bestand is geen geldige JSON")?;
    let mut leaves = Vec::new();
    gather(&value, &mut Vec::new(), &mut leaves).ok_or(TOO_MUCH)?;
    if leaves.is_empty() { Err("het bestand is leeg") } else { Ok(leaves) }
}

/// `None`: there is more of it than is read; half a file is not read for the whole.
fn gather(value: &Value, path: &mut Vec<String>, leaves: &mut Vec<Leaf>) -> Option<()> {
    if path.len() > MAX_DEPTH {
        return None;
    }
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                path.push(bounded(key, MAX_NAME).to_owned());
                gather(value, path, leaves)?;
                path.pop();
            }
            Some(())
        }
        Value::Array(list) => {
            for (position, value) in list.iter().enumerate() {
                if position > 0 {
                    path.push((position + 1).to_string());
                }
                gather(value, path, leaves)?;
                if position > 0 {
                    path.pop();
                }
            }
            Some(())
        }
        Value::Null => Some(()),
        Value::String(text) => push(leaves, path.join("."), text),
        Value::Bool(flag) => push(leaves, path.join("."), if *flag { "ja" } else { "nee" }),
        Value::Number(number) => push(leaves, path.join("."), &number.to_string()),
    }
}

fn push(leaves: &mut Vec<Leaf>, path: String, text: &str) -> Option<()> {
    let text = text.trim();
    if !text.is_empty() {
        leaves.push((path, text.to_owned()));
    }
    (leaves.len() <= MAX_LEAVES).then_some(())
}

/// The one row of a CSV file under its heads; parted by semicolons, commas or tabs.
///
/// # Errors
///
/// Why it cannot be read, in Dutch.
pub fn csv_leaves(text: &str) -> Result<Vec<Leaf>, &'static str> {
    let text = text.trim_start_matches('\u{feff}');
    let head = text.lines().next().unwrap_or_default();
    let count = |mark: &u8| head.bytes().filter(|byte| byte == mark).count();
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(count).unwrap_or(b';');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let heads = reader.headers().map_err(|_| "het bestand is geen geldige CSV")?.clone();
    let mut rows = Vec::new();
    for row in reader.records().take(3) {
        let row = row.map_err(|_| "het bestand is geen geldige CSV")?;
        if row.iter().any(|cell| !cell.trim().is_empty()) {
            rows.push(row);
        }
    }
    match rows.as_slice() {
        [row] => {
            let mut leaves = Vec::new();
            for (position, cell) in row.iter().enumerate() {
                let head = heads.get(position).map(str::trim).filter(|head| !head.is_empty());
                let head = head.map_or_else(|| format!("kolom {}", position + 1), str::to_owned);
                push(&mut leaves, head, cell).ok_or(TOO_MUCH)?;
            }
            Ok(leaves)
        }
        [] => Err("het bestand heeft geen regel met waarden"),
        _ => Err("het bestand heeft meer dan één regel met waarden; stuur één signaal per mail"),
    }
}

/// The values of an XML document, without the outermost element in their paths; attributes are not read.
///
/// # Errors
///
/// Why it cannot be read, in Dutch.
pub fn xml_leaves(text: &str) -> Result<Vec<Leaf>, &'static str> {
    const BROKEN: &str = "het bestand is geen geldige XML";
    let mut open: Vec<Element> = Vec::new();
    let mut leaves = Vec::new();
    let mut rest = text;
    let mut elements = 0;
    while let Some(start) = rest.find('<') {
        elements += 1;
        // Each element is named when it opens and when it closes.
        if elements > 2 * MAX_ELEMENTS {
            return Err(TOO_MUCH);
        }
        let (said, tag) = rest.split_at(start);
        if let Some(element) = open.last_mut() {
            unescape(said, &mut element.text);
        }
        rest = match tag {
            _ if tag.starts_with("<!--") => behind(tag, "-->").ok_or(BROKEN)?,
            _ if tag.starts_with("<![CDATA[") => {
                let after = behind(tag, "]]>").ok_or(BROKEN)?;
                let literal = &tag["<![CDATA[".len()..tag.len() - after.len() - "]]>".len()];
                open.last_mut().ok_or(BROKEN)?.text.push_str(literal);
                after
            }
            _ if tag.starts_with("<?") || tag.starts_with("<!") => behind(tag, ">").ok_or(BROKEN)?,
            _ => {
                let after = behind(tag, ">").ok_or(BROKEN)?;
                let inside = &tag[1..tag.len() - after.len() - 1];
                match inside.strip_prefix('/') {
                    Some(name) => close(&mut open, name.trim(), &mut leaves).ok_or(BROKEN)?,
                    None => enter(&mut open, inside).ok_or(BROKEN)?,
                }
                after
            }
        };
    }
    if !open.is_empty() || leaves.is_empty() { Err(BROKEN) } else { Ok(leaves) }
}

/// An element that was opened.
struct Element {
    name: String,
    /// In its parent, with a number when it is not the first of its name.
    place: String,
    text: String,
    /// How often each name stood inside.
    children: Vec<(String, usize)>,
}

fn behind<'t>(text: &'t str, end: &str) -> Option<&'t str> {
    text.find(end).map(|at| &text[at + end.len()..])
}

/// `<ns:name a="b">`, or `<name/>`, which says nothing.
fn enter(open: &mut Vec<Element>, inside: &str) -> Option<()> {
    let name = inside.split([' ', '\t', '\r', '\n', '/']).next().filter(|name| !name.is_empty())?;
    let bare = bounded(name.rsplit(':').next().unwrap_or(name), MAX_NAME).to_owned();
    let mut place = bare.clone();
    if let Some(parent) = open.last_mut() {
        let known = parent.children.len();
        match parent.children.iter_mut().find(|(known, _)| *known == bare) {
            Some((_, count)) => {
                *count += 1;
                place = format!("{bare}.{count}");
            }
            None if known < MAX_NAMES => parent.children.push((bare, 1)),
            None => return None,
        }
    }
    if inside.ends_with('/') {
        return Some(());
    }
    open.push(Element { name: name.to_owned(), place, text: String::new(), children: Vec::new() });
    (open.len() <= MAX_DEPTH).then_some(())
}

fn close(open: &mut Vec<Element>, name: &str, leaves: &mut Vec<Leaf>) -> Option<()> {
    let element = open.pop().filter(|element| element.name == name)?;
    if element.children.is_empty() {
        let mut path: Vec<&str> = open.iter().skip(1).map(|element| element.place.as_str()).collect();
        path.push(&element.place);
        return push(leaves, path.join("."), &element.text);
    }
    Some(())
}

/// The five named entities and numbers (XML 1.0 §4.6, §4.1); any other stays as it stands.
fn unescape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let near = &rest.as_bytes()[..rest.len().min(MAX_ENTITY)];
        let known = near.iter().position(|byte| *byte == b';').and_then(|end| Some((entity(&rest[1..end])?, end + 1)));
        let (character, length) = known.unwrap_or(('&', 1));
        out.push(character);
        rest = &rest[length..];
    }
    out.push_str(rest);
}

fn entity(name: &str) -> Option<char> {
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => match name.strip_prefix("#x") {
            Some(digits) => number(digits, 16),
            None => name.strip_prefix('#').and_then(|digits| number(digits, 10)),
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn leaves(expected: &[(&str, &str)]) -> Vec<Leaf> {
        expected.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn json_is_a_tree_of_values() {
        let text = r#"{"adres": {"pc": "9675 XD", "nr": 4}, "mensen": [{"naam": "A"}, {"naam": "B"}], "crisis": true, "x": null}"#;
        let expected = [
            ("adres.nr", "4"),
            ("adres.pc", "9675 XD"),
            ("crisis", "ja"),
            ("mensen.naam", "A"),
            ("mensen.2.naam", "B"),
        ];
        let mut found = json_leaves(text).unwrap();
        found.sort();
        let mut expected = leaves(&expected);
        expected.sort();
        assert_eq!(found, expected);
        assert!(json_leaves("{").is_err() && json_leaves("{}").is_err());
    }

    #[test]
    fn csv_is_one_row_under_heads_however_it_is_parted() {
        for text in [
            "Naam;Straat\nBos;Dorpsstraat 1\n",
            "\u{feff}Naam,Straat\r\n\"Bos\",Dorpsstraat 1\r\n\r\n",
            "Naam\tStraat\nBos\tDorpsstraat 1",
        ] {
            assert_eq!(csv_leaves(text).unwrap(), leaves(&[("Naam", "Bos"), ("Straat", "Dorpsstraat 1")]), "{text}");
        }
        assert!(csv_leaves("Naam;Straat\nA;B\nC;D\n").unwrap_err().contains("één signaal per mail"));
        assert!(csv_leaves("").is_err());
    }

    #[test]
    fn xml_is_read_without_its_outermost_element() {
        let text = "<?xml version='1.0'?><!-- x --><m:melding xmlns:m='u'><m:adres soort='a'><pc>9675&#160;XD</pc><nr/></m:adres>\
                    <persoon><naam>A &amp; B</naam></persoon><persoon><naam><![CDATA[<C>]]></naam></persoon></m:melding>";
        let expected = [("adres.pc", "9675\u{a0}XD"), ("persoon.naam", "A & B"), ("persoon.2.naam", "<C>")];
        assert_eq!(xml_leaves(text).unwrap(), leaves(&expected));
        for broken in ["<a><b></a></b>", "<a>", "<a><b>x</b>", "x", "<a><![CDATA[x</a>", "</a>", "<>x</>"] {
            assert!(xml_leaves(broken).is_err(), "{broken}");
        }
        assert!(xml_leaves(&"<a>".repeat(100_000)).is_err());
    }

    #[test]
    fn a_hostile_file_takes_no_more_room_or_time_than_a_long_one() {
        let name = "n".repeat(500_000);
        let values: String = (0..50_000).map(|number| format!("\"{number}\":1,")).collect();
        let json = format!("{{\"{name}\":{{{values}\"x\":1}}}}");
        assert!(json_leaves(&json).unwrap_err().contains("te veel"), "half a file is not read for the whole");
        let leaves = json_leaves(&format!("{{\"{name}\":[{}1]}}", "1,".repeat(1_999))).unwrap();
        assert!(leaves.iter().map(|(path, _)| path.len()).sum::<usize>() < 300_000);
        let children: String = (0..50_000).map(|number| format!("<e{number}/>")).collect();
        assert!(xml_leaves(&format!("<all>{children}</all>")).is_err());
        let marks = "&".repeat(500_000);
        assert_eq!(xml_leaves(&format!("<all><v>{marks};</v></all>")).unwrap()[0].1.len(), 500_001);
    }

    proptest! {
        #[test]
        fn whatever_a_file_holds_reading_ends(
            text in "(\\PC|\n|<a>|</a>|<b c='d'>|<!\\[CDATA\\[|\\]\\]>|&amp;|&#|[{}\\[\\]\":,;]){0,60}",
        ) {
            let _ = (json_leaves(&text), csv_leaves(&text), xml_leaves(&text));
        }

        #[test]
        fn what_was_written_is_read(values in prop::collection::vec("[a-zA-Z0-9 &<>\"']{0,12}", 1..6)) {
            let said: Vec<String> = values.iter().map(|value| value.trim().to_owned()).filter(|v| !v.is_empty()).collect();
            let escaped = |value: &str| value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let items: String = values.iter().map(|value| format!("<v>{}</v>", escaped(value))).collect();
            let read: Vec<String> = xml_leaves(&format!("<all>{items}</all>")).unwrap_or_default().into_iter().map(|leaf| leaf.1).collect();
            prop_assert_eq!(&read, &said);
            let json = serde_json::json!({ "v": values }).to_string();
            let read: Vec<String> = json_leaves(&json).unwrap_or_default().into_iter().map(|leaf| leaf.1).collect();
            prop_assert_eq!(read, said);
        }
    }
}
