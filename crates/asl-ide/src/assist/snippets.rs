//! Whole states and whole workflows to begin with.

use std::rc::Rc;

use super::Completion;
use super::grammar::{Spot, missing_states};
use super::resources;
use super::site::Site;
use super::skeleton::{self, Writer};
use asl_lang::QueryLanguage::{self, Jsonata};
use asl_lang::StateType;
use asl_text::{Format, Node};

/// A state to begin with.
pub(super) struct Snippet {
    /// What the list shows.
    pub(super) label: String,
    /// The name that it proposes.
    pub(super) name: &'static str,
    /// What it does.
    pub(super) info: &'static str,
    /// The state, as a skeleton.
    pub(super) state: String,
}

/// A state for each type in that query language, and Tasks for the services that are called most.
pub(super) fn of_states(language: QueryLanguage) -> Vec<Snippet> {
    let parameters = if language == Jsonata { "Arguments" } else { "Parameters" };
    let mut all = vec![Snippet {
        label: "HTTP Task".into(),
        name: "CallApi",
        info: "Calls an HTTPS API with a connection's credentials.",
        state: task("arn:aws:states:::http:invoke", parameters),
    }];
    for kind in StateType::ALL {
        all.push(Snippet {
            label: format!("{kind} state"),
            name: kind.name(),
            info: super::docs::state_type(kind),
            state: state(kind, language),
        });
    }
    for (label, name, arn) in [
        ("Lambda Task", "InvokeFunction", "arn:aws:states:::lambda:invoke"),
        ("SQS Task", "SendMessage", "arn:aws:states:::sqs:sendMessage"),
        ("SNS Task", "Publish", "arn:aws:states:::sns:publish"),
        ("DynamoDB Task", "PutItem", "arn:aws:states:::dynamodb:putItem"),
        ("EventBridge Task", "PutEvents", "arn:aws:states:::events:putEvents"),
        ("Start workflow Task", "StartWorkflow", "arn:aws:states:::states:startExecution.sync:2"),
    ] {
        let info = resources::find(arn).map_or("", |resource| resource.what);
        all.push(Snippet { label: label.into(), name, info, state: task(arn, parameters) });
    }
    all
}

