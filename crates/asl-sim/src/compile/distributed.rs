//! The fields of a Distributed Map.

use std::rc::Rc;

use super::Compiler;
use crate::fields::AmountCode;
use crate::runnable::{BatcherCode, DistributedCode, ReaderCode, WriterCode};
use asl_lang::{Amount, MapState, QueryLanguage};
use asl_text::{Node, NodeKind, Spanned};
use asl_value::Number;

impl Compiler {
    pub(super) fn distributed(&mut self, map: &MapState, language: QueryLanguage) -> DistributedCode {
        let express = map.execution_type.as_ref().is_some_and(|kind| &*kind.value == "EXPRESS");
        DistributedCode {
            express,
            label: map.label.as_ref().map(|label| label.value.clone()),
            reader: map.item_reader.as_ref().map(|node| self.reader(node, language)),
            batcher: map.item_batcher.as_ref().map(|node| self.batcher(node, language)),
            writer: map.result_writer.as_ref().map(|node| WriterCode {
                parameters: self.template("ResultWriter", parameters(node), language),
                config: self.template("ResultWriter", node.get("WriterConfig"), language),
            }),
        }
    }

    fn reader(&mut self, node: &Node, language: QueryLanguage) -> ReaderCode {
        let config = node.get("ReaderConfig");
        let resource = node.get("Resource").and_then(Node::as_str).map(|text| Rc::from(&**text));
        ReaderCode {
            resource: resource.unwrap_or_default(),
            parameters: self.template("ItemReader", parameters(node), language),
            config: self.template("ItemReader", config, language),
            max_items: config.and_then(|config| self.member_amount(config, "MaxItems")),
        }
    }

    fn batcher(&mut self, node: &Node, language: QueryLanguage) -> BatcherCode {
        BatcherCode {
            max_items: self.member_amount(node, "MaxItemsPerBatch"),
            max_bytes: self.member_amount(node, "MaxInputBytesPerBatch"),
            input: self.template("ItemBatcher", node.get("BatchInput"), language),
        }
    }

    /// The number under `name`, an expression there, or the path under `namePath`.
    fn member_amount(&mut self, node: &Node, name: &str) -> Option<AmountCode> {
        let amount = match (node.get(name), node.get(&format!("{name}Path"))) {
            (Some(Node { kind: NodeKind::String(text), span }), _) => {
                Amount::Expression(Spanned::new(text.clone(), *span))
            }
            (Some(node), _) => {
                Amount::Literal(Spanned::new(node.to_value().as_number().map(Number::as_f64)?, node.span))
            }
            (None, Some(path)) => Amount::Path(Spanned::new(path.as_str()?.clone(), path.span)),
            (None, None) => return None,
        };
        self.amount(name, Some(&amount))
    }
}

/// `Parameters`, or `Arguments` in JSONata.
fn parameters(node: &Node) -> Option<&Node> {
    node.get("Parameters").or_else(|| node.get("Arguments"))
}
