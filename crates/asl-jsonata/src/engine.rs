//! The engine behind JSONata: the crate `jlens-core`, and all that the rest of the project knows of it.
//!
//! The crate is a library of its own, MIT licensed and without unsafe code, but young and made by one person; so
//! it is pinned, and only this file, `values`, `functions`, `lint`, `audit` and `signature` name it. The copy in
//! `vendor/jlens-core` is without what we never ask for, and has the numbers, the counting of evaluations and the
//! bound on memory of AWS; its regular expressions, `vendor/jlens-regress`, are without the Unicode tables of `\p{…}`:
//! JSONata has no flag that would ask for them.
//!
//! The engine reads values that are not its own only as *the input*, while a workflow's data are *variables* and
//! its input is nothing. So an expression is compiled a second time with its variables taken out of the input
//! first: `($states:=$$.states; …)`, and evaluated on nothing, with the input for `$$` alone. That form is used for the
//! expressions that do not name `$$` themselves; for others, and where a workflow's variable hides a built-in function,
//! the variables are converted.

use asl_value::SortedSet;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use jlens_core as core;

use super::audit::{self, Audit};
use super::language::Compiled;
use super::lint::{self, Facts};
use super::values::{Arena, Build, Root};
use super::{error::EngineError, functions, reads};
use asl_path::reads::{Read, Wanted};
use asl_value::{Map, Value};

/// An expression, compiled.
#[derive(Clone, Debug)]
pub struct Engine {
    plain: core::Expression,
    /// The form that takes its variables from the input, and how many bytes stand before the expression in it.
    bound: Option<(core::Expression, usize)>,
    variables: Rc<[Rc<str>]>,
    /// Those of `variables` that have the names of built-in functions.
    built_in: Rc<[Rc<str>]>,
    functions: core::Bindings,
    /// The bits that functions of AWS draw from.
    random: Arc<AtomicU64>,
}

/// Which functions an expression can call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Library {
    /// JSONata's own.
    Plain,
    /// Those that AWS adds, too.
    Aws,
}

/// What an evaluation may use up, and what it is given of the world.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// The longest time; the last resort, where a step takes long.
    pub time: Option<Duration>,
    /// The most steps: a node evaluated, a function called. Decides long before the time does, on any machine.
    pub steps: Option<u64>,
    /// The most evaluations in each other, as jsonata-js counts them: about three for a call of a function.
    pub depth: Option<usize>,
    /// The longest text in bytes, and the most items of arrays and fields of objects that may be held at a time.
    pub memory: Option<(usize, usize)>,
}

impl Budget {
    /// The engine's own limits.
    pub const NONE: Self = Self { time: None, steps: None, depth: None, memory: None };

    /// AWS's: a second (Developer Guide, "Transforming data with JSONata"), 100 evaluations in each other, and so much
    /// memory that 873,782 numbers fit and one more does not (both measured on the service): a number counts as 8
    /// bytes, a character as one.
    pub const AWS: Self = Self {
        time: Some(Duration::from_secs(1)),
        steps: Some(4_000_000),
        depth: Some(100),
        memory: Some((8 * 873_782, 873_782)),
    };

    /// The same where the expression stands in `levels` others.
    fn inside(self, levels: usize) -> Self {
        Self { depth: self.depth.map(|depth| depth + levels), ..self }
    }
}

/// What an evaluation sees.
pub struct Inputs<'i> {
    /// `$` and `$$`; `None` is *undefined*.
    pub input: Option<&'i Value>,
    /// The variables by name, without `$`.
    pub variable: &'i dyn Fn(&str) -> Option<Value>,
    /// The time, in milliseconds since 1970.
    pub now: i64,
    /// Random bits, asked for only by expressions that draw.
    pub random: &'i dyn Fn() -> u64,
}

