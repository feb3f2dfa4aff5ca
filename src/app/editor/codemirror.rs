//! The typed twin of `www/editor.src.js`: a CodeMirror editor that lives as long as its handle.

use std::cell::RefCell;
use std::rc::Rc;

use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

use crate::app::state::text::TextEdit;

/// What the text is highlighted as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Language {
    #[default]
    Json,
    Yaml,
    Javascript,
    Python,
}

impl Language {
    fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Yaml => "yaml",
            Self::Javascript => "javascript",
            Self::Python => "python",
        }
    }
}

/// How an editor begins.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Options<'a> {
    /// The text at the start.
    pub(crate) doc: &'a str,
    /// What it is highlighted as.
    pub(crate) language: Language,
    /// The editor's name for assistive technology.
    pub(crate) label: &'a str,
    /// Whether the text may be read only.
    pub(crate) read_only: bool,
}

/// A problem to underline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Marker {
    /// Where it begins, in UTF-16 units.
    pub(crate) from: u32,
    /// Where it ends, in UTF-16 units.
    pub(crate) to: u32,
    /// `error`, `warning` or `info`.
    pub(crate) severity: &'static str,
    /// The message in the tooltip.
    pub(crate) message: String,
    /// The code of the rule that says so.
    pub(crate) source: String,
}

/// An editor in the page. Dropping it takes it out.
pub(crate) struct Editor {
    js: js::Editor,
    /// What is underlined, unless the text has changed since.
    shown: Rc<RefCell<Option<Vec<Marker>>>>,
    // JavaScript holds on to them without keeping them alive.
    _on_change: Closure<dyn FnMut(String)>,
    on_caret: Option<Closure<dyn FnMut(u32)>>,
    fixes: Option<(ListFixes, ApplyFix)>,
    assist: Option<[Query; 2]>,
}

/// Gives the titles of a problem's fixes.
type ListFixes = Closure<dyn FnMut(usize) -> JsValue>;
/// Makes a problem's fix of that title.
type ApplyFix = Closure<dyn FnMut(usize, String)>;
/// Asks about a place of a text, in UTF-16 units.
pub(crate) type Query = Closure<dyn FnMut(String, u32) -> JsValue>;

impl Editor {
    /// Puts an editor into `host`, or the one that stood in the page under this label before the program arrived, with
    /// its text, caret and history; `on_change` gets the whole text whenever the person changed it.
    pub(crate) fn new(host: &HtmlElement, options: Options<'_>, mut on_change: impl FnMut(String) + 'static) -> Self {
        let shown = Rc::<RefCell<Option<Vec<Marker>>>>::default();
        let on_change = Closure::<dyn FnMut(String)>::new({
            let shown = shown.clone();
            move |text| {
                shown.take();
                on_change(text);
            }
        });
        let Options { doc, language, label, read_only } = options;
        let js = js::create(host, doc, language.name(), label, read_only, &on_change);
        Self { js, shown, _on_change: on_change, on_caret: None, fixes: None, assist: None }
    }

    /// The whole text, for tests: the page follows `on_change`.
    #[cfg(test)]
    pub(crate) fn text(&self) -> String {
        js::get_text(&self.js)
    }

    /// Replaces the text, in one step that Undo takes back; `on_change` is not called.
    pub(crate) fn set_text(&self, text: &str) {
        self.shown.take();
        js::set_text(&self.js, text);
    }

    /// Shows the file `path` in the place of `before`: each keeps what can be undone in it, its caret and its scroll position.
    pub(crate) fn show_file(&self, before: &str, path: &str, text: &str) {
        self.shown.take();
        js::show_file(&self.js, before, path, text);
    }

    /// Forgets what can be undone in files that are not shown.
    pub(crate) fn forget_files(&self) {
        js::forget_files(&self.js);
    }

    /// Changes parts of the text as the person would: in one step that Undo takes back, and `on_change` is called.
    pub(crate) fn change(&self, changes: &[TextEdit]) {
        // Structs of strings and numbers always have a JavaScript form.
        if let Ok(changes) = serde_wasm_bindgen::to_value(changes) {
            js::change(&self.js, &changes);
        }
    }

    /// Highlights the text as `language`.
    pub(crate) fn set_language(&self, language: Language) {
        js::set_language(&self.js, language.name());
    }

    /// Whether the text can only be read.
    pub(crate) fn set_read_only(&self, read_only: bool) {
        js::set_read_only(&self.js, read_only);
    }

    /// Underlines these problems and no others. Does nothing if they are underlined already.
    pub(crate) fn set_diagnostics(&self, markers: &[Marker]) {
        if self.shown.borrow().as_deref() == Some(markers) {
            return;
        }
        self.shown.replace(Some(markers.to_vec()));
        // Structs of strings and numbers always have a JavaScript form.
        if let Ok(markers) = serde_wasm_bindgen::to_value(markers) {
            js::set_diagnostics(&self.js, &markers);
        }
    }

