//! `Choices` and their rules, which nest.

use std::rc::Rc;

use super::fields::{Fields, Reader};
use super::state::{read_assign, template};
use super::table;
use crate::check::nearest;
use crate::choice::{Choice, Condition, Operator, Rule, Test};
use crate::machine::QueryLanguage;
use asl_text::diagnostic::{AwsWords, Code, Diagnostic};
use asl_text::{Member, Node, NodeKind, Span, Spanned};

/// What combines rules.
const COMBINERS: [&str; 3] = ["And", "Or", "Not"];

pub(super) fn read_choice(reader: &mut Reader, fields: &Fields<'_>, language: QueryLanguage) -> Choice {
    let default = reader.string(fields, "Default");
    let hint = "write an array of rules, each with a condition and a `Next`";
    let Some(node) = reader.required(fields, "Choices", hint) else {
        return Choice { rules: Vec::new(), default };
    };
    match &node.kind {
        NodeKind::Array(rules) if rules.is_empty() => {
            reader.wrong_value(node.span, "`Choices` is empty", "write at least one rule");
            reader.in_aws(AwsWords::schema("Value cannot be empty", 0));
        }
        NodeKind::Array(_) | NodeKind::Missing => {}
        _ => reader.wrong_type("Choices", "an array", node, hint),
    }
    let rules = node.items().iter().filter_map(|rule| read_rule(reader, rule, language)).collect();
    Choice { rules, default }
}

/// A rule of the topmost level.
fn read_rule(reader: &mut Reader, node: &Node, language: QueryLanguage) -> Option<Rule> {
    let fields = reader.object("Choices", "a rule".into(), node)?;
    let next = reader
        .required(&fields, "Next", "write the name of the state to go to when the rule matches")
        .and_then(|node| reader.text_of(node, "Next"));
    let condition = match language {
        QueryLanguage::JsonPath => read_condition(reader, &fields, table::rule(language)),
        QueryLanguage::Jsonata => {
            reader.check_names(&fields, table::rule(language));
            reader
                .required(&fields, "Condition", "write an expression, such as \"{% $states.input.ok %}\"")
                .cloned()
                .map_or(Condition::Missing, Condition::Expression)
        }
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

fn invalid(reader: &mut Reader, span: Span, message: impl Into<String>, hint: impl Into<String>) {
    reader.report(Diagnostic::old_error(Code::InvalidRule, span, message).with_hint(hint));
}

/// The condition of a rule in JSONPath; `others` are the fields that are no part of it.
fn read_condition(reader: &mut Reader, fields: &Fields<'_>, others: &[&str]) -> Condition {
    let mut tests: Vec<&Member> = Vec::new();
    for member in fields.node.members() {
        let name = &*member.key.value;
        if COMBINERS.contains(&name) || Operator::from_name(name).is_some() {
            tests.push(member);
        } else if name == "Variable" || others.contains(&name) || matches!(member.value.kind, NodeKind::Missing) {
        } else if name == "Next" {
            invalid(reader, member.key.span, "only a rule of the topmost level has a `Next`", "delete it here");
        } else if name == "Condition" {
            let message = "`Condition` is only for JSONata, but the query language here is JSONPath";
            let found = Diagnostic::old_error(Code::UnknownField, member.key.span, message);
            reader.report(found.with_hint("write `Variable` and an operator, or set `QueryLanguage` to \"JSONata\""));
        } else {
            let known = Test::ALL.iter().map(|(_, name)| *name).chain(COMBINERS).chain(["Variable"]);
            let hint = match nearest(name, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "a rule has `Variable` and one operator, such as `StringEquals`".to_owned(),
            };
            let message = format!("a rule has no field `{name}`");
            reader.report(Diagnostic::old_error(Code::UnknownField, member.key.span, message).with_hint(hint));
        }
    }
    let Some((first, more)) = tests.split_first() else {
        if fields.node.get("Condition").is_none() {
            let hint = "write `Variable` and one operator, such as `StringEquals`";
            invalid(reader, fields.at, "a rule has no operator", hint);
        }
        return Condition::Missing;
    };
    for second in more {
        let message =
            format!("a rule has one operator, but `{}` and `{}` stand here", first.key.value, second.key.value);
        invalid(reader, second.key.span, message, "combine two rules in `And` or `Or`");
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

fn read_variable(reader: &mut Reader, fields: &Fields<'_>) -> Option<Spanned<Rc<str>>> {
    if fields.node.get("Variable").is_none() {
        let hint = "write the path of what is compared, such as `\"Variable\": \"$.status\"`";
        invalid(reader, fields.at, "a rule with an operator needs a `Variable`", hint);
    }
    reader.string(fields, "Variable")
}

/// The rules of an `And` or `Or`.
fn read_rules(reader: &mut Reader, member: &Member) -> Vec<Condition> {
    let name = &*member.key.value;
    match &member.value.kind {
        NodeKind::Array(rules) => {
            if rules.is_empty() {
                invalid(reader, member.value.span, format!("`{name}` is empty"), "write at least one rule");
            }
            rules.iter().map(|rule| read_nested(reader, name, rule)).collect()
        }
        NodeKind::Missing => Vec::new(),
        _ => {
            reader.wrong_type(name, "an array of rules", &member.value, "put the rules in `[` and `]`");
            Vec::new()
        }
    }
}

/// A rule inside another one.
fn read_nested(reader: &mut Reader, name: &str, node: &Node) -> Condition {
    match reader.object(name, "a rule".into(), node) {
        Some(fields) => read_condition(reader, &fields, &["Comment"]),
        None => Condition::Missing,
    }
}
