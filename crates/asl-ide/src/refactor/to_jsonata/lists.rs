//! The lists of a state: the rules of a Choice, and the catchers.

use super::Hindrance;
use super::choice::condition;
use super::state::{Converter, INPUT, merged};
use super::term::Term;
use asl_lang::{Catcher, StateKind};
use asl_text::{Node, Span};
use asl_value::{Map, Value};

/// What stands for `$` in what a catcher caught.
const ERROR_OUTPUT: &str = "$states.errorOutput";

impl Converter<'_> {
    /// The rules of a Choice, each with its condition.
    pub(super) fn rules(&mut self, node: &Node) -> Result<Value, Hindrance> {
        let StateKind::Choice(choice) = &self.state.kind else { return Ok(node.to_value()) };
        let output = self.output(&Term::of(self.input.clone()), false)?;
        let mut rules = Vec::new();
        for (rule, written) in choice.rules.iter().zip(node.items()) {
            let (text, _) = condition(&rule.condition, &self.input)?;
            let mut made = Map::new();
            if let Some(comment) = written.get("Comment") {
                made.insert("Comment", comment.to_value());
            }
            made.insert("Condition", Term::of(text).value());
            if let Some(assign) = &rule.assign {
                made.insert("Assign", self.noted(Term::payload(assign, &self.input)?).value());
            }
            if let Some(output) = &output {
                made.insert("Output", output.value());
            }
            if let Some(next) = &rule.next {
                made.insert("Next", Value::from(next.value.clone()));
            }
            rules.push(Value::from(made));
        }
        if output.is_some() && choice.default.is_some() {
            // The way of `Default` has the state's own.
            return Err(Hindrance::at(
                self.state
                    .input_path
                    .as_ref()
                    .or(self.state.output_path.as_ref())
                    .map_or(Span::default(), |field| field.span),
                "the output of a Choice is in each of its rules and in the state: write it by hand",
            ));
        }
        Ok(Value::from(rules))
    }

    /// The catchers, each with its output.
    pub(super) fn catchers(&mut self, node: &Node) -> Result<Value, Hindrance> {
        let mut catchers = Vec::new();
        for (catcher, written) in self.state.catch.iter().zip(node.items()) {
            let mut made = Map::new();
            for member in written.members() {
                match &*member.key.value {
                    "ResultPath" => {
                        if let Some(output) = caught(catcher)? {
                            made.insert("Output", output.value());
                        }
                    }
                    "Assign" => {
                        let term = self.noted(Term::payload(&member.value, ERROR_OUTPUT)?);
                        made.insert("Assign", term.value());
                    }
                    other => _ = made.insert(other, member.value.to_value()),
                }
            }
            catchers.push(Value::from(made));
        }
        Ok(Value::from(catchers))
    }
}

/// The output of a catcher; none if that is what JSONata gives without it.
fn caught(catcher: &Catcher) -> Result<Option<Term>, Hindrance> {
    let Some(field) = &catcher.result_path else { return Ok(None) };
    Ok(match field.value.as_deref() {
        None => Some(Term::of(INPUT)),
        Some("$") => None,
        Some(text) => {
            let merged = merged(text, &Term::of(ERROR_OUTPUT)).map_err(|why| why.or_at(field.span))?;
            Some(merged)
        }
    })
}
