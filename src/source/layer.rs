//! `layer.toml`: the variables a layer's texts need, for the towns that show them.
//!
//! A layer is data: this file and the content are all there is to it. What a browser or the program would run is refused
//! in a layer of another project, whatever it says.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::config::{self, Config, Words};
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::disk::Disk;
use crate::node::{self, Node, Reader};
use crate::text;

/// Its name in the layer's folder.
pub const FILE: &str = "layer.toml";

/// What a layer says of itself.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct LayerFile {
    /// The variables its texts may name.
    pub variables: Vec<Declared>,
}

/// A variable that every town of a layer gives a value.
#[derive(Clone, PartialEq, Debug)]
pub struct Declared {
    /// Its name, as in `{{ town }}`.
    pub name: String,
    /// What its value is.
    pub kind: ValueKind,
    /// What it is for.
    pub help: Words,
    /// How a value may look.
    pub example: Option<String>,
    /// Where it is declared.
    pub place: Place,
}

/// What a variable's value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ValueKind {
    /// One line.
    #[default]
    String,
    /// Some sentences.
    Text,
    /// An address on the web.
    Url,
    /// An e-mail address.
    Email,
}

impl ValueKind {
    const ALL: [(&'static str, Self); 4] =
        [("string", Self::String), ("text", Self::Text), ("url", Self::Url), ("email", Self::Email)];

    /// Its word in `layer.toml`.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }

    /// Whether a value is one of this kind.
    pub fn fits(self, value: &str) -> bool {
        match self {
            Self::String => !value.contains('\n'),
            Self::Text => true,
            Self::Url => text::is_url(value),
            Self::Email => text::is_email(value),
        }
    }
}

/// Reads a layer's declarations; what is wrong with them is said at their place.
pub fn read(disk: &dyn Disk, root: &Path, file: &Path) -> (LayerFile, Vec<Diagnostic>) {
    let unreadable = |reason: String| {
        let finding = Diagnostic::new(codes::UNREADABLE).with("path", file.display()).with("reason", reason);
        (LayerFile::default(), vec![finding.at(Place::file(file))])
    };
    let text = match disk.read(&root.join(file)).map(String::from_utf8) {
        Ok(Ok(text)) => text,
        Ok(Err(error)) => return unreadable(error.to_string()),
        Err(error) => return unreadable(error.to_string()),
    };
    let file: Arc<Path> = Arc::from(file);
    let (tree, mut findings) = node::toml::parse(&text, &file);
    let mut reader = Reader::new(&file, &tree);
    let mut variables = Vec::new();
    for pair in reader.table("vars").unwrap_or_default() {
        let (kind, help, example) = declared(&pair.value, &file, &mut reader);
        let place = Place::new(&file, pair.key_span);
        variables.push(Declared { name: pair.key.to_string(), kind, help, example, place });
    }
    findings.extend(reader.finish(&[("variables", "vars")]));
    (LayerFile { variables }, findings)
}

fn declared<'a>(
    node: &'a Node,
    file: &'a Arc<Path>,
    report: &mut Reader<'a>,
) -> (ValueKind, Words, Option<String>) {
    let mut inner = Reader::new(file, node);
    let words: Vec<&str> = ValueKind::ALL.iter().map(|(word, _)| *word).collect();
    let kind = inner.text("type").map_or(Some(ValueKind::String), |text| {
        ValueKind::ALL.iter().find(|(word, _)| *word == text).map(|(_, kind)| *kind)
    });
    if let (None, Some(node)) = (kind, inner.node("type")) {
        let finding = config::unknown_name(node.text().unwrap_or_default(), &words);
        inner.say(finding.at(Place::new(file, node.span)));
    }
    let help = inner.node("help").map(|node| config::words(node, file, &mut inner)).unwrap_or_default();
    let example = inner.text("example").map(str::to_owned);
    for finding in inner.finish(&[("kind", "type"), ("description", "help")]) {
        report.say(finding);
    }
    (kind.unwrap_or_default(), help, example)
}

/// For a layer that holds nothing: one that is to be fetched, or a slip. A town without texts of its own is neither.
pub(super) fn missing(layer: &str, config: &Config) -> Option<Diagnostic> {
    if let Some(known) = config.layers.get(layer).filter(|_| config.is_fetched(layer)) {
        return Some(Diagnostic::new(codes::LAYER_NOT_FETCHED).with("layer", layer).at(known.place.clone()));
    }
    let towns = || config.initiatives.iter().map(|town| town.id.as_str());
    if layer == "shared" || towns().any(|town| town == layer) {
        return None;
    }
    let town = config.initiatives.iter().find(|town| town.layers.iter().any(|named| named == layer))?;
    let fetched = config.layers.keys().map(String::as_str);
    let known: BTreeSet<&str> = fetched.chain(towns()).chain(["shared"]).collect();
    let finding = Diagnostic::new(codes::NO_SUCH_LAYER)
        .with("layer", layer)
        .with("known", known.iter().copied().collect::<Vec<_>>().join(", "))
        .nearest(layer, known.iter().copied());
    Some(finding.at(town.place.clone()))
}

/// Names at a layer's top that belong to a project, and endings of files that a browser or the program would run.
const NO_DATA: (&[&str], &[&str]) = (
    &["site.toml", "theme.toml", "themes", "templates", "components", "static"],
    &["html", "htm", "xhtml", "js", "mjs", "css", "wasm", "tera", "php", "exe", "sh", "bat"],
);

/// Why a file cannot be part of a layer of another project; `None` for texts, pictures and documents.
pub fn no_data(inner: &Path) -> Option<Diagnostic> {
    let top = inner.iter().next().and_then(|part| part.to_str()).unwrap_or_default();
    let ending = inner.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let runs = NO_DATA.0.contains(&top) || NO_DATA.1.contains(&&*ending);
    runs.then(|| Diagnostic::new(codes::LAYER_NOT_DATA).with("path", inner.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_is_data() {
        for good in
            ["handbook/01-a/index.nb.md", "handbook/01-a/wheel.svg", "layer.toml", "pages/a/leaflet.pdf"]
        {
            assert_eq!(no_data(Path::new(good)), None, "{good}");
        }
        for bad in
            ["site.toml", "themes/x/base.html", "handbook/a/x.HTML", "handbook/a/x.js", "static/logo.svg"]
        {
            assert!(no_data(Path::new(bad)).is_some(), "{bad}");
        }
    }
}
