//! A translation's headings under their original's ids, so that a link to a section leads there in every language. The id
//! that its own words give it stays beside, for links that are there already.

use std::ops::Range;

use super::Document;
use crate::fingerprint::Fingerprinter;

/// The ids that the headings of a translation take over, each by where the heading stands in the file: those of its
/// original's, where both have the same levels in the same order. An id that its author chose stays.
pub(super) fn ids(original: &Document, translation: &Document) -> Vec<(usize, Box<str>)> {
    let levels =
        |document: &Document| document.headings.iter().map(|heading| heading.level).collect::<Vec<_>>();
    if levels(original) != levels(translation) {
        return Vec::new();
    }
    let pairs = original.headings.iter().zip(&translation.headings);
    let differing = pairs.filter(|(theirs, own)| !own.chosen && own.id != theirs.id);
    differing.map(|(theirs, own)| (own.span.start, theirs.id.clone())).collect()
}

/// Gives headings, each named by where it stands in the file, other ids. One that another heading has stays where it is.
pub(super) fn renamed(document: &Document, ids: &[(usize, Box<str>)]) -> Document {
    let mut document = document.clone();
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let html = document.body.html().into_owned();
    let mut print = Fingerprinter::new();
    print.fingerprint(document.fingerprint);
    let mut former: Vec<Box<str>> = Vec::new();
    for (start, id) in ids {
        if document.anchors().chain(former.iter().map(AsRef::as_ref)).any(|known| *known == **id) {
            continue;
        }
        let heading = document.headings.iter_mut().find(|heading| heading.span.start == *start);
        let Some((heading, at)) = heading.and_then(|heading| heading.at.map(|at| (heading, at as usize)))
        else {
            continue;
        };
        let Some(open) = html.get(at..).and_then(|rest| rest.find(" id=\"")).map(|found| at + found + 5)
        else {
            continue;
        };
        let Some(end) = html.get(open..).and_then(|rest| rest.find("\">")).map(|found| open + found) else {
            continue;
        };
        let mut new = String::new();
        super::escape::attribute(id, &mut new);
        new.push_str(&format!("\"><span id=\"{}\"></span>", &html[open..end]));
        print.text(id).number(at as u64);
        edits.push((open..end + 2, new));
        former.push(std::mem::replace(&mut heading.id, id.clone()));
    }
    document.other_anchors = std::mem::take(&mut document.other_anchors).into_iter().chain(former).collect();
    if !edits.is_empty() {
        edits.sort_by_key(|(range, _)| range.start);
        shift(&mut document, &html, &edits);
        document.fingerprint = print.finish();
    }
    document
}

/// Makes the edits, and moves every place in the HTML along with them.
fn shift(document: &mut Document, old: &str, edits: &[(Range<usize>, String)]) {
    let (mut html, mut from) = (String::with_capacity(old.len() + 64 * edits.len()), 0);
    for (range, new) in edits {
        html.push_str(&old[from..range.start]);
        html.push_str(new);
        from = range.end;
    }
    html.push_str(&old[from..]);
    document.body.html = document.body.html.beside(html.into());
    let moved = |at: usize| {
        let before = edits.iter().take_while(|(range, _)| range.end <= at);
        before.fold(at, |place, (range, new)| place + new.len() - range.len())
    };
    let stretch = |range: &mut Range<usize>| *range = moved(range.start)..moved(range.end);
    document.body.holes.iter_mut().for_each(|hole| hole.at = moved(hole.at));
    document
        .headings
        .iter_mut()
        .for_each(|heading| heading.at = heading.at.map(|at| moved(at as usize) as u32));
    let tops = document.tops.iter_mut().chain(&mut document.items);
    tops.for_each(|top| {
        let mut html = top.html();
        stretch(&mut html);
        top.move_to(html);
    });
    document.notes.iter_mut().for_each(|note| stretch(&mut note.text));
    document.notes_at = document.notes_at.map(moved);
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::super::{Input, Kind, parse};
    use super::*;
    use crate::fingerprint::Fingerprint;

    #[test]
    fn a_heading_has_both_ids_and_all_places_move_along() {
        let file: Arc<Path> = Arc::from(Path::new("a.md"));
        let text = "## Én\n\n[x](@/y) og\n\n## To\n\n- {{ a }}\n";
        let fingerprint = Fingerprint::of(text.as_bytes());
        let input = Input { text, body_start: 0, file: &file, lang: "nb", kind: Kind::Page, fingerprint };
        let (document, _) = parse(&input);
        let at = text.find("## To").unwrap_or_default();
        let document = renamed(&document, &[(0, "one".into()), (at, "en".into())]);
        assert!(document.body.html().starts_with("<h2 id=\"one\"><span id=\"en\"></span>Én</h2>"));
        assert!(
            document.body.html().contains("<h2 id=\"to\">To"),
            "an id that is taken stays: {}",
            document.body.html()
        );
        assert!(["one", "en", "to"].iter().all(|id| document.anchors().any(|known| known == *id)));
        let before = |at: usize| document.body.html()[..at].chars().rev().take(6).collect::<String>();
        assert_eq!(
            document.body.holes.iter().map(|hole| before(hole.at)).collect::<Vec<_>>(),
            ["\"=ferh", ">il<\n>"]
        );
        let second = document.headings[1].at.unwrap_or_default();
        assert!(document.body.html()[second as usize..].starts_with("<h2"));
    }
}
