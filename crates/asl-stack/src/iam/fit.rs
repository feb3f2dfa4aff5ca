//! Whether a pattern of a policy matches: `*` is any text, `?` any character (IAM User Guide, "IAM JSON policy elements: Resource").

use super::PolicyContext;
use super::calls::Permission;
use asl_aws::arn::{DEFAULT_ACCOUNT, DEFAULT_REGION};

/// How a pattern fits, from worst to best: of two that must both fit the lesser counts, of two that may the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// It does not.
    No,
    /// Only AWS knows.
    Maybe,
    /// It does.
    Yes,
}

impl From<bool> for Fit {
    fn from(fits: bool) -> Self {
        if fits { Self::Yes } else { Self::No }
    }
}

impl Fit {
    /// The opposite.
    pub(super) fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Maybe => Self::Maybe,
            Self::Yes => Self::No,
        }
    }
}

/// Whether something stands in a text that is filled in elsewhere.
pub(super) fn is_open(text: &str) -> bool {
    text.contains("${")
}

/// Whether the pattern matches the whole text.
pub(super) fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut read) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(letter) = text.get(read) {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, read));
                at += 1;
            }
            Some(wanted) if *wanted == '?' || wanted == letter => {
                at += 1;
                read += 1;
            }
            _ => {
                // The last star takes one character more.
                let Some((place, taken)) = star else { return false };
                (at, read) = (place + 1, taken + 1);
                star = Some((place, taken + 1));
            }
        }
    }
    pattern.get(at..).is_none_or(|rest| rest.iter().all(|letter| *letter == '*'))
}

/// Whether a pattern for actions fits; they are compared without case.
pub(super) fn action(pattern: &str, action: &str) -> Fit {
    if is_open(pattern) {
        return Fit::Maybe;
    }
    glob(&pattern.to_ascii_lowercase(), &action.to_ascii_lowercase()).into()
}

/// Whether a pattern for resources fits what is wanted.
pub(super) fn resource(pattern: &str, wanted: &Permission, context: &PolicyContext) -> Fit {
    if pattern == "*" {
        return Fit::Yes;
    }
    let Some(text) = wanted.resource.as_deref().filter(|text| !is_open(text)) else { return Fit::Maybe };
    if glob(pattern, text) || arn_fits(pattern, text) {
        return Fit::Yes;
    }
    if is_open(pattern) {
        return Fit::Maybe;
    }
    if let Some(stem) = &wanted.stem {
        return if pattern.contains(&**stem) { Fit::Maybe } else { Fit::No };
    }
    // What belongs to a resource, such as an index to its table, is named as it is.
    let named = |arn: &str| {
        let whole = arn.split_once("/index/").map_or(arn, |(table, _)| table);
        context.resources.iter().find(|known| &*known.arn == whole)
    };
    // A name that AWS makes up may match whatever is no other resource's.
    match named(text) {
        Some(known) if known.generated && named(pattern).is_none() => Fit::Maybe,
        _ => Fit::No,
    }
}

/// Compares part by part: the playground's own region and account stand for whichever it will be.
fn arn_fits(pattern: &str, text: &str) -> bool {
    let parts = |text: &str| -> Vec<String> { text.splitn(6, ':').map(str::to_owned).collect() };
    let (pattern, text) = (parts(pattern), parts(text));
    pattern.len() == 6
        && text.len() == 6
        && pattern.iter().zip(&text).enumerate().all(|(index, (pattern, text))| match index {
            1 => true,
            3 => glob(pattern, text) || pattern == DEFAULT_REGION || text == DEFAULT_REGION,
            4 => glob(pattern, text) || pattern == DEFAULT_ACCOUNT || text == DEFAULT_ACCOUNT,
            _ => glob(pattern, text),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks_match_as_in_iam() {
        for (pattern, text, fits) in [
            ("*", "", true),
            ("a*c", "abbc", true),
            ("a*c", "abcd", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("*:function:*-dev", "arn:aws:lambda:r:a:function:x-dev-dev", true),
            ("https://api.x.com/*", "https://api.x.com", false),
            ("https://api.x.com/*", "https://api.x.com/", true),
            ("", "", true),
            ("", "a", false),
        ] {
            assert_eq!(glob(pattern, text), fits, "{pattern} {text}");
        }
        let wanted = |text: &str| Permission::new("lambda:InvokeFunction", Some(text.into()));
        let fits = |pattern: &str, text: &str| resource(pattern, &wanted(text), &PolicyContext::default());
        let own = "arn:aws:lambda:us-east-1:123456789012:function:f";
        assert_eq!(fits("arn:aws:lambda:eu-west-1:999999999999:function:f", own), Fit::Yes, "the real account");
        assert_eq!(fits("arn:aws:lambda:eu-west-1:999999999999:function:g", own), Fit::No);
        assert_eq!(fits("arn:aws:lambda:${Where}:*:function:g", own), Fit::Maybe);
        assert_eq!(action("LAMBDA:invoke*", "lambda:InvokeFunction"), Fit::Yes);
    }
}
