//! Integration tests.

mod sites;
