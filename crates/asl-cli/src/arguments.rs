//! The command line. The comments of fields are its help.

use std::path::PathBuf;

use asl_lang::WorkflowType;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::terminal::Color;

/// Checks, runs, tests, and explores AWS Step Functions workflows on this machine.
///
/// FILE is a definition (JSON or YAML), a SAM, CloudFormation, or CDK template, serverless.yml, Terraform, a share link of the
/// playground, or `-` for standard input. Files that a template names are read from beside it. Nothing is sent over the network
/// without --network.
#[derive(Debug, Parser)]
#[command(name = "asl", version, max_term_width = 100)]
pub(crate) struct Arguments {
    /// When to use colors
    #[arg(long, value_enum, default_value_t, global = true, value_name = "WHEN")]
    pub(crate) color: Color,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Report problems: what AWS rejects, and what will probably go wrong
    Check(Check),
    /// Run a workflow with an input, and print its output
    Run(Run),
    /// Run scenarios, and report which pass
    Test(Test),
    /// Let every call fail with every error, and report what nothing handles
    Explore(Explore),
    /// Draw the graph
    Draw(Draw),
    /// Format definitions and templates
    Fmt(Format),
    /// Convert a definition from JSONPath to JSONata, or between JSON and YAML
    Convert(Convert),
    /// Write what deploys a workflow: SAM, CloudFormation, Terraform, or CDK
    Export(Export),
}

/// Which workflow is meant.
#[derive(Debug, Default, Args)]
pub(crate) struct Choice {
    /// Logical ID of the state machine in a template; the first one by default
    #[arg(long, value_name = "ID")]
    pub(crate) machine: Option<String>,
    /// Value of a parameter of the template, or of a placeholder of the definition; can be repeated
    #[arg(long = "parameter", short = 'P', value_name = "NAME=VALUE")]
    pub(crate) parameters: Vec<String>,
    /// Type of the state machine, where a template does not say it
    #[arg(long = "type", value_enum, value_name = "TYPE", ignore_case = true)]
    pub(crate) machine_type: Option<Type>,
}

/// The type of a state machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Type {
    /// Standard
    Standard,
    /// Express
    Express,
}

