//! The page. Natively there is none: the library is tested there.

fn main() {}
