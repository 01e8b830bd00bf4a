//! `globale`: Markdown in git becomes one fast, accessible, multilingual site for each local initiative.
//!
//! The build in one sentence: *site.toml becomes the [`config`]; files become [`source`]s; sources become entries of the
//! [`model`]; languages and layers decide the [`edition`]s; the rules [`check`]; [`markdown`] and [`image`]s become
//! bodies and pictures; the [`plan`] decides every address; a [`view`] says what a page may see; the [`theme`]
//! [`render`]s it and machines get what they read ([`emit`]); the [`output`] writes what changed; the [`report`]
//! tells.*
//!
//! The laws of the house:
//! 1. A page is a pure function of its view. Templates look nothing up.
//! 2. One build path: [`serve`] goes through the rooms of [`pipeline`] as far as somebody looks.
//! 3. Incremental output is byte-identical to a clean build.
//! 4. Another phase, another type; nothing half-filled.
//! 5. Every stage returns its value and all its findings.
//! 6. One door to the [`disk`]; time and surroundings come in through [`pipeline::Options`].
//! 7. What many pages share is made once.
//! 8. Write what changed, never wipe.
//! 9. Every output path passes through [`plan::path::OutputPath`].
//! 10. Content is data, themes are sandboxed, site.toml is trusted.
//! 11. Unknown keys are errors with the nearest name.
//!
//! `tests/it/rooms.rs` holds who may use whom.
#![forbid(unsafe_code)]

// The rooms, in the order the data flows.
pub mod config;
pub mod source;
pub mod model;
pub mod edition;
pub mod check;
pub mod markdown;
pub mod derive;
pub mod image;
pub mod theme;
pub mod plan;
pub mod view;
pub mod render;
pub mod emit;
pub mod rehearsal;
pub mod output;
pub mod pipeline;
pub mod report;
pub mod guide;
pub mod cli;
pub mod command;
pub mod serve;

// Tools, which know nothing of sites.
pub mod bundled;
pub mod diagnostic;
pub mod disk;
pub mod fingerprint;
pub mod git;
pub mod printer;
pub mod locale;
pub mod node;
pub mod spool;
pub mod store;
pub mod text;
