//! `globale translate import`: the pages that a PO file's units make. Everything is understood before anything is written.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use super::units::{self, Page};
use super::{Desk, Ended, export};
use crate::command::Exit;
use crate::derive::base;
use crate::derive::blocks::{Block, Kind};
use crate::derive::po::{self, Unit};
use crate::derive::rebuild::{self, Piece, State};
use crate::diagnostic::{Diagnostic, codes};
use crate::fingerprint::Fingerprint;
use crate::report::{self, Format, Said, clean, json};

mod front;

/// What becomes of a block of the original.
enum Fate {
    /// Translated, as the original says it now.
    Done(String),
    /// Still as it was translated before.
    Old(String, usize),
    /// It has no words to translate.
    Silent,
    /// Nobody has translated it.
    None,
}

pub(super) fn run(
    desk: &Desk<'_>,
    (file, language, initiative): (&Path, Option<&str>, Option<&str>),
    accept_numbers: bool,
) -> Ended {
    let bytes = desk.context.disk.read(&desk.context.root.join(file)).map_err(|error| {
        vec![Diagnostic::new(codes::UNREADABLE).with("path", file.display()).with("reason", error)]
    })?;
    let text = String::from_utf8(bytes)
        .map_err(|_| vec![Diagnostic::new(codes::PO_SYNTAX).with("line", 1).with("reason", "not UTF-8")])?;
    let units = export::read(&text, file)?;
    let lang = desk.language(language.or(po::language(&text)).unwrap_or_default())?;
    let pages = units::pages(desk, (&[], initiative), &lang)?;
    let Sorted { by_page, mut findings } = sorted(&units, &pages, (&text, file), accept_numbers);
    let mut written: Vec<(PathBuf, String, String)> = Vec::new();
    for (at, units) in by_page {
        match made(&pages[at], &units) {
            Ok((page, snapshot)) => written.push((pages[at].path.clone(), page, snapshot)),
            Err(finding) => findings.push(*finding),
        }
    }
    if crate::diagnostic::has_errors(&findings) {
        return Err(findings);
    }
    for (path, page, snapshot) in &written {
        write(desk, path, (page, snapshot)).map_err(|finding| vec![*finding])?;
    }
    let files: Vec<String> = written.iter().map(|(path, ..)| clean::path(path)).collect();
    let said = match desk.context.asked.format {
        Format::Json => {
            let left_out = json::findings(&desk.context.files(), &findings, desk.context.asked.tongue);
            let out = json::print(&serde_json::json!({ "written": files, "diagnostics": left_out }));
            Said { out, ..Said::default() }
        }
        _ => {
            let told = report::findings(&desk.context.files(), &findings, &desk.context.asked);
            Said { out: files.iter().map(|file| format!("{file}\n")).collect(), err: told.err }
        }
    };
    Ok(desk.context.say(&said, Exit::Fine))
}

fn write(desk: &Desk<'_>, path: &Path, (page, snapshot): (&str, &str)) -> Result<(), Box<Diagnostic>> {
    let name = base::keep(desk.context.disk, &desk.context.root, snapshot).map_err(|error| {
        Box::new(Diagnostic::new(codes::NOT_WRITTEN).with("path", base::FOLDER).with("reason", error))
    })?;
    let data = path.extension().is_some_and(|ending| ending != "md");
    let stamped = base::stamped(page, data, &name).unwrap_or_else(|| page.to_owned());
    desk.context.write(path, stamped.as_bytes())
}

struct Sorted<'u> {
    /// By page, then by what the original says.
    by_page: BTreeMap<usize, Vec<&'u Unit>>,
    findings: Vec<Diagnostic>,
}

/// Which page each translated unit belongs to, and whether it may be taken in.
fn sorted<'u>(
    units: &'u [Unit],
    pages: &[Page<'_>],
    (text, file): (&str, &Path),
    accept_numbers: bool,
) -> Sorted<'u> {
    let known: HashMap<(String, String), usize> = pages
        .iter()
        .enumerate()
        .flat_map(|(at, page)| page.units().into_iter().map(move |unit| ((unit.context, unit.id), at)))
        .collect();
    let mut sorted = Sorted { by_page: BTreeMap::new(), findings: Vec::new() };
    for unit in units.iter().filter(|unit| !unit.text.trim().is_empty() && !unit.is_fuzzy()) {
        let place = || export::at_line(text, file, unit.line);
        let Some(at) = known.get(&(unit.context.clone(), unit.id.clone())) else {
            let finding = Diagnostic::new(codes::PO_STALE).with("line", unit.line);
            sorted.findings.push(finding.with("context", &unit.context).at(place()));
            continue;
        };
        if let Some((what, missing)) = units::lacks(&unit.id, &unit.text, !accept_numbers) {
            let finding = Diagnostic::new(codes::PO_LACKS).with("line", unit.line).with("what", what);
            sorted.findings.push(finding.with("missing", missing).at(place()));
        }
        sorted.by_page.entry(*at).or_default().push(unit);
    }
    sorted
}

