//! What went wrong, where, and how to mend it: data until the last moment, words only in `report/`.
//!
//! A [`Diagnostic`] names a [`Code`] and the values its sentence needs. The sentences themselves, in
//! Norwegian and English, stand in `diagnostic/catalogue/*.toml`, one table a code.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

pub mod codes;
mod terms;

/// A stable name such as `G0301`, which never changes its meaning.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
pub struct Code(pub &'static str);

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let name = String::deserialize(from)?;
        let known = codes::ALL.iter().find(|code| code.0 == name);
        known.copied().ok_or_else(|| serde::de::Error::custom("no code of this program"))
    }
}

/// How bad it is. An error stops the publishing, a warning does not.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The site is not published until this is mended.
    Error,
    /// Worth mending, but the site is published.
    Warning,
}

/// A stretch of bytes in a file, as a path relative to the project's root.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Place {
    /// The file, relative to the root.
    #[serde(with = "shared_path")]
    pub file: Arc<Path>,
    /// Bytes from the file's beginning; `0..0` speaks of the file as a whole.
    pub span: Span,
}

/// A half-open range of bytes that can be ordered and copied.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The same range, `by` bytes further on.
    pub fn shifted(self, by: usize) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self { start: range.start, end: range.end }
    }
}

impl From<Span> for Range<usize> {
    fn from(span: Span) -> Self {
        span.start..span.end
    }
}

/// A shared path, written as a path.
mod shared_path {
    use std::path::{Path, PathBuf};
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(path: &Arc<Path>, to: S) -> Result<S::Ok, S::Error> {
        path.as_ref().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<Path>, D::Error> {
        PathBuf::deserialize(from).map(Arc::from)
    }
}

impl Place {
    /// A stretch of a file.
    pub fn new(file: &Arc<Path>, span: impl Into<Span>) -> Self {
        Self { file: file.clone(), span: span.into() }
    }

    /// A file as a whole.
    pub fn file(file: impl Into<PathBuf>) -> Self {
        Self { file: Arc::from(file.into()), span: Span::default() }
    }
}

/// Bytes that `globale check --fix` may put in place of others.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Fix {
    /// What is replaced.
    pub place: Place,
    /// By what.
    pub replacement: String,
    /// A file that must be there with it, below the root, and what it holds.
    pub along: Option<(PathBuf, Vec<u8>)>,
}

/// How codes begin that tell of fields.
const FIELDS: &str = "G03";

