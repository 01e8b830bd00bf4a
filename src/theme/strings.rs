//! The theme's own words: `strings/<lang>.toml`, plain or by plural.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::{THEMES, files_in, text_of};
use crate::diagnostic::{Diagnostic, Place, Span, codes};
use crate::disk::Disk;
use crate::fingerprint::Fingerprinter;
use crate::locale::Lang;
use crate::node::{self, Pair, Value};

const PLURALS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// Strings by language and dotted key.
#[derive(Clone, Debug, Default)]
pub struct Strings {
    tables: BTreeMap<Lang, Arc<BTreeMap<String, Said>>>,
    /// Where each string stands; the child's file last.
    pub(super) places: BTreeMap<(Lang, String), Place>,
    /// The keys some template names.
    used: Arc<BTreeSet<String>>,
    /// Strings that templates call and no language has. That is told once, and need not fail every page.
    told: Arc<BTreeMap<String, Said>>,
}

/// One string.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Said {
    /// The same for every count.
    Plain(String),
    /// By plural class.
    Plural(BTreeMap<String, String>),
}

/// A string a language lacks.
#[derive(Clone, Copy, Debug)]
pub struct Missing<'s> {
    /// Its dotted key.
    pub key: &'s str,
    /// The language that stands in.
    pub lang: &'s Lang,
    /// What is shown meanwhile.
    pub said: &'s Said,
}

impl Strings {
    /// A language's own strings.
    pub(super) fn table(&self, lang: &Lang) -> Option<&BTreeMap<String, Said>> {
        self.tables.get(lang).map(|table| &**table)
    }

    /// Every key some language has.
    pub(super) fn keys(&self) -> BTreeSet<&str> {
        self.tables.values().flat_map(|table| table.keys().map(String::as_str)).collect()
    }

    /// The tables to ask, in order: the chain's, then English for themes that lack them all.
    pub fn along(&self, chain: &[Lang]) -> Vec<Arc<BTreeMap<String, Said>>> {
        let english = Lang::parse("en");
        let spoken = chain.iter().chain(english.iter()).filter_map(|lang| self.tables.get(lang));
        spoken.chain([&self.told]).cloned().collect()
    }

    /// What templates name and a language lacks, in the order of the keys: each with what stands in for it along
    /// `chain`, and in which language that is.
    pub fn missing<'s>(&'s self, lang: &Lang, chain: &[Lang]) -> Vec<Missing<'s>> {
        let own = self.tables.get(lang);
        let english = Lang::parse("en");
        let others: Vec<&Lang> = chain.iter().chain(english.iter()).chain(self.tables.keys()).collect();
        let lacking = self.used.iter().filter(|key| own.is_none_or(|table| !table.contains_key(*key)));
        lacking
            .filter_map(|key| {
                let mut found = others.iter().filter_map(|lang| self.tables.get_key_value(*lang));
                found.find_map(|(lang, table)| Some(Missing { key, lang, said: table.get(key)? }))
            })
            .collect()
    }

    /// The same, with the keys that templates name.
    pub(super) fn with_used(self, keys: impl Iterator<Item = String>) -> Self {
        Self { used: Arc::new(keys.collect()), ..self }
    }

    /// The same, with keys about which enough is said.
    pub(super) fn with_told(self, keys: impl Iterator<Item = String>) -> Self {
        Self { told: Arc::new(keys.map(|key| (key, Said::Plain(String::new()))).collect()), ..self }
    }
}

pub(super) fn load(
    disk: &dyn Disk,
    root: &Path,
    names: &[&str],
    print: &mut Fingerprinter,
) -> (Strings, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let mut all: BTreeMap<Lang, BTreeMap<String, Said>> = BTreeMap::new();
    let mut places = BTreeMap::new();
    for name in names.iter().rev() {
        let folder = Path::new(THEMES).join(name).join("strings");
        for found in files_in(disk, root, &folder, &mut findings) {
            let file: Arc<Path> = Arc::from(folder.join(&found));
            let stem = found.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            let Some(lang) = Lang::parse(stem) else {
                let finding = Diagnostic::new(codes::BAD_LANGUAGE).with("tag", stem);
                findings.push(finding.at(Place::file(file.to_path_buf())));
                continue;
            };
            let Some(text) = text_of(disk, root, &file, &mut findings) else { continue };
            print.text(stem).text(&text);
            let (tree, more) = node::toml::parse(&text, &file);
            findings.extend(more);
            let mut found = Vec::new();
            flatten("", tree.table().unwrap_or_default(), &mut found);
            for (key, said, span) in found {
                places.insert((lang.clone(), key.clone()), Place::new(&file, span));
                all.entry(lang.clone()).or_default().insert(key, said);
            }
        }
    }
    let tables = all.into_iter().map(|(lang, table)| (lang, Arc::new(table))).collect();
    (Strings { tables, places, used: Arc::default(), told: Arc::default() }, findings)
}

fn flatten(prefix: &str, pairs: &[Pair], into: &mut Vec<(String, Said, Span)>) {
    for pair in pairs {
        let key = if prefix.is_empty() { pair.key.to_string() } else { format!("{prefix}.{}", pair.key) };
        match &pair.value.value {
            Value::Plain(text) | Value::Quoted(text) => {
                into.push((key, Said::Plain(text.to_string()), pair.key_span));
            }
            Value::Table(inner) if is_plural(inner) => {
                let forms = inner
                    .iter()
                    .filter_map(|pair| Some((pair.key.to_string(), pair.value.text()?.to_owned())));
                into.push((key, Said::Plural(forms.collect()), pair.key_span));
            }
            Value::Table(inner) => flatten(&key, inner, into),
            Value::Null | Value::List(_) => {}
        }
    }
}

fn is_plural(pairs: &[Pair]) -> bool {
    pairs.iter().any(|pair| &*pair.key == "other")
        && pairs.iter().all(|pair| PLURALS.contains(&&*pair.key) && pair.value.text().is_some())
}
