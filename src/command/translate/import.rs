//! `globale translate import`: the pages that a PO file's units make. Everything is understood before anything is written,
//! and what was edited since the export stays.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use super::record::{self, Imports};
use super::units::{self, Page};
use super::{Desk, Ended, export};
use crate::command::Exit;
use crate::derive::base;
use crate::derive::blocks::{Block, Kind};
use crate::derive::po::{self, Unit};
use crate::derive::rebuild::{self, Piece, State};
use crate::diagnostic::{Code, Diagnostic, codes};
use crate::fingerprint::Fingerprint;
use crate::locale::Lang;
use crate::report::{self, Format, Said, clean, json};
use crate::text::to_do;

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

/// What may be done to pages against what the program can see.
pub(super) struct Allowed {
    /// Take in numbers other than the original's.
    pub(super) numbers: bool,
    /// Write over what was edited since the export.
    pub(super) overwrite: bool,
}

/// A page that is to be written.
struct Written<'p, 'a, 'u> {
    page: &'p Page<'a>,
    units: Vec<&'u Unit>,
    text: String,
    snapshot: String,
    /// Whether it says something else then, or is said to hold.
    changed: bool,
}

pub(super) fn run(
    desk: &Desk<'_>,
    (file, language, initiative): (&Path, Option<&str>, Option<&str>),
    allowed: &Allowed,
) -> Ended {
    let text = export::text_of(desk, file)?;
    let units = export::read(&text, file)?;
    let lang = in_language(desk, file, (language, po::language(&text)))?;
    let pages = units::pages(desk, (&[], initiative), &lang)?;
    let Sorted { by_page, mut findings } = sorted(&units, &pages, (&text, file), allowed.numbers);
    let taking = Taking { desk, file, lang: &lang, allowed, imports: Imports::of(desk, file) };
    let (mut all, mut kept) = (Vec::new(), Vec::new());
    for (at, units) in by_page {
        match taking.page(&pages[at], units) {
            Ok(written) => all.extend(written),
            Err(finding) => kept.push(*finding),
        }
    }
    if crate::diagnostic::has_errors(&findings) {
        return Err(findings);
    }
    for one in &all {
        if one.changed {
            write(desk, &one.page.path, (&one.text, &one.snapshot)).map_err(|finding| vec![*finding])?;
        }
        let written = record::of_text(&one.text, one.page.new.data);
        taking.imports.remember(&one.page.path, &one.units, &written);
    }
    all.retain(|one| one.changed);
    findings.extend(kept);
    let files: Vec<String> = all.iter().map(|one| clean::path(&one.page.path)).collect();
    Ok(desk.context.say(&said(desk, &files, &findings), Exit::of(&findings)))
}

/// What all pages of an import share.
struct Taking<'t, 'a> {
    desk: &'t Desk<'a>,
    file: &'t Path,
    lang: &'t Lang,
    allowed: &'t Allowed,
    imports: Imports<'a>,
}

impl<'a> Taking<'_, 'a> {
    /// What its units make of a page: nothing, where they bring nothing. Or why it stays as it is.
    fn page<'p, 'u>(
        &self,
        page: &'p Page<'a>,
        units: Vec<&'u Unit>,
    ) -> Result<Option<Written<'p, 'a, 'u>>, Box<Diagnostic>> {
        let now = record::of_page(self.desk, page);
        let free = self.allowed.overwrite || self.imports.know(&page.path, &units, &now);
        let changed = bring(page, &units, free);
        let stays = |code| Diagnostic::new(code).with("path", page.path.display()).with("lang", self.lang);
        if changed && page.made.is_some() && self.desk.project.config.is_fetched(page.layer) {
            return Err(Box::new(stays(codes::PO_FETCHED).with("key", page.key).with("layer", page.layer)));
        }
        match made(page, &units, self.allowed.overwrite) {
            Ok((text, snapshot)) if free || record::of_text(&text, page.new.data) == now => {
                Ok(Some(Written { page, units, text, snapshot, changed }))
            }
            // Who edited the page loses nothing, and who translated neither.
            _ if !changed && (free || now != record::NEW) => Ok(None),
            Err((code, count)) if free => {
                Err(Box::new(stays(code).with("key", page.key).with("count", count)))
            }
            _ => {
                let code = if record::is_told(&units) { codes::PO_OLDER } else { codes::PO_UNTOLD };
                Err(Box::new(stays(code).with("po", self.file.display())))
            }
        }
    }
}

