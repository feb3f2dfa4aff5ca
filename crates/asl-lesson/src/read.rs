//! Reads the text of a lesson, JSON or YAML. What can be read is read; what is wrong is told with its place. `docs/lessons.md`
//! describes the format.

use std::rc::Rc;

use asl_events::EventSystem;
use asl_lang::StateMachine;
use asl_lang::check::nearest;
use asl_scenario::{Expectation, read_expectation};
use asl_text::{Node, NodeKind, Span};
use asl_value::{Sort, Value};

use crate::lesson::{Asked, Focus, Goal, Lesson, Question, RunTo, Solution, Step, View};
use crate::place::place_in;
use crate::problem::{Found, Problem};

/// The most bytes of a lesson: the text of an hour has a tenth of that.
pub const LARGEST: usize = 200_000;
/// The most steps of a lesson.
pub const MOST_STEPS: usize = 100;
/// The most characters of a text in a lesson; a title has fewer.
pub(crate) const LONGEST_TEXT: usize = 20_000;
/// The most choices of a question.
pub(crate) const MOST_CHOICES: usize = 12;

/// The fields of a lesson.
const FIELDS: [&str; 3] = ["$schema", "title", "steps"];
/// The fields of a step.
const OF_A_STEP: [&str; 10] =
    ["title", "text", "focus", "breakpoints", "whatIf", "run", "runTo", "question", "goal", "note"];
/// The fields of `focus`.
const OF_A_FOCUS: [&str; 3] = ["state", "field", "view"];
/// The fields of `question`.
const OF_A_QUESTION: [&str; 4] = ["ask", "choices", "answer", "explain"];
/// The fields of `goal`.
const OF_A_GOAL: [&str; 4] = ["text", "expect", "scenarios", "solution"];
/// The fields of `solution`.
const OF_A_SOLUTION: [&str; 4] = ["definition", "input", "mocks", "scenarios"];

/// The fields, for whoever documents them.
#[cfg(test)]
pub(crate) const DOCUMENTED: [(&str, &[&str]); 6] = [
    ("", &FIELDS),
    ("step", &OF_A_STEP),
    ("focus", &OF_A_FOCUS),
    ("question", &OF_A_QUESTION),
    ("goal", &OF_A_GOAL),
    ("solution", &OF_A_SOLUTION),
];

/// The text of a lesson that was read.
#[derive(Clone, Debug, Default)]
pub struct LessonFile {
    /// The lesson as far as it can be read; `None` if there is no step in it.
    pub lesson: Option<Lesson>,
    /// What is wrong, in the order of its places.
    pub found: Vec<Found>,
}

/// Reads a lesson; nothing at all is no lesson.
pub fn read(text: &str) -> LessonFile {
    check(text, None, None)
}

/// Reads a lesson, and looks up what it points at: states and their fields in `machine`, rules in `system`, where there is one.
/// `machine` comes with the text that it stands in.
pub fn check(text: &str, machine: Option<(&StateMachine, &str)>, system: Option<&EventSystem>) -> LessonFile {
    if text.trim().is_empty() {
        return LessonFile::default();
    }
    if text.len() > LARGEST {
        return LessonFile { lesson: None, found: vec![Found { span: Span::default(), problem: Problem::TooLarge }] };
    }
    let parsed = asl_text::parse_data(text);
    let unreadable = parsed.diagnostics.iter().map(|one| {
        let problem = Problem::Unreadable(one.message());
        Found { span: one.span, problem }
    });
    let root = machine.and_then(|(_, definition)| asl_text::parse(definition).root);
    let mut reader = Reader { machine: machine.map(|(machine, _)| machine), root, system, found: unreadable.collect() };
    let lesson = parsed.root.as_ref().and_then(|root| reader.lesson(root));
    let mut found = reader.found;
    found.order_by_key(|one| one.span);
    LessonFile { lesson, found }
}

struct Reader<'m> {
    machine: Option<&'m StateMachine>,
    /// The text around the machine.
    root: Option<Node>,
    system: Option<&'m EventSystem>,
    found: Vec<Found>,
}

