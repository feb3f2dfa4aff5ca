//! Links that were sent out once open for ever. Never change one here: add one for each new coding.

use asl_share::link::decode;

/// Links with the definition and the input that they hold.
const LINKS: [(&str, &str, &str); 3] = [
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
];

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
