//! Integration tests: one binary, one module a subject.
#![forbid(unsafe_code)]
#![expect(
    clippy::disallowed_methods,
    reason = "tests look at the real disk, the clock and their environment"
)]

mod again;
mod author;
mod books;
mod chance;
mod charts;
mod counts;
mod dice;
mod edits;
mod canaries;
mod cards;
mod hostile;
mod init;
mod languages;
mod layers;
mod mend;
mod mistakes;
mod mutations;
mod preview;
mod privacy;
mod project;
mod publish;
mod rooms;
mod serve;
mod shards;
mod sites;
mod store;
mod styles;
mod theme;
mod time;
mod towns;
mod translate;
