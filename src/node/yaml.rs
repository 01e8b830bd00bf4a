//! YAML as a tree with places: front matter and data files.
//!
//! The parser behind `serde_yaml` gives events; the tree is made here, because serde would lose where each value
//! stands and whether it was quoted. Budgets come first: depth 16, no anchors or aliases.

use std::path::Path;
use std::sync::Arc;

use serde_yaml::granit_parser::{Event, Parser, ScalarStyle, ScanError, Span as YamlSpan, StrInput};

use super::{Node, Pair, Value};
use crate::diagnostic::{Diagnostic, Place, Span, codes};

mod slips;

use slips::Slips;

/// Deepest nesting a file may have.
const DEPTH: usize = 16;

/// A file with more slips than this is told of so many, and of the others when these are mended.
const SLIPS: usize = 20;

/// Reads YAML that begins at byte `offset` of `file`. An empty text is an empty table.
///
/// A slip that mends itself stops the parser only for this reading: what stands behind it is read as if it were mended,
/// so that all slips of a file are told at once.
pub fn parse(text: &str, offset: usize, file: &Arc<Path>) -> (Node, Vec<Diagnostic>) {
    let (tree, mut findings) = read(text, offset, file);
    let mut mended = text.to_owned();
    // Where the last mend ended, and how much longer the text has become by all of them.
    let (mut end, mut longer) = (0, 0);
    let mut last = findings.last().cloned();
    for _ in 0..SLIPS {
        let Some((span, replacement)) =
            last.and_then(|finding| finding.fix).map(|fix| (fix.place.span, fix.replacement))
        else {
            break;
        };
        let (start, stop) = (span.start - offset + longer, span.end - offset + longer);
        let Some(more) = replacement.len().checked_sub(stop - start).filter(|_| start >= end) else { break };
        mended.replace_range(start..stop, &replacement);
        end = start + replacement.len();
        longer += more;
        last = read(&mended, offset, file).1.pop().and_then(|finding| earlier(finding, offset + end, longer));
        findings.extend(last.clone());
    }
    (tree, findings)
}

/// A finding behind byte `end` of a mended text, as it stands in the text that is `longer` bytes shorter; what merely
/// repeats what was said before is left out.
fn earlier(mut finding: Diagnostic, end: usize, longer: usize) -> Option<Diagnostic> {
    let behind = finding.place.as_ref().is_some_and(|place| place.span.start >= end)
        && finding.fix.as_ref().is_none_or(|fix| fix.place.span.start >= end);
    if !behind || finding.code == codes::DUPLICATE_KEY {
        return None;
    }
    let places = [finding.place.as_mut(), finding.fix.as_mut().map(|fix| &mut fix.place)];
    for place in places.into_iter().flatten() {
        place.span = Span { start: place.span.start - longer, end: place.span.end - longer };
    }
    Some(finding)
}

fn read(text: &str, offset: usize, file: &Arc<Path>) -> (Node, Vec<Diagnostic>) {
    let builder =
        Builder { parser: Parser::new_from_str(text), text, offset, file, findings: Vec::new(), depth: 0 };
    builder.document()
}

struct Builder<'a> {
    parser: Parser<'a, StrInput<'a>>,
    text: &'a str,
    offset: usize,
    file: &'a Arc<Path>,
    findings: Vec<Diagnostic>,
    depth: usize,
}

/// The file cannot be read on; the finding is already noted.
struct Stop;

impl<'a> Builder<'a> {
    fn document(mut self) -> (Node, Vec<Diagnostic>) {
        let empty = || Node { span: Span::default().shifted(self.offset), value: Value::Table(Vec::new()) };
        let nothing = empty();
        let root = loop {
            match self.next() {
                Ok(Some((Event::StreamStart | Event::DocumentStart(..), _))) => {}
                Ok(None | Some((Event::StreamEnd | Event::DocumentEnd, _))) | Err(Stop) => {
                    return (nothing, self.findings);
                }
                Ok(Some((event, span))) => break self.node(event, span),
            }
        };
        match root {
            Ok(Node { value: Value::Null, .. }) | Err(Stop) => (nothing, self.findings),
            Ok(root) => {
                // Where every line lacks its space, all of them are one text.
                if matches!(root.value, Value::Plain(_))
                    && let Some(slip) = self.slips().at(root.span.start - self.offset)
                {
                    return (nothing, vec![slip]);
                }
                self.rest();
                (root, self.findings)
            }
        }
    }

    /// Anything after the first document is a mistake, most often a stray `---`.
    fn rest(&mut self) {
        while let Ok(Some((event, span))) = self.next() {
            if matches!(event, Event::DocumentStart(..)) {
                let place = self.place(span);
                self.findings.push(Diagnostic::new(codes::YAML_TWO_DOCUMENTS).at(place));
                return;
            }
        }
    }

    fn next(&mut self) -> Result<Option<(Event<'a>, YamlSpan)>, Stop> {
        match self.parser.next_event() {
            None => Ok(None),
            Some(Ok(event)) => Ok(Some(event)),
            Some(Err(error)) => {
                let finding = self.syntax(&error);
                self.findings.push(finding);
                Err(Stop)
            }
        }
    }

