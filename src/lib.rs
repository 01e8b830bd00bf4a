//! Globale.
pub mod check;
pub mod config;
pub mod diagnostic;
pub mod disk;
pub mod edition;
pub mod fingerprint;
pub mod locale;
pub mod model;
pub mod node;
pub mod image;
pub mod markdown;
pub mod output;
pub mod plan;
pub mod source;
pub mod store;
pub mod text;
pub mod theme;
