//! Envelope ↔ URL fragment: `d1=` and the base64url of the raw deflate of the envelope's JSON.
//!
//! `d1` names this coding. Another one gets another name, and this one stays readable.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};

use super::Envelope;

/// The most bytes that a link may hold once it is inflated: a small link must not fill the memory.
pub const LIMIT: usize = 2 * 1024 * 1024;

/// Beyond this many characters some chat and mail programs cut a link.
pub const COMFORTABLE_LENGTH: usize = 8000;

/// The name of the coding.
const CODEC: &str = "d1=";

/// The slowest level: a link is made once and sent around.
const LEVEL: u8 = 10;

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

/// The fragment of a link, without `#`: `d1=…`. What does not [`fit`](fits) makes a link that is not opened again.
pub fn encode(envelope: &Envelope) -> String {
    format!("{CODEC}{}", BASE64.encode(compress_to_vec(envelope.to_json().as_bytes(), LEVEL)))
}

/// Whether a link can hold `envelope`.
pub fn fits(envelope: &Envelope) -> bool {
    envelope.to_json().len() <= LIMIT
}

/// What a URL's fragment (with or without `#`) holds; `Ok(None)` if it is no shared document. Parts that follow with
/// `&` are for the page's view and are left alone.
pub fn decode(fragment: &str) -> Result<Option<Envelope>, LinkError> {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    let Some(payload) = fragment.split('&').find_map(|part| part.strip_prefix(CODEC)) else {
        return if fragment.split('&').any(is_later_codec) { Err(LinkError::Newer) } else { Ok(None) };
    };
    // Some programs pad what looks like base64.
    let payload = payload.trim().trim_end_matches('=');
    let deflated = BASE64.decode(payload).map_err(|error| LinkError::Damaged(base64_problem(&error)))?;
    let json = decompress_to_vec_with_limit(&deflated, LIMIT).map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => LinkError::TooLarge(LIMIT),
        TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => {
            LinkError::Damaged("its end is missing, perhaps because it was cut off when it was sent".to_owned())
        }
        _ => LinkError::Damaged("some of its characters were changed".to_owned()),
    })?;
    let json =
        String::from_utf8(json).map_err(|_| LinkError::Damaged("some of its characters were changed".to_owned()))?;
    Envelope::from_json(&json).map(Some)
}

/// Whether a part of a fragment is `d<number>=…`, which only a later playground makes.
fn is_later_codec(part: &str) -> bool {
    let number = part.strip_prefix('d').and_then(|rest| rest.split_once('=')).map(|(number, _)| number);
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn base64_problem(error: &base64::DecodeError) -> String {
    match error {
        base64::DecodeError::InvalidByte(_, byte) => {
            format!("`{}` is not allowed in it", char::from(*byte).escape_default())
        }
        _ => "its end is missing, perhaps because it was cut off when it was sent".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use asl_document::{DocumentFile, Project, ProjectFile, Settings, TemplateChoice};

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
            ("#d2=abc".to_owned(), Some("the link was made by a newer version of the playground".to_owned())),
            ("#d1=".to_owned(), damaged(cut)),
            (whole[..whole.len() / 2].to_owned(), damaged(cut)),
            ("#d1=ab%20cd".to_owned(), damaged("`%` is not allowed in it")),
            ("#d1=_____w".to_owned(), damaged("some of its characters were changed")),
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
    fn a_link_that_inflates_beyond_the_limit_is_refused_both_ways() {
        let bomb = compress_to_vec(&vec![b' '; 50 * LIMIT], LEVEL);
        assert!(bomb.len() < LIMIT, "a link of this size can be sent");
        assert_eq!(decode(&format!("d1={}", BASE64.encode(bomb))), Err(LinkError::TooLarge(LIMIT)));
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
            ..envelope("def", "{}")
        };
        assert_eq!(decode(&encode(&shared)), Ok(Some(shared)));
        let link = |json: &str| format!("d1={}", BASE64.encode(compress_to_vec(json.as_bytes(), LEVEL)));
        let strange = r#"{"v":1,"def":"x","mocks":[1],"files":{"a":2},"settings":"fast","project":[7]}"#;
        assert_eq!(decode(&link(strange)), Ok(Some(envelope("x", ""))));
    }

    proptest::proptest! {
        #[test]
        fn every_document_comes_back_as_it_was(definition in "\\PC*", input in "(?s).*") {
            let shared = Envelope { mocks: input.clone(), ..envelope(&definition, &input) };
            proptest::prop_assert_eq!(decode(&encode(&shared)), Ok(Some(shared)));
        }

        #[test]
        fn no_fragment_panics(text in "(?s).{0,80}", payload in "[A-Za-z0-9_-]{0,80}") {
            for fragment in [text.clone(), format!("#d1={text}"), format!("#d1={payload}"), format!("d1={payload}&{text}")] {
                let _ = decode(&fragment);
            }
        }
    }
}
