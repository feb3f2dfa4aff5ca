//! The fields of a state that are computed while it runs, in one list that every check walks through. What holds for all
//! of them (paths that can be read, expressions, templates, variables, secrets) looks for them here and nowhere else.

use std::rc::Rc;

use super::choice::{Comparison, Condition};
use super::machine::QueryLanguage;
use super::state::{Amount, PathField, State, StateKind, Wait};
use crate::parse::NUMBER_PATHS;
use asl_text::{Member, Node, Span, Spanned};

/// A field that is computed.
#[derive(Clone, Copy, Debug)]
pub struct ComputedField<'s> {
    /// Its name as it is written: `Parameters`, `TimeoutSecondsPath`, `StringEqualsPath`. A member of an ItemReader,
    /// ItemBatcher or ResultWriter that is no template has the name of that.
    pub name: &'static str,
    /// The language that it is computed in: the state's.
    pub language: QueryLanguage,
    /// What has the field.
    pub of: FieldOwner,
    /// What it sees besides the state's input.
    pub sees: Sees,
    /// What is written there.
    pub value: FieldValue<'s>,
}

/// What has a field: whether each visit of the state computes it, or only some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldOwner {
    /// The state itself.
    State,
    /// A rule of a Choice, or a condition in it.
    Rule,
    /// A catcher.
    Catcher,
    /// A part of a Map: its ItemReader, ItemBatcher or ResultWriter.
    Part,
}

/// What a field sees besides the state's input, the context object and variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sees {
    /// Nothing: the field is computed before the state's work, or the state has none.
    Input,
    /// The result of the state's work.
    Result,
    /// The error that a catcher has caught.
    ErrorOutput,
}

/// What is written in a field.
#[derive(Clone, Copy, Debug)]
pub enum FieldValue<'s> {
    /// A payload template in JSONPath, literal data with expressions in JSONata.
    Template(&'s Node),
    /// A value that is literal in JSONPath; in JSONata its strings may be expressions.
    Value(&'s Node),
    /// A text that is literal in JSONPath; in JSONata it may be an expression.
    Text(&'s Spanned<Rc<str>>),
    /// A path (JSONPath).
    Path {
        /// The path.
        path: &'s Rc<str>,
        /// The place of its string.
        span: Span,
        /// What the field accepts.
        accepts: Accepts,
    },
}

/// What a path field accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepts {
    /// A path of the input, the context object or a variable.
    Path,
    /// That, or an intrinsic function.
    Expression,
    /// A place in the input.
    Reference,
    /// A place in the input or in a variable: of a number or a time.
    Place,
    /// A place in the input, the context object or a variable: of a Map's items.
    Items,
    /// As that: of what a rule of a Choice compares.
    Operand,
}

/// All computed fields of `state`, whose query language is `language`: its own, those of its rules and its catchers, and
/// those of a Map's parts. The states inside of it have their own.
pub fn computed_fields(state: &State, language: QueryLanguage) -> Vec<ComputedField<'_>> {
    let works = matches!(state.kind, StateKind::Task(_) | StateKind::Parallel { .. } | StateKind::Map(_));
    let after = if works { Sees::Result } else { Sees::Input };
    let mut list = List { language, of: FieldOwner::State, fields: Vec::new() };
    list.path("InputPath", state.input_path.as_ref(), Accepts::Path);
    list.template("Parameters", Sees::Input, state.parameters.as_ref());
    list.template("Arguments", Sees::Input, state.arguments.as_ref());
    list.kind(state);
    list.template("ResultSelector", Sees::Result, state.result_selector.as_ref());
    list.path("ResultPath", state.result_path.as_ref(), Accepts::Reference);
    list.path("OutputPath", state.output_path.as_ref(), Accepts::Path);
    list.template("Output", after, state.output.as_ref());
    list.template("Assign", after, state.assign.as_ref());
    list.of = FieldOwner::Catcher;
    for catcher in &state.catch {
        list.path("ResultPath", catcher.result_path.as_ref(), Accepts::Reference);
        list.template("Output", Sees::ErrorOutput, catcher.output.as_ref());
        list.template("Assign", Sees::ErrorOutput, catcher.assign.as_ref());
    }
    list.fields
}

struct List<'s> {
    language: QueryLanguage,
    /// What has the fields that are added.
    of: FieldOwner,
    fields: Vec<ComputedField<'s>>,
}

impl<'s> List<'s> {
    fn add(&mut self, name: &'static str, sees: Sees, value: FieldValue<'s>) {
        self.fields.push(ComputedField { name, language: self.language, of: self.of, sees, value });
    }

    fn template(&mut self, name: &'static str, sees: Sees, node: Option<&'s Node>) {
        if let Some(node) = node {
            self.add(name, sees, FieldValue::Template(node));
        }
    }

