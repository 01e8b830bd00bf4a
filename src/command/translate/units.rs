//! A page as a translator's units: each paragraph with its own old translation, and what became of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Desk;
use crate::config::Config;
use crate::derive::align::{Target, align};
use crate::derive::blocks::{self, Block, Kind};
use crate::derive::facts::Facts;
use crate::derive::made::Made;
use crate::derive::po::Unit;
use crate::derive::{base, difference, fields, rebuild};
use crate::locale::Lang;
use crate::model::SourceId;
use crate::model::types::Type;
use crate::node::Node;
use crate::source::CONTENT;

/// A state of a text.
pub(super) struct State {
    pub(super) text: String,
    pub(super) data: bool,
    pub(super) front: Node,
    pub(super) body: usize,
    pub(super) blocks: Vec<Block>,
}

/// A page and its translation into one language, which may still be to come.
pub(super) struct Page<'a> {
    pub(super) layer: &'a str,
    pub(super) key: &'a str,
    pub(super) form: &'a Arc<Type>,
    pub(super) made: Option<Made<'a>>,
    /// Where the translation lies, or is to lie.
    pub(super) path: PathBuf,
    pub(super) new: State,
    /// What the translation was made from, where that is known.
    pub(super) old: Option<State>,
    pub(super) translation: Option<State>,
    /// For every block of the original: the old one, and the translation's.
    pub(super) own: Vec<(Option<usize>, Option<usize>)>,
}

impl State {
    pub(super) fn read(text: String, data: bool, form: &Type) -> Option<Self> {
        let (front, body) = crate::source::split(&text, data)?;
        let blocks = fields::whole(&text, data, &form.fields)?;
        Some(Self { body: body.unwrap_or(text.len()), text, data, front, blocks })
    }

    /// What a translator sees of a block.
    pub(super) fn words(&self, block: &Block) -> String {
        let value = || value(&self.front, &block.name).map(str::to_owned);
        match block.kind {
            Kind::Field => value().unwrap_or_else(|| block.plain.clone()),
            _ => rebuild::source(&self.text, block),
        }
    }
}

/// The field at a path such as `image.alt` or `checklist.0`.
fn value<'n>(front: &'n Node, path: &str) -> Option<&'n str> {
    let step = |node: &'n Node, part: &str| match part.parse::<usize>() {
        Ok(at) => node.list()?.get(at),
        Err(_) => node.get(part),
    };
    path.split('.').try_fold(front, step)?.text()
}

