//! Every address, exactly once.
pub mod path;
