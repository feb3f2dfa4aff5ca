//! `Retry` and `Catch`.

use super::fields::{Fields, Reader};
use super::state::{read_assign, template};
use super::{read_errors, table};
use crate::machine::QueryLanguage;
use crate::messages::{Handler, Owner, Range, ValueType, Vocabulary};
use crate::retry::{Catcher, Jitter, Retrier};
use asl_text::{Node, NodeKind};

/// The longest `MaxDelaySeconds`: a leap year's worth of days, as AWS has it.
const MAX_DELAY: f64 = 31_622_400.0;
/// The largest `IntervalSeconds` and `MaxAttempts`.
const MANY: f64 = 99_999_999.0;

/// `Retry`: an array of retriers.
pub(super) fn read_retriers(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Vec<Retrier> {
    let mut retriers = Vec::new();
    for node in list(reader, fields, "Retry") {
        let Some(inner) = reader.object("Retry", Owner::Retrier, node) else { continue };
        reader.check_names(&inner, table::RETRIER);
        reader.comment(&inner);
        let error_equals = read_errors(reader, &inner, Handler::Retrier);
        let max_attempts = reader.number(&inner, "MaxAttempts", Range::whole(0.0, MANY));
        retriers.push(Retrier {
            error_equals,
            interval_seconds: reader.number(&inner, "IntervalSeconds", Range::whole(0.0, MANY)).map(|n| n.value),
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range")]
            max_attempts: max_attempts.map(|attempts| attempts.value.clamp(0.0, MANY) as u32),
            backoff_rate: reader.number(&inner, "BackoffRate", Range::any(1.0, f64::MAX)).map(|n| n.value),
            max_delay_seconds: reader.number(&inner, "MaxDelaySeconds", Range::whole(1.0, MAX_DELAY)).map(|n| n.value),
            jitter: read_jitter(reader, &inner),
            span: node.span,
        });
    }
    retriers
}

fn read_jitter(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Jitter {
    let Some(text) = reader.string(fields, "JitterStrategy") else { return Jitter::None };
    match &*text.value {
        "NONE" => Jitter::None,
        "FULL" => Jitter::Full,
        _ => {
            reader.unknown_word(&text, Vocabulary::Jitter);
            Jitter::None
        }
    }
}

/// `Catch`: an array of catchers.
pub(super) fn read_catchers(reader: &mut Reader<'_>, fields: &Fields<'_>, language: QueryLanguage) -> Vec<Catcher> {
    let known = table::catcher(language);
    let of_other: &[&str] = match language {
        QueryLanguage::JsonPath => &["Output"],
        QueryLanguage::Jsonata => &["ResultPath"],
    };
    let mut catchers = Vec::new();
    for node in list(reader, fields, "Catch") {
        let Some(inner) = reader.object("Catch", Owner::Catcher, node) else { continue };
        reader.check_names_in(&inner, known, of_other, language);
        reader.comment(&inner);
        let json_path = language == QueryLanguage::JsonPath;
        catchers.push(Catcher {
            error_equals: read_errors(reader, &inner, Handler::Catcher),
            next: reader.required(&inner, "Next").and_then(|node| reader.text_of(node, "Next")),
            result_path: if json_path { reader.path(&inner, "ResultPath", true) } else { None },
            output: template(&inner, "Output", language, QueryLanguage::Jsonata),
            assign: read_assign(reader, &inner),
            span: node.span,
        });
    }
    catchers
}

/// The items of an array field; something else is reported and has none.
fn list<'n>(reader: &mut Reader<'_>, fields: &Fields<'n>, name: &str) -> &'n [Node] {
    match fields.node.get(name) {
        None => &[],
        Some(node) => {
            if !matches!(node.kind, NodeKind::Array(_)) && !node.is_unknown() {
                reader.wrong_type(name, ValueType::Array, node);
            }
            node.items()
        }
    }
}
