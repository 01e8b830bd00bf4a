//! The texts that a derived text is held against.

use std::sync::Arc;

use super::SourceId;

/// The texts that a translation is held against, as one town shows them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Against {
    /// The snapshot it says it was made from.
    pub base: Option<Box<str>>,
    /// The original in its own layer, or in the nearest below.
    pub proper: SourceId,
    /// The original as the town shows it: its own page, perhaps, in place of the proper one.
    pub original: SourceId,
    /// Sections the town lays over that.
    pub over: Arc<[SourceId]>,
    /// The page of a lower layer in the translation's own language, where it stands over one.
    pub under: Option<SourceId>,
}
