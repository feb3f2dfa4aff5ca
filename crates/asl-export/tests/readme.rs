//! The README of an export gives no command that writes a secret into the history of a shell, and says who keeps it.
#![expect(clippy::unwrap_used, reason = "tests: a panic is a failure")]

mod common;

use asl_export::Format;
use common::{exported, file};

const TEMPLATE: &str = r"
Transform: AWS::Serverless-2016-10-31
Parameters:
  ApiUrl: {Type: String}
  Path: {Type: String, NoEcho: true}
Resources:
  Api:
    Type: AWS::Events::Connection
    Properties: {AuthorizationType: BASIC, AuthParameters: {BasicAuthParameters: {Username: shop, Password: !Ref Path}}}
  Order:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionSubstitutions: {Url: !Ref ApiUrl, Api: !GetAtt Api.Arn}
      Definition:
        StartAt: Create
        States:
          Create:
            Type: Task
            Resource: arn:aws:states:::http:invoke
            Parameters: {Method: POST, ApiEndpoint: '${Url}', Authentication: {ConnectionArn: '${Api}'}}
            End: true
";

/// The commands of a README.
fn commands(readme: &str) -> String {
    readme.split("```sh\n").skip(1).filter_map(|block| Some(block.split_once("```")?.0)).collect()
}

#[test]
fn a_secret_is_read_and_passed_by_a_variable() {
    let passed = [
        (Format::CloudFormation, "SECRET_PATH", r#"--parameter-overrides Path="$SECRET_PATH" ApiUrl=…"#),
        (Format::CdkTypeScript, "SECRET_PATH", r#"--parameters Path="$SECRET_PATH" --parameters ApiUrl=…"#),
        (Format::CdkPython, "SECRET_PATH", r#"--parameters Path="$SECRET_PATH" --parameters ApiUrl=…"#),
        // Terraform asks for what has no variable.
        (Format::Terraform, "TF_VAR_path", "terraform apply"),
    ];
    for (format, variable, how) in passed {
        let exported = exported(TEMPLATE, "", format);
        let commands = commands(file(&exported, "README.md"));
        assert!(!commands.contains("Path=…"), "{}: {commands}", format.title());
        // The name of a variable of the shell, such as PATH, is not what is read.
        let at = |line: &str| commands.lines().position(|known| known.contains(line)).unwrap_or(usize::MAX);
        let (read, used, unset) = (at(&format!("read -rs {variable}")), at(how), at(&format!("unset {variable}")));
        assert!(read < used && used < unset && unset < usize::MAX, "{}: {commands}", format.title());
        // Pasted along with it, the next command would be what is read.
        let block = file(&exported, "README.md").split("```").find(|block| block.contains("read -rs")).unwrap();
        assert!(block.lines().skip(1).all(|line| line.starts_with("read -rs ")), "{block}");
    }
    let terraform = exported(TEMPLATE, "", Format::Terraform);
    assert!(commands(file(&terraform, "README.md")).contains("export TF_VAR_path"), "Terraform reads what is exported");
    let sam = exported(TEMPLATE, "", Format::Sam);
    assert!(
        commands(file(&sam, "README.md")).contains("sam deploy --guided"),
        "SAM asks and does not show what is typed"
    );
}

#[test]
fn who_keeps_a_secret_is_said() {
    for (format, said) in [
        (Format::Sam, "samconfig.toml"),
        (Format::CloudFormation, "CloudFormation"),
        (Format::Terraform, "in clear text in its state, `terraform.tfstate`"),
        (Format::CdkTypeScript, "cdk.out"),
        (Format::CdkPython, "cdk.out"),
    ] {
        let exported = exported(TEMPLATE, "", format);
        let readme = file(&exported, "README.md");
        let about =
            readme.lines().find(|line| line.starts_with("The values of secrets are not in these files")).unwrap();
        assert!(about.contains(said) && about.contains("Secrets Manager"), "{}: {about}", format.title());
    }
    let without = exported(r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#, "", Format::Terraform);
    assert!(!file(&without, "README.md").contains("read -rs"), "there is nothing to read");
}