    fn span(&self, span: YamlSpan) -> Span {
        Span::from(span.byte_range().unwrap_or(0..0)).shifted(self.offset)
    }

    fn place(&self, span: YamlSpan) -> Place {
        Place::new(self.file, self.span(span))
    }

    fn node(&mut self, event: Event<'a>, span: YamlSpan) -> Result<Node, Stop> {
        let at = self.span(span);
        if let Event::Scalar(.., Some(_))
        | Event::SequenceStart(.., Some(_))
        | Event::MappingStart(.., Some(_)) = event
        {
            // Only the word behind `!viktig` would be left of the value.
            self.findings.push(self.slips().tag(at.start - self.offset));
            return Err(Stop);
        }
        match event {
            Event::Scalar(text, style, 0, _) => {
                if style == ScalarStyle::Plain && !text.is_empty() {
                    self.cut(&text, at.end - self.offset);
                }
                Ok(Node { span: at, value: scalar(&text, style) })
            }
            Event::SequenceStart(_, 0, _) => {
                self.deeper(span)?;
                let mut items = Vec::new();
                let end = loop {
                    match self.expect()? {
                        (Event::SequenceEnd, end) => break self.span(end).end,
                        (event, span) => items.push(self.node(event, span)?),
                    }
                };
                self.depth -= 1;
                Ok(Node { span: trim(self.text, self.offset, at.start, end), value: Value::List(items) })
            }
            Event::MappingStart(_, 0, _) => {
                self.deeper(span)?;
                let (pairs, end) = self.pairs()?;
                self.depth -= 1;
                Ok(Node { span: trim(self.text, self.offset, at.start, end), value: Value::Table(pairs) })
            }
            _ => {
                let place = self.place(span);
                self.findings.push(Diagnostic::new(codes::YAML_ALIAS).at(place));
                Err(Stop)
            }
        }
    }

    fn pairs(&mut self) -> Result<(Vec<Pair>, usize), Stop> {
        let mut pairs: Vec<Pair> = Vec::new();
        loop {
            let (event, span) = self.expect()?;
            if let Event::MappingEnd = event {
                return Ok((pairs, self.span(span).end));
            }
            let key = self.node(event, span)?;
            let Some(name) = key.text().map(Box::<str>::from) else {
                let at = self.span(span).start - self.offset;
                let finding = self.slips().variable(at).unwrap_or_else(|| {
                    Diagnostic::new(codes::YAML_SYNTAX)
                        .with("reason", "a key must be a word")
                        .at(self.place(span))
                });
                self.findings.push(finding);
                return Err(Stop);
            };
            let (event, span) = self.expect()?;
            let value = self.node(event, span)?;
            if value.value == Value::Null && self.text[key.span.end - self.offset..].starts_with(':') {
                self.cut("", key.span.end - self.offset + 1);
            }
            match pairs.iter().find(|pair| pair.key == name) {
                Some(first) => self.findings.push(
                    Diagnostic::new(codes::DUPLICATE_KEY)
                        .with("key", &*name)
                        .at(Place::new(self.file, key.span))
                        .also(Place::new(self.file, first.key_span)),
                ),
                None => pairs.push(Pair { key: name, key_span: key.span, value }),
            }
        }
    }

    /// A value that goes on behind `#`, as in `Vi er #1`: what stands there is no remark, or one that does not look so.
    fn cut(&mut self, value: &str, end: usize) {
        let line = self.text[end..].lines().next().unwrap_or_default();
        let remark = line.trim();
        let start = end + line.len() - line.trim_start().len();
        let first = remark.strip_prefix('#').and_then(|rest| rest.chars().next());
        let is_word = first.is_some_and(|first| first.is_alphanumeric()) && !remark.starts_with("#TODO");
        if start > end && is_word {
            let whole = [value, &self.text[end..start], remark].concat();
            let place = Span { start, end: start + remark.len() }.shifted(self.offset);
            self.findings.push(
                Diagnostic::new(codes::CUT_BY_REMARK)
                    .with("remark", remark)
                    .with("quoted", super::quoted(whole.trim_start()))
                    .at(Place::new(self.file, place)),
            );
        }
    }

    fn expect(&mut self) -> Result<(Event<'a>, YamlSpan), Stop> {
        self.next()?.ok_or(Stop)
    }

    fn deeper(&mut self, span: YamlSpan) -> Result<(), Stop> {
        self.depth += 1;
        if self.depth <= DEPTH {
            return Ok(());
        }
        let place = self.place(span);
        self.findings.push(Diagnostic::new(codes::YAML_DEPTH).with("limit", DEPTH).at(place));
        Err(Stop)
    }

