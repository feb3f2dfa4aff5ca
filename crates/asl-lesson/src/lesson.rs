//! A lesson as data.

use std::rc::Rc;

use asl_scenario::Expectation;
use asl_value::{Map, Value};

/// Steps of text beside a workflow.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lesson {
    /// Its title.
    pub title: Rc<str>,
    /// Its steps; a lesson that can be read has at least one.
    pub steps: Vec<Step>,
}

/// A step of a lesson. A step without a question and a goal is done when the learner goes on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// Its title; empty for none.
    pub title: Rc<str>,
    /// What is said, in Markdown.
    pub text: Rc<str>,
    /// What is shown.
    pub focus: Option<Focus>,
    /// The states at which runs are held.
    pub breakpoints: Vec<Rc<str>>,
    /// What calls come to.
    pub what_if: Vec<Asked>,
    /// How far the run goes that the learner starts with a button of the step.
    pub run: Option<RunTo>,
    /// What the learner is asked.
    pub question: Option<Question>,
    /// What the learner's run must reach.
    pub goal: Option<Goal>,
    /// What only the speaker sees, as plain text; empty for none.
    pub note: Rc<str>,
}

/// What a step shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Focus {
    /// A state, in the graph and in the definition.
    State {
        /// Its name.
        name: Rc<str>,
        /// A field of it, such as `Retry[0].MaxAttempts`.
        field: Option<Rc<str>>,
    },
    /// A part of the page.
    View(View),
}

/// A part of the page that a step can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// The definition.
    Definition,
    /// The input.
    Input,
    /// The mocks.
    Mocks,
    /// The events for the buses.
    Events,
    /// The scenarios.
    Scenarios,
    /// The files that stand in for objects in S3.
    Files,
    /// How the workflow is run.
    Settings,
    /// The graph.
    Graph,
    /// The timeline of the run.
    Timeline,
    /// The list of states of the run.
    States,
    /// The events of the run's history.
    History,
    /// The details of what is selected in the run.
    Inspector,
}

impl View {
    /// All of them, in the order in which they are offered, with their names in files.
    pub const ALL: [(Self, &str); 12] = [
        (Self::Definition, "definition"),
        (Self::Input, "input"),
        (Self::Mocks, "mocks"),
        (Self::Events, "events"),
        (Self::Scenarios, "scenarios"),
        (Self::Files, "files"),
        (Self::Settings, "settings"),
        (Self::Graph, "graph"),
        (Self::Timeline, "timeline"),
        (Self::States, "states"),
        (Self::History, "history"),
        (Self::Inspector, "inspector"),
    ];

    /// Its name in a file.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(view, _)| *view == self).map_or("", |(_, word)| word)
    }

    /// The view of that name.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(view, _)| *view)
    }
}

/// What the calls of a state come to while a step is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The state.
    pub state: Rc<str>,
    /// A name of `asl_sim::what_if`, or that of an error.
    pub what: Rc<str>,
    /// Whether only the next call does; all calls of a run do otherwise.
    pub once: bool,
}

/// How far a run goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunTo {
    /// To its end, or a breakpoint.
    End,
    /// Until that state is entered.
    State(Rc<str>),
}

/// A question to the learner.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question {
    /// The question, in Markdown.
    pub ask: Rc<str>,
    /// What can be chosen; with none, the learner writes the answer.
    pub choices: Vec<Rc<str>>,
    /// The right answer: the text of a choice, or the texts that count, whatever their case.
    pub answers: Vec<Rc<str>>,
    /// Why that is the answer, in Markdown; empty for nothing.
    pub explain: Rc<str>,
}

impl Question {
    /// Whether that is the answer.
    pub fn is_right(&self, answer: &str) -> bool {
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        self.answers.iter().any(|right| plain(right) == plain(answer))
    }
}

/// What a run of the learner must reach.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Goal {
    /// What to do, in Markdown.
    pub text: Rc<str>,
    /// What must hold after the run, in the language of scenarios.
    pub expect: Expectation,
    /// How many scenarios the document must have at least, all of which pass.
    pub scenarios: Option<u32>,
    /// What reaches it, for a learner who gives up.
    pub solution: Option<Solution>,
}

