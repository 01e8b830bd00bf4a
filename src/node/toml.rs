//! TOML as a tree with places.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

use super::{Node, Pair, Value};
use crate::diagnostic::{Diagnostic, Place, Span, codes};

/// Of what the parser stumbles over, this much is told: behind the first slips most are their echoes.
const TOLD: usize = 20;

/// Values that are no text, however they are written: quotes are not what they lack.
const TRUTHS: [&str; 6] = ["true", "false", "yes", "no", "ja", "nei"];

/// Reads a TOML file; the table is empty where nothing could be made of it (`G0102`, `G0119`).
pub fn parse(text: &str, file: &Arc<Path>) -> (Node, Vec<Diagnostic>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let spans = errors.iter().map(|error| error.span().unwrap_or(0..0));
    let told = errors.iter().zip(spans).enumerate().take_while(|(nth, (_, span))| {
        // A line that surprises from its beginning on, behind another slip, is that slip's echo.
        *nth == 0 || !line_before(text, span.start).trim().is_empty()
    });
    let findings = told.take(TOLD).map(|(_, (error, span))| {
        let syntax = || Diagnostic::new(codes::TOML_SYNTAX).with("reason", error.message());
        match unquoted(text, span.start) {
            Some((span, value, quoted)) => Diagnostic::new(codes::TEXT_WITHOUT_QUOTES)
                .with("value", value)
                .with("quoted", &quoted)
                .at(Place::new(file, span))
                .mend_in_place(Some(quoted)),
            None => syntax().at(Place::new(file, span)),
        }
    });
    (Node { span: Span::default(), value: pairs(table.get_ref()) }, findings.collect())
}

/// What stands before a place on its line.
fn line_before(text: &str, at: usize) -> &str {
    let before = text.get(..at).unwrap_or_default();
    before.rsplit('\n').next().unwrap_or_default()
}

/// The text without quotes, or with curly ones, that is the whole value of the line of `at`: where it stands, what is
/// written, and how it should be.
fn unquoted(text: &str, at: usize) -> Option<(Range<usize>, &str, String)> {
    let begin = at.checked_sub(line_before(text, at).len())?;
    let line = text.get(begin..)?.lines().next()?;
    let (key, rest) = line.split_once('=')?;
    let is_key = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | ' ' | '\t');
    let value = rest.split('#').next()?.trim();
    let curly = ['“', '”', '„', '«', '»', '‘', '’'];
    let bare = value.trim_matches(curly).trim();
    let is_text = bare.starts_with(char::is_alphabetic)
        && !bare.contains(['"', '\'', '\\', '[', ']', '{', '}', '=', ',']);
    if !key.chars().all(is_key) || !is_text || TRUTHS.contains(&bare.to_lowercase().as_str()) {
        return None;
    }
    let start = begin + key.len() + 1 + rest.find(value)?;
    Some((start..start + value.len(), value, format!("\"{bare}\"")))
}

fn pairs(table: &DeTable<'_>) -> Value {
    let mut pairs: Vec<Pair> = table
        .iter()
        .map(|(key, value)| Pair {
            key: key.get_ref().as_ref().into(),
            key_span: key.span().into(),
            value: node(value),
        })
        .collect();
    // The parser's map is sorted by name; people read files in the order they stand.
    pairs.sort_by_key(|pair| pair.key_span.start);
    Value::Table(pairs)
}

fn node(value: &Spanned<DeValue<'_>>) -> Node {
    let inner = match value.get_ref() {
        DeValue::String(text) => Value::Quoted(text.as_ref().into()),
        DeValue::Integer(number) => Value::Plain(number.as_str().replace('_', "").into()),
        DeValue::Float(number) => Value::Plain(number.as_str().replace('_', "").into()),
        DeValue::Boolean(truth) => Value::Plain(truth.to_string().into()),
        DeValue::Datetime(moment) => Value::Plain(moment.to_string().into()),
        DeValue::Array(items) => Value::List(items.iter().map(node).collect()),
        DeValue::Table(table) => pairs(table),
    };
    Node { span: value.span().into(), value: inner }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_order_and_places() {
        let file: Arc<Path> = Arc::from(Path::new("site.toml"));
        let text = "z = 1\na = \"x\"\n[t]\nd = 2018-04-01\n";
        let (tree, findings) = parse(text, &file);
        assert!(findings.is_empty());
        let keys: Vec<&str> = tree.table().unwrap().iter().map(|pair| &*pair.key).collect();
        assert_eq!(keys, ["z", "a", "t"]);
        let date = tree.get("t").and_then(|table| table.get("d")).unwrap();
        assert_eq!((date.text(), &text[date.span.start..date.span.end]), (Some("2018-04-01"), "2018-04-01"));
    }

    #[test]
    fn says_where_it_breaks() {
        let file: Arc<Path> = Arc::from(Path::new("site.toml"));
        let (_, findings) = parse("a = 1\nb = = 2\n", &file);
        assert_eq!(findings[0].place.as_ref().map(|place| place.span.start >= 8), Some(true));
        let many: String = (0..1_000).map(|number| format!("a{number} = = 2\n")).collect();
        assert_eq!(parse(&many, &file).1.len(), TOLD);
    }

    #[test]
    fn what_follows_from_a_slip_is_not_told() {
        let file: Arc<Path> = Arc::from(Path::new("site.toml"));
        let text =
            "[languages]\nnb = { name = \"Norsk\"\nen = { name = \"English\" }\npl = { name = \"Polski\" }\n";
        assert_eq!(parse(text, &file).1.len(), 1);
    }

    #[test]
    fn a_text_without_quotes_is_mended() {
        for (line, mended) in [
            ("theme = globale", Some("theme = \"globale\"")),
            ("name = Globale Bærum # vår by", Some("name = \"Globale Bærum\" # vår by")),
            ("name = “Globale Bærum”", Some("name = \"Globale Bærum\"")),
            ("draft = True", None),
            ("name = Bærum, Norge", None),
            ("name = \"Globale Bærum", None),
            ("languages = [nb, en]", None),
        ] {
            let file: Arc<Path> = Arc::from(Path::new("site.toml"));
            let fix = parse(line, &file).1.into_iter().find_map(|finding| finding.fix);
            let fixed = fix.map(|fix| {
                let (before, after) = (&line[..fix.place.span.start], &line[fix.place.span.end..]);
                format!("{before}{}{after}", fix.replacement)
            });
            assert_eq!(fixed.as_deref(), mended, "{line}");
        }
    }
}
