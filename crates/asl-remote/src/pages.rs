//! The history of an execution that goes on, page by page.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

/// The events so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    events: BTreeMap<u64, Json>,
    /// The token of the page that is read next: the last one that there was, which may have grown.
    page: Option<String>,
}

impl History {
    /// The token of the page that is asked for next; `None` is the first page.
    pub(crate) fn next_page(&self) -> Option<&str> {
        self.page.as_deref()
    }

    /// Takes a page; says whether there is another one. `None` if it is none.
    pub(crate) fn take(&mut self, mut answer: Json) -> Option<bool> {
        let Some(Json::Array(events)) = answer.get_mut("events").map(Json::take) else { return None };
        let before = self.events.len();
        for event in events {
            self.events.insert(event.get("id")?.as_u64()?, event);
        }
        let next = answer.get("nextToken").and_then(Json::as_str).map(str::to_owned);
        // A token that leads to nothing new would be followed for ever.
        let goes_on = next.is_some() && (next != self.page || self.events.len() > before);
        if let Some(next) = next.filter(|_| goes_on) {
            self.page = Some(next);
        }
        Some(goes_on)
    }

    /// Starts from the first page again, where the end was missed.
    pub fn rewind(&mut self) {
        self.page = None;
    }

    /// How many events there are.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether there are none yet.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// Whether the last event ends the execution.
    pub fn has_end(&self) -> bool {
        let last = self.events.values().next_back().and_then(|event| event.get("type")).and_then(Json::as_str);
        last.is_some_and(|name| {
            matches!(name, "ExecutionSucceeded" | "ExecutionFailed" | "ExecutionAborted" | "ExecutionTimedOut")
        })
    }

    /// Whether a Distributed Map ran: its child executions have histories of their own.
    pub fn has_map_runs(&self) -> bool {
        self.events.values().any(|event| event.get("type").and_then(Json::as_str) == Some("MapRunStarted"))
    }

    /// The histories of an execution and of those that it started, each with its ARN, in one list.
    pub fn family_text<'h>(all: impl IntoIterator<Item = (&'h str, &'h Self)>) -> String {
        let one = |(arn, history): (&str, &Self)| json!({ "executionArn": arn, "events": history.events.values().collect::<Vec<_>>() });
        Json::Array(all.into_iter().map(one).collect()).to_string()
    }

    /// All of them in the form of GetExecutionHistory.
    pub fn to_text(&self) -> String {
        json!({ "events": self.events.values().collect::<Vec<_>>() }).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(ids: &[u64], next: Option<&str>) -> Json {
        let events: Vec<Json> = ids.iter().map(|id| json!({ "id": id, "type": "PassStateEntered" })).collect();
        json!({ "events": events, "nextToken": next })
    }

    #[test]
    fn the_last_page_is_read_again_until_the_end_is_there() {
        let mut history = History::default();
        assert_eq!(history.take(page(&[1, 2], Some("b"))), Some(true));
        assert_eq!(history.take(page(&[3], None)), Some(false));
        assert_eq!((history.next_page(), history.len(), history.has_end()), (Some("b"), 3, false));
        let end =
            json!({ "events": [{ "id": 3, "type": "PassStateEntered" }, { "id": 4, "type": "ExecutionSucceeded" }] });
        assert_eq!(history.take(end), Some(false));
        assert_eq!((history.len(), history.has_end()), (4, true));
        let text: Json = serde_json::from_str(&history.to_text()).unwrap();
        assert_eq!(text["events"][3]["id"], 4);
    }

    #[test]
    fn what_is_no_page_is_none_and_a_token_without_events_ends() {
        let mut history = History::default();
        assert_eq!(history.take(json!({})), None);
        assert_eq!(history.take(json!({ "events": [{ "type": "x" }] })), None);
        assert_eq!(history.take(page(&[], Some("a"))), Some(true));
        assert_eq!(history.take(page(&[], Some("a"))), Some(false));
    }
}
