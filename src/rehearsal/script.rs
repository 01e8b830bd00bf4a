//! The theme's files, read as trees: what the rehearsal goes by.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use tera::{ComponentArg, ComponentArgType};

use super::shape::Shape;
use super::syntax::{self, Component, Template};
use crate::disk::Disk;
use crate::theme::{THEMES, Theme};

/// A file of the theme.
#[derive(Debug)]
pub(super) struct Part {
    /// As Tera knows it.
    pub(super) name: String,
    /// Below the root.
    pub(super) file: PathBuf,
    pub(super) template: Template,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Script {
    /// Templates and files of components by the name Tera knows them by.
    pub(super) parts: BTreeMap<String, Part>,
    /// Where each component stands, the child theme's before its parent's.
    pub(super) components: BTreeMap<String, (Part, Component)>,
    /// Assets and parts of the stylesheet that are rendered.
    pub(super) assets: Vec<Part>,
    /// Themes, child first.
    themes: Vec<String>,
    /// Every name in their tags.
    used: BTreeMap<String, BTreeSet<String>>,
    /// Files that could not be followed; nothing is claimed of what they hold.
    pub(super) lost: Vec<PathBuf>,
}

impl Script {
    /// Reads the theme.
    pub(super) fn read(disk: &dyn Disk, root: &Path, theme: &Theme) -> Self {
        let mut script = Self { themes: theme.chain.clone(), ..Self::default() };
        let text = |file: &Path| {
            disk.read(&root.join(file))
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok())
                .unwrap_or_default()
        };
        for (name, file) in &theme.files {
            let text = text(file);
            script.used.insert(name.clone(), names(&text).collect());
            match syntax::read(&text) {
                Some(template) => {
                    let part = Part { name: name.clone(), file: file.clone(), template };
                    script.parts.insert(name.clone(), part);
                }
                None => script.lost.push(file.clone()),
            }
        }
        for theme in &script.themes {
            let own = script.parts.values_mut().filter(|part| part.name.starts_with(&format!("{theme}/")));
            for part in own {
                for component in std::mem::take(&mut part.template.components) {
                    let whole = Part {
                        name: part.name.clone(),
                        file: part.file.clone(),
                        template: Template::default(),
                    };
                    script.components.entry(component.name.clone()).or_insert((whole, component));
                }
            }
        }
        for asset in theme.assets.iter().filter(|asset| asset.name.ends_with(".tera")) {
            let file = script
                .themes
                .iter()
                .map(|theme| Path::new(THEMES).join(theme).join("assets").join(&asset.name));
            let file = file.into_iter().find(|file| disk.stat(&root.join(file)).is_some());
            let (Some(file), Ok(text)) = (file, std::str::from_utf8(&asset.bytes)) else { continue };
            match syntax::read(text) {
                Some(template) => {
                    script.assets.push(Part { name: file.to_string_lossy().into_owned(), file, template });
                }
                None => script.lost.push(file),
            }
        }
        for part in theme.styles.iter().filter(|part| part.rendered) {
            let name = part.file.to_string_lossy().into_owned();
            match syntax::read(&part.text) {
                Some(template) => script.assets.push(Part { name, file: part.file.clone(), template }),
                None => script.lost.push(part.file.clone()),
            }
        }
        script
    }

    /// Every name in the tags of a template, those it extends and the components: what none of them names, no sample
    /// need hold.
    pub(super) fn names(&self, template: &str) -> BTreeSet<String> {
        let own: Vec<&str> = self.chain(template).into_iter().map(|part| part.name.as_str()).collect();
        let component =
            |name: &str| name.split_once('/').is_some_and(|(_, inner)| inner.starts_with("components/"));
        let named = self.used.iter().filter(|(name, _)| component(name) || own.contains(&name.as_str()));
        named.flat_map(|(_, names)| names.iter().cloned()).collect()
    }

    /// A template and those it extends, the outermost last.
    pub(super) fn chain(&self, name: &str) -> Vec<&Part> {
        let mut chain: Vec<&Part> = Vec::new();
        let mut next = Some(name);
        while let Some(part) = next.and_then(|name| self.find(name)) {
            if chain.iter().any(|seen| seen.name == part.name) {
                break;
            }
            chain.push(part);
            next = part.template.parent.as_deref();
        }
        chain
    }

    /// By its whole name, or by its path in the first theme that has it.
    fn find(&self, name: &str) -> Option<&Part> {
        let prefixed = self.themes.iter().map(|theme| format!("{theme}/{name}"));
        self.parts.get(name).or_else(|| prefixed.into_iter().find_map(|name| self.parts.get(&name)))
    }

    /// The file of a part, by the name facts give it.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.parts.get(name).map_or_else(|| PathBuf::from(name), |part| part.file.clone())
    }
}

fn names(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').map(str::to_owned)
}

/// The shape of an argument that says only which kind it takes.
pub(super) fn declared(arg: &ComponentArg) -> Shape {
    let null = arg.default().is_some_and(tera::Value::is_none);
    let shape = match arg.arg_type() {
        Some(ComponentArgType::String) => Shape::Text,
        Some(ComponentArgType::Bool) => Shape::Bool,
        Some(ComponentArgType::Integer) => Shape::Int,
        Some(ComponentArgType::Float | ComponentArgType::Number) => Shape::Number,
        _ => Shape::Any,
    };
    if null { shape.maybe() } else { shape }
}
