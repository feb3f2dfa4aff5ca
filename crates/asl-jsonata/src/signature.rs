//! What a function takes and gives, as a person reads it: `$substring(str: string, start: number, length?: number)`.

use jlens_core::function_catalog;

/// The functions that AWS adds: name, JSONata's form of the signature, parameters.
const AWS: [(&str, &str, &[&str]); 6] = [
    ("partition", "<an?:a>", &["array", "size"]),
    ("range", "<nnn:a>", &["first", "last", "step"]),
    ("hash", "<ss:s>", &["data", "algorithm"]),
    ("random", "<n?:n>", &["seed"]),
    ("uuid", "<:s>", &[]),
    ("parse", "<s:x>", &["json"]),
];

/// The signature of the function `name`, which comes without `$`.
pub(crate) fn signature(name: &str) -> Option<String> {
    let own = || function_catalog().into_iter().find(|known| known.name == name);
    let (form, parameters) = match AWS.iter().find(|(known, ..)| *known == name) {
        Some((_, form, parameters)) => ((*form).to_owned(), *parameters),
        None => own().map(|known| (known.signature, known.params))?,
    };
    let form = form.trim_start_matches('<').trim_end_matches('>');
    let mut rest = form.chars().peekable();
    let mut written = Vec::new();
    let mut index = 0;
    while rest.peek().is_some_and(|next| *next != ':') {
        let kind = kind(&mut rest);
        let mut optional = false;
        while let Some(mark) = rest.next_if(|next| matches!(next, '-' | '?' | '+')) {
            optional |= mark == '?';
        }
        let name = parameters.get(index).copied().unwrap_or("value");
        index += 1;
        written.push(format!("{name}{}: {kind}", if optional { "?" } else { "" }));
    }
    rest.next();
    let gives = if rest.peek().is_some() { format!(" → {}", kind(&mut rest)) } else { String::new() };
    Some(format!("${name}({}){gives}", written.join(", ")))
}

/// Reads one type of a signature (JSONata documentation, "Function signature syntax").
fn kind(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let word = |letter: char| match letter {
        'b' => "boolean",
        'n' => "number",
        's' => "string",
        'l' => "null",
        'a' => "array",
        'o' => "object",
        'f' => "function",
        _ => "any value",
    };
    let Some(first) = rest.next() else { return String::new() };
    if first == '(' {
        let mut choices = Vec::new();
        while let Some(letter) = rest.next_if(|next| *next != ')') {
            choices.push(word(letter));
        }
        rest.next();
        return choices.join(" or ");
    }
    let mut inner = None;
    if rest.next_if_eq(&'<').is_some() {
        inner = rest.next();
        let mut open = 1;
        while open > 0 {
            match rest.next() {
                Some('<') => open += 1,
                Some('>') => open -= 1,
                Some(_) => {}
                None => break,
            }
        }
    }
    match (first, inner) {
        ('a', Some(item)) => format!("array of {}s", word(item)),
        (letter, _) => word(letter).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::engine::function_names;
    use super::signature;

    #[test]
    fn a_signature_is_written_for_people() {
        for (name, expected) in [
            ("substring", "$substring(str: string, start: number, length?: number) → string"),
            ("sum", "$sum(array: array of numbers) → number"),
            ("contains", "$contains(str: string, token: string or function) → boolean"),
            ("map", "$map(arr: array, func: function)"),
            ("match", "$match(str: string, regex: function, limit?: number) → array of objects"),
            ("now", "$now(picture?: string, timezone?: string) → string"),
            ("hash", "$hash(data: string, algorithm: string) → string"),
            ("uuid", "$uuid() → string"),
        ] {
            assert_eq!(signature(name).as_deref(), Some(expected));
        }
        for name in function_names() {
            assert!(signature(name).is_some(), "{name} has a signature");
        }
        assert_eq!(signature("nope"), None);
    }
}
