//! Text delimited files (Developer Guide, "How Step Functions parses input CSV files"; recorded rows).

use std::rc::Rc;

use asl_aws::state_error::StateError;
use asl_path::java_order;
use asl_value::{Map, Value};

use super::ITEM_READER_FAILED;

/// The records of a file, one by one: nothing is read beyond the record that is asked for.
pub(crate) struct Records<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    delimiter: char,
}

impl<'a> Records<'a> {
    /// The records of `text`, whose fields are parted by `delimiter`.
    pub(crate) fn new(text: &'a str, delimiter: char) -> Self {
        // A byte order mark is no part of the first field.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self { rest: text.chars().peekable(), delimiter }
    }
}

impl Iterator for Records<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        // The end of the last line begins no further record.
        self.rest.peek()?;
        let mut fields = Vec::new();
        let mut field = String::new();
        let mut quoted = false;
        let mut begun = false;
        while let Some(character) = self.rest.next() {
            match character {
                // A backslash keeps what means something else; before anything else it is dropped.
                '\\' => {
                    let escaped = |next: &char| matches!(*next, '\\' | '"') || *next == self.delimiter;
                    if let Some(kept) = self.rest.next_if(escaped) {
                        field.push(kept);
                    }
                    begun = true;
                }
                '"' if (quoted || begun) && self.rest.next_if_eq(&'"').is_some() => field.push('"'),
                '"' if quoted => quoted = false,
                '"' if !begun => (quoted, begun) = (true, true),
                delimiter if delimiter == self.delimiter && !quoted => {
                    fields.push(std::mem::take(&mut field));
                    begun = false;
                }
                '\r' if !quoted && self.rest.next_if_eq(&'\n').is_some() => break,
                '\n' | '\r' if !quoted => break,
                other => {
                    field.push(other);
                    begun = true;
                }
            }
        }
        fields.push(field);
        Some(fields)
    }
}

/// How the columns of a file are named.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Header {
    /// By its first record.
    FirstRow,
    /// By `CSVHeaders`.
    Given(Vec<Rc<str>>),
}

/// The items of a file: an object for each record, at most `most` of them.
///
/// A field too few is an empty string, a field too many is skipped. Members come in the order of a Java map, as
/// recorded.
pub(crate) fn items(text: &str, header: &Header, delimiter: char, most: usize) -> Result<Vec<Value>, StateError> {
    let mut records = Records::new(text, delimiter);
    let names: Vec<Rc<str>> = match header {
        Header::FirstRow => records.next().unwrap_or_default().into_iter().map(Rc::from).collect(),
        Header::Given(names) => names.clone(),
    };
    let repeated = names.iter().enumerate().any(|(at, name)| names.iter().take(at).any(|before| before == name));
    if repeated {
        return Err(StateError::new(ITEM_READER_FAILED, "CSV headers cannot contain duplicates."));
    }
    let order = java_order(&names);
    let item = |mut record: Vec<String>| {
        let field = |column: usize| record.get_mut(column).map(std::mem::take).unwrap_or_default();
        let columns = order.iter().filter_map(|column| Some((names.get(*column)?.clone(), *column)));
        let mut field = field;
        Value::from(columns.map(|(name, column)| (name, Value::from(field(column)))).collect::<Map>())
    };
    Ok(records.take(most).map(item).collect())
}

/// How many of the first `most` records have fewer fields than there are names, and how many have more.
pub(super) fn uneven(text: &str, header: &Header, delimiter: char, most: usize) -> (usize, usize) {
    let mut records = Records::new(text, delimiter);
    let names = match header {
        Header::FirstRow => records.next().map_or(0, |record| record.len()),
        Header::Given(names) => names.len(),
    };
    records.take(most).fold((0, 0), |(fewer, more), record| {
        (fewer + usize::from(record.len() < names), more + usize::from(record.len() > names))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Header, Records, items};

    #[test]
    fn records_are_parted_as_the_guide_says() {
        for (text, delimiter, expected) in [
            ("", ',', vec![]),
            ("a,b\n", ',', vec![vec!["a", "b"]]),
            ("a,b\r\nc,d", ',', vec![vec!["a", "b"], vec!["c", "d"]]),
            ("a,\n,\n", ',', vec![vec!["a", ""], vec!["", ""]]),
            ("   \n", ',', vec![vec!["   "]]),
            ("\"x,\ny\",\"\"\n", ',', vec![vec!["x,\ny", ""]]),
            ("2|\"two \"\"quoted\"\"\"|x\r\n", '|', vec![vec!["2", "two \"quoted\"", "x"]]),
            ("{\"\"MyKey\"\":\"\"MyValue\"\"},\"[1,2,3]\"", ',', vec![vec!["{\"MyKey\":\"MyValue\"}", "[1,2,3]"]]),
            (r"C:\\Program Files\\MyApp.exe,6534512", ',', vec![vec![r"C:\Program Files\MyApp.exe", "6534512"]]),
            (r"a\,b,c\d", ',', vec![vec!["a,b", "cd"]]),
            ("'a','b'", ',', vec![vec!["'a'", "'b'"]]),
            ("\u{feff}a\tb", '\t', vec![vec!["a", "b"]]),
        ] {
            assert_eq!(Records::new(text, delimiter).collect::<Vec<_>>(), expected, "{text:?}");
        }
    }

    #[test]
    fn rows_are_objects_in_the_order_that_was_recorded() {
        let given = |names: &[&str]| Header::Given(names.iter().map(|name| (*name).into()).collect());
        for (text, header, most, expected) in [
            (
                "userId,movieId,rating,timestamp\n1,307,3.5,12\n",
                Header::FirstRow,
                9,
                r#"[{"rating":"3.5","movieId":"307","userId":"1","timestamp":"12"}]"#,
            ),
            ("0,True,{}\na,b,c\n", Header::FirstRow, 9, r#"[{"0":"a","{}":"c","True":"b"}]"#),
            (
                "a,b,c\n,,,\nNull,None,\n   \n",
                given(&["H1", "H2"]),
                3,
                r#"[{"H1":"a","H2":"b"},{"H1":"","H2":""},{"H1":"Null","H2":"None"}]"#,
            ),
            ("a\n", given(&["H1", "H2"]), 9, r#"[{"H1":"a","H2":""}]"#),
            ("", Header::FirstRow, 9, "[]"),
        ] {
            let items: asl_value::Value = items(text, &header, ',', most).unwrap().into();
            assert_eq!(items.to_json(), expected, "{text:?}");
        }
        let twice = items("a,a\n1,2\n", &Header::FirstRow, ',', 9).unwrap_err();
        assert_eq!(twice.cause.as_deref(), Some("CSV headers cannot contain duplicates."));
    }

    proptest! {
        #[test]
        fn any_text_gives_records_that_hold_no_more_than_it_does(text in ".{0,60}", delimiter in "[,|; \t]") {
            let delimiter = delimiter.chars().next().unwrap();
            let held: usize = Records::new(&text, delimiter).flatten().map(|field| field.len()).sum();
            prop_assert!(held <= text.len());
        }
    }
}
