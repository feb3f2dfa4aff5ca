//! What a share link holds. Its wire form is its own, versioned, and old ones open for ever.
//!
//! INVARIANT: an [`Envelope`] is made of texts that the user typed and of settings; there is no field, and no type, that
//! could carry a connection or a [`asl_http::Secret`].

use serde::{Deserialize, Serialize};

use super::link::LinkError;
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
    /// The files that stand in for objects in S3.
    pub files: Vec<DocumentFile>,
    /// How it is run, with the files of the project around the definition.
    pub settings: Settings,
}

/// The version that is written; every version below is read for ever.
const VERSION: u32 = 1;

/// The wire form: `{"v":1,"def":"…","input":"…","mocks":"…","events":"…","scenarios":"…","files":[…],"settings":{…},"project":{…}}`; what has its default is
/// absent. Members that are not known are ignored, since an older playground may open a newer link; a change that it must not
/// ignore needs a new version. The last six came later: there, what has another shape is ignored too.
#[derive(Serialize, Deserialize)]
struct Wire<'a> {
    v: u32,
    #[serde(default, borrow, skip_serializing_if = "str::is_empty")]
    def: std::borrow::Cow<'a, str>,
    #[serde(default, borrow, skip_serializing_if = "str::is_empty")]
    input: std::borrow::Cow<'a, str>,
    #[serde(default, deserialize_with = "lenient", skip_serializing_if = "String::is_empty")]
    mocks: String,
    #[serde(default, deserialize_with = "lenient", skip_serializing_if = "String::is_empty")]
    events: String,
    #[serde(default, deserialize_with = "lenient", skip_serializing_if = "String::is_empty")]
    scenarios: String,
    #[serde(default, deserialize_with = "lenient", skip_serializing_if = "Vec::is_empty")]
    files: Vec<FileRecord>,
    #[serde(default, deserialize_with = "lenient", skip_serializing_if = "is_default")]
    settings: SettingsRecord,
    #[serde(default, deserialize_with = "lenient", skip_serializing_if = "ProjectRecord::is_alone")]
    project: ProjectRecord,
}

fn is_default(settings: &SettingsRecord) -> bool {
    *settings == SettingsRecord::default()
}

/// What cannot be read counts as absent.
fn lenient<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Default + serde::de::DeserializeOwned,
{
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}

impl Envelope {
    /// The wire form as JSON.
    pub(super) fn to_json(&self) -> String {
        let wire = Wire {
            v: VERSION,
            def: self.definition.as_str().into(),
            input: self.input.as_str().into(),
            mocks: self.mocks.clone(),
            events: self.events.clone(),
            scenarios: self.scenarios.clone(),
            files: self.files.iter().map(FileRecord::from).collect(),
            settings: SettingsRecord::from(&self.settings),
            project: ProjectRecord::from(&self.settings.template.project),
        };
        // INVARIANT: texts and a number are always written.
        serde_json::to_string(&wire).unwrap_or_default()
    }

    /// Reads the wire form of any version so far.
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
                let Wire { def, input, mocks, events, scenarios, files, settings, project, .. } =
                    serde_json::from_str(json).map_err(damaged)?;
                let files = files.into_iter().map(DocumentFile::from).collect();
                let mut settings = Settings::from(settings);
                settings.template.project = project.into();
                let (definition, input) = (def.into_owned(), input.into_owned());
                Ok(Self { definition, input, mocks, events, scenarios, files, settings })
            }
            0 => Err(LinkError::Damaged("it has no version".to_owned())),
            _ => Err(LinkError::Newer),
        }
    }
}
