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

pub(super) fn read_map(reader: &mut Reader, fields: &Fields<'_>, language: QueryLanguage) -> MapState {
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
    }
    map
}

/// `ItemProcessor`, or the older `Iterator`.
fn read_processor(reader: &mut Reader, fields: &Fields<'_>, map: &mut MapState) {
    reader.exclusive(fields, &["ItemProcessor", "Iterator"]);
    let name = if fields.node.get("Iterator").is_some() && fields.node.get("ItemProcessor").is_none() {
        "Iterator"
    } else {
        "ItemProcessor"
    };
    let Some(node) = reader.required(fields, name) else { return };
    let owner = Owner::Processor { field: name, of: Box::new(fields.owner.clone()) };
    let Some(inner) = reader.object(name, owner, node) else { return };
    reader.check_names(&inner, table::PROCESSOR);
    if let Some(config) = node.get("ProcessorConfig") {
        read_config(reader, config, map);
    }
    map.processor = Some(Scope { span: node.span, ..read_scope(reader, &inner) });
}

fn read_config(reader: &mut Reader, node: &Node, map: &mut MapState) {
    let Some(config) = reader.object("ProcessorConfig", Owner::Field("ProcessorConfig"), node) else { return };
    reader.check_names(&config, table::PROCESSOR_CONFIG);
    if let Some(mode) = reader.string(&config, "Mode") {
        match &*mode.value {
            "INLINE" => {}
            "DISTRIBUTED" => map.distributed = true,
            _ => reader.unknown_word(&mode, Vocabulary::MapMode),
        }
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
fn check_items(reader: &mut Reader, items: &Node) {
    let fits = match &items.kind {
        NodeKind::Array(_) | NodeKind::Object(_) => true,
        NodeKind::String(text) => is_expression(text),
        _ => items.is_unknown(),
    };
    if !fits {
        reader.wrong_type("Items", ValueType::Items, items);
    }
}

/// `ItemReader`, `ItemBatcher`, `ResultWriter`: objects whose pairs of fields exclude each other.
fn read_part(reader: &mut Reader, fields: &Fields<'_>, name: &'static str, language: QueryLanguage) -> Option<Node> {
    let node = fields.node.get(name)?;
    let part = reader.object(name, Owner::Field(name), node)?;
    reader.exclusive(&part, &["MaxItemsPerBatch", "MaxItemsPerBatchPath"]);
    reader.exclusive(&part, &["MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"]);
    reader.exclusive(&part, &["Parameters", "Arguments"]);
    if let Some(config) = node.get("ReaderConfig") {
        match reader.object("ReaderConfig", Owner::Field("ReaderConfig"), config) {
            Some(config) => reader.exclusive(&config, &["MaxItems", "MaxItemsPath"]),
            None if config.is_unknown() => {}
            None => return None,
        }
    }
    if let Some(writer) = node.member("WriterConfig")
        && writer.value.get("OutputType").is_none()
        && matches!(writer.value.kind, NodeKind::Object(_))
    {
        let problem = FieldProblem::Missing { owner: Owner::Field("WriterConfig"), field: "OutputType" };
        reader.report(Diagnostic::warning(writer.key.span, problem));
    }
    if name == "ItemReader" {
        reader.required(&part, "Resource");
    }
    let (wrong, _) = FieldProblem::arguments_in(language);
    if let Some(member) = node.member(wrong) {
        reader.error(member.key.span, FieldProblem::ArgumentsOfOtherLanguage { here: language });
    }
    Some(node.clone())
}