    fn text(&mut self, name: &'static str, text: Option<&'s Spanned<Rc<str>>>) {
        if let Some(text) = text {
            self.add(name, Sees::Input, FieldValue::Text(text));
        }
    }

    fn path(&mut self, name: &'static str, field: Option<&'s PathField>, accepts: Accepts) {
        if let Some(Spanned { value: Some(path), span }) = field {
            self.add(name, Sees::Input, FieldValue::Path { path, span: *span, accepts });
        }
    }

    fn path_text(&mut self, name: &'static str, text: Option<&'s Spanned<Rc<str>>>, accepts: Accepts) {
        if let Some(Spanned { value: path, span }) = text {
            self.add(name, Sees::Input, FieldValue::Path { path, span: *span, accepts });
        }
    }

    /// A number that is literal, an expression, or a path in the second of the fields `names`.
    fn amount(&mut self, names: (&'static str, &'static str), amount: Option<&'s Amount>) {
        match amount {
            Some(Amount::Expression(text)) => self.text(names.0, Some(text)),
            Some(Amount::Path(path)) => self.path_text(names.1, Some(path), Accepts::Place),
            Some(Amount::Literal(_)) | None => {}
        }
    }

    /// The fields that only the state's type has; those behind them are the state's own again.
    fn kind(&mut self, state: &'s State) {
        match &state.kind {
            StateKind::Task(task) => {
                self.amount(("TimeoutSeconds", "TimeoutSecondsPath"), task.timeout.as_ref());
                self.amount(("HeartbeatSeconds", "HeartbeatSecondsPath"), task.heartbeat.as_ref());
                self.template("Credentials", Sees::Input, task.credentials.as_ref());
            }
            StateKind::Choice(choice) => {
                self.of = FieldOwner::Rule;
                for rule in &choice.rules {
                    self.condition(&rule.condition);
                    self.template("Assign", Sees::Input, rule.assign.as_ref());
                    self.template("Output", Sees::Input, rule.output.as_ref());
                }
            }
            StateKind::Wait(Wait::Seconds(amount)) => {
                self.amount(("Seconds", "SecondsPath"), Some(amount));
            }
            StateKind::Wait(Wait::Timestamp(text)) => self.text("Timestamp", Some(text)),
            StateKind::Wait(Wait::TimestampPath(path)) => self.path_text("TimestampPath", Some(path), Accepts::Place),
            StateKind::Fail(fail) => {
                self.text("Error", fail.error.as_ref());
                self.text("Cause", fail.cause.as_ref());
                self.path_text("ErrorPath", fail.error_path.as_ref(), Accepts::Expression);
                self.path_text("CausePath", fail.cause_path.as_ref(), Accepts::Expression);
            }
            StateKind::Map(map) => {
                self.path("ItemsPath", map.items_path.as_ref(), Accepts::Items);
                self.template("Items", Sees::Input, map.items.as_ref());
                self.template("ItemSelector", Sees::Input, map.item_selector.as_ref());
                for (names, amount) in [
                    (("MaxConcurrency", "MaxConcurrencyPath"), &map.max_concurrency),
                    (("ToleratedFailureCount", "ToleratedFailureCountPath"), &map.tolerated_failure_count),
                    (
                        ("ToleratedFailurePercentage", "ToleratedFailurePercentagePath"),
                        &map.tolerated_failure_percentage,
                    ),
                ] {
                    self.amount(names, amount.as_ref());
                }
                let inner = match self.language {
                    QueryLanguage::JsonPath => "Parameters",
                    QueryLanguage::Jsonata => "Arguments",
                };
                self.of = FieldOwner::Part;
                self.part("ItemReader", map.item_reader.as_ref(), inner);
                self.part("ItemBatcher", map.item_batcher.as_ref(), "BatchInput");
                self.part("ResultWriter", map.result_writer.as_ref(), inner);
            }
            StateKind::Pass { .. }
            | StateKind::Wait(Wait::Missing)
            | StateKind::Succeed
            | StateKind::Parallel { .. }
            | StateKind::Unknown => {}
        }
        self.of = FieldOwner::State;
    }

    fn condition(&mut self, condition: &'s Condition) {
        for Comparison { variable, operator, operand } in condition.comparisons() {
            self.path_text("Variable", Some(variable), Accepts::Operand);
            if let (true, Some(path)) = (operator.value.path, operand.as_str()) {
                let path = FieldValue::Path { path, span: operand.span, accepts: Accepts::Operand };
                self.add(operator.value.name(), Sees::Input, path);
            }
        }
        if let Condition::Expression(expression) = condition {
            self.add("Condition", Sees::Input, FieldValue::Value(expression));
        }
    }

