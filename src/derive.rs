//! What a page made from another one builds on: a translation on its original, a town's page on that of a lower layer.
//!
//! So far: the snapshots. Every derived page names in `base:` the state of the text it was made from, and that state lies
//! in the project under the same name, so that what has changed since can be shown for ever.

pub mod base;
