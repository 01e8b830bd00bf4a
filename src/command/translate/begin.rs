//! `globale translate new`: a translation that stands at once and shows its original, paragraph by paragraph, until each
//! has been translated.

use super::{Desk, Ended, units};
use crate::cli::One;
use crate::command::Exit;
use crate::derive::base;
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::guide::scaffold;
use crate::node::{Node, Pair, Value};
use crate::report::{Format, Said, clean, json};

/// What is to be done next, in Norwegian and English.
pub(in crate::command) const NEXT: (&str, &str) = (
    "Oversett, og kjør `globale translate done`. Til da viser siden originalen.",
    "Translate, and run `globale translate done`. Until then the page shows the original.",
);

pub(super) fn run(desk: &Desk<'_>, one: &One, title: Option<&str>) -> Ended {
    let lang = desk.language(&one.language)?;
    let key = desk.project.key_of(&one.page);
    let pages = units::pages(desk, (std::slice::from_ref(&one.page), one.initiative.as_deref()), &lang)?;
    let Some(page) = pages.first() else { return Err(vec![desk.no_translation(&key, &one.page, &lang)]) };
    let path = match &one.initiative {
        Some(id) => units::path_in(&desk.project.config, &page.path, (page.layer, id)),
        None => page.path.clone(),
    };
    if page.made.is_some() || desk.context.disk.stat(&desk.context.root.join(&path)).is_some() {
        return Err(vec![Diagnostic::new(codes::ENTRY_EXISTS).with("name", &key).at(Place::file(path))]);
    }
    let node = |value: Value| Node { span: Default::default(), value };
    let title = title.map(|title| Pair {
        key: "title".into(),
        key_span: Default::default(),
        value: node(Value::Quoted(title.into())),
    });
    let values = node(Value::Table(title.into_iter().collect()));
    let text = scaffold::translation(page.form, &values, &page.new.front, desk.context.asked.tongue);
    let not_written =
        |error| vec![Diagnostic::new(codes::NOT_WRITTEN).with("path", base::FOLDER).with("reason", error)];
    let project = (desk.context.disk, &*desk.context.root);
    let (text, name) = base::begun(project, text, (&page.new.text, page.new.data)).map_err(not_written)?;
    desk.context.write(&path, text.as_bytes()).map_err(|finding| vec![*finding])?;
    let file = clean::path(&path);
    let out = match desk.context.asked.format {
        Format::Json => json::print(&serde_json::json!({ "file": file, "base": name })),
        _ => desk.context.asked.tongue.pick(format!("{file}\n{}\n", NEXT.0), format!("{file}\n{}\n", NEXT.1)),
    };
    Ok(desk.context.say(&Said { out, ..Said::default() }, Exit::Fine))
}
