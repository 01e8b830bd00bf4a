//! `globale explain PATH`: what a page was made from, and why the last build rendered it or not.

use std::collections::BTreeMap;

use crate::command::{Context, Exit};
use crate::diagnostic::{Diagnostic, codes};
use crate::pipeline::pages::{self, Fate, Known};
use crate::report::words::Tongue;
use crate::report::{Format, Said, json};

/// The folder the site is published in where nobody asks for another.
const OUTPUT: &str = "public";
/// Digits of a fingerprint that are shown.
const SHOWN: usize = 12;

/// Whether what was typed is a page and not a code.
pub(super) fn is_page(typed: &str) -> bool {
    typed.contains('/') || typed.ends_with(".html")
}

pub(super) fn run(context: &Context, typed: &str) -> Exit {
    let folder = context.root.join(OUTPUT);
    let program = context.program.as_deref().unwrap_or_default();
    let pages = pages::remembered(context.disk, &context.root, program, &folder);
    let Some((path, known)) = found(&pages, typed) else {
        let known: Vec<&str> = pages.keys().map(String::as_str).collect();
        let finding = Diagnostic::new(codes::UNKNOWN_PAGE).with("page", typed).with("count", known.len());
        return context.refuse(&[finding.nearest(&file_of(typed), known.iter().copied())]);
    };
    let out = match context.asked.format {
        Format::Json => json::print(&object(path, known)),
        Format::Text | Format::Github | Format::Sarif => text(path, known, context.asked.tongue),
    };
    context.say(&Said { out, ..Said::default() }, Exit::Fine)
}

/// A page's file below the output folder, from its file, its folder or its address there.
fn file_of(typed: &str) -> String {
    let inner = typed.trim_start_matches("./").trim_start_matches('/');
    let inner = inner.strip_prefix(OUTPUT).and_then(|rest| rest.strip_prefix('/')).unwrap_or(inner);
    match inner.ends_with(".html") {
        true => inner.to_owned(),
        false => format!("{}/index.html", inner.trim_end_matches('/')),
    }
}

fn found<'a>(pages: &'a BTreeMap<String, Known>, typed: &str) -> Option<(&'a str, &'a Known)> {
    pages.get_key_value(&file_of(typed)).map(|(path, known)| (path.as_str(), known))
}

/// What a part of a view is.
fn meaning(part: &str, tongue: Tongue) -> &'static str {
    match part {
        "theme" => tongue.pick("temaet og ordene i det", "the theme and its words"),
        "template" => tongue.pick("malens navn", "the template's name"),
        "site" => tongue.pick(
            "det alle sider deler: meny, språk, farger",
            "what all pages share: menu, languages, colours",
        ),
        "lists" => tongue.pick("listene malen ber om", "the lists the template asks for"),
        "pager" => tongue.pick("listen siden blar i", "the list the page turns"),
        "tags" => tongue.pick("stikkordene", "the tags"),
        "page" => tongue.pick(
            "sidens egne felt, språk, naboer og figurer",
            "its own fields, languages, neighbours and figures",
        ),
        _ => tongue.pick("teksten, med lenker og bilder", "the text, with links and pictures"),
    }
}

fn why(fate: &Fate, tongue: Tongue) -> String {
    match fate {
        Fate::New => {
            tongue.pick("laget: den var ny for dette programmet", "rendered: new to this program").to_owned()
        }
        Fate::Stood => tongue
            .pick("ikke laget på nytt: alt i den var som før", "not rendered: all of it was as before")
            .to_owned(),
        Fate::Again => tongue
            .pick(
                "laget på nytt av de samme delene, fordi den publiserte filen var en annen",
                "rendered from the same parts, since the published file was another",
            )
            .to_owned(),
        Fate::Changed(_) => format!(
            "{} {}",
            tongue.pick("laget på nytt, fordi dette var endret:", "rendered, since these had changed:"),
            fate.changed().join(", ")
        ),
    }
}

fn text(path: &str, known: &Known, tongue: Tongue) -> String {
    let mut said = format!("{OUTPUT}/{path}  {}\n", known.content.short(SHOWN));
    said += &format!("  {}\n", why(&known.fate, tongue));
    said += &format!("  {}: {}\n", tongue.pick("mal", "template"), known.template);
    if let Some(file) = &known.file {
        said += &format!("  {}: {file}\n", tongue.pick("tekst", "text"));
    }
    said += &format!("\n{}\n", tongue.pick("Laget av:", "Made from:"));
    for (part, print) in known.made.named() {
        said += &format!("  {part:<9} {}  {}\n", print.short(SHOWN), meaning(part, tongue));
    }
    said
}

fn object(path: &str, known: &Known) -> serde_json::Value {
    let made: serde_json::Map<String, serde_json::Value> =
        known.made.named().map(|(part, print)| (part.to_owned(), print.to_string().into())).collect();
    let fate = match known.fate {
        Fate::New => "new",
        Fate::Stood => "stood",
        Fate::Again => "again",
        Fate::Changed(_) => "changed",
    };
    serde_json::json!({
        "page": path,
        "content": known.content.to_string(),
        "template": known.template,
        "text": known.file,
        "fate": fate,
        "changed": known.fate.changed(),
        "made": made,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_page_is_named_as_one_likes() {
        for typed in ["public/vik/om/", "vik/om", "/vik/om/index.html", "./public/vik/om/index.html"] {
            assert_eq!(super::file_of(typed), "vik/om/index.html");
        }
    }
}
