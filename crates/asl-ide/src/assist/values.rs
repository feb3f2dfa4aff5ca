//! What a value can be: names of states and errors, words of the language, resources, connections.

use asl_value::SortedSet;

use super::grammar::{Construct, Spot, targets};
use super::site::Site;
use super::skeleton::{self, Writer};
use super::template_names::TemplateNames;
use super::{Completion, World, docs, error_names, expressions, fields, resources, snippets};
use asl_lang::QueryLanguage::Jsonata;
use asl_lang::StateType;
use asl_text::Node;

/// What can stand as the whole value at `spot`.
pub(super) fn of(site: &Site, spot: &Spot<'_>, world: &World<'_>) -> Vec<Completion> {
    match spot.construct {
        Construct::Field => field(site, spot, world),
        Construct::Payload => texts(site, expressions::whole(spot, world)),
        Construct::Machine | Construct::Other => Vec::new(),
        _ => skeletons(site, spot),
    }
}

/// The completions, inserted as strings.
fn texts(site: &Site, mut completions: Vec<Completion>) -> Vec<Completion> {
    for completion in &mut completions {
        let plain: String = completion.parts.iter().map(|part| part.text.as_str()).collect();
        let mut writer = Writer::new(site.typed.format);
        match completion.parts.iter().find(|part| part.stop) {
            // A proposal in an expression: the string around it is quoted in both notations.
            Some(stop) => {
                if let Some((before, after)) = plain.split_once(stop.text.as_str()).filter(|_| !stop.text.is_empty()) {
                    writer.text("\"");
                    writer.text(before);
                    writer.stop(&stop.text);
                    writer.text(after);
                    writer.text("\"");
                } else {
                    continue;
                }
            }
            None => writer.string(&plain),
        }
        completion.parts = writer.into_parts();
    }
    completions
}

/// What a field that holds no object can be.
fn field(site: &Site, spot: &Spot<'_>, world: &World<'_>) -> Vec<Completion> {
    let key = &*spot.key;
    let named = |names: &[(&'static str, &'static str)], kind: &'static str| -> Vec<Completion> {
        in_order(names.iter().map(|(name, info)| Completion::new(*name, kind, *info)))
    };
    let found = match (spot.parent, key) {
        (Construct::Errors, _) => error_names::proposed(site, spot),
        (Construct::Machine | Construct::Branch | Construct::Processor, "StartAt")
        | (Construct::State, "Next" | "Default")
        | (Construct::Catcher | Construct::Rule, "Next") => states(spot),
        (Construct::State, "Type") => in_order(
            StateType::ALL.into_iter().map(|kind| Completion::new(kind.name(), "type", docs::state_type(kind))),
        ),
        (Construct::Machine | Construct::State, "QueryLanguage") => named(
            &[
                ("JSONata", "Expressions in {% … %}."),
                ("JSONPath", "Paths, payload templates, and intrinsic functions."),
            ],
            "enum",
        ),
        (Construct::State, "Resource") => return tasks(site, spot),
        (Construct::ItemReader, "Resource") => named(
            &[
                ("arn:aws:states:::s3:getObject", "Reads one S3 object: CSV, JSON, JSON Lines, or a manifest."),
                ("arn:aws:states:::s3:listObjectsV2", "Uses each object with a prefix as an item."),
            ],
            "constant",
        ),
        (Construct::ResultWriter, "Resource") => {
            named(&[("arn:aws:states:::s3:putObject", "Writes the results to a bucket.")], "constant")
        }
        (Construct::Authentication | Construct::InvocationConfig, "ConnectionArn") => connections(site, world),
        (Construct::Call, "Method") => named(&METHODS, "enum"),
        (Construct::Call, "InvocationType") => named(
            &[
                ("RequestResponse", "Waits for the function's result."),
                ("Event", "Sends the event and continues."),
                ("DryRun", "Only checks permissions."),
            ],
            "enum",
        ),
        (Construct::ProcessorConfig, "Mode") => named(
            &[
                ("INLINE", "Iterations run in this execution."),
                ("DISTRIBUTED", "Each item or batch runs as a child execution."),
            ],
            "enum",
        ),
        (Construct::ProcessorConfig, "ExecutionType") => named(
            &[
                ("STANDARD", "Child executions with full history."),
                ("EXPRESS", "Child executions of up to five minutes."),
            ],
            "enum",
        ),
        (Construct::Retrier, "JitterStrategy") => {
            named(&[("FULL", "A random delay up to the computed one."), ("NONE", "The computed delay.")], "enum")
        }
        (Construct::Transform, "RequestBodyEncoding") => {
            named(&[("URL_ENCODED", "Sends the body as a form."), ("NONE", "Sends the body as JSON.")], "enum")
        }
        (Construct::EncodingOptions, "ArrayFormat") => named(&ARRAY_FORMATS, "enum"),
        (Construct::ReaderConfig, "InputType") => named(
            &[
                ("CSV", "Comma-separated lines."),
                ("JSON", "One array."),
                ("JSONL", "One value per line."),
                ("MANIFEST", "An S3 inventory, or a list of files."),
                ("PARQUET", "Columnar files; only on AWS."),
            ],
            "enum",
        ),
        (Construct::ReaderConfig, "CSVHeaderLocation") => named(
            &[("FIRST_ROW", "The first row has the column names."), ("GIVEN", "CSVHeaders has the column names.")],
            "enum",
        ),
        (Construct::ReaderConfig, "CSVDelimiter") => named(
            &[("COMMA", ","), ("PIPE", "|"), ("SEMICOLON", ";"), ("SPACE", "A space."), ("TAB", "A tab.")],
            "enum",
        ),
        (Construct::ReaderConfig, "Transformation") => named(
            &[
                (
                    "NONE",
                    "Items are the metadata of the \
                        objects.",
                ),
                ("LOAD_AND_FLATTEN", "Items are the contents of the objects."),
            ],
            "enum",
        ),
        (Construct::ReaderConfig, "ManifestType") => named(
            &[("S3_INVENTORY", "An S3 inventory."), ("ATHENA_DATA", "The result files of an Athena query.")],
            "enum",
        ),
        (Construct::WriterConfig, "OutputType") => {
            named(&[("JSON", "One array."), ("JSONL", "One value per line.")], "enum")
        }
        (Construct::WriterConfig, "Transformation") => named(
            &[
                ("NONE", "With the details of the child execution."),
                ("COMPACT", "Only the outputs."),
                ("FLATTEN", "The outputs, with arrays flattened into one."),
            ],
            "enum",
        ),
        (Construct::Machine, "Version") => named(&[("1.0", "The only version.")], "constant"),
        (Construct::State, "End") => return flags(&["true"]),
        (Construct::Rule | Construct::Nested, name) if name.starts_with("Is") || name == "BooleanEquals" => {
            return flags(&["true", "false"]);
        }
        _ => expressions::whole(spot, world),
    };
    texts(site, found)
}

