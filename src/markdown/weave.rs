//! A page put together from sections of several layers, out of what was parsed once.
//!
//! A section is a heading with all that follows it, up to the next heading of its level or above. Layers are laid over
//! the lowest one after another; the stretches of HTML that remain become [`Part`]s, which keep the file they come from,
//! so that links, pictures and findings stay right. Footnotes are numbered anew, ids are looked at as a whole.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::body::{Body, Hole, HoleKind, Mark, Part};
use super::footnote::{self, WrittenNote};
use super::sections::Word;
use super::{Document, Features, Heading};
use crate::diagnostic::{Code, Diagnostic, Place, Span, codes};
use crate::fingerprint::Fingerprinter;
use crate::text::nearest_few;

/// One layer's text: a page, or sections laid over it.
#[derive(Clone, Copy)]
pub(super) struct Layer<'a> {
    pub(super) file: &'a Arc<Path>,
    pub(super) document: &'a Document,
}

/// The page, and where each of its sections comes from.
pub(super) struct Woven {
    pub(super) document: Document,
    pub(super) sections: Vec<Section>,
}

/// A section of a page that stands together from several layers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Section {
    /// Its heading's id; `None` for what stands before the first heading.
    pub id: Option<Box<str>>,
    /// Which of the layers, the lowest first.
    pub layer: usize,
    /// What the town did to bring it here.
    pub word: Option<Word>,
}

/// A stretch of one layer's text that begins with a heading, but for the first.
#[derive(Clone)]
struct Chunk {
    layer: usize,
    /// Its headings, those inside components too, among the document's.
    headings: Range<usize>,
    /// Whether the first of them begins it.
    headed: bool,
    html: Range<usize>,
    /// Its bytes in the file, for links within the page.
    source: Range<usize>,
}

struct Weaver<'a> {
    layers: &'a [Layer<'a>],
    /// Each layer's HTML.
    html: Vec<Cow<'a, str>>,
    chunks: Vec<Chunk>,
    findings: Vec<Diagnostic>,
}

