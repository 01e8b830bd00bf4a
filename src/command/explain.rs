//! `globale explain`: the page of one code.

use super::{Context, Exit};
use crate::diagnostic::{self, Diagnostic, Entry, Severity, codes};
use crate::report::words::Tongue;
use crate::report::{Format, Said, json};

pub(super) fn run(context: &Context, typed: &str) -> Exit {
    let code = written_out(typed);
    let Some(entry) = diagnostic::catalogue().get(&code) else {
        let known = diagnostic::catalogue().keys().map(String::as_str);
        return context
            .refuse(&[Diagnostic::new(codes::UNKNOWN_CODE).with("code", typed).nearest(&code, known)]);
    };
    let out = match context.asked.format {
        Format::Json => object(&code, entry, context.asked.tongue),
        Format::Text | Format::Github | Format::Sarif => page(&code, entry, context.asked.tongue),
    };
    context.say(&Said { out, ..Said::default() }, Exit::Fine)
}

/// `g101` and `101` are G0101.
fn written_out(typed: &str) -> String {
    let digits = typed.trim().trim_start_matches(['g', 'G']);
    match digits.parse::<u16>() {
        Ok(number) if digits.len() <= 4 => format!("G{number:04}"),
        _ => typed.to_uppercase(),
    }
}

fn page(code: &str, entry: &Entry, tongue: Tongue) -> String {
    let severity = match entry.severity {
        Severity::Error => tongue.pick("feil", "error"),
        Severity::Warning => tongue.pick("advarsel", "warning"),
    };
    let words = entry.words(tongue.tag());
    let help = tongue.pick("hjelp", "help");
    let (message, hint) = (diagnostic::unfilled(&words.message), diagnostic::unfilled(&words.hint));
    format!("{severity}[{code}]: {message}\n{help}: {hint}\n\n{}\n", words.explain.trim_end())
}

fn object(code: &str, entry: &Entry, tongue: Tongue) -> String {
    let words = entry.words(tongue.tag());
    json::print(&serde_json::json!({
        "code": code,
        "severity": entry.severity,
        "message": words.message,
        "hint": words.hint,
        "explain": words.explain,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_in_short() {
        for (typed, code) in [("g101", "G0101"), ("G0101", "G0101"), ("3", "G0003"), ("frøya", "FRØYA")] {
            assert_eq!(written_out(typed), code);
        }
    }
}
