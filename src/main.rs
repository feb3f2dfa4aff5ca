//! # The ASL Playground
//!
//! The root package is the page: one static web page in Yew (`src/app/`), which draws what the crates compute and performs
//! what a run asks of the world. Everything that needs no browser is a crate under `crates/`. Natively there is no page:
//! the crates are built and tested there.
//!
//! ```text
//! text(s) ──▶ spanned tree ──▶ machine, template, connections + diagnostics
//! (json, yaml)                     │ compiled once
//!                                  ▼
//!                              Simulator ⇄ effects ⇄ Host (the page, a test)
//!                                  │
//!                                  ▼
//!                              log of events ──▶ graph · timeline · events · inspector · history JSON · HAR
//! ```
//!
//! ## Crates
//!
//! A crate uses only those that stand above it; `tests/it/crates.rs` checks the list, and the compiler the rest. Each has a
//! page of its own (`README.md` in its folder): what it is for, its picture, its invariants, and where a rule is found.
//!
//! - `asl-parts`: Parts of a crate that may come later than the rest of it
//! - `asl-markdown`: Markdown as a tree of what a page can show: no HTML, no pictures, only links that are safe to follow
//! - `asl-value`: The JSON value of a running workflow: cheap to clone, printed as Java prints it
//! - `asl-text`: Texts as trees in which every part knows its place: JSON and YAML, printing, edits, diagnostics, differences
//! - `asl-aws`: What all of AWS shares: points in time, error names, retry schedules
//! - `asl-path`: JSONPath in AWS's dialect: paths, reference paths, payload templates, intrinsic functions, evaluation traces
//! - `asl-jsonata`: JSONata as Step Functions evaluates it, over an engine that only this crate knows
//! - `asl-http`: The HTTP Task without a network: connections, requests, responses, failures explained, the Practice API
//! - `asl-events`: EventBridge as data: patterns, transformers, schedules, rules and their targets, as AWS reads them
//! - `asl-lang`: The Amazon States Language as data: model, parser, checks
//! - `asl-functions`: Lambda functions without a sandbox: what a function is, what it is called with, what its end means, its log
//! - `asl-sim`: The interpreter: executions without I/O, their log, mocks, and what a host must offer
//! - `asl-world`: Executions and the deliveries of event rules on one clock, without I/O, and their log
//! - `asl-view`: What the page shows of a machine and a run: timeline, graph, state visits, explanations
//! - `asl-document`: What a document of the playground holds beside its texts: settings, files, what is chosen of a template
//! - `asl-share`: A workflow in a link: wire forms
//! - `asl-stack`: Templates of SAM and CloudFormation, what a machine needs, and the permissions of its role
//! - `asl-examples`: The workflows that the page offers
//! - `asl-compare`: The three ways to call an API side by side: their templates, what their runs show, what they cost
//! - `asl-ide`: Writing: completion, descriptions, quick fixes, refactorings, help on each rule
//! - `asl-scenario`: Scenarios: what a workflow is given and what must hold, played at once and judged, with what they reach
//! - `asl-explore`: What can go wrong: every failure of every call tried, and what nobody handles
//! - `asl-help`: The pages of help, and the search over them, commands, states, and examples
//! - `asl-batch`: A document without a page: read from files, checked, run, tested, and explored at once
//! - `asl-export`: Everything of a document as what deploys it: SAM, CloudFormation, Terraform, CDK
//! - `asl-cli`: The program `asl`: checks, runs, tests, explores, draws, formats, converts, and exports workflows in a terminal
//! - `asl-node`: The npm package: the engine for Vitest, Jest, and Node's test runner
//! - `asl-lesson`: Lessons beside a workflow: steps of text, questions and goals, and the guided texts of the examples
//! - `asl-remote`: Step Functions elsewhere, in AWS or an emulator: its API, what its errors mean, and a workflow that is run there
//!
//! Beside them: `relay/` is a program of its own, which sends HTTP Tasks as AWS would; `vendor/` holds a trimmed copy of a
//! dependency; `www/` the editor, the styles and what is shown before the program has arrived.
//!
//! ## How a run works
//!
//! A simulator does no I/O, reads no clock and draws no randomness of its own. It advances until nothing is left to do at
//! this time; then it has effects to perform, answers to wait for, and a time to be woken at. Lines of states (the machine,
//! each branch, each iteration) are threads that take turns, one state at a time. A child execution of a Distributed Map is
//! an execution like the first, with a log and a context of its own, on the same clock; files given at the start stand in
//! for S3. Stop, virtual time, mocks and deterministic tests need no code of their own: they are other hosts, other clocks,
//! other answers.
//!
//! ## Invariants, and what checks each
//!
//! - **The crates perform no I/O and read no clock**, but for the time that one JSONata expression takes: its steps are
//!   counted and run out long before, on any machine. The crates of the browser are dependencies of this package alone;
//!   clippy refuses clocks, threads and hash maps (`.clippy.toml`).
//! - **Reading and checking never fail and never panic**, whatever the text: property tests in the crates, `make fuzz`;
//!   `unwrap`, `expect`, `panic!` and indexing are denied.
//! - **The same machine, input, seed, answers and times give the same log**, byte for byte: `tests/it/run.rs`.
//! - **A diagnostic is data**: a code, a typed detail, a place. Its sentence is rendered last, and nothing searches one.
//! - **Every view of a run is a fold over its log**; the log is only appended to.
//! - **The playground puts no secret into a log, a link or a diagnostic.** A secret has a mask for `Debug`, and neither
//!   `Display` nor serialization; `tests/it/run.rs` searches a log for one. What an API answers is kept as it came, even where
//!   it repeats a credential, as on AWS.
//! - **A link cannot start a run**; old links open for ever: `tests/it/share.rs` holds one of each form.
//! - **Every budget ends in an ordinary, explained error**: events, payload, depth of a text, size of a link.
//! - **A first visit stays within the weight in `scripts/budget.json`**: `make sizes`.
//!
//! ## Decisions
//!
//! - *Sans-IO rather than async states*: an execution can be stopped, stepped and replayed at any point, and tests are
//!   synchronous. The price is an explicit phase in each thread.
//! - *Timers inside, calls outside*: waits, backoff and time limits are the simulator's own, so virtual time is a clock that
//!   jumps; only what leaves the machine is an effect.
//! - *One log, AWS's events*: our own records (stages of the data, HTTP exchanges, where a Choice led) hang on the events, so
//!   that a log without them is exactly what AWS gives.
//! - *A worker for long expressions alone*: the driver works in slices of a few milliseconds in the page's own thread, where
//!   session storage is in reach. Only an expression cannot be interrupted: one that takes longer than a part of a frame is
//!   given up, evaluated in a worker, and its state's work done again with the value. Nothing else happens meanwhile, so the
//!   log is the same.
//! - *Crates rather than modules*: the compiler keeps the layers, each crate has an optimization level of its own, and a
//!   change in a view does not build the interpreter again. JSONPath and JSONata are two crates, since the engine of JSONata
//!   is a chunk that a first visit does not load.

#[cfg(target_arch = "wasm32")]
mod app;

#[cfg(target_arch = "wasm32")]
fn main() {
    app::main();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
