//! Shows every template with samples, and gathers what fails.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use tera::Map;
use tera::value::Key;

use super::sample::{Mood, Sampler, Words};
use super::script::Script;
use super::shape::{Scene, Shape, World};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, codes};
use crate::render::{Speakers, Tried};
use crate::view::contract;

/// What samples are made with.
#[derive(Clone, Copy)]
pub(super) struct Stage<'a> {
    pub(super) world: World<'a>,
    pub(super) config: &'a Config,
    pub(super) speakers: &'a Speakers<'a>,
    pub(super) script: &'a Script,
    /// Names in sight; what nothing names, no sample holds.
    pub(super) used: &'a BTreeSet<String>,
    pub(super) literals: &'a BTreeMap<String, BTreeSet<String>>,
}

/// The directions a page can have.
pub(super) const DIRECTIONS: [&str; 2] = ["ltr", "rtl"];

impl<'a> Stage<'a> {
    pub(super) fn sampler(&'a self, scene: &'a Scene) -> Sampler<'a> {
        Sampler { world: self.world, scene, used: self.used, literals: self.literals }
    }

    /// The samples of one language: full and bare, each of the words, each kind of name.
    pub(super) fn moods(&self, lang: &str, dir: &'static str) -> Vec<Mood> {
        let mood = |full, pick, words| Mood { lang: lang.to_owned(), dir, full, turned: None, pick, words };
        let mut moods: Vec<Mood> = (0..8).map(|pick| mood(true, pick, Words::Usual)).collect();
        moods.push(mood(false, 0, Words::Usual));
        moods.extend([Words::LongWord, Words::Long, Words::Foreign].map(|words| mood(true, 0, words)));
        moods
    }

    /// What a template sees.
    pub(super) fn view(&'a self, scene: &'a Scene, mood: &Mood, turns: &mut BTreeSet<String>) -> Map {
        let keys: Vec<(String, Shape)> = contract::ROOT
            .iter()
            .map(|(name, kind, _)| ((*name).to_owned(), self.world.of(*kind, scene)))
            .collect();
        let mut view = self.sampler(scene).map(&keys, mood, turns);
        let mut site =
            view.get(&Key::Str("site")).and_then(|site| site.as_map().cloned()).unwrap_or_default();
        if let Some(look) =
            self.config.initiatives.first().and_then(|town| self.world.theme.looks.get(&town.id))
        {
            for (name, value) in [("brand", &look.brand), ("params", &look.params), ("colors", &look.colors)]
            {
                site.insert(Key::Str(name), value.clone());
            }
        }
        view.insert(Key::Str("site"), tera::Value::from(site));
        let page = view.get(&Key::Str("page")).and_then(|page| page.as_map().cloned());
        if let Some(mut page) = page.filter(|_| !scene.kind.is_empty()) {
            page.insert(Key::Str("kind"), tera::Value::from(scene.kind));
            view.insert(Key::Str("page"), tera::Value::from(page));
        }
        view
    }
}

/// What fails on some sample, template by template.
pub(super) fn templates(stage: &Stage<'_>, scenes: &[Scene]) -> Vec<Diagnostic> {
    scenes.par_iter().flat_map_iter(|scene| template(stage, scene)).collect()
}

fn template(stage: &Stage<'_>, scene: &Scene) -> Vec<Diagnostic> {
    let (mut findings, mut turns) = (Vec::new(), BTreeSet::new());
    let used = stage.script.names(&scene.template);
    let stage = &Stage { used: &used, ..*stage };
    let mut show = |mood: &Mood, turns: &mut BTreeSet<String>| {
        let view = stage.view(scene, mood, turns);
        let lang = stage.config.languages.iter().find(|language| language.tag.as_str() == mood.lang);
        let Some(language) = lang else { return };
        if let Err((reason, place)) =
            stage.speakers.sample(&language.tag, Tried::Template(&scene.template), &view)
        {
            findings.push(failure(reason, mood, place));
        }
    };
    for (number, language) in stage.config.languages.iter().enumerate() {
        for dir in DIRECTIONS {
            let moods = stage.moods(language.tag.as_str(), dir);
            // Words and numbers are the same in every language.
            let asked = moods.iter().filter(|mood| number == 0 || mood.pick == 0);
            asked.for_each(|mood| show(mood, &mut turns));
        }
    }
    let Some(first) = stage.config.languages.first() else { return findings };
    // Each thing that can be there or not, alone: gone from a full page, and come to a bare one.
    for (number, path) in turns.iter().enumerate() {
        for full in [true, false] {
            let mood = Mood {
                lang: first.tag.to_string(),
                dir: DIRECTIONS[number % 2],
                full,
                turned: Some(path.clone()),
                pick: number,
                words: Words::Usual,
            };
            show(&mood, &mut BTreeSet::new());
        }
    }
    findings
}

/// The finding for a sample that fails.
pub(super) fn failure(reason: String, mood: &Mood, place: Option<crate::diagnostic::Place>) -> Diagnostic {
    let finding = Diagnostic::new(codes::SAMPLE_FAILS).with("reason", reason).with("sample", mood.said());
    place.into_iter().fold(finding, Diagnostic::at)
}
