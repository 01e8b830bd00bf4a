//! `globale translate done`: a translation has followed its original, as a whole or in some of its paragraphs. Nothing else
//! marks one so; editing it does not.

use std::borrow::Cow;
use std::path::PathBuf;

use super::{Desk, Ended, fields_of};
use crate::cli::One;
use crate::command::Exit;
use crate::derive::made::Made;
use crate::derive::rebuild::{self, State};
use crate::derive::status::{Status, Told};
use crate::derive::{base, fields};
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::report::{Format, Said, clean, json};

pub(super) fn run(desk: &Desk<'_>, one: &One, blocks: &[String]) -> Ended {
    let made = desk.translation(one)?;
    let (text, _) = desk.text(made.from);
    let text = match blocks.is_empty() {
        true => text,
        false => with_blocks(desk, &made, blocks)?,
    };
    let (file, name) = keep(desk, &made, &text, None).map_err(|finding| vec![*finding])?;
    let (file, snapshot) = (clean::path(&file), clean::path(&base::path(&name)));
    let out = match desk.context.asked.format {
        Format::Json => json::print(&serde_json::json!({ "file": file, "base": name, "snapshot": snapshot })),
        _ => desk.context.asked.tongue.pick(
            format!("{file} bygger nå på {name}\n  sjekk inn filen og {snapshot}\n"),
            format!("{file} now builds on {name}\n  commit the file and {snapshot}\n"),
        ),
    };
    Ok(desk.context.say(&Said { out, ..Said::default() }, Exit::Fine))
}

/// The state the translation was made from, with some blocks as they are now.
fn with_blocks(desk: &Desk<'_>, made: &Made<'_>, ids: &[String]) -> Result<String, Vec<Diagnostic>> {
    let ((new_text, data), fields) = (desk.text(made.from), fields_of(made));
    let snapshot = made.base.map(|name| base::read(desk.context.disk, &desk.context.root, name));
    let old_text = match snapshot {
        Some(base::Kept::Whole(text)) => text,
        _ => return Err(vec![Diagnostic::new(codes::BLOCK_NOT_ALONE).with("block", ids.join(", "))]),
    };
    let whole = |text: &str| fields::whole(text, data, fields).unwrap_or_default();
    let (old_blocks, new_blocks) = (whole(&old_text), whole(&new_text));
    let (translated, translated_data) = desk.text(made.source);
    let translation = fields::whole(&translated, translated_data, fields).unwrap_or_default();
    let status = Status::between(&old_blocks, &new_blocks, &translation);
    let mut accepted: Vec<&Told> = Vec::new();
    for id in ids {
        let found = status.changes.iter().find(|told| told.id() == *id);
        let known = || status.changes.iter().map(Told::id).collect::<Vec<_>>().join(", ");
        accepted.push(found.ok_or_else(|| {
            vec![Diagnostic::new(codes::NO_SUCH_BLOCK).with("block", id).with("known", known())]
        })?);
    }
    let state = |text, blocks| State { text, blocks, data, fields };
    let old = state(old_text.as_str(), old_blocks.as_slice());
    rebuild::composite(old, state(&new_text, &new_blocks), &accepted)
        .ok_or_else(|| vec![Diagnostic::new(codes::BLOCK_NOT_ALONE).with("block", ids.join(", "))])
}

/// Keeps a snapshot and names it in the translation, which may be given anew. Its file and the snapshot's name.
pub(super) fn keep(
    desk: &Desk<'_>,
    made: &Made<'_>,
    snapshot: &str,
    translation: Option<&str>,
) -> Result<(PathBuf, String), Box<Diagnostic>> {
    let file = &desk.project.sources.files[made.source];
    let name = base::keep(desk.context.disk, &desk.context.root, snapshot).map_err(|error| {
        Box::new(Diagnostic::new(codes::NOT_WRITTEN).with("path", base::FOLDER).with("reason", error))
    })?;
    let text = translation.map_or_else(|| file.text(), Cow::Borrowed);
    let stamped = base::stamped(&text, file.body_start.is_none(), &name)
        .ok_or_else(|| Box::new(Diagnostic::new(codes::NO_FRONT_MATTER).at(Place::file(&*file.path))))?;
    desk.context.write(&file.path, stamped.as_bytes())?;
    Ok((file.path.to_path_buf(), name))
}
