//! `Choices` and their rules, which nest.

use std::rc::Rc;

use super::fields::{Fields, Reader};
use super::state::{read_assign, template};
use super::table;
use crate::check::{has_placeholder_key, nearest};
use crate::choice::{Choice, Condition, Operator, Rule, Test};
use crate::machine::QueryLanguage;
use crate::messages::{ChoiceProblem, FieldProblem, Owner, ValueType};
use asl_text::diagnostic::AwsWords;
use asl_text::{Member, Node, NodeKind, Spanned};

/// The most rules inside each other. AWS has no limit of its own; what walks a condition, to check it, evaluate it, explain
/// it or draw it, goes one level down the stack for each.
const MAX_RULES: usize = 50;

/// What combines rules.
const COMBINERS: [&str; 3] = ["And", "Or", "Not"];

pub(super) fn read_choice(reader: &mut Reader<'_>, fields: &Fields<'_>, language: QueryLanguage) -> Choice {
    let default = reader.string(fields, "Default");
    let Some(node) = reader.required(fields, "Choices") else {
        return Choice { rules: Vec::new(), default };
    };
    match &node.kind {
        NodeKind::Array(rules) if rules.is_empty() => {
            reader.error(node.span, FieldProblem::Empty { field: "Choices".to_owned() });
            reader.in_aws(AwsWords::schema("Value cannot be empty", 0));
        }
        NodeKind::Array(_) | NodeKind::Missing | NodeKind::Placeholder(_) => {}
        _ => reader.wrong_type("Choices", ValueType::Choices, node),
    }
    let rules = node.items().iter().filter_map(|rule| read_rule(reader, rule, language)).collect();
    Choice { rules, default }
}

/// A rule of the topmost level.
fn read_rule(reader: &mut Reader<'_>, node: &Node, language: QueryLanguage) -> Option<Rule> {
    let fields = reader.object("Choices", Owner::Rule, node)?;
    let next = reader.required(&fields, "Next").and_then(|node| reader.text_of(node, "Next"));
    let condition = match language {
        QueryLanguage::JsonPath => read_condition(reader, &fields, table::rule(language)),
        QueryLanguage::Jsonata => read_expression(reader, &fields),
    };
    Some(Rule {
        condition,
        next,
        assign: read_assign(reader, &fields),
        output: template(&fields, "Output", language, QueryLanguage::Jsonata),
        comment: reader.comment(&fields),
        span: node.span,
    })
}

/// All operators, in the order of the specification.
fn operators() -> Vec<&'static str> {
    Test::ALL.iter().flat_map(|(test, name)| std::iter::once(*name).chain(test.path_name())).collect()
}

/// AWS's words for a rule that has none of these, or several.
fn one_condition() -> AwsWords {
    let text = "The object must have only one of the following fields, [And, Or, Not, Variable, Condition]";
    AwsWords::schema(text, 0)
}

