//! What JSONata is on AWS in another way than in npm jsonata 2.0.6, as data: `differences.json`.

use serde_json::Value as Json;

fn list() -> Vec<Json> {
    serde_json::from_str(include_str!("differences.json")).unwrap()
}

/// The expressions that show the differences, each with what it shows.
pub(crate) fn all() -> Vec<(String, Json)> {
    let mut all = Vec::new();
    for difference in list() {
        let what = difference["what"].as_str().unwrap().to_owned();
        all.extend(difference["differs"].as_array().unwrap().iter().map(|case| (what.clone(), case.clone())));
    }
    all
}

/// The code with which AWS refuses a case of the official suite that it does not share.
pub(crate) fn refused_on_aws(id: &str) -> Option<String> {
    let list = list();
    let group = |difference: &&Json| difference["suite"].as_str().is_some_and(|group| id.starts_with(group));
    list.iter().find(group)?.pointer("/differs/0/aws/code")?.as_str().map(str::to_owned)
}
