//! JSONata as AWS runs it: npm jsonata 2.0.6 evaluates thousands of expressions that were made by chance, and so do we.
//! Values have to be equal, and errors to have the same code. What differs and stays so is listed with its reason.
//!
//! The package is installed by `make test` and `make bench`; without it, or without Node, the test says so and passes.
//! `ORACLE_SEED=N` makes other expressions, `ORACLE_CASES=N` more of them.

pub(crate) mod differences;
mod grammar;
mod known;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use asl_jsonata::engine::{Budget, Engine, Inputs, Library};
use asl_value::Value;
use grammar::Grammar;
use serde_json::{Value as Json, json};

#[test]
fn expressions_give_what_the_jsonata_of_aws_gives() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if !root.join("benches/node_modules/jsonata").exists() {
        eprintln!("not compared: npm jsonata is not installed; `npm ci --prefix benches` does that");
        return;
    }
    let setting = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seed = setting("ORACLE_SEED").unwrap_or(1);
    let cases: Vec<(String, Json)> = (0..setting("ORACLE_CASES").unwrap_or(4000))
        .map(|case| {
            let mut grammar = Grammar::new(seed.wrapping_mul(1_000_003).wrapping_add(case));
            let document = grammar.document();
            (grammar.expression(), document)
        })
        .collect();
    let Some(theirs) = ask_node(root, "oracle", &cases) else { return };
    assert_eq!(theirs.len(), cases.len(), "Node answers every case");

    let mut differences = String::new();
    let (mut count, mut deviating, mut errors) = (0, 0, 0);
    let mut reasons = BTreeMap::<_, u32>::new();
    for ((text, document), theirs) in cases.iter().zip(theirs) {
        let ours = ours(text, document);
        errors += usize::from(theirs.get("code").is_some());
        if same(&ours, &theirs) {
            continue;
        }
        let changed = theirs.get("changed").unwrap_or(&theirs);
        if same(&ours, changed) {
            deviating += 1;
            continue;
        }
        if let Some(reason) = known::reason(text, document, &ours, changed) {
            *reasons.entry(reason).or_default() += 1;
            continue;
        }
        count += 1;
        if count <= 40 {
            let document = if text.len() < 200 { document.to_string() } else { String::new() };
            let _ = writeln!(differences, "{text}\n  ours   {ours}\n  theirs {theirs}\n  {document}");
        }
    }
    eprintln!("{} expressions compared, {errors} of them errors", cases.len());
    eprintln!("{deviating} answered as by npm jsonata with the deviations of tests/oracle/peer.mjs");
    for (reason, count) in reasons {
        eprintln!("{count} differ: {reason}");
    }
    assert!(errors > cases.len() / 20 && errors < cases.len() / 2, "a fair share of them fails: {errors}");
    assert_eq!(count, 0, "expressions that differ and are not listed:\n{differences}");
}

/// What AWS does in another way than npm jsonata is listed with an expression for each: npm jsonata gives what stands
/// there for it, and we what stands there for AWS.
#[test]
fn what_differs_on_aws_differs_here() {
    let listed = differences::all();
    for (difference, case) in &listed {
        let input = case["input"].as_str().map(|text| Value::from_json(text).unwrap());
        let found = answer(&case["expression"], input.as_ref(), Library::Aws);
        assert!(same(&found, &case["aws"]), "{difference}: {case}\n  ours {found}");
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if !root.join("benches/node_modules/jsonata").exists() {
        return;
    }
    let cases: Vec<(String, Json)> = listed
        .iter()
        .map(|(_, case)| {
            let input = case["input"].as_str().map_or(Json::Null, |text| serde_json::from_str(text).unwrap());
            (case["expression"].as_str().unwrap().to_owned(), input)
        })
        .collect();
    for ((difference, case), theirs) in listed.iter().zip(ask_node(root, "differences", &cases).into_iter().flatten()) {
        let expected = &case["jsonata"];
        let thrown = expected.get("thrown").is_some() && theirs.get("thrown").is_some();
        assert!(thrown || same(expected, &theirs), "{difference}: {case}\n  npm jsonata {theirs}");
    }
}

/// What npm jsonata makes of the cases; `None` where there is no Node.
fn ask_node(root: &Path, name: &str, cases: &[(String, Json)]) -> Option<Vec<Json>> {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.jsonl"));
    let lines: Vec<String> =
        cases.iter().map(|(text, input)| json!({ "text": text, "input": input }).to_string()).collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    let output = match Command::new("node").arg(root.join("tests/oracle/evaluate.mjs")).arg(&file).arg(name).output() {
        Ok(output) => output,
        Err(error) => {
            eprintln!("not compared: Node cannot be started: {error}");
            return None;
        }
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// What we make of a case, in the form of the oracle's answers.
fn ours(text: &str, document: &Json) -> Json {
    let engine = match Engine::compile(text, Library::Plain) {
        Ok((engine, _)) => engine,
        Err(error) => return json!({ "code": error.code }),
    };
    let document = Value::from(document);
    let variable = |name: &str| (name == "data").then(|| document.clone());
    // An expression on variables alone takes the way that a workflow's expressions take.
    let input = (!text.contains("$data")).then_some(&document);
    match engine.evaluate(&Inputs { input, variable: &variable, now: 0, random: &|| 1 }, Budget::AWS) {
        Ok(Some(value)) => json!({ "value": Json::from(&value) }),
        Ok(None) => json!({ "nothing": true }),
        Err(error) => json!({ "code": error.code }),
    }
}

/// What we make of an expression with AWS's limits, but that of the time, in the form of the oracle's answers.
pub(crate) fn answer(text: &Json, input: Option<&Value>, library: Library) -> Json {
    let budget = Budget { time: None, ..Budget::AWS };
    let evaluated = Engine::compile(text.as_str().unwrap_or_default(), library)
        .and_then(|(engine, _)| engine.evaluate(&Inputs { input, variable: &|_| None, now: 0, random: &|| 1 }, budget));
    match evaluated {
        Ok(Some(value)) => json!({ "value": Json::from(&value) }),
        Ok(None) => json!({ "nothing": true }),
        Err(error) => json!({ "code": error.code }),
    }
}

/// Whether two answers are the same; numbers may be whole or not, members in any order.
fn same(ours: &Json, theirs: &Json) -> bool {
    match (ours.get("value"), theirs.get("value")) {
        (Some(ours), Some(theirs)) => Value::from(ours) == Value::from(theirs),
        (None, None) => (ours.get("code"), ours.get("nothing")) == (theirs.get("code"), theirs.get("nothing")),
        _ => false,
    }
}
