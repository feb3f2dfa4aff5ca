//! What a share link holds, and its first wire form, which opens for ever.
//!
//! INVARIANT: an [`Envelope`] is made of texts that the user typed, of settings and of [outlines](ConnectionOutline); there is
//! no field, and no type, that could carry an [`asl_http::Secret`].

use serde::Deserialize;

use super::link::LinkError;
use super::outline::ConnectionOutline;
use super::record::{FileRecord, ProjectRecord, SettingsRecord};
use asl_document::{DocumentFile, Settings};

/// A shared document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    /// The definition's text, as written.
    pub definition: String,
    /// The input's text, as written.
    pub input: String,
    /// The text of the mocks, as written.
    pub mocks: String,
    /// The text of the events for the buses, as written.
    pub events: String,
    /// The text of the scenarios, as written.
    pub scenarios: String,
    /// A recorded run: what `GetExecutionHistory` answers, or the list of the records of an Express execution; empty for none.
    /// Whoever writes it has masked what secrets it had.
    pub run: String,
    /// The text of the lesson beside it, as written.
    pub lesson: String,
    /// The files that stand in for objects in S3.
    pub files: Vec<DocumentFile>,
    /// How it is run, with the files of the project around the definition.
    pub settings: Settings,
    /// The connections that it needs, without their values.
    pub connections: Vec<ConnectionOutline>,
    /// What is shown of it.
    pub shown: Shown,
}

/// What is shown of a document when it opens: `{"state":"…","tab":"…"}`. What is not there is ignored.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize)]
#[serde(default)]
pub struct Shown {
    /// The state that is selected; empty for none.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub state: std::rc::Rc<str>,
    /// The tab below the definition; empty for the first one.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub tab: std::rc::Rc<str>,
}

/// The first wire form: `{"v":1,"def":"…","input":"…","mocks":"…","events":"…","scenarios":"…","files":[…],"settings":{…},"project":{…}}`;
/// what has its default is absent. Members that are not known are ignored. The last six came later: there, what has another
/// shape is ignored too.
#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(default, borrow)]
    def: std::borrow::Cow<'a, str>,
    #[serde(default, borrow)]
    input: std::borrow::Cow<'a, str>,
    #[serde(default, deserialize_with = "lenient")]
    mocks: String,
    #[serde(default, deserialize_with = "lenient")]
    events: String,
    #[serde(default, deserialize_with = "lenient")]
    scenarios: String,
    #[serde(default, deserialize_with = "lenient")]
    files: Vec<FileRecord>,
    #[serde(default, deserialize_with = "lenient")]
    settings: SettingsRecord,
    #[serde(default, deserialize_with = "lenient")]
    project: ProjectRecord,
}

/// What cannot be read counts as absent.
pub(super) fn lenient<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Default + serde::de::DeserializeOwned,
{
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}

impl Envelope {
    /// Reads the first wire form.
    pub(super) fn from_json(json: &str) -> Result<Self, LinkError> {
        /// The version alone, so that a newer link is not called damaged.
        #[derive(Deserialize)]
        struct Versioned {
            v: u32,
        }
        let damaged = |error: serde_json::Error| LinkError::Damaged(format!("its contents can't be read ({error})"));
        let Versioned { v: version } = serde_json::from_str(json).map_err(damaged)?;
        match version {
            1 => {
                let Wire { def, input, mocks, events, scenarios, files, settings, project } =
                    serde_json::from_str(json).map_err(damaged)?;
                let files = files.into_iter().map(DocumentFile::from).collect();
                let mut settings = Settings::from(settings);
                settings.template.project = project.into();
                let (definition, input) = (def.into_owned(), input.into_owned());
                Ok(Self { definition, input, mocks, events, scenarios, files, settings, ..Self::default() })
            }
            0 => Err(LinkError::Damaged("it has no version".to_owned())),
            _ => Err(LinkError::Newer),
        }
    }
}
