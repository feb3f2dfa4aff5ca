//! What is kept of how far a learner came in lessons: a record for each, of which only the newest stay.

use asl_value::{Map, Value};

/// The most lessons of which something is kept.
const MOST: usize = 80;

/// How far a learner came in a lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The step that is open, from 0.
    pub at: usize,
    /// Which steps are done.
    pub done: Vec<usize>,
}

impl Progress {
    /// The same with a step done.
    #[must_use]
    pub fn with_done(&self, step: usize) -> Self {
        let mut next = self.clone();
        if !next.done.contains(&step) {
            next.done.push(step);
            next.done.sort_unstable();
        }
        next
    }

    /// Whether that step is done.
    pub fn is_done(&self, step: usize) -> bool {
        self.done.contains(&step)
    }

    /// Whether all of so many steps are done.
    pub fn is_complete(&self, steps: usize) -> bool {
        (0..steps).all(|step| self.is_done(step))
    }
}

/// What is kept of a lesson in `records`, an object by the names of lessons.
pub fn find(records: &Value, lesson: &str) -> Progress {
    let record = records.get(lesson);
    let number =
        |value: &Value| value.as_number().and_then(asl_value::Number::as_i64).and_then(|n| usize::try_from(n).ok());
    let at = record.and_then(|record| record.get("at")).and_then(number).unwrap_or_default();
    let done = record.and_then(|record| record.get("done")).and_then(Value::as_array);
    let mut done: Vec<usize> = done.unwrap_or_default().iter().filter_map(number).take(crate::MOST_STEPS).collect();
    done.sort_unstable();
    done.dedup();
    Progress { at, done }
}

/// `records` with what is kept of a lesson, which becomes the newest; nothing is kept of one that was not begun.
pub fn with(records: &Value, lesson: &str, progress: &Progress) -> Value {
    let others = records.as_object().map(Map::iter).into_iter().flatten();
    let others: Vec<_> = others.filter(|(name, _)| ***name != *lesson).collect();
    let is_begun = *progress != Progress::default();
    let skipped = (others.len() + usize::from(is_begun)).saturating_sub(MOST);
    let mut next = Map::new();
    for (name, record) in others.into_iter().skip(skipped) {
        next.insert(name.clone(), record.clone());
    }
    if is_begun {
        let number = |number: usize| Value::from(i64::try_from(number).unwrap_or_default());
        let mut record = Map::new();
        record.insert("at", number(progress.at));
        record.insert("done", progress.done.iter().map(|step| number(*step)).collect::<Value>());
        next.insert(lesson, record.into());
    }
    next.into()
}

#[cfg(test)]
mod tests {
    use super::{MOST, Progress, find, with};
    use asl_value::Value;

    #[test]
    fn what_is_kept_comes_back_and_only_the_newest_stay() {
        let progress = Progress { at: 2, done: vec![0, 1] };
        let mut records = with(&Value::Null, "first", &progress);
        assert_eq!(find(&records, "first"), progress);
        assert_eq!(find(&records, "other"), Progress::default());
        for number in 0..MOST {
            records = with(&records, &number.to_string(), &progress.with_done(4));
        }
        assert_eq!(records.as_object().unwrap().len(), MOST);
        assert_eq!(find(&records, "first"), Progress::default(), "the oldest gives way");
        assert!(find(&records, "0").is_done(4));
        records = with(&records, "0", &Progress::default());
        assert_eq!(records.as_object().unwrap().len(), MOST - 1, "what is reset is gone");
        assert!(Progress { at: 0, done: vec![0, 1, 2] }.is_complete(3) && !progress.is_complete(3));
    }

    #[test]
    fn strange_records_are_no_progress() {
        for text in ["[]", "7", r#"{"a": 7}"#, r#"{"a": {"at": -1, "done": "x"}}"#] {
            assert_eq!(find(&Value::from_json(text).unwrap(), "a"), Progress::default(), "{text}");
        }
    }
}
