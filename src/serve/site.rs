//! What the loop and the browsers' connections share: which pages are open, and what is new about them.

use std::collections::BTreeMap;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use tokio::sync::watch;
use unicode_normalization::UnicodeNormalization;

use super::wake::Message;
use crate::pipeline::TownSummary;
use crate::plan::path::OutputPath;
use crate::report::overlay::Overlay;
use crate::text;

/// Shared by the loop, which writes, and the server, which reads.
#[derive(Debug)]
pub(super) struct Site {
    news: watch::Sender<Arc<State>>,
    /// Who may ask: `127.0.0.1:1111`, `localhost:1111` …
    hosts: Vec<String>,
    /// The addresses of pages that browsers show, with how many show each.
    open: Arc<Mutex<BTreeMap<String, usize>>>,
    inbox: Sender<Message>,
}

/// What is so now.
#[derive(Clone, Default, Debug)]
pub(super) struct State {
    /// Counts the edits that could be shown.
    pub(super) number: u64,
    /// The version of each open page, by its address.
    pub(super) pages: BTreeMap<String, String>,
    /// What is wrong with the newest edit.
    pub(super) overlay: Option<Overlay>,
}

#[derive(Serialize)]
struct News<'a> {
    version: Option<&'a str>,
    overlay: Option<&'a Overlay>,
}

/// A page that a browser shows, as long as it lives.
#[derive(Debug)]
pub(super) struct Opened {
    open: Arc<Mutex<BTreeMap<String, usize>>>,
    page: String,
}

impl Drop for Opened {
    fn drop(&mut self) {
        let mut open = held(&self.open);
        match open.get_mut(&self.page) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(open.remove(&self.page)),
        }
    }
}

impl Site {
    /// Nothing is shown yet. Questions go to `inbox`.
    pub(super) fn new(port: u16, inbox: Sender<Message>) -> Self {
        let names = ["127.0.0.1", "localhost", "[::1]"];
        let mut hosts: Vec<String> = names.iter().map(|name| format!("{name}:{port}")).collect();
        if port == 80 {
            hosts.extend(names.map(str::to_owned));
        }
        Self { news: watch::channel(Arc::default()).0, hosts, open: Arc::default(), inbox }
    }

    /// Tells the browsers.
    pub(super) fn tell(&self, state: State) {
        self.news.send_replace(Arc::new(state));
    }

    /// What is new, now and whenever it changes.
    pub(super) fn news(&self) -> watch::Receiver<Arc<State>> {
        self.news.subscribe()
    }

    /// A browser shows a page: it is made anew with every edit from here on.
    pub(super) fn opened(&self, page: &str) -> Opened {
        *held(&self.open).entry(page.to_owned()).or_default() += 1;
        self.send(Message::Open);
        Opened { open: self.open.clone(), page: page.to_owned() }
    }

    /// The addresses of the pages that browsers show.
    pub(super) fn open(&self) -> Vec<String> {
        held(&self.open).keys().cloned().collect()
    }

    /// Tells the loop; at the end nobody listens any more.
    pub(super) fn send(&self, message: Message) {
        let _ = self.inbox.send(message);
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

impl State {
    /// What a browser is told that shows a page: it reloads when the version is another than its page's. One that shows none
    /// hears of every edit; the process stands in that version because a new one begins to count anew.
    pub(super) fn news(&self, page: Option<&str>) -> String {
        let every = format!("{}-{}", std::process::id(), self.number);
        let version = match page {
            Some(page) => self.pages.get(page).map(String::as_str),
            None => Some(every.as_str()),
        };
        // Our own types have text keys only, so this cannot fail.
        serde_json::to_string(&News { version, overlay: self.overlay.as_ref() }).unwrap_or_default()
    }
}

/// Where outputs are had from.
pub(super) trait Files {
    /// The output at a path such as `baerum/en/index.html`.
    fn get(&mut self, path: &str) -> Option<Arc<[u8]>>;
    /// Whether a page stands there.
    fn has(&self, path: &str) -> bool;
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

/// The outputs, and the initiatives they belong to.
pub(super) struct Shown<'a> {
    pub(super) files: &'a mut dyn Files,
    pub(super) towns: &'a [TownSummary],
}

impl Shown<'_> {
    /// Whether `/` is a town's own home page; else it is the list of towns.
    pub(super) fn has_one_town(&self) -> bool {
        self.towns.len() == 1
    }

    /// What a path, as the browser sent it, leads to.
    pub(super) fn find(&mut self, path: &str) -> Found {
        let Some(wanted) = wanted(path) else { return Found::Nothing(self.only_towns_own()) };
        let prefix = match self.towns {
            [town] => format!("{}/", town.id),
            _ => String::new(),
        };
        // One initiative's pages link to each other without its id; its id is understood as well.
        let candidates = [format!("{prefix}{wanted}"), wanted];
        for file in &candidates {
            if let Some(bytes) = self.files.get(file) {
                return Found::File(file.clone(), bytes);
            }
            if self.files.has(&format!("{file}/index.html")) {
                return Found::Folder;
            }
        }
        let nearest = candidates.iter().filter_map(|file| self.not_found_above(file)).max_by_key(String::len);
        Found::Nothing(nearest.and_then(|page| self.files.get(&page)))
    }

    /// What to say of an address that can be none: no folder tells its language.
    fn only_towns_own(&mut self) -> Option<Arc<[u8]>> {
        let [town] = self.towns else { return None };
        self.files.get(&format!("{}/404.html", town.id))
    }

    /// The nearest 404.html in the folders above.
    fn not_found_above(&self, file: &str) -> Option<String> {
        let mut folder = file;
        while let Some((above, _)) = folder.rsplit_once('/') {
            let page = format!("{above}/404.html");
            if self.files.has(&page) {
                return Some(page);
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

fn held<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}
