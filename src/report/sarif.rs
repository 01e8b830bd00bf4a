//! Findings as SARIF 2.1.0: what GitHub's code scanning, GitLab and editors read.
//!
//! One run with the rules that spoke, and one result a finding. Lines and columns count from 1, columns in characters;
//! the end is one past the last. Addresses of files are relative to where the program was started, which in CI is the
//! top of the repository.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Component, Path, PathBuf};

use serde_json::{Map, Value, json};

use super::clean::clean;
use super::json;
use super::locate::{Located, Texts};
use super::words::Tongue;
use super::{Asked, Said};
use crate::diagnostic::{self, Code, Diagnostic, Fix, Place, Severity, Span};
use crate::fingerprint::Fingerprint;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// What files are relative to, as SARIF calls the top of the sources.
const ROOT: &str = "%SRCROOT%";
/// Where a finding without a file is shown: scanners refuse a result without a place.
const NOWHERE: &str = "site.toml";

/// One document on standard output.
pub(super) fn said(texts: &Texts, found: &[Diagnostic], asked: &Asked) -> Said {
    let writer = Writer { texts, tongue: asked.tongue, prefix: within(&asked.prefix) };
    Said { out: json::print(&writer.document(found)), err: String::new() }
}

struct Writer<'a> {
    texts: &'a Texts<'a>,
    tongue: Tongue,
    prefix: PathBuf,
}

/// The way to the project, where it leads further in; a scanner knows no files elsewhere.
fn within(prefix: &Path) -> PathBuf {
    let inside = prefix.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if inside { prefix.to_owned() } else { PathBuf::new() }
}

impl Writer<'_> {
    fn document(&self, found: &[Diagnostic]) -> Value {
        let codes: Vec<Code> =
            found.iter().map(|finding| finding.code).collect::<BTreeSet<_>>().into_iter().collect();
        let index: BTreeMap<Code, usize> = codes.iter().enumerate().map(|(at, code)| (*code, at)).collect();
        let mut seen = HashMap::new();
        let results: Vec<Value> =
            found.iter().map(|finding| self.result(finding, index[&finding.code], &mut seen)).collect();
        json!({
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": env!("CARGO_PKG_NAME"),
                    "version": env!("CARGO_PKG_VERSION"),
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "informationUri": env!("CARGO_PKG_REPOSITORY"),
                    "rules": codes.iter().map(|code| self.rule(*code)).collect::<Vec<_>>(),
                }},
                "language": self.tongue.tag(),
                "columnKind": "unicodeCodePoints",
                "results": results,
            }],
        })
    }

    fn rule(&self, code: Code) -> Value {
        let entry = diagnostic::entry(code);
        let words = entry.words(self.tongue.tag());
        let hint = clean(&diagnostic::unfilled(&words.hint));
        json!({
            "id": code.0,
            "shortDescription": { "text": clean(&diagnostic::unfilled(&words.message)) },
            "fullDescription": { "text": words.explain },
            "help": { "text": format!("{hint}\n\n{}", words.explain) },
            "defaultConfiguration": { "level": level(entry.severity) },
        })
    }

    fn result(&self, finding: &Diagnostic, rule: usize, seen: &mut HashMap<Fingerprint, usize>) -> Value {
        let place = finding.place.clone().unwrap_or_else(|| Place::file(NOWHERE));
        let located = self.texts.locate(&place);
        let lang = self.tongue.tag();
        let text = format!("{}\n{}", clean(&finding.message(lang)), clean(&finding.hint(lang)));
        let mut result = json!({
            "ruleId": finding.code.0,
            "ruleIndex": rule,
            "level": level(finding.severity()),
            "message": { "text": text },
            "locations": [{ "physicalLocation": self.physical(&place, &located) }],
            "partialFingerprints": { "primaryLocationLineHash": hash(finding.code, &place, &located, seen) },
        });
        let Some(object) = result.as_object_mut() else { return result };
        if !finding.further.is_empty() {
            object.insert("relatedLocations".to_owned(), self.further(&finding.further));
        }
        if let Some(fix) = finding.fix.as_ref().and_then(|fix| self.fix(fix)) {
            object.insert("fixes".to_owned(), json!([fix]));
        }
        result
    }

    fn further(&self, places: &[Place]) -> Value {
        let locations = places.iter().enumerate().map(|(at, place)| {
            json!({
                "id": at,
                "physicalLocation": self.physical(place, &self.texts.locate(place)),
                "message": { "text": self.tongue.pick("se også", "see also") },
            })
        });
        locations.collect()
    }

    /// A mend; nothing where the file cannot be read again, since then nobody knows what it would replace.
    fn fix(&self, fix: &Fix) -> Option<Value> {
        let region = region(&self.texts.locate(&fix.place))?;
        let what = self.tongue.pick("Rett det slik", "Mend it this way");
        Some(json!({
            "description": { "text": what },
            "artifactChanges": [{
                "artifactLocation": self.artifact(&fix.place.file),
                "replacements": [{
                    "deletedRegion": region,
                    "insertedContent": { "text": fix.replacement },
                }],
            }],
        }))
    }

    fn physical(&self, place: &Place, located: &Located) -> Value {
        let whole = place.span == Span::default();
        let region = region(located).filter(|_| !whole).unwrap_or_else(|| json!({ "startLine": 1 }));
        json!({ "artifactLocation": self.artifact(&place.file), "region": region })
    }

    fn artifact(&self, file: &Path) -> Value {
        json!({ "uri": uri(&self.prefix.join(file)), "uriBaseId": ROOT })
    }
}

fn region(located: &Located) -> Option<Value> {
    let ((line, column), (end_line, end_column)) = (located.start?, located.end?);
    let mut region = Map::new();
    for (key, value) in
        [("startLine", line), ("startColumn", column), ("endLine", end_line), ("endColumn", end_column)]
    {
        region.insert(key.to_owned(), Value::from(value));
    }
    Some(Value::Object(region))
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// What tells one finding from another however far its line moves: the code, the file and the words of the line, and
/// which of several alike it is.
fn hash(code: Code, place: &Place, located: &Located, seen: &mut HashMap<Fingerprint, usize>) -> String {
    let line = located.quote.as_ref().map_or("", |quote| quote.text.trim());
    let file = place.file.as_os_str().as_encoded_bytes();
    let all = [code.0.as_bytes(), b"\0", file, b"\0", line.as_bytes()].concat();
    let fingerprint = Fingerprint::of(&all);
    let count = seen.entry(fingerprint).or_insert(0);
    *count += 1;
    format!("{}:{count}", fingerprint.short(16))
}

/// A relative path as RFC 3986 has it: everything but plain letters, digits and `-._~/` in percent.
fn uri(path: &Path) -> String {
    let mut uri = String::new();
    for part in path.components().filter(|part| *part != Component::CurDir) {
        if !uri.is_empty() {
            uri.push('/');
        }
        for byte in part.as_os_str().as_encoded_bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    uri.push(char::from(*byte));
                }
                byte => uri.push_str(&format!("%{byte:02X}")),
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_relative_and_encoded() {
        assert_eq!(uri(Path::new("./content/bærum/50 %.md")), "content/b%C3%A6rum/50%20%25.md");
        assert_eq!(within(Path::new("sites/one")), Path::new("sites/one"));
        for elsewhere in ["/srv/site", "../site", "a/../b"] {
            assert_eq!(within(Path::new(elsewhere)), Path::new(""), "{elsewhere}");
        }
    }
}
