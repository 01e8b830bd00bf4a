//! `globale translate show`: each changed paragraph as it was and as it is, with what the translation says.

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

use super::{Desk, Ended, status};
use crate::cli::One;
use crate::command::Exit;
use crate::derive::align::Target;
use crate::derive::made;
use crate::derive::told::Row;
use crate::report::{Format, Said, clean, json};

#[derive(Serialize)]
struct Shown {
    id: String,
    what: &'static str,
    severity: &'static str,
    critical: bool,
    due: bool,
    was: Option<String>,
    is: Option<String>,
    translation: Option<String>,
}

pub(super) fn run(desk: &Desk<'_>, one: &One) -> Ended {
    let made = desk.translation(one)?;
    let library = made::library(desk.ground(), std::slice::from_ref(&made));
    let found = made::status(&library, &made);
    let translation = library.file(made.source).unwrap_or_default();
    let says = |target: Target| match target {
        Target::Block(at) | Target::Section(at) => translation.get(at).map(|block| block.plain.clone()),
        Target::Page | Target::Inherited => None,
    };
    let shown: Vec<Shown> = found
        .changes
        .iter()
        .map(|told| Shown {
            id: told.id(),
            what: told.change.what.as_str(),
            severity: told.change.severity.as_str(),
            critical: told.change.critical,
            due: told.matters(),
            was: told.old.as_ref().map(|block| block.plain.clone()),
            is: told.new.as_ref().map(|block| block.plain.clone()),
            translation: says(told.target),
        })
        .collect();
    let row = status::row(desk, &made, &found);
    let out = match desk.context.asked.format {
        Format::Json => json::print(&serde_json::json!({ "translation": row, "blocks": shown })),
        _ => told(desk, &row, &shown),
    };
    Ok(desk.context.say(&Said { out, ..Said::default() }, Exit::Fine))
}

fn told(desk: &Desk<'_>, row: &Row, shown: &[Shown]) -> String {
    let tongue = desk.context.asked.tongue;
    let head = Row { blocks: Vec::new(), ..row.clone() };
    let mut out = status::lines(&head, tongue).trim_start().to_owned();
    for block in shown {
        let critical = if block.critical { tongue.pick("kritisk ", "critical ") } else { "" };
        out += &format!(
            "\n{}  {critical}{}  {}\n",
            block.id,
            status::severity(block.severity, tongue),
            status::what(block.what, tongue)
        );
        let text = match (&block.was, &block.is) {
            (Some(was), Some(is)) => words(was, is),
            (Some(was), None) => format!("[-{was}-]"),
            (None, Some(is)) => format!("{{+{is}+}}"),
            (None, None) => String::new(),
        };
        out += &format!("  {}\n", clean::clean(&text));
        if let Some(says) = &block.translation {
            out += &format!("  {}: {}\n", row.language, clean::clean(says));
        }
    }
    out
}

/// What went and what came, word by word: `[-went-]`, `{+came+}`.
fn words(was: &str, is: &str) -> String {
    let difference = TextDiff::from_words(was, is);
    let mut out = String::new();
    let mut open: Option<ChangeTag> = None;
    let close = |out: &mut String, open: Option<ChangeTag>| match open {
        Some(ChangeTag::Delete) => out.push_str("-]"),
        Some(ChangeTag::Insert) => out.push_str("+}"),
        _ => {}
    };
    for change in difference.iter_all_changes() {
        let tag = Some(change.tag()).filter(|tag| *tag != ChangeTag::Equal);
        if tag != open {
            close(&mut out, open);
            match tag {
                Some(ChangeTag::Delete) => out.push_str("[-"),
                Some(_) => out.push_str("{+"),
                None => {}
            }
            open = tag;
        }
        out.push_str(change.value());
    }
    close(&mut out, open);
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_that_went_and_came() {
        assert_eq!(super::words("Ring 67 i dag", "Ring 68 i dag"), "Ring [-67-]{+68+} i dag");
    }
}
