//! One state's fields → those of JSONata.
//!
//! Where JSONPath has five stages (InputPath, Parameters, ResultSelector, ResultPath, OutputPath), JSONata has
//! `Arguments` and `Output`: they are put together here (Developer Guide, "Transforming data with JSONata").

use asl_value::SortedSet;
use std::rc::Rc;

use super::Hindrance;
use super::term::Term;
use asl_lang::{PathField, State, StateKind};
use asl_path::{Difference, Expression, ReferencePath, Translated};
use asl_text::{Node, NodeKind};
use asl_value::Value;

/// A member of a state after the change.
#[derive(Debug)]
pub(super) enum Field<'n> {
    /// As it was, with what is inside of it; under this name.
    Kept(Rc<str>, &'n Node),
    /// Another one.
    New(Rc<str>, Value),
}

/// A state in JSONata.
#[derive(Debug)]
pub(super) struct Converted<'n> {
    /// Its members in order, without `QueryLanguage`.
    pub(super) fields: Vec<Field<'n>>,
    /// What to know about it.
    pub(super) notes: Vec<String>,
}

/// What stands for `$` where a state works on its input.
pub(super) const INPUT: &str = "$states.input";
/// The same for its result.
const RESULT: &str = "$states.result";

/// The errors that a state has for its paths alone: in JSONata they are `States.QueryEvaluationError`.
const OF_PATHS: &[&str] = &[
    "States.ParameterPathFailure",
    "States.ResultPathMatchFailure",
    "States.IntrinsicFailure",
    "States.ReferencePathConflict",
];

/// The state, whose members are `node`'s.
pub(super) fn convert<'n>(state: &State, node: &'n Node) -> Result<Converted<'n>, Hindrance> {
    let lists = ["Choices", "Catch"].iter().filter_map(|name| node.get(name));
    if let Some(list) =
        lists.flat_map(|list| std::iter::once(list).chain(list.items())).find(|list| list.as_str().is_some())
    {
        return Err(Hindrance::at(
            list.span,
            "the value of a placeholder can't be converted: write the value in the text",
        ));
    }
    let converter = Converter { state, input: input(state)?, differences: SortedSet::new() };
    converter.convert(node)
}

/// What the fields of a state have in common while it is converted.
pub(super) struct Converter<'s> {
    pub(super) state: &'s State,
    /// The expression for what InputPath gives.
    pub(super) input: String,
    differences: SortedSet<Difference>,
}

/// The expression for what InputPath gives.
fn input(state: &State) -> Result<String, Hindrance> {
    Ok(match path(state.input_path.as_ref(), INPUT)? {
        Selected::Whole => INPUT.to_owned(),
        Selected::Nothing => "{}".to_owned(),
        Selected::Part(text) => text,
    })
}

/// What a path field selects.
enum Selected {
    Whole,
    Nothing,
    Part(String),
}

fn path(field: Option<&PathField>, of: &str) -> Result<Selected, Hindrance> {
    let Some(field) = field else { return Ok(Selected::Whole) };
    let Some(text) = &field.value else { return Ok(Selected::Nothing) };
    if &**text == "$" {
        return Ok(Selected::Whole);
    }
    let term = Term::path(text, of).and_then(|term| term.expression());
    Ok(Selected::Part(term.map_err(|why| why.or_at(field.span))?.text))
}