/// Lays every layer over those below it. The first is a whole page, the others are sections.
pub(super) fn together(layers: &[Layer<'_>]) -> (Woven, Vec<Diagnostic>) {
    let chunks = layers.first().map(|layer| chunks(0, layer.document)).unwrap_or_default();
    let html = layers.iter().map(|layer| layer.document.body.html()).collect();
    let mut weaver = Weaver { layers, html, chunks, findings: Vec::new() };
    for layer in 1..layers.len() {
        weaver.lay(layer);
    }
    let document = weaver.document();
    (Woven { document, sections: weaver.sections() }, weaver.findings)
}

/// A document cut before each heading at the top of the text.
fn chunks(layer: usize, document: &Document) -> Vec<Chunk> {
    let end = document.notes_at.unwrap_or(document.body.html.len());
    let tops: Vec<(usize, usize)> = document
        .headings
        .iter()
        .enumerate()
        .filter_map(|(number, heading)| Some((number, heading.at? as usize)))
        .collect();
    let first = tops.first().copied();
    let source =
        |number: usize| document.headings.get(number).map_or(usize::MAX, |heading| heading.span.start);
    let mut chunks = vec![Chunk {
        layer,
        headings: 0..first.map_or(document.headings.len(), |(number, _)| number),
        headed: false,
        html: 0..first.map_or(end, |(_, at)| at),
        source: 0..first.map_or(usize::MAX, |(number, _)| source(number)),
    }];
    for (nth, (number, at)) in tops.iter().enumerate() {
        let next = tops.get(nth + 1);
        let until = next.map_or(document.headings.len(), |(number, _)| *number);
        chunks.push(Chunk {
            layer,
            headings: *number..until,
            headed: true,
            html: *at..next.map_or(end, |(_, at)| *at),
            source: source(*number)..next.map_or(usize::MAX, |(number, _)| source(*number)),
        });
    }
    chunks
}

impl<'a> Weaver<'a> {
    fn heading(&self, chunk: &Chunk) -> Option<&'a Heading> {
        let document = self.layers[chunk.layer].document;
        document.headings.get(chunk.headings.start).filter(|_| chunk.headed)
    }

    fn say(&mut self, code: Code, layer: usize, span: Span) -> &mut Diagnostic {
        let place = Place::new(self.layers[layer].file, span);
        self.findings.push(Diagnostic::new(code).at(place));
        self.findings.last_mut().expect("one was just pushed")
    }

    /// Does what each heading of a layer says.
    fn lay(&mut self, layer: usize) {
        let mut groups: Vec<Vec<Chunk>> = Vec::new();
        for chunk in chunks(layer, self.layers[layer].document) {
            let begins = self.heading(&chunk).is_some_and(|heading| heading.operation.is_some());
            match groups.last_mut() {
                Some(group) if !begins => group.push(chunk),
                _ if begins => groups.push(vec![chunk]),
                _ => self.lost(&chunk),
            }
        }
        for group in groups {
            self.operate(group);
        }
    }

    /// Text in a file of sections that stands under no operation.
    fn lost(&mut self, chunk: &Chunk) {
        match self.heading(chunk) {
            Some(heading) => {
                let span = heading.span;
                self.say(codes::SECTION_WITHOUT_OPERATION, chunk.layer, span);
            }
            None if self.is_blank(chunk) => {}
            None => {
                self.say(codes::TEXT_BEFORE_SECTIONS, chunk.layer, Span::default());
            }
        }
    }

    fn operate(&mut self, group: Vec<Chunk>) {
        let Some((head, operation)) = group
            .first()
            .and_then(|chunk| self.heading(chunk))
            .and_then(|head| Some((head, head.operation.as_ref()?)))
        else {
            return;
        };
        let layer = group[0].layer;
        let named = |chunk: &Chunk| self.heading(chunk).is_some_and(|heading| heading.id == operation.target);
        let Some(at) = self.chunks.iter().position(named) else { return self.missing(head, layer) };
        let target = self.heading(&self.chunks[at]).map_or(head.level, |heading| heading.level);
        let end = at + 1 + self.chunks[at + 1..].iter().take_while(|chunk| self.below(chunk, target)).count();
        if head.level != target && operation.word != Word::Remove {
            let finding = self.say(codes::SECTION_LEVEL, layer, head.span);
            *finding = finding
                .clone()
                .with("wanted", "#".repeat(usize::from(target)))
                .with("target", &operation.target);
        }
        match operation.word {
            Word::Replace => drop(self.chunks.splice(at..end, group)),
            Word::Before => drop(self.chunks.splice(at..at, group)),
            Word::After => drop(self.chunks.splice(end..end, group)),
            Word::Remove => {
                self.chunks.drain(at..end);
                self.nothing_below(head, &group);
            }
        }
    }

    /// Whether a chunk belongs to a section of that level that began before it.
    fn below(&self, chunk: &Chunk, level: u8) -> bool {
        self.heading(chunk).is_some_and(|heading| heading.level > level)
    }

    /// What stands under a `.remove` would be lost in silence.
    fn nothing_below(&mut self, head: &Heading, group: &[Chunk]) {
        let Some(first) = group.first() else { return };
        let html = self.html[first.layer].get(first.html.clone()).unwrap_or_default();
        let behind = html.find("</h").and_then(|at| html.get(at + 5..)).unwrap_or_default();
        if group.len() > 1 || !behind.trim().is_empty() {
            self.say(codes::TEXT_UNDER_REMOVE, first.layer, head.span);
        }
    }

    fn missing(&mut self, head: &Heading, layer: usize) {
        let target = head.operation.as_ref().map(|operation| &*operation.target).unwrap_or_default();
        let known: Vec<&str> =
            self.chunks.iter().filter_map(|chunk| self.heading(chunk)).map(|heading| &*heading.id).collect();
        let near = nearest_few(target, known.iter().copied(), 3);
        let finding = Diagnostic::new(codes::NO_SUCH_SECTION)
            .with("target", target)
            .with("page", self.layers[0].file.display())
            .with("known", near.iter().map(|id| format!("#{id}")).collect::<Vec<_>>().join(", "))
            .nearest(target, known.iter().copied());
        self.findings.push(finding.at(Place::new(self.layers[layer].file, head.span)));
    }

    fn sections(&self) -> Vec<Section> {
        let section = |chunk: &Chunk| {
            let heading = self.heading(chunk);
            let word = heading.and_then(|heading| heading.operation.as_ref()).map(|operation| operation.word);
            Section { id: heading.map(|heading| heading.id.clone()), layer: chunk.layer, word }
        };
        self.chunks.iter().filter(|chunk| chunk.headed || !self.is_blank(chunk)).map(section).collect()
    }

    fn is_blank(&self, chunk: &Chunk) -> bool {
        self.slice(chunk.layer, &chunk.html).is_blank()
    }

    /// A stretch of a layer's HTML with its holes. No hole stands at the border of two chunks, since a heading begins on a
    /// line of its own; one at the very end belongs to it.
    fn slice(&self, layer: usize, range: &Range<usize>) -> Body {
        let holes = self.layers[layer].document.body.holes.iter();
        let inside = holes.filter(|hole| range.start <= hole.at && hole.at <= range.end);
        let holes = inside.map(|hole| Hole { at: hole.at - range.start, ..hole.clone() });
        Body { html: self.html[layer].get(range.clone()).unwrap_or_default().into(), holes: holes.collect() }
    }

    fn document(&mut self) -> Document {
        let mut numbers = Numbers::default();
        let mut page = Page::default();
        for chunk in joined(&self.chunks) {
            let mut body = self.slice(chunk.layer, &chunk.html);
            numbers.renumber(chunk.layer, &mut body);
            page.part(self.layers[chunk.layer].file, body);
        }
        self.notes(&mut numbers, &mut page);
        let headings = self
            .chunks
            .iter()
            .flat_map(|chunk| &self.layers[chunk.layer].document.headings[chunk.headings.clone()]);
        let headings: Vec<Heading> =
            headings.map(|heading| Heading { operation: None, ..heading.clone() }).collect();
        let mut anchors = self.anchors(&numbers);
        self.fragments(&anchors);
        anchors.retain(|id| headings.iter().all(|heading| heading.id != *id));
        let mut text = String::new();
        let body = Body { html: page.html.into(), holes: page.holes.into() };
        body.plain_text(&mut text, &mut |name, out| out.push_str(name));
        let mut print = Fingerprinter::new();
        for layer in self.layers {
            print.fingerprint(layer.document.fingerprint);
        }
        let features = Features::of(&body);
        Document {
            body,
            headings,
            other_anchors: anchors.into_iter().collect(),
            words: text.split_whitespace().count(),
            features,
            fingerprint: print.finish(),
            ..Document::default()
        }
    }

    /// The notes whose marks are still there, in their order. A note may hold marks of further notes.
    fn notes(&mut self, numbers: &mut Numbers, page: &mut Page) {
        let mut written: Vec<(&Arc<Path>, &WrittenNote, Body)> = Vec::new();
        while let Some((layer, number)) = numbers.order.get(written.len()).copied() {
            let Layer { file, document } = self.layers[layer];
            let found = document.notes.binary_search_by_key(&number, |note| note.number);
            let Some(note) = found.ok().and_then(|at| document.notes.get(at)) else { break };
            let mut body = self.slice(layer, &note.text);
            numbers.renumber(layer, &mut body);
            written.push((file, note, body));
        }
        if written.is_empty() {
            return;
        }
        page.html.push_str(footnote::NOTES.0);
        for (number, (file, note, body)) in written.into_iter().enumerate().map(|(at, note)| (at + 1, note)) {
            page.html.push_str(&footnote::note_start(number));
            page.hole(file, body);
            page.html.push_str(&footnote::note_end(number, numbers.count(number), note.ending));
        }
        page.html.push_str(footnote::NOTES.1);
    }

    /// Every id of the page; one that stands twice is a finding in the upper layer.
    fn anchors(&mut self, numbers: &Numbers) -> BTreeSet<Box<str>> {
        let mut seen: BTreeMap<Box<str>, (usize, Span)> = BTreeMap::new();
        let mut twice = Vec::new();
        for chunk in &self.chunks {
            for heading in &self.layers[chunk.layer].document.headings[chunk.headings.clone()] {
                let here = (chunk.layer, heading.span);
                if let Some(first) = seen.insert(heading.id.clone(), here) {
                    twice.push((heading.id.clone(), here.max(first), here.min(first)));
                }
            }
        }
        for (id, (layer, span), (other, first)) in twice {
            let first = Place::new(self.layers[other].file, first);
            let finding = self.say(codes::SECTION_ID_TAKEN, layer, span);
            *finding = finding.clone().with("id", id).also(first);
        }
        let notes = (1..=numbers.order.len()).flat_map(|note| {
            let marks = (1..=numbers.count(note)).map(move |nth| Mark { note, nth }.id());
            marks.chain([format!("fn-{note}")]).map(String::into_boxed_str)
        });
        seen.into_keys().chain(notes).collect()
    }

    /// Links within the page lead somewhere, also those to a section that a layer took away.
    fn fragments(&mut self, anchors: &BTreeSet<Box<str>>) {
        for chunk in joined(&self.chunks) {
            for (id, span) in &self.layers[chunk.layer].document.fragments {
                if chunk.source.contains(&span.start) && !anchors.contains(id) {
                    let finding = self.say(codes::UNKNOWN_ANCHOR, chunk.layer, *span);
                    *finding = finding.clone().with("id", id).nearest(id, anchors.iter().map(|id| &**id));
                }
            }
        }
    }
}