/// One finding.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Which kind of finding.
    pub code: Code,
    /// Where; `None` only where no file is to blame.
    pub place: Option<Place>,
    /// The other places it speaks of, such as the second of two pages with one address.
    pub further: Vec<Place>,
    /// The values its sentences name, as `{name}`.
    pub values: BTreeMap<Cow<'static, str>, String>,
    /// A mechanical mend, where there is one.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A finding without a place yet.
    pub fn new(code: Code) -> Self {
        Self { code, place: None, further: Vec::new(), values: BTreeMap::new(), fix: None }
    }

    /// For a link, pipe, socket or device where a file should be, at a path below the root.
    pub fn not_a_file(path: &Path, what: &str) -> Self {
        let finding = Self::new(codes::NOT_A_FILE).with("path", path.display()).with("what", what);
        finding.at(Place::file(path))
    }

    /// For a file or folder that cannot be read, at a path below the root.
    pub fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        let finding = Self::new(codes::UNREADABLE).with("path", path.display()).with("reason", error);
        finding.at(Place::file(path))
    }

    /// For a file that is no text in UTF-8 from some byte on.
    pub fn not_utf8(path: &Path, bytes: &[u8], valid_up_to: usize) -> Self {
        let guess = match bytes {
            [0xff, 0xfe, ..] => "UTF-16LE",
            [0xfe, 0xff, ..] => "UTF-16BE",
            _ => "ISO-8859-1",
        };
        // The place says only the file: a byte position means nothing once the text cannot be read as text.
        let finding = Self::new(codes::NOT_UTF8).with("byte", valid_up_to + 1).with("guess", guess);
        finding.at(Place::file(path))
    }

    /// For a mark that something is still to be filled in.
    pub fn unfinished(what: &str, place: Place) -> Self {
        Self::new(codes::UNFINISHED).with("what", what).at(place)
    }

    /// Says where.
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Names another place it speaks of.
    pub fn also(mut self, place: Place) -> Self {
        self.further.push(place);
        self
    }

    /// Fills `{name}` in the sentences.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.values.insert(name.into(), value.to_string());
        self
    }

    /// Names the nearest of `known`, if one is near: then the hint says so.
    pub fn nearest<'a>(self, word: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match crate::text::nearest(word, known) {
            Some(near) => self.with("near", near),
            None => self,
        }
    }

    /// Offers a mechanical mend.
    pub fn mend(mut self, place: Place, replacement: impl Into<String>) -> Self {
        self.fix = Some(Fix { place, replacement: replacement.into(), along: None });
        self
    }

    /// Says which file must be there with the mend, below the root, and what it holds.
    pub fn along(mut self, path: PathBuf, bytes: Vec<u8>) -> Self {
        if let Some(fix) = &mut self.fix {
            fix.along = Some((path, bytes));
        }
        self
    }

    /// Offers other bytes for its very place, where there are any.
    pub fn mend_in_place(self, replacement: Option<String>) -> Self {
        match (self.place.clone(), replacement) {
            (Some(place), Some(replacement)) => self.mend(place, replacement),
            _ => self,
        }
    }

    /// How bad it is, from the catalogue.
    pub fn severity(&self) -> Severity {
        entry(self.code).severity
    }

    /// Whether a template wanted a value and found none.
    fn fails_on_nothing(&self) -> bool {
        let says = |reason: &String| reason.contains("`none`") || reason.contains("type none");
        let fails = matches!(self.code, codes::TEMPLATE_FAILS | codes::COMPONENT_FAILS);
        fails && self.values.get("reason").is_some_and(says)
    }

    /// What is wrong, in `lang` ("nb", else English).
    pub fn message(&self, lang: &str) -> String {
        fill(&entry(self.code).words(lang).message, &self.said(lang), lang)
    }

    /// How to mend it, in `lang`.
    pub fn hint(&self, lang: &str) -> String {
        let words = entry(self.code).words(lang);
        let near = words.near.as_ref().filter(|_| self.values.contains_key("near"));
        let nothing_near = self.values.get("known").is_some_and(String::is_empty);
        let alone = words.alone.as_ref().filter(|_| nothing_near);
        fill(near.or(alone).unwrap_or(&words.hint), &self.said(lang), lang)
    }

    /// The values, with our own words among them in `lang`.
    fn said(&self, lang: &str) -> BTreeMap<&str, String> {
        let say =
            |name: &str, value: &String| terms::said(name, value, lang).unwrap_or_else(|| value.clone());
        self.values.iter().map(|(name, value)| (&**name, say(name, value))).collect()
    }

    fn order(&self) -> (Severity, &Option<Place>, Code, &BTreeMap<Cow<'static, str>, String>) {
        (self.severity(), &self.place, self.code, &self.values)
    }
}

/// Sorts findings as people read them (errors first, then by file and place) and drops exact repeats, and templates that
/// fail on a value which is not there because its field is missing or cannot be understood: that is an error already. A disk is
/// full once, however many files wanted to be written.
pub fn sort(findings: &mut Vec<Diagnostic>) {
    let of_field = |finding: &Diagnostic| finding.code.0.starts_with(FIELDS);
    if findings.iter().any(|finding| of_field(finding) && finding.severity() == Severity::Error) {
        findings.retain(|finding| !finding.fails_on_nothing());
    }
    findings.sort_by(|a, b| a.order().cmp(&b.order()));
    findings.dedup();
    let mut told = false;
    findings.retain(|finding| finding.code != codes::DISK_FULL || !std::mem::replace(&mut told, true));
}

/// Whether any of them stops the publishing.
pub fn has_errors(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|finding| finding.severity() == Severity::Error)
}

/// What the catalogue holds of one code.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// How bad it is.
    pub severity: Severity,
    /// The sentences in Norwegian bokmål.
    pub nb: Words,
    /// The sentences in English.
    pub en: Words,
}

/// The sentences of one code in one language; `{name}` stands for a value.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub hint: String,
    /// How to mend it when a near name is known, as `{near}`.
    pub near: Option<String>,
    /// How to mend it when there is nothing to list as `{known}`.
    pub alone: Option<String>,
    /// What `globale explain` prints below: why the rule exists, with an example.
    pub explain: String,
}

impl Entry {
    /// The sentences in `lang`: Norwegian for nb, nn and no, else English.
    pub fn words(&self, lang: &str) -> &Words {
        if is_norwegian(lang) { &self.nb } else { &self.en }
    }
}

/// Norwegian is said to whoever reads any kind of it.
fn is_norwegian(lang: &str) -> bool {
    matches!(lang.split(['-', '_']).next(), Some("nb" | "nn" | "no"))
}

