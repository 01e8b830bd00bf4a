//! The theme's own words: `strings/<lang>.toml`, plain or by plural.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::{THEMES, files_in};
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::disk::Disk;
use crate::fingerprint::Fingerprinter;
use crate::locale::Lang;
use crate::node::{self, Pair, Value};

const PLURALS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// Strings by language and dotted key.
#[derive(Clone, Debug, Default)]
pub struct Strings(BTreeMap<Lang, Arc<BTreeMap<String, Said>>>);

/// One string.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Said {
    /// The same for every count.
    Plain(String),
    /// By plural class.
    Plural(BTreeMap<String, String>),
}

impl Strings {
    /// The tables to ask, in order: the chain's, then English for themes that lack them all.
    pub fn along(&self, chain: &[Lang]) -> Vec<Arc<BTreeMap<String, Said>>> {
        let english = Lang::parse("en");
        chain.iter().chain(english.iter()).filter_map(|lang| self.0.get(lang).cloned()).collect()
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
            let text = disk.read(&root.join(&file)).unwrap_or_default();
            print.text(stem).bytes(&text);
            let (tree, more) = node::toml::parse(&String::from_utf8_lossy(&text), &file);
            findings.extend(more);
            flatten("", tree.table().unwrap_or_default(), all.entry(lang).or_default());
        }
    }
    (Strings(all.into_iter().map(|(lang, table)| (lang, Arc::new(table))).collect()), findings)
}

fn flatten(prefix: &str, pairs: &[Pair], into: &mut BTreeMap<String, Said>) {
    for pair in pairs {
        let key = if prefix.is_empty() { pair.key.to_string() } else { format!("{prefix}.{}", pair.key) };
        match &pair.value.value {
            Value::Plain(text) | Value::Quoted(text) => {
                into.insert(key, Said::Plain(text.to_string()));
            }
            Value::Table(inner) if is_plural(inner) => {
                let forms = inner
                    .iter()
                    .filter_map(|pair| Some((pair.key.to_string(), pair.value.text()?.to_owned())));
                into.insert(key, Said::Plural(forms.collect()));
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
