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

/// The text as far as it fits, with `…` in its middle where something is left out: conditions that begin alike differ at
/// their ends.
pub fn cut_in_the_middle(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let half = (room - width("…", size)) / 2.0;
    let fitting = |letters: &mut dyn Iterator<Item = char>| {
        let mut left = half;
        let fits = |letter: &char| {
            left -= advance(*letter) * size;
            left >= 0.0
        };
        letters.take_while(fits).collect::<Vec<char>>()
    };
    let start: String = fitting(&mut text.chars()).into_iter().collect();
    let end: String = fitting(&mut text.chars().rev()).into_iter().rev().collect();
    format!("{}…{}", start.trim_end(), end.trim_start())
}

/// The text as far as it fits, with its beginning, and what stands from letter `from` on: there it differs from its neighbors.
pub fn cut_around(text: &str, from: usize, size: f64, room: f64) -> String {
    let letters: Vec<char> = text.chars().collect();
    let fitting = |start: usize, room: f64| {
        let mut left = room;
        let fits = |letter: &&char| {
            left -= advance(**letter) * size;
            left >= 0.0
        };
        let count = letters.get(start..).unwrap_or_default().iter().take_while(fits).count();
        start..start + count
    };
    let gap = width("…", size);
    let head = fitting(0, (room - 2.0 * gap) / 4.0);
    let rest =
        room - 2.0 * gap - width(&letters.get(head.clone()).unwrap_or_default().iter().collect::<String>(), size);
    // A letter or two before it, so that a word is known.
    let window = fitting(from.saturating_sub(2).max(head.end), rest);
    let part = |range: std::ops::Range<usize>| letters.get(range).unwrap_or_default().iter().collect::<String>();
    let before = if window.start > head.end { "…" } else { "" };
    let behind = if window.end < letters.len() { "…" } else { "" };
    format!("{}{before}{}{behind}", part(head).trim_end(), part(window).trim())
}

/// The text in at most so many lines, the last of which is cut if it does not fit.
pub fn lines(text: &str, size: f64, room: f64, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = text;
    while lines.len() + 1 < most && width(rest, size) > room {
        let Some((first, behind)) = broken(rest, size, room) else { break };
        lines.push(first.to_owned());
        rest = behind;
    }
    lines.push(cut(rest, size, room));
    lines
}

/// The text broken where a first line ends that fits, as late as possible: behind a space, unless the line is short then;
/// else behind a sign or before a capital.
fn broken(text: &str, size: f64, room: f64) -> Option<(&str, &str)> {
    let (mut best, mut space) = (None, None);
    let mut previous = ' ';
    // The advance of the first line so far, and without the spaces at its end.
    let (mut whole, mut solid) = (0.0, 0.0);
    for (at, letter) in text.char_indices() {
        if solid * size > room {
            break;
        }
        let may_break = at > 0
            && (previous == ' '
                || matches!(previous, '-' | '_' | '/' | '.' | ':')
                || (letter.is_uppercase() && previous.is_lowercase()));
        if may_break {
            best = Some(at);
            if previous == ' ' {
                space = best;
            }
        }
        whole += advance(letter);
        if !letter.is_whitespace() {
            solid = whole;
        }
        previous = letter;
    }
    let is_long = |at: &usize| width(text.get(..*at).unwrap_or_default(), size) > room / 2.0;
    let (first, rest) = text.split_at_checked(space.filter(is_long).or(best)?)?;
    (width(first, size) > room / 4.0).then(|| (first.trim_end(), rest))
}

#[cfg(test)]
mod tests {
    use super::{cut, cut_around, lines, width};

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
    fn a_text_is_cut_around_where_it_differs() {
        let text = |kind: &str| format!("$.customer.contract.kindOfContract == \"{kind}-customer-of-the-year\"");
        let from = text("").find('"').unwrap() + 1;
        for kind in ["gold", "silver", "bronze"] {
            let cut = cut_around(&text(kind), from, 11.0, 150.0);
            assert!(width(&cut, 11.0) <= 150.0 && cut.contains(kind) && cut.starts_with("$.c"), "{cut}");
        }
        assert!(cut_around(&text("gold"), 60, 11.0, 150.0).ends_with("year\""));
    }

    #[test]
    fn a_long_name_breaks_where_a_word_ends() {
        assert_eq!(lines("Call third-party API", 13.0, 95.0, 3), ["Call third-", "party API"]);
        assert_eq!(lines("CreateOrderAndNotify", 13.0, 100.0, 3), ["CreateOrder", "AndNotify"]);
        assert_eq!(lines("Abcdefghijklmnopqrstuvwxyzabc", 13.0, 80.0, 3).len(), 1, "nowhere to break");
        assert_eq!(
            lines("Notify that SageMaker failed", 13.0, 130.0, 3),
            ["Notify that", "SageMaker failed"],
            "words stay whole"
        );
        let long = "Wait for all the other processes to complete";
        assert_eq!(lines(long, 13.0, 130.0, 3), ["Wait for all the", "other processes to", "complete"]);
        assert_eq!(lines(long, 13.0, 130.0, 2), ["Wait for all the", "other processes t…"]);
    }
}