/// Neighbouring chunks of one layer as one.
fn joined(chunks: &[Chunk]) -> Vec<Chunk> {
    let mut joined: Vec<Chunk> = Vec::new();
    for chunk in chunks {
        match joined.last_mut() {
            Some(last) if last.layer == chunk.layer && last.html.end == chunk.html.start => {
                last.html.end = chunk.html.end;
                last.source.end = chunk.source.end;
            }
            _ => joined.push(chunk.clone()),
        }
    }
    joined
}

/// The page while it is put together.
#[derive(Default)]
struct Page {
    html: String,
    holes: Vec<Hole>,
}

impl Page {
    fn part(&mut self, file: &Arc<Path>, body: Body) {
        if body.html.is_empty() && body.holes.is_empty() {
            return;
        }
        let open = !body.html().ends_with('\n');
        self.hole(file, body);
        if open {
            self.html.push('\n');
        }
    }

    fn hole(&mut self, file: &Arc<Path>, body: Body) {
        let kind = HoleKind::Part(Box::new(Part { file: file.clone(), body, lang: None }));
        self.holes.push(Hole { at: self.html.len(), span: Span::default(), kind });
    }
}

/// Footnotes in the order of their first marks, whatever layer they come from.
#[derive(Default)]
struct Numbers {
    /// Layer and the note's number there.
    order: Vec<(usize, usize)>,
    /// Where each stands in that order.
    places: HashMap<(usize, usize), usize>,
    counts: Vec<usize>,
}

