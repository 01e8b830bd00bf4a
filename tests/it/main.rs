//! Integration tests.

mod hostile;
mod sites;
