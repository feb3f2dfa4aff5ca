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

fn without_repeats(names: &[&str]) -> bool {
    names.iter().enumerate().all(|(at, name)| !names[..at].contains(name))
}

#[test]
fn no_variable_of_terraform_has_a_reserved_name_or_that_of_another() {
    let wanted = ["Name", "Source", "Version", "Providers", "Count", "ForEach", "Lifecycle", "DependsOn", "Locals"];
    let more = ["NameParameter", "Stage"];
    let text = with_placeholders(&[wanted.as_slice(), &more].concat());
    let exported = exported(&text, "", Format::Terraform);
    let variables = declared(file(&exported, "variables.tf"), "variable \"", "\"");
    assert_eq!(variables.len(), wanted.len() + more.len() + 1, "{variables:?}");
    assert!(without_repeats(&variables), "{variables:?}");
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
    (0..lower.len()).filter(|at| lower[..*at].contains(&lower[*at])).map(|at| all[at].clone()).collect()
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
    for names in [["api-key", "apiKey"], ["apiKey", "ApiKey"], ["api_key", "api-key"]] {
        for format in [Format::CloudFormation, Format::Sam] {
            let exported = exported(&with_placeholders(&names), "", format);
            assert_eq!(exported.asked.len(), 2, "{names:?}");
            assert_eq!(collisions(&exported), Vec::<String>::new(), "{names:?}");
            assert!(exported.notes.iter().any(|note| note.contains(names[1])), "{:?}", exported.notes);
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
