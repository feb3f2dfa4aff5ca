//! Byte offsets ↔ lines and UTF-16 columns, which is how editors count.
