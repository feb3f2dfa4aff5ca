//! The rules of a Choice, in order: which matched, and why the ones before it did not.

use std::rc::Rc;

use super::Subject;
use super::conditions::unreached;
use asl_jsonata::{self, is_expression};
use asl_lang::{Condition, StateKind};
use asl_path::evaluation_trace::{ConditionResult, ConditionTrace, Filtered};
use asl_text::Span;
use asl_value::Value;

/// How a rule came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleOutcome {
    /// It decided where the workflow went.
    Matched,
    /// Its condition did not hold.
    NotMatched,
    /// An earlier rule had decided.
    NotReached,
    /// Its condition could not be tested: the state failed.
    Failed,
}

impl RuleOutcome {
    /// The words for it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::NotMatched => "not matched",
            Self::NotReached => "not reached",
            Self::Failed => "failed",
        }
    }
}

/// A rule of a Choice and how it came out.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleReport {
    /// How it came out.
    pub outcome: RuleOutcome,
    /// Where it leads.
    pub next: Option<Rc<str>>,
    /// How its condition came out, part by part.
    pub check: ConditionTrace,
    /// The filters in its expression that let nothing pass.
    pub filters: Vec<Filtered>,
    /// The place of the rule in the definition.
    pub span: Span,
}

impl Subject {
    /// The rules of a Choice, and its default as the last one if there is one: without a condition.
    ///
    /// Empty for other states.
    pub fn rules(&self) -> Vec<RuleReport> {
        let StateKind::Choice(choice) = &self.state.kind else { return Vec::new() };
        let data = self.effective();
        let mut over = false;
        let mut reports = Vec::new();
        for (index, rule) in choice.rules.iter().enumerate() {
            let (check, filters) = match &rule.condition {
                condition if over => (unreached(condition), Vec::new()),
                Condition::Expression(node) => {
                    let expression = node.as_str().filter(|text| is_expression(text));
                    let literal = node.to_value();
                    expression.map_or_else(
                        || {
                            (
                                ConditionTrace::test(literal.to_json(), ConditionResult::of_value(Some(&literal))),
                                Vec::new(),
                            )
                        },
                        |text| self.expression(text, &format!("Choices[{index}]/Condition")),
                    )
                }
                condition => (self.condition(condition, &data), Vec::new()),
            };
            let outcome = match check.result {
                _ if over => RuleOutcome::NotReached,
                ConditionResult::True => RuleOutcome::Matched,
                ConditionResult::False => RuleOutcome::NotMatched,
                ConditionResult::Unreached | ConditionResult::Failed | ConditionResult::Other => RuleOutcome::Failed,
            };
            over |= outcome != RuleOutcome::NotMatched;
            let next = rule.next.as_ref().map(|next| next.value.clone());
            reports.push(RuleReport { outcome, next, check, filters, span: rule.span });
        }
        if let Some(default) = &choice.default {
            reports.push(RuleReport {
                outcome: if over { RuleOutcome::NotReached } else { RuleOutcome::Matched },
                next: Some(default.value.clone()),
                check: ConditionTrace::test(
                    "Default",
                    if over { ConditionResult::Unreached } else { ConditionResult::True },
                ),
                filters: Vec::new(),
                span: default.span,
            });
        }
        reports
    }

    fn expression(&self, text: &str, location: &str) -> (ConditionTrace, Vec<Filtered>) {
        let Ok(expression) = asl_jsonata::Expression::compile(text) else {
            return (ConditionTrace::test(text, ConditionResult::Failed), Vec::new());
        };
        let audit = expression.audit(&self.seen(location).scope(&self.context));
        let mut check = audit.check;
        match audit.outcome {
            Ok(Some(Value::Bool(_))) => {}
            Ok(_) => check.notes.push("a condition must be true or false".to_owned()),
            Err(error) => check.notes.push(format!("{}: {}", error.code, error.message)),
        }
        (check, audit.filters.into_iter().filter(|filter| filter.passed == 0).collect())
    }
}
