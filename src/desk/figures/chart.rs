//! Charts as inline SVG, each drawn twice: wide, and narrow for a phone, so that letters keep their size.
//!
//! Colours are classes of our own style: a theme, the dark scheme and paper change them.

use std::fmt::Write;

use super::pooled::thousands;

/// The wide and the narrow drawing.
pub(super) type Drawn = [String; 2];

/// One bar that lies.
#[derive(Debug, Clone, Default)]
pub(super) struct Bar {
    pub label: String,
    pub count: i64,
    /// Behind the number, small: `+14`.
    pub beside: String,
    /// `staaf`, `staaf--zacht`, `staaf--oranje` or `staaf--rood`.
    pub class: &'static str,
}

/// One bar that stands; `None` hides its number.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub label: String,
    pub count: Option<i64>,
}

/// One point of a line, in percents.
#[derive(Debug, Clone)]
pub(super) struct Point {
    pub label: String,
    pub percent: i64,
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// At most so many characters: what does not fit is in the table.
fn fitting(label: &str, most: usize) -> String {
    if label.chars().count() <= most {
        return escaped(label);
    }
    let start: String = label.chars().take(most - 1).collect();
    format!("{}…", escaped(start.trim_end()))
}

fn open(class: &str, (width, height): (usize, usize), said: &str) -> String {
    format!(r#"<svg class="g {class}" viewBox="0 0 {width} {height}" role="img" aria-label="{}">"#, escaped(said))
}

/// Bars under each other, longest scale for the largest.
pub(super) fn bars(bars: &[Bar], said: &str) -> Drawn {
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or_default().max(1);
    let mut wide = open("d", (560, bars.len() * 31 + 6), said);
    let mut narrow = open("m", (340, bars.len() * 46 + 4), said);
    for (place, bar) in bars.iter().enumerate() {
        let (label, number, beside) = (fitting(&bar.label, 26), thousands(bar.count), escaped(&bar.beside));
        let class = if bar.class.is_empty() { "staaf" } else { bar.class };
        let width = |full: i64| if bar.count == 0 { 0 } else { (bar.count * full / most).max(2) };
        let (y, long) = (place * 31 + 5, width(270));
        let (end, text) = (212 + long + 7, y + 15);
        let _ = write!(
            wide,
            r#"<text x="202" y="{text}" text-anchor="end">{label}</text><rect class="{class}" x="212" y="{y}" width="{long}" height="20" rx="2"/><text class="getal" x="{end}" y="{text}">{number}<tspan class="zacht" dx="7">{beside}</tspan></text>"#
        );
        let (y, long) = (place * 46 + 20, width(250));
        let (above, end, text) = (y - 6, long + 7, y + 14);
        let label = fitting(&bar.label, 44);
        let _ = write!(
            narrow,
            r#"<text x="0" y="{above}">{label}</text><rect class="{class}" x="0" y="{y}" width="{long}" height="18" rx="2"/><text class="getal" x="{end}" y="{text}">{number}<tspan class="zacht" dx="7">{beside}</tspan></text>"#
        );
    }
    [wide + "</svg>", narrow + "</svg>"]
}

/// Bars beside each other over a scale that starts at nought.
pub(super) fn columns(columns: &[Column], said: &str) -> Drawn {
    [standing(columns, said, ("d", 760, 226)), standing(columns, said, ("m", 340, 194))]
}

fn standing(columns: &[Column], said: &str, (class, width, floor): (&str, usize, usize)) -> String {
    let most = columns.iter().filter_map(|column| column.count).max().unwrap_or_default().max(4);
    let step = round_up(most, 3);
    let (left, height) = (38, floor - 12);
    let at = |count: i64| floor - usize::try_from(count.max(0)).unwrap_or_default() * height / most_of(step);
    let mut svg = open(class, (width, floor + 26), said);
    for line in 0..=3 {
        let (y, kind) = (at(step * line), if line == 0 { "as" } else { "lijn" });
        let number = thousands(step * line);
        let text = y + 4;
        let _ = write!(
            svg,
            r#"<line class="{kind}" x1="{left}" x2="{width}" y1="{y}" y2="{y}"/><text class="zacht" x="31" y="{text}" text-anchor="end">{number}</text>"#
        );
    }
    let room = (width - left) / columns.len().max(1);
    let thick = (room * 6 / 10).clamp(6, 46);
    let named = if class == "m" { 4 } else { 2 };
    for (place, column) in columns.iter().enumerate() {
        let x = left + place * room + (room - thick) / 2;
        let (middle, last) = (x + thick / 2, place + 1 == columns.len());
        let (y, kind, number) = match column.count {
            Some(count) => (at(count), "staaf", if count == 0 { String::new() } else { thousands(count) }),
            None => (floor - 8, "staaf staaf--verborgen", String::new()),
        };
        let high = floor - y;
        let _ = write!(svg, r#"<rect class="{kind}" x="{x}" y="{y}" width="{thick}" height="{high}"/>"#);
        if place == 0 || last || class == "d" {
            let above = y.saturating_sub(5).max(10);
            let _ = write!(svg, r#"<text class="getal" x="{middle}" y="{above}" text-anchor="middle">{number}</text>"#);
        }
        if place % named == 0 || last && (columns.len() - 1) % named > 1 {
            let (under, label) = (floor + 19, escaped(&column.label));
            let _ = write!(svg, r#"<text class="zacht" x="{middle}" y="{under}" text-anchor="middle">{label}</text>"#);
        }
    }
    svg + "</svg>"
}

fn most_of(step: i64) -> usize {
    usize::try_from(step * 3).unwrap_or(1).max(1)
}

/// A third of the scale: a round number, so that three of them hold `most`.
fn round_up(most: i64, lines: i64) -> i64 {
    let least = (most + lines - 1) / lines;
    let mut size = 1;
    loop {
        if let Some(step) = [1, 2, 4, 5, 8].into_iter().map(|digit| digit * size).find(|step| *step >= least) {
            return step;
        }
        size *= 10;
    }
}

/// Percents in time, with the target as a dashed line.
pub(super) fn line(points: &[Point], target: i64, said: &str) -> Drawn {
    [drawn(points, target, said, ("d", 560, 174)), drawn(points, target, said, ("m", 340, 164))]
}

fn drawn(points: &[Point], target: i64, said: &str, (class, width, floor): (&str, i64, i64)) -> String {
    let size = (usize::try_from(width).unwrap_or_default(), usize::try_from(floor + 26).unwrap_or_default());
    let mut svg = open(class, size, said);
    let y = |percent: i64| floor - percent.clamp(0, 100) * (floor - 14) / 100;
    for percent in [0, 50, 100] {
        let (at, kind) = (y(percent), if percent == 0 { "as" } else { "lijn" });
        let text = at + 4;
        let _ = write!(
            svg,
            r#"<line class="{kind}" x1="42" x2="{width}" y1="{at}" y2="{at}"/><text class="zacht" x="35" y="{text}" text-anchor="end">{percent}%</text>"#
        );
    }
    let (at, text) = (y(target), y(target) + 15);
    let _ = write!(
        svg,
        r#"<line class="doel" x1="42" x2="{width}" y1="{at}" y2="{at}"/><text class="doeltekst" x="{width}" y="{text}" text-anchor="end">doel {target}%</text>"#
    );
    let last = i64::try_from(points.len()).unwrap_or(1).max(2) - 1;
    let x = |place: usize| 60 + i64::try_from(place).unwrap_or_default() * (width - 90) / last;
    let mut way = String::new();
    for (place, point) in points.iter().enumerate() {
        let _ = write!(way, "{},{} ", x(place), y(point.percent));
    }
    let _ = write!(svg, r#"<polyline class="trek" points="{}"/>"#, way.trim_end());
    for (place, point) in points.iter().enumerate() {
        let (at, high) = (x(place), y(point.percent));
        let (under, percent, label) = (floor + 19, point.percent, escaped(&point.label));
        let over = if high < 34 { high + 22 } else { high - 10 };
        let _ = write!(svg, r#"<circle class="punt-in" cx="{at}" cy="{high}" r="4.500"/>"#);
        if place == 0 || place + 1 == points.len() {
            let _ = write!(svg, r#"<text class="getal" x="{at}" y="{over}" text-anchor="middle">{percent}%</text>"#);
        }
        if class == "d" || place == 0 || place + 1 == points.len() {
            let _ = write!(svg, r#"<text class="zacht" x="{at}" y="{under}" text-anchor="middle">{label}</text>"#);
        }
    }
    svg + "</svg>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_cannot_break_out_of_the_drawing() {
        let hostile = Bar { label: r#"<script>"x"&"#.to_owned(), count: 7, ..Bar::default() };
        let [wide, narrow] = bars(&[hostile], r#"a "b""#);
        for svg in [wide, narrow] {
            assert!(!svg.contains("<script>") && svg.contains("&lt;script&gt;") && svg.contains("a &quot;b&quot;"));
        }
    }

    #[test]
    fn a_scale_has_round_numbers() {
        assert_eq!([4, 12, 20, 24, 100, 101].map(|most| round_up(most, 3)), [2, 4, 8, 8, 40, 40]);
    }

    #[test]
    fn nothing_to_draw_draws_nothing_odd() {
        assert!(bars(&[], "niets")[0].ends_with("</svg>"));
        assert!(columns(&[], "niets")[1].contains("role=\"img\""));
        assert!(line(&[], 80, "niets")[0].contains("doel 80%"));
    }
}
