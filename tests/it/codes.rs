//! Rules whose finding needs more than one module: each is shown once, by its code and its place.

use asl_http::Connections;
use asl_lang::check_text;
use asl_sim::Runnable;
use asl_stack::requirements;
use asl_text::diagnostic::{Code, Diagnostic};

/// What stands where the rule found something, for each finding of `code`.
fn places<'a>(text: &'a str, found: &[Diagnostic], code: Code) -> Vec<&'a str> {
    let of_code = found.iter().filter(|diagnostic| diagnostic.code == code);
    of_code.filter_map(|diagnostic| text.get(diagnostic.span.start as usize..diagnostic.span.end as usize)).collect()
}

#[test]
fn json_with_comments_or_trailing_commas_is_read_and_told() {
    let text = "{\"StartAt\": \"A\", // first\n \"States\": {\"A\": {\"Type\": \"Succeed\",}}}";
    let checked = check_text(text);
    assert_eq!(places(text, &checked.diagnostics, Code::NotStrictJson), ["// first", ","]);
    assert!(checked.machine.is_some_and(|machine| machine.scope.state("A").is_some()), "it is read all the same");
}

#[test]
fn an_expression_that_is_no_jsonata_hinders_the_run_at_its_place() {
    let text = r#"{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Pass", "Output": "{% 1 + %}", "End": true}}}"#;
    let checked = check_text(text);
    let refused = checked.machine.map(|machine| Runnable::compile(&machine).map(|_| ()));
    let Some(Err(found)) = refused else { panic!("the run is refused: {refused:?}") };
    let [place] = places(text, &found, Code::InvalidExpression)[..] else { panic!("one finding: {found:?}") };
    assert!(r#""{% 1 + %}""#.contains(place), "{place}");
}

#[test]
fn a_connection_that_is_missing_is_told_where_it_is_named() {
    let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "End": true,
        "Parameters": {"Method": "GET", "ApiEndpoint": "https://a.example/", "Authentication": {"ConnectionArn": "gone"}}}}}"#;
    let Some(machine) = check_text(text).machine else { panic!("the machine is read") };
    let found: Vec<_> = requirements::missing(&machine, &Connections::default())
        .iter()
        .map(requirements::MissingConnection::diagnostic)
        .collect();
    assert_eq!(places(text, &found, Code::MissingConnection), [r#""gone""#]);
}