impl Reader<'_> {
    fn error(&mut self, node: &Node, problem: Problem) {
        self.found.push(Found { span: node.opening(), problem });
    }

    fn lesson(&mut self, node: &Node) -> Option<Lesson> {
        if !self.is_object(node, "the lesson") {
            return None;
        }
        self.fields(node, &FIELDS);
        let title = self.text_of(node, "title").unwrap_or_default();
        if title.trim().is_empty() {
            self.error(node, Problem::NoTitle);
        }
        let items = node.get("steps").map(|steps| self.list(steps, "steps")).unwrap_or_default();
        if items.len() > MOST_STEPS {
            self.error(node, Problem::TooManySteps);
        }
        let steps: Vec<Step> = items.into_iter().take(MOST_STEPS).filter_map(|step| self.step(step)).collect();
        if steps.is_empty() {
            self.error(node, Problem::NoSteps);
            return None;
        }
        Some(Lesson { title, steps })
    }

    fn step(&mut self, node: &Node) -> Option<Step> {
        if !self.is_object(node, "steps") {
            return None;
        }
        self.fields(node, &OF_A_STEP);
        if node.get("text").is_none() {
            self.error(node, Problem::Missing("text"));
        }
        let breakpoints = node.get("breakpoints").map(|names| self.names(names, "breakpoints")).unwrap_or_default();
        Some(Step {
            title: self.text_of(node, "title").unwrap_or_default(),
            text: self.text_of(node, "text").unwrap_or_default(),
            focus: node.get("focus").and_then(|focus| self.focus(focus)),
            breakpoints,
            what_if: node.get("whatIf").map(|asked| self.what_if(asked)).unwrap_or_default(),
            run: self.run(node),
            question: node.get("question").and_then(|question| self.question(question)),
            goal: node.get("goal").and_then(|goal| self.goal(goal)),
            note: self.text_of(node, "note").unwrap_or_default(),
        })
    }

    fn focus(&mut self, node: &Node) -> Option<Focus> {
        if !self.is_object(node, "focus") {
            return None;
        }
        self.fields(node, &OF_A_FOCUS);
        let (state, field) = (self.text_of(node, "state"), self.text_of(node, "field"));
        let view = self.text_of(node, "view");
        match (state, field, view) {
            (Some(name), field, None) => {
                if self.state(&name, node.get("state").unwrap_or(node))
                    && let Some(field) = &field
                {
                    self.field_of(&name, field, node.get("field").unwrap_or(node));
                }
                Some(Focus::State { name, field })
            }
            (None, None, Some(word)) => {
                let view = View::of_word(&word);
                if view.is_none() {
                    self.error(node.get("view").unwrap_or(node), Problem::UnknownView(word.to_string()));
                }
                view.map(Focus::View)
            }
            _ => {
                self.error(node, Problem::Focus);
                None
            }
        }
    }

    fn what_if(&mut self, node: &Node) -> Vec<Asked> {
        if !self.is_object(node, "whatIf") {
            return Vec::new();
        }
        let mut all = Vec::new();
        for member in node.members() {
            let state = member.key.value.clone();
            // What rules call is named by its API destination.
            if self.system.is_none_or(|system| system.destination(&state).is_none()) {
                self.state_at(&state, member.key.span);
            }
            match &member.value.kind {
                NodeKind::Array(items) => match items.as_slice() {
                    [one] => all.extend(self.text(one, "whatIf").map(|what| Asked { state, what, once: true })),
                    _ => self.error(&member.value, Problem::OneCall),
                },
                _ => {
                    all.extend(self.text(&member.value, "whatIf").map(|what| Asked { state, what, once: false }));
                }
            }
        }
        all
    }

    fn run(&mut self, node: &Node) -> Option<RunTo> {
        let to = self.text_of(node, "runTo");
        if let (Some(name), Some(at)) = (&to, node.get("runTo")) {
            self.state(name, at);
        }
        let whole = node.get("run").is_some_and(|run| match run.kind {
            NodeKind::Bool(flag) => flag,
            _ => self.wrong_type::<bool>(run, "run", "true or false").unwrap_or_default(),
        });
        if whole && to.is_some() {
            self.error(node, Problem::TwoRuns);
        }
        to.map(RunTo::State).or(whole.then_some(RunTo::End))
    }

    fn question(&mut self, node: &Node) -> Option<Question> {
        if !self.is_object(node, "question") {
            return None;
        }
        self.fields(node, &OF_A_QUESTION);
        let choices = node.get("choices").map(|choices| self.texts(choices, "choices")).unwrap_or_default();
        if choices.len() > MOST_CHOICES {
            self.error(node, Problem::TooManyChoices);
        }
        let answers = match node.get("answer") {
            Some(answer) if matches!(answer.kind, NodeKind::Array(_)) => self.texts(answer, "answer"),
            Some(answer) => self.text(answer, "answer").into_iter().collect(),
            None => Vec::new(),
        };
        let question = Question {
            ask: self.text_of(node, "ask").unwrap_or_default(),
            choices: choices.into_iter().take(MOST_CHOICES).collect(),
            answers,
            explain: self.text_of(node, "explain").unwrap_or_default(),
        };
        if question.ask.trim().is_empty() {
            self.error(node, Problem::Missing("ask"));
        }
        let is_choice = |answer: &Rc<str>| question.choices.is_empty() || question.choices.contains(answer);
        if question.answers.is_empty() || !question.answers.iter().all(is_choice) {
            self.error(node, Problem::NoAnswer);
        }
        Some(question)
    }

    fn goal(&mut self, node: &Node) -> Option<Goal> {
        if !self.is_object(node, "goal") {
            return None;
        }
        self.fields(node, &OF_A_GOAL);
        let text = self.text_of(node, "text").unwrap_or_default();
        if text.trim().is_empty() {
            self.error(node, Problem::Missing("text"));
        }
        let expect = node.get("expect").map(|expect| {
            let has_events = ["deliveries", "executions"].iter().any(|field| expect.get(field).is_some());
            // A goal may be reached by a workflow that the learner is still to write.
            let (expect, diagnostics) = read_expectation(expect, None, self.system, has_events);
            let told = diagnostics.iter().map(|one| Found { span: one.span, problem: Problem::Goal(one.message()) });
            self.found.extend(told);
            expect
        });
        let expect = expect.unwrap_or_default();
        let scenarios = node.get("scenarios").and_then(|least| {
            let whole = least.to_value().as_number().and_then(asl_value::Number::as_i64);
            let whole = whole.and_then(|whole| u32::try_from(whole).ok()).filter(|whole| *whole > 0);
            whole.or_else(|| self.wrong_type(least, "scenarios", "a whole number of at least 1"))
        });
        if expect == Expectation::default() && scenarios.is_none() {
            self.error(node, Problem::NothingExpected);
        }
        let solution = node.get("solution").and_then(|solution| self.solution(solution));
        Some(Goal { text, expect, scenarios, solution })
    }

    fn solution(&mut self, node: &Node) -> Option<Solution> {
        if !self.is_object(node, "solution") {
            return None;
        }
        self.fields(node, &OF_A_SOLUTION);
        // What is no text is the JSON of it.
        let text = |name: &str| {
            let value = node.get(name)?;
            Some(value.as_str().cloned().unwrap_or_else(|| asl_text::print::json(&value.to_value()).into()))
        };
        Some(Solution {
            definition: text("definition"),
            input: text("input"),
            mocks: text("mocks"),
            scenarios: text("scenarios"),
        })
    }

    // ---- values ----

    fn wrong_type<T>(&mut self, node: &Node, field: &'static str, expected: &'static str) -> Option<T> {
        self.error(node, Problem::Type { field, expected, found: node.describe() });
        None
    }

    fn is_object(&mut self, node: &Node, field: &'static str) -> bool {
        let is_object = matches!(node.kind, NodeKind::Object(_));
        is_object || self.wrong_type::<bool>(node, field, "an object").is_some()
    }

    fn list<'n>(&mut self, node: &'n Node, field: &'static str) -> Vec<&'n Node> {
        match &node.kind {
            NodeKind::Array(items) => items.iter().collect(),
            _ => self.wrong_type(node, field, "a list").unwrap_or_default(),
        }
    }

    fn text(&mut self, node: &Node, field: &'static str) -> Option<Rc<str>> {
        let Some(text) = node.as_str() else { return self.wrong_type(node, field, "a string") };
        if text.chars().count() > LONGEST_TEXT {
            self.error(node, Problem::TooLong(field));
            return Some(text.chars().take(LONGEST_TEXT).collect::<String>().into());
        }
        Some(text.clone())
    }

    fn text_of(&mut self, node: &Node, field: &'static str) -> Option<Rc<str>> {
        node.get(field).and_then(|value| self.text(value, field))
    }

    /// Texts, of which numbers are some too: an answer may be one.
    fn texts(&mut self, node: &Node, field: &'static str) -> Vec<Rc<str>> {
        self.list(node, field).into_iter().filter_map(|item| self.text(item, field)).collect()
    }

    fn names(&mut self, node: &Node, field: &'static str) -> Vec<Rc<str>> {
        let mut names = Vec::new();
        for item in self.list(node, field) {
            if let Some(name) = self.text(item, field) {
                self.state(&name, item);
                names.push(name);
            }
        }
        names
    }

    /// Whether there is that state, as far as one knows; tells of it if not.
    fn state(&mut self, name: &str, at: &Node) -> bool {
        self.state_at(name, at.opening())
    }

    fn state_at(&mut self, name: &str, span: Span) -> bool {
        let Some(machine) = self.machine.filter(|machine| machine.find(name).is_none()) else { return true };
        let states = machine.states();
        let near = nearest(name, states.iter().map(|state| &*state.name.value)).map(str::to_owned);
        self.found.push(Found { span, problem: Problem::UnknownState { name: name.to_owned(), near } });
        false
    }

    /// Tells of a field that the state does not have.
    fn field_of(&mut self, name: &str, field: &str, at: &Node) {
        let state = self.machine.and_then(|machine| machine.find(name));
        let (Some(state), Some(root)) = (state, &self.root) else { return };
        if place_in(root, state, field).is_none() {
            let problem = Problem::UnknownStateField { state: name.to_owned(), field: field.to_owned() };
            self.error(at, problem);
        }
    }

    fn fields(&mut self, node: &Node, fields: &'static [&'static str]) {
        for member in node.members() {
            let field = &*member.key.value;
            if !fields.contains(&field) {
                let near = nearest(field, fields.iter().copied());
                let problem = Problem::UnknownField { field: field.to_owned(), near };
                self.found.push(Found { span: member.key.span, problem });
            }
        }
    }
}