    /// A member of a part of a Map that is the path of a number; whether it is one.
    fn number_path(&mut self, member: &'s Member) -> bool {
        let name = NUMBER_PATHS.iter().find(|name| ***name == *member.key.value);
        let (Some(name), QueryLanguage::JsonPath, Some(path)) = (name, self.language, member.value.as_str()) else {
            return false;
        };
        let value = FieldValue::Path { path, span: member.value.span, accepts: Accepts::Place };
        self.add(name, Sees::Input, value);
        true
    }

    /// A part of a Map, whose member `template` is a template.
    fn part(&mut self, name: &'static str, part: Option<&'s Node>, template: &'static str) {
        for member in part.map(Node::members).unwrap_or_default() {
            if *member.key.value == *template {
                self.template(template, Sees::Input, Some(&member.value));
            } else if !self.number_path(member) {
                for inner in member.value.members() {
                    self.number_path(inner);
                }
                self.add(name, Sees::Input, FieldValue::Value(&member.value));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FieldOwner, FieldValue, computed_fields};
    use crate::check_text;

    /// The fields of the state `S`: names, `?` behind a value, `'` behind a text, `$` behind a path; in front
    /// of those that are not the state's own, what has them.
    fn names(fields: &str, language: &str) -> String {
        let text = format!(
            r#"{{"QueryLanguage": "{language}", "StartAt": "S", "States": {{"S": {{{fields}, "Next": "E"}},
                "E": {{"Type": "Succeed"}}}}}}"#
        );
        let machine = check_text(&text).machine.unwrap();
        let state = machine.find("S").unwrap();
        let shown = computed_fields(state, machine.language_of(state)).into_iter().map(|field| {
            let mark = match field.value {
                FieldValue::Template(_) => "",
                FieldValue::Value(_) => "?",
                FieldValue::Text(_) => "'",
                FieldValue::Path { .. } => "$",
            };
            let owner = match field.of {
                FieldOwner::State => "",
                FieldOwner::Rule => "rule:",
                FieldOwner::Catcher => "catcher:",
                FieldOwner::Part => "part:",
            };
            format!("{owner}{}{mark}", field.name)
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn all_computed_fields_are_listed() {
        for (fields, expected) in [
            (
                r#""Type": "Task", "Resource": "r", "InputPath": "$.a", "Parameters": {}, "TimeoutSecondsPath": "$.t",
                "Credentials": {}, "ResultSelector": {}, "ResultPath": "$.r", "OutputPath": "$.o", "Assign": {},
                "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Assign": {}, "Next": "E"}]"#,
                "InputPath$ Parameters TimeoutSecondsPath$ Credentials ResultSelector ResultPath$ OutputPath$ Assign \
                 catcher:ResultPath$ catcher:Assign",
            ),
            (
                r#""Type": "Choice", "Choices": [{"Or": [{"Variable": "$.a", "StringEqualsPath": "$.b"},
                {"Not": {"Variable": "$.c", "NumericEquals": 1}}], "Assign": {}, "Next": "E"}], "Assign": {}"#,
                "rule:Variable$ rule:StringEqualsPath$ rule:Variable$ rule:Assign Assign",
            ),
            (r#""Type": "Wait", "TimestampPath": "$.at""#, "TimestampPath$"),
            (
                r#""Type": "Map", "ItemReader": {"Resource": "r", "Parameters": {}, "ReaderConfig": {}},
                "ItemBatcher": {"BatchInput": {}}, "MaxConcurrencyPath": "$.m", "ItemSelector": {}"#,
                "ItemSelector MaxConcurrencyPath$ part:ItemReader? part:Parameters part:ItemReader? part:BatchInput",
            ),
        ] {
            assert_eq!(names(fields, "JSONPath"), expected);
        }
        for (fields, expected) in [
            (
                r#""Type": "Task", "Resource": "r", "Arguments": {}, "TimeoutSeconds": "{% 1 %}", "Output": {},
                "Catch": [{"ErrorEquals": ["States.ALL"], "Output": {}, "Next": "E"}]"#,
                "Arguments TimeoutSeconds' Output catcher:Output",
            ),
            (
                r#""Type": "Choice", "Choices": [{"Condition": "{% true %}", "Output": {}, "Next": "E"}]"#,
                "rule:Condition? rule:Output",
            ),
            (r#""Type": "Wait", "Timestamp": "{% $now() %}""#, "Timestamp'"),
            (
                r#""Type": "Map", "Items": [], "ResultWriter": {"Resource": "r", "Arguments": {}}"#,
                "Items part:ResultWriter? part:Arguments",
            ),
        ] {
            assert_eq!(names(fields, "JSONata"), expected);
        }
    }
}
