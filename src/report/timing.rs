//! How long each room takes, and the line that says which is at work. The only clock in the program but for the
//! date of the build.

use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::laps::{Laps, Tally};
use super::words::Tongue;

/// Builds shorter than this show no line.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the line is written anew.
const BEAT: Duration = Duration::from_millis(200);

#[expect(clippy::disallowed_methods, reason = "the one place that measures")]
fn now() -> Instant {
    Instant::now()
}

/// Seconds since a moment; for whoever must say how long something took.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts.
    pub fn start() -> Self {
        Self(now())
    }

    /// Seconds since the start.
    pub fn seconds(self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

/// Measures one build, room by room.
#[derive(Debug)]
pub struct Clock<'a> {
    progress: &'a Progress,
    rooms: Vec<(&'static str, f64)>,
}

impl<'a> Clock<'a> {
    /// Tells `progress` of every room it measures.
    pub fn new(progress: &'a Progress) -> Self {
        Self { progress, rooms: Vec::new() }
    }

    /// Does a room's work and remembers how long it took.
    pub fn room<T>(&mut self, room: &'static str, work: impl FnOnce() -> T) -> T {
        self.progress.room(room);
        let watch = Stopwatch::start();
        let done = work();
        self.rooms.push((room, watch.seconds()));
        done
    }

    /// What pages took, where somebody asked.
    pub fn pages(&self) -> Option<Laps> {
        self.progress.pages.laps()
    }

    /// Seconds by room, in order.
    pub fn seconds(self) -> Vec<(&'static str, f64)> {
        self.progress.done();
        self.rooms
    }
}

/// One line on a terminal that says which room is at work, and what pages take; by default silent, and nothing.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    line: Option<Arc<Line>>,
    /// Told how long each page took.
    pub pages: Tally,
}

#[derive(Debug)]
struct Line {
    tongue: Tongue,
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Debug, Default)]
struct State {
    room: Option<&'static str>,
    /// When the build began; `None` between builds.
    began: Option<Instant>,
    /// Whether there is something to wipe.
    drawn: bool,
    /// Whether a thread redraws it.
    beating: bool,
}

impl Progress {
    /// On standard error, if that is a terminal.
    pub fn on_terminal(tongue: Tongue) -> Self {
        if !io::stderr().is_terminal() {
            return Self::default();
        }
        let line = Line { tongue, state: Mutex::default(), wake: Condvar::new() };
        Self { line: Some(Arc::new(line)), ..Self::default() }
    }

    /// A room begins its work.
    pub fn room(&self, room: &'static str) {
        let Some(line) = &self.line else { return };
        let mut state = line.state();
        state.room = Some(room);
        state.began.get_or_insert_with(now);
        if !state.beating {
            state.beating = true;
            let line = line.clone();
            std::thread::spawn(move || line.beat());
        }
    }

    /// The build is over: the line goes away.
    pub fn done(&self) {
        let Some(line) = &self.line else { return };
        let mut state = line.state();
        state.began = None;
        state.room = None;
        if std::mem::take(&mut state.drawn) {
            draw("");
        }
        line.wake.notify_all();
    }
}

impl Line {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Draws the line again and again until the build is over.
    fn beat(&self) {
        let mut state = self.state();
        while let (Some(began), Some(room)) = (state.began, state.room) {
            let elapsed = began.elapsed();
            if elapsed >= PATIENCE {
                draw(&format!("{} … {} s", self.tongue.room(room), elapsed.as_secs()));
                state.drawn = true;
            }
            state = self.wake.wait_timeout(state, BEAT).unwrap_or_else(PoisonError::into_inner).0;
        }
        state.beating = false;
    }
}

/// Wipes the line and writes another; a terminal that has gone is no matter.
fn draw(text: &str) {
    let mut err = io::stderr().lock();
    let _ = write!(err, "\r\u{1b}[2K{text}").and_then(|()| err.flush());
}
