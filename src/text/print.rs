//! Trees → text.