/// The condition of a rule in JSONata.
fn read_expression(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Condition {
    let here = QueryLanguage::Jsonata;
    let mut of_json_path = false;
    for member in fields.node.members() {
        let name = &*member.key.value;
        let combiner = COMBINERS.iter().chain(&["Variable"]).find(|known| **known == name).copied();
        if let Some(field) = combiner.or_else(|| Operator::from_name(name).map(Operator::name)) {
            of_json_path = true;
            reader.error(member.key.span, FieldProblem::OfOtherLanguage { field, here });
            reader.in_aws(table::in_other_language(field, here));
        }
    }
    if of_json_path {
        return fields.node.get("Condition").cloned().map_or(Condition::Missing, Condition::Expression);
    }
    reader.check_names(fields, table::rule(here));
    let condition = reader.required_as(fields, "Condition", one_condition);
    condition.cloned().map_or(Condition::Missing, Condition::Expression)
}

/// The condition of a rule in JSONPath; `others` are the fields that are no part of it.
fn read_condition(reader: &mut Reader<'_>, fields: &Fields<'_>, others: &[&str]) -> Condition {
    let mut tests: Vec<&Member> = Vec::new();
    for member in fields.node.members() {
        let name = &*member.key.value;
        if COMBINERS.contains(&name) || Operator::from_name(name).is_some() {
            tests.push(member);
        } else if name == "Variable" || others.contains(&name) || table::is_open(name, &member.value.kind) {
        } else if name == "Next" {
            reader.error(member.key.span, ChoiceProblem::NestedNext);
            reader.in_aws(AwsWords::not_supported("Next"));
        } else if let Some(field) = ["Condition", "Output"].into_iter().find(|field| *field == name) {
            let here = QueryLanguage::JsonPath;
            reader.error(member.key.span, FieldProblem::OfOtherLanguage { field, here });
            reader.in_aws(table::in_other_language(field, here));
        } else {
            let known = Test::ALL.iter().map(|(_, name)| *name).chain(COMBINERS).chain(["Variable"]);
            let (owner, near) = (Owner::Rule, nearest(name, known));
            let field = member.key.value.clone();
            reader.error(member.key.span, FieldProblem::Unknown { owner, field, near, known: &[] });
            reader.in_aws(AwsWords::not_supported(name));
        }
    }
    let Some((first, more)) = tests.split_first() else {
        if fields.node.get("Condition").is_none() && !has_placeholder_key(fields.node) {
            reader.error(fields.at, ChoiceProblem::NoOperator);
            let words = AwsWords::none_of(&operators()).inferred();
            reader.in_aws(if fields.node.get("Variable").is_none() { one_condition() } else { words });
        }
        return Condition::Missing;
    };
    for second in more {
        let (first, place) = (first.key.value.clone(), second.key.span);
        reader.error(place, ChoiceProblem::TwoOperators { first, second: second.key.value.clone() });
        let combines = tests.iter().any(|test| COMBINERS.contains(&&*test.key.value));
        reader.in_aws(if combines {
            AwsWords { levels_up: 1, ..one_condition() }
        } else {
            AwsWords::one_of(&operators(), 1).inferred()
        });
    }
    match &*first.key.value {
        "And" => Condition::And(read_rules(reader, first)),
        "Or" => Condition::Or(read_rules(reader, first)),
        "Not" => Condition::Not(Box::new(read_nested(reader, "Not", &first.value))),
        name => match (Operator::from_name(name), read_variable(reader, fields)) {
            (Some(operator), Some(variable)) => Condition::Compare {
                variable,
                operator: Spanned::new(operator, first.key.span),
                operand: first.value.clone(),
            },
            _ => Condition::Missing,
        },
    }
}

fn read_variable(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Option<Spanned<Rc<str>>> {
    if fields.node.get("Variable").is_none() && !has_placeholder_key(fields.node) {
        reader.error(fields.at, ChoiceProblem::NoVariable);
        reader.in_aws(one_condition());
    }
    reader.string(fields, "Variable")
}

/// The rules of an `And` or `Or`.
fn read_rules(reader: &mut Reader<'_>, member: &Member) -> Vec<Condition> {
    let name = &*member.key.value;
    match &member.value.kind {
        NodeKind::Array(rules) => {
            if rules.is_empty() {
                reader.error(member.value.span, FieldProblem::Empty { field: name.to_owned() });
                reader.in_aws(AwsWords::schema("Value cannot be empty", 0));
            }
            rules.iter().map(|rule| read_nested(reader, name, rule)).collect()
        }
        NodeKind::Missing | NodeKind::Placeholder(_) => Vec::new(),
        _ => {
            reader.wrong_type(name, ValueType::Rules, &member.value);
            Vec::new()
        }
    }
}

/// A rule inside another one.
fn read_nested(reader: &mut Reader<'_>, name: &str, node: &Node) -> Condition {
    let Some(fields) = reader.object(name, Owner::Rule, node) else { return Condition::Missing };
    if reader.rules >= MAX_RULES {
        reader.error(node.span, ChoiceProblem::TooDeep { most: MAX_RULES });
        return Condition::Missing;
    }
    reader.rules += 1;
    let condition = read_condition(reader, &fields, &["Comment"]);
    reader.rules -= 1;
    condition
}
