//! The theme's strings held against its templates and the site's languages: misspelt, missing, unused, and plural forms
//! a language needs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Said, Strings};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::locale::{Formats, Lang};
use crate::text::nearest_few;

/// Of the missing strings of a language, this many are named.
const NAMED: usize = 6;

/// Everything that is wrong with the strings.
pub(super) fn check(
    config: &Config,
    strings: &Strings,
    texts: &[(String, String)],
    files: &BTreeMap<String, PathBuf>,
) -> Vec<Diagnostic> {
    let known = strings.keys();
    let mut findings = Vec::new();
    for (name, text) in texts {
        let Some(file) = files.get(name) else { continue };
        let file: Arc<Path> = Arc::from(file.as_path());
        findings.extend(
            called(text)
                .filter(|(key, _)| !known.contains(key))
                .map(|(key, at)| unknown(key, &known, Place::new(&file, at..at + key.len()))),
        );
    }
    let used = used(strings, texts);
    for ((_, key), place) in &strings.places {
        if !used.contains(key.as_str()) {
            findings.push(Diagnostic::new(codes::UNUSED_STRING).with("key", key).at(place.clone()));
        }
    }
    let spoken: BTreeSet<&Lang> = config.initiatives.iter().flat_map(|town| &town.languages).collect();
    for lang in spoken {
        findings.extend(missing(lang, strings));
        findings.extend(plurals(lang, strings));
    }
    findings
}

/// The strings that some template names.
pub(super) fn used<'s>(strings: &'s Strings, texts: &[(String, String)]) -> BTreeSet<&'s str> {
    let quoted: BTreeSet<&str> = texts.iter().flat_map(|(_, text)| text.split('"')).collect();
    strings.keys().into_iter().filter(|key| is_named(key, &quoted)).collect()
}

/// Every key a template calls by its whole name, and where: `t(key="…")`. Where `~` follows, only the beginning is
/// known.
fn called(text: &str) -> impl Iterator<Item = (&str, usize)> {
    const CALL: &str = "t(key=\"";
    text.match_indices(CALL).filter_map(move |(at, _)| {
        let before = text[..at].chars().next_back();
        let start = at + CALL.len();
        let (key, rest) = text[start..].split_once('"')?;
        let whole = !rest.trim_start().starts_with('~');
        (whole && !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_'))
            .then_some((key, start))
    })
}

/// Whether some template names a key, whole or by its beginning up to a point or hyphen.
fn is_named(key: &str, quoted: &BTreeSet<&str>) -> bool {
    let beginnings = key.match_indices(['.', '-']).map(|(at, mark)| &key[..at + mark.len()]);
    quoted.contains(key) || beginnings.into_iter().any(|beginning| quoted.contains(beginning))
}

fn unknown(key: &str, known: &BTreeSet<&str>, place: Place) -> Diagnostic {
    Diagnostic::new(codes::UNKNOWN_STRING)
        .with("key", key)
        .with("known", nearest_few(key, known.iter().copied(), 5).join(", "))
        .nearest(key, known.iter().copied())
        .at(place)
}

/// One finding a language, however much it lacks.
fn missing(lang: &Lang, strings: &Strings) -> Option<Diagnostic> {
    let lacking: Vec<&str> = strings.missing(lang, &[]).into_iter().map(|missing| missing.key).collect();
    let first = strings.places.iter().find(|((known, _), _)| known == lang).map(|(_, place)| place);
    let dots = if lacking.len() > NAMED { ", …" } else { "" };
    let named = lacking.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    (!lacking.is_empty()).then(|| {
        let finding = Diagnostic::new(codes::MISSING_STRINGS)
            .with("lang", lang)
            .with("count", lacking.len())
            .with("named", format!("{named}{dots}"));
        first.map(|place| Place::file(place.file.to_path_buf())).into_iter().fold(finding, Diagnostic::at)
    })
}

/// Strings that vary with a number, and lack a form their language has.
fn plurals(lang: &Lang, strings: &Strings) -> Vec<Diagnostic> {
    let (Some(table), Ok(formats)) = (strings.table(lang), Formats::new(lang)) else { return Vec::new() };
    let wanted = formats.plural_classes();
    let lacking = |forms: &BTreeMap<String, String>| {
        wanted.iter().copied().filter(|class| !forms.contains_key(*class)).collect::<Vec<_>>()
    };
    let findings = table.iter().filter_map(|(key, said)| match said {
        Said::Plural(forms) if !lacking(forms).is_empty() => {
            let finding = Diagnostic::new(codes::MISSING_PLURAL)
                .with("key", key)
                .with("lang", lang)
                .with("classes", lacking(forms).join(", "));
            let place = strings.places.get(&(lang.clone(), key.clone()));
            Some(place.cloned().into_iter().fold(finding, Diagnostic::at))
        }
        _ => None,
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_templates_call() {
        let text = r#"{{ t(key="a.b") }}{{ t(key="c." ~ x) }}{{ t(key="d", n=1) }}{{ cart(key="e") }}"#;
        assert_eq!(called(text).map(|(key, _)| key).collect::<Vec<_>>(), ["a.b", "d"]);
        let quoted: BTreeSet<&str> = text.split('"').collect();
        for (key, named) in [("a.b", true), ("c.x", true), ("d", true), ("a", false), ("a.c", false)] {
            assert_eq!(is_named(key, &quoted), named, "{key}");
        }
    }
}
