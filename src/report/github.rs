//! Findings as GitHub's workflow commands.

use super::clean::clean;
use super::locate::Texts;
use super::words::Tongue;
use crate::diagnostic::{Diagnostic, Severity};

/// One line a finding: `::error file=…,line=…,col=…,title=G0101::message`.
pub(super) fn findings(texts: &Texts, found: &[Diagnostic], tongue: Tongue) -> String {
    found.iter().map(|finding| line(texts, finding, tongue)).collect()
}

fn line(texts: &Texts, finding: &Diagnostic, tongue: Tongue) -> String {
    let level = match finding.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut properties = String::new();
    if let Some(place) = finding.place.as_ref().map(|place| texts.locate(place)) {
        properties.push_str(&format!("file={},", property(&place.file)));
        if let Some((line, column)) = place.start {
            properties.push_str(&format!("line={line},col={column},"));
        }
        if let (Some(start), Some(end)) = (place.start, place.end)
            && end > start
        {
            properties.push_str(&format!("endLine={},", end.0));
            // GitHub takes an end column only within one line.
            if end.0 == start.0 {
                properties.push_str(&format!("endColumn={},", end.1));
            }
        }
    }
    let (message, hint) = (clean(&finding.message(tongue.tag())), clean(&finding.hint(tongue.tag())));
    let help = tongue.pick("hjelp", "help");
    format!(
        "::{level} {properties}title={}::{}%0A{help}: {}\n",
        finding.code.0,
        escaped(&message),
        escaped(&hint)
    )
}

/// GitHub's escapes for what stands after `::`.
fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// GitHub's escapes for a property.
fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}
