//! The guided texts of the examples, and the lessons of the course. Each is the text of a lesson, as a document has it.

macro_rules! guides {
    ($($id:literal),* $(,)?) => {
        /// The guided texts, by the ids of their examples.
        const GUIDES: &[(&str, &str)] = &[$(($id, include_str!(concat!("../guides/", $id, ".json")))),*];
    };
}

guides!(
    "article",
    "first-steps",
    "choice",
    "catch-404",
    "errors-by-status",
    "retry-after",
    "idempotent-create",
    "paged-list",
    "create-and-poll",
    "fan-out",
    "parallel",
    "api-key",
    "oauth",
    "echo",
    "data-flow",
    "data-flow-jsonata",
    "both-languages",
    "variables",
    "timeout",
    "fail",
    "wait",
    "callback",
    "webhook",
    "saga",
    "circuit-breaker",
    "distributed-csv",
    "template-lambda",
    "template-lambda-python",
    "template-destination",
    "template-http",
    "events-article",
    "events-rate-limit",
    "events-dead-letters",
    "events-fan-out",
    "events-start-machine",
);

/// The guided text of the example of that id.
pub fn guide(id: &str) -> Option<&'static str> {
    GUIDES.iter().find(|(known, _)| *known == id).map(|(_, text)| *text)
}

/// A lesson of the course.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its title, which its text has too.
    pub title: &'static str,
    /// What is learned, in a sentence.
    pub summary: &'static str,
    /// How many steps it has.
    pub steps: usize,
}

/// The lessons of the course, in order, without their texts: whoever only lists them does not hold those.
pub const COURSE: [Listed; 6] = [
    Listed { title: "Your first call", summary: "Run a workflow, and look at its request and response.", steps: 5 },
    Listed { title: "Shape the data", summary: "Input, arguments, result, and output.", steps: 4 },
    Listed { title: "Survive a busy API", summary: "Retry, and how long it waits.", steps: 5 },
    Listed { title: "Handle what you expect", summary: "Catch an error, and continue.", steps: 4 },
    Listed { title: "Do it for each", summary: "A Map over a list, and one bad item.", steps: 4 },
    Listed {
        title: "Prove that it holds",
        summary: "What-ifs, scenarios, and the failures that you forgot.",
        steps: 6,
    },
];

/// A lesson of the course with the workflow that it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CourseLesson {
    /// The text of the lesson.
    pub lesson: &'static str,
    /// The definition.
    pub definition: &'static str,
    /// The input.
    pub input: &'static str,
}

macro_rules! course {
    ($($number:literal: $input:literal),* $(,)?) => {
        /// The lessons, in the order of [`COURSE`].
        const LESSONS: [CourseLesson; COURSE.len()] = [$(CourseLesson {
            lesson: include_str!(concat!("../course/", $number, ".json")),
            definition: include_str!(concat!("../course/", $number, ".asl.json")),
            input: $input,
        }),*];
    };
}

course!(
    "1": "{\n  \"name\": \"Ada\"\n}\n",
    "2": "{\n  \"item\": \"green tea\",\n  \"quantity\": 12,\n  \"price\": 4.5\n}\n",
    "3": "{}\n",
    "4": "{\n  \"orderId\": \"order-7\"\n}\n",
    "5": "{\n  \"items\": [\"green tea\", \"cup\", \"kettle\", \"spoon\"]\n}\n",
    "6": "{\n  \"item\": \"green tea\"\n}\n",
);

/// The lesson of the course of that number, from 1.
pub fn course(number: usize) -> Option<&'static CourseLesson> {
    LESSONS.get(number.checked_sub(1)?)
}