impl Choice {
    /// The type that was asked for.
    pub(crate) fn workflow(&self) -> WorkflowType {
        match self.machine_type {
            Some(Type::Express) => WorkflowType::Express,
            _ => WorkflowType::Standard,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Files, folders, links, or `-`; the current folder by default
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<String>,
    #[command(flatten)]
    pub(crate) choice: Choice,
    /// How to print problems
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) format: CheckFormat,
    /// Fail on warnings, too
    #[arg(long)]
    pub(crate) deny_warnings: bool,
    /// Hide advice
    #[arg(long, short)]
    pub(crate) quiet: bool,
    /// Report connections that are not in this file
    #[arg(long, value_name = "FILE")]
    pub(crate) connections: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// With an excerpt of the text
    #[default]
    Human,
    /// A line for each: FILE:LINE:COLUMN
    Short,
    /// Annotations of GitHub Actions
    Github,
    /// A JSON list
    Json,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(crate) struct Run {
    /// A file, a link, or `-`
    #[arg(value_name = "FILE")]
    pub(crate) file: String,
    #[command(flatten)]
    pub(crate) choice: Choice,
    /// The input: JSON, a file, or `-`
    #[arg(long, short, value_name = "JSON|FILE")]
    pub(crate) input: Option<String>,
    /// Mocks, in the format of TestState or of Step Functions Local: JSON, or a file
    #[arg(long, short, value_name = "JSON|FILE")]
    pub(crate) mocks: Option<String>,
    /// Test case of a mock file of Step Functions Local; the first one by default
    #[arg(long, value_name = "NAME", requires = "mocks")]
    pub(crate) mock_case: Option<String>,
    /// What the calls of a state come to, such as "Charge=503,503" (the first two calls) or "Charge=timeout" (all calls)
    #[arg(long, short, value_name = "STATE=NAME[,NAME]")]
    pub(crate) what_if: Vec<String>,
    /// Events for the buses, in place of an input: JSON, or a file
    #[arg(long, value_name = "JSON|FILE", conflicts_with_all = ["input", "network"])]
    pub(crate) events: Option<String>,
    /// A file that replaces an object in S3
    #[arg(long = "s3", value_name = "s3://BUCKET/KEY=FILE")]
    pub(crate) objects: Vec<String>,
    /// Send HTTP Tasks that no mock answers
    #[arg(long)]
    pub(crate) network: bool,
    /// Connections with their credentials; by default those of the template, with values from the environment
    #[arg(long, value_name = "FILE", requires = "network")]
    pub(crate) connections: Option<PathBuf>,
    /// Origin on this machine or in a private network that calls may go to
    #[arg(long, value_name = "ORIGIN", requires = "network")]
    pub(crate) local: Vec<String>,
    /// Let waits and retries take their time; the default with --network
    #[arg(long, overrides_with = "virtual_time")]
    pub(crate) real_time: bool,
    /// Let waits and retries pass at once; the default without --network
    #[arg(long)]
    pub(crate) virtual_time: bool,
    /// Report the limits of the service without ending the run
    #[arg(long)]
    pub(crate) no_limits: bool,
    /// When the run begins, in virtual time
    #[arg(long, value_name = "TIMESTAMP", default_value = "2026-01-01T00:00:00Z")]
    pub(crate) at: String,
    /// Seed of the randomness: jitter, UUIDs
    #[arg(long, value_name = "NUMBER", default_value_t)]
    pub(crate) seed: u64,
    /// Write the history, as GetExecutionHistory gives it
    #[arg(long, value_name = "FILE")]
    pub(crate) history: Option<PathBuf>,
    /// Print each event
    #[arg(long, short)]
    pub(crate) verbose: bool,
    /// Print status, output, error, cause, and history as one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Test {
    /// Files of scenarios (NAME.scenarios.json or .yaml), workflows with one beside them, links, or folders; the current
    /// folder by default
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<String>,
    /// The workflow, for files of scenarios with another name
    #[arg(long, short, value_name = "FILE")]
    pub(crate) workflow: Option<String>,
    #[command(flatten)]
    pub(crate) choice: Choice,
    /// Run only scenarios whose name has this in it
    #[arg(long, short, value_name = "TEXT")]
    pub(crate) name: Option<String>,
    /// How to print results
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) format: TestFormat,
    /// Write a JUnit report as well
    #[arg(long, value_name = "FILE")]
    pub(crate) junit: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum TestFormat {
    /// A line for each scenario
    #[default]
    Plain,
    /// Test Anything Protocol, version 14
    Tap,
    /// JUnit XML
    Junit,
    /// Plain, with annotations of GitHub Actions
    Github,
    /// A JSON object
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct Explore {
    /// A file, a link, or `-`
    #[arg(value_name = "FILE")]
    pub(crate) file: String,
    #[command(flatten)]
    pub(crate) choice: Choice,
    /// The input of the first run: JSON, or a file
    #[arg(long, short, value_name = "JSON|FILE")]
    pub(crate) input: Option<String>,
    /// What calls are answered if all goes well: JSON, or a file
    #[arg(long, short, value_name = "JSON|FILE")]
    pub(crate) mocks: Option<String>,
    /// The most runs
    #[arg(long, value_name = "NUMBER", default_value_t = 20_000)]
    pub(crate) runs: usize,
    /// Kinds of findings that make the command fail; can be repeated
    #[arg(long, value_enum, value_name = "KIND", value_delimiter = ',')]
    pub(crate) deny: Vec<Denied>,
    /// Write a scenario for each finding
    #[arg(long, value_name = "FILE")]
    pub(crate) scenarios: Option<PathBuf>,
    /// Print a JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// A kind of finding, or all that are problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Denied {
    /// Any problem
    All,
    /// Failures that nothing catches
    Unhandled,
    /// Loops that may not end
    Endless,
    /// Runs that exceed the time of the workflow
    Overdue,
    /// States that fail on their data
    Data,
    /// Calls that may be made twice
    Twice,
    /// Retriers that never apply
    IdleRetrier,
    /// Catchers that never apply
    IdleCatcher,
    /// States that nothing reaches
    Unreached,
}

#[derive(Debug, Args)]
pub(crate) struct Draw {
    /// A file, a link, or `-`
    #[arg(value_name = "FILE")]
    pub(crate) file: String,
    #[command(flatten)]
    pub(crate) choice: Choice,
    /// What to draw; by default what the name of the output says, else text
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<DrawFormat>,
    /// Colors of an SVG
    #[arg(long, value_enum, default_value_t, value_name = "THEME")]
    pub(crate) theme: Theme,
    /// Draw from left to right
    #[arg(long)]
    pub(crate) right: bool,
    /// Where to write it; standard output by default
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DrawFormat {
    /// An outline in words
    Text,
    /// SVG
    Svg,
    /// Mermaid flowchart
    Mermaid,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Theme {
    /// Light
    #[default]
    Light,
    /// Dark
    Dark,
}

#[derive(Debug, Args)]
pub(crate) struct Format {
    /// Files or folders to format in place; a link, or `-` for standard input, to standard output
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<String>,
    /// Write nothing, list files that are not formatted, and fail if there are any
    #[arg(long)]
    pub(crate) check: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Convert {
    /// A file, or `-`
    #[arg(value_name = "FILE")]
    pub(crate) file: String,
    #[command(flatten)]
    pub(crate) choice: Choice,
    /// What to convert to
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) to: Target,
    /// Where to write it; standard output by default
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Target {
    /// JSONata in place of JSONPath
    Jsonata,
    /// JSON in place of YAML
    Json,
    /// YAML in place of JSON
    Yaml,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// A file, a link, or `-`
    #[arg(value_name = "FILE")]
    pub(crate) file: String,
    #[command(flatten)]
    pub(crate) choice: Choice,
    /// What to export to
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) to: ExportFormat,
    /// The folder to write to, or an archive whose name ends in .zip
    #[arg(long, short, value_name = "FOLDER|ZIP")]
    pub(crate) output: PathBuf,
    /// Write into a folder that is not empty
    #[arg(long)]
    pub(crate) force: bool,
    /// Connections that a definition names; their secrets become parameters
    #[arg(long, value_name = "FILE")]
    pub(crate) connections: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// AWS SAM
    Sam,
    /// CloudFormation
    Cloudformation,
    /// Terraform
    Terraform,
    /// AWS CDK in TypeScript
    CdkTypescript,
    /// AWS CDK in Python
    CdkPython,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Arguments;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
