//! Takes credentials out of texts: of what leaves the page, and of what it shows until they are revealed. An API may send back
//! what it was sent.

mod inner;
mod needles;
mod reading;

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

use asl_value::Value;

use super::connection::{Authorization, Connection, MASK, Secret};
use super::connections::Connections;
use needles::Needles;

/// Headers of answers and requests that are credentials by themselves, in lower case.
const CREDENTIALS: [&str; 5] = ["set-cookie", "cookie", "authorization", "proxy-authorization", "x-amz-security-token"];

/// Knows credentials in every form in which an API may repeat them. It has no `Debug`.
#[derive(Clone, Default, PartialEq)]
pub struct Redactor {
    needles: Needles,
}

impl Redactor {
    /// For the credentials of `connections`.
    pub fn new(connections: &Connections) -> Self {
        Self::of_secrets(connections.iter().flat_map(values))
    }

    /// For these credentials.
    pub fn of_secrets(secrets: impl IntoIterator<Item = Secret>) -> Self {
        let mut redactor = Self::default();
        redactor.add(secrets);
        redactor
    }

    /// Learns more credentials.
    pub fn add(&mut self, secrets: impl IntoIterator<Item = Secret>) {
        let secrets: Vec<Secret> = secrets.into_iter().collect();
        let texts = secrets.iter().map(Secret::expose);
        self.needles.add(texts.filter(|text| !text.is_empty() && *text != MASK));
    }

    /// Learns the credentials of more connections.
    pub fn learn(&mut self, connections: &Connections) {
        self.add(connections.iter().flat_map(values));
    }

    /// Whether it knows of no credential.
    pub fn is_empty(&self) -> bool {
        self.needles.is_empty()
    }

