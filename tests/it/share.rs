//! Links that were sent out once open for ever. Never change one here: add one for each new coding.

use asl_document::{DocumentFile, Project, ProjectFile, Settings, TemplateChoice};
use asl_share::envelope::Shown;
use asl_share::link::{decode, encode};
use asl_share::outline::OutlineKind;
use asl_share::{ConnectionOutline, Envelope};

use crate::support::recorded;

/// Links with the definition and the input that they hold.
const LINKS: [(&str, &str, &str); 5] = [
    // The first version of the playground made this one.
    (
        "#d1=bY4xCsJAEEWv8pk6FlbCdCGI2AW03CawKy4k47I7EUIIeA6bXMQuF_IILrFN-d_7xRvpSbwvyLobMVWPrnOijFNcPsvs8J3fLyMXbaKWGVdN20LvPtpdyGhAWZ9XrS6xEWweVgFch-AYdZPSfx_FMjT2zggV5CX0mgtGGPLWEOOAiaYf",
        "Comment: Grüße 🚀\nStartAt: Call third-party API\nStates:\n  Call third-party API:\n    Type: Pass\n    End: true\n",
        "{ \"id\": 7 }",
    ),
    // Another program made this one, with a member that the first version does not know.
    (
        "#d1=DccxDoAgEADBr5CtaWyv4w221xDFxKho8LAh_F26mcaHTJ7rXo4XaZzRUkGs1NQ9e36qIeBZ0zbQNDunzBaLBVNkJCiaO_0H&view=graph",
        "{\n  \"StartAt\": \"A\"\n}",
        "",
    ),
    // The first one with a project around the definition.
    (
        "#d1=PY3LCsIwEEV_pdx1qbjNrl8g6NK4CO1UW_IomVGUMP9uWtDdhXM4t-AFc2wx0gSDYnERl6UXC9NY9BaKFkwic7wzTIFQWL0T2nZww2OOdeKUR8oM1RZrTgsNsvHVyaPCcEg77hz7buEUa9LJfjvNnmr2-nd_-e7jgq-e0LuaOBOnZx6ITVPURuhN9Qs",
        "{\"StartAt\": \"A\"}",
        "",
    ),
    // The first one of the second coding, with everything that it can hold.
    (
        "#d2=e4j16gP9Uo_twR0xhZnxlXfK5IdFzpAGWWQMJn3xGJ70NPsAyQWedq4yoS7Nk9_iID2axznCYZr4IPz-7N28CS3gfVBm4GJO-7XCCdnBGijsC-78OMFx0Aq0Vm7zrcmm4DqhOIpLkC_MdEb97bOorUXtJAV7hxjvuIVSJkbgHbSSnXPtz8TZZlZHs_B_srL5wAA",
        "{\n  \"StartAt\": \"Call\",\n  \"States\": { \"Call\": { \"Type\": \"Succeed\" } }\n}\n",
        "{\"id\": 7}",
    ),
    // The first one with a recorded run and a lesson.
    (
        "#d2=ZHN5igT9Uo_twR0xhZnxlXfK5IdFzpAGWWQMJn3xGJ70NPsAyQWedq4yoS7Nk9_iID2axznCYZr4IPz-7N28CS3gfVBm4GJPc7PHPUaTRK9Gz7ZytfnS51YXBKXY1BX0S75GCNRVcPZH2kTcMEk9xanuflN9DS_FvlNvLwxCXVHsYdimWFcYQorNVAeeFiH7i0d8Qgg2aLv1dcJ-Hrq-mdVAAA",
        "{\n  \"StartAt\": \"Call\",\n  \"States\": { \"Call\": { \"Type\": \"Succeed\" } }\n}\n",
        "{\"id\": 7}",
    ),
];

/// What the first of the second coding holds.
fn everything() -> Envelope {
    let (_, definition, input) = LINKS[3];
    let project = Project {
        path: "call.asl.json".into(),
        others: [ProjectFile { path: "src/index.mjs".into(), text: "export const handler = () => 1;\n".into() }].into(),
        at: 0,
    };
    Envelope {
        definition: definition.to_owned(),
        input: input.to_owned(),
        mocks: "{\"Call\": {\"result\": \"é 🚀\"}}".to_owned(),
        events: "[\n    {\"source\":\"shop\"}\n]".to_owned(),
        scenarios: "- name: it works\n".to_owned(),
        run: String::new(),
        lesson: String::new(),
        files: vec![DocumentFile { bucket: "b".into(), key: "k.csv".into(), text: "a,b\n1,2\n".into() }],
        settings: Settings {
            skip_waits: true,
            template: TemplateChoice { project, ..TemplateChoice::default() },
            ..Settings::default()
        },
        connections: vec![ConnectionOutline {
            name: "mail".into(),
            kind: OutlineKind::Key,
            origins: vec!["https://api.example.com".into()],
            key: "x-api-key".into(),
            ..ConnectionOutline::default()
        }],
        shown: Shown { state: "Call".into(), tab: "mocks".into() },
    }
}

/// The same with a recorded run and a lesson.
fn taught() -> Envelope {
    Envelope {
        run: "{\n  \"events\": []\n}\n".to_owned(),
        lesson: "{\n  \"title\": \"t\"\n}\n".to_owned(),
        ..everything()
    }
}

#[test]
fn links_of_the_second_coding_have_everything_and_are_written_the_same_way_today() {
    for ((link, ..), held) in [(LINKS[3], everything()), (LINKS[4], taught())] {
        assert_eq!(format!("#{}", encode(&held)), link);
        assert_eq!(decode(link), Ok(Some(held)));
    }
}

#[test]
fn links_of_every_version_open() {
    for (link, definition, input) in LINKS {
        let shared = decode(link).ok().flatten();
        let texts = shared.as_ref().map(|shared| (shared.definition.as_str(), shared.input.as_str()));
        assert_eq!(texts, Some((definition, input)), "{link}");
    }
}

#[test]
fn a_project_stands_around_its_definition_as_it_was_sent() {
    let (link, ..) = LINKS[2];
    let shared = decode(link).ok().flatten().expect("the link opens");
    let template = shared.settings.template;
    assert_eq!((&*template.machine, &*template.project.path), ("Orders", "m/orders.asl.json"));
    let files: Vec<_> = template.project.files(&shared.definition.as_str().into());
    let files: Vec<_> = files.iter().map(|file| (&*file.path, &*file.text)).collect();
    assert_eq!(files, [("template.yaml", "Resources: {}\n"), ("m/orders.asl.json", "{\"StartAt\": \"A\"}")]);
}

/// The AWS samples as links: below what a chat message holds.
#[test]
fn links_of_the_aws_samples_are_short() {
    let mut lengths: Vec<usize> = recorded::cases("aws_samples.jsonl")
        .into_iter()
        .map(|sample| {
            let definition = sample.get("definition").expect("a definition").to_json_pretty();
            let shared = Envelope { definition, input: "{}".to_owned(), ..Envelope::default() };
            let link = encode(&shared);
            assert_eq!(decode(&link), Ok(Some(shared)));
            link.len()
        })
        .collect();
    if lengths.is_empty() {
        return;
    }
    lengths.sort_unstable();
    let at = |percent: usize| lengths[(lengths.len() * percent).div_ceil(100) - 1];
    println!("{} links: median {}, 99th percentile {}", lengths.len(), at(50), at(99));
    assert!(at(50) < 350 && at(99) < 2_300, "median {}, 99th percentile {}", at(50), at(99));
}
