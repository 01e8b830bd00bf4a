//! Every translation some town shows, held against its original; each pair once, however many towns show it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::base::{self, Kept};
use super::blocks::Block;
use super::status::{Standing, Status};
use super::{bases, fields, heading};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::disk::{Disk, Stat};
use crate::edition::{Shown, Town};
use crate::fingerprint::{Fingerprint, Fingerprinter};
use crate::locale::Lang;
use crate::markdown::{Held, Texts};
use crate::model::types::Type;
use crate::model::{Against, Model, SourceId};
use crate::source::SourceFile;

/// What this room looks at.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// Where snapshots lie.
    pub disk: &'a dyn Disk,
    /// The project's folder.
    pub root: &'a Path,
    /// site.toml.
    pub config: &'a Config,
    /// Every entry.
    pub model: &'a Model,
    /// Every text as written, by [`SourceId`].
    pub files: &'a [Arc<SourceFile>],
}

/// How every translation stands that names what it was made from.
#[derive(Debug, Default)]
pub struct Derived {
    statuses: BTreeMap<Held, Pair>,
    /// Snapshots that were whole, each with what the disk said of its file before it was read.
    whole: Whole,
}

/// Snapshots by name.
pub(super) type Whole = HashMap<Box<str>, Stat>;

#[derive(Debug)]
struct Pair {
    source: SourceId,
    status: Arc<Status>,
    lang: Lang,
    translation: Arc<[Block]>,
    /// Of all files it was found in.
    files: Fingerprint,
}

/// The blocks of texts, each read once.
pub struct Library<'a> {
    ground: Ground<'a>,
    files: HashMap<SourceId, Option<Arc<[Block]>>>,
    kept: BTreeMap<Box<str>, Snapshot>,
}

/// A snapshot as it was found; what could be read of it by the type of the pages that name it.
struct Snapshot {
    kept: Kept,
    blocks: HashMap<Form, Option<Arc<[Block]>>>,
}

/// What decides how a snapshot is read: the type whose fields it has, and whether it is fields alone.
type Form = (Arc<str>, bool);
type Forms<'t> = BTreeMap<Form, &'t Arc<Type>>;