    /// `text` with a mask in place of each known credential.
    pub fn known<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.needles.find(text) {
            found if found.is_empty() => Cow::Borrowed(text),
            found => Cow::Owned(masked(text, &found)),
        }
    }

    /// `bytes`, which are no text of UTF-8, with a mask in place of each known credential, also as one or two bytes for each
    /// character.
    pub fn bytes<'b>(&self, bytes: &'b [u8]) -> Cow<'b, [u8]> {
        let mut all = Cow::Borrowed(bytes);
        let mut read = |reading: &dyn Fn(&[u8]) -> Option<Vec<u8>>| {
            if let Some(masked) = reading(&all) {
                all = Cow::Owned(masked);
            }
        };
        read(&|bytes| self.in_utf8(bytes));
        read(&|bytes| self.in_latin(bytes));
        for skip in [0, 1] {
            read(&|bytes| self.in_utf16(bytes, skip, u16::from_le_bytes, u16::to_le_bytes));
            read(&|bytes| self.in_utf16(bytes, skip, u16::from_be_bytes, u16::to_be_bytes));
        }
        all
    }

    /// The bytes with masks where parts of them are UTF-8; `None` if nothing in them is a credential.
    fn in_utf8(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let (mut masked, mut is_changed) = (Vec::new(), false);
        for chunk in bytes.utf8_chunks() {
            let valid = self.known(chunk.valid());
            is_changed |= matches!(valid, Cow::Owned(_));
            masked.extend_from_slice(valid.as_bytes());
            masked.extend_from_slice(chunk.invalid());
        }
        is_changed.then_some(masked)
    }

    /// The same where each byte is a character.
    fn in_latin(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let text: String = bytes.iter().copied().map(char::from).collect();
        match self.known(&text) {
            Cow::Owned(masked) => masked.chars().map(|char| u8::try_from(u32::from(char)).ok()).collect(),
            Cow::Borrowed(_) => None,
        }
    }

    /// The same where two bytes are a character or a half of one, after the first `skip`.
    fn in_utf16(
        &self,
        bytes: &[u8],
        skip: usize,
        read: fn([u8; 2]) -> u16,
        write: fn(u16) -> [u8; 2],
    ) -> Option<Vec<u8>> {
        let (head, rest) = bytes.split_at_checked(skip)?;
        let units = rest.as_chunks::<2>().0.iter().copied().map(read);
        let (mut masked, mut is_changed, mut text) = (head.to_vec(), false, String::new());
        let mut take = |text: &mut String, masked: &mut Vec<u8>| {
            let shown = self.known(text);
            is_changed |= matches!(shown, Cow::Owned(_));
            masked.extend(shown.encode_utf16().flat_map(write));
            text.clear();
        };
        for unit in char::decode_utf16(units) {
            match unit {
                Ok(char) => text.push(char),
                Err(half) => {
                    take(&mut text, &mut masked);
                    masked.extend(write(half.unpaired_surrogate()));
                }
            }
        }
        take(&mut text, &mut masked);
        masked.extend_from_slice(rest.as_chunks::<2>().1);
        is_changed.then_some(masked)
    }

    /// `value` with a mask in place of each known credential, in names and in texts, also where a number is one; the same
    /// value if there is none.
    pub fn value(&self, value: &Value) -> Value {
        self.changed(value).unwrap_or_else(|| value.clone())
    }

    /// `value` with masks; `None` if nothing in it is a credential.
    pub fn changed(&self, value: &Value) -> Option<Value> {
        if self.is_empty() {
            return None;
        }
        match value {
            Value::String(text) => match self.known(text) {
                Cow::Borrowed(same) if same == &**text => None,
                masked => Some(Value::from(masked.as_ref())),
            },
            Value::Number(_) => (self.known(&value.to_json()) == MASK).then(|| Value::from(MASK)),
            Value::Array(items) => {
                let changed: Vec<Option<Value>> = items.iter().map(|item| self.changed(item)).collect();
                changed.iter().any(Option::is_some).then(|| {
                    items.iter().zip(changed).map(|(item, changed)| changed.unwrap_or_else(|| item.clone())).collect()
                })
            }
            Value::Object(members) => {
                let mut is_changed = false;
                let masked: Vec<(Rc<str>, Value)> = members
                    .iter()
                    .map(|(name, member)| {
                        let shown = self.known(name);
                        let changed = self.changed(member);
                        is_changed |= changed.is_some() || *shown != **name;
                        let name = if *shown == **name { Rc::clone(name) } else { shown.into() };
                        (name, changed.unwrap_or_else(|| member.clone()))
                    })
                    .collect();
                is_changed.then(|| Value::from(masked.into_iter().collect::<asl_value::Map>()))
            }
            Value::Null | Value::Bool(_) => None,
        }
    }

    /// `text` as it may leave the page: known credentials masked, and whatever stands behind the scheme of one.
    pub fn text(&self, text: &str) -> String {
        without_proof(&without_proof(&self.known(text), "Bearer "), "Basic ")
    }

    /// The value of the header `name` as it may leave.
    pub fn header(&self, name: &str, value: &str) -> String {
        if CREDENTIALS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            return if name.eq_ignore_ascii_case("authorization") && value.ends_with(MASK) {
                value.to_owned()
            } else {
                MASK.to_owned()
            };
        }
        self.text(value)
    }
}

/// `text` with a mask in place of each of `places`.
fn masked(text: &str, places: &[Range<usize>]) -> String {
    let (mut masked, mut from) = (String::new(), 0);
    for place in places {
        masked.push_str(text.get(from..place.start).unwrap_or_default());
        masked.push_str(MASK);
        from = place.end;
    }
    masked.push_str(text.get(from..).unwrap_or_default());
    masked
}

/// `text` with a mask in place of each token behind `scheme`.
fn without_proof(text: &str, scheme: &str) -> String {
    let is_token = |char: char| char.is_ascii_alphanumeric() || "-._~+/=".contains(char);
    let mut pieces = text.split(scheme);
    let mut clean = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        clean.push_str(scheme);
        let rest = piece.trim_start_matches(is_token);
        // A word of a sentence is shorter: "Basic realm".
        if piece.len() - rest.len() >= 8 {
            clean.push_str(MASK);
            clean.push_str(rest);
        } else {
            clean.push_str(piece);
        }
    }
    clean
}

