//! Tokens that were fetched, kept in memory until they expire.

use super::{OAuth, Token};
use crate::connection::Secret;
use asl_aws::time::Timestamp;

/// A token that ends within this time, in milliseconds, is not used any more (EventBridge User Guide, "Connections").
const TOO_SHORT: i64 = 60_000;

/// How many access tokens are remembered to be masked.
const REMEMBERED: usize = 100;

/// The tokens at hand. A connection whose settings were changed has none.
#[derive(Debug, Default)]
pub struct Tokens {
    kept: Vec<(OAuth, Token)>,
    seen: Vec<Secret>,
}

impl Tokens {
    /// The token for `oauth`, if it can be used at `now`.
    pub fn find(&self, oauth: &OAuth, now: Timestamp) -> Option<&Token> {
        let usable = |token: &&Token| token.expires_at.is_none_or(|end| end.millis_since(now) > TOO_SHORT);
        self.newest(oauth).filter(usable)
    }

    /// The token for `oauth` that was fetched last, however soon it ends.
    pub fn newest(&self, oauth: &OAuth) -> Option<&Token> {
        self.kept.iter().find(|(known, _)| known == oauth).map(|(_, token)| token)
    }

    /// Keeps `token` in place of the one before.
    pub fn keep(&mut self, oauth: &OAuth, token: Token) {
        self.forget(oauth);
        self.seen.push(token.access.clone());
        self.seen.drain(..self.seen.len().saturating_sub(REMEMBERED));
        self.kept.push((oauth.clone(), token));
    }

    /// The access tokens that were kept last, thrown away or not: an answer may repeat one.
    pub fn seen(&self) -> &[Secret] {
        &self.seen
    }

    /// Throws away the token for `oauth`: it was refused.
    pub fn forget(&mut self, oauth: &OAuth) {
        self.kept.retain(|(known, _)| known != oauth);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_used_until_a_minute_before_its_end_and_only_for_the_settings_that_it_was_given_to() {
        let oauth = OAuth { client_id: "me".into(), ..OAuth::default() };
        let mut tokens = Tokens::default();
        let end = Timestamp(100_000);
        tokens.keep(&oauth, Token { access: Secret::new("t"), expires_at: Some(end) });
        for (now, usable) in [(0, true), (39_000, true), (39_999, true), (40_000, false), (41_000, false)] {
            assert_eq!(tokens.find(&oauth, Timestamp(now)).is_some(), usable, "{now}");
        }
        let changed = OAuth { client_secret: Secret::new("new"), ..oauth.clone() };
        assert!(tokens.find(&changed, Timestamp(0)).is_none());
        tokens.keep(&oauth, Token { access: Secret::new("u"), expires_at: None });
        assert_eq!(tokens.find(&oauth, Timestamp(i64::MAX)).unwrap().access.expose(), "u");
        tokens.forget(&oauth);
        assert!(tokens.find(&oauth, Timestamp(0)).is_none());
        assert_eq!(tokens.seen().iter().map(Secret::expose).collect::<Vec<_>>(), ["t", "u"], "to be masked");
        assert!(!format!("{tokens:?}").contains('u'), "no token shows itself");
    }
}