impl<'a> Page<'a> {
    /// A page of a layer in one language; `None` where one of its texts cannot be read.
    pub(super) fn read(
        desk: &Desk<'a>,
        (layer, key, form): (&'a str, &'a str, &'a Arc<Type>),
        (from, lang): (SourceId, &Lang),
        made: Option<Made<'a>>,
    ) -> Option<Self> {
        let state = |source: SourceId| {
            let (text, data) = desk.text(source);
            State::read(text, data, form)
        };
        let new = state(from)?;
        let translation = made.as_ref().map(|made| state(made.source));
        let translation = match translation {
            Some(None) => return None,
            known => known.flatten(),
        };
        let kept = made.as_ref().and_then(|made| made.base).map(|name| match name {
            base::NOW => base::Kept::Whole(new.text.clone()),
            name => base::read(desk.context.disk, &desk.context.root, name),
        });
        let old = match kept {
            Some(base::Kept::Whole(text)) => State::read(text, new.data, form),
            _ => None,
        };
        let path = match &made {
            Some(made) => desk.project.sources.files[made.source].path.to_path_buf(),
            None => {
                let file = &desk.project.sources.files[from];
                in_reach(desk, &path_beside(&file.path, &file.lang, lang), layer)
            }
        };
        let own = own(&new, old.as_ref(), translation.as_ref());
        Some(Self { layer, key, form, made, path, new, old, translation, own })
    }

    /// Its units, in the order of the page.
    pub(super) fn units(&self) -> Vec<Unit> {
        let contexts = contexts(self.key, &self.new.blocks);
        let all = self.new.blocks.iter().enumerate().zip(contexts);
        all.filter(|((_, block), _)| block.has_words())
            .map(|((at, block), context)| self.unit(at, block, context))
            .collect()
    }

    fn unit(&self, at: usize, block: &Block, context: String) -> Unit {
        let (old, translated) = self.own[at];
        let was = old.zip(self.old.as_ref()).map(|(at, old)| (old, &old.blocks[at]));
        let text = translated.zip(self.translation.as_ref()).map(|(at, page)| page.words(&page.blocks[at]));
        let current = was.is_some_and(|(_, was)| was.hash == block.hash);
        let fuzzy = text.is_some() && !current;
        let mut extracted = Vec::new();
        if block.critical {
            extracted.push("critical".to_owned());
        }
        Unit {
            extracted,
            places: vec![self.key.to_owned()],
            flags: if fuzzy { vec!["fuzzy".to_owned()] } else { Vec::new() },
            previous: was.filter(|_| fuzzy).map(|(old, was)| old.words(was)),
            id: self.new.words(block),
            text: text.unwrap_or_default(),
            context,
            ..Unit::default()
        }
    }
}

/// Which old block each block was, and where the translation has it. Only a block's own translation is ever offered.
fn own(new: &State, old: Option<&State>, translation: Option<&State>) -> Vec<(Option<usize>, Option<usize>)> {
    let Some(translation) = translation else { return vec![(None, None); new.blocks.len()] };
    let block = |target: &Target| match target {
        Target::Block(at) => Some(*at),
        _ => None,
    };
    match old {
        Some(old) => {
            let targets = align(&old.blocks, &translation.blocks);
            let from = difference::between(&old.blocks, &new.blocks).from;
            from.into_iter().map(|from| (from, from.and_then(|from| block(&targets[from])))).collect()
        }
        None => align(&new.blocks, &translation.blocks).iter().map(|target| (None, block(target))).collect(),
    }
}

/// The context of each block: page, heading and place below it; for a field its path.
fn contexts(key: &str, blocks: &[Block]) -> Vec<String> {
    let (mut section, mut number) = (String::new(), 0);
    let context = |block: &Block| {
        if block.kind == Kind::Field {
            return format!("{key}:{}", block.name);
        }
        if block.section != section {
            section.clone_from(&block.section);
            number = 0;
        }
        number += usize::from(block.has_words());
        format!("{key}#{section}:{number}")
    };
    blocks.iter().map(context).collect()
}

/// The same file in another language.
pub(in crate::command) fn path_beside(original: &Path, from: &Lang, to: &Lang) -> PathBuf {
    let name = original.file_name().unwrap_or_default().to_string_lossy();
    original.with_file_name(name.replacen(&format!(".{from}."), &format!(".{to}."), 1))
}

/// A file that may be written: a layer of another project stays as it was fetched, so what is added to it lies in the layer
/// of the first town that has it.
fn in_reach(desk: &Desk<'_>, path: &Path, layer: &str) -> PathBuf {
    let config = &desk.project.config;
    let town = config.initiatives.iter().find(|town| town.layers.iter().any(|name| name == layer));
    match town.and_then(|town| town.layers.first()).filter(|_| config.is_fetched(layer)) {
        Some(own) => path_in(config, path, (layer, own)),
        None => path.to_owned(),
    }
}

/// The same file in another layer.
pub(in crate::command) fn path_in(config: &Config, path: &Path, (layer, other): (&str, &str)) -> PathBuf {
    let folder = |layer: &str| Path::new(CONTENT).join(config.folder_of(layer));
    path.strip_prefix(folder(layer)).map_or_else(|_| path.to_owned(), |inner| folder(other).join(inner))
}

/// Every page of the language that was asked for: those with an original, in the layers asked for.
pub(super) fn pages<'a>(
    desk: &Desk<'a>,
    (asked, initiative): (&[String], Option<&str>),
    lang: &Lang,
) -> Result<Vec<Page<'a>>, Vec<crate::diagnostic::Diagnostic>> {
    let ground = desk.ground();
    let keys: Vec<String> = asked.iter().map(|page| desk.project.key_of(page)).collect();
    let all = crate::derive::made::all(ground);
    let mut pages = Vec::new();
    for (layer, entries) in &desk.project.model.layers {
        if !desk.sees(initiative, layer)? {
            continue;
        }
        for (key, entry) in
            entries.iter().filter(|(key, _)| keys.is_empty() || keys.iter().any(|one| *one == ***key))
        {
            let made = all.iter().find(|made| {
                made.layer == layer
                    && made.key == key
                    && made.lang == lang
                    && !made.sections
                    && !made.is_override(ground)
            });
            let original =
                entry.original().filter(|original| original.lang != *lang).map(|original| original.source);
            // A file in the language that translates nothing is an original, or a town's own page.
            let elsewhere =
                |source| all.iter().any(|made| made.from == source && made.lang == lang && !made.sections);
            let free = entry.version(lang).is_none() && !original.is_some_and(elsewhere);
            let from = made.map(|made| made.from).or(original.filter(|_| free));
            let page = from
                .and_then(|from| Page::read(desk, (layer, key, &entry.form), (from, lang), made.cloned()));
            pages.extend(page);
        }
    }
    Ok(pages)
}

