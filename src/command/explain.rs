//! `globale explain`: the page of one code, or all codes in a line each; or what a page of the site was made from.

mod page;

use super::{Context, Exit};
use crate::diagnostic::{self, Diagnostic, Entry, Severity, codes};
use crate::report::words::Tongue;
use crate::report::{Format, Said, json};

pub(super) fn run(context: &Context, typed: Option<&str>) -> Exit {
    let tongue = context.asked.tongue;
    let Some(typed) = typed else {
        let out = match context.asked.format {
            Format::Json => json::print(&serde_json::json!({ "codes": objects(tongue) })),
            Format::Text | Format::Github | Format::Sarif => list(tongue),
        };
        return context.say(&Said { out, ..Said::default() }, Exit::Fine);
    };
    if page::is_page(typed) {
        return page::run(context, typed);
    }
    let code = written_out(typed);
    let Some(entry) = diagnostic::catalogue().get(&code) else {
        let known = diagnostic::catalogue().keys().map(String::as_str);
        return context
            .refuse(&[Diagnostic::new(codes::UNKNOWN_CODE).with("code", typed).nearest(&code, known)]);
    };
    let out = match context.asked.format {
        Format::Json => json::print(&object(&code, entry, tongue)),
        Format::Text | Format::Github | Format::Sarif => page(&code, entry, tongue),
    };
    context.say(&Said { out, ..Said::default() }, Exit::Fine)
}

/// Every code under the heading of its range.
fn list(tongue: Tongue) -> String {
    let (mut said, mut last) = (String::new(), "");
    for (code, entry) in diagnostic::catalogue() {
        let range = &code[..3];
        if range != last {
            let gap = if last.is_empty() { "" } else { "\n" };
            said.push_str(&format!("{gap}{range}  {}\n", range_name(range, tongue)));
            last = range;
        }
        let message = diagnostic::unfilled(&entry.words(tongue.tag()).message);
        said.push_str(&format!("  {code}  {message}\n"));
    }
    let end = tongue.pick(
        "`globale explain G0101` forteller mer om én.",
        "`globale explain G0101` tells more about one.",
    );
    said + "\n" + end + "\n"
}

/// What the codes of a range are about.
fn range_name(range: &str, tongue: Tongue) -> &'static str {
    match range {
        "G00" => tongue.pick("kommandoen og maskinen", "the command and the machine"),
        "G01" => tongue.pick("site.toml og typer", "site.toml and types"),
        "G02" => tongue.pick("filene", "files"),
        "G03" => tongue.pick("feltene øverst i filen", "the fields at the top of a file"),
        "G04" => tongue.pick("hva som vises hvor", "what is shown where"),
        "G05" => tongue.pick("regler for innhold og personvern", "rules of content and privacy"),
        "G06" => tongue.pick("Markdown", "Markdown"),
        "G07" => tongue.pick("bilder", "pictures"),
        "G08" => tongue.pick("adresser og lenker", "addresses and links"),
        "G09" => tongue.pick("temaet", "the theme"),
        "G10" => tongue.pick("publiseringen", "publishing"),
        "G11" => tongue.pick("forhåndsvisningen", "the preview"),
        _ => "",
    }
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

fn objects(tongue: Tongue) -> Vec<serde_json::Value> {
    diagnostic::catalogue().iter().map(|(code, entry)| object(code, entry, tongue)).collect()
}

fn object(code: &str, entry: &Entry, tongue: Tongue) -> serde_json::Value {
    let words = entry.words(tongue.tag());
    serde_json::json!({
        "code": code,
        "severity": entry.severity,
        "message": words.message,
        "hint": words.hint,
        "explain": words.explain,
    })
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

    #[test]
    fn the_list_names_every_code_and_every_range() {
        for tongue in [Tongue::Nb, Tongue::En] {
            let list = list(tongue);
            for code in codes::ALL {
                assert_eq!(list.matches(&format!("  {}  ", code.0)).count(), 1, "{}", code.0);
                assert_ne!(range_name(&code.0[..3], tongue), "", "{}", code.0);
            }
        }
    }
}
