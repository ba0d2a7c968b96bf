//! The outcome of the rules' tests as JUnit XML, which CI servers read.

use std::fmt::Write;

use crate::routing::TestFailure;

/// One suite; `text` is the rules file, for the lines of failures.
pub(super) fn report(names: &[&str], failures: &[TestFailure], text: &str) -> String {
    let failed = names.iter().filter(|name| failures.iter().any(|failure| failure.name == **name)).count();
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ =
        writeln!(xml, "<testsuites>\n  <testsuite name=\"routes\" tests=\"{}\" failures=\"{failed}\">", names.len());
    for name in names {
        let own: Vec<&TestFailure> = failures.iter().filter(|failure| failure.name == *name).collect();
        let _ = write!(xml, "    <testcase classname=\"routes\" name=\"{}\"", escaped(name));
        if own.is_empty() {
            xml.push_str("/>\n");
            continue;
        }
        xml.push_str(">\n");
        for failure in own {
            let line = text.get(..failure.span.start).map_or(0, |before| before.matches('\n').count() + 1);
            let because = failure.because.as_deref().unwrap_or_default();
            let _ = writeln!(
                xml,
                "      <failure message=\"{}\">regel {line}: {}</failure>",
                escaped(&failure.message),
                escaped(because)
            );
        }
        xml.push_str("    </testcase>\n");
    }
    xml.push_str("  </testsuite>\n</testsuites>\n");
    xml
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_its_line_and_nothing_breaks_the_xml() {
        let failure = TestFailure {
            name: "a < \"b\"".to_owned(),
            span: 4..5,
            message: "verwacht \"x\"".to_owned(),
            because: Some("regel x past niet".to_owned()),
        };
        let xml = report(&["goed", "a < \"b\""], &[failure], "een\ntwee\n");
        assert!(xml.contains("tests=\"2\" failures=\"1\""), "{xml}");
        assert!(xml.contains("name=\"goed\"/>") && xml.contains("name=\"a &lt; &quot;b&quot;\">"), "{xml}");
        assert!(xml.contains("message=\"verwacht &quot;x&quot;\">regel 2: regel x past niet<"), "{xml}");
    }
}
