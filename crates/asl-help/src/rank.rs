//! The search of the palette: every word has to be found, and what fits best comes first.

use asl_value::Sort;

/// What a search looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// What it is called. A fit here counts most, and letters may be left out.
    pub title: String,
    /// What else it is called: its kind, a shortcut, a part of what it is in.
    pub beside: String,
    /// A text about it, where whole words and their beginnings are looked for.
    pub words: String,
}

/// The places of the entries that have every word of `search`, the best first; of those that fit alike, the earlier first. For
/// an empty search, all of them.
pub fn rank(search: &str, entries: &[Entry]) -> Vec<usize> {
    let search = search.trim().to_lowercase();
    let words: Vec<&str> = search.split_whitespace().collect();
    let mut found: Vec<(u32, usize)> = entries
        .iter()
        .enumerate()
        .filter_map(|(at, entry)| score(&search, &words, entry).map(|score| (score, at)))
        .collect();
    found.order_by_key(|(score, at)| (*score, *at));
    found.into_iter().map(|(_, at)| at).collect()
}

/// How far an entry is from what is looked for: 0 is the nearest. `None` where a word is missing.
fn score(search: &str, words: &[&str], entry: &Entry) -> Option<u32> {
    let title = entry.title.to_lowercase();
    if search.is_empty() || title == search {
        return Some(0);
    }
    if title.starts_with(search) {
        return Some(1);
    }
    let (beside, text) = (entry.beside.to_lowercase(), entry.words.to_lowercase());
    let sum = words.iter().map(|word| of_word(word, &title, &beside, &text)).sum::<Option<u32>>()?;
    // Words that stand together in the title are nearer than the same words apart.
    Some(2 + sum.saturating_sub(u32::from(words.len() > 1 && title.contains(search))))
}

/// How far a word is from an entry.
fn of_word(word: &str, title: &str, beside: &str, text: &str) -> Option<u32> {
    if begins_word(title, word) {
        Some(1)
    } else if title.contains(word) {
        Some(4)
    } else if begins_word(beside, word) {
        Some(6)
    } else if is_initials(title, word) {
        Some(8)
    } else if begins_word(text, word) {
        Some(12)
    } else if word.chars().count() >= 3 && has_letters(title, word) {
        Some(20)
    } else {
        None
    }
}

/// Whether a word of `text` begins with `word`.
fn begins_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|before| !before.is_alphanumeric())
    })
}

/// Whether the letters are the first ones of words of `title`, in their order: `gts` for "Go to state".
fn is_initials(title: &str, letters: &str) -> bool {
    let mut initials = title.split(|char: char| !char.is_alphanumeric()).filter_map(|word| word.chars().next());
    letters.chars().count() >= 2 && letters.chars().all(|letter| initials.any(|initial| initial == letter))
}

/// Whether the letters are in `title` in their order, within one word that begins with the first of them: `frmt` for "Format".
fn has_letters(title: &str, letters: &str) -> bool {
    title.split_whitespace().any(|word| {
        let mut left = word.chars();
        word.chars().next() == letters.chars().next() && letters.chars().all(|letter| left.any(|char| char == letter))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(title: &str, beside: &str, words: &str) -> Entry {
        Entry { title: title.into(), beside: beside.into(), words: words.into() }
    }

    fn found(search: &str) -> Vec<String> {
        let entries = [
            entry("Run", "Command Ctrl Enter", ""),
            entry("Go to state…", "Command", ""),
            entry("Format", "Command Shift Alt F", ""),
            entry("Fetch order", "State Task", ""),
            entry("Retry: 429 with Retry-After", "Example", "The API is busy and says how long."),
            entry(
                "CORS",
                "Help HTTP in a browser",
                "A browser shows a page the response of another site only if that site allows it.",
            ),
            entry("Runs", "Help", "Follow a run, hold it, go back in it."),
        ];
        rank(search, &entries).into_iter().map(|at| entries[at].title.clone()).collect()
    }

    #[test]
    fn what_fits_best_comes_first_and_every_word_counts() {
        assert_eq!(found("").len(), 7);
        assert_eq!(found("run"), ["Run", "Runs"]);
        assert_eq!(found("gts"), ["Go to state…"]);
        assert_eq!(found("frmt"), ["Format"]);
        assert_eq!(found("retry 429"), ["Retry: 429 with Retry-After"]);
        assert_eq!(found("browser response"), ["CORS"]);
        assert_eq!(found("state order"), ["Fetch order"], "the kind counts too");
        assert_eq!(found("ORDER"), ["Fetch order"]);
        assert_eq!(found("go"), ["Go to state…", "Runs"], "a name before a text");
        assert!(found("run zebra").is_empty() && found("xyz").is_empty());
    }
}