fn task(arn: &str, parameters: &str) -> String {
    let fields = resources::find(arn).map(parameters_of).unwrap_or_default();
    format!(r#"{{"Type":"Task","Resource":"{arn}","{parameters}":{fields},"End":true}}"#)
}

/// The parameters that a new Task of the resource has, as a skeleton.
pub(super) fn parameters_of(resource: &resources::Resource) -> String {
    let needed = resource.parameters.iter().take(resource.needed);
    let members: Vec<String> = needed.map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", members.join(","))
}

fn state(kind: StateType, language: QueryLanguage) -> String {
    let jsonata = language == Jsonata;
    let text = match kind {
        StateType::Task => r#"{"Type":"Task","Resource":"‹›","End":true}"#,
        StateType::Pass if jsonata => r#"{"Type":"Pass","Output":{"‹key›":"‹value›"},"End":true}"#,
        StateType::Pass => r#"{"Type":"Pass","Result":{"‹key›":"‹value›"},"End":true}"#,
        StateType::Choice if jsonata => {
            r#"{"Type":"Choice","Choices":[{"Condition":"{% $states.input.‹ok› %}","Next":"‹›"}],"Default":"‹›"}"#
        }
        StateType::Choice => {
            r#"{"Type":"Choice","Choices":[{"Variable":"$.‹ok›","BooleanEquals":"‹#true›","Next":"‹›"}],"Default":"‹›"}"#
        }
        StateType::Wait => r#"{"Type":"Wait","Seconds":"‹#10›","End":true}"#,
        StateType::Succeed => r#"{"Type":"Succeed"}"#,
        StateType::Fail => r#"{"Type":"Fail","Error":"‹MyError›","Cause":"‹What went wrong›"}"#,
        StateType::Parallel => {
            r#"{"Type":"Parallel","Branches":[{"StartAt":"‹First›","States":{"‹First›":{"Type":"Pass","End":true}}},{"StartAt":"‹Second›","States":{"‹Second›":{"Type":"Pass","End":true}}}],"End":true}"#
        }
        StateType::Map if jsonata => {
            r#"{"Type":"Map","Items":"{% $states.input.‹items› %}","ItemProcessor":{"ProcessorConfig":{"Mode":"INLINE"},"StartAt":"‹Item›","States":{"‹Item›":{"Type":"Pass","End":true}}},"End":true}"#
        }
        StateType::Map => {
            r#"{"Type":"Map","ItemsPath":"$.‹items›","ItemProcessor":{"ProcessorConfig":{"Mode":"INLINE"},"StartAt":"‹Item›","States":{"‹Item›":{"Type":"Pass","End":true}}},"End":true}"#
        }
    };
    text.to_owned()
}

/// Proposals for a key of `States`: the names that transitions wait for, then whole states.
pub(super) fn states(site: &Site, spot: &Spot<'_>) -> Vec<Completion> {
    let scope = spot.scopes.last().copied();
    let missing: Vec<Rc<str>> = scope.map(missing_states).unwrap_or_default();
    let type_only = skeleton::read(r#"{"Type":"‹›"}"#);
    let mut all = Vec::new();
    for name in &missing {
        let mut writer = Writer::new(site.typed.format);
        name_and(&mut writer, name, type_only.as_ref().filter(|_| !site.typed.has_colon), site);
        let info = "A transition names this state, but it does not exist yet.";
        let completion = Completion::new(name.to_string(), "class", info).detail("missing state").boost(50).again();
        all.push(Completion { parts: writer.into_parts(), ..completion });
    }
    if site.typed.has_colon {
        return all;
    }
    let language = spot.machine.get("QueryLanguage").and_then(Node::as_str);
    let language = if language.is_some_and(|text| &**text == "JSONata") { Jsonata } else { QueryLanguage::JsonPath };
    for (snippet, boost) in of_states(language).into_iter().zip((0..40).rev()) {
        let Some(state) = skeleton::read(&snippet.state) else { continue };
        let mut writer = Writer::new(site.typed.format);
        let name = missing.first().map_or_else(|| format!("‹{}›", snippet.name), ToString::to_string);
        if missing.is_empty() {
            writer.member(&name, Some(&state), site.typed.shift);
        } else {
            name_and(&mut writer, &name, Some(&state), site);
        }
        all.push(Completion {
            parts: writer.into_parts(),
            ..Completion::new(snippet.label, "class", snippet.info).detail("new state").boost(boost)
        });
    }
    all
}

/// A state of a given name, which may hold any character.
fn name_and(writer: &mut Writer, name: &str, state: Option<&Node>, site: &Site) {
    writer.string(name);
    let Some(state) = state else { return };
    writer.text(if site.typed.format == Format::Json { ": " } else { ":" });
    writer.value(state, site.typed.shift);
}

/// Workflows to begin with.
const WORKFLOWS: [(&str, &str, &str); 5] = [
    (
        "HTTP Task workflow",
        "One call of an HTTPS API, with a Retry for temporary network and service errors.",
        r#"{"StartAt":"‹CallApi›","States":{"‹CallApi›":{"Type":"Task","Resource":"arn:aws:states:::http:invoke","Parameters":{"ApiEndpoint":"‹https://api.example.com›","Method":"‹GET›","Authentication":{"ConnectionArn":"‹›"}},"Retry":[{"ErrorEquals":["States.Http.StatusCode.429","States.Http.StatusCode.503"],"IntervalSeconds":1,"MaxAttempts":3,"BackoffRate":2}],"End":true}}}"#,
    ),
    (
        "HTTP Task workflow in JSONata",
        "One call of an HTTPS API, with JSONata expressions.",
        r#"{"QueryLanguage":"JSONata","StartAt":"‹CallApi›","States":{"‹CallApi›":{"Type":"Task","Resource":"arn:aws:states:::http:invoke","Arguments":{"ApiEndpoint":"‹https://api.example.com›","Method":"‹GET›","Authentication":{"ConnectionArn":"‹›"}},"Output":"{% ‹$states.result.ResponseBody› %}","End":true}}}"#,
    ),
    (
        "Minimal workflow",
        "One state that passes its input to its output.",
        r#"{"StartAt":"‹First›","States":{"‹First›":{"Type":"Pass","End":true}}}"#,
    ),
    (
        "Parallel workflow",
        "Two branches at the same time.",
        r#"{"StartAt":"‹Both›","States":{"‹Both›":{"Type":"Parallel","Branches":[{"StartAt":"‹One›","States":{"‹One›":{"Type":"Pass","End":true}}},{"StartAt":"‹Other›","States":{"‹Other›":{"Type":"Pass","End":true}}}],"End":true}}}"#,
    ),
    (
        "Map workflow",
        "The same states for each item of an array.",
        r#"{"StartAt":"‹EachItem›","States":{"‹EachItem›":{"Type":"Map","ItemsPath":"$.‹items›","ItemProcessor":{"ProcessorConfig":{"Mode":"INLINE"},"StartAt":"‹Item›","States":{"‹Item›":{"Type":"Pass","End":true}}},"End":true}}}"#,
    ),
];

/// Proposals for an empty text; in one notation alone, if it is given.
pub(super) fn workflows(notation: Option<Format>) -> Vec<Completion> {
    let mut all = Vec::new();
    for (format, suffix, first) in [(Format::Json, "", 20), (Format::Yaml, " (YAML)", 10)] {
        if notation.is_some_and(|notation| notation != format) {
            continue;
        }
        for ((label, info, text), boost) in WORKFLOWS.into_iter().zip((0..first).rev()) {
            let Some(node) = skeleton::read(text) else { continue };
            let mut writer = Writer::new(format);
            writer.alone(&node, 0);
            if format == Format::Yaml {
                writer.text("\n");
            }
            let completion = Completion::new(format!("Insert: {label}{suffix}"), "class", info).boost(boost);
            all.push(Completion { parts: writer.into_parts(), ..completion });
        }
    }
    for (field, value) in
        [("StartAt", r#""‹›""#), ("States", r#"{"‹›":0}"#), ("QueryLanguage", r#""‹›""#), ("Comment", r#""‹›""#)]
    {
        let info = super::docs::field(super::Construct::Machine, field).map_or("", |entry| entry.text);
        let Some(node) = skeleton::read(&format!(r#"{{"{field}":{value}}}"#)) else { continue };
        let mut writer = Writer::new(Format::Json);
        writer.alone(&node, 0);
        let again = field != "Comment";
        all.push(Completion { parts: writer.into_parts(), again, ..Completion::new(field, "property", info) });
    }
    all
}
