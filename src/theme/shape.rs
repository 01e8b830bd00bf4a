//! What of a theme decides which pages there are and what they list. A plan is made of this and of no more, so that another
//! template, string or colour leaves it as it is.

use std::collections::{BTreeMap, BTreeSet};

use super::{List, Section, Theme};

/// What a plan asks of a theme.
#[derive(Clone, PartialEq, Debug)]
pub struct Shape {
    /// Lists by name.
    pub lists: BTreeMap<String, List>,
    /// How the list of each type's entries is shown, by the type's folder.
    pub sections: BTreeMap<String, Section>,
    /// The files to publish, as they are called below `assets/`.
    pub assets: Vec<String>,
    /// Whether social cards are drawn.
    pub has_cards: bool,
    /// Every template, with the theme it is from.
    templates: BTreeSet<String>,
    chain: Vec<String>,
}

impl Shape {
    /// Whether some theme of the chain has a template.
    pub fn has(&self, template: &str) -> bool {
        self.templates.contains(template)
            || self.chain.iter().any(|theme| self.templates.contains(&format!("{theme}/{template}")))
    }
}

impl Theme {
    /// What a plan asks of it.
    pub fn shape(&self) -> Shape {
        Shape {
            lists: self.lists.clone(),
            sections: self.sections.clone(),
            assets: self.assets.iter().map(|asset| asset.name.clone()).collect(),
            has_cards: !self.cards.is_empty(),
            templates: self.tera.get_template_names().map(str::to_owned).collect(),
            chain: self.chain.clone(),
        }
    }
}
