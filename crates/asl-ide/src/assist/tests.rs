//! Tests of what is described: everything that can be written has a description.

use super::docs;
use super::grammar::Construct;
use super::{complete, describe, fields};
use asl_http::HttpCall;
use asl_lang::QueryLanguage::{JsonPath, Jsonata};
use asl_lang::StateType;
use asl_lang::check::errors::KNOWN;
use asl_lang::parse::table;
use asl_path::intrinsic_names;

/// All fields of all places.
fn all_fields() -> Vec<(Construct, &'static str)> {
    let mut all = Vec::new();
    let mut add =
        |construct: Construct, names: &[&'static str]| all.extend(names.iter().map(|name| (construct, *name)));
    add(Construct::Machine, table::MACHINE);
    add(Construct::Branch, table::BRANCH);
    add(Construct::Processor, table::PROCESSOR);
    add(Construct::ProcessorConfig, table::PROCESSOR_CONFIG);
    add(Construct::Retrier, table::RETRIER);
    add(Construct::ItemReader, fields::ITEM_READER);
    add(Construct::ReaderConfig, fields::READER_CONFIG);
    add(Construct::ItemBatcher, fields::ITEM_BATCHER);
    add(Construct::ResultWriter, fields::RESULT_WRITER);
    add(Construct::WriterConfig, fields::WRITER_CONFIG);
    add(Construct::Credentials, fields::CREDENTIALS);
    add(Construct::Call, &HttpCall::FIELDS);
    add(Construct::Authentication, fields::AUTHENTICATION);
    add(Construct::Transform, fields::TRANSFORM);
    add(Construct::EncodingOptions, fields::ENCODING_OPTIONS);
    add(Construct::Rule, fields::COMBINERS);
    for language in [JsonPath, Jsonata] {
        add(Construct::Catcher, table::catcher(language));
        add(Construct::Rule, table::rule(language));
        for kind in StateType::ALL {
            add(Construct::State, &table::state_fields(kind, language).collect::<Vec<_>>());
        }
    }
    for (test, name) in asl_lang::Test::ALL {
        add(Construct::Rule, &[name]);
        if test.path_name().is_some() {
            add(Construct::Nested, &[String::leak(format!("{name}Path"))]);
        }
    }
    all
}

#[test]
fn every_field_error_and_function_has_a_description() {
    let mut missing: Vec<String> = Vec::new();
    for (construct, name) in all_fields() {
        if docs::field(construct, name).is_none() {
            missing.push(format!("{construct:?} {name}"));
        }
    }
    missing.extend(KNOWN.iter().filter(|name| docs::error(name).is_none()).map(ToString::to_string));
    missing.extend(intrinsic_names().iter().filter(|name| docs::intrinsic(name).is_none()).map(ToString::to_string));
    missing.extend(asl_jsonata::function_names().filter(|name| docs::jsonata(name).is_none()).map(str::to_owned));
    assert_eq!(missing, Vec::<String>::new());
}

/// The title and the place of what is described at the `|`.
fn described(text: &str) -> Option<(String, String)> {
    let (before, after) = text.split_once('|').unwrap();
    let text = [before, after].concat();
    let note = describe(&text, before.len())?;
    assert!(note.link.starts_with("https://"), "{}", note.link);
    Some((note.title, text[note.span.start as usize..note.span.end as usize].to_owned()))
}

#[test]
fn what_stands_at_the_caret_is_described() {
    let state = |inner: &str| format!(r#"{{"StartAt": "A", "States": {{"A": {{{inner}}}}}}}"#);
    for (inner, title, construct) in [
        (r#""Ty|pe": "Pass""#, "Type", r#""Type""#),
        (r#""Type": "Pa|ss""#, "Pass", r#""Pass""#),
        (
            r#""Type": "Task", "Resource": "arn:aws:states:::http:in|voke""#,
            "arn:aws:states:::http:invoke",
            r#""arn:aws:states:::http:invoke""#,
        ),
        (r#""Type": "Task", "Retry": [{"ErrorEquals": ["States.Time|out"]}]"#, "States.Timeout", r#""States.Timeout""#),
        (
            r#""Type": "Task", "Retry": [{"ErrorEquals": ["States.Http.StatusCode.4|18"]}]"#,
            "States.Http.StatusCode.418",
            r#""States.Http.StatusCode.418""#,
        ),
        (
            r#""Type": "Pass", "Parameters": {"x.$": "States.Fo|rmat('{}', $.x)"}"#,
            "States.Format(template, value, …)",
            "States.Format",
        ),
        (r#""Type": "Pass", "Parameters": {"x.$": "$$.Execution.Na|me"}"#, "$$.Execution.Name", "$$.Execution.Name"),
        (
            r#""QueryLanguage": "JSONata", "Type": "Pass", "Output": "{% $su|m([1]) %}""#,
            "$sum(array: array of numbers) → number",
            "$sum",
        ),
        (
            r#""QueryLanguage": "JSONata", "Type": "Pass", "Output": "{% $states.in|put.x %}""#,
            "$states.input",
            "$states.input",
        ),
        (r#""Type": "Map", "Iter|ator": {}"#, "Iterator", r#""Iterator""#),
    ] {
        let text = state(inner);
        assert_eq!(described(&text), Some((title.to_owned(), construct.to_owned())), "{text}");
    }
    assert_eq!(described(&state(r#""Type": "Pass", "Result": {"Ty|pe": 1}"#)), None);
    assert_eq!(described("StartAt: A\nStates:\n  A:\n    Ty|pe: Pass\n"), Some(("Type".into(), "Type".into())));
    let around = "Resources:\n  M:\n    Properties:\n      DefinitionString: !Sub >\n        ";
    let text = [around, &state(r#""Type": "Pa|ss""#), "\n"].concat();
    let at = text.find("Pa|ss").unwrap() + 2;
    let note = describe(&[&text[..at], &text[at + 1..]].concat(), at).unwrap();
    assert_eq!((note.title.as_str(), note.span.start as usize), ("Pass", at - 3));
}

#[test]
fn a_long_definition_that_breaks_off_is_completed() {
    let states: Vec<String> = (0..1000)
        .map(|n| {
            format!(
                "\"State{n}\": {{\"Type\": \"Pass\", \"Comment\": \"{}\", \"Next\": \"State{}\"}}",
                "x".repeat(130),
                n + 1
            )
        })
        .collect();
    let text = format!(
        "{{\"StartAt\": \"State0\", \"States\": {{{}, \"State1000\": {{\"Type\": \"Pass\", \"Next\": \"",
        states.join(",\n")
    );
    assert!(text.len() > 190_000);
    let list = complete(&text, text.len(), &super::World::default()).unwrap();
    assert_eq!(list.completions.len(), 1001);
}
