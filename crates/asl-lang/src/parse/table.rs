//! Which fields stand where (States Language specification, "State Types", and AWS's additions to it).

use super::fields::{Fields, Reader};
use crate::check::{is_placeholder, nearest};
use crate::machine::QueryLanguage;
use crate::messages::FieldProblem;
use crate::state::StateType::{self, Choice, Fail, Map, Parallel, Pass, Succeed, Task, Wait};
use asl_text::NodeKind;
use asl_text::diagnostic::AwsWords;

/// Fields of the definition itself.
pub const MACHINE: &[&str] = &["StartAt", "States", "QueryLanguage", "Comment", "Version", "TimeoutSeconds"];
/// Fields of a branch of a Parallel.
pub const BRANCH: &[&str] = &["StartAt", "States", "Comment"];
/// Fields of a Map's processor.
pub const PROCESSOR: &[&str] = &["StartAt", "States", "Comment", "ProcessorConfig"];
/// Fields of `ProcessorConfig`.
pub const PROCESSOR_CONFIG: &[&str] = &["Mode", "ExecutionType"];
/// Fields of `ItemReader`, in either query language.
pub const ITEM_READER: &[&str] = &["Resource", "ReaderConfig", "Parameters", "Arguments"];
/// Fields of `ItemBatcher`, in either query language.
pub const ITEM_BATCHER: &[&str] =
    &["MaxItemsPerBatch", "MaxItemsPerBatchPath", "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath", "BatchInput"];
/// Fields of `ResultWriter`, in either query language.
pub const RESULT_WRITER: &[&str] = &["Resource", "WriterConfig", "Parameters", "Arguments"];
/// Fields of a retrier.
pub const RETRIER: &[&str] =
    &["ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy", "Comment"];

/// Fields of a catcher.
pub const fn catcher(language: QueryLanguage) -> &'static [&'static str] {
    match language {
        QueryLanguage::JsonPath => &["ErrorEquals", "Next", "ResultPath", "Assign", "Comment"],
        QueryLanguage::Jsonata => &["ErrorEquals", "Next", "Output", "Assign", "Comment"],
    }
}

/// Fields of a rule of a Choice state, without its operators.
pub const fn rule(language: QueryLanguage) -> &'static [&'static str] {
    match language {
        QueryLanguage::JsonPath => &["Next", "Assign", "Comment"],
        QueryLanguage::Jsonata => &["Condition", "Next", "Assign", "Output", "Comment"],
    }
}

/// Fields that a state of this type has in this language.
pub fn state_fields(kind: StateType, language: QueryLanguage) -> impl Iterator<Item = &'static str> {
    FIELDS.iter().filter(move |row| row.2.contains(&kind) && allowed(row.1, language)).map(|row| row.0)
}

/// A field that only one query language has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum For {
    Both,
    JsonPath,
    Jsonata,
}

/// A field of states: its name, its query language, and the types that have it.
type Row = (&'static str, For, &'static [StateType]);

const ALL: &[StateType] = &StateType::ALL;
const GOES_ON: &[StateType] = &[Task, Parallel, Map, Pass, Wait];
const NOT_FAIL: &[StateType] = &[Task, Parallel, Map, Pass, Wait, Choice, Succeed];
const WORKS: &[StateType] = &[Task, Parallel, Map];

const FIELDS: &[Row] = &[
    ("Type", For::Both, ALL),
    ("Comment", For::Both, ALL),
    ("QueryLanguage", For::Both, ALL),
    ("Next", For::Both, GOES_ON),
    ("End", For::Both, GOES_ON),
    ("InputPath", For::JsonPath, NOT_FAIL),
    ("OutputPath", For::JsonPath, NOT_FAIL),
    ("Parameters", For::JsonPath, &[Task, Parallel, Map, Pass]),
    ("ResultSelector", For::JsonPath, WORKS),
    ("ResultPath", For::JsonPath, &[Task, Parallel, Map, Pass]),
    ("Arguments", For::Jsonata, &[Task, Parallel]),
    ("Output", For::Jsonata, NOT_FAIL),
    ("Assign", For::Both, &[Task, Parallel, Map, Pass, Wait, Choice]),
    ("Retry", For::Both, WORKS),
    ("Catch", For::Both, WORKS),
    ("Resource", For::Both, &[Task]),
    ("TimeoutSeconds", For::Both, &[Task]),
    ("TimeoutSecondsPath", For::JsonPath, &[Task]),
    ("HeartbeatSeconds", For::Both, &[Task]),
    ("HeartbeatSecondsPath", For::JsonPath, &[Task]),
    ("Credentials", For::Both, &[Task]),
    ("Result", For::JsonPath, &[Pass]),
    ("Choices", For::Both, &[Choice]),
    ("Default", For::Both, &[Choice]),
    ("Seconds", For::Both, &[Wait]),
    ("Timestamp", For::Both, &[Wait]),
    ("SecondsPath", For::JsonPath, &[Wait]),
    ("TimestampPath", For::JsonPath, &[Wait]),
    ("Error", For::Both, &[Fail]),
    ("ErrorPath", For::JsonPath, &[Fail]),
    ("Cause", For::Both, &[Fail]),
    ("CausePath", For::JsonPath, &[Fail]),
    ("Branches", For::Both, &[Parallel]),
    ("ItemProcessor", For::Both, &[Map]),
    ("Iterator", For::Both, &[Map]),
    ("ItemsPath", For::JsonPath, &[Map]),
    ("Items", For::Jsonata, &[Map]),
    ("ItemSelector", For::Both, &[Map]),
    ("ItemReader", For::Both, &[Map]),
    ("ItemBatcher", For::Both, &[Map]),
    ("ResultWriter", For::Both, &[Map]),
    ("MaxConcurrency", For::Both, &[Map]),
    ("MaxConcurrencyPath", For::JsonPath, &[Map]),
    ("ToleratedFailureCount", For::Both, &[Map]),
    ("ToleratedFailureCountPath", For::JsonPath, &[Map]),
    ("ToleratedFailurePercentage", For::Both, &[Map]),
    ("ToleratedFailurePercentagePath", For::JsonPath, &[Map]),
    ("Label", For::Both, &[Map]),
];

