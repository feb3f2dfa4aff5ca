//! Envelope ↔ URL fragment: `d2=` and the base64url of the [packed](super::packed) [parts](super::parts) of a document.
//!
//! `d1=`, the base64url of the raw deflate of JSON, was written before and is read for ever. Another coding gets another name.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};

use super::Envelope;
use super::packed::{pack, unpack};

/// The most bytes that a link may hold once it is inflated: a small link must not fill the memory.
pub const LIMIT: usize = 2 * 1024 * 1024;

/// The most characters of a link that are read at all: so many hold [`LIMIT`] bytes that cannot be compressed.
const LONGEST: usize = 3 * 1024 * 1024;

/// Beyond this many characters some chat and mail programs cut a link.
pub const COMFORTABLE_LENGTH: usize = 8000;

/// The name of the coding that is written.
const CODEC: &str = "d2=";
/// The name of the first coding.
const FIRST_CODEC: &str = "d1=";

/// Why a link cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// The fragment was damaged on its way.
    #[error("the link is damaged: {0}")]
    Damaged(String),
    /// The link holds more than the playground opens.
    #[error("the link contains more than {0} bytes")]
    TooLarge(usize),
    /// The link was made by a newer playground.
    #[error("the link was made by a newer version of the playground")]
    Newer,
}

impl LinkError {
    /// Its end is missing.
    pub(super) fn cut() -> Self {
        Self::Damaged("its end is missing, perhaps because it was cut off when it was sent".to_owned())
    }

    /// It is not what was sent.
    pub(super) fn changed() -> Self {
        Self::Damaged("some of its characters were changed".to_owned())
    }
}

/// The fragment of a link, without `#`: `d2=…`. What does not [`fit`](fits) makes a link that is not opened again.
pub fn encode(envelope: &Envelope) -> String {
    format!("{CODEC}{}", BASE64.encode(pack(&envelope.to_parts())))
}

/// Whether a link can hold `envelope`.
pub fn fits(envelope: &Envelope) -> bool {
    let project = envelope.settings.template.project.others.iter().map(|file| file.path.len() + file.text.len());
    let files = envelope.files.iter().map(|file| file.bucket.len() + file.key.len() + file.text.len());
    let Envelope { definition, input, mocks, events, scenarios, run, lesson, .. } = envelope;
    let texts = [definition, input, mocks, events, scenarios, run, lesson].map(String::len);
    // What is larger need not be written to know it.
    let laid_out: usize = texts.into_iter().chain(project).chain(files).sum();
    laid_out <= LIMIT && envelope.to_parts().len() <= LIMIT
}

/// What a URL's fragment (with or without `#`) holds; `Ok(None)` if it is no shared document. Parts that follow with
/// `&` are for the page's view and are left alone.
pub fn decode(fragment: &str) -> Result<Option<Envelope>, LinkError> {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    let coded = fragment.split('&').find_map(|part| {
        let is_first = part.starts_with(FIRST_CODEC);
        let payload = part.strip_prefix(FIRST_CODEC).or_else(|| part.strip_prefix(CODEC))?;
        Some((is_first, payload))
    });
    let Some((is_first, payload)) = coded else {
        return if fragment.split('&').any(is_later_codec) { Err(LinkError::Newer) } else { Ok(None) };
    };
    // Some programs pad what looks like base64.
    let payload = payload.trim().trim_end_matches('=');
    if payload.len() > LONGEST {
        return Err(LinkError::TooLarge(LIMIT));
    }
    let bytes = BASE64.decode(payload).map_err(|error| base64_problem(&error))?;
    if is_first { Envelope::from_json(&inflate(&bytes)?) } else { Envelope::from_parts(&unpack(&bytes, LIMIT)?, LIMIT) }
        .map(Some)
}

/// The text of the first coding.
fn inflate(deflated: &[u8]) -> Result<String, LinkError> {
    let json = decompress_to_vec_with_limit(deflated, LIMIT).map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => LinkError::TooLarge(LIMIT),
        TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => LinkError::cut(),
        _ => LinkError::changed(),
    })?;
    String::from_utf8(json).map_err(|_| LinkError::changed())
}

