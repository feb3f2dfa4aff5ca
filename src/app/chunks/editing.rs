//! The chunk of what helps to edit a definition: completion, descriptions, quick fixes, and changes of the whole.

use asl_ide::fix::{Fix, MovedSecret};
use wasm_bindgen::JsValue;

use super::{Load, Table, WORDS, YAML};
use crate::app::edit::operations::{self, Operation};
use crate::app::editor::assist;
use crate::app::input::sample::{self, Sample};
use crate::app::permissions::create;
use crate::app::problems::analysis::Problem;
use crate::app::problems::aws_answer::{self, Reported};
use crate::app::problems::quick_fixes;
use crate::app::state::commands::Commands;
use crate::app::state::document::Document;

/// What the chunk holds.
pub(crate) struct Editing {
    /// What can be typed at a place of a text, in UTF-16 units: for the editor, or undefined.
    pub(crate) complete: fn(&Commands, &str, u32) -> JsValue,
    /// What can be typed at a place of the mocks, likewise.
    pub(crate) complete_mocks: fn(&Commands, &str, u32) -> JsValue,
    /// What stands at a place of a text, in UTF-16 units: for the editor, or undefined.
    pub(crate) describe: fn(&str, u32) -> JsValue,
    /// The fixes of a problem in this document; none for what is no longer found in it.
    pub(crate) fixes: fn(&Document, &Problem) -> Vec<Fix>,
    /// Makes a connection of this tab of the one with that id in the document's template, its secrets included; `false` if there
    /// is one of its name, or something else is missing.
    pub(crate) keep_connection: fn(&Commands, &Document, &str) -> bool,
    /// Opens the form of the connection that a secret goes to which a fix took out of a call.
    pub(crate) move_secret: fn(&Commands, &MovedSecret),
    /// What AWS reports for the problems of this document.
    pub(crate) reported: fn(&Document) -> Vec<Reported>,
    /// Does something with the whole definition.
    pub(crate) change: fn(&Commands, Operation),
    /// An input made from what this document's workflow reads, and what the input there lacks of it.
    pub(crate) sample: fn(&Document) -> Sample,
    /// The definition with a value in a field of the state of that name; `None` where it stands in another file.
    pub(crate) put_field: fn(&Document, &str, &str, &str) -> Option<String>,
    /// The parts of the fields of a state that hold an expression of JSONata, or a path.
    pub(crate) parts: fn(&Document, &str, bool) -> Vec<String>,
    /// The definition with an expression in such a part.
    pub(crate) put_part: fn(&Document, &str, bool, &str, &str) -> Option<String>,
    /// Says what the policy statements in the text allow of the last workflow.
    pub(crate) judge_statements: fn(&Commands),
    /// Puts a template around the code of a function that the text is.
    pub(crate) make_function: fn(&Commands),
}

impl Table for Editing {
    // What is written as YAML is read again before it is shown.
    const NEEDS: &[fn() -> &'static dyn Load] = &[|| &YAML, || &WORDS];
}

pub(super) const TABLE: Editing = Editing {
    complete: assist::complete,
    complete_mocks: assist::complete_mocks,
    describe: assist::describe,
    fixes: quick_fixes::fixes,
    keep_connection: create::keep_connection,
    move_secret: Commands::move_secret,
    reported: aws_answer::reported,
    change: operations::change,
    sample: sample::of,
    put_field: operations::put_field,
    parts: operations::parts,
    put_part: operations::put_part,
    judge_statements: Commands::judge_statements,
    make_function: Commands::make_function,
};
