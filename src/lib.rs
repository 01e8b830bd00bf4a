//! Globale.
pub mod diagnostic;
pub mod disk;
pub mod fingerprint;
pub mod output;
pub mod plan;
pub mod store;
pub mod text;
