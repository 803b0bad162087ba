//! What was measured, for other programs and for the eye: comma-separated values, and bars as SVG.

use std::fmt::{self, Write};

use crate::harness::{Figures, Line, Side};

/// The raw medians, a line per variant.
pub(crate) fn csv<'a>(measured: impl Iterator<Item = (&'a str, &'a Figures)>) -> String {
    let mut text = "contest,rows,variant,ns_per_row,best_ns_per_row,speed\n".to_owned();
    for (contest, figures) in measured {
        let rows = figures.rows_per_run();
        for Line { variant, nanos, best_nanos, speed } in figures.lines() {
            // Some names of variants have a comma.
            text +=
                &format!("{contest},{rows},\"{variant}\",{nanos:.4},{best_nanos:.4},{speed:.4}\n");
        }
    }
    text
}

const WIDTH: usize = 760;
const BAR_LEFT: usize = 270;
const BAR_RIGHT: usize = 600;
const BAR_STEP: usize = 20;
const HEAD: usize = 44;
const PANEL_HEAD: usize = 26;
const PANEL_GAP: usize = 14;

/// Bars of speed, a panel per contest: as long as the variant is fast, with a mark where the
/// baseline is.
pub(crate) fn svg(title: &str, contests: &[&Figures]) -> String {
    let mut text = String::new();
    // Writing to a `String` does not fail.
    draw(&mut text, title, contests).map_or_else(|_| String::new(), |()| text)
}

fn draw(text: &mut String, title: &str, contests: &[&Figures]) -> fmt::Result {
    let panels: usize = contests
        .iter()
        .map(|figures| PANEL_HEAD + figures.lines().count() * BAR_STEP + PANEL_GAP)
        .sum();
    let height = HEAD + panels;
    writeln!(
        text,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img">"#,
    )?;
    writeln!(text, "<title>{}</title>", escaped(title))?;
    // A picture in a page has no colours of the page: each scheme has its own.
    text.push_str(STYLE);
    writeln!(text, r#"<rect class="back" width="{WIDTH}" height="{height}"/>"#)?;
    writeln!(text, r#"<text class="title" x="16" y="28">{}</text>"#, escaped(title))?;
    let mut top = HEAD;
    for figures in contests {
        top = panel(text, figures, top)?;
    }
    text.push_str("</svg>\n");
    Ok(())
}

const STYLE: &str = "<style>
text { font: 12px system-ui, sans-serif; fill: #1f2328 }
text { paint-order: stroke; stroke: #ffffff; stroke-width: 4px }
.title { font-size: 16px; font-weight: 600 }
.panel { font-weight: 600 }
.name { text-anchor: end }
.back { fill: #ffffff }
.other { fill: #afb8c1 }
.ours { fill: #0969da }
.mark { stroke: #57606a; stroke-dasharray: 2 3 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; stroke: #0d1117 }
.back { fill: #0d1117 }
.other { fill: #6e7681 }
.ours { fill: #4493f8 }
.mark { stroke: #9198a1 }
}
</style>
";

/// Draws one contest below `top`, and says where the next may begin.
fn panel(text: &mut String, figures: &Figures, top: usize) -> Result<usize, fmt::Error> {
    let title = format!("{}, {} rows", figures.title(), thousands(figures.rows_per_run()));
    writeln!(text, r#"<text class="panel" x="16" y="{}">{}</text>"#, top + 14, escaped(&title))?;
    let most = figures.lines().map(|line| line.speed).fold(1.0, f64::max);
    let scale = f64::from(u16::try_from(BAR_RIGHT - BAR_LEFT).unwrap_or(u16::MAX)) / most;
    let left = f64::from(u16::try_from(BAR_LEFT).unwrap_or(0));
    let bars = top + PANEL_HEAD;
    let end = bars + figures.lines().count() * BAR_STEP;
    let mark = left + scale;
    writeln!(
        text,
        r#"<line class="mark" x1="{mark:.1}" x2="{mark:.1}" y1="{}" y2="{}"/>"#,
        bars - 3,
        end - 2,
    )?;
    let mut y = bars;
    for Line { variant, speed, nanos, .. } in figures.lines() {
        let class = match variant.side {
            Side::Ours => "ours",
            Side::Rival => "other",
        };
        let (width, middle) = (speed * scale, y + 11);
        writeln!(
            text,
            r#"<text class="name" x="{}" y="{middle}">{}</text>"#,
            BAR_LEFT - 8,
            escaped(variant.text),
        )?;
        writeln!(
            text,
            r#"<rect class="{class}" x="{BAR_LEFT}" y="{y}" width="{width:.1}" height="15" rx="2"/>"#,
        )?;
        writeln!(
            text,
            r#"<text x="{:.1}" y="{middle}">{} ({} ns a row)</text>"#,
            left + width + 6.0,
            digits(speed),
            digits(nanos),
        )?;
        y += BAR_STEP;
    }
    Ok(end + PANEL_GAP)
}

/// Three digits that count.
fn digits(value: f64) -> String {
    match value {
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value => format!("{value:.2}"),
    }
}

fn thousands(value: usize) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contests::{DECODE, MEMCPY};

    fn figures() -> Figures {
        let times = [(MEMCPY, vec![1e-6, 1e-6]), (DECODE, vec![2e-6, 2e-6])];
        Figures::of("a < b & c", 1000, times)
    }

    #[test]
    fn the_values_are_a_line_per_variant() {
        let figures = figures();
        let text = csv([("i64", &figures)].into_iter());
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "contest,rows,variant,ns_per_row,best_ns_per_row,speed");
        assert_eq!(lines[1], "i64,1000,\"memcpy of the rows\",1.0000,1.0000,1.0000");
        assert_eq!(lines[2], "i64,1000,\"rows to columns\",2.0000,2.0000,0.5000");
        assert_eq!(lines.len(), 3);
    }

    #[test]
    fn a_bar_is_as_long_as_its_variant_is_fast() {
        let text = svg("speeds", &[&figures()]);
        assert!(text.contains(r#"<rect class="other" x="270" y="70" width="330.0""#), "{text}");
        assert!(text.contains(r#"<rect class="ours" x="270" y="90" width="165.0""#), "{text}");
        assert!(text.contains("a &lt; b &amp; c, 1,000 rows"), "{text}");
    }

    #[test]
    fn numbers_have_the_digits_that_count() {
        assert_eq!([0.123, 12.34, 1234.5].map(digits), ["0.12", "12.3", "1234"]);
        assert_eq!([7, 1000, 1_000_000].map(thousands), ["7", "1,000", "1,000,000"]);
    }
}
