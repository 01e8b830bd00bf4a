//! What tells the loop that something changed: one bell, however often it is rung.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

/// After the bell, edits that belong together are waited for this long at a time …
const SETTLE: Duration = Duration::from_millis(8);
/// … but no longer than this many times, so that a storm does not hold the build back.
const SETTLES: usize = 5;

/// Rings the bell.
#[derive(Clone, Debug)]
pub(super) struct Wake {
    bell: SyncSender<()>,
    flags: Arc<Flags>,
}

/// Waits for the bell.
#[derive(Debug)]
pub(super) struct Sleeper {
    bell: Receiver<()>,
    flags: Arc<Flags>,
}

#[derive(Debug, Default)]
struct Flags {
    stop: AtomicBool,
    changed: AtomicBool,
    unsure: AtomicBool,
    folders: AtomicBool,
}

/// A bell and the one who waits for it.
pub(super) fn pair() -> (Wake, Sleeper) {
    // Room for one: a bell that rings already need not be rung again.
    let (sender, receiver) = sync_channel(1);
    let flags = Arc::new(Flags::default());
    (Wake { bell: sender, flags: flags.clone() }, Sleeper { bell: receiver, flags })
}

impl Wake {
    fn ring(&self, why: &AtomicBool) {
        why.store(true, Ordering::SeqCst);
        // Full: it rings already, and the flag is set before it is heard.
        let _ = self.bell.try_send(());
    }

    /// A file changed.
    pub(super) fn changed(&self) {
        self.ring(&self.flags.changed);
    }

    /// Something may have changed: the system lost count.
    pub(super) fn unsure(&self) {
        self.ring(&self.flags.unsure);
    }

    /// One of the watched folders came or went.
    pub(super) fn folders(&self) {
        self.ring(&self.flags.folders);
    }

    /// It is over.
    pub(super) fn stop(&self) {
        self.ring(&self.flags.stop);
    }
}

impl Sleeper {
    /// Sleeps until the bell rings or patience ends; false when it is over.
    pub(super) fn sleep(&self, patience: Option<Duration>) -> bool {
        let heard = match patience {
            None => self.bell.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(patience) => self.bell.recv_timeout(patience),
        };
        let rings_on = || self.bell.recv_timeout(SETTLE).is_ok();
        if heard.is_ok() {
            (0..SETTLES).take_while(|_| rings_on()).count();
        }
        heard != Err(RecvTimeoutError::Disconnected) && !self.flags.stop.load(Ordering::SeqCst)
    }

    /// Whether a file changed since this was last asked.
    pub(super) fn has_changed(&self) -> bool {
        self.flags.changed.swap(false, Ordering::SeqCst)
    }

    /// Whether the system lost count since this was last asked.
    pub(super) fn is_unsure(&self) -> bool {
        self.flags.unsure.swap(false, Ordering::SeqCst)
    }

    /// Whether a watched folder came or went since this was last asked.
    pub(super) fn has_other_folders(&self) -> bool {
        self.flags.folders.swap(false, Ordering::SeqCst)
    }
}