/// What takes the place of the learner's texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Solution {
    /// A definition.
    pub definition: Option<Rc<str>>,
    /// An input.
    pub input: Option<Rc<str>>,
    /// The text of mocks.
    pub mocks: Option<Rc<str>>,
    /// The text of scenarios.
    pub scenarios: Option<Rc<str>>,
}

impl Lesson {
    /// Whether any step sets breakpoints: then each step sets those that it names, and no others.
    pub fn sets_breakpoints(&self) -> bool {
        self.steps.iter().any(|step| !step.breakpoints.is_empty())
    }

    /// Whether any step says what calls come to.
    pub fn asks_what_if(&self) -> bool {
        self.steps.iter().any(|step| !step.what_if.is_empty())
    }

    /// It as it stands in a file.
    pub fn to_value(&self) -> Value {
        object([
            ("title", Some(self.title.clone().into())),
            ("steps", Some(self.steps.iter().map(Step::to_value).collect())),
        ])
    }
}

impl Step {
    fn to_value(&self) -> Value {
        let what_if = self.what_if.iter().map(|asked| {
            let what = Value::from(asked.what.clone());
            (asked.state.clone(), if asked.once { [what].into_iter().collect() } else { what })
        });
        object([
            ("title", text(&self.title)),
            ("text", Some(self.text.clone().into())),
            ("focus", self.focus.as_ref().map(Focus::to_value)),
            ("breakpoints", list(&self.breakpoints)),
            ("whatIf", (!self.what_if.is_empty()).then(|| what_if.collect::<Map>().into())),
            ("run", matches!(self.run, Some(RunTo::End)).then(|| true.into())),
            (
                "runTo",
                match &self.run {
                    Some(RunTo::State(name)) => Some(name.clone().into()),
                    _ => None,
                },
            ),
            ("question", self.question.as_ref().map(Question::to_value)),
            ("goal", self.goal.as_ref().map(Goal::to_value)),
            ("note", text(&self.note)),
        ])
    }
}

impl Focus {
    /// The part of the page in which it is seen.
    pub fn view(&self) -> View {
        match self {
            Self::State { field: None, .. } => View::Graph,
            Self::State { .. } => View::Definition,
            Self::View(view) => *view,
        }
    }

    fn to_value(&self) -> Value {
        match self {
            Self::State { name, field } => {
                object([("state", Some(name.clone().into())), ("field", field.clone().map(Value::from))])
            }
            Self::View(view) => object([("view", Some(view.word().into()))]),
        }
    }
}

impl Question {
    fn to_value(&self) -> Value {
        let answer = match self.answers.as_slice() {
            [one] => Some(one.clone().into()),
            all => list(all),
        };
        object([
            ("ask", Some(self.ask.clone().into())),
            ("choices", list(&self.choices)),
            ("answer", answer),
            ("explain", text(&self.explain)),
        ])
    }
}

impl Goal {
    fn to_value(&self) -> Value {
        object([
            ("text", Some(self.text.clone().into())),
            ("expect", (self.expect != Expectation::default()).then(|| self.expect.to_value())),
            ("scenarios", self.scenarios.map(|least| i64::from(least).into())),
            ("solution", self.solution.as_ref().map(Solution::to_value)),
        ])
    }
}

impl Solution {
    /// The texts with their names in a file.
    pub(crate) fn texts(&self) -> [(&'static str, &Option<Rc<str>>); 4] {
        [
            ("definition", &self.definition),
            ("input", &self.input),
            ("mocks", &self.mocks),
            ("scenarios", &self.scenarios),
        ]
    }

    fn to_value(&self) -> Value {
        object(self.texts().map(|(name, text)| (name, text.clone().map(Value::from))))
    }
}

fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let mut object = Map::new();
    for (name, value) in members {
        if let Some(value) = value {
            object.insert(name, value);
        }
    }
    object.into()
}

/// A text, unless there is none.
fn text(text: &Rc<str>) -> Option<Value> {
    (!text.is_empty()).then(|| text.clone().into())
}

/// Names, unless there are none.
fn list(names: &[Rc<str>]) -> Option<Value> {
    (!names.is_empty()).then(|| names.iter().map(|name| Value::from(name.clone())).collect())
}
