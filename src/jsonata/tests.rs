//! Expressions and templates, and the engine under them.
