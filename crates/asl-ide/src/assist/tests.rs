//! Tests of what is described: everything that can be written has a description.

use super::docs;
use super::grammar::Place;
use super::{complete, describe, fields};
use asl_http::HttpCall;
use asl_lang::QueryLanguage::{JsonPath, Jsonata};
use asl_lang::StateType;
use asl_lang::check::errors::KNOWN;
use asl_lang::parse::table;
use asl_path::intrinsic_names;

/// All fields of all places.
fn all_fields() -> Vec<(Place, &'static str)> {
    let mut all = Vec::new();
    let mut add = |place: Place, names: &[&'static str]| all.extend(names.iter().map(|name| (place, *name)));
    add(Place::Machine, table::MACHINE);
    add(Place::Branch, table::BRANCH);
    add(Place::Processor, table::PROCESSOR);
    add(Place::ProcessorConfig, table::PROCESSOR_CONFIG);
    add(Place::Retrier, table::RETRIER);
    add(Place::ItemReader, fields::ITEM_READER);
    add(Place::ReaderConfig, fields::READER_CONFIG);
    add(Place::ItemBatcher, fields::ITEM_BATCHER);
    add(Place::ResultWriter, fields::RESULT_WRITER);
    add(Place::WriterConfig, fields::WRITER_CONFIG);
    add(Place::Credentials, fields::CREDENTIALS);
    add(Place::Call, &HttpCall::FIELDS);
    add(Place::Authentication, fields::AUTHENTICATION);
    add(Place::Transform, fields::TRANSFORM);
    add(Place::EncodingOptions, fields::ENCODING_OPTIONS);
    add(Place::Rule, fields::COMBINERS);
    for language in [JsonPath, Jsonata] {
        add(Place::Catcher, table::catcher(language));
        add(Place::Rule, table::rule(language));
        for kind in StateType::ALL {
            add(Place::State, &table::state_fields(kind, language).collect::<Vec<_>>());
        }
    }
    for (test, name) in asl_lang::Test::ALL {
        add(Place::Rule, &[name]);
        if test.path_name().is_some() {
            add(Place::Nested, &[String::leak(format!("{name}Path"))]);
        }
    }
    all
}

#[test]
fn every_field_error_and_function_has_a_description() {
    let mut missing: Vec<String> = Vec::new();
    for (place, name) in all_fields() {
        if docs::field(place, name).is_none() {
            missing.push(format!("{place:?} {name}"));
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
    for (inner, title, place) in [
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
        assert_eq!(described(&text), Some((title.to_owned(), place.to_owned())), "{text}");
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
