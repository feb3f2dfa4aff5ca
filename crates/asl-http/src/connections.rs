//! The user's connections, and how a Task's `ConnectionArn` finds one.

use super::connection::Connection;
use asl_aws::arn::connection;

/// Connections in the order in which the user keeps them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Connections(Vec<Connection>);

impl Connections {
    /// These connections.
    pub fn new(connections: Vec<Connection>) -> Self {
        Self(connections)
    }

    /// The connections in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Connection> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The connection that `reference` names, in this order: by its ARN; by an ARN with its name (the account, the
    /// region and the last part are those of the real account, which the playground cannot know); by its name; by
    /// `${Substitution}`, if the user bound that substitution to it. Names are compared exactly.
    pub fn find(&self, reference: &str) -> Option<&Connection> {
        let by_name = |name: &str| self.0.iter().find(|connection| &*connection.name == name);
        let exact = self.0.iter().find(|connection| &*connection.arn == reference);
        exact
            .or_else(|| connection::name_in(reference).and_then(by_name))
            .or_else(|| by_name(reference))
            .or_else(|| substitution(reference).and_then(|alias| self.bound_to(alias)))
    }

    /// The same connections, of which the one that `reference` names may be sent to `origin` too, and no other.
    #[must_use]
    pub fn with_origin(&self, reference: &str, origin: &str) -> Self {
        let mut all = self.clone();
        let meant = self.find(reference).and_then(|meant| self.0.iter().position(|known| std::ptr::eq(known, meant)));
        if let Some(connection) = meant.and_then(|index| all.0.get_mut(index))
            && !connection.origins.iter().any(|known| &**known == origin)
        {
            connection.origins.push(origin.into());
        }
        all
    }

    fn bound_to(&self, alias: &str) -> Option<&Connection> {
        self.0.iter().find(|connection| connection.aliases.iter().any(|known| &**known == alias))
    }
}

impl<'a> IntoIterator for &'a Connections {
    type Item = &'a Connection;
    type IntoIter = std::slice::Iter<'a, Connection>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl FromIterator<Connection> for Connections {
    fn from_iter<I: IntoIterator<Item = Connection>>(connections: I) -> Self {
        Self(connections.into_iter().collect())
    }
}

/// The name in `${name}`, if `text` is nothing else.
pub fn substitution(text: &str) -> Option<&str> {
    let name = text.strip_prefix("${")?.strip_suffix('}')?.trim();
    (!name.is_empty() && !name.contains(['{', '}', '$'])).then_some(name)
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::{Authorization, Secret};

    fn connection(name: &str, aliases: &[&str]) -> Connection {
        Connection {
            name: name.into(),
            arn: connection::arn("us-east-1", "123456789012", name, "00000000-0000-4000-8000-000000000007"),
            authorization: Authorization::ApiKey { name: "x-api-key".into(), value: Secret::new("k") },
            aliases: aliases.iter().map(|alias| Rc::from(*alias)).collect(),
            ..Connection::default()
        }
    }

    #[test]
    fn a_connection_is_found_by_arn_name_and_substitution() {
        let connections = Connections::new(vec![connection("orders", &["EBConnectionARN"]), connection("mail", &[])]);
        for (reference, expected) in [
            (
                "arn:aws:events:us-east-1:123456789012:connection/mail/00000000-0000-4000-8000-000000000007",
                Some("mail"),
            ),
            (
                "arn:aws:events:eu-west-1:999999999999:connection/orders/1d296ce9-feb5-484a-8203-d054baf517e9",
                Some("orders"),
            ),
            ("arn:aws-cn:events:cn-north-1:999999999999:connection/orders/x", Some("orders")),
            ("arn:aws:events:eu-west-1:999999999999:connection/other/1d296ce9", None),
            ("arn:aws:events:eu-west-1:999999999999:api-destination/orders/1d296ce9", None),
            ("orders", Some("orders")),
            ("Orders", None),
            ("${EBConnectionARN}", Some("orders")),
            ("${ EBConnectionARN }", Some("orders")),
            ("${Other}", None),
            ("EBConnectionARN", None),
            ("", None),
        ] {
            assert_eq!(connections.find(reference).map(|found| &*found.name), expected, "{reference}");
        }
    }

    #[test]
    fn an_origin_is_added_to_the_connection_that_is_named_and_to_no_other() {
        let connections = Connections::new(vec![connection("orders", &["Orders"]), connection("mail", &[])]);
        for reference in ["orders", "${Orders}"] {
            let bound =
                connections.with_origin(reference, "https://a.example").with_origin(reference, "https://a.example");
            let origins: Vec<_> = bound.iter().map(|connection| connection.origins.join(" ")).collect();
            assert_eq!(origins, ["https://a.example", ""]);
        }
        assert_eq!(connections.with_origin("other", "https://a.example"), connections);
    }
}
