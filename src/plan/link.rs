//! Where links lead: from what an author wrote to an address in the reader's language.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use super::TownPlan;
use crate::config::{Config, Initiative, UPSTREAM};
use crate::diagnostic::{Diagnostic, codes};
use crate::edition::{Hidden, Shown};
use crate::fingerprint::Fingerprint;
use crate::markdown::{Document, Target, Texts};
use crate::model::{Model, whole_address, without_number};
use crate::source::{CONTENT, FileFacts};
use crate::text::{encode_segment, nearest, nearest_few, nfc, slug};

/// What is needed to follow a link of one town.
#[derive(Clone, Copy)]
pub struct Linker<'a> {
    /// The town's pages.
    pub plan: &'a TownPlan<'a>,
    /// Which entry a file belongs to.
    pub model: &'a Model,
    /// The texts, for anchors.
    pub texts: &'a Texts,
    /// Files beside the texts.
    pub beside: Beside<'a>,
}

/// The files that lie beside texts, as one town's layers lie over each other.
#[derive(Clone, Copy)]
pub struct Beside<'a> {
    /// All of them, relative to the root.
    pub assets: &'a BTreeSet<PathBuf>,
    /// What is known of those and of static files.
    pub facts: &'a FileFacts,
    /// site.toml, for where layers lie.
    pub config: &'a Config,
    /// Whose layers.
    pub town: &'a Initiative,
}

impl<'a> Beside<'a> {
    /// The file a path means in a text: beside the text, or where the same path leads in a layer further down. So a town's
    /// page may show the pictures that lie beside the page it stands for.
    pub fn find(&self, file: &Path, path: &str) -> Option<PathBuf> {
        self.places(file, path).find(|whole| self.assets.contains(whole))
    }

    /// Where a path in a text may lead: beside the text, then the same place in each of the town's layers.
    pub fn places(self, file: &Path, path: &str) -> impl Iterator<Item = PathBuf> + use<'a> {
        let whole = beside(file, path);
        let elsewhere = whole.clone().into_iter().flat_map(move |whole| self.elsewhere(&whole));
        whole.into_iter().chain(elsewhere)
    }

    /// The same place in each of the town's layers.
    fn elsewhere(self, whole: &Path) -> impl Iterator<Item = PathBuf> + use<'a> {
        let folder = move |layer: &String| Path::new(CONTENT).join(self.config.folder_of(layer));
        let mut folders = self.town.layers.iter().map(folder);
        let inner = folders.find_map(|folder| whole.strip_prefix(folder).ok().map(Path::to_owned));
        inner
            .into_iter()
            .flat_map(move |inner| self.town.layers.iter().map(move |layer| folder(layer).join(&inner)))
    }
}

impl<'a> Linker<'a> {
    /// The address a link of `file` has in an edition.
    ///
    /// # Errors
    /// `G0803` where it leads nowhere, `G0804` where the page has no such part; without a place.
    pub fn href(&self, edition: usize, file: &Path, target: &Target) -> Result<String, Box<Diagnostic>> {
        let (key, fragment) = match target {
            Target::Web { address } => return Ok(address.to_string()),
            Target::Site { path, fragment } => return self.site(path, fragment.as_deref()),
            Target::Entry { path, fragment } => (entry_key(path), fragment),
            Target::File { path, fragment } => {
                let whole = beside(file, path).ok_or_else(|| self.broken(edition, path, path))?;
                match (self.key_of_file(&whole), self.beside.find(file, path)) {
                    (Some(key), _) => (key, fragment),
                    (None, Some(found)) => return Ok(self.file_url(&found)),
                    (None, None) => {
                        let finding = self.broken(edition, path, &key_like(&whole));
                        return Err(self.nearer(finding, (path, &whole)));
                    }
                }
            }
        };
        // A link to a text that could not be read is not the mistake; nothing is published anyway.
        match self.plan.town.hidden.get(key.as_str()) {
            Some(Hidden::Unread) => return Ok(String::new()),
            Some(why) => {
                let finding = Diagnostic::new(codes::HIDDEN_TARGET).with("target", &key);
                let finding = finding.with("why", why.as_str());
                // Nobody takes a link out of a text of a layer below but by a version of one's own.
                let below = self.key_below(file);
                return Err(Box::new(match below {
                    Some(below) => finding.with("near", below),
                    None => finding,
                }));
            }
            None => {}
        }
        let (page, shown) = self.page(edition, &key).ok_or_else(|| {
            let written = match target {
                Target::Entry { path, .. } => format!("@/{path}"),
                Target::File { path, .. } | Target::Site { path, .. } => path.to_string(),
                Target::Web { address } => address.to_string(),
            };
            self.broken(edition, &written, &key)
        })?;
        let mut url = self.plan.url(edition, page);
        if let Some(fragment) = fragment {
            self.check_fragment(edition, shown, fragment)?;
            url.push('#');
            url.push_str(&encode_segment(fragment));
        }
        Ok(url)
    }

