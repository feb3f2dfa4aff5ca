//! What the dialog is filled in with, and the request that it makes of that.

use std::rc::Rc;

use asl_http::test_state::Level;
use asl_sim::test_state::default_role;
use asl_value::{Map, Value};

/// Who answers in a test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum By {
    /// Whoever the state calls.
    #[default]
    Service,
    /// A mock with a result.
    Result,
    /// A mock with an error.
    Error,
}

/// What is filled in.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Form {
    pub(super) input: Rc<str>,
    pub(super) variables: Rc<str>,
    pub(super) by: By,
    pub(super) result: Rc<str>,
    pub(super) error: Rc<str>,
    pub(super) cause: Rc<str>,
    /// `fieldValidationMode`; empty is AWS's `STRICT`.
    pub(super) mode: Rc<str>,
    pub(super) context: Rc<str>,
    pub(super) retries: Rc<str>,
    pub(super) failures: Rc<str>,
    pub(super) caused_by: Rc<str>,
    pub(super) reader_data: Rc<str>,
    pub(super) level: Level,
    pub(super) reveal: bool,
}

/// A state as it is tested.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Subject {
    /// Its name.
    pub(super) name: Rc<str>,
    /// Its definition, as TestState takes it.
    pub(super) definition: Value,
}

impl Subject {
    /// `Type`
    pub(super) fn kind(&self) -> &str {
        self.definition.get("Type").and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether a mock can answer in its place.
    pub(super) fn takes_mock(&self) -> bool {
        matches!(self.kind(), "Task" | "Map" | "Parallel")
    }

    /// Whether AWS tests it with a mock alone.
    pub(super) fn needs_mock(&self) -> bool {
        matches!(self.kind(), "Map" | "Parallel")
    }

    /// Whether it is an HTTP Task.
    pub(super) fn is_http(&self) -> bool {
        self.definition
            .get("Resource")
            .and_then(Value::as_str)
            .is_some_and(|resource| resource.ends_with(":http:invoke"))
    }

    /// Whether it has retriers.
    pub(super) fn retries(&self) -> bool {
        self.definition.get("Retry").is_some()
    }

    /// Whether it reads its items from elsewhere.
    pub(super) fn reads(&self) -> bool {
        self.definition.get("ItemReader").is_some()
    }
}

impl Form {
    /// The request of TestState that it makes.
    pub(super) fn request(&self, subject: &Subject) -> Value {
        let mut request = Map::new();
        request.insert("definition", subject.definition.to_json().into());
        let is_said = |text: &str| !matches!(text.trim(), "" | "{}");
        request.insert("input", self.input.clone().into());
        let mocked = subject.takes_mock() && self.by != By::Service;
        if subject.kind() == "Task" && !mocked {
            request.insert("roleArn", default_role().into());
        }
        request.insert("inspectionLevel", self.level.name().into());
        if self.reveal && self.level == Level::Trace && !mocked {
            request.insert("revealSecrets", true.into());
        }
        if is_said(&self.variables) {
            request.insert("variables", self.variables.clone().into());
        }
        if mocked {
            request.insert("mock", self.mock());
            if is_said(&self.context) {
                request.insert("context", self.context.clone().into());
            }
        }
        let configuration = self.configuration(subject, mocked);
        if !configuration.is_empty() {
            request.insert("stateConfiguration", configuration.into());
        }
        request.into()
    }

    fn mock(&self) -> Value {
        let mut mock = Map::new();
        match self.by {
            By::Service => {}
            By::Result => _ = mock.insert("result", self.result.clone().into()),
            By::Error => {
                let mut error = Map::new();
                for (name, text) in [("error", &self.error), ("cause", &self.cause)] {
                    if !text.is_empty() {
                        error.insert(name, text.clone().into());
                    }
                }
                mock.insert("errorOutput", error.into());
            }
        }
        if !self.mode.is_empty() {
            mock.insert("fieldValidationMode", self.mode.clone().into());
        }
        mock.into()
    }

    fn configuration(&self, subject: &Subject, mocked: bool) -> Map {
        let mut configuration = Map::new();
        let is_map = subject.kind() == "Map" && mocked;
        for (name, text, fits) in [
            ("retrierRetryCount", &self.retries, subject.retries()),
            ("mapIterationFailureCount", &self.failures, is_map),
        ] {
            if let Some(number) = text.trim().parse::<i64>().ok().filter(|_| fits) {
                configuration.insert(name, number.into());
            }
        }
        for (name, text, fits) in [
            ("errorCausedByState", &self.caused_by, subject.needs_mock() && self.by == By::Error),
            ("mapItemReaderData", &self.reader_data, is_map && subject.reads()),
        ] {
            if fits && !text.trim().is_empty() {
                configuration.insert(name, text.clone().into());
            }
        }
        configuration
    }
}
