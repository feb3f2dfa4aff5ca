//! What is worth noticing in a step that went well: a filter that let nothing pass, a path that found nothing in an
//! expression that made do without it.

use super::Subject;
use super::fault::shift;
use asl_lang::{QueryLanguage, StateKind};
use asl_path::Expression;
use asl_path::evaluation_trace::Filtered;
use asl_text::Span;

/// Something to notice in a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// The field, as AWS names it.
    pub field: String,
    /// The expression as written.
    pub expression: String,
    /// What is not there, in sentences without a full stop.
    pub missing: Vec<String>,
    /// The filters that let nothing pass.
    pub filters: Vec<Filtered>,
    /// The place in the definition: of the first name that is missing, else of the whole string.
    pub span: Span,
}

impl Subject {
    /// What is worth noticing in the state's fields. The rules of a Choice have their own report.
    pub fn observations(&self) -> Vec<Observation> {
        let mut observations = Vec::new();
        let is_choice = matches!(self.state.kind, StateKind::Choice(_));
        for field in self.fields() {
            let catcher = field.location.starts_with("Catch[") || field.location.starts_with("Retry[");
            let item = field.location.starts_with("ItemSelector");
            if catcher || item || (is_choice && field.location.starts_with("Choices[")) {
                continue;
            }
            let (expression, missing, filters, start) = match self.language {
                QueryLanguage::Jsonata => {
                    let Ok(expression) = asl_jsonata::Expression::compile(&field.text) else { continue };
                    let audit = expression.audit(&self.seen(&field.location).scope(&self.context));
                    if audit.outcome.is_err() || matches!(audit.outcome, Ok(None)) {
                        continue;
                    }
                    let (start, _) = shift(&expression, 0, 0);
                    (expression.text().to_owned(), self.named(audit.missing), audit.filters, start)
                }
                QueryLanguage::JsonPath => {
                    let Ok(expression) = Expression::parse(&field.text) else { continue };
                    if expression.evaluate(&field.data, &self.context).is_err() {
                        continue;
                    }
                    let audit = expression.audit(&field.data, &self.context);
                    (field.text.to_string(), self.named(audit.missing), audit.filters, 0)
                }
            };
            let filters: Vec<Filtered> = filters.into_iter().filter(|filter| filter.passed == 0).collect();
            if missing.is_empty() && filters.is_empty() {
                continue;
            }
            let part = missing.first().map(|(_, (from, to))| (from + start, to + start));
            observations.push(Observation {
                field: field.location,
                expression,
                missing: missing.iter().map(|(missing, _)| missing.sentence()).collect(),
                filters,
                span: self.place(field.node.span, part),
            });
        }
        observations
    }
}
