//! A definition that calls the Practice API in place of another one.

use std::rc::Rc;

use super::extract_state::find;
use asl_http::attempt::PRACTICE_ORIGIN;
use asl_http::endpoint::Endpoint;
use asl_text::edit::apply;
use asl_text::rewrite::Rewriter;
use asl_text::{self, Node};
use asl_value::Value;

/// A definition in which one state calls the Practice API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PracticeCopy {
    /// The definition with the changed state, in the notation of the text.
    pub definition: String,
    /// What the state names its connection by; `None` if that is computed while the machine runs, or absent.
    pub connection: Option<Rc<str>>,
}

/// `definition` with the endpoint of the state `name` at the Practice API's `/echo`, its path kept behind that. `None`
/// if the endpoint is computed, or is there already: then there is nothing to write in its place.
pub fn to_practice(definition: &str, name: &str) -> Option<PracticeCopy> {
    let root = asl_text::parse(definition).root?;
    let state = find(&root, name)?;
    let parameters = state.get("Parameters").or_else(|| state.get("Arguments"))?;
    let node = parameters.get("ApiEndpoint")?;
    let written = endpoint(node)?;
    let rest = written.split_once("://").map(|(_, rest)| rest.find(['/', '?']).and_then(|at| rest.get(at..)))?;
    let rest = rest.unwrap_or_default();
    let edits = Rewriter::new(definition).replace(node, &Value::from(format!("{PRACTICE_ORIGIN}/echo{rest}")))?;
    Some(PracticeCopy { definition: apply(definition, &edits), connection: connection(parameters) })
}

fn connection(parameters: &Node) -> Option<Rc<str>> {
    let holder = parameters.get("InvocationConfig").or_else(|| parameters.get("Authentication"))?;
    let written: &str = holder.get("ConnectionArn")?.as_str()?;
    (!written.contains("{%")).then(|| written.into())
}

fn endpoint(node: &Node) -> Option<&str> {
    let written: &str = node.as_str()?;
    let origin = Endpoint::parse(written)?.origin;
    let is_fixed = !written.contains("{%") && !written.contains("${");
    (is_fixed && origin != PRACTICE_ORIGIN).then_some(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_endpoint_changes() {
        for (before, after) in [
            (
                r#"{"States":{"A":{"Parameters":{"ApiEndpoint":"https://a.example/v1/x?y=1","Method":"GET"}}}}"#,
                Some(
                    r#"{"States":{"A":{"Parameters":{"ApiEndpoint":"https://practice.test/echo/v1/x?y=1","Method":"GET"}}}}"#,
                ),
            ),
            (
                "States:\n  A:\n    Arguments:\n      ApiEndpoint: https://a.example # here\n      Method: GET\n",
                Some(
                    "States:\n  A:\n    Arguments:\n      ApiEndpoint: \"https://practice.test/echo\" # here\n      Method: GET\n",
                ),
            ),
            (r#"{"States":{"A":{"Parameters":{"ApiEndpoint.$":"$.url"}}}}"#, None),
            (r#"{"States":{"A":{"Parameters":{"ApiEndpoint":"{% $url %}"}}}}"#, None),
            (r#"{"States":{"A":{"Parameters":{"ApiEndpoint":"https://practice.test/hello"}}}}"#, None),
            (r#"{"States":{"B":{}}}"#, None),
            ("", None),
        ] {
            let copy = to_practice(before, "A");
            assert_eq!(copy.as_ref().map(|copy| &*copy.definition), after, "{before}");
        }
    }

    #[test]
    fn the_connection_is_the_one_that_the_state_names() {
        for (holder, expected) in [
            (r#""Authentication":{"ConnectionArn":"orders"}"#, Some("orders")),
            (r#""InvocationConfig":{"ConnectionArn":"${Orders}"}"#, Some("${Orders}")),
            (r#""InvocationConfig":{"ConnectionArn":"{% $arn %}"}"#, None),
            (r#""InvocationConfig":{"ConnectionArn.$":"$.arn"}"#, None),
            (r#""Method":"GET""#, None),
        ] {
            let definition =
                format!(r#"{{"States":{{"A":{{"Parameters":{{"ApiEndpoint":"https://a.example",{holder}}}}}}}}}"#);
            let copy = to_practice(&definition, "A").unwrap();
            assert_eq!(copy.connection.as_deref(), expected, "{holder}");
        }
    }
}
