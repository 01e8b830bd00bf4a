//! Globale.
pub mod config;
pub mod diagnostic;
pub mod disk;
pub mod fingerprint;
pub mod locale;
pub mod node;
pub mod plan;
pub mod store;
pub mod text;
