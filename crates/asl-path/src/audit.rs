//! Why a path found nothing, and what a filter let pass: for a person who asks, never for a run.

use std::cell::Cell;

use super::Environment;
use super::ast::{Filter, FilterPath, Operand as Side, Operator, Path, Step};
use super::evaluate::{MAX_VISITS, Search};
use super::expression::{self, Expression, Term};
use crate::evaluation_trace::{ConditionResult, ConditionTrace, Filtered, Form, Found, Missing, Operand, with_article};
use asl_value::Value;

/// What there is to say of an expression's value.
#[derive(Clone, Debug, Default)]
pub struct Audit {
    /// Names that its paths asked for in vain, each with its place in bytes of the expression.
    pub missing: Vec<(Missing, (usize, usize))>,
    /// The filters of its paths.
    pub filters: Vec<Filtered>,
    /// The values of its paths, where it is a function of them.
    pub parts: Vec<Operand>,
}

impl Expression {
    /// Follows the paths of the expression and tells where they end.
    pub fn audit(&self, input: &Value, env: &dyn Environment) -> Audit {
        let mut audit = Audit::default();
        let mut at = 0;
        audit_term(&self.term, self.text(), &mut at, input, env, &mut audit);
        audit
    }
}

/// `at` is where the search for the next path in `text` begins.
fn audit_term(term: &Term, text: &str, at: &mut usize, input: &Value, env: &dyn Environment, audit: &mut Audit) {
    let start = |written: &str, at: &mut usize| {
        let start = text.get(*at..).and_then(|rest| rest.find(written)).map_or(*at, |found| *at + found);
        *at = start + written.len();
        start
    };
    match term {
        Term::Literal(_) => {}
        Term::Call(call) => {
            for argument in &call.arguments {
                if !matches!(argument, Term::Literal(_)) {
                    let value = expression::evaluate(argument, input, env).ok();
                    let written = expression::path_text(argument);
                    if !written.is_empty() {
                        audit.parts.push(Operand { text: written.to_string(), value });
                    }
                }
                audit_term(argument, text, at, input, env, audit);
            }
        }
        Term::Input(path) => {
            let begin = start(path.text(), at);
            audit_path(path, "$", begin, input, audit);
        }
        Term::Context(path) => {
            let begin = start(&expression::path_text(term), at);
            audit_path(path, "$$", begin, &env.context(), audit);
        }
        Term::Variable(name, path) => {
            let begin = start(&expression::path_text(term), at);
            match env.variable(name) {
                Some(value) => audit_path(path, &format!("${name}"), begin, &value, audit),
                None => audit.missing.push((
                    Missing { within: String::new(), name: name.to_string(), found: Found::Variables(Vec::new()) },
                    (begin, begin + 1 + name.len()),
                )),
            }
        }
    }
}

/// `root` is how the path's beginning is written; it stands at the byte `begin` of the expression.
fn audit_path(path: &Path, root: &str, begin: usize, document: &Value, audit: &mut Audit) {
    let steps = &path.0.steps;
    let mut value = document;
    let mut within = root.to_owned();
    // Behind the `$` of the path's own text, wherever the expression has it.
    let mut at = 1;
    for (index, step) in steps.iter().enumerate() {
        let (next, written) = match step {
            Step::Name(name) => (value.as_object().and_then(|map| map.get(name)), name.to_string()),
            Step::Index(wanted) => {
                (value.as_array().and_then(|items| super::evaluate::item(items, *wanted)), wanted.to_string())
            }
            Step::Filter(filter) => {
                audit.filters.push(audit_filter(path, index, filter, document));
                return;
            }
            _ => {
                // A filter further on can still be asked.
                let later = steps.iter().enumerate().skip(index).find_map(|(index, step)| match step {
                    Step::Filter(filter) => Some((index, filter)),
                    _ => None,
                });
                audit.filters.extend(later.map(|(index, filter)| audit_filter(path, index, filter, document)));
                return;
            }
        };
        let place = path.text().get(at..).and_then(|rest| rest.find(&*written)).map_or(at, |found| at + found);
        at = place + written.len();
        let Some(next) = next else {
            let from = begin + root.len() - 1 + place;
            audit.missing.push((Missing::new(within, written.clone(), value), (from, from + written.len())));
            return;
        };
        value = next;
        within = match step {
            Step::Name(name) if plain(name) => format!("{within}.{name}"),
            other => format!("{within}{other}"),
        };
    }
}

fn plain(name: &str) -> bool {
    name.chars().all(|character| character.is_alphanumeric() || character == '_')
}

