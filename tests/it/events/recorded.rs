//! The recorded patterns of EventBridge in one index.

use std::path::Path;
use std::rc::Rc;

use asl_events::{Event, Pattern, PatternIndex};

const RECORDED: &str = "../shared/conformance/eventbridge/patterns.jsonl";
/// How many events of the recordings there are for one that is tried on all patterns.
const ONE_OF: usize = 7;

#[test]
fn all_recorded_patterns_at_once_match_as_each_by_itself() {
    let recorded = crate::conformance::cases::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(RECORDED));
    let texts = |name: &'static str| recorded.iter().filter_map(move |case| case.json[name].as_str());
    let patterns: Vec<Rc<Pattern>> =
        texts("pattern").filter_map(|text| Pattern::parse(text).ok()).map(Rc::new).collect();
    let index = PatternIndex::new(patterns.clone());
    for event in texts("event").step_by(ONE_OF).filter_map(|text| Event::parse(text).ok()) {
        let each = patterns.iter().enumerate().filter(|(_, pattern)| pattern.matches(&event)).map(|(at, _)| at);
        assert_eq!(index.matching(&event), each.collect::<Vec<_>>(), "{event:?}");
    }
}
