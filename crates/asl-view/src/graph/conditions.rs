//! Choice rules in few words, as they stand beside an arrow: `$.status = "PAID"`, `$.tries < 3`.

use asl_lang::{Condition, Operator, Test};
use asl_text::print::node_json;
use asl_text::{Node, NodeKind};

/// The condition as a person would say it.
pub(super) fn text(condition: &Condition) -> String {
    match condition {
        Condition::And(parts) => join(parts, " and "),
        Condition::Or(parts) => join(parts, " or "),
        Condition::Not(inner) => format!("not ({})", text(inner)),
        Condition::Compare { variable, operator, operand } => compare(&variable.value, operator.value, operand),
        Condition::Expression(node) => expression(node),
        Condition::Missing => "?".to_owned(),
    }
}

fn join(parts: &[Condition], word: &str) -> String {
    let part = |part: &Condition| match part {
        Condition::And(_) | Condition::Or(_) if parts.len() > 1 => format!("({})", text(part)),
        _ => text(part),
    };
    parts.iter().map(part).collect::<Vec<_>>().join(word)
}

fn compare(variable: &str, operator: Operator, operand: &Node) -> String {
    let is = match &operand.kind {
        NodeKind::Bool(false) => "is not",
        _ => "is",
    };
    let sign = match operator.test {
        Test::IsBoolean => return format!("{variable} {is} a boolean"),
        Test::IsNull => return format!("{variable} {is} null"),
        Test::IsNumeric => return format!("{variable} {is} a number"),
        Test::IsPresent => return format!("{variable} {is} present"),
        Test::IsString => return format!("{variable} {is} a string"),
        Test::IsTimestamp => return format!("{variable} {is} a timestamp"),
        Test::StringMatches => "matches",
        Test::BooleanEquals | Test::NumericEquals | Test::StringEquals | Test::TimestampEquals => "=",
        Test::NumericGreaterThan | Test::StringGreaterThan | Test::TimestampGreaterThan => ">",
        Test::NumericGreaterThanEquals | Test::StringGreaterThanEquals | Test::TimestampGreaterThanEquals => "≥",
        Test::NumericLessThan | Test::StringLessThan | Test::TimestampLessThan => "<",
        Test::NumericLessThanEquals | Test::StringLessThanEquals | Test::TimestampLessThanEquals => "≤",
    };
    let value = match operand.as_str() {
        Some(path) if operator.path => path.to_string(),
        _ => value(operand),
    };
    format!("{variable} {sign} {value}")
}

fn value(operand: &Node) -> String {
    match &operand.kind {
        NodeKind::Missing => "?".to_owned(),
        _ => node_json(operand).trim().to_owned(),
    }
}

fn expression(node: &Node) -> String {
    let Some(text) = node.as_str() else { return value(node) };
    let inner = text.trim().strip_prefix("{%").and_then(|text| text.strip_suffix("%}")).unwrap_or(text);
    inner.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::text;
    use asl_lang::{StateKind, check_text};

    #[test]
    fn a_rule_reads_as_a_person_would_say_it() {
        let rules = [
            (r#""Variable": "$.status", "StringEquals": "PAID""#, r#"$.status = "PAID""#),
            (r#""Variable": "$.n", "NumericLessThanEqualsPath": "$.limit""#, "$.n ≤ $.limit"),
            (r#""Variable": "$.a", "IsPresent": false"#, "$.a is not present"),
            (r#""Not": {"Variable": "$.a", "IsNull": true}"#, "not ($.a is null)"),
            (
                r#""And": [{"Variable": "$.a", "BooleanEquals": true},
                           {"Or": [{"Variable": "$.b", "NumericGreaterThan": 2}, {"Variable": "$.c", "StringMatches": "x*"}]}]"#,
                r#"$.a = true and ($.b > 2 or $.c matches "x*")"#,
            ),
            (r#""Condition": "{% $states.input.n\n   > 5 %}""#, "$states.input.n > 5"),
            (r#""Variable": "$.a""#, "?"),
        ];
        for (rule, expected) in rules {
            let language = if rule.contains("{%") { "JSONata" } else { "JSONPath" };
            let definition = format!(
                r#"{{"QueryLanguage": "{language}", "StartAt": "C", "States": {{"C": {{"Type": "Choice", "Choices": [{{{rule}, "Next": "C"}}]}}}}}}"#
            );
            let machine = check_text(&definition).machine.unwrap();
            let StateKind::Choice(choice) = &machine.scope.states[0].kind else { panic!("{definition}") };
            assert_eq!(text(&choice.rules[0].condition), expected);
        }
    }
}