/// The translation's file and the state of the original it is made from.
fn made(page: &Page<'_>, units: &[&Unit]) -> Result<(String, String), Box<Diagnostic>> {
    let texts: HashMap<(&str, &str), &str> =
        units.iter().map(|unit| ((&*unit.context, &*unit.id), &*unit.text)).collect();
    let own = page.units();
    let mut named = own.iter();
    let fates: Vec<Fate> = page
        .new
        .blocks
        .iter()
        .enumerate()
        .map(|(at, block)| {
            let Some(unit) = block.has_words().then(|| named.next()).flatten() else { return Fate::Silent };
            match texts.get(&(&*unit.context, &*unit.id)) {
                Some(text) => Fate::Done((*text).to_owned()),
                None => fate(page, at, block),
            }
        })
        .collect();
    let left = fates.iter().filter(|fate| matches!(fate, Fate::None | Fate::Old(..))).count();
    if left > 0 && !one_by_one(page) {
        let finding = Diagnostic::new(codes::PO_PARTIAL).with("key", page.key).with("count", left);
        return Err(Box::new(finding.with("path", page.path.display())));
    }
    let snapshot = snapshot(page, &fates).ok_or_else(|| {
        let finding = Diagnostic::new(codes::PO_PARTIAL).with("key", page.key).with("count", left);
        Box::new(finding.with("path", page.path.display()))
    })?;
    Ok((front::with_text(page, &fields(page, &fates), &body(page, &fates)), snapshot))
}

/// What stands of a block that the file does not translate.
fn fate(page: &Page<'_>, at: usize, block: &Block) -> Fate {
    let (old, translated) = page.own[at];
    let words = translated.zip(page.translation.as_ref()).map(|(at, page)| page.words(&page.blocks[at]));
    let was = old.zip(page.old.as_ref()).map(|(at, old)| (at, old.blocks[at].hash == block.hash));
    match (words, was) {
        (Some(words), Some((_, true))) => Fate::Done(words),
        (Some(words), Some((at, false))) => Fate::Old(words, at),
        _ => Fate::None,
    }
}

/// Whether every paragraph of the translation is some block's own: then none is lost when the page is made anew.
fn one_by_one(page: &Page<'_>) -> bool {
    let Some(translation) = &page.translation else { return true };
    let mut claimed: Vec<usize> = page.own.iter().filter_map(|(_, at)| *at).collect();
    claimed.sort_unstable();
    claimed.dedup();
    let of_text = translation.blocks.iter().filter(|block| block.kind != Kind::Field).count();
    claimed.iter().filter(|at| translation.blocks[**at].kind != Kind::Field).count() == of_text
}

/// The translated text.
fn body(page: &Page<'_>, fates: &[Fate]) -> String {
    let pieces: Vec<Piece> = page
        .new
        .blocks
        .iter()
        .zip(fates)
        .map(|(block, fate)| match (block.kind, fate) {
            (Kind::Field, _) | (_, Fate::Silent) => Piece::Keep,
            (_, Fate::None) => Piece::Drop,
            (Kind::Table | Kind::Html | Kind::Directive, Fate::Done(text) | Fate::Old(text, _)) => {
                Piece::Whole(text.clone())
            }
            (Kind::Heading(_), Fate::Done(text) | Fate::Old(text, _)) => {
                Piece::Words(titled(page, block, text))
            }
            (_, Fate::Done(text) | Fate::Old(text, _)) => Piece::Words(text.clone()),
        })
        .collect();
    let text = rebuild::rebuilt(&page.new.text, &page.new.blocks, &pieces);
    text.get(page.new.body..).unwrap_or_default().to_owned()
}

/// A heading keeps its original's id, so that links to it hold in every language.
fn titled(page: &Page<'_>, block: &Block, text: &str) -> String {
    let written = page.new.text.get(block.span.clone()).unwrap_or_default();
    match written.contains("{#") || block.section.is_empty() {
        true => text.to_owned(),
        false => format!("{text} {{#{}}}", block.section),
    }
}

/// The fields that are translated.
fn fields<'f>(page: &'f Page<'_>, fates: &'f [Fate]) -> Vec<(&'f str, &'f str)> {
    let fields = page.new.blocks.iter().zip(fates).filter(|(block, _)| block.kind == Kind::Field);
    fields
        .filter_map(|(block, fate)| match fate {
            Fate::Done(text) | Fate::Old(text, _) => Some((block.name.as_str(), text.as_str())),
            _ => None,
        })
        .collect()
}

/// The original with what is not translated as it was, or left out.
fn snapshot(page: &Page<'_>, fates: &[Fate]) -> Option<String> {
    let mut wanted: Vec<Fingerprint> = Vec::new();
    let mut pieces = Vec::new();
    for (block, fate) in page.new.blocks.iter().zip(fates) {
        let (piece, hash) = match (fate, &page.old) {
            (Fate::Old(_, at), Some(old)) => {
                let was = &old.blocks[*at];
                (Piece::Whole(old.text[was.span.clone()].to_owned()), Some(was.hash))
            }
            (Fate::None, _) if block.kind != Kind::Field => (Piece::Drop, None),
            _ => (Piece::Keep, Some(block.hash)),
        };
        wanted.extend(hash);
        pieces.push(piece);
    }
    if pieces.iter().all(|piece| *piece == Piece::Keep) {
        return Some(page.new.text.clone());
    }
    let new = State {
        text: &page.new.text,
        blocks: &page.new.blocks,
        data: page.new.data,
        fields: &page.form.fields,
    };
    let text = rebuild::rebuilt(&page.new.text, &page.new.blocks, &pieces);
    rebuild::verified(text, new, &wanted)
}
