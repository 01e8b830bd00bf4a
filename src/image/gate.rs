//! Bounds how many decoded pixels are in memory at once.

use std::sync::{Condvar, Mutex, PoisonError};

/// Lets work in while its weights stay within a sum. Who holds a [`Pass`] must not wait for other work (no rayon
/// inside), else two could wait for each other.
pub(super) struct Gate {
    limit: u64,
    inside: Mutex<u64>,
    left: Condvar,
}

/// Held while the pixels are in memory.
pub(super) struct Pass<'a> {
    gate: &'a Gate,
    weight: u64,
}

impl Gate {
    /// A gate for this many at once.
    pub(super) fn new(limit: u64) -> Self {
        Self { limit, inside: Mutex::new(0), left: Condvar::new() }
    }

    /// Waits for room. What weighs more than the whole goes in alone.
    pub(super) fn enter(&self, weight: u64) -> Pass<'_> {
        let weight = weight.min(self.limit);
        let inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let mut inside = self
            .left
            .wait_while(inside, |inside| *inside + weight > self.limit)
            .unwrap_or_else(PoisonError::into_inner);
        *inside += weight;
        Pass { gate: self, weight }
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        let mut inside = self.gate.inside.lock().unwrap_or_else(PoisonError::into_inner);
        *inside -= self.weight;
        drop(inside);
        self.gate.left.notify_all();
    }
}
