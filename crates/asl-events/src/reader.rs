//! Reads the grammar of event patterns, token by token, as AWS does: what is wrong first is what is said.

use asl_value::SortedMap;
use std::rc::Rc;

use crate::address::{self, Cidr};
use crate::condition::{Condition, NumericRange};
use crate::fold::Folded;
use crate::number;
use crate::pattern::{PatternError, Reason};
use crate::tokens::{Syntax, Token, Tokens};
use crate::wildcard::Wildcard;

/// Field names that AWS takes for operators written at the wrong place.
const RESERVED: [&str; 9] =
    ["exactly", "equals-ignore-case", "prefix", "suffix", "anything-but", "exists", "wildcard", "numeric", "cidr"];
/// The most combinations that `$or` may make.
const MOST_WAYS: usize = 1_000;

/// One way to match: the conditions of each whole name.
pub(crate) type WayMap = SortedMap<Rc<str>, Rc<[Condition]>>;
type Read<T> = Result<T, PatternError>;

/// Which operator stands in `anything-but`.
#[derive(Clone, Copy, PartialEq)]
enum Inner {
    None,
    Prefix,
    Suffix,
    IgnoreCase,
    Wildcard,
}

pub(crate) struct Reader<'a> {
    text: &'a str,
    tokens: Tokens<'a>,
    /// An operator of `anything-but` has an empty list, which AWS only notices in the end.
    is_list_empty: bool,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, tokens: Tokens::new(text), is_list_empty: false }
    }

    /// The ways to match, at least one.
    pub(crate) fn read(mut self) -> Read<Vec<WayMap>> {
        if self.next()? != Token::StartObject {
            return self.fail(Reason::NotAnObject);
        }
        let mut ways = Vec::new();
        self.object(&mut ways, "", true, false)?;
        if self.is_list_empty {
            return Err(PatternError::without_place(Reason::AnythingButEmpty));
        }
        Ok(ways)
    }

    fn error(&self, reason: Reason, at: usize) -> PatternError {
        PatternError { reason, at: Some(at), location: Tokens::location(self.text, at), is_twice: false }
    }

    fn fail<T>(&self, reason: Reason) -> Read<T> {
        Err(self.error(reason, self.tokens.place()))
    }

    fn next(&mut self) -> Read<Token> {
        self.tokens.next().map_err(|Syntax { message, at }| self.error(Reason::Syntax(message), at))
    }

    /// The next token has to end the object.
    fn end(&mut self, otherwise: Reason) -> Read<()> {
        if self.next()? == Token::EndObject { Ok(()) } else { self.fail(otherwise) }
    }

    fn object(&mut self, ways: &mut Vec<WayMap>, path: &str, is_root: bool, in_or: bool) -> Read<()> {
        let mut any = false;
        while let Token::Name(name) = self.next()? {
            any = true;
            if name == "$or" {
                self.or(ways, path, is_root)?;
                continue;
            }
            if in_or && RESERVED.contains(&name.as_str()) {
                return self.fail(Reason::Reserved(name));
            }
            let whole = if is_root { name.clone() } else { [path, ".", &name].concat() };
            match self.next()? {
                Token::StartObject => self.object(ways, &whole, false, in_or)?,
                Token::StartArray => {
                    let conditions: Rc<[Condition]> = self.conditions()?.into();
                    if ways.is_empty() {
                        ways.push(WayMap::new());
                    }
                    let whole: Rc<str> = whole.into();
                    for way in ways.iter_mut() {
                        way.insert(Rc::clone(&whole), Rc::clone(&conditions));
                    }
                }
                _ => return self.fail(Reason::NeitherObjectNorArray(name)),
            }
        }
        if any { Ok(()) } else { self.fail(Reason::EmptyObject) }
    }

    fn or(&mut self, ways: &mut Vec<WayMap>, path: &str, is_root: bool) -> Read<()> {
        if self.next()? != Token::StartArray {
            return self.fail(Reason::OrArray);
        }
        let mut before = std::mem::take(ways);
        if before.is_empty() {
            before.push(WayMap::new());
        }
        let mut count = 0;
        loop {
            match self.next()? {
                Token::EndArray => break,
                Token::StartObject => {}
                _ => return self.fail(Reason::OrObject),
            }
            count += 1;
            let mut inside = before.clone();
            self.object(&mut inside, path, is_root, true)?;
            ways.append(&mut inside);
            if ways.len() > MOST_WAYS {
                return Err(PatternError::without_place(Reason::Combinations));
            }
        }
        if count < 2 { self.fail(Reason::OrCount) } else { Ok(()) }
    }

    fn conditions(&mut self) -> Read<Vec<Condition>> {
        let mut found = Vec::new();
        loop {
            let condition = match self.next()? {
                Token::EndArray => break,
                Token::StartObject => self.expression()?,
                Token::String(text) => {
                    self.tokens.take_text();
                    match address::address(&text) {
                        Some(digits) => Condition::Address(text, digits),
                        None => Condition::Text(text),
                    }
                }
                Token::Number(text) => {
                    let double = number::comparable(&text);
                    Condition::Number(text, double)
                }
                Token::True => Condition::Word("true"),
                Token::False => Condition::Word("false"),
                Token::Null => Condition::Word("null"),
                _ => return self.fail(Reason::Value),
            };
            found.push(condition);
        }
        if found.is_empty() { self.fail(Reason::EmptyArray) } else { Ok(found) }
    }

    /// The string that an operator needs.
    fn string(&mut self, operator: &'static str) -> Read<String> {
        let token = self.next()?;
        self.as_string(token, operator)
    }

    fn as_string(&mut self, token: Token, operator: &'static str) -> Read<String> {
        let Token::String(text) = token else { return self.fail(Reason::NotAString(operator)) };
        self.tokens.take_text();
        Ok(text)
    }

    /// A condition whose object was opened.
    fn expression(&mut self) -> Read<Condition> {
        let Token::Name(name) = self.next()? else { return self.fail(Reason::NoOperator) };
        let condition = match name.as_str() {
            "exactly" => Condition::Text(self.string("exact")?),
            "prefix" => self.affix("prefix", Condition::Prefix, Condition::PrefixIgnoreCase)?,
            "suffix" => self.affix("suffix", Condition::Suffix, Condition::SuffixIgnoreCase)?,
            "equals-ignore-case" => Condition::EqualsIgnoreCase(Folded::new(&self.string("equals-ignore-case")?)),
            "wildcard" => {
                let token = self.next()?;
                self.wildcard(token)?
            }
            "cidr" => {
                // AWS has the words of `prefix` here.
                let text = self.string("prefix")?;
                let cidr = Cidr::parse(&text).map_err(|error| PatternError::without_place(error.into()))?;
                Condition::Cidr(text, cidr)
            }
            "exists" => match self.next()? {
                Token::True => Condition::Exists(true),
                Token::False => Condition::Exists(false),
                _ => return self.fail(Reason::Exists),
            },
            "numeric" => {
                if self.next()? != Token::StartArray {
                    return self.fail(Reason::NumericArray);
                }
                let range = self.numeric()?;
                self.end(Reason::TooManyElements)?;
                return Ok(range);
            }
            "anything-but" => return self.anything_but(),
            _ => return self.fail(Reason::UnknownOperator(name)),
        };
        self.end(Reason::OneKey)?;
        Ok(condition)
    }

    fn affix(
        &mut self,
        operator: &'static str,
        plain: fn(String) -> Condition,
        ignoring: fn(Folded) -> Condition,
    ) -> Read<Condition> {
        let token = self.next()?;
        if token != Token::StartObject {
            return Ok(plain(self.as_string(token, operator)?));
        }
        let Token::Name(name) = self.next()? else { return self.fail(Reason::NoOperator) };
        if name != "equals-ignore-case" {
            return self.fail(Reason::Unsupported(operator, name));
        }
        let text = self.string("equals-ignore-case")?;
        self.end(Reason::OneKey)?;
        Ok(ignoring(Folded::new(&text)))
    }

    fn wildcard(&mut self, token: Token) -> Read<Condition> {
        let text = self.as_string(token, "wildcard")?;
        self.compiled(&text)
    }

    fn compiled(&self, text: &str) -> Read<Condition> {
        match Wildcard::parse(text) {
            Ok(wildcard) => Ok(Condition::Wildcard(wildcard)),
            Err(error) => self.fail(error.into()),
        }
    }

    fn double(&mut self, operator: &'static str) -> Read<String> {
        match self.next()? {
            Token::Number(text) => Ok(text),
            _ => self.fail(Reason::NotANumber(operator)),
        }
    }

    fn comparable(&self, text: &str) -> Read<f64> {
        match number::comparable(text) {
            Some(double) => Ok(double),
            None => self.fail(Reason::Incomparable(text.to_owned())),
        }
    }

    /// The list of `numeric`, which was opened.
    fn numeric(&mut self) -> Read<Condition> {
        let token = self.next()?;
        let Token::String(operator) = &token else {
            return self.fail(Reason::NumericMember(token.text().to_owned()));
        };
        self.tokens.take_text();
        let (name, is_bottom, is_open) = match operator.as_str() {
            "=" => ("equals", false, false),
            ">" => (">", true, true),
            ">=" => (">=", true, false),
            "<" => ("<", false, true),
            "<=" => ("<=", false, false),
            _ => {
                // The value behind it was read already.
                let operator = operator.clone();
                self.next()?;
                return self.fail(Reason::NumericOperator(operator));
            }
        };
        let text = self.double(name)?;
        let token = self.next()?;
        if token == Token::EndArray {
            let number = self.comparable(&text)?;
            return Ok(if name == "equals" {
                Condition::Number(text, Some(number))
            } else if is_bottom {
                Condition::Numeric(NumericRange { bottom: Some((number, is_open)), top: None })
            } else {
                Condition::Numeric(NumericRange { bottom: None, top: Some((number, is_open)) })
            });
        }
        if !is_bottom {
            return self.fail(Reason::TooManyElements);
        }
        let Token::String(second) = &token else {
            return self.fail(Reason::NumericSecond(token.text().to_owned()));
        };
        self.tokens.take_text();
        let (second, is_top_open) = match second.as_str() {
            "<" => ("<", true),
            "<=" => ("<=", false),
            _ => return self.fail(Reason::NumericSecondOperator(second.clone())),
        };
        let top_text = self.double(second)?;
        if self.next()? != Token::EndArray {
            return self.fail(Reason::TooManyTerms);
        }
        let double = |text: &str| text.parse::<f64>().unwrap_or(f64::INFINITY);
        if double(&text) >= double(&top_text) {
            return self.fail(Reason::Bounds);
        }
        let bottom = self.comparable(&text)?;
        let top = self.comparable(&top_text)?;
        Ok(Condition::Numeric(NumericRange { bottom: Some((bottom, is_open)), top: Some((top, is_top_open)) }))
    }

    fn anything_but(&mut self) -> Read<Condition> {
        let mut token = self.next()?;
        let mut inner = Inner::None;
        if token == Token::StartObject {
            let Token::Name(name) = self.next()? else { return self.fail(Reason::AnythingButNoOperator) };
            inner = match name.as_str() {
                "prefix" => Inner::Prefix,
                "suffix" => Inner::Suffix,
                "equals-ignore-case" => Inner::IgnoreCase,
                "wildcard" => Inner::Wildcard,
                _ => return self.fail(Reason::Unsupported("anything-but", name)),
            };
            token = self.next()?;
        }
        let these = match token {
            Token::StartArray => self.excluded_list(inner)?,
            Token::String(_) | Token::Number(_) => vec![self.excluded(inner, token, false)?],
            _ => return self.fail(Reason::AnythingButValue),
        };
        self.end(Reason::TooManyElements)?;
        if inner != Inner::None {
            self.end(Reason::TooManyElements)?;
        }
        Ok(Condition::AnythingBut(these))
    }

    fn excluded_list(&mut self, inner: Inner) -> Read<Vec<Condition>> {
        let mut these = Vec::new();
        let mut wildcards = Vec::new();
        loop {
            let one = self.next().and_then(|token| match token {
                Token::EndArray => Ok(None),
                // Wildcards are looked at when the list is over.
                token if inner == Inner::Wildcard => {
                    let text = self.as_string(token, "wildcard")?;
                    wildcards.push(text.clone());
                    Ok(Some(Condition::Text(text)))
                }
                token => self.excluded(inner, token, true).map(Some),
            });
            match one {
                Ok(Some(one)) => these.push(one),
                Ok(None) => break,
                Err(error) => return Err(PatternError { is_twice: true, ..error }),
            }
        }
        if inner == Inner::Wildcard {
            these = wildcards.iter().map(|text| self.compiled(text)).collect::<Read<_>>()?;
        }
        if inner == Inner::None {
            let numbers = these.iter().filter(|one| matches!(one, Condition::Number(..))).count();
            if these.is_empty() || (numbers > 0 && numbers < these.len()) {
                return self.fail(Reason::AnythingButMixed);
            }
        } else {
            self.is_list_empty |= these.is_empty();
        }
        Ok(these)
    }

    /// One value of `anything-but`.
    fn excluded(&mut self, inner: Inner, token: Token, in_list: bool) -> Read<Condition> {
        match (inner, token) {
            (Inner::Wildcard, token) => self.wildcard(token),
            (Inner::None, Token::Number(text)) => match (number::comparable(&text), in_list) {
                (None, false) => Err(PatternError::without_place(Reason::Incomparable(text))),
                (None, true) => self.fail(Reason::Incomparable(text)),
                (double, _) => Ok(Condition::Number(text, double)),
            },
            (_, Token::String(text)) => {
                self.tokens.take_text();
                match inner {
                    Inner::IgnoreCase => Ok(Condition::EqualsIgnoreCase(Folded::new(&text))),
                    Inner::Prefix | Inner::Suffix if text.is_empty() => self.fail(Reason::EmptyAffix),
                    Inner::Prefix => Ok(Condition::Prefix(text)),
                    Inner::Suffix => Ok(Condition::Suffix(text)),
                    Inner::None | Inner::Wildcard => Ok(Condition::Text(text)),
                }
            }
            (Inner::Prefix | Inner::Suffix, _) => self.fail(Reason::NotAString("prefix/suffix")),
            (Inner::IgnoreCase, _) => self.fail(Reason::AnythingButCase),
            (Inner::None, _) => self.fail(Reason::AnythingButMember),
        }
    }
}