impl Reader<'_> {
    /// Reports every field that is not one of `known`.
    pub(super) fn check_names(&mut self, fields: &Fields<'_>, known: &'static [&'static str]) {
        self.check_unknown(fields, known, &[]);
    }

    fn check_unknown(&mut self, fields: &Fields<'_>, known: &'static [&'static str], but: &[&str]) {
        for member in fields.node.members() {
            let name = &*member.key.value;
            if !known.contains(&name) && !but.contains(&name) && !is_open(name, &member.value.kind) {
                let (owner, field) = (fields.owner.clone(), member.key.value.clone());
                let near = nearest(name, known.iter().copied());
                self.error(member.key.span, FieldProblem::Unknown { owner, field, near, known });
                self.in_aws(AwsWords::not_supported(name));
            }
        }
    }

    /// Reports the fields that only the other query language has, out of `fields`; the others by [`Self::check_names`].
    pub(super) fn check_names_in(
        &mut self,
        fields: &Fields<'_>,
        known: &'static [&'static str],
        of_other: &'static [&'static str],
        here: QueryLanguage,
    ) {
        for field in of_other {
            if let Some(member) = fields.node.member(field) {
                self.error(member.key.span, FieldProblem::OfOtherLanguage { field, here });
                self.in_aws(in_other_language(field, here));
            }
        }
        self.check_unknown(fields, known, of_other);
    }

    /// Reports every field that a state of this type does not have in this language.
    pub(super) fn check_state_names(&mut self, fields: &Fields<'_>, kind: StateType, language: QueryLanguage) {
        for member in fields.node.members() {
            let name = &*member.key.value;
            let problem = match FIELDS.iter().find(|(known, ..)| *known == name) {
                Some((field, only, types)) if types.contains(&kind) => match (only, language) {
                    (For::JsonPath, QueryLanguage::Jsonata) | (For::Jsonata, QueryLanguage::JsonPath) => {
                        FieldProblem::OfOtherLanguage { field, here: language }
                    }
                    _ => continue,
                },
                Some((field, _, types)) => FieldProblem::OfOtherType { kind, field, types },
                None if is_open(name, &member.value.kind) => continue,
                None => {
                    let has_it = |row: &&Row| row.2.contains(&kind) && allowed(row.1, language);
                    let near = nearest(name, FIELDS.iter().filter(has_it).map(|row| row.0));
                    FieldProblem::UnknownInState { kind, field: member.key.value.clone(), near }
                }
            };
            self.error(member.key.span, problem);
            let other = FIELDS.iter().find(|(known, ..)| *known == name).filter(|row| row.2.contains(&kind));
            self.in_aws(match other {
                Some(_) => in_other_language(name, language),
                None => AwsWords::not_supported(name),
            });
        }
    }
}

/// What AWS says of a field of the other query language than the one `here`.
pub(super) fn in_other_language(name: &str, here: QueryLanguage) -> AwsWords {
    let (here, there) = match here {
        QueryLanguage::JsonPath => ("JSONPath", "JSONata"),
        QueryLanguage::Jsonata => ("JSONata", "JSONPath"),
    };
    let text = format!(
        "The QueryLanguage is set to '{here}', but field '{name}' is only supported for the '{there}' QueryLanguage"
    );
    AwsWords::schema(text, 1)
}

fn allowed(only: For, language: QueryLanguage) -> bool {
    match only {
        For::Both => true,
        For::JsonPath => language == QueryLanguage::JsonPath,
        For::Jsonata => language == QueryLanguage::Jsonata,
    }
}

/// Whether nobody can know the field yet. A key without a value is being typed, and the text's reader reports it already;
/// a placeholder in a key may make it a field that is there.
pub(super) fn is_open(name: &str, value: &NodeKind) -> bool {
    name.is_empty() || matches!(value, NodeKind::Missing) || is_placeholder(name)
}