/// What the filter at the step `index` lets pass.
fn audit_filter(path: &Path, index: usize, filter: &Filter, document: &Value) -> Filtered {
    let search = Search { root: document, visits: Cell::new(MAX_VISITS) };
    let mut found = Vec::new();
    // What was visited in vain is no error here: then there are no items.
    let _ = match path.0.steps.get(..index).unwrap_or_default() {
        // Behind `..` every object is asked, at whatever depth.
        [before @ .., Step::Descend] => {
            let collected = search.collect(before, document, &mut found);
            found = found.iter().flat_map(objects).cloned().collect();
            collected
        }
        before => search.collect(before, document, &mut found),
    };
    let mut told = Filtered { text: filter_text(path, index), tested: 0, passed: 0, rejected: None, check: None };
    let mut test = |item: &Value| {
        told.tested += 1;
        if search.accepts(filter, item).unwrap_or(false) {
            told.passed += 1;
        } else if told.rejected.is_none() {
            told.rejected = Some(item.clone());
            told.check = Some(check(filter, item, &search));
        }
    };
    for value in &found {
        match value {
            Value::Array(items) => items.iter().for_each(&mut test),
            Value::Object(_) => test(value),
            _ => {}
        }
    }
    told
}

/// All objects in a value, itself included.
fn objects(value: &Value) -> Vec<&Value> {
    let (mut objects, mut waiting) = (Vec::new(), vec![value]);
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(items) => waiting.extend(items.iter().rev()),
            Value::Object(map) => {
                objects.push(value);
                waiting.extend(map.values());
            }
            _ => {}
        }
    }
    objects
}

/// The text of the filter at that step: the one with as many filters before it.
fn filter_text(path: &Path, index: usize) -> String {
    let number = path.0.steps.iter().take(index).filter(|step| matches!(step, Step::Filter(_))).count();
    let text = path.text();
    let Some((start, _)) = text.match_indices("[?").nth(number) else { return "[?]".to_owned() };
    let mut cursor = super::cursor::Cursor::new(text, start);
    // INVARIANT: the path was read before, so its brackets are closed.
    let _ = cursor.skip_brackets('[', ']');
    cursor.since(start).to_owned()
}

/// A filter on one item, as a tree.
fn check(filter: &Filter, item: &Value, search: &Search<'_>) -> ConditionTrace {
    let result = search.accepts(filter, item).map_or(ConditionResult::Failed, ConditionResult::of);
    let list = |parts: &[Filter], form: Form, word: &str| {
        let mut decided = false;
        let stops = ConditionResult::of(form == Form::Any);
        let parts = parts.iter().map(|part| {
            let mut part = check(part, item, search);
            if decided {
                part = ConditionTrace {
                    result: ConditionResult::Unreached,
                    operands: Vec::new(),
                    notes: Vec::new(),
                    ..part
                };
            }
            decided |= part.result == stops;
            part
        });
        let parts: Vec<ConditionTrace> = parts.collect();
        let text = parts.iter().map(|part| &*part.text).collect::<Vec<_>>().join(word);
        ConditionTrace::of(text, form, result, parts)
    };
    match filter {
        Filter::And(parts) => list(parts, Form::All, " && "),
        Filter::Or(parts) => list(parts, Form::Any, " || "),
        Filter::Not(part) => {
            let part = check(part, item, search);
            ConditionTrace::of(format!("!({})", part.text), Form::Not, result, vec![part])
        }
        Filter::Exists(path, wanted) => {
            let text = path_text(path);
            let operand = Operand { value: value_of(path, item, search), text: text.clone() };
            let text = if *wanted { text } else { format!("!{text}") };
            ConditionTrace { operands: vec![operand], ..ConditionTrace::test(text, result) }
        }
        Filter::Compare(left, operator, right) => {
            let text = format!("{} {} {}", side_text(left), operator_text(*operator), side_text(right));
            let mut trace = ConditionTrace::test(text, result);
            for side in [left, right] {
                if let Side::Path(path) = side {
                    trace.operands.push(Operand { text: path_text(path), value: value_of(path, item, search) });
                }
            }
            let value = |side: &Side| match side {
                Side::Path(path) => value_of(path, item, search),
                Side::Literal(value) => Some(value.clone()),
                Side::Pattern(_) => None,
            };
            let orders = matches!(
                operator,
                Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual
            );
            if let (ConditionResult::False, true, Some(left), Some(right)) = (result, orders, value(left), value(right))
                && left.type_name() != right.type_name()
            {
                let (left, right) = (with_article(left.type_name()), with_article(right.type_name()));
                trace.notes.push(format!("{left} is neither less nor greater than {right}"));
            }
            trace
        }
    }
}

