//! Findings for people at a terminal.

use std::cmp::Reverse;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use rayon::prelude::*;

use super::clean::clean;
use super::locate::{Located, Texts};
use super::words::{Noun, Tongue};
use super::{Asked, Full};
use crate::diagnostic::{self, Code, Diagnostic, Fix, Place, Severity};

/// Told whole at a terminal; the others are counted by code.
const IN_FULL: usize = 20;
/// Of the codes counted, this many have a line.
const KINDS: usize = 8;
/// Where long lines are cut.
const WIDTH: usize = 110;

/// The first findings whole, the others by code, then how many in all and how many of them mend themselves.
pub(super) fn findings(texts: &Texts, found: &[Diagnostic], asked: &Asked) -> String {
    if found.is_empty() {
        return String::new();
    }
    let tongue = asked.tongue;
    let whole = match asked.full {
        Full::First => IN_FULL.min(found.len()),
        Full::All => found.len(),
    };
    let in_full = found[..whole].par_iter().map(|finding| finding_in_full(texts, finding, tongue) + "\n\n");
    let mut said: String = in_full.collect();
    said.push_str(&others(texts, &found[whole..], tongue));
    said.push_str(&counted(texts, found, tongue));
    said
}

/// `6 errors, 1 warning; globale check --fix mends 2 of them`.
fn counted(texts: &Texts, found: &[Diagnostic], tongue: Tongue) -> String {
    let (errors, warnings) = super::count(found);
    let counted = [(errors, Noun::Error), (warnings, Noun::Warning)];
    let counted: Vec<String> = counted
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, noun)| tongue.count(*number, *noun))
        .collect();
    // A mend never reaches over a line break.
    let in_a_line = |fix: &&Fix| {
        let at = texts.locate(&fix.place);
        !fix.replacement.contains('\n') && at.start.map(|at| at.0) == at.end.map(|at| at.0)
    };
    let mends = match found.iter().filter_map(|finding| finding.fix.as_ref()).filter(in_a_line).count() {
        0 => String::new(),
        mends if mends == found.len() => tongue
            .pick("; `globale check --fix` retter alt", "; `globale check --fix` mends it all")
            .to_owned(),
        mends => tongue.pick(
            format!("; `globale check --fix` retter {mends} av dem"),
            format!("; `globale check --fix` mends {mends} of them"),
        ),
    };
    format!("{}{mends}\n", counted.join(", "))
}

/// What is not told whole: a line a code, the most frequent first, with its first place.
fn others(texts: &Texts, found: &[Diagnostic], tongue: Tongue) -> String {
    if found.is_empty() {
        return String::new();
    }
    let mut kinds: Vec<(Code, Vec<&Diagnostic>)> = Vec::new();
    for finding in found {
        match kinds.iter_mut().find(|(code, _)| *code == finding.code) {
            Some((_, alike)) => alike.push(finding),
            None => kinds.push((finding.code, vec![finding])),
        }
    }
    // Errors stand before warnings already, and stay there.
    kinds.sort_by_key(|(_, alike)| (alike[0].severity(), Reverse(alike.len())));
    let widest = kinds.iter().map(|(_, alike)| alike.len().to_string().len()).max().unwrap_or_default();
    let more = found.len();
    let mut said = tongue.pick(format!("… og {more} til:\n"), format!("… and {more} more:\n"));
    for (code, alike) in kinds.iter().take(KINDS) {
        let words = diagnostic::entry(*code).words(tongue.tag());
        let message = clean(&diagnostic::unfilled(&words.message));
        let place =
            alike[0].place.as_ref().map_or_else(String::new, |place| where_first(texts, place, tongue));
        said.push_str(&format!("  {:>widest$} × {} {message}{place}\n", alike.len(), code.0));
    }
    if let Some(rest) = kinds.len().checked_sub(KINDS).filter(|rest| *rest > 0) {
        let rest_findings: usize = kinds[KINDS..].iter().map(|(_, alike)| alike.len()).sum();
        said.push_str(&tongue.pick(
            format!("  {rest_findings:>widest$} av {rest} andre slag\n"),
            format!("  {rest_findings:>widest$} of {rest} other kinds\n"),
        ));
    }
    said.push_str(tongue.pick(
        "Alle, hele: `--format json`, eller send utskriften til en fil\n\n",
        "All of them, whole: `--format json`, or send the output to a file\n\n",
    ));
    said
}

fn where_first(texts: &Texts, place: &Place, tongue: Tongue) -> String {
    let located = texts.locate(place);
    let line = located.start.map_or_else(String::new, |(line, column)| format!(":{line}:{column}"));
    format!(" ({} {}{line})", tongue.pick("først i", "first in"), located.file)
}

fn finding_in_full(texts: &Texts, finding: &Diagnostic, tongue: Tongue) -> String {
    let level = match finding.severity() {
        Severity::Error => Level::ERROR.with_name(tongue.pick("feil", "error")),
        Severity::Warning => Level::WARNING.with_name(tongue.pick("advarsel", "warning")),
    };
    let place = finding.place.as_ref().map(|place| texts.locate(place));
    let further: Vec<Located> = finding.further.iter().map(|place| texts.locate(place)).collect();
    let mut group = level
        .primary_title(clean(&finding.message(tongue.tag())))
        .id(finding.code.0)
        .elements([] as [Origin; 0]);
    if let Some(place) = &place {
        group = quoted(group, place, AnnotationKind::Primary);
    }
    let hint =
        Level::HELP.with_name(tongue.pick("hjelp", "help")).message(clean(&finding.hint(tongue.tag())));
    let mut groups = vec![group.element(hint)];
    for place in &further {
        let title =
            Level::NOTE.with_name(tongue.pick("se også", "see also")).secondary_title(place.file.clone());
        groups.push(quoted(title.elements([] as [Origin; 0]), place, AnnotationKind::Context));
    }
    without_empty_origins(&Renderer::styled().term_width(WIDTH).render(&groups))
}

/// The renderer gives every quotation a line for its origin, also where that has been said: ` ::: ` and nothing.
fn without_empty_origins(rendered: &str) -> String {
    let empty = |line: &&str| anstream::adapter::strip_str(line).to_string().trim() == ":::";
    rendered.lines().filter(|line| !empty(line)).collect::<Vec<&str>>().join("\n")
}

/// Adds where it is, and the line.
fn quoted<'a>(group: Group<'a>, place: &'a Located, kind: AnnotationKind) -> Group<'a> {
    let origin = Origin::path(place.file.as_str());
    let Some((line, column)) = place.start else { return group.element(origin) };
    let origin = origin.line(line).char_column(column);
    let Some(quote) = &place.quote else { return group.element(origin) };
    let snippet =
        Snippet::source(quote.text.as_str()).line_start(line).annotation(kind.span(quote.mark.clone()));
    // The renderer counts the column in what it is given, which is another line where ours is cut or escaped.
    let counted = quote.text.get(..quote.mark.start).map(|before| before.chars().count() + 1);
    match counted == Some(column) {
        true => group.element(snippet.path(place.file.as_str())),
        false => group.element(origin).element(snippet),
    }
}
