//! How settings and files of a document are written in links and in the browser's storage. What is written once stays
//! readable for ever: fields may be added, and a word that is not known counts as the default.

use asl_value::SortedMap;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use asl_document::{DocumentFile, LONGEST_COLD_START, Project, ProjectFile, Settings, TemplateChoice};
use asl_lang::WorkflowType;
use asl_sim::Reported;
use asl_sim::logging::{LogLevel, Logging};

/// A file: `{"bucket":"…","key":"…","text":"…"}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    bucket: Rc<str>,
    key: Rc<str>,
    text: Rc<str>,
}

impl From<FileRecord> for DocumentFile {
    fn from(FileRecord { bucket, key, text }: FileRecord) -> Self {
        Self { bucket, key, text }
    }
}

impl From<&DocumentFile> for FileRecord {
    fn from(DocumentFile { bucket, key, text }: &DocumentFile) -> Self {
        Self { bucket: Rc::clone(bucket), key: Rc::clone(key), text: Rc::clone(text) }
    }
}

/// The files that the definition stands among: `{"path":"…","at":1,"files":[{"path":"…","text":"…"}]}`. `path` is the
/// definition's own, and `at` says how many of the files stand before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProjectRecord {
    #[serde(skip_serializing_if = "is_empty")]
    path: Rc<str>,
    #[serde(skip_serializing_if = "is_zero")]
    at: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<ProjectFileRecord>,
}

/// A file of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct ProjectFileRecord {
    path: Rc<str>,
    text: Rc<str>,
}

impl ProjectRecord {
    /// Whether the definition stands alone.
    pub fn is_alone(&self) -> bool {
        *self == Self::default()
    }
}

impl From<ProjectRecord> for Project {
    fn from(ProjectRecord { path, at, files }: ProjectRecord) -> Self {
        let file = |ProjectFileRecord { path, text }| ProjectFile { path, text };
        let others: Vec<ProjectFile> = files.into_iter().take(Self::MOST_FILES).map(file).collect();
        Self { path, at: at.min(others.len()), others: others.into() }
    }
}

impl From<&Project> for ProjectRecord {
    fn from(Project { path, others, at }: &Project) -> Self {
        let file = |ProjectFile { path, text }: &ProjectFile| ProjectFileRecord {
            path: Rc::clone(path),
            text: Rc::clone(text),
        };
        Self { path: Rc::clone(path), at: *at, files: others.iter().map(file).collect() }
    }
}

fn is_zero<Number: Default + PartialEq>(number: &Number) -> bool {
    *number == Number::default()
}

/// What is chosen of a template: `{"machine":"…","parameters":{…}}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct TemplateRecord {
    #[serde(skip_serializing_if = "is_empty")]
    machine: Rc<str>,
    #[serde(skip_serializing_if = "SortedMap::is_empty")]
    parameters: SortedMap<Rc<str>, Rc<str>>,
}

/// Settings: `{"type":"express","limits":"payload","waits":"skip","name":"…","run":"events","role":"template","cold":400,"log":"ALL data",
/// "template":{…}}`; what has its
/// default is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingsRecord {
    #[serde(rename = "type", skip_serializing_if = "is_empty")]
    machine_type: Rc<str>,
    #[serde(skip_serializing_if = "is_empty")]
    limits: Rc<str>,
    #[serde(skip_serializing_if = "is_empty")]
    waits: Rc<str>,
    #[serde(skip_serializing_if = "is_empty")]
    name: Rc<str>,
    #[serde(skip_serializing_if = "is_empty")]
    run: Rc<str>,
    #[serde(skip_serializing_if = "is_empty")]
    role: Rc<str>,
    #[serde(skip_serializing_if = "is_zero")]
    cold: u32,
    #[serde(skip_serializing_if = "is_empty")]
    log: Rc<str>,
    #[serde(skip_serializing_if = "is_default")]
    template: TemplateRecord,
}

const EXPRESS: &str = "express";
const REPORT: &str = "report";
const SKIP: &str = "skip";
const EVENTS: &str = "events";
const TEMPLATE: &str = "template";
const DATA: &str = "data";

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