fn value_of(path: &FilterPath, item: &Value, search: &Search<'_>) -> Option<Value> {
    search.find(path, item).ok().flatten().map(std::borrow::Cow::into_owned)
}

fn path_text(path: &FilterPath) -> String {
    let rest = path.path.text().trim_start_matches(['$', '@']);
    format!("{}{rest}", if path.relative { '@' } else { '$' })
}

fn side_text(side: &Side) -> String {
    match side {
        Side::Path(path) => path_text(path),
        Side::Literal(value) => value.to_json(),
        Side::Pattern(pattern) => format!("/{}/", pattern.as_str()),
    }
}

fn operator_text(operator: Operator) -> &'static str {
    match operator {
        Operator::Equal => "==",
        Operator::NotEqual => "!=",
        Operator::SameAs => "===",
        Operator::NotSameAs => "!==",
        Operator::Less => "<",
        Operator::LessOrEqual => "<=",
        Operator::Greater => ">",
        Operator::GreaterOrEqual => ">=",
        Operator::Matches => "=~",
        Operator::In => "in",
        Operator::NotIn => "nin",
        Operator::Contains => "contains",
        Operator::All => "all",
        Operator::Size => "size",
        Operator::Empty => "empty",
        Operator::SubsetOf => "subsetof",
        Operator::AnyOf => "anyof",
        Operator::NoneOf => "noneof",
    }
}

#[cfg(test)]
mod tests {
    use super::Expression;
    use crate::testing::{Fixed, json};

    #[test]
    fn a_path_that_finds_nothing_is_followed_to_where_it_ends() {
        let input = json(r#"{"order": {"status": "NEW", "lines": [{"n": 1}]}, "x.y": {"a": 1}}"#);
        let env = Fixed::new(json(r#"{"Execution": {"Id": "arn"}}"#), json(r#"{"v": {"count": 3}}"#));
        for (text, at, expected) in [
            ("$.order.stats", "stats", "`$.order` has no `stats`; did you mean `status`?"),
            ("$.order.order", "order", "`$.order` has no `order`; its keys are `status`, `lines`"),
            ("$.order.status.id", "id", "`$.order.status` is a string, which has no `id`"),
            ("$.order.lines[3].n", "3", "`$.order.lines` is an array of 1 item, none of which has `3`"),
            ("$['x.y'].b", "b", "`$['x.y']` has no `b`; its keys are `a`"),
            ("$$.Execution.Name", "Name", "`$$.Execution` has no `Name`; its keys are `Id`"),
            ("$v.cout", "cout", "`$v` has no `cout`; did you mean `count`?"),
            ("$w.a", "$w", "the variable `$w` is not assigned here; there are no variables"),
            ("States.Format('{} {}', $.order.status, $.odrer)", "odrer", "`$` has no `odrer`; did you mean `order`?"),
        ] {
            let audit = Expression::parse(text).unwrap().audit(&input, &env);
            let (missing, (start, end)) = audit.missing.first().unwrap();
            assert_eq!(missing.sentence(), expected, "{text}");
            assert_eq!((&text[*start..*end], *end), (at, text.rfind(at).unwrap() + at.len()), "{text}");
        }
        assert!(Expression::parse("$.order.lines").unwrap().audit(&input, &env).missing.is_empty());
    }

    #[test]
    fn a_filter_tells_what_it_let_pass_and_why_not() {
        let input = json(r#"{"items": [{"price": "3", "tags": ["a"]}, {"price": 4}, {"price": 40}], "most": 10}"#);
        let env = Fixed::new(json("{}"), json("{}"));
        let told = |text: &str| {
            let audit = Expression::parse(text).unwrap().audit(&input, &env);
            audit.filters.into_iter().next().unwrap()
        };
        for (text, sentence, check) in [
            ("$.items[?(@.price > $.most)].tags", "kept 1 of 3", "@.price > $.most"),
            ("$..[?(@.price == 99)]", "kept none of", "@.price == 99"),
            ("$.items[?(@.tags && @.price == 7)]", "kept none of 3", "@.tags && @.price == 7"),
            ("$.items[?(@.nope)]", "kept none of 3", "@.nope"),
        ] {
            let filter = told(text);
            assert!(filter.sentence().contains(sentence), "{text}: {}", filter.sentence());
            assert_eq!(filter.check.map(|check| check.text).unwrap_or_default(), check, "{text}");
        }
        let check = told("$.items[?(@.price > $.most)]").check.unwrap();
        assert_eq!(check.notes, ["a string is neither less nor greater than a number"]);
        assert_eq!(check.operands.len(), 2);
    }
}
