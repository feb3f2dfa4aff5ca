//! What a place of a text may stand for: the character itself, or one that is escaped there, for JSON, JavaScript, HTML, XML or a
//! URL, and for several of them after one another.
//!
//! Backslashes are passed over wherever they stand: how many of them a text has depends on how often it was quoted.

/// The characters that a place may stand for, each with where the next one begins.
#[derive(Default)]
pub(super) struct Readings {
    all: [(char, usize); MOST],
    count: usize,
}

/// The most readings of a place.
const MOST: usize = 12;
/// The most backslashes that are passed over at a place.
const BACKSLASHES: usize = 64;
/// The most backslashes in another form that are taken for what they are written as, at a place.
const OTHERS: usize = 6;
/// The most times that a percent or an ampersand is taken for one that was encoded again.
const AGAIN: usize = 4;

impl Readings {
    /// What may stand at `at`.
    pub(super) fn of(text: &str, at: usize) -> Self {
        let mut readings = Self::default();
        // What may be a backslash in another form may be these very characters, too.
        let mut others = [None; OTHERS];
        let mut free = others.iter_mut();
        let (bare, is_escaped) = behind_backslashes(text, at, |place| {
            if let Some(free) = free.next() {
                *free = Some(place);
            }
        });
        readings.at(text, bare, is_escaped);
        for place in others.into_iter().flatten() {
            readings.at(text, place, false);
        }
        readings
    }

    /// What may stand at `at`, where no backslash is passed over.
    fn at(&mut self, text: &str, at: usize, is_escaped: bool) {
        let Some(char) = char_at(text, at) else { return };
        self.add(char, at + char.len_utf8());
        match char {
            '%' => self.percent(text, at),
            '&' => self.entity(text, at + 1),
            '+' => self.add(' ', at + 1),
            _ if is_escaped => self.escape(text, at, char),
            _ => {}
        }
    }

    /// They, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (char, usize)> {
        self.all.iter().take(self.count).copied()
    }

    fn add(&mut self, char: char, next: usize) {
        // Whoever reads this passes over those, too.
        if char == '\\' {
            return;
        }
        if let Some(free) = self.all.get_mut(self.count) {
            *free = (char, next);
            self.count += 1;
        }
    }

    /// What follows a backslash.
    fn escape(&mut self, text: &str, at: usize, char: char) {
        match char {
            'n' => self.add('\n', at + 1),
            'r' => self.add('\r', at + 1),
            't' => self.add('\t', at + 1),
            'b' => self.add('\u{8}', at + 1),
            'f' => self.add('\u{c}', at + 1),
            'x' => {
                if let Some(char) = hex(text, at + 1, 2).and_then(char::from_u32) {
                    self.add(char, at + 3);
                }
            }
            'u' => self.unicode(text, at + 1),
            _ => {}
        }
    }

    /// What follows `\u`.
    fn unicode(&mut self, text: &str, at: usize) {
        let Some(unit) = hex(text, at, 4) else { return };
        let mut next = at + 4;
        let mut code = unit;
        if (0xd800..0xdc00).contains(&unit) {
            let (second, is_escaped) = behind_backslashes(text, next, |_| ());
            let low = hex(text, second + 1, 4).filter(|low| is_escaped && (0xdc00..0xe000).contains(low));
            let Some(low) = low.filter(|_| char_at(text, second) == Some('u')) else { return };
            code = 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
            next = second + 5;
        }
        let Some(char) = char::from_u32(code) else { return };
        self.add(char, next);
        // One JSON writer escapes what HTML knows, after another wrote HTML.
        if char == '&' {
            self.entity(text, next);
        }
    }

    /// A percent sign and what it encodes.
    fn percent(&mut self, text: &str, at: usize) {
        let mut at = at;
        for _ in 0..AGAIN {
            self.encoded(text, at);
            // `%25` is the sign itself, and what follows may be encoded once more.
            if text.get(at + 1..at + 3) != Some("25") || !text.is_char_boundary(at + 3) {
                return;
            }
            at += 2;
        }
    }

    /// The character whose bytes are encoded from `at` on, one `%` for each; the first sign may have stood before.
    fn encoded(&mut self, text: &str, at: usize) {
        let Some(first) = hex(text, at + 1, 2).and_then(|byte| u8::try_from(byte).ok()) else { return };
        let mut bytes = [first, 0, 0, 0];
        let length = match first {
            0..0x80 => 1,
            0xc0..0xe0 => 2,
            0xe0..0xf0 => 3,
            0xf0.. => 4,
            _ => return,
        };
        let mut next = at + 3;
        for byte in bytes.iter_mut().take(length).skip(1) {
            if char_at(text, next) != Some('%') {
                return;
            }
            while text.get(next + 1..next + 3) == Some("25") {
                next += 2;
            }
            let Some(value) = hex(text, next + 1, 2).and_then(|value| u8::try_from(value).ok()) else { return };
            *byte = value;
            next += 3;
        }
        let whole = bytes.get(..length).and_then(|bytes| str::from_utf8(bytes).ok());
        if let Some(char) = whole.and_then(|text| text.chars().next()) {
            self.add(char, next);
            if char == '&' {
                self.entity(text, next);
            }
        }
    }

    /// What an ampersand that ends at `at` begins.
    fn entity(&mut self, text: &str, at: usize) {
        let mut at = at;
        for _ in 0..AGAIN {
            match text.get(at..).and_then(|rest| rest.strip_prefix("amp;")) {
                Some(_) => at += 4,
                None => break,
            }
        }
        let amp = at;
        let Some(rest) = text.get(at..) else { return };
        // The ampersand itself, however often it was escaped.
        self.add('&', amp);
        let Some(end) = rest.bytes().take(LONGEST_ENTITY).position(|byte| byte == b';') else { return };
        let name = rest.get(..end).unwrap_or_default();
        let code = match name.strip_prefix('#') {
            Some(number) => match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok(),
                None => number.parse().ok(),
            },
            None => ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, char)| u32::from(*char)),
        };
        if let Some(char) = code.and_then(char::from_u32) {
            self.add(char, at + end + 1);
        }
    }
}

