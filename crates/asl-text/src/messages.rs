//! The words for what is wrong with a text as JSON or YAML (ASL01xx).

use crate::Format;
use crate::diagnostic::{Code, Detail};

/// What is wrong with a text before anyone asks what it means.
#[derive(Clone, Debug, PartialEq)]
pub enum TextProblem {
    /// There is no value in the text.
    Empty(Format),
    /// A closing bracket that nothing opens.
    ExtraBracket(char),
    /// Something follows the value.
    TextAfterValue,
    /// No value where there has to be one.
    MissingValue,
    /// A word that needs quotes, or is spelled differently in JSON.
    Unquoted(String),
    /// More brackets inside each other than are read.
    TooDeep {
        /// The notation of the text.
        format: Format,
        /// How many are read.
        most: usize,
    },
    /// No comma between two elements.
    MissingComma,
    /// A comma that separates nothing.
    ExtraComma,
    /// A comma before the closing bracket.
    TrailingComma(char),
    /// A comment in JSON.
    Comment,
    /// The text ends inside an object (`{`) or an array (`[`).
    NeverClosed(char),
    /// By the indentation, an object (`{`) or an array (`[`) ends here.
    MissingClose {
        /// The bracket that is open.
        open: char,
        /// The line that it stands in.
        line: usize,
        /// The blanks before that line.
        indent: usize,
        /// Whether a comma is missing with it.
        lacks_comma: bool,
    },
    /// Another bracket closes before this one does.
    ClosedByOther {
        /// The bracket that is open.
        open: char,
        /// The one that closes.
        close: char,
    },
    /// `:` between the elements of an array, or `;` anywhere.
    WrongSeparator(char),
    /// A value in an object without a key.
    MissingKey,
    /// A `:` in an object without a key before it.
    MissingKeyBeforeColon,
    /// `=` or `=>` between a key and its value.
    WrongColon(&'static str),
    /// A key and nothing else.
    MissingValueOfKey(String),
    /// A key and a value with nothing in between.
    MissingColon(String),
    /// A key that the object has already.
    DuplicateKey(String),
    /// A character that means nothing in its place.
    Stray(char),
    /// A blank that JSON does not count as one.
    InvisibleCharacter,
    /// A line break, a tab or their like inside a string.
    ControlCharacter(char),
    /// A string in single quotes, which means this.
    SingleQuotes(String),
    /// A string without its closing quote.
    UnclosedString(char),
    /// A placeholder without its closing brace, as written.
    UnclosedPlaceholder(String),
    /// Half of a surrogate pair.
    LoneSurrogate,
    /// `\u` without its four digits.
    ShortUnicodeEscape,
    /// A backslash before a character that has no escape.
    UnknownEscape(char),
    /// A number that JSON does not have.
    Number {
        /// As written.
        token: String,
        /// What is wrong with it.
        problem: NumberProblem,
    },
    /// What the YAML parser stops at.
    Yaml(YamlProblem),
    /// A tag that means nothing here.
    UnknownTag(String),
    /// More than one document.
    MoreDocuments,
    /// An alias of the value it stands in.
    AliasOfItself,
    /// Aliases that stand for more values than are read.
    TooManyAliases(usize),
    /// A key that is no text, but for example an array.
    KeyIsNotText(&'static str),
}

/// What is wrong with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberProblem {
    /// `0x…`
    Hexadecimal,
    /// `+1`
    Plus,
    /// `.5` or `5.`
    Dot,
    /// `1_000`
    Underscore,
    /// `007`
    LeadingZero,
    /// It is no number at all.
    Text,
}

/// Why YAML cannot be read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YamlProblem {
    /// A string without its closing quote.
    UnclosedString,
    /// A backslash before a character that has no escape.
    UnknownEscape,
    /// An alias of no anchor.
    UnknownAnchor,
    /// A tab in the indentation.
    Tab,
    /// More brackets inside each other than the parser reads.
    TooDeep,
    /// `%` at the beginning of plain text.
    Percent,
    /// `@` or a backtick at the beginning of plain text.
    Reserved,
    /// A `:` where no key can be.
    Colon,
    /// Brackets that do not go on as they must.
    Brackets,
    /// A key without a `:`.
    KeyWithoutColon,
    /// A line that is indented like none above it.
    Indentation,
    /// Something else.
    Other,
}

fn is_word_of_another_language(word: &str) -> bool {
    matches!(word, "True" | "False" | "None" | "Null" | "NULL" | "undefined" | "nil" | "NaN" | "Infinity")
}

fn whole(bracket: char) -> (&'static str, char) {
    if bracket == '{' { ("object", '}') } else { ("array", ']') }
}

