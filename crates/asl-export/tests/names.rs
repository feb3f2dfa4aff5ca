//! Names that formats give a meaning of their own, and names that two things want, do not make an export invalid.
#![expect(clippy::unwrap_used, reason = "tests: a panic is a failure")]

mod common;

use asl_export::{Exported, Format};
use common::{exported, file, keys, template, with_placeholders};

/// Names that no variable of a module may have (Terraform, "Use input variables to add module arguments"), and the one that the
/// export declares.
const OF_TERRAFORM: [&str; 9] =
    ["name", "source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals"];

/// What a text declares: the words behind `before`, up to `after`.
fn declared<'t>(text: &'t str, before: &str, after: &str) -> Vec<&'t str> {
    text.lines().filter_map(|line| Some(line.trim_start().strip_prefix(before)?.split_once(after)?.0)).collect()
}

/// The names that are there more than once.
fn repeated(names: &[&str]) -> Vec<String> {
    let mut seen: Vec<&str> = Vec::new();
    let mut repeated = Vec::new();
    for name in names {
        if seen.contains(name) {
            repeated.push((*name).to_owned());
        }
        seen.push(name);
    }
    repeated
}

#[test]
fn no_variable_of_terraform_has_a_reserved_name_or_that_of_another() {
    let wanted = ["Name", "Source", "Version", "Providers", "Count", "ForEach", "Lifecycle", "DependsOn", "Locals"];
    let more = ["NameParameter", "Stage"];
    let text = with_placeholders(&[wanted.as_slice(), &more].concat());
    let exported = exported(&text, "", Format::Terraform);
    let variables = declared(file(&exported, "variables.tf"), "variable \"", "\"");
    assert_eq!(variables.len(), wanted.len() + more.len() + 1, "{variables:?}");
    assert_eq!(repeated(&variables), Vec::<String>::new());
    let reserved: Vec<_> = variables.iter().skip(1).filter(|name| OF_TERRAFORM.contains(name)).collect();
    assert!(reserved.is_empty(), "{reserved:?}");
    // What is declared is what is used, and what whoever deploys it is told.
    let main = file(&exported, "main.tf");
    for asked in &exported.asked {
        assert!(main.contains(&format!("var.{}", asked.name)), "{}: {main}", asked.name);
        assert!(variables.contains(&asked.name.as_str()), "{}: {variables:?}", asked.name);
        assert!(file(&exported, "README.md").contains(&format!("`{}`", asked.name)), "{}", asked.name);
    }
}