/// The most characters of an entity's name that are looked at.
const LONGEST_ENTITY: usize = 10;

/// Names of ASCII characters in HTML that writers of HTML and XML use.
const ENTITIES: [(&str, char); 34] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("plus", '+'),
    ("sol", '/'),
    ("equals", '='),
    ("num", '#'),
    ("excl", '!'),
    ("dollar", '$'),
    ("percnt", '%'),
    ("lpar", '('),
    ("rpar", ')'),
    ("ast", '*'),
    ("comma", ','),
    ("period", '.'),
    ("colon", ':'),
    ("semi", ';'),
    ("quest", '?'),
    ("commat", '@'),
    ("lbrack", '['),
    ("lsqb", '['),
    ("rbrack", ']'),
    ("rsqb", ']'),
    ("bsol", '\\'),
    ("Hat", '^'),
    ("lowbar", '_'),
    ("grave", '`'),
    ("lcub", '{'),
    ("lbrace", '{'),
    ("rcub", '}'),
    ("rbrace", '}'),
    ("verbar", '|'),
];

/// The place behind all backslashes at `at`, in whatever form, and whether there are any. `other` is told the places of those
/// that are written otherwise.
fn behind_backslashes(text: &str, at: usize, mut other: impl FnMut(usize)) -> (usize, bool) {
    let mut end = at;
    for _ in 0..BACKSLASHES {
        if text.as_bytes().get(end) == Some(&b'\\') {
            end += 1;
            continue;
        }
        let Some(rest) = text.get(end..) else { break };
        let escaped = end > at && starts_with(rest, "u005c");
        let length = match rest.bytes().next() {
            Some(b'u') if escaped => 5,
            Some(b'%') if starts_with(rest, "%5c") => 3,
            Some(b'%') if starts_with(rest, "%255c") => 5,
            Some(b'&') if rest.starts_with("&#92;") => 5,
            Some(b'&') if starts_with(rest, "&#x5c;") || rest.starts_with("&bsol;") => 6,
            _ => break,
        };
        other(end);
        end += length;
    }
    (end, end > at)
}

/// Whether `text` begins with `start`, which is in lower case, in whatever case.
fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
}

fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// The number of `digits` hexadecimal digits at `at`.
fn hex(text: &str, at: usize, digits: usize) -> Option<u32> {
    let found = text.get(at..at + digits).filter(|found| found.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u32::from_str_radix(found, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::Readings;

    /// Every text that a whole text may stand for.
    fn readings(text: &str) -> Vec<String> {
        let mut open = vec![(String::new(), 0)];
        let mut whole = Vec::new();
        while let Some((read, at)) = open.pop() {
            if at == text.len() {
                whole.push(read);
                continue;
            }
            open.extend(Readings::of(text, at).iter().map(|(char, next)| (format!("{read}{char}"), next)));
        }
        whole.sort();
        whole.dedup();
        whole
    }

    #[test]
    fn a_character_is_read_in_whatever_way_it_is_escaped() {
        for (text, expected) in [
            ("a", "a"),
            ("\\\"", "\""),
            ("\\\\\\\"", "\""),
            ("\\/", "/"),
            ("\\u00E9", "é"),
            ("\\\\u00e9", "é"),
            ("\\ud83d\\uDE00", "😀"),
            ("\\x41", "A"),
            ("\\n", "\n"),
            ("%C3%a9", "é"),
            ("%25C3%25A9", "é"),
            ("%2525", "%"),
            ("%f0%9f%98%80", "😀"),
            ("+", " "),
            ("%20", " "),
            ("&amp;amp;lt;", "<"),
            ("&#x2F;", "/"),
            ("&#43;", "+"),
            ("\\u0026#39;", "'"),
            ("%26quot%3b", "&quot;"),
            ("%5C%22", "\""),
            ("&#92;&quot;", "\""),
            ("\\u005c\\u0022", "\""),
        ] {
            assert!(readings(text).contains(&expected.to_owned()), "{text}: {:?}", readings(text));
        }
    }

    #[test]
    fn what_is_no_escape_is_itself() {
        for text in ["%", "%4", "%zz", "&", "&nothing;", "&#xffffffff;", "%C3", "%80", "u0041", "é%"] {
            assert!(readings(text).contains(&text.to_owned()), "{text}: {:?}", readings(text));
        }
        assert_eq!(readings("\\u12"), ["u12"], "backslashes are passed over");
        assert_eq!(readings("\\ud800x"), ["ud800x"]);
    }
}
