//! The errors that a retrier or a catcher can name: first those that this state's work can meet.

use std::borrow::Cow;

use super::grammar::{Spot, step_into};
use super::site::Site;
use super::{Completion, docs};
use asl_lang::QueryLanguage::Jsonata;
use asl_lang::check::errors::KNOWN;
use asl_lang::{Resource, StateType};
use asl_text::Node;

/// What a new attempt helps against, and what has to be dealt with.
const HTTP_RETRIED: [&str; 6] = ["429", "503", "502", "504", "500", "Socket"];
const HTTP_CAUGHT: [&str; 7] = ["404", "400", "401", "403", "409", "429", "500"];

/// Errors of services (Developer Guide, "Handling errors", "Handle transient Lambda service exceptions").
const LAMBDA: [&str; 5] = [
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.TooManyRequestsException",
];
const DYNAMODB: [&str; 2] =
    ["DynamoDB.ProvisionedThroughputExceededException", "DynamoDB.ConditionalCheckFailedException"];

/// The errors that fit at `spot`, the likely ones first; those that the list names already are left out.
pub(super) fn proposed(site: &Site, spot: &Spot<'_>) -> Vec<Completion> {
    let named = named(site);
    let likely = likely(spot);
    let resource = Resource::parse(spot.state_text("Resource").unwrap_or_default());
    let may_be_http = resource.integration().is_none_or(|call| call.service == "http");
    let codes = docs::STATUS_CODES.iter().map(|(code, _)| Cow::Owned(format!("States.Http.StatusCode.{code}")));
    let codes = codes.filter(|_| may_be_http && spot.kind().is_none_or(|kind| kind == StateType::Task));
    let own =
        KNOWN.iter().filter(|name| may_be_http || !name.starts_with("States.Http.")).map(|name| Cow::Borrowed(*name));
    let mut all: Vec<Cow<'static, str>> = likely;
    for name in own.chain(codes) {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all.retain(|name| !named.iter().any(|known| known == name));
    let boosts = (-40..60).rev();
    let completion = |(name, boost): (Cow<'static, str>, i8)| {
        let info = docs::error(&name).map_or_else(String::new, |entry| entry.text.to_owned());
        Completion::new(name, "constant", info).boost(boost)
    };
    all.into_iter().zip(boosts).map(completion).collect()
}

/// What the list around the caret names already.
fn named(site: &Site) -> Vec<String> {
    let Some((_, outer)) = site.path.split_last() else { return Vec::new() };
    let list = outer.iter().try_fold(&site.root, step_into);
    let items = list.map(Node::items).unwrap_or_default();
    items.iter().filter_map(Node::as_str).map(ToString::to_string).collect()
}

fn likely(spot: &Spot<'_>) -> Vec<Cow<'static, str>> {
    let mut all: Vec<Cow<'static, str>> = Vec::new();
    let mut add = |names: &[&'static str]| all.extend(names.iter().map(|name| Cow::Borrowed(*name)));
    let resource = Resource::parse(spot.state_text("Resource").unwrap_or_default());
    let service = match resource {
        Resource::LambdaFunction { .. } => Some("lambda"),
        other => other.integration().map(|call| call.service),
    };
    match (spot.kind(), service) {
        (Some(StateType::Parallel), _) => add(&["States.BranchFailed"]),
        (Some(StateType::Map), _) => {
            add(&["States.ExceedToleratedFailureThreshold", "States.ItemReaderFailed", "States.ResultWriterFailed"]);
        }
        (_, Some("http")) => {
            let names: &[&str] = if spot.in_catcher { &HTTP_CAUGHT } else { &HTTP_RETRIED };
            all.extend(names.iter().map(|name| {
                let is_code = name.starts_with(|first: char| first.is_ascii_digit());
                Cow::Owned(format!("States.Http.{}{name}", if is_code { "StatusCode." } else { "" }))
            }));
        }
        (_, Some("lambda")) => add(&LAMBDA),
        (_, Some("dynamodb")) => add(&DYNAMODB),
        _ => {}
    }
    let mut add = |names: &[&'static str]| all.extend(names.iter().map(|name| Cow::Borrowed(*name)));
    add(&["States.TaskFailed", "States.Timeout", "States.ALL"]);
    add(match spot.language {
        Jsonata => &["States.QueryEvaluationError"],
        asl_lang::QueryLanguage::JsonPath => {
            &["States.ParameterPathFailure", "States.IntrinsicFailure", "States.ResultPathMatchFailure"]
        }
    });
    all
}