impl Detail for TextProblem {
    fn code(&self) -> Code {
        match self {
            Self::DuplicateKey(_) => Code::DuplicateKey,
            Self::Comment | Self::TrailingComma(_) => Code::NotStrictJson,
            Self::UnknownTag(_) | Self::MoreDocuments | Self::AliasOfItself | Self::TooManyAliases(_) => {
                Code::UnsupportedYaml
            }
            _ => Code::Syntax,
        }
    }

    fn message(&self) -> String {
        match self {
            Self::Empty(_) => "the text is empty".to_owned(),
            Self::ExtraBracket(bracket) => format!("there is an extra `{bracket}`"),
            Self::TextAfterValue => "there is more text after the end of the value".to_owned(),
            Self::MissingValue => "a value is missing here".to_owned(),
            Self::Unquoted(word) if is_word_of_another_language(word) => format!("JSON has no value `{word}`"),
            Self::Unquoted(_) => "text needs double quotes in JSON".to_owned(),
            Self::TooDeep { format: Format::Json, most } => {
                format!("arrays and objects are nested more than {most} levels deep")
            }
            Self::TooDeep { format: Format::Yaml, most } => {
                format!("lists and objects are nested more than {most} levels deep")
            }
            Self::MissingComma => "a comma is missing after this".to_owned(),
            Self::ExtraComma => "there is nothing before this comma".to_owned(),
            Self::TrailingComma(bracket) => format!("trailing comma before `{bracket}`"),
            Self::Comment => "JSON has no comments".to_owned(),
            Self::NeverClosed(bracket) => format!("this {} is never closed", whole(*bracket).0),
            Self::MissingClose { open, line, .. } => {
                format!("`{}` is missing after this, for the `{open}` in line {line}", whole(*open).1)
            }
            Self::ClosedByOther { open, close } => format!("`{open}` is not closed before `{close}`"),
            Self::WrongSeparator(':') => "`:` cannot separate the elements of an array".to_owned(),
            Self::WrongSeparator(separator) => format!("`{separator}` cannot separate elements in JSON"),
            Self::MissingKey => "this value in an object has no key".to_owned(),
            Self::MissingKeyBeforeColon => "there is no key before `:`".to_owned(),
            Self::WrongColon(found) => format!("a key and its value are separated by `:`, not `{found}`"),
            Self::MissingValueOfKey(key) => format!("the key `{key}` has no value"),
            Self::MissingColon(key) => format!("there is no `:` after the key `{key}`"),
            Self::DuplicateKey(key) => format!("this object already has a key `{key}`"),
            Self::Stray(character) => format!("`{character}` is not allowed here"),
            Self::InvisibleCharacter => {
                "there is an invisible character that JSON does not count as white space".to_owned()
            }
            Self::ControlCharacter(_) => "there is a control character in this string".to_owned(),
            Self::SingleQuotes(_) => "JSON strings need double quotes".to_owned(),
            Self::UnclosedString(_) => "this string has no closing quote on its line".to_owned(),
            Self::UnclosedPlaceholder(_) => "this placeholder is never closed".to_owned(),
            Self::LoneSurrogate => "half of a surrogate pair is not a character".to_owned(),
            Self::ShortUnicodeEscape => "`\\u` needs four hexadecimal digits".to_owned(),
            Self::UnknownEscape(character) => format!("JSON has no escape `\\{character}`"),
            Self::Number { token, .. } => format!("`{token}` is not a number in JSON"),
            Self::Yaml(problem) => problem.message().to_owned(),
            Self::UnknownTag(name) => format!("the tag `{name}` is unknown and ignored"),
            Self::MoreDocuments => "only the first document of a YAML text is read".to_owned(),
            Self::AliasOfItself => "this alias is inside the value that it refers to".to_owned(),
            Self::TooManyAliases(most) => format!("the aliases in this text expand to more than {most} values"),
            Self::KeyIsNotText(found) => format!("a key must be a string, not {found}"),
        }
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Empty(Format::Json) => "write a value; a definition begins with `{ \"StartAt\": …`".to_owned(),
            Self::Empty(Format::Yaml) => {
                "write a definition: in YAML it begins with `StartAt:`, in JSON with `{`".to_owned()
            }
            Self::ExtraBracket(_) => "delete it, or add the bracket that opens it".to_owned(),
            Self::TextAfterValue => "a text holds only one value: delete the rest".to_owned(),
            Self::MissingValue => {
                "write a string in double quotes, a number, `true`, `false`, `null`, an array or an object".to_owned()
            }
            Self::Unquoted(word) => match &**word {
                "True" => "in JSON, write `true` in lowercase".to_owned(),
                "False" => "in JSON, write `false` in lowercase".to_owned(),
                "None" | "Null" | "NULL" | "undefined" | "nil" => "in JSON, write `null`".to_owned(),
                "NaN" | "Infinity" => "JSON has no such number".to_owned(),
                _ => format!("write \"{word}\""),
            },
            Self::TooDeep { format: Format::Json, .. } => "anything deeper is ignored".to_owned(),
            Self::TooDeep { format: Format::Yaml, .. } => "the text is read only up to here".to_owned(),
            Self::MissingComma => "separate elements with commas".to_owned(),
            Self::ExtraComma | Self::Stray(_) | Self::InvisibleCharacter => "delete it".to_owned(),
            Self::TrailingComma(_) => "delete the comma".to_owned(),
            Self::Comment => "move the text to a `Comment` field".to_owned(),
            Self::NeverClosed(bracket)
            | Self::MissingClose { open: bracket, .. }
            | Self::ClosedByOther { open: bracket, .. } => {
                format!("add the missing `{}`", whole(*bracket).1)
            }
            Self::WrongSeparator(':') => "write a comma, or an object in `{ }`".to_owned(),
            Self::WrongSeparator(_) => "write a comma".to_owned(),
            Self::MissingKey => "write `\"key\": ` before it".to_owned(),
            Self::MissingKeyBeforeColon => "write a key in double quotes".to_owned(),
            Self::WrongColon(found) => format!("replace `{found}` with `:`"),
            Self::MissingValueOfKey(_) => "write `: ` and a value after it".to_owned(),
            Self::MissingColon(_) => "write `:` between the key and the value".to_owned(),
            Self::DuplicateKey(_) => "only the last one is kept: rename or delete one of them".to_owned(),
            Self::ControlCharacter('\t') => "write it as `\\t`".to_owned(),
            Self::ControlCharacter(control) => format!("write it as `\\u{:04x}`", u32::from(*control)),
            Self::SingleQuotes(text) => format!("write \"{text}\""),
            Self::UnclosedString(quote) => format!("add {quote} at the end; write a line break in a string as `\\n`"),
            Self::UnclosedPlaceholder(written) => format!("write `{written}}}`"),
            Self::LoneSurrogate => "write both halves, such as `\\ud83d\\ude00`, or the character itself".to_owned(),
            Self::ShortUnicodeEscape => "write the character itself, or `\\u0041`".to_owned(),
            Self::UnknownEscape('\'') => "a single quote needs no backslash".to_owned(),
            Self::UnknownEscape(character) => {
                format!("write `\\\\{character}` for a backslash followed by `{character}`")
            }
            Self::Number { problem, .. } => problem.hint().to_owned(),
            Self::Yaml(problem) => problem.hint().to_owned(),
            Self::UnknownTag(_) => "delete the tag".to_owned(),
            Self::MoreDocuments => "delete the other documents, or open each one separately".to_owned(),
            Self::AliasOfItself => "use an alias only after the value of its anchor".to_owned(),
            Self::TooManyAliases(_) => "write the values in place of the aliases, or use fewer of them".to_owned(),
            Self::KeyIsNotText(_) => "put it in quotes".to_owned(),
        })
    }
}

