//! Files of the person's computer: as objects in S3 where each goes, and what cannot be taken.

use std::rc::Rc;

use asl_document::DocumentFile;
use asl_sim::preview::{ItemSource, ReadLocation, guess};
use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileList};

use crate::app::chunks::SETUP;
use crate::app::state::commands::Commands;
use crate::app::state::document::DocumentAction;
use crate::app::state::shared::Shared;
use crate::app::state::view::{Pane, SetupTab, ViewAction};
use crate::app::ui::format;

/// The most bytes of a file that are taken: the page holds it as a text, and reads it as a whole.
const LARGEST: usize = 100 * 1024 * 1024;
/// The bucket of a file that no Map asks for.
const BUCKET: &str = "my-bucket";

/// A bucket and a key.
pub(crate) type S3Address = (Rc<str>, Rc<str>);

/// Where a file of that name and text goes, unless it goes to where one of its name is already: to what a Map reads and
/// does not have yet, first of all to what is called so or holds the same kind of text.
pub(crate) fn address_for(name: &str, text: &str, sources: &[ItemSource], files: &[DocumentFile]) -> S3Address {
    let last = |key: &str| key.rsplit('/').next().unwrap_or_default().to_owned();
    if let Some(known) = files.iter().find(|file| last(&file.key) == name) {
        return (known.bucket.clone(), known.key.clone());
    }
    let there = |bucket: &Rc<str>, key: &Rc<str>| files.iter().any(|file| &file.bucket == bucket && &file.key == key);
    let wanted: Vec<(&Rc<str>, &Rc<str>)> = sources
        .iter()
        .filter_map(|source| match &source.location {
            ReadLocation::Object { bucket, key } if !there(bucket, key) => Some((bucket, key)),
            _ => None,
        })
        .collect();
    let same_name = wanted.iter().find(|(_, key)| last(key) == name);
    let same_kind = || wanted.iter().find(|(_, key)| guess(key, text) == guess(name, text));
    if let Some((bucket, key)) = same_name.or_else(same_kind) {
        return (Rc::clone(bucket), Rc::clone(key));
    }
    let listed = sources.iter().find_map(|source| match &source.location {
        ReadLocation::Listing { bucket, prefix } => Some((bucket, prefix)),
        _ => None,
    });
    if let Some((bucket, prefix)) = listed {
        return (bucket.clone(), format!("{prefix}{name}").into());
    }
    let known = files.last().map(|file| &file.bucket);
    (known.cloned().unwrap_or_else(|| BUCKET.into()), name.into())
}

/// `files` with `text` at that address, in place of what was there.
pub(crate) fn with_file(files: &[DocumentFile], (bucket, key): S3Address, text: Rc<str>) -> Rc<[DocumentFile]> {
    let mut next = files.to_vec();
    match next.iter_mut().find(|file| file.bucket == bucket && file.key == key) {
        Some(known) => known.text = text,
        None => next.push(DocumentFile { bucket, key, text }),
    }
    next.into()
}

/// Where files of the person's computer go.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Destination {
    /// Where each belongs: into the project, or among the objects of S3.
    Any,
    /// One file stands in for this object.
    Object(S3Address),
    /// One file is that of this path in the project.
    File(Rc<str>),
}

/// A file of the person's computer, with its path in the folder that was given.
#[derive(Clone)]
pub(crate) struct Given {
    pub(crate) path: String,
    pub(crate) file: File,
}

impl Given {
    /// The files of a list, which a chosen folder gives paths.
    pub(crate) fn all(list: &FileList) -> Vec<Self> {
        let files = (0..list.length()).filter_map(|index| list.get(index));
        files
            .map(|file| {
                let path = Reflect::get(&file, &"webkitRelativePath".into()).ok().and_then(|path| path.as_string());
                Self { path: path.filter(|path| !path.is_empty()).unwrap_or_else(|| file.name()), file }
            })
            .collect()
    }
}

impl Shared<Commands> {
    /// Takes files of the person's computer. What reads them is in the chunk of the setup.
    pub(crate) fn take_files(&self, given: Vec<Given>, destination: Destination) {
        let commands = self.clone();
        self.with(&SETUP, move |setup| (setup.take)(&commands, given.clone(), destination.clone()));
    }
}

/// Puts a text among the objects of S3, and shows them.
pub(crate) fn put_object(commands: &Commands, name: &str, text: String, address: Option<S3Address>) {
    let state = commands.state();
    let files = &state.document.files;
    let address = address.unwrap_or_else(|| address_for(name, &text, &state.analysis.sources, files));
    commands.dispatch(DocumentAction::SetFiles(with_file(files, address, text.into())));
    commands.dispatch(ViewAction::Setup(SetupTab::Files));
    if state.view.pane != Pane::Run {
        commands.dispatch(ViewAction::Pane(Pane::Setup));
    }
}

/// The text of a file, or why it cannot be taken.
pub(crate) async fn read(file: &File) -> Result<String, String> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size; a float too large saturates")]
    let size = file.size() as usize;
    if size > LARGEST {
        let (size, largest) = (format::bytes(size), format::bytes(LARGEST));
        return Err(format!("it has {size}, and the limit is {largest}"));
    }
    let text = JsFuture::from(file.unchecked_ref::<web_sys::Blob>().text()).await;
    let text = text.ok().and_then(|text| text.as_string()).ok_or("the browser could not read it")?;
    // What is no UTF-8 comes with this character in its place.
    if text.contains('\0') || text.contains('\u{fffd}') {
        return Err("it is not text in UTF-8, such as CSV, JSON, or JSON Lines. Unpack or export it first".to_owned());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use asl_sim::preview::{ItemSource, sources};
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::{address_for, with_file};

    fn reading(reader: &str) -> Vec<ItemSource> {
        let definition = format!(
            r#"{{"StartAt": "M", "States": {{"M": {{"Type": "Map", "End": true, "ItemReader": {reader}, "ItemProcessor": {{
                "ProcessorConfig": {{"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}},
                "StartAt": "P", "States": {{"P": {{"Type": "Pass", "End": true}}}}}}}}}}}}"#
        );
        sources(&asl_lang::check_text(&definition).machine.unwrap())
    }

    #[wasm_bindgen_test]
    fn a_file_goes_to_where_it_is_wanted() {
        let object = reading(
            r#"{"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "b", "Key": "in/orders.csv"}}"#,
        );
        let list = reading(
            r#"{"Resource": "arn:aws:states:::s3:listObjectsV2", "Parameters": {"Bucket": "b", "Prefix": "in/"}}"#,
        );
        let address = |name: &str, sources: &[ItemSource], files: &[_]| {
            let (bucket, key) = address_for(name, "1,2", sources, files);
            format!("{bucket}/{key}")
        };
        assert_eq!(address("orders.csv", &object, &[]), "b/in/orders.csv", "of that name");
        assert_eq!(address("export.csv", &object, &[]), "b/in/orders.csv", "of that kind");
        assert_eq!(address("export.json", &object, &[]), "my-bucket/export.json", "of another kind");
        assert_eq!(address("export.json", &list, &[]), "b/in/export.json", "among those that are listed");
        let files = with_file(&[], ("b".into(), "in/orders.csv".into()), "x".into());
        assert_eq!(address("more.csv", &object, &files), "b/more.csv", "beside what is there");
        assert_eq!(address("orders.csv", &[], &files), "b/in/orders.csv", "in place of the one of that name");
        let files = with_file(&files, ("b".into(), "in/orders.csv".into()), "y".into());
        assert_eq!((files.len(), &*files[0].text), (1, "y"));
    }
}
