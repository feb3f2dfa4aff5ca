//! A definition that calls the Practice API in place of another one.

use super::alone::find;
use crate::http::attempt::PRACTICE_ORIGIN;
use crate::http::endpoint::Endpoint;
use crate::text::{self, Node};

/// `definition` with the endpoint of the state `name` at the Practice API's `/echo`, its path kept behind that. `None`
/// if the endpoint is computed, or is there already: then there is nothing to write in its place.
pub fn to_practice(definition: &str, name: &str) -> Option<String> {
    let root = text::parse(definition).root?;
    let state = find(&root, name)?;
    let parameters = state.get("Parameters").or_else(|| state.get("Arguments"))?;
    let node = parameters.get("ApiEndpoint")?;
    let written = endpoint(node)?;
    let rest = written.split_once("://").map(|(_, rest)| rest.find(['/', '?']).and_then(|at| rest.get(at..)))?;
    let rest = rest.unwrap_or_default();
    let new = serde_json::Value::from(format!("{PRACTICE_ORIGIN}/echo{rest}")).to_string();
    let (start, end) = (node.span.start as usize, node.span.end as usize);
    // A text in YAML's own block form begins with its mark, and ends behind its line.
    if definition.get(start..)?.starts_with(['|', '>']) {
        return None;
    }
    Some(format!("{}{new}{}", definition.get(..start)?, definition.get(end..)?))
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
            assert_eq!(to_practice(before, "A").as_deref(), after, "{before}");
        }
    }
}
