//! A panic of ours, as a finding like any other.

use std::any::Any;

use crate::diagnostic::{Diagnostic, codes};

/// What a caught panic says.
pub fn said(payload: &dyn Any) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "?".to_owned())
}

/// The finding that asks to report it: `G0006`.
pub fn finding(said: &str) -> Diagnostic {
    Diagnostic::new(codes::OUR_BUG).with("what", said).with("version", env!("CARGO_PKG_VERSION"))
}