    /// The page a key means: an entry's, or a section's that no entry introduces.
    pub fn page(&self, edition: usize, key: &str) -> Option<(usize, Option<usize>)> {
        let plan = &self.plan.editions[edition];
        let shown = self.plan.town.editions[edition].find(key);
        if let Some(page) = shown.and_then(|at| plan.of_entry[at]) {
            return Some((page, shown));
        }
        match key {
            "" => Some((0, None)),
            "tags" => plan.tags_page.map(|page| (page, None)),
            _ => plan.sections.get(key).and_then(|listed| listed.pages.first()).map(|page| (*page, None)),
        }
    }

    /// The text an edition shows.
    pub fn document(&self, shown: &Shown) -> Option<&'a Document> {
        self.texts.of(shown.source, &shown.over, shown.against.as_ref())
    }

    /// The address of a file that is published as it is.
    pub fn file_url(&self, file: &Path) -> String {
        format!("{}media/{}", self.plan.base, encode_segment(&file_name(file)))
    }

    /// The entry of a file's path, in whichever of the town's layers the file lies.
    fn key_of_file(&self, whole: &Path) -> Option<String> {
        let elsewhere = || self.beside.elsewhere(whole).find_map(|whole| self.key_at(&whole));
        self.key_at(whole).or_else(elsewhere)
    }

    /// The entry of a text that lies in another layer than the town's own.
    fn key_below(&self, file: &Path) -> Option<String> {
        let own = self.beside.config.folder_of(self.beside.town.layers.first()?);
        if file.starts_with(Path::new(CONTENT).join(own)) { None } else { self.key_of_file(file) }
    }

    fn key_at(&self, whole: &Path) -> Option<String> {
        let inner = whole.strip_prefix(CONTENT).ok()?.to_str()?;
        let bare = match inner.rsplit_once('.') {
            Some((stem, "md" | "yml" | "yaml")) => stem.rsplit_once('.').map_or(stem, |(stem, _)| stem),
            _ => inner,
        };
        let bare = nfc(bare.trim_end_matches('/'));
        if let Some(key) = self.model.by_path.get(&bare) {
            return Some(key.to_string());
        }
        let bare = bare.strip_prefix(UPSTREAM).and_then(|bare| bare.strip_prefix('/')).unwrap_or(&bare);
        let (_, path) = bare.split_once('/')?;
        let key = entry_key(path.strip_suffix("/index").unwrap_or(path));
        self.model.unread.contains(key.as_str()).then_some(key)
    }

    /// An address from the root: some page of the town, or one of its own files.
    fn site(&self, path: &str, fragment: Option<&str>) -> Result<String, Box<Diagnostic>> {
        let inner = path.trim_start_matches('/');
        let file = if inner.is_empty() || inner.ends_with('/') {
            format!("{inner}index.html")
        } else {
            inner.to_owned()
        };
        if !self.plan.has(&file) {
            return Err(self.broken(0, path, path));
        }
        let hash = fragment.map(|fragment| format!("#{}", encode_segment(fragment))).unwrap_or_default();
        Ok(format!("{}{inner}{hash}", self.plan.base))
    }

    fn check_fragment(
        &self,
        edition: usize,
        shown: Option<usize>,
        fragment: &str,
    ) -> Result<(), Box<Diagnostic>> {
        let edition = &self.plan.town.editions[edition];
        let document = shown.and_then(|at| self.document(&edition.shown[at]));
        let anchors = || document.into_iter().flat_map(Document::anchors);
        if anchors().any(|anchor| anchor == fragment) {
            return Ok(());
        }
        let known = anchors().filter(|id| !id.starts_with("fn"));
        let lang = shown.map_or(&edition.lang, |at| &edition.shown[at].lang);
        let finding = Diagnostic::new(codes::BROKEN_ANCHOR)
            .with("fragment", fragment)
            .with("lang", lang)
            .with("known", nearest_few(fragment, known.clone(), 5).join(", "))
            .nearest(fragment, known);
        Err(Box::new(finding))
    }

    /// What is nearer than an entry to a path beside the text: an address whose beginning was left out, or a file in
    /// the same folder that is written otherwise.
    fn nearer(&self, mut finding: Box<Diagnostic>, (path, whole): (&str, &Path)) -> Box<Diagnostic> {
        if let Some(whole) = whole_address(path) {
            return Box::new(finding.with("near", whole));
        }
        let beside = self.beside.assets.iter().filter(|asset| asset.parent() == whole.parent());
        let names = beside.filter_map(|asset| asset.file_name()?.to_str());
        let is_text = |ending: &std::ffi::OsStr| matches!(ending.to_str(), Some("md" | "yml" | "yaml"));
        if whole.extension().is_some_and(|ending| !is_text(ending)) {
            // A page is not what was meant.
            finding.values.remove("near");
            finding = Box::new(finding.with("known", nearest_few(path, names.clone(), 3).join(", ")));
        }
        match (path.rsplit_once('/'), whole.file_name().and_then(|name| nearest(name.to_str()?, names))) {
            (Some((folder, _)), Some(near)) => Box::new(finding.with("near", format!("{folder}/{near}"))),
            (None, Some(near)) => Box::new(finding.with("near", near)),
            (_, None) => finding,
        }
    }

    /// `meant` is what the target would be called as an entry, as near as can be told.
    fn broken(&self, edition: usize, target: &str, meant: &str) -> Box<Diagnostic> {
        let shown = &self.plan.town.editions[edition].shown;
        let plan = &self.plan.editions[edition];
        let keys: Vec<String> = shown
            .iter()
            .zip(&plan.of_entry)
            .filter(|(_, page)| page.is_some())
            .map(|(shown, _)| format!("@/{}", shown.key))
            .collect();
        let wanted = format!("@/{}", entry_key(meant));
        let finding = Diagnostic::new(codes::BROKEN_LINK)
            .with("target", target)
            .with("known", nearest_few(&wanted, keys.iter().map(String::as_str), 3).join(", "))
            .nearest(&wanted, keys.iter().map(String::as_str));
        Box::new(finding)
    }
}