impl Engine {
    /// Compiles an expression and tells what is known of it.
    pub fn compile(text: &str, library: Library) -> Result<(Self, Facts), EngineError> {
        let plain = core::Expression::compile(text).map_err(|error| EngineError::new(&error, 0, text.len()))?;
        let mut facts = lint::facts(plain.ast());
        let random = Arc::new(AtomicU64::new(0));
        let functions = match library {
            Library::Plain => core::Bindings::new(),
            Library::Aws => functions::bindings(&facts.variables, &random),
        };
        let reads = plain.reads_with(&functions);
        // Only to be asked whether it is there at all is not yet to be read.
        let reads_part = |read: &core::reads::Read| read.fields().is_none_or(|fields| !fields.is_empty());
        facts.reads_input = reads.input().is_some_and(reads_part);
        facts.unknown_functions.retain(|(name, _)| !built_in(name));
        let engine = Self {
            bound: if facts.names_root { None } else { bind(&plain, &facts) },
            built_in: facts.variables.iter().filter(|name| built_in(name)).cloned().collect(),
            variables: facts.variables.iter().cloned().collect(),
            plain,
            functions,
            random,
        };
        Ok((engine, facts))
    }

    /// The value of the expression; `None` is *undefined*, or a function.
    pub fn evaluate(&self, inputs: &Inputs<'_>, budget: Budget) -> Result<Option<Value>, EngineError> {
        let variables = self.variables.iter().filter_map(|name| Some((name, (inputs.variable)(name)?)));
        let arena = Arena::new();
        let text = self.plain.source().len();
        match &self.bound {
            Some((bound, shift)) if inputs.input.is_none() && !self.is_hidden(inputs) => {
                let root: Map = variables.map(|(name, value)| (name.clone(), value)).collect();
                let root = Value::from(root);
                let source = Root { arena: &arena, value: Some(&root) };
                let options = self.options(inputs, budget.inside(1)).root_alone();
                bound
                    .evaluate_source_to(&source, &self.functions, &options, |output| output.write(&mut Build(&arena)))
                    .map_err(|error| EngineError::new(&error, *shift, text))
            }
            _ => {
                let bindings = variables.fold(self.functions.clone(), |bindings, (name, value)| {
                    bindings.var(&**name, serde_json::Value::from(&value))
                });
                let source = Root { arena: &arena, value: inputs.input };
                let options = self.options(inputs, budget);
                self.plain
                    .evaluate_source_to(&source, &bindings, &options, |output| output.write(&mut Build(&arena)))
                    .map_err(|error| EngineError::new(&error, 0, text))
            }
        }
    }

    /// Evaluates the expression once more and tells how it came to its value. Takes many times as long.
    pub(super) fn audited(
        &self,
        inputs: &Inputs<'_>,
        budget: Budget,
    ) -> (Result<Option<Value>, EngineError>, core::audit::AuditTree) {
        let variables = self.variables.iter().filter_map(|name| Some((name, (inputs.variable)(name)?)));
        let bindings = variables.fold(self.functions.clone(), |bindings, (name, value)| {
            bindings.var(&**name, serde_json::Value::from(&value))
        });
        let options = self.options(inputs, budget);
        let (outcome, tree) =
            self.plain.evaluate_audited(None, &bindings, &options, &core::audit::AuditOptions::full());
        let outcome = outcome
            .map(|value| value.as_ref().map(Value::from))
            .map_err(|error| EngineError::new(&error, 0, self.plain.source().len()));
        (outcome, tree)
    }

    /// The syntax tree.
    pub(super) fn ast(&self) -> &core::Ast {
        self.plain.ast()
    }

    /// Whether the expression, which came to nothing, came to a function.
    pub fn gives_function(&self, inputs: &Inputs<'_>, budget: Budget) -> bool {
        // JSONata itself can tell; nothing is kept for what so rarely happens.
        let text = format!("$type(({}\n)) = \"function\"", self.plain.source());
        Self::compile(&text, Library::Aws)
            .and_then(|(engine, _)| engine.evaluate(inputs, budget.inside(3)))
            .is_ok_and(|answer| answer == Some(Value::Bool(true)))
    }

    /// Whether a variable of the workflow has the name of a built-in function that the expression uses.
    fn is_hidden(&self, inputs: &Inputs<'_>) -> bool {
        self.built_in.iter().any(|name| (inputs.variable)(name).is_some())
    }

    /// Whether it may draw random bits.
    pub fn draws(&self) -> bool {
        self.variables.iter().any(|name| matches!(&**name, "random" | "shuffle" | "uuid"))
    }