impl Numbers {
    fn count(&self, note: usize) -> usize {
        self.counts.get(note - 1).copied().unwrap_or_default()
    }

    fn renumber(&mut self, layer: usize, body: &mut Body) {
        for hole in &mut body.holes {
            match &mut hole.kind {
                HoleKind::Mark(mark) => *mark = self.next(layer, mark.note),
                HoleKind::Component(component) => {
                    component.body.iter_mut().for_each(|body| self.renumber(layer, body));
                }
                _ => {}
            }
        }
    }

    fn next(&mut self, layer: usize, old: usize) -> Mark {
        let next = self.order.len();
        let at = *self.places.entry((layer, old)).or_insert(next);
        if at == next {
            self.order.push((layer, old));
            self.counts.push(0);
        }
        self.counts[at] += 1;
        Mark { note: at + 1, nth: self.counts[at] }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Input, Kind, parse};
    use super::*;
    use crate::fingerprint::Fingerprint;

    const PAGE: &str = "Innledning[^a].\n\n## En\n\nTekst en[^b]. Se [to](#to).\n\n### En punkt en\n\nUnder.\n\n## To\n\n\
                        Tekst to.\n\n:::quote\n## I et sitat\n:::\n\n## Tre\n\nTre.[^a]\n\n[^a]: Note a.\n[^b]: Note b.\n";

    fn document(text: &str, kind: Kind) -> (Arc<Path>, Document) {
        let file: Arc<Path> =
            Arc::from(Path::new(if kind == Kind::Page { "page.md" } else { "sections.md" }));
        let fingerprint = Fingerprint::of(text.as_bytes());
        let input = Input { text, body_start: 0, file: &file, lang: "nb", kind, fingerprint };
        let (document, findings) = parse(&input);
        assert_eq!(findings, []);
        (file, document)
    }

    fn laid(sections: &[&str]) -> (Woven, Vec<Diagnostic>) {
        let mut all = vec![document(PAGE, Kind::Page)];
        all.extend(sections.iter().map(|text| document(text, Kind::Sections)));
        let layers: Vec<Layer<'_>> = all.iter().map(|(file, document)| Layer { file, document }).collect();
        together(&layers)
    }

    fn html(body: &Body) -> String {
        let mut out = String::new();
        let filled = body.fill::<()>(&mut out, &mut |hole, out| {
            match &hole.kind {
                HoleKind::Mark(mark) => out.push_str(&mark.html()),
                HoleKind::Part(part) => out.push_str(&html(&part.body)),
                HoleKind::Component(component) => {
                    out.push_str(&component.body.as_ref().map(html).unwrap_or_default())
                }
                _ => {}
            }
            Ok(())
        });
        assert_eq!(filled, Ok(()));
        out
    }

