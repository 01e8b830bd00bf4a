//! Findings for people at a terminal.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::clean::clean;
use super::locate::{Located, Texts};
use super::words::{Noun, Tongue};
use crate::diagnostic::{Diagnostic, Severity};

/// Shown in full; of the others only how many.
const IN_FULL: usize = 20;
/// Where long lines are cut.
const WIDTH: usize = 110;

/// The first findings in full, then how many more there are, then how many in all.
pub(super) fn findings(texts: &Texts, found: &[Diagnostic], tongue: Tongue) -> String {
    if found.is_empty() {
        return String::new();
    }
    let mut said = String::new();
    for finding in found.iter().take(IN_FULL) {
        said.push_str(&finding_in_full(texts, finding, tongue));
        said.push_str("\n\n");
    }
    if let Some(more) = found.len().checked_sub(IN_FULL).filter(|more| *more > 0) {
        said.push_str(&tongue.pick(
            format!("… og {more} til; se alle med `--format json`\n"),
            format!("… and {more} more; see all of them with `--format json`\n"),
        ));
    }
    let (errors, warnings) = super::count(found);
    let counted = [(errors, Noun::Error), (warnings, Noun::Warning)];
    let counted: Vec<String> = counted
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, noun)| tongue.count(*number, *noun))
        .collect();
    said.push_str(&counted.join(", "));
    said.push('\n');
    said
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
