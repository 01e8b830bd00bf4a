//! One text with other fields, put in the place it had among the entries.

use super::{Key, Model, SourceId, choose_original, fields, key_of, parts_of, read_field};
use crate::config::Config;
use crate::diagnostic::Place;
use crate::source::SourceFile;
use std::path::Path;
use std::sync::Arc;

impl Model {
    /// Takes a text anew that stands in the same place, and says whose it is. `None` where something is wrong with it, or
    /// where other texts of its entry hang on what is new: then all are to be taken anew.
    pub fn retake(&mut self, config: &Config, id: SourceId, file: &SourceFile) -> Option<Key> {
        let key = key_of(&parts_of(&file.inner).0);
        let entry = self.layers.get_mut(&file.layer)?.get_mut(&key)?;
        let original = |entry: &super::Entry| entry.original().map(|version| version.source);
        let before = original(entry);
        let form = entry.form.clone();
        // Sections, and a second text in one language, are no versions.
        let version = entry.versions.iter_mut().find(|version| version.source == id)?;
        let (fields, spoilt, findings) = read_field::all(file, &form);
        version.fields = Arc::new(fields);
        version.spoilt = spoilt;
        version.fingerprint = file.fingerprint;
        version.place = Place::new(&file.path, file.front.span.start..file.front.span.start);
        entry.versions.iter_mut().for_each(|version| version.original = false);
        choose_original(entry, &config.default_language);
        let stands = findings.is_empty() && original(entry) == before;
        let entry = &self.layers[&file.layer][&key];
        let elsewhere = self.has_original_beside(&file.layer, &key) || self.unread.contains(&key);
        (stands && fields::check_entry(entry, &key, elsewhere).is_empty()).then_some(key)
    }

    /// Whether another layer has an entry's original.
    pub(super) fn has_original_beside(&self, layer: &Arc<str>, key: &Key) -> bool {
        self.layers.iter().any(|(other, others)| {
            other != layer && others.get(key).is_some_and(|entry| entry.original().is_some())
        })
    }

    /// Every file of an entry, in all layers.
    pub fn files_of<'a>(&'a self, key: &'a Key) -> impl Iterator<Item = &'a Arc<Path>> {
        let entries = self.layers.values().filter_map(|entries| entries.get(key));
        entries.flat_map(|entry| {
            let sections = entry.sections.iter().map(|sections| &sections.path);
            entry.versions.iter().map(|version| &version.path).chain(sections)
        })
    }
}