    /// Selects `from..to` (UTF-16 units), scrolls it into view and takes the focus.
    pub(crate) fn reveal(&self, from: u32, to: u32) {
        js::reveal(&self.js, from, to);
    }
}

impl Editor {
    /// Shows `from..to` (UTF-16 units) selected, its beginning near the top; the focus stays where it is.
    pub(crate) fn show(&self, from: u32, to: u32) {
        js::show(&self.js, from, to);
    }

    /// Calls `on_caret` with the caret's place (UTF-16 units) whenever it moves. To be called once.
    pub(crate) fn watch_caret(&mut self, on_caret: impl FnMut(u32) + 'static) {
        let on_caret = Closure::<dyn FnMut(u32)>::new(on_caret);
        js::watch_caret(&self.js, &on_caret);
        self.on_caret = Some(on_caret);
    }

    /// Has the boxes of problems offer fixes: `list` gives the titles for the problem at an index of those underlined,
    /// and is called when a box is shown; `apply` makes one. To be called once.
    pub(crate) fn offer_fixes(
        &mut self,
        mut list: impl FnMut(usize) -> Vec<String> + 'static,
        apply: impl FnMut(usize, String) + 'static,
    ) {
        let list = ListFixes::new(move |index| {
            let titles = list(index).into_iter().map(JsValue::from);
            JsValue::from(titles.collect::<js_sys::Array>())
        });
        let apply = ApplyFix::new(apply);
        js::offer_fixes(&self.js, &list, &apply);
        self.fixes = Some((list, apply));
    }

    /// Completes with what `complete` gives and describes with what `describe` gives. To be called once.
    pub(crate) fn watch_assist(&mut self, complete: Query, describe: Query) {
        js::watch_assist(&self.js, &complete, &describe);
        self.assist = Some([complete, describe]);
    }
}

/// Fetches what a text needs that is worked on, for all editors, unless it is here (`www/editor/late.js`).
pub(crate) async fn fetch_late() -> Result<(), JsValue> {
    JsFuture::from(js::fetch_late()).await.map(|_| ())
}

/// Calls `told` once if that cannot be fetched while the person works on a text.
pub(crate) fn watch_late(told: impl FnOnce() + 'static) {
    js::watch_late(&Closure::once_into_js(told));
}

/// What the person typed into the editor of that label before the program had arrived; `None` if nothing.
pub(crate) fn typed_before(label: &str) -> Option<String> {
    js::typed_before(label)
}

impl Drop for Editor {
    fn drop(&mut self) {
        js::destroy(&self.js);
    }
}

/// The functions of `www/editor.src.js`, as bundled.
mod js {
    use super::{ApplyFix, Closure, HtmlElement, JsValue, ListFixes, Query, wasm_bindgen};

