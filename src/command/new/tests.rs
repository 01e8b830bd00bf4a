//! `new`, asked and unasked.
