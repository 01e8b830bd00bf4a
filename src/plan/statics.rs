//! The files that are published as they are: the shared ones, with a town's own laid over them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::claims::Claims;
use super::path::OutputPath;
use crate::config::{Config, Initiative};
use crate::diagnostic::Place;
use crate::source::STATIC;

/// Files below `static/`, sorted once for all towns.
pub(super) struct Statics<'a> {
    shared: Vec<(&'a str, &'a PathBuf)>,
    own: BTreeMap<PathBuf, Vec<(&'a str, &'a PathBuf)>>,
}

impl<'a> Statics<'a> {
    pub(super) fn new(config: &Config, statics: &'a [PathBuf]) -> Self {
        let folders: BTreeSet<PathBuf> = config.initiatives.iter().map(own_folder).collect();
        let (mut shared, mut own): (Vec<_>, BTreeMap<PathBuf, Vec<_>>) = (Vec::new(), BTreeMap::new());
        for file in statics {
            let mut above = file.ancestors().skip(1).filter(|folder| folders.contains(*folder)).peekable();
            if above.peek().is_none() {
                shared.extend(below(file, Path::new(STATIC)));
            }
            for folder in above {
                own.entry(folder.to_owned()).or_default().extend(below(file, folder));
            }
        }
        Self { shared, own }
    }

    /// The files one town publishes, with where they go. The folders of other towns stay out.
    pub(super) fn of(&self, town: &Initiative, claims: &mut Claims<'_>) -> Vec<(PathBuf, OutputPath)> {
        let own = self.own.get(&own_folder(town)).into_iter().flatten();
        let by_name: BTreeMap<&str, &PathBuf> = self.shared.iter().chain(own).copied().collect();
        let mut claim = |(name, file): (&str, &PathBuf)| {
            Some((file.clone(), claims.take(name, Some(&Place::file(file.clone())))?))
        };
        by_name.into_iter().filter_map(&mut claim).collect()
    }
}

fn own_folder(town: &Initiative) -> PathBuf {
    town.static_folder.clone().unwrap_or_else(|| Path::new(STATIC).join(&town.id))
}

fn below<'a>(file: &'a PathBuf, folder: &Path) -> Option<(&'a str, &'a PathBuf)> {
    Some((file.strip_prefix(folder).ok()?.to_str()?, file))
}
