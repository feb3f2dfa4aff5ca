//! Every text that fuzzing found worth keeping is read by its reader, and none panics or goes on for ever.

use std::path::Path;

#[path = "../../fuzz/targets.rs"]
mod targets;

#[test]
fn the_corpus_is_read_without_a_panic_or_a_hang() {
    for target in targets::ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target.name);
        let entries: Vec<_> = std::fs::read_dir(&folder).into_iter().flatten().flatten().collect();
        assert!(!entries.is_empty(), "{} has no corpus", target.name);
        for entry in entries {
            let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
            (target.read)(&text);
        }
    }
}
