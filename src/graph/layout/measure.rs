//! How large things are. The library has no fonts: widths are those of usual sans-serif letters, rather too wide than
//! too narrow.

/// The width of a text in pixels at a font size.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size
}

/// The width of a text in bold letters.
pub fn bold_width(text: &str, size: f64) -> f64 {
    width(text, size) * BOLD
}

/// How much wider bold letters are, those of the widest usual fonts included.
pub const BOLD: f64 = 1.15;

/// The width of a letter at size 1.
fn advance(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | '|' | '\'' | '.' | ',' | ':' | ';' | '!' => 0.31,
        ' ' | 'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '\\' | '-' | 'I' | '`' | '"' => 0.4,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.92,
        'A'..='Z' | '&' | '=' | '<' | '>' | '+' | '≥' | '≤' | '_' => 0.7,
        letter if letter.is_ascii() => 0.6,
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' => 0.0,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{ffdc}' | '\u{1f000}'.. => 1.05,
        _ => 0.62,
    }
}

/// The text as far as it fits, with `…` where something is left out.
pub fn cut(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut left = room - width("…", size);
    let mut kept = String::new();
    for letter in text.chars() {
        left -= advance(letter) * size;
        if left < 0.0 {
            break;
        }
        kept.push(letter);
    }
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    kept
}

/// The text in at most two lines.
pub fn lines(text: &str, size: f64, room: f64) -> Vec<String> {
    if width(text, size) <= room {
        return vec![text.to_owned()];
    }
    // The break that comes last and still leaves a first line that fits: behind a space or sign, or before a capital.
    let mut best = None;
    let mut previous = ' ';
    for (at, letter) in text.char_indices() {
        let may_break = at > 0
            && (previous == ' '
                || matches!(previous, '-' | '_' | '/' | '.' | ':')
                || (letter.is_uppercase() && previous.is_lowercase()));
        if may_break && width(text.get(..at).unwrap_or_default().trim_end(), size) <= room {
            best = Some(at);
        }
        previous = letter;
    }
    match best.and_then(|at| text.split_at_checked(at)) {
        Some((first, rest)) if width(first, size) > room / 4.0 => {
            vec![first.trim_end().to_owned(), cut(rest, size, room)]
        }
        _ => vec![cut(text, size, room)],
    }
}

#[cfg(test)]
mod tests {
    use super::{cut, lines, width};

    #[test]
    fn a_text_fits_its_room_or_is_cut() {
        assert_eq!(cut("Call API", 13.0, 200.0), "Call API");
        for text in
            ["a rather long name of a state that goes on", "WWWWWWWWWWWWWWWWWWWWWWW", "名前名前名前名前名前名前"]
        {
            let cut = cut(text, 13.0, 100.0);
            assert!(cut.ends_with('…') && width(&cut, 13.0) <= 100.0, "{cut}");
        }
    }

    #[test]
    fn a_long_name_breaks_where_a_word_ends() {
        assert_eq!(lines("Call third-party API", 13.0, 95.0), ["Call third-", "party API"]);
        assert_eq!(lines("CreateOrderAndNotify", 13.0, 100.0), ["CreateOrder", "AndNotify"]);
        assert_eq!(lines("Abcdefghijklmnopqrstuvwxyzabc", 13.0, 80.0).len(), 1, "nowhere to break");
    }
}