impl Lesson {
    /// The text of it, as a file has it.
    pub fn to_text(&self) -> String {
        let value: Value = self.to_value();
        asl_text::print::json(&value)
    }
}

#[cfg(test)]
mod tests {
    use super::{DOCUMENTED, LARGEST, check, read};

    const MACHINE: &str = r#"{"StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": "r", "Retry": [{"ErrorEquals": ["E"]}], "End": true}}}"#;

    fn found(text: &str) -> Vec<String> {
        let machine = asl_lang::check_text(MACHINE).machine.unwrap();
        let file = check(text, Some((&machine, MACHINE)), None);
        assert!(file.found.iter().all(|one| one.span.end as usize <= text.len()), "{text}");
        file.found.iter().map(|one| one.problem.to_string()).collect()
    }

    #[test]
    fn what_is_wrong_is_told() {
        let of_step = |step: &str| format!(r#"{{"title": "t", "steps": [{{"text": "x", {step}}}]}}"#);
        for (text, message) in [
            ("7".to_owned(), "`the lesson` must be an object, not a number"),
            (r#"{"steps": [{"text": "x"}]}"#.to_owned(), "the lesson has no `title`"),
            (r#"{"title": "t"}"#.to_owned(), "the lesson has no steps"),
            (r#"{"title": "t", "steps": [{}]}"#.to_owned(), "`text` is missing"),
            (of_step(r#""txt": 1"#), "`txt` is not a field here; did you mean `text`?"),
            (of_step(r#""focus": {}"#), "`focus` must have a `state`, which can have a `field`, or a `view`"),
            (of_step(r#""focus": {"view": "graf"}"#), "there is no view `graf`"),
            (of_step(r#""focus": {"state": "Cal"}"#), "there is no state `Cal`; did you mean `Call`?"),
            (of_step(r#""focus": {"state": "Call", "field": "Retry[1]"}"#), "the state `Call` has no `Retry[1]`"),
            (of_step(r#""breakpoints": ["X"]"#), "there is no state `X`"),
            (of_step(r#""whatIf": {"Call": ["503", "503"]}"#), "a list in `whatIf` has one name, for the next call"),
            (of_step(r#""run": true, "runTo": "Call""#), "a step has either `run` or `runTo`"),
            (
                of_step(r#""question": {"ask": "?", "choices": ["a", "b"], "answer": "c"}"#),
                "`answer` must be one of the choices, or the text to be written",
            ),
            (
                of_step(r#""goal": {"text": "g", "expect": {}}"#),
                "every run reaches this goal; add what must hold to `expect`",
            ),
            (
                of_step(r#""goal": {"text": "g", "expect": {"status": "DONE"}}"#),
                "no execution ends with the status `DONE`",
            ),
            (format!("{{\"title\": \"{}\"}}", "x".repeat(LARGEST)), "a lesson can have at most 200 KB"),
            (of_step(&format!(r#""note": "{}""#, "x".repeat(20_001))), "`note` can have at most 20000 characters"),
            (
                format!(r#"{{"title": "t", "steps": [{}{{"text": "x"}}]}}"#, r#"{"text": "x"},"#.repeat(100)),
                "a lesson can have at most 100 steps",
            ),
        ] {
            let told = found(&text);
            assert!(told.iter().any(|said| said == message), "{}: {told:?}", text.get(..80).unwrap_or(&text));
        }
        assert_eq!(found(&of_step(r#""focus": {"state": "Call", "field": "Retry[0].ErrorEquals"}"#)), [""; 0]);
    }

    const ALL: &str = r#"{"title": "t", "steps": [
        {"title": "a", "text": "*x*", "focus": {"state": "Call", "field": "Retry"}, "breakpoints": ["Call"], "runTo": "Call",
         "whatIf": {"Call": ["503"]}, "note": "n",
         "question": {"ask": "?", "choices": ["a", "b"], "answer": "b", "explain": "e"}},
        {"text": "y", "focus": {"view": "timeline"}, "run": true, "whatIf": {"Call": "timeout"},
         "question": {"ask": "?", "answer": ["503", "Service Unavailable"]},
         "goal": {"text": "g", "expect": {"status": "FAILED"}, "solution": {"input": {"n": 1}, "definition": "{}"}}}]}"#;

    #[test]
    fn what_is_written_is_read_again() {
        assert_eq!(found(ALL), [""; 0]);
        let lesson = read(ALL).lesson.unwrap();
        assert_eq!(read(&lesson.to_text()).lesson.unwrap(), lesson);
        assert!(lesson.sets_breakpoints() && lesson.asks_what_if());
        let question = lesson.steps[1].question.clone().unwrap();
        assert!(question.is_right(" service  unavailable") && !question.is_right("504"));
    }

    #[test]
    fn the_documentation_and_the_schema_have_the_fields_that_are_read() {
        let page = include_str!("../../../docs/lessons.md");
        let schema: serde_json::Value =
            serde_json::from_str(include_str!("../../../docs/lessons.schema.json")).unwrap();
        for (name, fields) in DOCUMENTED {
            let pointer = if name.is_empty() { "/properties".to_owned() } else { format!("/$defs/{name}/properties") };
            let members = schema.pointer(&pointer).unwrap().as_object().unwrap();
            let mut known: Vec<&str> = members.keys().map(String::as_str).collect();
            let mut read = fields.to_vec();
            known.sort_unstable();
            read.sort_unstable();
            assert_eq!(known, read, "{name}");
            for field in fields.iter().filter(|field| !field.starts_with('$')) {
                assert!(page.contains(&format!("`{field}`")), "docs/lessons.md does not describe `{field}`");
            }
        }
        for (_, word) in crate::View::ALL {
            assert!(page.contains(&format!("`{word}`")), "docs/lessons.md does not name `{word}`");
        }
        let views: Vec<&str> = crate::View::ALL.iter().map(|(_, word)| *word).collect();
        assert_eq!(schema.pointer("/$defs/focus/properties/view/enum").unwrap(), &serde_json::json!(views));
        let example = page.split("```json").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        let file = read(example);
        assert!(file.found.is_empty() && file.lesson.is_some(), "{:?}", file.found);
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "(?s).{0,80}", name in "[a-zA-Z]{0,8}") {
            let _ = read(&text);
            let _ = found(&format!("{{\"title\": \"t\", \"steps\": [{{\"{name}\": {text}}}]}}"));
        }
    }
}
