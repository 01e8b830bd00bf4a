//! What the preview shows: the newest good build, and what is wrong with the newest edit.

use std::sync::{Arc, PoisonError, RwLock};

use serde::Serialize;
use tokio::sync::watch;
use unicode_normalization::UnicodeNormalization;

use crate::fingerprint::Fingerprint;
use crate::output::Memory;
use crate::pipeline::{Summary, TownSummary};
use crate::plan::path::OutputPath;
use crate::report::overlay::Overlay;
use crate::text;

/// Shared by the loop, which writes, and the server, which reads.
#[derive(Debug)]
pub(super) struct Site {
    shown: RwLock<Arc<Shown>>,
    news: watch::Sender<Arc<str>>,
    /// Who may ask: `127.0.0.1:1111`, `localhost:1111` …
    hosts: Vec<String>,
}

/// One build's pages.
#[derive(Debug, Default)]
pub(super) struct Shown {
    memory: Memory,
    /// The initiatives, for the start page.
    pub(super) towns: Vec<TownSummary>,
    number: u64,
    hash: Fingerprint,
    errors: Errors,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Errors {
    None,
    /// Also: nothing was built yet.
    #[default]
    Some,
}

/// What an address leads to.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Found {
    /// A file of the site.
    File(String, Arc<[u8]>),
    /// A folder that was asked for without its last slash.
    Folder,
    /// Nothing; the page that says so, in the address's language, where there is one.
    Nothing(Option<Arc<[u8]>>),
}

#[derive(Serialize)]
struct News<'a> {
    version: String,
    overlay: Option<&'a Overlay>,
}

impl Site {
    /// Shows nothing yet.
    pub(super) fn new(port: u16) -> Self {
        let names = ["127.0.0.1", "localhost", "[::1]"];
        let mut hosts: Vec<String> = names.iter().map(|name| format!("{name}:{port}")).collect();
        if port == 80 {
            hosts.extend(names.map(str::to_owned));
        }
        let shown = Arc::new(Shown::default());
        let (news, _) = watch::channel(Arc::from(news(&shown, None)));
        Self { shown: RwLock::new(shown), news, hosts }
    }

    /// Takes a build's pages, and tells the browsers. While the newest edit has errors, the last good pages stay.
    /// A build with the same bytes is no news: no page need reload.
    pub(super) fn show(&self, memory: Memory, summary: &Summary, overlay: Option<&Overlay>) {
        let before = self.shown();
        let now = match overlay {
            Some(_) if before.errors == Errors::None => before,
            _ => {
                let (towns, hash) = (summary.initiatives.clone(), summary.written.hash);
                let errors = if overlay.is_some() { Errors::Some } else { Errors::None };
                let same = before.number > 0 && hash == before.hash && hash != Fingerprint::default();
                let number = if same { before.number } else { before.number + 1 };
                Arc::new(Shown { memory, towns, number, hash, errors })
            }
        };
        let news = news(&now, overlay);
        *self.shown.write().unwrap_or_else(PoisonError::into_inner) = now;
        self.news.send_replace(Arc::from(news));
    }

    /// The pages as they are now.
    pub(super) fn shown(&self) -> Arc<Shown> {
        self.shown.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is new, now and whenever it changes: JSON on one line.
    pub(super) fn news(&self) -> watch::Receiver<Arc<str>> {
        self.news.subscribe()
    }

    /// Whether a `Host` header names this preview. Another name that leads here is how foreign pages would read it.
    pub(super) fn is_host(&self, host: &str) -> bool {
        self.hosts.iter().any(|known| known.eq_ignore_ascii_case(host))
    }

    /// Whether an `Origin` header is this preview's own.
    pub(super) fn is_origin(&self, origin: &str) -> bool {
        origin.strip_prefix("http://").is_some_and(|host| self.is_host(host))
    }
}

/// The browser reloads when the version is another than its page's; the process stands in it because a new one
/// begins to count anew.
fn news(shown: &Shown, overlay: Option<&Overlay>) -> String {
    let news = News { version: shown.version(), overlay };
    // Our own types have text keys only, so this cannot fail.
    serde_json::to_string(&news).unwrap_or_default()
}

impl Shown {
    /// Names this build.
    pub(super) fn version(&self) -> String {
        format!("{}-{}", std::process::id(), self.number)
    }

    /// Whether `/` is a town's own home page; else it is the list of towns.
    pub(super) fn has_one_town(&self) -> bool {
        self.towns.len() == 1
    }

    /// What a path, as the browser sent it, leads to.
    pub(super) fn find(&self, path: &str) -> Found {
        let Some(wanted) = wanted(path) else { return Found::Nothing(self.only_towns_own()) };
        let prefix = match self.towns.as_slice() {
            [town] => format!("{}/", town.id),
            _ => String::new(),
        };
        // One initiative's pages link to each other without its id; its id is understood as well.
        let candidates = [format!("{prefix}{wanted}"), wanted];
        for file in &candidates {
            if let Some(bytes) = self.memory.get(file) {
                return Found::File(file.clone(), bytes);
            }
            if self.memory.get(&format!("{file}/index.html")).is_some() {
                return Found::Folder;
            }
        }
        let page = candidates
            .iter()
            .filter_map(|file| self.not_found_above(file))
            .max_by_key(|(folder, _)| folder.len());
        Found::Nothing(page.map(|(_, page)| page))
    }

    /// What to say of an address that can be none: no folder tells its language.
    fn only_towns_own(&self) -> Option<Arc<[u8]>> {
        let [town] = self.towns.as_slice() else { return None };
        self.memory.get(&format!("{}/404.html", town.id))
    }

    /// The nearest 404.html in the folders above.
    fn not_found_above<'a>(&self, file: &'a str) -> Option<(&'a str, Arc<[u8]>)> {
        let mut folder = file;
        while let Some((above, _)) = folder.rsplit_once('/') {
            if let Some(page) = self.memory.get(&format!("{above}/404.html")) {
                return Some((above, page));
            }
            folder = above;
        }
        None
    }
}

/// The output a browser's path means; `None` for what can be none (`..`, a backslash, NUL, `//`).
fn wanted(path: &str) -> Option<String> {
    let decoded = text::decode_percent(path.strip_prefix('/')?)?;
    let mut wanted: String = decoded.nfc().collect();
    if wanted.is_empty() || wanted.ends_with('/') {
        wanted.push_str("index.html");
    }
    OutputPath::new(&wanted).is_ok().then_some(wanted)
}
