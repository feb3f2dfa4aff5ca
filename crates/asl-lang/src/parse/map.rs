//! The fields that only a Map has.

use super::fields::{Fields, Reader};
use super::state::template;
use super::{read_scope, table};
use crate::machine::{QueryLanguage, Scope};
use crate::messages::{FieldProblem, Owner, Range, ValueType, Vocabulary};
use crate::state::MapState;
use asl_jsonata::is_expression;
use asl_text::diagnostic::{AwsWords, Diagnostic};
use asl_text::{Node, NodeKind};

/// The longest `Label`, in characters.
const MAX_LABEL: usize = 40;
/// The largest `MaxInputBytesPerBatch`, in bytes.
const MAX_BATCH: f64 = 262_144.0;
/// The largest `MaxItems` of a reader.
const MAX_ITEMS: f64 = 100_000_000.0;
/// The paths of numbers in an `ItemBatcher` and a `ReaderConfig`, which JSONPath alone has.
pub(crate) const NUMBER_PATHS: [&str; 3] = ["MaxItemsPerBatchPath", "MaxInputBytesPerBatchPath", "MaxItemsPath"];

pub(super) fn read_map(reader: &mut Reader<'_>, fields: &Fields<'_>, language: QueryLanguage) -> MapState {
    let mut map = MapState::default();
    read_processor(reader, fields, &mut map);
    let json_path = language == QueryLanguage::JsonPath;
    if json_path {
        map.items_path = reader.path(fields, "ItemsPath", false);
        reader.exclusive(fields, &["ItemSelector", "Parameters"]);
    }
    map.items = template(fields, "Items", language, QueryLanguage::Jsonata);
    if let Some(items) = &map.items {
        check_items(reader, items);
    }
    map.item_selector = fields
        .node
        .get("ItemSelector")
        .or_else(|| fields.node.get("Parameters").filter(|_| json_path))
        .filter(|node| !matches!(node.kind, NodeKind::Missing))
        .cloned();
    map.max_concurrency = reader.amount(fields, "MaxConcurrency", language, Range::whole(0.0, f64::MAX));
    map.tolerated_failure_count = reader.amount(fields, "ToleratedFailureCount", language, Range::whole(0.0, f64::MAX));
    map.tolerated_failure_percentage =
        reader.amount(fields, "ToleratedFailurePercentage", language, Range::any(0.0, 100.0));
    map.item_reader = read_part(reader, fields, "ItemReader", language);
    map.item_batcher = read_part(reader, fields, "ItemBatcher", language);
    map.result_writer = read_part(reader, fields, "ResultWriter", language);
    map.label = reader.string(fields, "Label");
    if let Some(label) = &map.label
        && label.value.chars().count() > MAX_LABEL
    {
        reader.error(label.span, FieldProblem::LabelTooLong { most: MAX_LABEL });
        let words = format!(
            "Invalid Label name: Label '{}' exceeds the {MAX_LABEL}-character limit allowed by the service",
            label.value
        );
        reader.in_aws(AwsWords::new("INVALID_LABEL_NAME", words).inferred());
    }
    map
}

/// `ItemProcessor`, or the older `Iterator`.
fn read_processor(reader: &mut Reader<'_>, fields: &Fields<'_>, map: &mut MapState) {
    reader.exclusive(fields, &["ItemProcessor", "Iterator"]);
    let name = if fields.node.get("Iterator").is_some() && fields.node.get("ItemProcessor").is_none() {
        "Iterator"
    } else {
        "ItemProcessor"
    };
    let words = || AwsWords::none_of(&["ItemProcessor", "Iterator"]);
    let Some(node) = reader.required_as(fields, name, words) else { return };
    let owner = Owner::Processor { field: name, of: Box::new(fields.owner.clone()) };
    let Some(inner) = reader.object(name, owner, node) else { return };
    reader.check_names(&inner, table::PROCESSOR);
    if let Some(config) = node.get("ProcessorConfig") {
        read_config(reader, config, map);
    }
    map.processor = Some(Scope { span: node.span, ..read_scope(reader, &inner) });
}

fn read_config(reader: &mut Reader<'_>, node: &Node, map: &mut MapState) {
    let Some(config) = reader.object("ProcessorConfig", Owner::Field("ProcessorConfig"), node) else { return };
    reader.check_names(&config, table::PROCESSOR_CONFIG);
    if let Some(mode) = reader.string(&config, "Mode") {
        match &*mode.value {
            "INLINE" => {
                if let Some(member) = node.member("ExecutionType") {
                    let problem = FieldProblem::NotWith { field: "ExecutionType", other: "Mode", value: "INLINE" };
                    reader.error(member.key.span, problem);
                    reader.in_aws(AwsWords::not_supported("ExecutionType"));
                }
            }
            "DISTRIBUTED" => map.distributed = true,
            _ => reader.unknown_word(&mode, Vocabulary::MapMode),
        }
        map.mode = Some(mode);
    }
    map.execution_type = reader.string(&config, "ExecutionType");
    match &map.execution_type {
        Some(kind) if !matches!(&*kind.value, "STANDARD" | "EXPRESS") => {
            reader.unknown_word(kind, Vocabulary::ExecutionType);
        }
        None if map.distributed => {
            let problem = FieldProblem::Missing { owner: Owner::Field("ProcessorConfig"), field: "ExecutionType" };
            reader.report(Diagnostic::error(config.at, problem).with_aws(AwsWords::required("ExecutionType")));
        }
        _ => {}
    }
}