/// Whether any two names of a template are one but for case.
fn collisions(exported: &Exported) -> Vec<String> {
    let template = template(exported);
    let all = ["Parameters", "Resources", "Outputs"].map(|section| keys(&template, section)).concat();
    let lower: Vec<String> = all.iter().map(|name| name.to_ascii_lowercase()).collect();
    repeated(&lower.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_parameter_and_a_resource_never_have_one_id() {
    for names in [vec!["Orders"], vec!["OrdersRole", "ordersArn"], vec!["orders", "Orders2"]] {
        let exported = exported(&with_placeholders(&names), "Orders", Format::CloudFormation);
        assert_eq!(collisions(&exported), Vec::<String>::new(), "{names:?}");
        assert_eq!(keys(&template(&exported), "Parameters"), names, "a parameter keeps its name");
    }
}

#[test]
fn placeholders_that_differ_stay_different_parameters() {
    for (first, second) in [("api-key", "apiKey"), ("apiKey", "ApiKey"), ("api_key", "api-key")] {
        for format in [Format::CloudFormation, Format::Sam] {
            let exported = exported(&with_placeholders(&[first, second]), "", format);
            assert_eq!(exported.asked.len(), 2, "{first} {second}");
            assert_eq!(collisions(&exported), Vec::<String>::new(), "{first} {second}");
            assert!(exported.notes.iter().any(|note| note.contains(second)), "{:?}", exported.notes);
        }
    }
}

/// In Terraform, resources of two types may have one name.
#[test]
fn a_function_and_a_machine_of_one_name_stay_two() {
    let text = r#"
data "archive_file" "orders" {
  type        = "zip"
  output_path = "orders.zip"
  source {
    filename = "index.mjs"
    content  = "export const handler = async () => 1;"
  }
}
resource "aws_lambda_function" "orders" {
  function_name    = "orders"
  runtime          = "nodejs22.x"
  handler          = "index.handler"
  role             = "arn:aws:iam::123456789012:role/x"
  filename         = data.archive_file.orders.output_path
}
resource "aws_lambda_function" "Orders" {
  function_name    = "other-orders"
  runtime          = "nodejs22.x"
  handler          = "index.handler"
  role             = "arn:aws:iam::123456789012:role/x"
  filename         = data.archive_file.orders.output_path
}
resource "aws_sfn_state_machine" "orders" {
  name     = "orders"
  role_arn = "arn:aws:iam::123456789012:role/x"
  definition = jsonencode({
    StartAt = "A"
    States = {
      A = { Type = "Task", Resource = aws_lambda_function.orders.arn, Next = "B" }
      B = { Type = "Task", Resource = aws_lambda_function.Orders.arn, End = true }
    }
  })
}
"#;
    let exported = exported(text, "", Format::CloudFormation);
    assert_eq!(collisions(&exported), Vec::<String>::new());
    // Each is called by its own name.
    let written = file(&exported, "template.yaml");
    assert_eq!(exported.asked.len(), 2, "each has an ARN to pass: {written}");
    let definition = exported.files.iter().find(|file| file.path.ends_with(".asl.json")).unwrap();
    assert_eq!(definition.text.matches("\"Resource\": \"${").count(), 2, "{}", definition.text);
    assert_eq!(
        keys(&template(&exported), "Resources").iter().filter(|id| id.as_str() == "orders").count(),
        1,
        "{written}"
    );
}

/// What no variable of a module in TypeScript may be called (ECMAScript, "Keywords and Reserved Words", with those of strict mode
/// and of modules; "undefined" is one for the compiler).
const OF_TYPESCRIPT: &str = "arguments await break case catch class const continue debugger default delete do else enum eval export \
    extends false finally for function if implements import in instanceof interface let new null package private protected public \
    return static super switch this throw true try typeof undefined var void while with yield";
/// What the file of an app in TypeScript uses.
const USED_BY_TYPESCRIPT: &str =
    "cdk events exports fs folder iam id lambda logs path props require s3Assets scope sqs stepfunctions";

/// `keyword.kwlist` of Python 3.13.
const OF_PYTHON: &str = "False None True and as assert async await break class continue def del elif else except finally for from \
    global if import in is lambda nonlocal not or pass raise return try while with yield";
/// What the file of an app in Python uses.
const USED_BY_PYTHON: &str =
    "cdk construct_id events iam kwargs lambda_ logs pathlib s3_assets scope self sqs stepfunctions str super";

/// The same as a document, which `scripts/deploy-tools.sh` tries with the compilers, too.
const RESERVED_WORDS: &str = include_str!("reserved-words.asl.json");

/// What a document may call a parameter, so that its variable would be `word`.
fn without_underscores(word: &str) -> String {
    word.split('_')
        .map(|part| {
            part.chars()
                .next()
                .map(|first| first.to_ascii_uppercase())
                .into_iter()
                .chain(part.chars().skip(1))
                .collect::<String>()
        })
        .collect()
}

#[test]
fn no_variable_of_cdk_is_a_word_of_its_language_or_what_the_file_uses() {
    let all = [OF_TYPESCRIPT, USED_BY_TYPESCRIPT, OF_PYTHON, USED_BY_PYTHON].join(" ");
    for word in all.split_whitespace().map(without_underscores) {
        assert!(RESERVED_WORDS.contains(&format!("${{{word}}}")), "reserved-words.asl.json has no `{word}`");
    }
    let count = RESERVED_WORDS.matches("${").count();
    let formats = [
        (
            Format::CdkTypeScript,
            "lib/workflow-stack.ts",
            "const ",
            " = new cdk.CfnParameter",
            OF_TYPESCRIPT,
            USED_BY_TYPESCRIPT,
        ),
        (Format::CdkPython, "workflow_stack.py", "", " = cdk.CfnParameter", OF_PYTHON, USED_BY_PYTHON),
    ];
    for (format, path, before, after, words, used) in formats {
        let exported = exported(RESERVED_WORDS, "Lambda", format);
        let variables = declared(file(&exported, path), before, after);
        assert_eq!(variables.len(), count, "{}", format.title());
        assert_eq!(repeated(&variables), Vec::<String>::new(), "{}", format.title());
        let is_taken =
            |name: &&&str| words.split_whitespace().chain(used.split_whitespace()).any(|word| word == **name);
        let taken: Vec<_> = variables.iter().filter(is_taken).collect();
        assert!(taken.is_empty(), "{}: {taken:?}", format.title());
    }
}