    fn slips(&self) -> Slips<'_> {
        Slips { text: self.text, offset: self.offset, file: self.file }
    }

    /// The slips people make have their own words and mends; what is left has the parser's.
    fn syntax(&self, error: &ScanError) -> Diagnostic {
        let mut at = error.marker().byte_offset().unwrap_or(0).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        if let Some(finding) = self.slips().at(at) {
            return finding;
        }
        let line_end = self.text[at..].find('\n').map_or(self.text.len(), |more| at + more);
        Diagnostic::new(codes::YAML_SYNTAX)
            .with("reason", error.info())
            .at(Place::new(self.file, Span { start: at, end: line_end.max(at) }.shifted(self.offset)))
    }
}

/// A collection's end event points past trailing blank lines; its span should not.
fn trim(text: &str, offset: usize, start: usize, end: usize) -> Span {
    let slice = text.get(start - offset..end.saturating_sub(offset).min(text.len())).unwrap_or_default();
    Span { start, end: start + slice.trim_end().len() }
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    match style {
        ScalarStyle::Plain if matches!(text, "" | "~" | "null" | "Null" | "NULL") => Value::Null,
        ScalarStyle::Plain => Value::Plain(text.into()),
        _ => Value::Quoted(text.trim_end_matches('\n').into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    fn read(text: &str) -> (Node, Vec<Diagnostic>) {
        super::parse(text, 0, &Arc::from(Path::new("x.md")))
    }

    #[test]
    fn words_stay_words() {
        let (tree, findings) = read("a: no\nb: 08\nc: \"1\"\nd: ~\ne:\nf: [x, 2019-11-01]\n");
        assert_eq!(findings, []);
        assert_eq!(tree.get("a").and_then(Node::text), Some("no"));
        assert_eq!(tree.get("b").and_then(Node::text), Some("08"));
        assert_eq!(tree.get("c").map(|node| &node.value), Some(&Value::Quoted("1".into())));
        assert_eq!(tree.get("d").map(|node| &node.value), Some(&Value::Null));
        assert_eq!(tree.get("e").map(|node| &node.value), Some(&Value::Null));
        assert_eq!(tree.get("f").and_then(Node::list).map(<[Node]>::len), Some(2));
    }

    #[test]
    fn a_colon_wants_quotes() {
        let text = "title: Globale Bærum: mangfold\nlead: x\n";
        let (_, findings) = read(text);
        assert_eq!(findings[0].code, codes::UNQUOTED_COLON);
        let span = findings[0].place.as_ref().map(|place| place.span).unwrap();
        assert_eq!(&text[span.start..span.end], "Globale Bærum: mangfold");
    }

    #[test]
    fn every_slip_is_told_at_once() {
        let text = "title: a: b\nlead:x\n# merk\nkicker: @c # d\ntags: [a\ndate: x\n";
        let (_, findings) = parse(text, 4, &Arc::from(Path::new("x.md")));
        let found: Vec<(Code, &str)> = findings
            .iter()
            .map(|finding| {
                let span = finding.place.as_ref().unwrap().span;
                (finding.code, &text[span.start - 4..span.end - 4])
            })
            .collect();
        let expected = [
            (codes::UNQUOTED_COLON, "a: b"),
            (codes::COLON_WITHOUT_SPACE, ":"),
            (codes::MEANINGFUL_CHARACTER, "@c"),
            (codes::YAML_SYNTAX, ": x"),
        ];
        assert_eq!(found, expected);
        let mends: Vec<&str> =
            findings.iter().filter_map(|one| Some(&*one.fix.as_ref()?.replacement)).collect();
        assert_eq!(mends, ["\"a: b\"", "lead: x", "\"@c\""]);
        assert_eq!(read(&format!("b: x\n{}", "a:V\n".repeat(400))).1.len(), SLIPS + 1);
    }

    #[test]
    fn a_variable_wants_quotes() {
        for text in
            ["lead: {{ town }}\n", "lead: {{ town }} er fin\ntitle: x\n", "title: x\nlead: {{town}}: her\n"]
        {
            let (_, findings) = read(text);
            let codes: Vec<Code> = findings.iter().map(|finding| finding.code).collect();
            assert!(
                matches!(codes[..], [codes::UNQUOTED_VARIABLE | codes::UNQUOTED_COLON]),
                "{text:?} {findings:?}"
            );
        }
    }

    #[test]
    fn duplicates_name_both_places() {
        let (_, findings) = read("a: 1\nb: 2\na: 3\n");
        assert_eq!((findings[0].code, findings[0].further.len()), (codes::DUPLICATE_KEY, 1));
    }

    #[test]
    fn bounds_hold() {
        let nested = "[".repeat(17) + &"]".repeat(17);
        assert_eq!(read(&nested).1[0].code, codes::YAML_DEPTH);
        assert!(!read(&"[".repeat(60_000)).1.is_empty());
        assert_eq!(read("a: &x 1\nb: *x\n").1[0].code, codes::YAML_ALIAS);
    }

    #[test]
    fn empty_is_an_empty_table() {
        for text in ["", "\n", "# only a comment\n", "---\n"] {
            assert_eq!(read(text).0.table(), Some(&[][..]), "{text:?}");
        }
    }
}
