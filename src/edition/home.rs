//! Where a page is at home that many towns show: one of them, or another site, as `[layers.NAME] canonical` says.
//!
//! At home elsewhere is only what a town leaves as it is: a text of a lower layer with nothing laid over it. Pages of type
//! `page` never are: a town's privacy page, its contact page and its front page are about that very site.

use std::sync::Arc;

use super::{Moment, Town, decide};
use crate::config::{Config, Home};
use crate::locale::Lang;
use crate::model::{Key, Model, SourceId};

/// Another site that a page is at home on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Elsewhere {
    /// A town of this project, by its number among [`homes`].
    Town(usize),
    /// A site elsewhere, by its address.
    Site(Arc<str>),
}

/// The towns that are a layer's home or that another gathers, as they show it, whether they are asked for or not: what a
/// page names does not hang on which towns are built.
pub fn homes<'a>(config: &'a Config, model: &Model, moment: Moment) -> Vec<Town<'a>> {
    let mut ids: Vec<&str> = config
        .layers
        .values()
        .filter_map(|layer| match &layer.home {
            Some(Home::Initiative(id)) => Some(id.as_str()),
            _ => None,
        })
        .collect();
    let gathered = config.initiatives.iter().flat_map(|town| &town.gathers);
    ids.extend(gathered.map(|(id, _)| id.as_str()));
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().flat_map(|id| decide(config, model, moment, Some(id), &[])).collect()
}

/// Says where texts are at home, for one town.
#[derive(Clone, Copy)]
pub(super) struct Homes<'a> {
    pub(super) config: &'a Config,
    pub(super) towns: &'a [Town<'a>],
    /// The town that shows them.
    pub(super) town: &'a str,
}

/// A text that nothing is laid over.
pub(super) struct Untouched<'a> {
    pub(super) layer: &'a str,
    pub(super) key: &'a Key,
    pub(super) source: SourceId,
    pub(super) lang: &'a Lang,
}

impl Homes<'_> {
    /// The home of a town's untouched text; `None` where that is the town itself, or nowhere.
    pub(super) fn of(&self, text: &Untouched<'_>) -> Option<Elsewhere> {
        match self.config.layers.get(text.layer)?.home.as_ref()? {
            Home::Elsewhere(address) => Some(Elsewhere::Site(Arc::from(address.as_str()))),
            Home::Initiative(id) if id == self.town => None,
            Home::Initiative(id) => {
                let at = self.towns.iter().position(|town| town.initiative.id == *id)?;
                let edition = self.towns[at].editions.iter().find(|edition| edition.lang == *text.lang)?;
                let there = &edition.shown[edition.find(text.key)?];
                // A home that has changed the page, or hides it, is no home of this one.
                (there.source == text.source && there.over.is_empty()).then_some(Elsewhere::Town(at))
            }
        }
    }
}