/// What of the original's facts a translation lacks or adds: variables, links, numbers; the first that differs.
pub(super) fn lacks(original: &str, translation: &str, numbers_too: bool) -> Option<(&'static str, String)> {
    let (one, other) = (facts(original), facts(translation));
    let differ = |a: &std::collections::BTreeMap<String, usize>,
                  b: &std::collections::BTreeMap<String, usize>| {
        let lacks =
            a.iter().filter(|(fact, count)| b.get(*fact) != Some(count)).map(|(fact, _)| fact.clone());
        let adds = b.keys().filter(|fact| !a.contains_key(*fact)).cloned();
        lacks.chain(adds).collect::<Vec<_>>()
    };
    let variables = differ(&one.variables, &other.variables);
    let links = differ(&links(&one), &links(&other));
    let numbers = if numbers_too { differ(&one.numbers, &other.numbers) } else { Vec::new() };
    [("variables", variables), ("links", links), ("numbers", numbers)]
        .into_iter()
        .find(|(_, differ)| !differ.is_empty())
        .map(|(what, differ)| (what, differ.join(", ")))
}

/// Where links lead, whatever language a file they name is in: a page is the same page, and a file to fetch has a name of
/// its own in each language.
fn links(facts: &Facts) -> std::collections::BTreeMap<String, usize> {
    let plain = |target: &str| {
        let parts = target.rsplit_once('.').and_then(|(rest, ending)| Some((rest.rsplit_once('.')?, ending)));
        match parts.filter(|((_, tag), _)| !target.contains("//") && Lang::parse(tag).is_some()) {
            Some(((stem, _), "md")) => format!("{stem}.md"),
            Some(((stem, _), ending)) => {
                format!("{}*.{ending}", &stem[..stem.rfind('/').map_or(0, |at| at + 1)])
            }
            None => target.to_owned(),
        }
    };
    facts.links.iter().map(|(target, count)| (plain(target), *count)).collect()
}

fn facts(text: &str) -> Facts {
    let mut all = Facts::default();
    for block in blocks::of_text(text, 0).unwrap_or_default() {
        let Facts { numbers, links, variables, .. } = block.facts;
        for (into, from) in
            [(&mut all.numbers, numbers), (&mut all.links, links), (&mut all.variables, variables)]
        {
            from.into_iter().for_each(|(fact, count)| *into.entry(fact).or_default() += count);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_translation_says_the_same_facts() {
        let original = "Ring {{ name }} på 67 50 40 50 eller se [siden](../a/index.nb.md).";
        for (translation, expected) in [
            ("اتصل بـ {{name}} على ٦٧ ٥٠ ٤٠ ٥٠ أو [هنا](../a/index.ar.md).", None),
            ("اتصل على 67 50 40 50 أو [هنا](../a/index.ar.md).", Some("variables")),
            ("اتصل بـ {{ name }} على 67 50 40 50.", Some("links")),
            ("اتصل بـ {{ name }} على 67 50 40 50 أو [هنا](../a/index.ar.txt).", Some("links")),
            ("اتصل بـ {{ name }} على 67 50 40 51 أو [هنا](../a/index.ar.md).", Some("numbers")),
        ] {
            assert_eq!(lacks(original, translation, true).map(|(what, _)| what), expected, "{translation}");
        }
        let (file, translated) = ("Hent [malen](mal.nb.txt).", "Get [the form](form.en.txt).");
        assert_eq!(lacks(file, translated, true), None);
    }
}