/// `Items`: an array, an object, or an expression.
fn check_items(reader: &mut Reader<'_>, items: &Node) {
    let fits = match &items.kind {
        NodeKind::Array(_) | NodeKind::Object(_) => true,
        NodeKind::String(text) => is_expression(text),
        _ => items.is_unknown(),
    };
    if !fits {
        reader.wrong_type("Items", ValueType::Items, items);
    }
}

/// `ItemReader`, `ItemBatcher`, `ResultWriter`: the fields that a check needs to know are read, the whole is kept.
fn read_part(
    reader: &mut Reader<'_>,
    fields: &Fields<'_>,
    name: &'static str,
    language: QueryLanguage,
) -> Option<Node> {
    let node = fields.node.get(name)?;
    let part = reader.object(name, Owner::Field(name), node)?;
    match name {
        "ItemReader" => {
            reader.check_names(&part, table::ITEM_READER);
            read_reader(reader, &part, language);
        }
        "ItemBatcher" => {
            reader.check_names(&part, table::ITEM_BATCHER);
            read_batch_number(reader, &part, "MaxItemsPerBatch", language, f64::MAX);
            read_batch_number(reader, &part, "MaxInputBytesPerBatch", language, MAX_BATCH);
        }
        _ => reader.check_names(&part, table::RESULT_WRITER),
    }
    if let Some(writer) = node.member("WriterConfig")
        && writer.value.get("OutputType").is_none()
        && matches!(writer.value.kind, NodeKind::Object(_))
    {
        let problem = FieldProblem::Missing { owner: Owner::Field("WriterConfig"), field: "OutputType" };
        reader.report(Diagnostic::warning(writer.key.span, problem));
    }
    let (wrong, _) = FieldProblem::arguments_in(language);
    if name != "ItemBatcher"
        && let Some(member) = node.member(wrong)
    {
        reader.error(member.key.span, FieldProblem::ArgumentsOfOtherLanguage { here: language });
        reader.in_aws(table::in_other_language(wrong, language));
    }
    Some(node.clone())
}

/// A number of an `ItemBatcher` or `ReaderConfig`, which has a path beside it in JSONPath.
fn read_batch_number(
    reader: &mut Reader<'_>,
    fields: &Fields<'_>,
    name: &'static str,
    language: QueryLanguage,
    most: f64,
) {
    reader.amount(fields, name, language, Range::whole(0.0, most));
    let path = NUMBER_PATHS.iter().find(|path| path.strip_suffix("Path") == Some(name)).copied();
    if let Some(field) = path.filter(|_| language == QueryLanguage::Jsonata)
        && let Some(member) = fields.node.member(field)
    {
        reader.error(member.key.span, FieldProblem::OfOtherLanguage { field, here: language });
        reader.in_aws(table::in_other_language(field, language));
    }
}

/// The fields of an `ItemReader`.
fn read_reader(reader: &mut Reader<'_>, part: &Fields<'_>, language: QueryLanguage) {
    if let Some(resource) = reader.required(part, "Resource").and_then(|node| reader.text_of(node, "Resource"))
        && let Some((_, call)) = resource.value.split_once(":states:::")
        && !["s3:getObject", "s3:listObjectsV2"].contains(&call)
    {
        reader.error(resource.span, FieldProblem::ReaderResource(resource.value.clone()));
        reader.in_aws(AwsWords::schema("The field 'Resource' does not match any of the allowed values", 0));
    }
    let Some(node) = part.node.get("ReaderConfig") else { return };
    let Some(config) = reader.object("ReaderConfig", Owner::Field("ReaderConfig"), node) else { return };
    read_batch_number(reader, &config, "MaxItems", language, MAX_ITEMS);
    let word = |name: &str| node.get(name).and_then(Node::as_str).map(|text| &**text);
    match (word("InputType"), node.member("CSVHeaderLocation")) {
        (Some("CSV"), None) => {
            let words = || AwsWords::schema("The field 'CSVHeaderLocation' is required", 0);
            reader.required_as(&config, "CSVHeaderLocation", words);
        }
        (Some("JSON"), Some(member)) => {
            let problem = FieldProblem::NotWith { field: "CSVHeaderLocation", other: "InputType", value: "JSON" };
            reader.error(member.key.span, problem);
            reader.in_aws(AwsWords::not_supported("CSVHeaderLocation"));
        }
        _ => {}
    }
    if word("CSVHeaderLocation") == Some("GIVEN") {
        reader.required(&config, "CSVHeaders");
    }
}