impl NumberProblem {
    fn hint(self) -> &'static str {
        match self {
            Self::Hexadecimal => "JSON has no hexadecimal numbers: write it in decimal",
            Self::Plus => "remove the `+`",
            Self::Dot => "a dot needs digits on both sides: `0.5`",
            Self::Underscore => "remove the `_`",
            Self::LeadingZero => "a number does not start with zeros; put an identifier in double quotes",
            Self::Text => "put text in double quotes",
        }
    }
}

impl YamlProblem {
    fn message(self) -> &'static str {
        match self {
            Self::UnclosedString => "this string is never closed",
            Self::UnknownEscape => "this string has an escape that YAML does not know",
            Self::UnknownAnchor => "there is no anchor with this name above",
            Self::Tab => "YAML cannot be indented with tabs",
            Self::TooDeep => "brackets are nested too deep",
            Self::Percent => "text that begins with `%` needs quotes",
            Self::Reserved => "YAML reserves this character",
            Self::Colon => "there is a `:` where a key isn't allowed",
            Self::Brackets => "the list in brackets does not continue correctly here",
            Self::KeyWithoutColon => "this key has no `:`",
            Self::Indentation => "this line is not aligned with the lines above it",
            Self::Other => "the YAML can't be read from here on",
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Self::UnclosedString => "add the missing quote",
            Self::UnknownEscape => {
                "write `\\\\` for a backslash, or put the string in single quotes, where backslashes are plain"
            }
            Self::UnknownAnchor => "put `&name` before the value that the alias refers to",
            Self::Tab => "indent with spaces",
            Self::TooDeep => "YAML here can nest at most 255 brackets",
            Self::Percent => "put expressions in quotes: \"{% $states.input %}\"",
            Self::Reserved => "put the text in quotes",
            Self::Colon => "put text that contains `: ` in quotes, and check the indentation",
            Self::Brackets => "separate its parts with commas and close the bracket",
            Self::KeyWithoutColon => "write `key: value`",
            Self::Indentation => "check its indentation: siblings start in the same column",
            Self::Other => "check the indentation and the quotes",
        }
    }
}