/// Whether a part of a fragment is `d<number>=…`, which only a later playground makes.
fn is_later_codec(part: &str) -> bool {
    let number = part.strip_prefix('d').and_then(|rest| rest.split_once('=')).map(|(number, _)| number);
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn base64_problem(error: &base64::DecodeError) -> LinkError {
    match error {
        base64::DecodeError::InvalidByte(_, byte) => {
            LinkError::Damaged(format!("`{}` is not allowed in it", char::from(*byte).escape_default()))
        }
        _ => LinkError::cut(),
    }
}

#[cfg(test)]
mod tests {
    use miniz_oxide::deflate::compress_to_vec;

    use super::*;
    use crate::envelope::Shown;
    use crate::outline::ConnectionOutline;
    use asl_document::{DocumentFile, Project, ProjectFile, Settings, TemplateChoice};

    const LEVEL: u8 = 10;

    fn envelope(definition: &str, input: &str) -> Envelope {
        Envelope { definition: definition.to_owned(), input: input.to_owned(), ..Envelope::default() }
    }

    #[test]
    fn what_is_no_shared_document_is_none_and_what_is_broken_is_explained() {
        let whole = encode(&envelope(r#"{"StartAt":"A","States":{}}"#, "{}"));
        let damaged = |text: &str| Some(format!("the link is damaged: {text}"));
        let cut = "its end is missing, perhaps because it was cut off when it was sent";
        for (fragment, expected) in [
            (String::new(), None),
            ("#".to_owned(), None),
            ("#view=graph".to_owned(), None),
            ("#d=1".to_owned(), None),
            ("#design=1".to_owned(), None),
            ("#d3=abc".to_owned(), Some("the link was made by a newer version of the playground".to_owned())),
            ("#d1=".to_owned(), damaged(cut)),
            (whole[..whole.len() / 2].to_owned(), damaged(cut)),
            ("#d1=ab%20cd".to_owned(), damaged("`%` is not allowed in it")),
            ("#d1=_____w".to_owned(), damaged("some of its characters were changed")),
            ("#d2=".to_owned(), damaged(cut)),
            ("#d2=abc".to_owned(), damaged(cut)),
            ("#d2=ab%20cd".to_owned(), damaged("`%` is not allowed in it")),
            ("#d2=AAAA____fw".to_owned(), Some("the link contains more than 2097152 bytes".to_owned())),
            (format!("#d2={}", "A".repeat(LONGEST + 1)), Some("the link contains more than 2097152 bytes".to_owned())),
        ] {
            let error = decode(&fragment).map(|found| assert_eq!(found, None, "{fragment}")).err();
            assert_eq!(error.map(|error| error.to_string()), expected, "{fragment}");
        }
    }

    #[test]
    fn the_parts_of_the_page_and_padding_do_not_hinder() {
        let shared = envelope("StartAt: A # é 🚀", "");
        let link = encode(&shared);
        assert!(link.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"=-_".contains(&byte)), "{link}");
        for fragment in [link.clone(), format!("#{link}"), format!("#{link}&view=graph"), format!("#view=x&{link}==")] {
            assert_eq!(decode(&fragment), Ok(Some(shared.clone())), "{fragment}");
        }
    }

    #[test]
    fn newer_envelopes_are_told_from_damaged_ones_and_unknown_members_are_ignored() {
        let link = |json: &str| format!("d1={}", BASE64.encode(compress_to_vec(json.as_bytes(), LEVEL)));
        assert_eq!(decode(&link(r#"{"v":2,"def":{"new":"shape"}}"#)), Err(LinkError::Newer));
        let extended = r#"{"mocks":{},"v":1,"def":"x","view":["y"]}"#;
        assert_eq!(decode(&link(extended)), Ok(Some(envelope("x", ""))));
        for json in ["", "[]", "{}", r#"{"v":0}"#, r#"{"v":1,"def":7}"#, r#"{"v":"1"}"#] {
            assert!(matches!(decode(&link(json)), Err(LinkError::Damaged(_))), "{json}");
        }
    }

    #[test]
    fn parts_of_a_newer_playground_are_told_from_what_can_be_ignored() {
        let link = |parts: &str| decode(&format!("d2={}", BASE64.encode(pack(parts))));
        assert_eq!(link("d0x\0z9more\0"), Ok(Some(envelope("x", "{}"))));
        assert_eq!(link("d0x\0Zmore\0"), Err(LinkError::Newer));
        assert_eq!(link("d\u{7f}x\0"), Err(LinkError::Newer), "a layout that is not known");
        assert_eq!(link("R{\"more\":1,\"files\":7,\"view\":[]}\0"), Ok(Some(envelope("", "{}"))));
        assert_eq!(link("i0\0"), Ok(Some(envelope("", ""))));
        let recorded = Envelope { run: "[]".to_owned(), ..envelope("x", "{}") };
        assert_eq!(link("d0x\0h0[]\0"), Ok(Some(recorded)));
        for parts in ["d0x", "d\0", "\0", "1\0", "R{\0", "R\0", "d1\"\0"] {
            assert!(matches!(link(parts), Err(LinkError::Damaged(_))), "{parts:?}");
        }
    }

    #[test]
    fn a_link_that_inflates_beyond_the_limit_is_refused_both_ways() {
        let bomb = compress_to_vec(&vec![b' '; 50 * LIMIT], LEVEL);
        assert!(bomb.len() < LIMIT, "a link of this size can be sent");
        assert_eq!(decode(&format!("d1={}", BASE64.encode(bomb))), Err(LinkError::TooLarge(LIMIT)));
        let nested = pack(&format!("d2{}\0", "[".repeat(LIMIT / 2)));
        assert_eq!(decode(&format!("d2={}", BASE64.encode(nested))), Err(LinkError::TooLarge(LIMIT)));
        let many = pack(&format!("d2{0}\0i2{0}\0", "[".repeat(1400)));
        assert_eq!(decode(&format!("d2={}", BASE64.encode(many))), Err(LinkError::TooLarge(LIMIT)), "all together");
        let large = envelope(&"x".repeat(LIMIT), "");
        assert!(!fits(&large));
        assert_eq!(decode(&encode(&large)), Err(LinkError::TooLarge(LIMIT)));
        let small = envelope(&"x".repeat(LIMIT - 100), "");
        assert!(fits(&small));
        assert_eq!(decode(&encode(&small)), Ok(Some(small)));
    }

    #[test]
    fn mocks_files_settings_and_projects_travel_along_and_what_is_no_such_thing_is_left_out() {
        let shared = Envelope {
            mocks: "{\"A\": {\"result\": 1}} // as typed".to_owned(),
            files: vec![DocumentFile { bucket: "b".into(), key: "k/1.csv".into(), text: "a,b\n".into() }],
            settings: Settings {
                report_limits: asl_sim::Reported::ALL,
                execution_name: "x".into(),
                template: TemplateChoice {
                    project: Project {
                        path: "template.yaml".into(),
                        others: [ProjectFile { path: "m/a.asl.json".into(), text: "{}".into() }].into(),
                        at: 1,
                    },
                    ..TemplateChoice::default()
                },
                ..Settings::default()
            },
            connections: vec![ConnectionOutline { name: "mail".into(), ..ConnectionOutline::default() }],
            shown: Shown { state: "Call \"API\"".into(), tab: "mocks".into() },
            events: "[\n  {}\n]".to_owned(),
            scenarios: "a\0b".to_owned(),
            run: r#"{"events":[{"id":1,"type":"ExecutionStarted"}]}"#.to_owned(),
            lesson: "{\"title\": \"t\"}".to_owned(),
            ..envelope("def", "{}")
        };
        assert_eq!(decode(&encode(&shared)), Ok(Some(shared)));
        let link = |json: &str| format!("d1={}", BASE64.encode(compress_to_vec(json.as_bytes(), LEVEL)));
        let strange = r#"{"v":1,"def":"x","mocks":[1],"files":{"a":2},"settings":"fast","project":[7]}"#;
        assert_eq!(decode(&link(strange)), Ok(Some(envelope("x", ""))));
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]

        #[test]
        fn every_document_comes_back_as_it_was(definition in "\\PC*", input in "(?s).*") {
            let file = DocumentFile { bucket: "b".into(), key: input.as_str().into(), text: definition.as_str().into() };
            let run = serde_json::to_string(&[&definition, &input]).unwrap();
            let shared = Envelope { mocks: input.clone(), run, files: vec![file], ..envelope(&definition, &input) };
            proptest::prop_assert_eq!(decode(&encode(&shared)), Ok(Some(shared)));
        }

        #[test]
        fn no_fragment_panics(text in "(?s).{0,80}", payload in "[A-Za-z0-9_-]{0,80}") {
            for fragment in [text.clone(), format!("#d1={text}"), format!("#d1={payload}"), format!("d1={payload}&{text}"), format!("#d2={payload}"), format!("#d2=AAAAFA{payload}")] {
                let _ = decode(&fragment);
            }
        }
    }
}
