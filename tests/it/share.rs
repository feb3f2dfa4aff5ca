//! Links that were sent out once open for ever. Never change one here: add one for each new coding.

use asl_share::link::decode;

/// Links with the definition and the input that they hold.
const LINKS: [(&str, &str, &str); 2] = [
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
];

#[test]
fn links_of_every_version_open() {
    for (link, definition, input) in LINKS {
        let shared = decode(link).ok().flatten();
        let texts = shared.as_ref().map(|shared| (shared.definition.as_str(), shared.input.as_str()));
        assert_eq!(texts, Some((definition, input)), "{link}");
    }
}
