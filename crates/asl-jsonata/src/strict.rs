//! JSON texts as `$parse` takes them: a key twice in one object is an error.

use std::fmt;

use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value as Json};

/// A value of JSON whose objects have each key once.
pub(super) struct Strict(pub(super) Json);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct StrictVisitor;

        impl<'de> Visitor<'de> for StrictVisitor {
            type Value = Strict;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON value with each key once")
            }

            fn visit_unit<E>(self) -> Result<Strict, E> {
                Ok(Strict(Json::Null))
            }

            fn visit_bool<E>(self, flag: bool) -> Result<Strict, E> {
                Ok(Strict(flag.into()))
            }

            fn visit_i64<E>(self, whole: i64) -> Result<Strict, E> {
                Ok(Strict(whole.into()))
            }

            #[expect(clippy::cast_precision_loss, reason = "beyond 64 signed bits a double is all there is")]
            fn visit_u64<E>(self, whole: u64) -> Result<Strict, E> {
                Ok(Strict(i64::try_from(whole).map_or_else(|_| Json::from(whole as f64), Json::from)))
            }

            fn visit_f64<E>(self, float: f64) -> Result<Strict, E> {
                Ok(Strict(float.into()))
            }

            fn visit_str<E>(self, text: &str) -> Result<Strict, E> {
                Ok(Strict(text.into()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Strict, A::Error> {
                let mut array = Vec::new();
                while let Some(Strict(item)) = items.next_element()? {
                    array.push(item);
                }
                Ok(Strict(array.into()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Strict, A::Error> {
                let mut map = Map::new();
                while let Some((key, Strict(value))) = members.next_entry::<String, Strict>()? {
                    if map.insert(key, value).is_some() {
                        return Err(A::Error::custom("a key twice"));
                    }
                }
                Ok(Strict(map.into()))
            }
        }

        deserializer.deserialize_any(StrictVisitor)
    }
}
