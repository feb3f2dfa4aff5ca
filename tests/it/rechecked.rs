//! A definition that is checked again after each of many changes gives what checking it as a whole gives: tree, states, and
//! diagnostics with their places and order.

use std::rc::Rc;

use asl_document::TemplateChoice;
use asl_lang::WorkflowType;
use asl_stack::template::source::{self, Checker};
use fastrand::Rng;

use crate::diagnostics;

/// What is typed, besides letters and words of the text itself.
const PIECES: [&str; 22] = [
    "x",
    "\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "1",
    "-",
    "\\",
    "\n",
    " ",
    "${a}",
    "$.b",
    ".$",
    "{% $x %}",
    "true",
    "null",
    "😀",
    "States.ALL",
    "\"Comment\": \"c\", ",
];

/// The places of a text where a change can begin.
fn places(text: &str) -> Vec<usize> {
    text.char_indices().map(|(at, _)| at).chain([text.len()]).collect()
}

/// One change that somebody may make: some letters are taken away or replaced, or a word is put in place of another.
fn change(text: &str, random: &mut Rng) -> String {
    let places = places(text);
    let first = random.usize(..places.len());
    let mut next = text.to_owned();
    let words: Vec<&str> =
        text.split('"').filter(|word| !word.is_empty() && word.len() < 40 && !word.contains('\n')).collect();
    if random.u8(..4) == 0 && !words.is_empty() {
        let (one, other) = (words[random.usize(..words.len())], words[random.usize(..words.len())]);
        let at: Vec<usize> = text.match_indices(one).map(|(at, _)| at).collect();
        let at = at[random.usize(..at.len())];
        next.replace_range(at..at + one.len(), other);
        return next;
    }
    let last = (first + random.usize(..4)).min(places.len() - 1);
    let piece = if random.bool() { "z" } else { PIECES[random.usize(..PIECES.len())] };
    next.replace_range(places[first]..places[last], if random.u8(..4) == 0 { "" } else { piece });
    next
}

/// Checks the text after each of so many changes, most of which are taken back at once; gives how often nothing was wrong with
/// what JSON itself asks for.
fn agree(text: &str, changes: usize, random: &mut Rng) -> usize {
    let choice = TemplateChoice::default();
    let mut checker = Checker::default();
    let mut text = text.to_owned();
    let mut clean = 0;
    for _ in 0..changes {
        let workflow = if random.u8(..12) == 0 { WorkflowType::Express } else { WorkflowType::Standard };
        let next = change(&text, random);
        for text in [&text, &next] {
            let (again, whole) =
                (checker.check(&Rc::from(text.as_str()), &choice, workflow), source::check(text, &choice, workflow));
            assert_eq!(again.machine, whole.machine, "{text}");
            assert_eq!(again.diagnostics, whole.diagnostics, "{text}");
            assert_eq!((again.permissions, again.placeholders), (whole.permissions, whole.placeholders), "{text}");
            assert_eq!((again.format, again.workflow), (whole.format, whole.workflow), "{text}");
            clean += usize::from(asl_text::parse(text).diagnostics.is_empty());
        }
        if random.u8(..3) == 0 {
            text = next;
        }
    }
    clean
}

#[test]
fn a_definition_that_is_checked_again_gives_what_checking_all_of_it_gives() {
    let examples = asl_examples::ALL.iter().map(|example| example.definition.to_owned());
    let texts: Vec<String> = examples.chain(diagnostics::definitions()).collect();
    assert!(texts.len() > 200, "{} texts", texts.len());
    let rounds = std::env::var("RECHECKED").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(1);
    let mut random = Rng::with_seed(7);
    let mut clean = 0;
    for text in texts.iter().filter(|text| text.len() < 20_000) {
        clean += (0..rounds).map(|_| agree(text, 12, &mut random)).sum::<usize>();
    }
    assert!(clean > 2_000, "only {clean} texts were whole JSON");
}
