//! What an initiative's site looks like: its brand, its params and its colours, with their kinds and contrasts checked.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use tera::value::Key;
use tera::{Map, Value};

use super::colors::{Colour, Input, Inputs};
use super::declared::Declared;
use super::{colors, contrast, params};
use crate::config::{Config, Initiative};
use crate::diagnostic::{Diagnostic, Place};
use crate::node::{Node, unknown_key};

/// What templates and stylesheets of one initiative see of its looks.
#[derive(Clone, Debug)]
pub struct Look {
    /// `site.brand`.
    pub brand: Value,
    /// `site.params`.
    pub params: Value,
    /// `site.colors`.
    pub colors: Value,
}

/// The looks of every initiative by id, and what is wrong with the theme's colours and what the site chose.
pub(super) fn of_all(
    config: &Config,
    declared: &Declared,
    theme: &Path,
) -> (BTreeMap<String, Look>, Vec<Diagnostic>) {
    let names: Vec<&str> = declared.params.keys().map(String::as_str).collect();
    let mut findings = colors::check(&declared.colors, &names, Place::file(theme));
    findings.extend(contrast::unknown(&declared.colors, &names));
    findings.extend(params::check(&declared.params, config.params.as_ref(), &config.file));
    let mut looks = BTreeMap::new();
    for town in &config.initiatives {
        findings.extend(unknown_brand(declared, town));
        findings.extend(params::check(&declared.params, town.params.as_ref(), &config.file));
        let inputs = inputs(config, declared, town);
        let place_of = |input: &Input| place_of(input, config, town);
        findings.extend(contrast::check(&declared.colors, &inputs, &place_of));
        let brand =
            inputs.brand.iter().map(|(name, colour)| (Key::from(name.clone()), Value::from(colour.hex())));
        let look = Look {
            brand: Value::from(brand.collect::<Map>()),
            colors: declared.colors.value(&inputs),
            params: Value::from(inputs.params),
        };
        looks.insert(town.id.clone(), look);
    }
    (looks, findings)
}

/// What an initiative chose, over what the theme gives.
fn inputs(config: &Config, declared: &Declared, town: &Initiative) -> Inputs {
    let defaults = declared.colors.brand.iter().map(|(name, brand)| (name.clone(), brand.default));
    let mut brand: BTreeMap<String, Colour> = defaults.collect();
    let own = town.brand.iter().filter_map(|(name, (text, _))| Some((name.clone(), Colour::parse(text)?)));
    brand.extend(own);
    Inputs { brand, params: params::laid(&declared.params, [config.params.as_ref(), town.params.as_ref()]) }
}

/// Colours the theme has no use for. One that declares no `[brand]` takes whatever comes.
fn unknown_brand(declared: &Declared, town: &Initiative) -> Vec<Diagnostic> {
    let known: Vec<&str> = declared.colors.brand.keys().map(String::as_str).collect();
    let unknown = town.brand.iter().filter(|(name, _)| !known.is_empty() && !known.contains(&name.as_str()));
    unknown.map(|(name, (_, place))| unknown_key(name, place.clone(), &known, &[])).collect()
}

/// Where site.toml sets it; `None` where the theme's own value holds.
fn place_of(input: &Input, config: &Config, town: &Initiative) -> Option<Place> {
    match input {
        Input::Brand(name) => town.brand.get(name).map(|(_, place)| place.clone()),
        Input::Param(name, at) => {
            let set = [town.params.as_ref(), config.params.as_ref()];
            let node = set.into_iter().flatten().find_map(|node| node.get(name))?;
            let item = at.and_then(|at| node.list().and_then(|items: &[Node]| items.get(at)));
            let file: &Arc<Path> = &config.file;
            Some(Place::new(file, item.unwrap_or(node).span))
        }
    }
}
