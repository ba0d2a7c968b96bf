//! Our own icons, drawn on a square of 24.

/// An inline SVG, hidden from screen readers: the word stands beside it. Unknown names give a dot.
pub(super) fn icon(name: &str) -> String {
    let shape = match name {
        "spoed" => r#"<path d="M6 19v-7a6 6 0 0 1 12 0v7M4 21h16M12 1.500v2M4 4.500l1.500 1.500M20 4.500L18.500 6"/>"#,
        "hoog" => r#"<path d="M6 12l6-6 6 6M6 19l6-6 6 6"/>"#,
        "normaal" => r#"<path d="M5 9h14M5 15h14"/>"#,
        "laag" => r#"<path d="M6 9l6 6 6-6"/>"#,
        "email" => r#"<rect x="2.500" y="5" width="19" height="14" rx="2"/><path d="M3 7l9 6.500L21 7"/>"#,
        "webformulier" => {
            r#"<circle cx="12" cy="12" r="9.500"/><ellipse cx="12" cy="12" rx="4" ry="9.500"/><path d="M2.500 12h19"/>"#
        }
        "api" => r#"<path d="M9 2.500v5M15 2.500v5M6 7.500h12V11a6 6 0 0 1-12 0zM12 17v4.500"/>"#,
        "telefoon" => {
            r#"<path d="M5 3h4l1.500 5L8 9.500a12 12 0 0 0 6.500 6.500L16 13.500l5 1.500v4a2 2 0 0 1-2 2A16 16 0 0 1 3 5a2 2 0 0 1 2-2z"/>"#
        }
        "wijkoverleg" | "mensen" => {
            r#"<circle cx="9" cy="8" r="4"/><path d="M2 21v-1a7 7 0 0 1 14 0v1M16 4.500a4 4 0 0 1 0 7M19 14.500a6 6 0 0 1 3 5.500v1"/>"#
        }
        "zoek" => r#"<circle cx="10.500" cy="10.500" r="7.500"/><path d="M16 16l5.500 5.500"/>"#,
        "vink" => r#"<path d="M4 12.500l5.500 5.500L20 7"/>"#,
        "bijlage" => {
            r#"<path d="M20 11l-8.500 8.500a5 5 0 0 1-7-7L13 4a3.500 3.500 0 0 1 5 5l-8.500 8.500a1.700 1.700 0 0 1-2.500-2.500L15 7"/>"#
        }
        "dubbel" => {
            r#"<rect x="8.500" y="8.500" width="13" height="13" rx="2"/><path d="M5 15.500H4.500a2 2 0 0 1-2-2v-9a2 2 0 0 1 2-2h9a2 2 0 0 1 2 2V5"/>"#
        }
        "bak" => r#"<path d="M3 13h5l1.500 3h5L16 13h5M5.500 5h13L21 13v5a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-5z"/>"#,
        "let-op" => r#"<path d="M12 3l9.500 17h-19zM12 10v4M12 17.200v.1"/>"#,
        "bel" => {
            r#"<path d="M5 17c2-2 1.500-5 1.500-7.500a5.500 5.500 0 0 1 11 0C17.500 12 17 15 19 17zM10 20.500h4"/>"#
        }
        "toetsen" => {
            r#"<rect x="2" y="5" width="20" height="14" rx="2"/><path d="M7 15h10M6.500 9.500v.1M10 9.500v.1M14 9.500v.1M17.500 9.500v.1"/>"#
        }
        "notitie" => r#"<path d="M4 20l1-4L16.500 4.500l3 3L8 19zM13.500 7.500l3 3"/>"#,
        "deur" => r#"<path d="M5 21V6a3 3 0 0 1 3-3h8a3 3 0 0 1 3 3v15M2.500 21h19M15 12v.1"/>"#,
        "taken" => r#"<path d="M3 6l1.500 1.500L8 4M3 14l1.500 1.500L8 12M12 6h9M12 14h9M12 20h9"/>"#,
        "schild" => {
            r#"<path d="M12 2.500l8 3V12c0 5-4 8-8 9.500C8 20 4 17 4 12V5.500zM8.500 12l2.500 2.500 4.500-5"/>"#
        }
        "agenda" => {
            r#"<rect x="3" y="4.500" width="18" height="17" rx="2"/><path d="M3 9.500h18M8 2v4M16 2v4M9 15.500l2 2 4-4"/>"#
        }
        "later" => r#"<circle cx="12" cy="12" r="9.500"/><path d="M12 6.500V12l4 2.500"/>"#,
        "herstel" => r#"<path d="M8 4L3.500 8.500 8 13M4 8.500h10.500a5.500 5.500 0 0 1 0 11H9"/>"#,
        "antwoord" => r#"<path d="M9 5L4 10l5 5M4.500 10H14a6 6 0 0 1 6 6v3"/>"#,
        "plus" => r#"<path d="M12 5v14M5 12h14"/>"#,
        "samen" => {
            r#"<circle cx="6" cy="5.500" r="2.500"/><circle cx="18" cy="18.500" r="2.500"/><path d="M6 8v13M6 9c0 6 4 9.500 9.500 9.500"/>"#
        }
        "splits" => r#"<path d="M15 3h6v6M9 3H3v6M21 3l-7 7c-1.300 1.300-2 2.500-2 4.500V21M3 3l7 7"/>"#,
        "afdruk" => {
            r#"<path d="M7 8.500V3h10v5.500M7 18H4a1.500 1.500 0 0 1-1.500-1.500V11A2.500 2.500 0 0 1 5 8.500h14a2.500 2.500 0 0 1 2.500 2.500v5.500A1.500 1.500 0 0 1 20 18h-3M7 14.500h10V21H7z"/>"#
        }
        "oog" => {
            r#"<path d="M2 12c2.500-4.500 6-7 10-7s7.500 2.500 10 7c-2.500 4.500-6 7-10 7s-7.500-2.500-10-7z"/><circle cx="12" cy="12" r="3"/>"#
        }
        "grafiek" => r#"<path d="M3.500 3v18H21M8 17v-5M13 17V7M18 17v-8"/>"#,
        _ => r#"<circle cx="12" cy="12" r="3"/>"#,
    };
    format!(r#"<svg class="i" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{shape}</svg>"#)
}
