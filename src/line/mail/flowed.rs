//! Text that its program wrapped, put back into paragraphs (RFC 3676).
//!
//! **Invariant:** only line ends, stuffed blanks and quote marks change; no word is lost.

/// What becomes of the blank at a soft line end (§4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DelSp {
    Yes,
    No,
}

/// The text with each flowed paragraph on one line.
pub(super) fn unflowed(text: &str, del_sp: DelSp) -> String {
    let mut out = String::with_capacity(text.len());
    // The quote depth of the paragraph that goes on, if one does.
    let mut open: Option<usize> = None;
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let depth = line.bytes().take_while(|b| *b == b'>').count();
        let said = &line[depth..];
        let said = said.strip_prefix(' ').unwrap_or(said);
        let is_rule = said == "-- ";
        if open != Some(depth) || is_rule {
            if open.is_some() {
                trim_blank(&mut out);
            }
            if !out.is_empty() {
                out.push('\n');
            }
            begin(&mut out, depth, said);
        }
        let flows = said.ends_with(' ') && !is_rule;
        out.push_str(if flows && del_sp == DelSp::Yes { &said[..said.len() - 1] } else { said });
        open = flows.then_some(depth);
    }
    out
}

/// The marks of a quoted line.
fn begin(out: &mut String, depth: usize, said: &str) {
    out.extend(std::iter::repeat_n('>', depth));
    if depth > 0 && !said.is_empty() {
        out.push(' ');
    }
}

/// A paragraph that flowed into nothing ends in a blank that says nothing.
fn trim_blank(out: &mut String) {
    if out.ends_with(' ') && !out.ends_with("\n-- ") {
        out.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soft_ends_join_and_hard_ends_part() {
        assert_eq!(unflowed("Zij woont \r\nalleen.\r\nMeer niet.\r\n", DelSp::No), "Zij woont alleen.\nMeer niet.\n");
        assert_eq!(unflowed("Zij woon \nt alleen.", DelSp::Yes), "Zij woont alleen.");
    }

    #[test]
    fn quotes_of_another_depth_are_other_paragraphs() {
        assert_eq!(unflowed("> een \n> twee\n>> drie \nvier", DelSp::No), "> een twee\n>> drie\nvier");
    }

    #[test]
    fn stuffed_lines_lose_their_blank_and_the_signature_rule_stays() {
        assert_eq!(unflowed(" >geen citaat\n From hier\n-- \nJoke", DelSp::No), ">geen citaat\nFrom hier\n-- \nJoke");
    }
}
