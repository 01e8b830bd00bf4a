//! `theme.toml`: what one theme of the chain says about itself, and what the chain says together.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::colors::{self, Colors};
use super::crop::{self, Crop};
use super::params::{self, Param};
use super::types::{self, Named};
use super::{List, Section, list, style, templates, version};
use crate::diagnostic::{Diagnostic, Place};
use crate::disk::Disk;
use crate::node::{self, Node, Reader};

/// What a theme's `theme.toml` declares; of a chain, what its themes declare together.
#[derive(Default)]
pub(super) struct Declared {
    /// The theme it builds on, with where theme.toml names it.
    pub(super) parent: Option<(String, Place)>,
    pub(super) lists: BTreeMap<String, List>,
    pub(super) sections: BTreeMap<String, Section>,
    /// With where theme.toml names them.
    pub(super) crops: BTreeMap<String, (Crop, Place)>,
    /// What is named of the site's types.
    pub(super) named: Vec<Named>,
    /// The templates that lists and sections name, with where.
    pub(super) templates: Vec<(String, Place)>,
    pub(super) styles: Vec<style::Declared>,
    pub(super) params: BTreeMap<String, Param>,
    pub(super) colors: Colors,
}

impl Declared {
    /// Lays a child's declarations over these; the child speaks last.
    pub(super) fn under(mut self, child: Self) -> Self {
        self.lists.extend(child.lists);
        self.sections.extend(child.sections);
        self.crops.extend(child.crops);
        self.named.extend(child.named);
        self.templates.extend(child.templates);
        self.params.extend(child.params);
        Self { colors: self.colors.under(child.colors), parent: child.parent, ..self }
    }
}

/// Reads the `theme.toml` of a folder.
pub(super) fn read(disk: &dyn Disk, root: &Path, folder: &Path) -> (Declared, Vec<Diagnostic>) {
    let file: Arc<Path> = Arc::from(folder.join("theme.toml"));
    let mut findings = Vec::new();
    let Some(text) = super::text_of(disk, root, &file, &mut findings) else {
        return (Declared::default(), findings);
    };
    let (tree, more) = node::toml::parse(&text, &file);
    findings.extend(more);
    let mut reader = Reader::new(&file, &tree);
    let mut declared = Declared { parent: parent(&mut reader), ..Declared::default() };
    for pair in reader.table("lists").unwrap_or_default() {
        let (list, more) = list::read(&pair.value, &file);
        findings.extend(more);
        declared.named.extend(types::named(&pair.value, &file));
        declared.named.extend(types::fields(&list, &pair.value, &file));
        declared.templates.extend(templates::named(&pair.value, &file));
        declared.lists.insert(pair.key.to_string(), list);
    }
    for pair in reader.table("sections").unwrap_or_default() {
        let (section, more) = section(&pair.value, &file);
        findings.extend(more);
        declared.named.push(types::folder(pair, &file));
        declared.templates.extend(templates::named(&pair.value, &file));
        declared.sections.insert(pair.key.to_string(), section);
    }
    for pair in reader.table("crops").unwrap_or_default() {
        let (crop, more) = crop::read(&pair.value, &file);
        findings.extend(more);
        declared.named.extend(types::named(&pair.value, &file));
        let place = Place::new(&file, pair.key_span);
        declared.crops.extend(crop.map(|crop| (pair.key.to_string(), (crop, place))));
    }
    for pair in reader.table("styles").unwrap_or_default() {
        let (part, more) = style::read(&pair.key, (&pair.value, pair.key_span), &file);
        findings.extend(more);
        declared.styles.push(part);
    }
    for pair in reader.table("params").unwrap_or_default() {
        let (param, more) = params::declared(pair, &file);
        findings.extend(more);
        declared.params.extend(param.map(|param| (pair.key.to_string(), param)));
    }
    let (colors, more) = colors::read(&mut reader, &file);
    findings.extend(more);
    declared.colors = colors;
    findings.extend(version::check(&mut reader));
    for known in ["name", "description", "version", "license", "author"] {
        reader.text(known);
    }
    findings.extend(reader.finish(&[("theme", "parent"), ("inherits", "parent"), ("colours", "colors")]));
    (declared, findings)
}

fn parent(reader: &mut Reader<'_>) -> Option<(String, Place)> {
    let name = reader.text("parent")?.to_owned();
    let span = reader.node("parent").map(|node| node.span)?;
    Some((name, reader.place(span)))
}

fn section(node: &Node, file: &Arc<Path>) -> (Section, Vec<Diagnostic>) {
    let mut reader = Reader::new(file, node);
    let section = Section {
        template: reader.text("template").map(str::to_owned),
        page_by: reader.int("page_by").and_then(|by| usize::try_from(by).ok()).filter(|by| *by > 0),
        by_year: reader.text("by_year").map(str::to_owned),
    };
    (section, reader.finish(&[("paginate_by", "page_by"), ("limit", "page_by"), ("archive", "by_year")]))
}
