//! What of site.toml decides which pages there are and what their entries hold.

use std::path::Path;

use super::{Config, Initiative, Layer, Security, Words};
use crate::diagnostic::Place;

impl Config {
    /// All of it but what pages alone tell, such as names, menus and colours, and where anything stands in the file. Of two
    /// for which this is the same, the same files become the same entries, the same towns and the same plan.
    #[must_use]
    pub fn ground(&self) -> Self {
        let nowhere = Place::file(Path::new(""));
        let layer = |(name, layer): (&String, &Layer)| {
            (name.clone(), Layer { place: nowhere.clone(), ..layer.clone() })
        };
        Self {
            theme: String::new(),
            theme_place: nowhere.clone(),
            initiatives: self.initiatives.iter().map(|town| town.ground(&nowhere)).collect(),
            layers: self.layers.iter().map(layer).collect(),
            tags: Default::default(),
            types: self.types.as_ref().map(crate::node::Node::unplaced),
            params: None,
            ..self.clone()
        }
    }
}

impl Initiative {
    fn ground(&self, nowhere: &Place) -> Self {
        let security = |security: &Security| Security {
            contact: Vec::new(),
            place: nowhere.clone(),
            ..security.clone()
        };
        Self {
            place: nowhere.clone(),
            name: Words::default(),
            brand: Default::default(),
            menu: Vec::new(),
            footer: Vec::new(),
            footer_text: Words::default(),
            logo: None,
            favicon: None,
            email: None,
            organisation_number: None,
            owner: None,
            social: Default::default(),
            vars_place: nowhere.clone(),
            params: None,
            accessibility: None,
            security: self.security.as_ref().map(security),
            gathers: self.gathers.iter().map(|(id, _)| (id.clone(), nowhere.clone())).collect(),
            ..self.clone()
        }
    }
}
