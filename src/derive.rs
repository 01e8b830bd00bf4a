//! What a page made from another one builds on: a translation on its original, a town's page on that of a lower layer.
//!
//! Every derived page names in `base:` the state of the text it was made from, and that state lies in the project under
//! the same name ([`base`]). Both states are read as [`blocks`], compared ([`difference`]), and what changed is laid
//! against the derived page's own blocks ([`align`]).

pub mod align;
pub mod base;
pub mod bases;
pub mod blocks;
pub mod difference;
pub mod facts;
pub mod fields;
pub mod heading;
pub mod held;
pub mod made;
pub mod po;
pub mod rebuild;
pub mod status;
pub mod told;

pub use held::{Derived, Ground, hold};
