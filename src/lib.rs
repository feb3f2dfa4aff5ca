//! # The ASL Playground without its page
//!
//! Everything of the playground that needs no browser: reading and checking definitions of AWS Step Functions,
//! running them, building the requests of HTTP Tasks, and folding a run into what the page shows. The page itself
//! is the binary `app` (`src/app/`): it draws what this library computes, and performs what a run asks for.
//!
//! ```text
//! text ──▶ spanned tree ──▶ StateMachine ──▶ Runnable ──▶ Simulator ⇄ effects ⇄ Host
//! (json, yaml)  + diagnostics  + diagnostics   (compiled once)   │
//!                                                            event log ──▶ timeline · history JSON · page
//! ```
//!
//! ## Where things are
//!
//! A module uses only those that stand above it in this list; `tests/it/tidy.rs` checks it.
//!
//! - [`value`]: the JSON value of a running workflow. Cheap to clone and shared, so that the log keeps every
//!   state's data without copying it.
//! - [`text`] and [`diagnostic`]: the text that a person wrote, as a tree in which every part knows its place
//!   (JSON and YAML alike), and what is wrong with it. Only the editor's boundary turns bytes into lines and columns.
//! - [`time`], [`state_error`], [`evaluation_trace`]: points in time, the errors of the language, how a condition came out;
//!   [`retry_policy`]: when retries come.
//! - [`path`]: JSONPath in AWS's dialect, reference paths, payload templates, intrinsic functions.
//! - [`jsonata`]: the other query language, over an engine that only this module knows.
//! - [`asl`]: the language as data. `asl::parse` reads a tree into a machine, `asl::check` finds what only the whole
//!   shows, one file for each family of rules.
//! - [`http`]: the HTTP Task without the network: connections, the request that AWS would send, what it makes of an
//!   answer, why a call failed, and the Practice API (`http::practice`), which is pure too. `http::relay` is what the page
//!   and the relay say to each other; the relay itself is a program of its own, in `relay/`.
//! - [`run`]: the interpreter. `run::compile` prepares a machine; a [`run::Simulator`] holds [`run::Execution`]s, each with
//!   its history; `run::simulator::scheduler` says which thread runs next; `run::states` holds a file for each type of
//!   state, `run::data_flow` the steps that all states share, `run::simulator::failure` Retry and Catch,
//!   `run::simulator::joining` the end of branches, `run::simulator::children` child executions,
//!   `run::simulator::deferred` what is evaluated elsewhere, `run::distributed` what a Distributed Map reads, batches,
//!   tolerates and writes; `run::event` is the log, `run::history` AWS's form of it.
//! - [`host`]: what a run needs of the world, and the driver that brings them together.
//! - [`timeline`]: the log as rows and segments; [`outline`]: its rows with many iterations folded, or searched.
//! - [`graph`]: the machine as a picture: boxes and arrows, their places, SVG and Mermaid, and a run in it.
//! - [`document`]: how a workflow is run, the files that it finds, what is chosen of a template.
//! - [`share`]: a workflow in a link.
//! - [`requirements`]: the endpoints and connections that a machine names, asked for before it runs.
//! - [`iam`]: the permissions that a machine needs for what it calls, and whether a role has them.
//! - [`state_visit`]: the log of one step, gathered for the inspector; [`exchanges`]: the calls of a whole run; [`diff`]: what changed between two texts;
//!   [`map_runs`]: how a Map Run stands, and which of its child executions answer a search.
//! - [`explain`]: why a step did what it did: rules, filters, errors that point into an expression. It evaluates again
//!   what a [`run::EvaluationContext`] puts together from the log, when someone asks, and never during the run.
//! - [`template`]: SAM and CloudFormation templates: the definition in one, with every place kept, and connections in
//!   and out of them and of AWS's other notations.
//! - [`differences`]: what the playground does otherwise than AWS, as `docs/differences-from-aws.md` has it.
//! - [`assist`]: what can be typed at the caret, and what the thing at a place is.
//! - [`refactor`]: changes of a whole text that keep what it means: rename, format, sort,
//!   JSON ⇄ YAML, JSONPath → JSONata.
//! - [`examples`]: the workflows that the page offers, each of which a test runs against the Practice API.
//!
//! ## How a run works
//!
//! An [`run::Simulator`] does no I/O, reads no clock and draws no randomness of its own. `advance` works until nothing
//! is left to do at this time; then it has effects to perform (`take_effects`), answers to wait for (`resume`), and a
//! time to be woken at (`wake_at`). Lines of states (the machine, each branch, each iteration) are threads that take
//! turns, one state at a time. A child execution of a Distributed Map is a thread too, with a log and a context of its
//! own (`run::execution`), on the same clock; files given at the start stand in for S3. Stop, virtual time, mocks and deterministic tests need no code of their own: they
//! are other hosts, other clocks, other answers. A field that is computed is an enum with a variant for
//! each query language (`run::fields`). What comes next has its place: pausing between two calls of `advance`, going
//! back by replaying a prefix of the answers.
//!
//! ## Invariants, and what checks each
//!
//! - **The library performs no I/O and reads no clock**, but for the time that one JSONata expression takes, which may
//!   be a second: its steps are counted and run out long before, on any machine. The crates of the browser are not there in a native build;
//!   clippy refuses clocks, threads and hash maps (`.clippy.toml`); `tests/it/tidy.rs` looks for their names.
//! - **Reading and checking never fail and never panic**, whatever the text: property tests beside [`text`], [`path`]
//!   and [`asl`]; `unwrap`, `expect`, `panic!` and indexing are denied.
//! - **The same machine, input, seed, answers and times give the same log**, byte for byte: `tests/it/run.rs`.
//! - **Every view of a run is a fold over its event log**; the log is only appended to.
//! - **The playground puts no secret into the log, a link or a diagnostic.** A secret is an [`http::Secret`], whose
//!   `Debug` is a mask and which has no `Display` and no serialisation; `tests/it/run.rs` searches a log for one. What an
//!   API answers is kept as it came, even where it repeats a credential, as on AWS.
//! - **A link cannot start a run**: it is an [`share::Envelope`], which holds two texts. Old links open for ever:
//!   `tests/it/share.rs` holds one of each form.
//! - **Every budget ends in an ordinary, explained error**: events, payload, depth of a text, size of a link.
//!
//! ## Decisions
//!
//! - *Sans-IO rather than async states*: an execution can be stopped, stepped and replayed at any point, and tests
//!   are synchronous. The price is an explicit phase in each thread.
//! - *Timers inside, calls outside*: waits, back-off and time limits are the execution's own, so virtual time is a
//!   clock that jumps; only what leaves the machine is an effect.
//! - *One log, AWS's events*: our own records (stages of the data, HTTP exchanges, where a Choice led) hang on the
//!   events, so that a log without them is exactly what AWS gives.
//! - *A worker for long expressions alone*: the driver works in slices of a few milliseconds in the page's own thread,
//!   where session storage is in reach. Only an expression cannot be interrupted: one that takes longer than a part of a
//!   frame is given up, evaluated in a worker, and its state's work done again with the value (`run::simulator::deferred`). Nothing
//!   else happens meanwhile, so the log is the same.
#![forbid(unsafe_code)]

pub use asl_aws::arn;
pub use asl_aws::retry_policy;
pub use asl_aws::state_error;
pub use asl_aws::time;
pub use asl_aws::uuid;
pub use asl_document as document;
pub use asl_examples as examples;
pub use asl_http as http;
pub use asl_ide::assist;
pub use asl_ide::differences;
pub use asl_ide::fix;
pub use asl_ide::help;
pub use asl_ide::refactor;
pub use asl_jsonata as jsonata;
pub use asl_lang as asl;
pub use asl_path as path;
pub use asl_path::evaluation_trace;
pub use asl_share as share;
pub use asl_sim as run;
pub use asl_sim::host;
pub use asl_stack::iam;
pub use asl_stack::requirements;
pub use asl_stack::template;
pub use asl_text as text;
pub use asl_text::diagnostic;
pub use asl_text::diff;
pub use asl_value as value;
pub use asl_view::exchanges;
pub use asl_view::explain;
pub use asl_view::graph;
pub use asl_view::map_runs;
pub use asl_view::outline;
pub use asl_view::state_visit;
pub use asl_view::timeline;