/// The completions, to be shown in this order.
fn in_order(completions: impl Iterator<Item = Completion>) -> Vec<Completion> {
    completions.zip((0..20).rev()).map(|(completion, boost)| completion.boost(boost)).collect()
}

const METHODS: [(&str, &str); 7] = [
    ("GET", "Reads."),
    ("POST", "Creates a resource or runs a command."),
    ("PUT", "Replaces."),
    ("PATCH", "Changes a part of a resource."),
    ("DELETE", "Deletes."),
    ("HEAD", "Gets only the headers of a response."),
    ("OPTIONS", "Asks which methods are supported."),
];

const ARRAY_FORMATS: [(&str, &str); 4] =
    [("INDICES", "a[0]=1&a[1]=2"), ("REPEAT", "a=1&a=2"), ("COMMAS", "a=1,2"), ("BRACKETS", "a[]=1&a[]=2")];

fn flags(words: &[&'static str]) -> Vec<Completion> {
    words.iter().map(|word| Completion::new(*word, "constant", "")).collect()
}

/// The names of the states of the scope: first those that nothing leads to yet, the state itself last, for a loop.
fn states(spot: &Spot<'_>) -> Vec<Completion> {
    let Some(scope) = spot.scopes.last() else { return Vec::new() };
    let own = spot.state.as_ref().map(|(name, _)| name.clone());
    let states = scope.get("States").map(Node::members).unwrap_or_default();
    let named =
        states.iter().filter(|state| !super::site::is_placeholder(&state.key.value) && !state.key.value.is_empty());
    let reached: SortedSet<&str> = targets(scope).map(|name| &**name).collect();
    let starts = *spot.key == *"StartAt";
    let mut unreached = (0..30).rev();
    named
        .map(|state| {
            let kind = state.value.get("Type").and_then(Node::as_str).map_or(String::new(), |kind| format!("{kind}"));
            let comment = state.value.get("Comment").and_then(Node::as_str).map_or(String::new(), ToString::to_string);
            let boost = match &state.key.value {
                name if own.as_ref() == Some(name) && !starts => -50,
                name if !reached.contains(&**name) => unreached.next().unwrap_or_default() + 10,
                _ => 0,
            };
            Completion::new(state.key.value.to_string(), "class", comment).detail(kind).boost(boost)
        })
        .collect()
}

/// The resources of a Task, with their parameters if it has none yet.
fn tasks(site: &Site, spot: &Spot<'_>) -> Vec<Completion> {
    let name = if spot.language == Jsonata { "Arguments" } else { "Parameters" };
    let bare = spot.state.as_ref().is_some_and(|(_, state)| state.get(name).is_none());
    let mut all = Vec::new();
    for (resource, boost) in resources::ALL.iter().zip((0..99).rev()) {
        let mut writer = Writer::new(site.typed.format);
        writer.string(resource.arn);
        if bare && resource.needed > 0 {
            let line = " ".repeat(site.typed.shift);
            writer.text(if site.typed.format == asl_text::Format::Json { ",\n" } else { "\n" });
            writer.text(&line);
            writer.member(name, skeleton::read(&snippets::parameters_of(resource)).as_ref(), site.typed.shift);
        }
        let short = resource.arn.trim_start_matches("arn:aws:states:::");
        all.push(
            Completion { parts: writer.into_parts(), ..Completion::new(resource.arn, "constant", resource.what) }
                .detail(short)
                .boost(boost),
        );
    }
    all
}

fn connections(site: &Site, world: &World<'_>) -> Vec<Completion> {
    let own = world.connections.iter().map(|name| {
        Completion::new(name.to_string(), "variable", "A connection of this tab.").detail("connection").boost(10)
    });
    let arn = "arn:aws:events:us-east-1:111122223333:connection/Name/00000000-0000-0000-0000-000000000000";
    let of_template = site.names.as_ref().map(TemplateNames::connection_arns).unwrap_or_default();
    let substitution = Completion::new(
        "${Connection}",
        "text",
        "A placeholder of the template, filled by a connection with this name.",
    );
    let substitution = Some(substitution).filter(|_| of_template.is_empty());
    let form = Completion::new(
        arn,
        "text",
        "The format of a connection ARN: replace the region, account, name, and \
                                             ID.",
    );
    of_template.into_iter().chain(own).chain(substitution).chain([form]).collect()
}

/// A whole object or array where one belongs.
fn skeletons(site: &Site, spot: &Spot<'_>) -> Vec<Completion> {
    let mut all = Vec::new();
    let mut add = |label: String, info: &str, text: &str| {
        let Some(node) = skeleton::read(text) else { return };
        let mut writer = Writer::new(site.typed.format);
        if site.typed.may_be_key || site.typed.format == asl_text::Format::Json {
            writer.alone(&node, site.typed.shift);
        } else {
            writer.value(&node, site.typed.shift);
        }
        all.push(Completion { parts: writer.into_parts(), ..Completion::new(label, "class", info) }.detail("skeleton"));
    };
    let jsonata = spot.language == Jsonata;
    match spot.construct {
        Construct::State => {
            for snippet in snippets::of_states(spot.language) {
                add(snippet.label, snippet.info, &snippet.state);
            }
        }
        Construct::Retrier => {
            add(
                "Retry HTTP failures".into(),
                "Retries with increasing delays when the service is busy.",
                r#"{"ErrorEquals":["States.Http.StatusCode.429","States.Http.StatusCode.502","States.Http.StatusCode.503","States.Http.StatusCode.504"],"IntervalSeconds":"‹#1›","MaxAttempts":"‹#3›","BackoffRate":"‹#2›","JitterStrategy":"FULL"}"#,
            );
            add(
                "Retrier".into(),
                "Retries after certain errors.",
                r#"{"ErrorEquals":["‹›"],"IntervalSeconds":"‹#1›","MaxAttempts":"‹#3›","BackoffRate":"‹#2›"}"#,
            );
        }
        Construct::Catcher => {
            add(
                "Catcher".into(),
                "Goes to another state after certain \
                                   errors.",
                r#"{"ErrorEquals":["‹›"],"Next":"‹›"}"#,
            );
        }
        Construct::Rule if jsonata => add(
            "Rule".into(),
            "Goes to a state when the condition is true.",
            r#"{"Condition":"{% $states.input.‹ok› %}","Next":"‹›"}"#,
        ),
        Construct::Rule => add(
            "Rule".into(),
            "Goes to a state when the condition is true.",
            r#"{"Variable":"$.‹ok›","BooleanEquals":"‹#true›","Next":"‹›"}"#,
        ),
        Construct::Nested => {
            add("Rule".into(), "A nested condition.", r#"{"Variable":"$.‹ok›","BooleanEquals":"‹#true›"}"#);
        }
        Construct::Branch => add(
            "Branch".into(),
            "States that run at the same time as other branches.",
            r#"{"StartAt":"‹First›","States":{"‹First›":{"Type":"Pass","End":true}}}"#,
        ),
        Construct::Call => {
            if let Some(known) = resources::find(spot.state_text("Resource").unwrap_or_default()) {
                add("Parameters".into(), known.what, &snippets::parameters_of(known));
            }
        }
        _ => {
            let parent = Spot {
                construct: spot.parent,
                scopes: spot.scopes.clone(),
                key: spot.key.clone(),
                state: spot.state.clone(),
                field: spot.field.clone(),
                ..*spot
            };
            let text = fields::skeleton(&parent, &spot.key);
            let info = docs::field(spot.parent, &spot.key).map_or("", |entry| entry.text);
            add(spot.key.to_string(), info, &text);
        }
    }
    all
}
