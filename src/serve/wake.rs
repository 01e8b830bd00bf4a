//! What wakes the loop: a browser that asks, a file that changed, a check that is done.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::Uri;
use axum::response::Response;
use tokio::sync::oneshot;

use crate::pipeline::Outcome;

/// After a change, those that belong to it are waited for this long at a time …
const SETTLE: Duration = Duration::from_millis(4);
/// … but no longer than this many times, so that a storm does not hold the page back.
const SETTLES: usize = 5;
/// More paths than this are not told one by one.
const MANY: usize = 5000;

/// What the loop is told.
pub(super) enum Message {
    /// A browser asks for an address.
    Ask(Uri, oneshot::Sender<Response>),
    /// A browser shows a page more than before.
    Open,
    /// A check of the whole site came to its end: of which state, and what it found.
    Checked(u64, Box<Outcome>),
    /// Something changed, or it is over.
    Bell,
}

/// Rings the bell, once however often it is rung.
#[derive(Clone, Debug)]
pub(super) struct Wake {
    inbox: Sender<Message>,
    heard: Arc<Mutex<Heard>>,
}

/// Waits for messages.
pub(super) struct Sleeper {
    inbox: Receiver<Message>,
    heard: Arc<Mutex<Heard>>,
}

/// What the bell was rung for.
#[derive(Debug, Default)]
pub(super) struct Heard {
    rings: bool,
    /// How often, to know whether it still goes on.
    count: usize,
    stop: bool,
    /// What changed.
    pub(super) paths: BTreeSet<PathBuf>,
    /// Something may have changed: the system lost count.
    pub(super) unsure: bool,
    /// One of the watched folders came or went.
    pub(super) folders: bool,
}

/// A bell and the one who waits for it.
pub(super) fn pair() -> (Wake, Sleeper) {
    let (sender, receiver) = channel();
    let heard = Arc::<Mutex<Heard>>::default();
    (Wake { inbox: sender, heard: heard.clone() }, Sleeper { inbox: receiver, heard })
}

impl Wake {
    /// Where messages of other kinds go.
    pub(super) fn inbox(&self) -> Sender<Message> {
        self.inbox.clone()
    }

    fn ring(&self, note: impl FnOnce(&mut Heard)) {
        let mut heard = held(&self.heard);
        note(&mut heard);
        heard.count += 1;
        if !std::mem::replace(&mut heard.rings, true) {
            // Nobody listens only at the end.
            let _ = self.inbox.send(Message::Bell);
        }
    }

    /// A file changed.
    pub(super) fn changed(&self, path: PathBuf) {
        self.ring(|heard| {
            if heard.paths.len() < MANY {
                heard.paths.insert(path);
            } else {
                heard.unsure = true;
            }
        });
    }

    /// Something may have changed: the system lost count.
    pub(super) fn unsure(&self) {
        self.ring(|heard| heard.unsure = true);
    }

    /// One of the watched folders came or went.
    pub(super) fn folders(&self) {
        self.ring(|heard| heard.folders = true);
    }

    /// It is over.
    pub(super) fn stop(&self) {
        self.ring(|heard| heard.stop = true);
    }
}

impl Sleeper {
    /// Waits for the next message; `None` when patience ends.
    pub(super) fn next(&self, patience: Option<Duration>) -> Option<Message> {
        match patience {
            None => Some(self.inbox.recv().unwrap_or(Message::Bell)),
            Some(patience) => match self.inbox.recv_timeout(patience) {
                Ok(message) => Some(message),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => Some(Message::Bell),
            },
        }
    }

    /// What the bell was rung for, once it is quiet; `None` when it is over.
    pub(super) fn heard(&self) -> Option<Heard> {
        let count = || held(&self.heard).count;
        let mut before = count();
        for _ in 0..SETTLES {
            std::thread::sleep(SETTLE);
            let now = count();
            if now == before {
                break;
            }
            before = now;
        }
        let heard = std::mem::take(&mut *held(&self.heard));
        (!heard.stop).then_some(heard)
    }
}

fn held<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}