    fn ids(woven: &Woven) -> Vec<&str> {
        woven.document.headings.iter().map(|heading| &*heading.id).collect()
    }

    fn codes_of(findings: &[Diagnostic]) -> Vec<Code> {
        findings.iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn a_page_with_nothing_laid_over_it_is_itself() {
        let (woven, findings) = laid(&[]);
        assert_eq!(findings, []);
        assert_eq!(html(&woven.document.body), html(&document(PAGE, Kind::Page).1.body));
        assert_eq!(ids(&woven), ["en", "en-punkt-en", "to", "i-et-sitat", "tre"]);
    }

    #[test]
    fn a_section_stands_in_anothers_place_with_all_below_it() {
        let (woven, findings) = laid(&["## Byens en {#en .replace}\n\nByens tekst.\n\n### Mer\n\nX."]);
        assert_eq!(findings, []);
        assert_eq!(ids(&woven), ["en", "mer", "to", "i-et-sitat", "tre"]);
        let html = html(&woven.document.body);
        assert!(
            html.contains("<h2 id=\"en\">Byens en</h2>\n<p>Byens tekst.</p>") && !html.contains("Under."),
            "{html}"
        );
        let layers: Vec<usize> = woven.sections.iter().map(|section| section.layer).collect();
        assert_eq!(layers, [0, 1, 1, 0, 0]);
    }

    #[test]
    fn notes_are_numbered_as_they_stand_and_go_with_their_marks() {
        let (woven, findings) =
            laid(&["## Ny {#en .before}\n\nNy[^x].\n\n[^x]: Byens note.\n\n## En {#tre .remove}"]);
        assert_eq!(findings, []);
        let html = html(&woven.document.body);
        let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("no {text} in {html}"));
        assert!(at("<li id=\"fn-1\"><p>Note a.") < at("<li id=\"fn-2\"><p>Byens note."), "{html}");
        assert!(at("<li id=\"fn-2\">") < at("<li id=\"fn-3\"><p>Note b."), "{html}");
        assert!(!html.contains("fnref-1-2"), "the second mark of note a went with its section: {html}");
        assert!(
            woven.document.anchors().any(|id| id == "fnref-3")
                && woven.document.anchors().all(|id| id != "tre")
        );
    }

    #[test]
    fn sections_stand_before_and_behind_and_upper_layers_see_lower_ones() {
        let (woven, findings) = laid(&[
            "## Etter en {#en .after}\n\nA.\n\n### Under {#en-punkt-en .before}\n\nB.",
            "## Byens {#etter-en .replace}\n\nC. Til [en](#en).",
        ]);
        assert_eq!(findings, []);
        assert_eq!(ids(&woven), ["en", "under", "en-punkt-en", "etter-en", "to", "i-et-sitat", "tre"]);
    }

    #[test]
    fn every_mistake_is_named_at_its_place() {
        for (sections, code) in [
            ("## X {#tvo .replace}\n\nA.", codes::NO_SUCH_SECTION),
            ("## X {#i-et-sitat .replace}\n\nA.", codes::NO_SUCH_SECTION),
            ("Foran.\n\n## X {#to .replace}\n\nA.", codes::TEXT_BEFORE_SECTIONS),
            ("## Bare en overskrift\n\nA.", codes::SECTION_WITHOUT_OPERATION),
            ("### X {#tre .replace}\n\nA.", codes::SECTION_LEVEL),
            ("## X {#tre .remove}\n\nA.", codes::TEXT_UNDER_REMOVE),
            ("## To {#tre .after}\n\nA.", codes::SECTION_ID_TAKEN),
            ("## X {#to .remove}", codes::UNKNOWN_ANCHOR),
            ("## X {#tre .replace}\n\nSe [der](#borte).", codes::UNKNOWN_ANCHOR),
        ] {
            let (_, findings) = laid(&[sections]);
            assert_eq!(codes_of(&findings), [code], "{sections}");
        }
        let (_, findings) = laid(&["## X {#tvo .replace}\n\nA."]);
        assert_eq!(findings[0].values["known"], "#to, #tre, #en");
        assert_eq!(&*findings[0].place.as_ref().unwrap().file, Path::new("sections.md"));
    }
}