    fn options(&self, inputs: &Inputs<'_>, budget: Budget) -> core::Options {
        let mut options = core::Options::new().now(inputs.now);
        if self.draws() {
            let bits = (inputs.random)();
            self.random.store(bits, Ordering::Relaxed);
            options = options.seed(bits);
        }
        if let Some(time) = budget.time {
            options = options.timeout(time);
        }
        if let Some(steps) = budget.steps {
            options = options.max_steps(steps);
        }
        if let Some(depth) = budget.depth {
            options = options.max_depth(depth);
        }
        if let Some((bytes, items)) = budget.memory {
            options = options.max_string_length(bytes).max_array_length(items).max_result_size(4 * bytes);
        }
        options
    }
}

impl Compiled for Engine {
    fn evaluate(&self, inputs: &Inputs<'_>, budget: Budget) -> Result<Option<Value>, EngineError> {
        self.evaluate(inputs, budget)
    }

    fn audit(&self, inputs: &Inputs<'_>, budget: Budget) -> Audit {
        audit::audit(self, inputs, budget)
    }

    fn gives_function(&self, inputs: &Inputs<'_>, budget: Budget) -> bool {
        self.gives_function(inputs, budget)
    }

    fn draws(&self) -> bool {
        self.draws()
    }

    fn reads(&self, wanted: &Wanted) -> Vec<Read> {
        reads::of(&self.plain.ast().root, wanted)
    }
}

/// Whether JSONata or AWS has a function of that name.
fn built_in(name: &str) -> bool {
    function_names().contains(name)
}

/// The names of all functions of JSONata and AWS, without `$`.
pub(super) fn function_names() -> &'static SortedSet<&'static str> {
    static NAMES: LazyLock<SortedSet<&str>> = LazyLock::new(|| {
        let own = core::function_catalog().into_iter().map(|known| known.name);
        own.chain(functions::NAMES).collect()
    });
    &NAMES
}

/// The form of an expression that takes its variables from the input.
fn bind(plain: &core::Expression, facts: &Facts) -> Option<(core::Expression, usize)> {
    if facts.variables.iter().any(|name| name.contains('`')) {
        return None;
    }
    let mut form = String::from("(");
    for name in facts.variables.iter().filter(|name| !built_in(name)) {
        form.extend(["$", name, ":=$$.`", name, "`;"]);
    }
    let shift = form.len();
    form.extend([plain.source(), "\n)"]);
    core::Expression::compile(&form).ok().map(|bound| (bound, shift))
}

#[cfg(test)]
mod tests {
    use super::{Budget, Engine, Inputs, Library};
    use asl_path::testing::at;
    use asl_value::Value;

    /// Every expression of the official suite, if it is at hand, in an object: on a variable that is read in place, and
    /// on one that was converted.
    #[test]
    fn both_ways_to_a_variable_give_the_same() {
        let shared = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/conformance/");
        let read = |name: &str| std::fs::read_to_string([shared, name].concat()).unwrap_or_default();
        let datasets = Value::from_json(&read("jsonata_datasets.json")).unwrap_or_default();
        let mut in_place = 0;
        // Two lines hold what no text of Rust can: a half of a surrogate pair.
        for case in read("jsonata_suite.jsonl").lines().filter_map(|line| Value::from_json(line).ok()) {
            let document = match at(&case, &["dataset"]) {
                Value::String(name) => datasets.get(&name).cloned().unwrap_or_default(),
                _ => at(&case, &["data"]),
            };
            let text = at(&case, &["expr"]);
            let slow = at(&case, &["timelimit"]) != Value::Null || text.as_str().unwrap().contains("$random");
            let text = format!("{{'value': $document.({}\n)}}", text.as_str().unwrap());
            let Ok((engine, _)) = Engine::compile(&text, Library::Plain) else { continue };
            if slow || engine.bound.is_none() {
                continue;
            }
            in_place += 1;
            let converted = Engine { bound: None, ..engine.clone() };
            let inputs = Inputs {
                input: None,
                variable: &|name| (name == "document").then(|| document.clone()),
                now: 0,
                random: &|| 1,
            };
            let [left, right] = [engine, converted].map(|engine| engine.evaluate(&inputs, Budget::NONE));
            assert_eq!(left, right, "{text}");
        }
        assert!(in_place == 0 || in_place > 1000, "{in_place}");
    }
}