    #[wasm_bindgen(module = "/www/editor.bundle.js")]
    extern "C" {
        pub(super) type Editor;

        pub(super) fn create(
            host: &HtmlElement,
            doc: &str,
            language: &str,
            label: &str,
            read_only: bool,
            on_change: &Closure<dyn FnMut(String)>,
        ) -> Editor;
        #[wasm_bindgen(js_name = fetchLate)]
        pub(super) fn fetch_late() -> js_sys::Promise;
        #[wasm_bindgen(js_name = watchLate)]
        pub(super) fn watch_late(told: &JsValue);
        #[wasm_bindgen(js_name = typedBefore)]
        pub(super) fn typed_before(label: &str) -> Option<String>;
        #[cfg(test)]
        pub(super) fn mount(host: &HtmlElement, doc: &str, language: &str, label: &str);
        #[cfg(test)]
        #[wasm_bindgen(js_name = getText)]
        pub(super) fn get_text(editor: &Editor) -> String;
        #[wasm_bindgen(js_name = setText)]
        pub(super) fn set_text(editor: &Editor, text: &str);
        #[wasm_bindgen(js_name = showFile)]
        pub(super) fn show_file(editor: &Editor, before: &str, path: &str, text: &str);
        #[wasm_bindgen(js_name = forgetFiles)]
        pub(super) fn forget_files(editor: &Editor);
        pub(super) fn change(editor: &Editor, changes: &JsValue);
        #[wasm_bindgen(js_name = setLanguage)]
        pub(super) fn set_language(editor: &Editor, language: &str);
        #[wasm_bindgen(js_name = setReadOnly)]
        pub(super) fn set_read_only(editor: &Editor, read_only: bool);
        #[wasm_bindgen(js_name = setDiagnostics)]
        pub(super) fn set_diagnostics(editor: &Editor, markers: &JsValue);
        pub(super) fn reveal(editor: &Editor, from: u32, to: u32);
        pub(super) fn show(editor: &Editor, from: u32, to: u32);
        #[wasm_bindgen(js_name = watchCaret)]
        pub(super) fn watch_caret(editor: &Editor, on_caret: &Closure<dyn FnMut(u32)>);
        #[wasm_bindgen(js_name = offerFixes)]
        pub(super) fn offer_fixes(editor: &Editor, list: &ListFixes, apply: &ApplyFix);
        #[wasm_bindgen(js_name = watchAssist)]
        pub(super) fn watch_assist(editor: &Editor, complete: &Query, describe: &Query);
        pub(super) fn destroy(editor: &Editor);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use wasm_bindgen::JsCast;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::{Editor, HtmlElement, Language, Marker, Options, TextEdit, fetch_late};

    /// Brings the file beside the editor's, where that looks for it.
    #[wasm_bindgen::prelude::wasm_bindgen(module = "/www/editor-late.bundle.js")]
    extern "C" {
        #[wasm_bindgen(thread_local_v2, js_name = keysBefore)]
        static KEYS: wasm_bindgen::JsValue;
    }

    fn host() -> HtmlElement {
        let document = web_sys::window().unwrap().document().unwrap();
        let host: HtmlElement = document.create_element("div").unwrap().unchecked_into();
        document.body().unwrap().append_child(&host).unwrap();
        host
    }

    #[wasm_bindgen_test]
    fn a_text_of_any_script_comes_back_as_it_was_and_the_page_is_not_told_of_its_own_change() {
        let reported = Rc::new(RefCell::new(Vec::new()));
        let report = reported.clone();
        let options = Options { doc: "{}", label: "Trial", ..Options::default() };
        let editor = Editor::new(&host(), options, move |text| report.borrow_mut().push(text));
        for text in ["", "{\n  \"a\": 1\n}\n", "StartAt: \"Größe 🦀\"\n", "\u{0}\t"] {
            editor.set_text(text);
            assert_eq!(editor.text(), text);
        }
        assert!(reported.borrow().is_empty());
    }

    #[wasm_bindgen_test]
    fn an_editor_from_before_the_program_is_taken_over_once() {
        let (before, after) = (host(), host());
        super::js::mount(&before, "{}", "json", "Early");
        let options = Options { doc: "another text", label: "Early", ..Options::default() };
        let editor = Editor::new(&after, options, |_| {});
        assert_eq!((before.child_element_count(), after.child_element_count()), (0, 1));
        assert_eq!(editor.text(), "{}", "the program says when its own text counts more");
        assert_eq!(super::typed_before("Early"), None, "nobody typed");
        let second = Editor::new(&after, options, |_| {});
        assert_eq!(second.text(), "another text");
    }

    #[wasm_bindgen_test]
    async fn places_beyond_the_text_are_cut_and_nothing_throws() {
        assert!(KEYS.with(wasm_bindgen::JsValue::is_object));
        assert_eq!(fetch_late().await, Ok(()));
        let editor = Editor::new(&host(), Options { doc: "a: 🦀", label: "Trial", ..Options::default() }, |_| {});
        let marker =
            |from, to| Marker { from, to, severity: "error", message: "wrong".into(), source: "ASL0101".into() };
        editor.set_language(Language::Yaml);
        editor.set_diagnostics(&[marker(0, 2), marker(4, 400), marker(9, 3), marker(u32::MAX, u32::MAX)]);
        editor.reveal(2, u32::MAX);
        editor.set_diagnostics(&[]);
        assert_eq!(editor.text(), "a: 🦀");
    }

    #[wasm_bindgen_test]
    fn a_change_counts_as_the_persons_and_places_beyond_the_text_are_cut() {
        let reported = Rc::new(RefCell::new(Vec::new()));
        let report = reported.clone();
        let options = Options { doc: "one two", label: "Trial", ..Options::default() };
        let editor = Editor::new(&host(), options, move |text| report.borrow_mut().push(text));
        let change = |from, to, insert: &str| TextEdit { from, to, insert: insert.into() };
        editor.change(&[change(4, 7, "2"), change(0, 3, "1"), change(99, 120, "!")]);
        assert_eq!(*reported.borrow(), ["1 2!"]);
    }

    #[wasm_bindgen_test]
    fn an_editor_that_is_dropped_leaves_the_page() {
        let host = host();
        let editor = Editor::new(&host, Options { label: "Trial", ..Options::default() }, |_| {});
        let named = host.query_selector("[role=textbox][aria-label=Trial]").unwrap();
        assert!(named.is_some(), "the editor is a text box with its name");
        drop(editor);
        assert_eq!(host.child_element_count(), 0);
    }
}
