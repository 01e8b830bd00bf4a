//! What wires the schemas to VS Code: which schema is for which files, and which extensions read them.
//!
//! A person's own settings stay: only our keys are set, and only where the file is plain JSON. VS Code allows comments
//! there, which JSON cannot keep; such a file is left as it is, and the person is shown what to put in.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::SCHEMAS;
use super::schema::{Form, file_name};
use crate::config::Config;
use crate::model::types::Types;

/// VS Code's settings of this folder.
pub const SETTINGS: &str = ".vscode/settings.json";
/// The extensions it recommends.
pub const EXTENSIONS: &str = ".vscode/extensions.json";
/// The settings of Taplo, which Even Better TOML runs. VS Code's own settings could name the schema by an absolute
/// address only, which no two people share.
pub const TAPLO: &str = ".taplo.toml";

/// What `.taplo.toml` says.
pub const TAPLO_TEXT: &str = "# Written by `globale schema`: editors check site.toml as you write it.\n[[rule]]\ninclude = [\"site.toml\"]\n\n[rule.schema]\npath = \".globale/schema/site.toml.json\"\nenabled = true\n";

const YAML: &str = "redhat.vscode-yaml";
const TOML: &str = "tamasfe.even-better-toml";

/// A file of the editor with our keys in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Merged {
    /// The whole text.
    Text(String),
    /// It cannot be changed without losing what a person wrote; this is what belongs in it.
    Paste(String),
}

/// The settings: which schema is for which data files. Front matter in Markdown is no YAML file to the extension.
pub fn settings(existing: Option<&str>, config: &Config, types: &Types) -> Merged {
    let mut wired = Map::new();
    let (original, others): (Vec<_>, Vec<_>) =
        config.languages.iter().partition(|language| language.tag == config.default_language);
    for ty in types.iter() {
        for (form, languages) in [(Form::Original, &original), (Form::Translation, &others)] {
            let globs = languages.iter().flat_map(|language| {
                ["yml", "yaml"].map(|end| format!("content/*/{}/**/*.{}.{end}", ty.folder, language.tag))
            });
            let globs: Vec<String> = globs.collect();
            if !globs.is_empty() {
                wired.insert(format!("{SCHEMAS}/{}", file_name(ty, form)), json!(globs));
            }
        }
    }
    merge(existing, json!({ "yaml.schemas": wired }), |settings| {
        let theirs = settings.entry("yaml.schemas").or_insert_with(|| json!({}));
        let theirs = theirs.as_object_mut()?;
        theirs.retain(|path, _| !path.starts_with(SCHEMAS));
        theirs.extend(wired.clone());
        Some(())
    })
}

/// The recommended extensions.
pub fn extensions(existing: Option<&str>) -> Merged {
    merge(existing, json!({ "recommendations": [YAML, TOML] }), |file| {
        let listed = file.entry("recommendations").or_insert_with(|| json!([])).as_array_mut()?;
        for ours in [YAML, TOML] {
            if !listed
                .iter()
                .any(|theirs| theirs.as_str().is_some_and(|name| name.eq_ignore_ascii_case(ours)))
            {
                listed.push(json!(ours));
            }
        }
        Some(())
    })
}

/// Taplo's settings: ours where there are none, else left alone.
pub fn taplo(existing: Option<&str>) -> Merged {
    match existing {
        Some(text) if text.contains(".globale/schema/site.toml.json") => Merged::Text(text.to_owned()),
        Some(_) => Merged::Paste(TAPLO_TEXT.to_owned()),
        None => Merged::Text(TAPLO_TEXT.to_owned()),
    }
}

/// Changes a JSON file; `change` gives `None` where what is there is of another shape than the editor wants.
fn merge(
    existing: Option<&str>,
    ours: Value,
    change: impl FnOnce(&mut Map<String, Value>) -> Option<()>,
) -> Merged {
    let text = existing.filter(|text| !text.trim().is_empty()).unwrap_or("{}");
    let parsed: Option<Map<String, Value>> = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok();
    let changed = parsed.and_then(|before| {
        let mut after = before.clone();
        change(&mut after)?;
        // A file that says it all already keeps every space it has.
        if after == before && existing.is_some() { Some(text.to_owned()) } else { Some(print(&after, text)) }
    });
    changed.map_or_else(|| Merged::Paste(super::printed(&ours)), Merged::Text)
}

/// Indented as the file was.
fn print(object: &Map<String, Value>, like: &str) -> String {
    let indent: String =
        like.lines().find(|line| line.starts_with([' ', '\t'])).map_or("  ".to_owned(), |line| {
            line.chars().take_while(|letter| matches!(letter, ' ' | '\t')).collect()
        });
    let mut bytes = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(indent.as_bytes());
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    // Text into memory: neither can fail.
    let _ = object.serialize(&mut serializer);
    bytes.push(b'\n');
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_persons_settings_stay() {
        let Merged::Text(text) = extensions(Some("{\n\t\"recommendations\": [\"a.b\"],\n\t\"x\": 1\n}\n"))
        else {
            panic!("plain JSON can be merged")
        };
        assert_eq!(
            text,
            "{\n\t\"recommendations\": [\n\t\t\"a.b\",\n\t\t\"redhat.vscode-yaml\",\n\t\t\"tamasfe.even-better-toml\"\n\t],\n\t\"x\": 1\n}\n"
        );
        assert_eq!(extensions(Some(&text)), Merged::Text(text.clone()));
    }

    #[test]
    fn what_cannot_be_kept_is_not_touched() {
        for text in ["{ // mine\n}", "{ \"recommendations\": 3 }", "[1]", "{ \"a\": 1, }"] {
            let Merged::Paste(paste) = extensions(Some(text)) else { panic!("{text}") };
            assert!(paste.contains(YAML), "{paste}");
        }
        assert!(matches!(extensions(Some("  ")), Merged::Text(_)));
        assert!(matches!(taplo(Some("[formatting]\n")), Merged::Paste(_)));
    }
}