/// All codes with their sentences, in order.
pub fn catalogue() -> &'static BTreeMap<String, Entry> {
    static CATALOGUE: LazyLock<BTreeMap<String, Entry>> = LazyLock::new(|| {
        codes::CATALOGUE
            .iter()
            .flat_map(|text| {
                toml::from_str::<BTreeMap<String, Entry>>(text).expect("the built-in catalogue is valid")
            })
            .collect()
    });
    &CATALOGUE
}

/// What the catalogue holds of a code.
pub fn entry(code: Code) -> &'static Entry {
    catalogue().get(code.0).expect("a unit test holds every code against the catalogue")
}

/// Puts the values in a sentence; a brace without a known name stays as it is. A value that is itself words may have a
/// Norwegian form, as `name@nb`.
fn fill(sentence: &str, values: &BTreeMap<&str, String>, lang: &str) -> String {
    let norwegian = is_norwegian(lang);
    let value = |name: &str| {
        let own = norwegian.then(|| values.get(format!("{name}@nb").as_str())).flatten();
        own.or_else(|| values.get(name))
    };
    let mut said = String::with_capacity(sentence.len() + 32);
    let mut rest = sentence;
    while let Some(open) = rest.find('{') {
        let (before, after) = rest.split_at(open);
        said.push_str(before);
        let close = after.find('}');
        match close.and_then(|close| value(&after[1..close]).map(|value| (close, value))) {
            Some((close, value)) => {
                said.push_str(value);
                rest = &after[close + 1..];
            }
            None => {
                said.push('{');
                rest = &after[1..];
            }
        }
    }
    said.push_str(rest);
    said
}

/// A sentence without its values: `{key}` becomes `…`.
pub fn unfilled(sentence: &str) -> String {
    let mut shown = String::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        shown.push_str(before);
        match after.split_once('}') {
            Some((name, after))
                if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') =>
            {
                shown.push('…');
                rest = after;
            }
            _ => {
                shown.push('{');
                rest = after;
            }
        }
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_sentences_and_every_sentence_its_code() {
        let named: Vec<&str> = codes::ALL.iter().map(|code| code.0).collect();
        let written: Vec<&str> = catalogue().keys().map(String::as_str).collect();
        let mut sorted = named.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, written);
    }

    #[test]
    fn both_languages_name_the_same_values() {
        fn names(sentence: &str) -> Vec<&str> {
            let mut found: Vec<&str> =
                sentence.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect();
            found.retain(|name| name.chars().all(|letter| letter.is_ascii_lowercase()));
            found.sort_unstable();
            found
        }
        for (code, entry) in catalogue() {
            assert_eq!(names(&entry.nb.message), names(&entry.en.message), "{code}");
            assert_eq!(entry.nb.near.is_some(), entry.en.near.is_some(), "{code}");
            assert_eq!(entry.nb.alone.is_some(), entry.en.alone.is_some(), "{code}");
            assert!(!entry.nb.explain.is_empty() && !entry.en.explain.is_empty(), "{code}");
        }
    }

    #[test]
    fn an_error_is_left_out_only_beside_the_error_it_follows_from() {
        let template = Diagnostic::new(codes::TEMPLATE_FAILS).with("reason", "the value is `none`");
        let fields = codes::ALL.iter().filter(|code| code.0.starts_with(FIELDS));
        for code in fields.copied() {
            let mut findings = vec![template.clone(), Diagnostic::new(code)];
            let is_error = findings[1].severity() == Severity::Error;
            sort(&mut findings);
            assert_eq!(findings.len() == 1, is_error, "{}", code.0);
            assert!(findings.iter().any(|finding| finding.severity() == Severity::Error), "{}", code.0);
        }
    }

    #[test]
    fn a_disk_is_full_once() {
        let full = |path: &str| Diagnostic::new(codes::DISK_FULL).with("path", path);
        let mut findings = vec![full("b"), Diagnostic::new(codes::BAD_DATE), full("a")];
        sort(&mut findings);
        assert_eq!(findings, [Diagnostic::new(codes::BAD_DATE), full("a")]);
    }

    #[test]
    fn a_brace_without_a_name_stays() {
        let values = BTreeMap::from([("key", "titel".to_owned())]);
        assert_eq!(fill("`{key}` {x} {{", &values, "en"), "`titel` {x} {{");
    }

    #[test]
    fn words_among_the_values_may_be_norwegian() {
        let values = BTreeMap::from([("found", "a name".to_owned()), ("found@nb", "et navn".to_owned())]);
        assert_eq!(
            ["nb", "nn_NO", "en"].map(|lang| fill("{found}", &values, lang)),
            ["et navn", "et navn", "a name"]
        );
    }

    #[test]
    fn values_are_left_open() {
        assert_eq!(unfilled("`{key}` in {{ {a b} {file}"), "`…` in {{ {a b} …");
    }
}
