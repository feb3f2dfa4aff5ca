//! Texts by bucket and key, standing in for objects in S3.

use asl_value::SortedMap;
use std::rc::Rc;

/// Files of a run: what Distributed Maps read, or what they wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files(SortedMap<Rc<str>, SortedMap<Rc<str>, Rc<str>>>);

impl Files {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts `text` under `key` in `bucket`, in place of what was there.
    pub fn insert(&mut self, bucket: &str, key: &str, text: impl Into<Rc<str>>) {
        self.0.get_or_default(bucket.into()).insert(key.into(), text.into());
    }

    /// The text under `key` in `bucket`.
    pub fn get(&self, bucket: &str, key: &str) -> Option<&Rc<str>> {
        self.0.get(bucket)?.get(key)
    }

    /// Whether there is anything in `bucket`.
    pub fn has_bucket(&self, bucket: &str) -> bool {
        self.0.contains_key(bucket)
    }

    /// The files of `bucket` whose keys begin with `prefix`, in the order of their keys, as S3 lists them.
    pub fn list<'a>(&'a self, bucket: &str, prefix: &'a str) -> impl Iterator<Item = (&'a Rc<str>, &'a Rc<str>)> {
        self.0.get(bucket).into_iter().flatten().filter(move |(key, _)| key.starts_with(prefix))
    }

    /// All files: bucket, key and text.
    pub fn iter(&self) -> impl Iterator<Item = (&Rc<str>, &Rc<str>, &Rc<str>)> {
        self.0.iter().flat_map(|(bucket, files)| files.iter().map(move |(key, text)| (bucket, key, text)))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