/// The key a file of that path would belong to: layer, language and `index` left out.
fn key_like(whole: &Path) -> String {
    let inner = whole.strip_prefix(CONTENT).unwrap_or(whole).to_string_lossy();
    let inner = inner.split_once('/').map_or("", |(_, inner)| inner);
    let inner = if whole.starts_with(Path::new(CONTENT).join(UPSTREAM)) {
        inner.split_once('/').map_or("", |(_, inner)| inner)
    } else {
        inner
    };
    let (folder, name) = inner.rsplit_once('/').unwrap_or(("", inner));
    match name.split('.').next().unwrap_or_default() {
        "index" | "_index" => folder.to_owned(),
        stem => format!("{folder}/{stem}"),
    }
}

/// The key `@/…` means: numbers and slashes at the ends left out.
pub fn entry_key(path: &str) -> String {
    let parts = path.trim_matches('/').split('/').map(|part| without_number(part).1);
    nfc(&parts.collect::<Vec<_>>().join("/"))
}

/// A relative path seen from a file, dots resolved; `None` where it climbs out of the project.
pub fn beside(file: &Path, path: &str) -> Option<PathBuf> {
    let mut whole = file.parent()?.to_path_buf();
    for part in Path::new(path).components() {
        match part {
            Component::Normal(part) => whole.push(part),
            Component::CurDir => {}
            Component::ParentDir => {
                if !whole.pop() {
                    return None;
                }
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(whole)
}

/// The published name of a file: its own, made fit for an address, with eight digits that tell its folder.
pub fn file_name(file: &Path) -> String {
    let stem = file.file_stem().map(|stem| slug(&stem.to_string_lossy())).unwrap_or_default();
    let extension =
        file.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default();
    let digits = Fingerprint::of(file.to_string_lossy().as_bytes()).short(8);
    format!("{stem}-{digits}.{extension}")
}