impl Converter<'_> {
    fn convert(mut self, node: &Node) -> Result<Converted<'_>, Hindrance> {
        let state = self.state;
        let has_result = matches!(
            state.kind,
            StateKind::Task(_) | StateKind::Pass { .. } | StateKind::Parallel { .. } | StateKind::Map(_)
        );
        let mut made: Vec<(&str, Value)> = Vec::new();
        if matches!(state.kind, StateKind::Task(_) | StateKind::Parallel { .. }) {
            made.extend(self.arguments()?.map(|term| ("Arguments", term.value())));
        }
        let result = self.result()?;
        if let Some(assign) = &state.assign {
            if result.expression().is_ok_and(|result| result.text.contains("$uuid()")) {
                let why = "`Assign` and `Output` would each create a different ID";
                return Err(Hindrance::at(assign.span, why));
            }
            let on = if has_result { result.expression()?.operand() } else { self.input.clone() };
            let term = self.noted(Term::payload(assign, &on)?);
            made.push(("Assign", term.value()));
        }
        if let StateKind::Choice(_) | StateKind::Fail(_) = state.kind {
            // A Choice has its output in its rules; a Fail has none.
        } else if let Some(output) = self.output(&result, has_result)? {
            made.push(("Output", output.value()));
        }
        let mut fields = Vec::new();
        for member in node.members() {
            let name = &member.key.value;
            let keep = |name: &str| Field::Kept(name.into(), &member.value);
            let new = |name: &str, term: &Term| Field::New(name.into(), term.value());
            match &**name {
                "QueryLanguage" | "InputPath" | "OutputPath" | "ResultPath" | "ResultSelector" | "Parameters"
                | "Assign" | "ItemSelector" | "ItemsPath" => {}
                "Result" if matches!(state.kind, StateKind::Pass { .. }) => {}
                "Iterator" => fields.push(keep("ItemProcessor")),
                "Choices" => fields.push(Field::New("Choices".into(), self.rules(&member.value)?)),
                "Catch" => fields.push(Field::New("Catch".into(), self.catchers(&member.value)?)),
                "Credentials" => {
                    let term = self.noted(Term::payload(&member.value, &self.input)?);
                    fields.push(new("Credentials", &term));
                }
                "ItemReader" | "ItemBatcher" | "ResultWriter" => {
                    return Err(Hindrance::at(
                        member.key.span,
                        format!("`{name}` has other fields in JSONata: rewrite it by hand"),
                    ));
                }
                "Error" | "Cause" | "Timestamp" | "Seconds" | "TimeoutSeconds" | "HeartbeatSeconds"
                | "MaxConcurrency" => {
                    let literal = Term::Literal(member.value.to_value());
                    fields.push(match &literal.value() {
                        same if *same == member.value.to_value() => keep(name),
                        _ => new(name, &literal),
                    });
                }
                other => match other.strip_suffix("Path").filter(|name| COMPUTED.contains(name)) {
                    Some(name) => {
                        let text = member
                            .value
                            .as_str()
                            .ok_or_else(|| Hindrance::at(member.value.span, "the path is not a string"))?;
                        let term = Term::path(text, &self.input).map_err(|why| why.or_at(member.value.span))?;
                        let term = if matches!(name, "Timestamp" | "Error" | "Cause") { term } else { number(&term)? };
                        fields.push(new(name, &self.noted(term)));
                    }
                    None => fields.push(keep(other)),
                },
            }
        }
        made.extend(self.of_a_map()?);
        // Behind what says what the state is; transitions stay at the end.
        let is_last = |field: &Field<'_>| match field {
            Field::Kept(name, _) | Field::New(name, _) => matches!(
                &**name,
                "Retry" | "Catch" | "Next" | "End" | "Choices" | "Default" | "Branches" | "ItemProcessor"
            ),
        };
        let at = fields.iter().position(is_last).unwrap_or(fields.len());
        fields.splice(at..at, made.into_iter().map(|(name, value)| Field::New(name.into(), value)));
        Ok(Converted { fields, notes: self.notes() })
    }

    /// Takes note of where a term may give something else.
    pub(super) fn noted(&mut self, term: Term) -> Term {
        self.differences.extend(term.differences());
        term
    }

    fn notes(&self) -> Vec<String> {
        let comparing = matches!(self.state.kind, StateKind::Choice(_)).then_some(Difference::Missing);
        let differences: SortedSet<Difference> = self.differences.iter().copied().chain(comparing).collect();
        let mut notes: Vec<String> = differences.into_iter().map(|it| it.text().to_owned()).collect();
        let retried = self.state.retry.iter().flat_map(|retrier| &retrier.error_equals);
        let caught = self.state.catch.iter().flat_map(|catcher| &catcher.error_equals);
        if let Some(name) = retried.chain(caught).find(|name| OF_PATHS.contains(&&*name.value)) {
            notes.push(format!("the error `{}` is named `States.QueryEvaluationError` in JSONata", name.value));
        }
        notes
    }

    /// What a Task or Parallel works on; none if that is its input as it is.
    fn arguments(&mut self) -> Result<Option<Term>, Hindrance> {
        Ok(match &self.state.parameters {
            Some(parameters) => Some(self.noted(Term::payload(parameters, &self.input)?)),
            None if self.input == INPUT => None,
            None => Some(Term::of(self.input.clone())),
        })
    }

    /// What comes of the state before ResultPath.
    fn result(&mut self) -> Result<Term, Hindrance> {
        Ok(match &self.state.kind {
            // A null is as good as none.
            StateKind::Pass { result: Some(result) } if result.kind != NodeKind::Null => {
                if let Some(parameters) = &self.state.parameters {
                    return Err(Hindrance::at(
                        parameters.span,
                        "only one of `Result` and `Parameters` is used: delete the other",
                    ));
                }
                Term::Literal(result.to_value())
            }
            StateKind::Pass { .. } => match &self.state.parameters {
                Some(parameters) => self.noted(Term::payload(parameters, &self.input)?),
                None => Term::of(self.input.clone()),
            },
            StateKind::Task(_) | StateKind::Parallel { .. } | StateKind::Map(_) => match &self.state.result_selector {
                Some(selector) => self.noted(Term::payload(selector, RESULT)?),
                None => Term::of(RESULT),
            },
            _ => Term::of(self.input.clone()),
        })
    }

    /// `Output`; none if that is what JSONata gives without it.
    pub(super) fn output(&mut self, result: &Term, has_result: bool) -> Result<Option<Term>, Hindrance> {
        let state = self.state;
        let merged = match state.result_path.as_ref().filter(|_| has_result) {
            None => result.clone(),
            Some(field) => match field.value.as_deref() {
                None => Term::of(INPUT),
                Some("$") => result.clone(),
                Some(text) => merged(text, result).map_err(|why| why.or_at(field.span))?,
            },
        };
        let output = match path(state.output_path.as_ref(), "$")? {
            Selected::Whole => merged,
            Selected::Nothing => Term::Literal(Value::empty_object()),
            Selected::Part(_) => {
                let of = merged.expression()?.operand();
                match path(state.output_path.as_ref(), &of)? {
                    Selected::Part(text) => Term::of(text),
                    Selected::Whole | Selected::Nothing => merged,
                }
            }
        };
        let output = self.noted(output);
        let default = match state.kind {
            StateKind::Task(_) | StateKind::Parallel { .. } | StateKind::Map(_) => RESULT,
            _ => INPUT,
        };
        let is_default = matches!(&output, Term::Expression(expression) if expression.text == default);
        Ok((!is_default).then_some(output))
    }

    /// The fields that only a Map has.
    fn of_a_map(&mut self) -> Result<Vec<(&'static str, Value)>, Hindrance> {
        let StateKind::Map(map) = &self.state.kind else { return Ok(Vec::new()) };
        let mut made = Vec::new();
        match path(map.items_path.as_ref(), &self.input)? {
            Selected::Part(text) => made.push(("Items", Term::of(text).value())),
            Selected::Whole if self.input == INPUT => {}
            Selected::Whole => made.push(("Items", Term::of(self.input.clone()).value())),
            Selected::Nothing => return Err(Hindrance::new("`ItemsPath` is null")),
        }
        if let Some(selector) = map.item_selector.as_ref().or(self.state.parameters.as_ref()) {
            let term = self.noted(Term::payload(selector, &self.input)?);
            made.push(("ItemSelector", term.value()));
        }
        Ok(made)
    }
}

/// The state's input with the result put into it.
pub(super) fn merged(path: &str, result: &Term) -> Result<Term, Hindrance> {
    ReferencePath::parse(path).map_err(|error| Hindrance::new(error.to_string()))?;
    let expression = Expression::parse(path).map_err(|error| Hindrance::new(error.to_string()))?;
    let names = expression.inputs().first().filter(|path| path.is_names()).map(|path| path.leading_names());
    let names = names.ok_or_else(|| Hindrance::new("JSONata can't put a value at an index of a list"))?;
    result.put_into(INPUT, &names)
}

/// A number, which JSONPath takes from a text too.
fn number(term: &Term) -> Result<Term, Hindrance> {
    let Translated { text, differences, .. } = term.expression()?;
    Ok(Term::Expression(Translated { text: format!("$number({text})"), operation: false, differences }))
}

/// The fields whose value a path may give, without `Path`.
const COMPUTED: &[&str] = &[
    "Seconds",
    "Timestamp",
    "TimeoutSeconds",
    "HeartbeatSeconds",
    "Error",
    "Cause",
    "MaxConcurrency",
    "ToleratedFailureCount",
    "ToleratedFailurePercentage",
];