/// Everything of a connection that proves something.
fn values(connection: &Connection) -> Vec<Secret> {
    let hidden = |lists: [&Vec<super::connection::Parameter>; 3]| -> Vec<Secret> {
        lists.into_iter().flatten().filter(|one| one.is_secret).map(|one| one.value.clone()).collect()
    };
    let mut values = match &connection.authorization {
        Authorization::Basic { username, password } => {
            vec![Secret::new(format!("{username}:{}", password.expose())), password.clone()]
        }
        Authorization::ApiKey { value, .. } => {
            // A key may begin with its scheme.
            let bare = value.expose().rsplit(' ').next().unwrap_or_default();
            vec![value.clone(), Secret::new(bare)]
        }
        Authorization::OAuth(oauth) => {
            let secret = &oauth.client_secret;
            let parameters = &oauth.parameters;
            let mut values = vec![Secret::new(format!("{}:{}", oauth.client_id, secret.expose())), secret.clone()];
            values.extend(hidden([&parameters.headers, &parameters.query, &parameters.body]));
            values
        }
    };
    let invocation = &connection.invocation;
    values.extend(hidden([&invocation.headers, &invocation.query, &invocation.body]));
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{InvocationParameters, Parameter, Secret};
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD as BASE64;

    #[test]
    fn a_value_is_masked_wherever_it_holds_a_credential_and_stays_itself_where_not() {
        let redactor = Redactor::of_secrets([Secret::new("tok-1"), Secret::new("k"), Secret::new("4711")]);
        let masked = |text: &str| redactor.value(&Value::from_json(text).unwrap()).to_json();
        assert_eq!(
            masked(r#"{"tok-1":1,"a":["x tok-1","k","kiwi",4711,47110,null]}"#),
            r#"{"XXXXXXXX":1,"a":["x XXXXXXXX","XXXXXXXX","kiwi","XXXXXXXX",47110,null]}"#
        );
        assert!(redactor.changed(&Value::from_json(r#"{"a":["b",true]}"#).unwrap()).is_none());
        assert!(Redactor::default().changed(&Value::from("tok-1")).is_none());
    }

    #[test]
    fn a_value_of_one_or_two_characters_is_masked_where_it_is_a_whole_value() {
        let redactor = Redactor::of_secrets([Secret::new("k"), Secret::new("é7")]);
        for (text, expected) in [
            (r#"{"key":"k","kind":"kk"}"#, r#"{"key":"XXXXXXXX","kind":"kk"}"#),
            (r#""{\"a\":\"k\"}""#, r#""{\"a\":\"XXXXXXXX\"}""#),
            ("a=k&b=ok", "a=XXXXXXXX&b=ok"),
            ("<a>k</a> <b k='x'/>", "<a>XXXXXXXX</a> <b k='x'/>"),
            ("key: k\nlook", "key: XXXXXXXX\nlook"),
            ("ok, look, é7", "ok, look, é7"),
            ("[\"é7\"]", "[\"XXXXXXXX\"]"),
            ("k", "XXXXXXXX"),
        ] {
            assert_eq!(redactor.known(text), expected, "{text}");
        }
    }

    #[test]
    fn a_secret_is_found_in_bytes_that_are_no_text() {
        let redactor = Redactor::of_secrets([Secret::new("pä-ss")]);
        let wide = |to: fn(u16) -> [u8; 2]| "\u{1}pä-ss\u{2}".encode_utf16().flat_map(to).collect::<Vec<u8>>();
        for bytes in [
            b"\xffp\xe4-ss\xff".to_vec(),
            wide(u16::to_le_bytes),
            wide(u16::to_be_bytes),
            [b"\xff", "pä-ss".as_bytes()].concat(),
        ] {
            let masked = redactor.bytes(&bytes);
            let masks = [
                MASK.as_bytes().to_vec(),
                MASK.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                MASK.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            ];
            let has = |mask: &Vec<u8>| masked.windows(mask.len()).any(|part| part == mask);
            assert!(masks.iter().any(has), "{bytes:?}: {masked:?}");
            assert!(!masked.contains(&b'p'), "{bytes:?}: {masked:?}");
        }
        assert!(matches!(redactor.bytes(b"\xffnothing"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_secret_is_found_in_every_form_whatever_its_letters() {
        let mut random = fastrand::Rng::with_seed(7);
        let letters: Vec<char> = "abzAZ09-._~!'()*&<>\"\\/+=% ;:@#äß€😀".chars().collect();
        for _ in 0..300 {
            let secret: String = (0..random.usize(5..24)).filter_map(|_| random.choice(letters.iter())).collect();
            let redactor = Redactor::of_secrets([Secret::new(secret.as_str())]);
            let json = serde_json::Value::from(secret.as_str()).to_string();
            let twice = serde_json::Value::from(format!("{{\"a\":{json}}}")).to_string();
            let percent = crate::encode::component(&secret);
            for text in [
                secret.clone(),
                json.clone(),
                json.replace('/', "\\/"),
                twice,
                percent.clone(),
                percent.replace("%20", "+"),
                BASE64.encode(&secret),
                BASE64.encode(format!("user:{secret}")),
                base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(format!("u{secret}x")),
                needles::hex(&secret).to_uppercase(),
            ] {
                let shown = redactor.known(&format!("before {text} after")).into_owned();
                assert!(shown.contains(MASK) && !shown.contains(&secret), "{secret} in {text}: {shown}");
            }
        }
    }

    /// A character in one of the ways in which somebody may escape it, for whom a text is quoted afterwards or not.
    fn escaped(char: char, random: &mut fastrand::Rng) -> String {
        let unicode = |upper: bool| {
            let mut units = [0; 2];
            let code = |unit: &mut u16| if upper { format!("\\u{unit:04X}") } else { format!("\\u{unit:04x}") };
            char.encode_utf16(&mut units).iter_mut().map(code).collect::<String>()
        };
        let percent = |prefix: &str, upper: bool| {
            let mut bytes = [0; 4];
            let byte = |byte: u8| if upper { format!("{prefix}{byte:02X}") } else { format!("{prefix}{byte:02x}") };
            char.encode_utf8(&mut bytes).bytes().map(byte).collect::<String>()
        };
        match random.u8(..10) {
            0 => unicode(true),
            1 => unicode(false),
            2 => percent("%", true),
            3 => percent("%", false),
            4 => percent("%25", true),
            5 => format!("&#{};", u32::from(char)),
            6 => format!("&#x{:X};", u32::from(char)),
            7 => format!("&amp;#x{:x};", u32::from(char)),
            8 if char.is_ascii_punctuation() => format!("\\{char}"),
            _ => char.to_string(),
        }
    }

    #[test]
    fn a_secret_is_found_however_each_of_its_characters_is_escaped_and_how_often_all_is_quoted() {
        let mut random = fastrand::Rng::with_seed(11);
        let letters: Vec<char> = "abnrtuxzAZ09-._~!'()*&<>\"/+=% ;:@#äß€😀".chars().collect();
        for _ in 0..2_000 {
            let secret: String = (0..random.usize(5..24)).filter_map(|_| random.choice(letters.iter())).collect();
            let redactor = Redactor::of_secrets([Secret::new(secret.as_str())]);
            let text = match random.u8(..4) {
                0 => {
                    BASE64.encode(format!("{}{secret}{}", "x".repeat(random.usize(..3)), "y".repeat(random.usize(..3))))
                }
                1 => needles::hex(&secret),
                _ => secret.clone(),
            };
            let whole = text == secret;
            let mut text: String = text.chars().map(|char| escaped(char, &mut random)).collect();
            for _ in 0..random.usize(..3) {
                text = serde_json::Value::from(text).to_string();
            }
            let shown = redactor.known(&format!("before {text} after")).into_owned();
            let left = shown.len() - MASK.len() - "before  after".len();
            // Around a part of a longer text in base64 there are characters that hold bits of a neighbor.
            assert!(shown.contains(MASK) && (!whole || left <= 16), "{secret} in {text}: {shown}");
        }
    }

    /// `text` in one of the ways to write a text in another one.
    fn written(text: &str, random: &mut fastrand::Rng) -> String {
        let engine = |url: bool| {
            if url { base64::engine::general_purpose::URL_SAFE_NO_PAD } else { BASE64 }
        };
        let around = |random: &mut fastrand::Rng, text: &str| {
            format!("{}{text}{}", "x".repeat(random.usize(..4)), "y: ".repeat(random.usize(..3)))
        };
        match random.u8(..8) {
            0 => serde_json::Value::from(text).to_string(),
            1 => serde_json::Value::from(format!("{{\"a\":{}}}", serde_json::Value::from(text))).to_string(),
            2 => crate::encode::component(text),
            3 => text.chars().map(|char| format!("&#{};", u32::from(char))).collect::<Vec<_>>().concat(),
            4 => engine(false).encode(around(random, text)),
            5 => engine(true).encode(around(random, text)),
            6 => {
                let lines = BASE64.encode(format!("{}{text}", "a longer text before it ".repeat(4)));
                lines.as_bytes().chunks(76).map(|line| str::from_utf8(line).unwrap()).collect::<Vec<_>>().join("\r\n")
            }
            _ => needles::hex(&around(random, text)),
        }
    }

    #[test]
    fn a_secret_is_found_in_one_encoding_inside_of_another() {
        let mut random = fastrand::Rng::with_seed(17);
        let letters: Vec<char> = "abnrtuxzAZ09-._~!'()*&<>\\\"/+=% ;:@#äß€😀".chars().collect();
        for _ in 0..1_500 {
            let secret: String = (0..random.usize(6..24)).filter_map(|_| random.choice(letters.iter())).collect();
            let redactor = Redactor::of_secrets([Secret::new(secret.as_str())]);
            let inner = written(&secret, &mut random);
            let outer = written(&inner, &mut random);
            let third = serde_json::Value::from(outer.as_str()).to_string();
            for text in [&inner, &outer, &third] {
                let shown = redactor.known(&format!("before {text} after")).into_owned();
                assert!(shown.contains(MASK), "{secret} in {text}: {shown}");
                let rest = shown.replace(MASK, "");
                assert!(!rest.contains(&secret) && !rest.contains(&inner), "{secret} in {text}: {shown}");
            }
        }
    }

    #[test]
    fn what_was_only_encoded_is_left_as_it_is() {
        let redactor = Redactor::of_secrets([Secret::new("tok-1-and-more"), Secret::new("k"), Secret::new("~7!")]);
        let mut random = fastrand::Rng::with_seed(19);
        for _ in 0..300 {
            let bytes: Vec<u8> = (0..random.usize(20..400)).map(|_| random.u8(..)).collect();
            let letters: String = bytes.iter().copied().map(char::from).collect();
            for text in [BASE64.encode(&bytes), needles::hex(&letters)] {
                assert!(!redactor.known(&text).contains(MASK), "{text}");
            }
        }
        assert_eq!(redactor.known(&BASE64.encode(r#"{"a":"k"}"#)), "eyJhIjoiXXXXXXXXJ9");
    }

    #[test]
    fn a_secret_that_looks_like_something_escaped_is_found_as_it_stands_and_escaped() {
        let words =
            ["%5C", "%5c", "%255c", "&#92;", "&#x5C;", "&bsol;", "\\u005c", "\\", "%25", "&amp;", "a", "7", "/", "\""];
        let mut random = fastrand::Rng::with_seed(13);
        for _ in 0..2_000 {
            let secret: String =
                (0..random.usize(2..6)).filter_map(|_| random.choice(words)).collect::<String>() + "k3y";
            let redactor = Redactor::of_secrets([Secret::new(secret.as_str())]);
            let json = |text: &str| serde_json::Value::from(text).to_string();
            for text in [secret.clone(), json(&secret), json(&json(&secret)), crate::encode::component(&secret)] {
                let shown = redactor.known(&format!("before {text} after")).into_owned();
                assert!(shown.contains(MASK) && !shown.contains("k3y"), "{secret} in {text}: {shown}");
            }
        }
    }

    #[test]
    fn a_secret_that_repeats_itself_takes_no_longer_in_a_text_that_does() {
        let redactor = Redactor::of_secrets([Secret::new(format!("{}b", "a".repeat(20_000)))]);
        assert_eq!(redactor.known(&"a".repeat(60_000)), MASK, "too much rather than too little");
    }

    #[test]
    fn places_that_overlap_are_one_and_nothing_is_left_of_either() {
        let redactor = Redactor::of_secrets([Secret::new("abcdef"), Secret::new("defghi"), Secret::new("fg")]);
        assert_eq!(redactor.known("1 abcdefghi 2 defghi 3 abcdef"), "1 XXXXXXXX 2 XXXXXXXX 3 XXXXXXXX");
        assert_eq!(redactor.known("\"1 abcde… and abc…"), "\"1 XXXXXXXX… and abc…", "what is shortened");
        let slashes = Redactor::of_secrets([Secret::new(r"\\\\\\"), Secret::new(r"a\b\c\d")]);
        assert_eq!(slashes.known(r#"{"a":"\\\\\\","b":"a\\b\\c\\d"}"#), r#"{"a":"XXXXXXXX","b":"XXXXXXXX"}"#);
        let many = format!("abc{}e", "\\".repeat(100));
        assert_eq!(Redactor::of_secrets([Secret::new(many.as_str())]).known(&format!("1 {many} 2")), "1 XXXXXXXX 2");
    }

    #[test]
    fn a_credential_is_found_in_every_form_it_travels_in() {
        let connection = |authorization| Connection {
            name: "c".into(),
            arn: "arn".into(),
            authorization,
            invocation: InvocationParameters {
                query: vec![Parameter { key: "k".into(), value: Secret::new("hid den"), is_secret: true }],
                ..InvocationParameters::default()
            },
            ..Connection::default()
        };
        let redactor = Redactor::new(&Connections::new(vec![
            connection(Authorization::Basic { username: "demo".into(), password: Secret::new("pa\"ss") }),
            connection(Authorization::ApiKey { name: "x".into(), value: Secret::new("Bearer tok-1") }),
        ]));
        for text in
            ["pa\"ss", r#"{"p":"pa\"ss"}"#, "ZGVtbzpwYSJzcw==", "hid%20den", "hid den", "x tok-1 y", "demo:pa\"ss"]
        {
            let redacted = redactor.text(text);
            assert!(redacted.contains(MASK), "{text}: {redacted}");
            assert!(!redacted.contains("ss\"") || text.starts_with('{'), "{redacted}");
        }
        for text in [
            r#"a "{\"p\":\"pa\\\"ss\"}" b"#,
            "pa&quot;ss",
            "hid+den",
            "pa%22ss",
            "hidden: 686964206465 6e".replace(' ', "").as_str(),
            "6869642064656e",
            &BASE64.encode("x:hid den:y"),
            &BASE64.encode("xy:hid den:yz"),
            &BASE64.encode("xyz:hid den:yz"),
        ] {
            assert!(redactor.known(text).contains(MASK), "{text}");
        }
        assert_eq!(redactor.text("nothing here"), "nothing here");
        assert_eq!(redactor.text(r#"{"a":"Bearer abc.def-12345"}"#), r#"{"a":"Bearer XXXXXXXX"}"#);
        assert_eq!(redactor.text("Basic realm=x"), "Basic realm=x");
        assert_eq!(redactor.header("Set-Cookie", "a=1"), MASK);
        assert_eq!(redactor.header("authorization", "Basic XXXXXXXX"), "Basic XXXXXXXX");
        assert_eq!(redactor.header("x-echo", "tok-1"), MASK);
    }
}
