//! The slips people make in YAML: each has its own words, and a mend where it surely heals.
//!
//! In: the text and the byte where the parser stopped. Out: a finding better than the parser's, or nothing. A mend is
//! offered only if the parser, given the mended text, gets past the line.

use std::path::Path;
use std::sync::Arc;

use serde_yaml::granit_parser::{Event, Parser};

use super::DEPTH;
use crate::diagnostic::{Code, Diagnostic, Place, Span, codes};
use crate::node::quoted;

/// Characters that mean something to YAML where a value begins.
const MEANINGFUL: [char; 17] =
    ['@', '`', '%', '&', '*', '!', '|', '>', '[', ']', '{', '}', ',', '-', '?', '"', '\''];

/// The text of one document, as the parser got it.
pub(super) struct Slips<'a> {
    pub(super) text: &'a str,
    /// Where it begins in the file.
    pub(super) offset: usize,
    pub(super) file: &'a Arc<Path>,
}

impl Slips<'_> {
    /// The slip at a byte where the parser stopped: on that line, or on the last one before it that says
    /// something.
    pub(super) fn at(&self, at: usize) -> Option<Diagnostic> {
        let line = self.line(at);
        // What the parser takes for one text may be several lines with the same slip.
        let above = std::iter::successors(self.above(line), |line| {
            self.no_space(*line).and_then(|_| self.above(*line)).filter(|line| self.no_space(*line).is_some())
        });
        let lines: Vec<Span> = std::iter::once(line).chain(above).collect();
        // A value goes on below it, as far as the parser can tell: it stops above the next line with a tab.
        let below =
            || self.tab(self.line((line.end + 1).min(self.text.len()))).filter(|tab| tab.fix.is_some());
        if let Some(tab) = self.tab(line).or_else(below) {
            return Some(tab);
        }
        let kinds: [fn(&Self, Span) -> Option<Diagnostic>; 5] =
            [Self::colon, Self::variable_in, Self::no_space, Self::meaningful, Self::quotes_within];
        let slips = kinds.iter().flat_map(|kind| lines.iter().filter_map(move |line| kind(self, *line)));
        let mut slips = slips.chain(self.without_key(line));
        // Of two slips in neighbouring lines, only the one that stopped the parser heals.
        let first = slips.next()?;
        let healing = first.fix.is_none().then(|| slips.find(|slip| slip.fix.is_some())).flatten();
        let told = healing.unwrap_or(first);
        // Of the same slip in several, the first is told first, and the others when it is mended.
        let same = lines.iter().rev().filter(|_| told.code == codes::COLON_WITHOUT_SPACE);
        let mut same = same.filter_map(|line| self.no_space(*line)).filter(|slip| slip.fix.is_some());
        Some(same.next().unwrap_or(told))
    }

    /// A second colon in a value.
    fn colon(&self, line: Span) -> Option<Diagnostic> {
        let value = self.value(line)?;
        let text = self.part(value);
        let plain = !text.starts_with(['"', '\'', '[', '{', '|', '>', '#', '&', '*']);
        (plain && text.contains(": ")).then(|| self.wants_quotes(codes::UNQUOTED_COLON, value))
    }

    /// `{{ town }}` without quotes is a table whose key is a table.
    pub(super) fn variable(&self, at: usize) -> Option<Diagnostic> {
        self.variable_in(self.line(at))
    }

    fn variable_in(&self, line: Span) -> Option<Diagnostic> {
        let value = self.value(line)?;
        self.part(value).starts_with("{{").then(|| self.wants_quotes(codes::UNQUOTED_VARIABLE, value))
    }

    /// `!viktig` before a value names a type of YAML's; no field has one.
    pub(super) fn tag(&self, at: usize) -> Diagnostic {
        let line = self.line(at);
        match self.value(line).filter(|value| self.part(*value).starts_with('!')) {
            Some(value) => self.marked(value),
            None => Diagnostic::new(codes::MEANINGFUL_CHARACTER)
                .with("character", '!')
                .with("quoted", "\"!…\"")
                .at(self.place(line)),
        }
    }

    /// `title:Hei`, which YAML takes for one word.
    fn no_space(&self, line: Span) -> Option<Diagnostic> {
        let text = self.part(line);
        let key_start = text.len() - text.trim_start_matches([' ', '-']).len();
        let (key, value) = text[key_start..].split_once(':')?;
        let word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        if key.is_empty() || !key.chars().all(word) || value.is_empty() || value.starts_with([' ', '/']) {
            return None;
        }
        let colon = line.start + key_start + key.len();
        let finding = Diagnostic::new(codes::COLON_WITHOUT_SPACE)
            .with("key", key)
            .at(self.place(Span { start: colon, end: colon + 1 }));
        // The word behind comes along, so that the mend can be read.
        let whole = Span { start: line.start + key_start, end: line.end };
        let mended = format!("{key}: {value}");
        Some(if self.heals(whole, &mended) { finding.mend(self.place(whole), mended) } else { finding })
    }

    /// A value that begins with a character that means something to YAML, and is healed by quotes.
    fn meaningful(&self, line: Span) -> Option<Diagnostic> {
        let value = self.value(line)?;
        let text = self.part(value);
        let first = text.chars().next().filter(|first| MEANINGFUL.contains(first))?;
        let sure = match first {
            // Only where something stands behind the closing one: `[a, b` is a list that lacks its end.
            '[' => text.find(']').is_some_and(|end| end + 1 < text.len()),
            '{' => text.find('}').is_some_and(|end| end + 1 < text.len()),
            '"' | '\'' => text.matches(first).count() > 1 && !text.ends_with(first),
            _ => true,
        };
        (sure && self.heals(value, &quoted(text))).then(|| self.marked(value))
    }

    /// `'Kari's vei'`: the value ends at its second quotation mark. What stands between the outer ones is meant, or, where
    /// the second ends a word (`"En" og "to"`), all of it.
    fn quotes_within(&self, line: Span) -> Option<Diagnostic> {
        let value = self.value(line)?;
        let text = self.part(value);
        let mark = text.chars().next().filter(|first| matches!(first, '"' | '\''))?;
        let inner = text.strip_prefix(mark)?.strip_suffix(mark)?;
        let (first, behind) = inner.split_once(mark)?;
        let ends_word =
            !first.ends_with(' ') && !behind.starts_with(char::is_alphanumeric) && !behind.is_empty();
        let meant = quoted(if ends_word { text } else { inner });
        let finding = Diagnostic::new(codes::QUOTES_WITHIN).with("quoted", &meant).at(self.place(value));
        self.heals(value, &meant).then_some(finding)
    }

    /// A line indented with tabs: two spaces each, where that heals when those below get the same.
    fn tab(&self, line: Span) -> Option<Diagnostic> {
        let blank = |line: &str| line.len() - line.trim_start_matches(' ').trim_start_matches('\t').len();
        let indent = |line: &str| Some(blank(line)).filter(|end| line[..*end].contains('\t'));
        let spaced = |indent: &str| indent.replace('\t', "  ");
        let first = Span { start: line.start, end: line.start + indent(self.part(line))? };
        let lines = self.text[line.start..].split_inclusive('\n');
        let lines: Vec<(&str, usize)> = lines.map_while(|line| Some((line, indent(line)?))).collect();
        let end = line.start + lines.iter().map(|(line, _)| line.len()).sum::<usize>();
        let all = lines.iter().map(|(line, end)| spaced(&line[..*end]) + &line[*end..]).collect::<String>();
        let finding = Diagnostic::new(codes::TAB_INDENT).at(self.place(first));
        let healed = self.heals(Span { start: line.start, end }, &all);
        Some(if healed { finding.mend(self.place(first), spaced(self.part(first))) } else { finding })
    }

    /// The second line of a value that is not indented.
    fn without_key(&self, line: Span) -> Option<Diagnostic> {
        let text = self.part(line);
        let plain = text.starts_with(char::is_alphanumeric) && !text.contains(':');
        let start = Span { start: line.start, end: line.start };
        let told = plain && self.above(line).is_some() && self.heals(start, "  ");
        told.then(|| Diagnostic::new(codes::LINE_WITHOUT_KEY).at(self.place(line)))
    }

    fn marked(&self, value: Span) -> Diagnostic {
        let first = self.part(value).chars().next().unwrap_or('!');
        self.wants_quotes(codes::MEANINGFUL_CHARACTER, value).with("character", first)
    }

    /// A value that must stand in quotes, with the mend.
    fn wants_quotes(&self, code: Code, value: Span) -> Diagnostic {
        let place = self.place(value);
        let quoted = quoted(self.part(value));
        let finding = Diagnostic::new(code).with("quoted", &quoted).at(place.clone());
        if self.heals(value, &quoted) { finding.mend(place, quoted) } else { finding }
    }

    /// Whether the parser gets past the line if `span` reads `instead`.
    fn heals(&self, span: Span, instead: &str) -> bool {
        let rest = &self.text[span.end..];
        let line = rest.find('\n').unwrap_or(rest.len());
        let mended = [&self.text[..span.start], instead, rest].concat();
        let line_end = span.start + instead.len() + line;
        let mut depth = 0;
        for event in Parser::new_from_str(&mended) {
            match event {
                Err(error) => return error.marker().byte_offset().is_some_and(|at| at > line_end),
                Ok((_, span)) if span.byte_range().is_some_and(|range| range.start > line_end) => {
                    return true;
                }
                Ok((Event::MappingStart(..) | Event::SequenceStart(..), _)) => depth += 1,
                Ok((Event::MappingEnd | Event::SequenceEnd, _)) => depth -= 1,
                Ok(_) => {}
            }
            if depth > DEPTH {
                return false;
            }
        }
        true
    }

    fn place(&self, span: Span) -> Place {
        Place::new(self.file, span.shifted(self.offset))
    }

    fn part(&self, span: Span) -> &str {
        &self.text[span.start..span.end]
    }

    /// The line a byte stands in, without its line break.
    fn line(&self, at: usize) -> Span {
        let start = self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let end = self.text[start..].find('\n').map_or(self.text.len(), |newline| start + newline);
        Span { start, end: start + self.text[start..end].trim_end().len() }
    }

    /// The nearest line above that is neither empty nor a remark.
    fn above(&self, line: Span) -> Option<Span> {
        let lines = std::iter::successors(Some(line), |line| Some(self.line(line.start.checked_sub(1)?)));
        let says = |line: &Span| !matches!(self.part(*line).trim_start().chars().next(), None | Some('#'));
        lines.skip(1).find(says)
    }

    /// What stands behind the first colon of a line, or else behind its hyphen, without the remark at its end.
    fn value(&self, line: Span) -> Option<Span> {
        let text = self.part(line);
        let hyphen = text.trim_start().strip_prefix("- ");
        // A colon in a remark parts nothing.
        let pair = text.split_once(": ").filter(|(key, _)| !key.contains(" #"));
        let behind = pair.map(|(_, value)| value).or(hyphen)?.trim_start();
        let start = line.end - behind.len();
        let remark = if behind.starts_with(['"', '\'']) { None } else { behind.find(" #") };
        let value = behind[..remark.unwrap_or(behind.len())].trim_end();
        (!value.is_empty()).then_some(Span { start, end: start + value.len() })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::node::yaml::parse;

    /// The code, and the text as the mend leaves it.
    fn mended(text: &str) -> Option<(&'static str, String)> {
        let (_, findings) = parse(text, 0, &Arc::from(Path::new("x.md")));
        let fix = findings.first()?.fix.as_ref()?;
        let mut text = text.to_owned();
        text.replace_range(std::ops::Range::from(fix.place.span), &fix.replacement);
        Some((findings[0].code.0, text))
    }

    #[test]
    fn slips_that_mend_themselves() {
        for (text, code, expected) in [
            ("title: Bærum: nå # merk\nlead: x\n", "G0204", "title: \"Bærum: nå\" # merk\nlead: x\n"),
            ("title: x\nlead: {{ town }} nå # merk\n", "G0218", "title: x\nlead: \"{{ town }} nå\" # merk\n"),
            ("title: @x \"y\"\r\nlead: z\r\n", "G0219", "title: '@x \"y\"'\r\nlead: z\r\n"),
            ("title: *viktig* x\nlead: z\n", "G0219", "title: \"*viktig* x\"\nlead: z\n"),
            ("title: & co\n", "G0219", "title: \"& co\"\n"),
            ("title: !viktig melding\nlead: a\n", "G0219", "title: \"!viktig melding\"\nlead: a\n"),
            ("title: [Ny] jobb\nlead: x\n", "G0219", "title: \"[Ny] jobb\"\nlead: x\n"),
            ("title: \"Sitat\" sa hun\n", "G0219", "title: '\"Sitat\" sa hun'\n"),
            ("title: > 50 nye\nlead: x\n", "G0219", "title: \"> 50 nye\"\nlead: x\n"),
            ("steps:\n  - @x\n  - b\n", "G0219", "steps:\n  - \"@x\"\n  - b\n"),
            ("title:Hei # merk: {{ x }}\nlead: x\n", "G0220", "title: Hei # merk: {{ x }}\nlead: x\n"),
            ("lead: x\ntitle:Hei\n", "G0220", "lead: x\ntitle: Hei\n"),
            ("title:Hei\n\n# merk\nlead: a: b\n", "G0220", "title: Hei\n\n# merk\nlead: a: b\n"),
            ("image:\n\tsrc: a\n", "G0224", "image:\n  src: a\n"),
            ("a:\n\tb:\n\t\tc: d\n\te: f\ng: h\n", "G0224", "a:\n  b:\n\t\tc: d\n\te: f\ng: h\n"),
        ] {
            assert_eq!(mended(text), Some((code, expected.to_owned())), "{text:?}");
        }
    }

    #[test]
    fn every_line_with_a_tab_is_told() {
        let text = "a:\n\tb: x\n\tc:\n\t\td: y\n\te: z\nf: g\n";
        let (_, findings) = parse(text, 0, &Arc::from(Path::new("x.md")));
        let mends: Vec<&str> =
            findings.iter().filter_map(|one| Some(&*one.fix.as_ref()?.replacement)).collect();
        assert_eq!((findings.len(), mends), (4, vec!["  ", "  ", "    ", "  "]));
    }

    #[test]
    fn every_line_without_its_space_is_told() {
        for (text, lines) in [
            ("title:Hei\nlead:x\ndate: 2026-01-01\n", "title lead"),
            ("date: 2026-01-01\ntitle:Hei\nlead:x\nslug:y\nexample: true\n", "title lead slug"),
            ("title:Hei\nlead:x\nslug:y\n", "title lead slug"),
            ("title:Hei\n", "title"),
        ] {
            let (_, findings) = parse(text, 0, &Arc::from(Path::new("x.md")));
            let told: Vec<&str> =
                findings.iter().filter_map(|one| Some(one.values.get("key")?.as_str())).collect();
            assert_eq!((told.join(" "), findings.len()), (lines.to_owned(), told.len()), "{text:?}");
            assert!(findings.iter().all(|one| one.fix.is_some()), "{text:?}");
        }
    }

    #[test]
    fn slips_with_words_of_their_own() {
        for (text, code, quoted) in [
            ("title: 'Kari's vei'\nlead: x\n", "G0222", "\"Kari's vei\""),
            ("title: \"Hun sa \"ja\"\"\n", "G0222", "'Hun sa \"ja\"'"),
            ("title: \"En\" og \"to\"\nlead: x\n", "G0222", "'\"En\" og \"to\"'"),
            ("title: x\nlead: En linje\nog en til\ndate: 2026\n", "G0223", ""),
            ("title: Vi er #1\n", "G0221", "\"Vi er #1\""),
            ("tags:\n  - a\n  - jobb  #nå\n", "G0221", "\"jobb  #nå\""),
            ("lead: #jobb\ntitle: x\n", "G0221", "\"#jobb\""),
        ] {
            let (_, findings) = parse(text, 0, &Arc::from(Path::new("x.md")));
            let told: Vec<_> = findings
                .iter()
                .map(|one| (one.code.0, one.values.get("quoted").map_or("", String::as_str)))
                .collect();
            assert_eq!(told, [(code, quoted)], "{text:?}");
        }
        for text in
            ["title: x # merk\n", "title: x #TODO\n", "title: \"a #1\"\nlead: |\n  b #2\n", "a: b#1\n#x\n"]
        {
            assert_eq!(parse(text, 0, &Arc::from(Path::new("x.md"))).1, [], "{text:?}");
        }
    }

    #[test]
    fn what_may_be_meant_in_two_ways_is_left_alone() {
        for text in [
            "tags: [a, b\nlead: x\n",
            "title: \"Hei\nlead: x\n",
            "title: 'Det's fint'\nlead: x\n",
            "title: \"En\" og \"to\"\n",
            "tags: [@x, d]\n",
            "a: &x 1\nb: *x\n",
            "website: https://x.no\nlead @ x\n",
        ] {
            assert_eq!(mended(text), None, "{text:?}");
        }
    }
}