/// Holds every translation against its original, and says what is wrong with their bases. Where the same texts were held
/// before, but for some that are others, only what was found in those is looked at again.
pub fn hold(
    (disk, root): (&dyn Disk, &Path),
    (config, model, files): (&Config, &Model, &[Arc<SourceFile>]),
    towns: &[Town<'_>],
    before: Option<Derived>,
) -> (Derived, Vec<Diagnostic>) {
    let ground = Ground { disk, root, config, model, files };
    let shown = towns.iter().flat_map(|town| &town.editions).flat_map(|edition| &edition.shown);
    let mut pairs: HashMap<Held, &Shown> = HashMap::new();
    for shown in shown {
        if let Some(against) = &shown.against {
            pairs.entry(((shown.source, shown.over.clone()), against.clone())).or_insert(shown);
        }
    }
    let names = bases::names(model);
    let stats = if before.is_some() { bases::stats(ground, &names) } else { Whole::new() };
    let Derived { statuses, whole } = before.unwrap_or_default();
    // A snapshot whose file is as it was then is whole now.
    let as_then = |name: &&str| stats.get(*name).is_some_and(|stat| whole.get(*name) == Some(stat));
    let stood: HashSet<&str> = names.iter().copied().filter(as_then).collect();
    let of_stood = |(held, pair): &(Held, Pair)| {
        let base = held.1.base.as_deref().filter(|base| *base != base::NOW);
        pairs.contains_key(held)
            && pair.files == prints(ground, held)
            && base.is_none_or(|base| stood.contains(base))
    };
    let mut statuses: BTreeMap<Held, Pair> = statuses.into_iter().filter(of_stood).collect();
    let rest: HashMap<&Held, &Shown> = pairs
        .iter()
        .filter(|(held, _)| !statuses.contains_key(*held))
        .map(|(held, shown)| (held, *shown))
        .collect();
    let asked: HashSet<&str> = rest.keys().filter_map(|(_, against)| against.base.as_deref()).collect();
    let read = names.into_iter().filter(|name| asked.contains(name) || !stood.contains(name));
    let kept = bases::kept(ground, read.collect());
    let mut findings = bases::check(ground, &kept, &stood);
    let whole = bases::whole(stats, &kept);
    statuses.extend(still(ground, &kept, &rest));
    let rest: Vec<(&Held, &Shown)> =
        rest.into_iter().filter(|(held, _)| !statuses.contains_key(*held)).collect();
    let against = rest.iter().map(|((_, against), shown)| (shown.source, &**against, &shown.form));
    let library = Library::new(ground, kept, against);
    statuses.par_extend(rest.into_par_iter().map(|(held, shown)| {
        let status = library.status(shown.source, &held.1, &shown.form);
        let translation = library.file(shown.source).unwrap_or_default();
        (held.clone(), Pair::new(ground, held, status, translation))
    }));
    let told = pairs.iter().filter_map(|(held, shown)| Some((*shown, &*statuses.get(held)?.status)));
    findings.extend(bases::due(ground.config, told));
    (Derived { statuses, whole }, findings)
}

/// The translations whose originals say to the letter what their snapshots say: nothing has changed, and where both have
/// headings of the same levels in the same order no block of either needs to be looked at.
fn still(
    ground: Ground<'_>,
    kept: &BTreeMap<Box<str>, Kept>,
    pairs: &HashMap<&Held, &Shown>,
) -> BTreeMap<Held, Pair> {
    let plain = |against: &Against| {
        let base = against.base.as_ref().and_then(|base| kept.get(base));
        let alone = against.over.is_empty() && against.under.is_none() && against.original == against.proper;
        alone && matches!(base, Some(Kept::Whole(_)))
    };
    let plain: Vec<&Held> = pairs.keys().copied().filter(|(_, against)| plain(against)).collect();
    let originals: BTreeSet<SourceId> = plain.iter().map(|(_, against)| against.original).collect();
    let sketch = |file: &SourceFile, text: &str| {
        file.body_start.map_or_else(|| Some(Vec::new()), |start| heading::sketch(&text[start..]))
    };
    let known = |source: SourceId| {
        let file = &ground.files[source];
        let text = file.text();
        (source, (base::name(&text), sketch(file, &text)))
    };
    let originals: HashMap<SourceId, _> = originals.into_par_iter().map(known).collect();
    let pair = |held: &Held| {
        let ((source, _), against) = held;
        let (name, levels) = originals.get(&against.original)?;
        let levels_of = |file: &SourceFile| sketch(file, &file.text());
        let same = against.base.as_deref() == Some(name)
            && levels.is_some()
            && *levels == levels_of(&ground.files[*source]);
        same.then(|| (held.clone(), Pair::new(ground, held, Status::still(), Arc::default())))
    };
    plain.into_par_iter().filter_map(pair).collect()
}

/// Of every file that decides how a translation stands.
fn prints(ground: Ground<'_>, ((source, sections), against): &Held) -> Fingerprint {
    let Against { base: _, proper, original, over, under } = &**against;
    let mut print = Fingerprinter::new();
    for id in [source, proper, original].into_iter().chain(sections.iter()).chain(over.iter()).chain(under) {
        print.fingerprint(ground.files[*id].fingerprint);
    }
    print.finish()
}

impl Pair {
    fn new(ground: Ground<'_>, held: &Held, status: Status, translation: Arc<[Block]>) -> Self {
        let lang = ground.files[held.1.original].lang.clone();
        let files = prints(ground, held);
        Self { source: held.0.0, status: Arc::new(status), lang, translation, files }
    }

    /// Whether its blocks were never looked at, since nothing has changed.
    fn is_still(&self) -> bool {
        self.status.standing == Standing::Known && self.translation.is_empty()
    }
}

impl Derived {
    /// How a page stands; `None` where it says nothing of what it was made from.
    pub fn status(&self, shown: &Shown) -> Option<&Arc<Status>> {
        let against = shown.against.as_ref()?;
        self.statuses.get(&((shown.source, shown.over.clone()), against.clone())).map(|pair| &pair.status)
    }

    /// Has each page tell what changed in its original.
    pub fn told(&self, mut texts: Texts) -> Texts {
        for ((_, against), pair) in &self.statuses {
            if pair.is_still() {
                texts.rename_after(pair.source, against.original);
            // A town's own headings are that town's alone.
            } else if against.original == against.proper && against.over.is_empty() {
                texts.rename(pair.source, &pair.status.ids);
            }
        }
        for (held, pair) in &self.statuses {
            if let Some(marks) = pair.status.marks(&pair.lang, &pair.translation) {
                texts.mark(held.clone(), marks);
            }
        }
        texts
    }
}

impl<'a> Library<'a> {
    /// Reads all that these texts are held against: sources and snapshots, each once.
    pub fn new<'k>(
        ground: Ground<'a>,
        mut kept: BTreeMap<Box<str>, Kept>,
        all: impl Iterator<Item = (SourceId, &'k Against, &'k Arc<Type>)>,
    ) -> Self {
        let mut files: HashMap<SourceId, &Arc<Type>> = HashMap::new();
        let mut names: BTreeMap<Box<str>, Forms<'_>> = BTreeMap::new();
        for (source, against, form) in all {
            let under = against.under.into_iter().chain(against.over.iter().copied());
            for source in [source, against.proper, against.original].into_iter().chain(under) {
                files.insert(source, form);
            }
            if let Some(base) = &against.base {
                let data = ground.files[against.proper].body_start.is_none();
                names.entry(base.clone()).or_default().insert((form.name.clone(), data), form);
            }
        }
        let files = files
            .into_par_iter()
            .map(|(source, form)| (source, read(&ground.files[source], source, form)))
            .collect();
        let named = names.into_iter().filter_map(|(name, forms)| Some((kept.remove(&name)?, name, forms)));
        let kept = named
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|(kept, name, forms)| {
                let blocks = forms.into_iter().map(|((form, data), ty)| {
                    let blocks = match &kept {
                        Kept::Whole(text) => fields::whole(text, data, &ty.fields).map(Arc::from),
                        _ => None,
                    };
                    ((form, data), blocks)
                });
                (name, Snapshot { blocks: blocks.collect(), kept })
            })
            .collect();
        Self { ground, files, kept }
    }

    /// A source's blocks.
    pub fn file(&self, source: SourceId) -> Option<Arc<[Block]>> {
        self.files.get(&source)?.clone()
    }

    /// The original as a town shows it.
    pub fn original(&self, against: &Against) -> Option<Vec<Block>> {
        let mut blocks = self.file(against.original)?.to_vec();
        for source in against.over.iter() {
            blocks = heading::woven(blocks, &self.file(*source)?);
        }
        Some(blocks)
    }

    /// The original as it was when the translation was made; why not, where that cannot be said.
    ///
    /// # Errors
    /// The reason.
    pub fn old(&self, against: &Against, form: &Arc<Type>) -> Result<Arc<[Block]>, Standing> {
        let proper = || self.file(against.proper).ok_or(Standing::Unknown);
        // Without a base only what a town changed by itself can be told; `now` says that nothing else has.
        let Some(base) = against.base.as_deref().filter(|base| *base != base::NOW) else { return proper() };
        let snapshot = self.kept.get(base).ok_or(Standing::Missing)?;
        match snapshot.kept {
            Kept::Missing => return Err(Standing::Missing),
            Kept::Damaged => return Err(Standing::Damaged),
            Kept::Edited => return Err(Standing::Edited),
            Kept::Whole(_) => {}
        }
        let data = self.ground.files[against.proper].body_start.is_none();
        let blocks =
            snapshot.blocks.get(&(form.name.clone(), data)).cloned().flatten().ok_or(Standing::Damaged)?;
        match against.under.and_then(|under| self.file(under)) {
            Some(under) if nearer(&blocks, &under, &proper()?) => Err(Standing::Unknown),
            _ => Ok(blocks),
        }
    }

    /// How a translation stands.
    pub fn status(&self, source: SourceId, against: &Against, form: &Arc<Type>) -> Status {
        let old = match self.old(against, form) {
            Ok(old) => old,
            Err(standing) => return Status::of(standing),
        };
        match (self.original(against), self.file(source)) {
            (Some(new), Some(translation)) => Status::between(&old, &new, &translation),
            _ => Status::of(Standing::Unknown),
        }
    }
}

/// Whether a snapshot is rather that of the page a translation stands over than that of its original: it has more of its
/// blocks.
fn nearer(snapshot: &[Block], under: &[Block], original: &[Block]) -> bool {
    let shared = |other: &[Block]| {
        let hashes: BTreeSet<_> = other.iter().map(|block| block.hash).collect();
        snapshot.iter().filter(|block| hashes.contains(&block.hash)).count()
    };
    shared(under) > shared(original)
}

/// A file's blocks, each knowing the file.
fn read(file: &SourceFile, source: SourceId, form: &Arc<Type>) -> Option<Arc<[Block]>> {
    let mut blocks = if file.is_sections() { Vec::new() } else { fields::of(&form.fields, &file.front) };
    if let Some(start) = file.body_start {
        blocks.extend(super::blocks::of_text(&file.text(), start)?);
    }
    blocks.iter_mut().for_each(|block| block.file = source);
    Some(blocks.into())
}
