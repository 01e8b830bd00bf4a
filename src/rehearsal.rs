//! A theme is tried before a site relies on it: every branch read, every template and component shown with samples.
//!
//! In: a theme, the types, the languages. Out: findings (G094), and a gallery of the theme's components. Nothing here
//! needs content, and no build comes by: `globale theme check` asks for it.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Place, codes};
use crate::disk::Disk;
use crate::model::types::Types;
use crate::render::Speakers;
use crate::text::nearest_few;
use crate::theme::Theme;

mod attempt;
pub mod gallery;
mod sample;
mod scene;
mod script;
mod shape;
mod syntax;
mod walk;

use attempt::Stage;
use script::Script;
use shape::{Memory, World};
use walk::{Asked, Fact};

/// The drawing that stands for every picture.
const PICTURE: &str = "picture.svg";

/// What a rehearsal came to.
pub struct Rehearsal {
    /// What is wrong with the theme.
    pub findings: Vec<Diagnostic>,
    /// Templates and components that were tried.
    pub tried: [usize; 2],
    /// The gallery's files.
    pub gallery: Vec<(String, Vec<u8>)>,
}

/// A component as its theme tells of it.
pub struct Documented {
    /// `card(r: map, h: integer = 2, @site)`.
    pub signature: String,
    /// The comment right before it.
    pub document: String,
}

/// The components of a theme, by name.
pub fn documents(disk: &dyn Disk, root: &Path, theme: &Theme) -> Vec<Documented> {
    let script = Script::read(disk, root, theme);
    let told = script.components.iter().filter_map(|(name, (_, component))| {
        let info = theme.tera.get_component_definition(name)?;
        Some(Documented { signature: gallery::signature(&info), document: component.document.clone() })
    });
    told.collect()
}

/// Tries a theme.
pub fn rehearse(disk: &dyn Disk, root: &Path, theme: &Theme, types: &Types, config: &Config) -> Rehearsal {
    let memory = Memory::default();
    let world = World { types, theme, memory: &memory };
    let script = Script::read(disk, root, theme);
    let scenes = scene::all(world);
    let every = scene::every(world);
    let facts = walk::all(world, &script, &scenes, &every);
    let (speakers, mut findings) = Speakers::new(config, theme);
    let used = script.names("");
    let stage =
        Stage { world, config, speakers: &speakers, script: &script, used: &used, literals: &facts.literals };
    findings.extend(attempt::templates(&stage, &scenes));
    let (gallery, more) = gallery::make(&stage, &facts);
    findings.extend(more);
    let misspelt = facts.facts.iter().filter_map(|((file, start, end, asked), fact)| {
        let file: Arc<Path> = Arc::from(script.file(file));
        finding(*asked, fact).map(|finding| finding.at(Place::new(&file, *start..*end)))
    });
    findings.extend(misspelt);
    // One slip fails many samples.
    let mut seen = BTreeSet::new();
    findings.retain(|one| {
        one.code != codes::SAMPLE_FAILS || seen.insert((one.place.clone(), one.values.get("reason").cloned()))
    });
    let templates: BTreeSet<&str> = scenes.iter().map(|scene| scene.template.as_str()).collect();
    Rehearsal { findings, tried: [templates.len(), script.components.len()], gallery }
}

/// What was missing every time it was asked for.
fn finding(asked: Asked, fact: &Fact) -> Option<Diagnostic> {
    if fact.known || !fact.missing {
        return None;
    }
    let code = match asked {
        Asked::Field => codes::UNKNOWN_FIELD,
        Asked::Name => codes::UNKNOWN_VARIABLE_NAME,
        Asked::Argument => codes::UNKNOWN_ARGUMENT,
        Asked::Word => codes::NEVER_EQUAL,
        Asked::Needed => codes::MISSING_ARGUMENT,
    };
    let there = || fact.there.iter().map(String::as_str);
    let known = nearest_few(&fact.name, there(), 8).join(", ");
    let finding = Diagnostic::new(code).with("name", &fact.name).with("of", &fact.of).with("known", known);
    Some(finding.nearest(&fact.name, there()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{self, Overrides};
    use crate::disk::real::RealDisk;
    use crate::model::types;
    use crate::theme;

    /// The program's own theme leaves nothing unknown: each field, word and argument in it is held against something.
    #[test]
    fn nothing_in_the_default_theme_is_out_of_sight() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let (config, _) = config::load(&RealDisk, root, &Overrides { base_url: None }).unwrap();
        let (types, _) = types::load(config.types.as_ref(), &config.file);
        let (theme, _) =
            theme::load(&RealDisk, root, &config).unwrap_or_else(|findings| panic!("{findings:?}"));
        let world = World { types: &types, theme: &theme, memory: &Memory::default() };
        let (script, scenes, every) =
            (Script::read(&RealDisk, root, &theme), scene::all(world), scene::every(world));
        assert!(script.lost.is_empty(), "{:?}", script.lost);
        let facts = walk::all(world, &script, &scenes, &every);
        let open: Vec<String> = facts
            .facts
            .iter()
            .filter(|(_, fact)| !fact.known && !fact.missing)
            .map(|((file, start, ..), fact)| format!("{file}:{start} {} of {}", fact.name, fact.of))
            .collect();
        assert!(open.is_empty(), "{open:#?}");
        assert!(facts.facts.len() > 1000, "{}", facts.facts.len());
    }
}