/// The language that was asked for, or that the file says.
fn in_language(
    desk: &Desk<'_>,
    file: &Path,
    (asked, header): (Option<&str>, Option<&str>),
) -> Result<Lang, Vec<Diagnostic>> {
    match (asked, header) {
        (Some(asked), Some(is)) if po::differ(asked, is) => {
            Err(vec![export::of_another_language(file, (is, asked))])
        }
        (Some(tag), _) | (None, Some(tag)) => desk.language(tag),
        (None, None) => Err(vec![Diagnostic::new(codes::PO_NO_LANGUAGE).with("path", file.display())]),
    }
}

/// Whether units bring a page something.
fn bring(page: &Page<'_>, units: &[&Unit], free: bool) -> bool {
    let there = page.units();
    let own = |unit: &&Unit| there.iter().find(|own| own.context == unit.context && own.id == unit.id);
    units
        .iter()
        .any(|unit| own(unit).is_none_or(|own| free && unit.text != own.text || record::brings(unit, own)))
}

fn said(desk: &Desk<'_>, files: &[String], findings: &[Diagnostic]) -> Said {
    match desk.context.asked.format {
        Format::Json => {
            let left_out = json::findings(&desk.context.files(), findings, desk.context.asked.tongue);
            let out = json::print(&serde_json::json!({ "written": files, "diagnostics": left_out }));
            Said { out, ..Said::default() }
        }
        _ => {
            let told = report::findings(&desk.context.files(), findings, &desk.context.asked);
            Said { out: files.iter().map(|file| format!("{file}\n")).collect(), err: told.err }
        }
    }
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
        // What the page said already, somebody has answered for.
        let lacks = || units::lacks(&unit.id, &unit.text, !accept_numbers);
        if let Some((what, missing)) = record::is_new(unit).then(lacks).flatten() {
            let finding = Diagnostic::new(codes::PO_LACKS).with("line", unit.line).with("what", what);
            sorted.findings.push(finding.with("missing", missing).at(place()));
        }
        sorted.by_page.entry(*at).or_default().push(unit);
    }
    sorted
}

/// The translation's file and the state of the original it is made from; or why not, and how many units that is about.
fn made(page: &Page<'_>, units: &[&Unit], overwrite: bool) -> Result<(String, String), (Code, usize)> {
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
    // Nobody knows what these were made from, so no state of the original can be named in which they are old.
    let unsure = fates.iter().zip(&page.own);
    let unsure = unsure.filter(|(fate, own)| matches!(fate, Fate::None) && own.1.is_some()).count();
    if unsure > 0 {
        return Err((codes::PO_UNSURE, unsure));
    }
    if !one_by_one(page) && (left > 0 || !overwrite) {
        return Err((codes::PO_PARTIAL, left));
    }
    let snapshot = snapshot(page, &fates).ok_or((codes::PO_PARTIAL, left))?;
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

/// Whether every paragraph of the translation is some block's own, and every note in it stands in the original too: then
/// none is lost when the page is made anew.
fn one_by_one(page: &Page<'_>) -> bool {
    let Some(translation) = &page.translation else { return true };
    let mut claimed: Vec<usize> = page.own.iter().filter_map(|(_, at)| *at).collect();
    claimed.sort_unstable();
    claimed.dedup();
    let of_text = translation.blocks.iter().filter(|block| block.kind != Kind::Field).count();
    let mut notes = translation.text[translation.body..].split("<!--").skip(1);
    notes.all(|rest| rest.split_once("-->").is_none_or(|(note, _)| page.new.text.contains(note)))
        && claimed.iter().filter(|at| translation.blocks[**at].kind != Kind::Field).count() == of_text
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
    let mut body = text.get(page.new.body..).unwrap_or_default().to_owned();
    // What is still to be filled in, the original says.
    let there = page.translation.as_ref().map_or("", |there| &there.text);
    let marks: Vec<_> = to_do(&body, "<!--").into_iter().map(|(_, at)| at).collect();
    for at in marks.into_iter().rev() {
        let mark = &body[at.clone()];
        if mark.ends_with("-->") && !there.contains(mark) {
            body.replace_range(at, "");
        }
    }
    rebuild::tidy(&body)
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
