//! How a workflow is run, and the files that it finds: what goes with a definition and an input.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use asl_lang::WorkflowType;
use asl_sim::Reported;

/// A text that stands in for an object in S3.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedFile {
    /// The bucket's name.
    pub bucket: Rc<str>,
    /// The object's key.
    pub key: Rc<str>,
    /// What it holds.
    pub text: Rc<str>,
}

/// What is chosen of a template: a machine, and values of parameters. INVARIANT: the page offers no field for a parameter
/// that is a secret, and reading a template ignores a value for one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TemplateChoice {
    /// The logical id of the state machine; the first one if there is none of that name.
    #[serde(skip_serializing_if = "is_empty")]
    pub machine: Rc<str>,
    /// Values by the names of parameters; the others have their defaults.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<Rc<str>, Rc<str>>,
}

/// How a workflow is run. The default is what AWS does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Wire", into = "Wire")]
pub struct Settings {
    /// The type of the state machine.
    pub machine_type: WorkflowType,
    /// The limits of the service that are told and end nothing.
    pub report_limits: Reported,
    /// Waits and back-off take no time.
    pub skip_waits: bool,
    /// The name of the execution; empty: one is made up for each run.
    pub execution_name: Rc<str>,
    /// What is chosen of the template around the definition, if one is.
    pub template: TemplateChoice,
}

/// The wire form: what has its default is absent, and a word that is not known counts as the default, since a later
/// playground may have written it.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Wire {
    #[serde(rename = "type", skip_serializing_if = "is_empty")]
    machine_type: Rc<str>,
    #[serde(skip_serializing_if = "is_empty")]
    limits: Rc<str>,
    #[serde(skip_serializing_if = "is_empty")]
    waits: Rc<str>,
    #[serde(skip_serializing_if = "is_empty")]
    name: Rc<str>,
    #[serde(skip_serializing_if = "is_unchosen")]
    template: TemplateChoice,
}

const EXPRESS: &str = "express";
const REPORT: &str = "report";
const SKIP: &str = "skip";

/// The limits that a text names: `report` is all of them, else a word for each.
fn reported(text: &str) -> Reported {
    if text == REPORT {
        return Reported::ALL;
    }
    let named = |name: &str| text.split(' ').any(|word| word == name);
    Reported {
        events: named("events"),
        payload: named("payload"),
        variables: named("variables"),
        duration: named("duration"),
    }
}

/// The text that names these limits.
fn words(reported: Reported) -> String {
    if reported == Reported::ALL {
        return REPORT.to_owned();
    }
    let Reported { events, payload, variables, duration } = reported;
    let all = [(events, "events"), (payload, "payload"), (variables, "variables"), (duration, "duration")];
    all.into_iter().filter_map(|(named, word)| named.then_some(word)).collect::<Vec<_>>().join(" ")
}

fn is_empty(text: &Rc<str>) -> bool {
    text.is_empty()
}

fn is_unchosen(choice: &TemplateChoice) -> bool {
    *choice == TemplateChoice::default()
}

impl From<Wire> for Settings {
    fn from(Wire { machine_type, limits, waits, name, template }: Wire) -> Self {
        let express = &*machine_type == EXPRESS;
        Self {
            machine_type: if express { WorkflowType::Express } else { WorkflowType::Standard },
            report_limits: reported(&limits),
            skip_waits: &*waits == SKIP,
            execution_name: name,
            template,
        }
    }
}

impl From<Settings> for Wire {
    fn from(settings: Settings) -> Self {
        let word = |given: bool, word: &str| Rc::from(if given { word } else { "" });
        Self {
            machine_type: word(settings.machine_type == WorkflowType::Express, EXPRESS),
            limits: words(settings.report_limits).into(),
            waits: word(settings.skip_waits, SKIP),
            name: settings.execution_name,
            template: settings.template,
        }
    }
}

impl Settings {
    /// How many of them differ from what AWS does.
    pub fn changed(&self) -> usize {
        let flags = [
            self.machine_type != WorkflowType::Standard,
            self.report_limits != Reported::NONE,
            self.skip_waits,
            !self.execution_name.is_empty(),
        ];
        flags.into_iter().filter(|changed| *changed).count()
    }

    /// What AWS would refuse about the execution's name: it has 1 to 80 characters, and not these
    /// (API reference, `StartExecution`). None made up is always right.
    pub fn name_problem(&self) -> Option<&'static str> {
        let name = &*self.execution_name;
        if name.chars().count() > 80 {
            return Some("A name has at most 80 characters.");
        }
        let refused =
            |char: char| char.is_whitespace() || char.is_control() || "<>{}[]?*\"#%\\^|~`$&,;:/".contains(char);
        name.contains(refused)
            .then_some("AWS takes no spaces, brackets or the characters ? * \" # % \\ ^ | ~ ` $ & , ; : / in a name.")
    }
}

#[cfg(test)]
mod tests {
    use super::{Reported, Settings, TemplateChoice};
    use asl_lang::WorkflowType;

    #[test]
    fn settings_come_back_and_unknown_words_are_defaults() {
        let all = Settings {
            machine_type: WorkflowType::Express,
            report_limits: Reported::ALL,
            skip_waits: true,
            execution_name: "n".into(),
            template: TemplateChoice { machine: "M".into(), parameters: [("P".into(), "v".into())].into() },
        };
        let text = serde_json::to_string(&all).unwrap();
        assert_eq!(
            text,
            r#"{"type":"express","limits":"report","waits":"skip","name":"n","template":{"machine":"M","parameters":{"P":"v"}}}"#
        );
        assert_eq!(serde_json::from_str::<Settings>(&text).unwrap(), all);
        assert_eq!(serde_json::to_string(&Settings::default()).unwrap(), "{}");
        let some = Settings {
            report_limits: Reported { payload: true, duration: true, ..Reported::NONE },
            ..Settings::default()
        };
        let text = serde_json::to_string(&some).unwrap();
        assert_eq!(text, r#"{"limits":"payload duration"}"#);
        assert_eq!(serde_json::from_str::<Settings>(&text).unwrap(), some);
        let later = r#"{"type":"turbo","more":[1]}"#;
        assert_eq!(serde_json::from_str::<Settings>(later).unwrap(), Settings::default());
    }

    #[test]
    fn a_name_that_aws_refuses_is_told() {
        for (name, fine) in [("", true), ("order-7_x.y", true), ("a b", false), ("a/b", false), ("{}", false)] {
            let settings = Settings { execution_name: name.into(), ..Settings::default() };
            assert_eq!(settings.name_problem().is_none(), fine, "{name}");
        }
        let long = Settings { execution_name: "x".repeat(81).into(), ..Settings::default() };
        assert!(long.name_problem().is_some());
    }
}