/// The logging that a text names: a level, and `data` if execution data is logged.
fn logging(text: &str) -> Logging {
    let mut words = text.split(' ');
    let level = words.next().and_then(LogLevel::find).unwrap_or_default();
    Logging { level, includes_data: words.next() == Some(DATA), group: None }
}

/// The text that names it; empty for the default.
fn logged(logging: &Logging) -> String {
    let data = if logging.includes_data { " data" } else { "" };
    if *logging == Logging::default() { String::new() } else { format!("{}{data}", logging.level.as_str()) }
}

fn is_empty(text: &Rc<str>) -> bool {
    text.is_empty()
}

fn is_default(record: &TemplateRecord) -> bool {
    *record == TemplateRecord::default()
}

impl From<SettingsRecord> for Settings {
    fn from(
        SettingsRecord { machine_type, limits, waits, name, run, role, cold, log, template }: SettingsRecord,
    ) -> Self {
        let express = &*machine_type == EXPRESS;
        let TemplateRecord { machine, parameters } = template;
        Self {
            machine_type: if express { WorkflowType::Express } else { WorkflowType::Standard },
            report_limits: reported(&limits),
            skip_waits: &*waits == SKIP,
            execution_name: name,
            starts_events: &*run == EVENTS,
            with_role: &*role == TEMPLATE,
            cold_start_ms: cold.min(LONGEST_COLD_START),
            logging: logging(&log),
            template: TemplateChoice { machine, parameters, project: Project::default() },
        }
    }
}

impl From<&Settings> for SettingsRecord {
    fn from(settings: &Settings) -> Self {
        let word = |given: bool, word: &str| Rc::from(if given { word } else { "" });
        let TemplateChoice { machine, parameters, .. } = settings.template.clone();
        Self {
            machine_type: word(settings.machine_type == WorkflowType::Express, EXPRESS),
            limits: words(settings.report_limits).into(),
            waits: word(settings.skip_waits, SKIP),
            name: Rc::clone(&settings.execution_name),
            run: word(settings.starts_events, EVENTS),
            role: word(settings.with_role, TEMPLATE),
            cold: settings.cold_start_ms,
            log: logged(&settings.logging).into(),
            template: TemplateRecord { machine, parameters },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Reported, Settings, SettingsRecord, TemplateChoice};
    use asl_lang::WorkflowType;
    use asl_sim::logging::{LogLevel, Logging};

    fn written(settings: &Settings) -> String {
        serde_json::to_string(&SettingsRecord::from(settings)).unwrap()
    }

    fn read(text: &str) -> Settings {
        serde_json::from_str::<SettingsRecord>(text).unwrap().into()
    }

    #[test]
    fn settings_come_back_and_unknown_words_are_defaults() {
        let all = Settings {
            machine_type: WorkflowType::Express,
            report_limits: Reported::ALL,
            skip_waits: true,
            execution_name: "n".into(),
            starts_events: true,
            with_role: true,
            cold_start_ms: 400,
            logging: Logging { level: LogLevel::Error, includes_data: true, group: None },
            template: TemplateChoice {
                machine: "M".into(),
                parameters: [("P".into(), "v".into())].into(),
                ..TemplateChoice::default()
            },
        };
        let text = written(&all);
        assert_eq!(
            text,
            r#"{"type":"express","limits":"report","waits":"skip","name":"n","run":"events","role":"template","cold":400,"log":"ERROR data","template":{"machine":"M","parameters":{"P":"v"}}}"#
        );
        assert_eq!(read(&text), all);
        assert_eq!(written(&Settings::default()), "{}");
        let some = Settings {
            report_limits: Reported { payload: true, duration: true, ..Reported::NONE },
            ..Settings::default()
        };
        let text = written(&some);
        assert_eq!(text, r#"{"limits":"payload duration"}"#);
        assert_eq!(read(&text), some);
        assert_eq!(read(r#"{"name":"n"}"#).starts_events, Settings::default().starts_events, "a link from before");
        assert_eq!(read(r#"{"cold":4000000}"#).cold_start_ms, 10_000, "as long as Lambda allows");
        let later = r#"{"type":"turbo","run":"later","more":[1]}"#;
        assert_eq!(read(later), Settings::default());
    }
}
