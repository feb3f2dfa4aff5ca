//! What the editor does with a text that is being written: proposals, explanations, changes of the whole, trials of patterns and
//! transformers, what AWS would say.

use asl_aws::time::Timestamp;
use asl_document::TemplateChoice;
use asl_ide::assist::{self, World};
use asl_ide::observed::{self, Observation};
use asl_ide::refactor::{code_file, code_template, format, rename, sort, to_jsonata};
use asl_lang::{WorkflowType, aws};
use asl_sim::{Access, AccessQuestion, Calling, Identity};
use asl_stack::iam::roles::Roles;
use asl_stack::iam::write::{Notation, statements};
use asl_stack::template::{self, pasted};
use asl_value::Value;
use asl_view::events::entries::{self, EventText, Member};
use asl_view::events::trial::{InputTrial, PatternTrial, sample_context};

/// Some places of a text: its ends, and a few between them.
fn places(text: &str) -> impl Iterator<Item = usize> {
    let length = text.len();
    [0, length / 3, length / 2, length.saturating_sub(length / 5), length].into_iter()
}

/// Proposals and explanations at some places; a proposal is taken.
pub(super) fn assist(text: &str) {
    for at in places(text) {
        if let Some(list) = assist::complete(text, at, &World::default())
            && let Some(first) = list.completions.first()
        {
            assist::accept(text, &list, first);
        }
        let _ = assist::describe(text, at);
        let _ = assist::complete_mocks(text, at, &[]);
    }
}

/// Every change of a whole text; what is written can be read and changed again.
pub(super) fn refactor(text: &str) {
    let choice = TemplateChoice::default();
    let _ = format::format(text).map(|changed| format::format(&changed.text));
    let _ = sort::sort(text, &choice);
    let _ = rename::rename(text, &choice, "A", "B");
    let _ = rename::rename_mock(text, "A", "B");
    let _ = code_file::code_to_file(text, "F");
    for what in [Observation::Logging, Observation::Tracing] {
        let _ = observed::turn_on(text, "M", what).map(|changed| observed::turn_on(&changed, "M", what));
    }
    for at in places(text) {
        let _ = to_jsonata::state_at(text, &choice, u32::try_from(at).unwrap_or(u32::MAX));
    }
}

/// The text as the code of a function, alone and in a template, in either language.
pub(super) fn code(text: &str) {
    if let Some(files) = code_template::template_around(text) {
        let template = files.first().map(|file| file.text.clone()).unwrap_or_default();
        super::read_template(&template);
    }
    for runtime in ["nodejs22.x", "python3.13"] {
        let properties =
            format!("Handler: index.handler, Runtime: {runtime}, InlineCode: {}", asl_text::print::quote(text));
        let template = format!("Resources:\n  F: {{Type: AWS::Serverless::Function, Properties: {{{properties}}}}}\n");
        super::read_template(&template);
        let _ = code_file::code_to_file(&template, "F");
    }
}

/// The text as a pattern, a map of paths, a template and events, as the scratch pad and the tab of events have them.
pub(super) fn event_trial(text: &str) {
    let (first, second) = text.split_once("\n---\n").unwrap_or((text, text));
    for (one, other) in [(first, second), (second, first)] {
        let trial = PatternTrial::of(one, other);
        let places = trial.pattern.iter().filter_map(|refused| refused.place);
        assert!(places.into_iter().all(|place| place.end as usize <= one.len()), "a place beyond the pattern");
        let context = sample_context("rule", Timestamp(0));
        let _ = InputTrial::of(one, other, text, &context, "target");
        let _ = InputTrial::of("{\"a\": \"$.detail\"}", one, other, &context, "target");
    }
    let read = EventText::read(text);
    assert!(read.events.iter().all(|event| event.span.end as usize <= text.len()), "a place beyond the text");
    let _ = read.is_sendable();
    for event in read.events.iter().take(3) {
        let _ = (event.envelope(), entries::written(&event.entry));
    }
    for member in [Member::Bus, Member::Source, Member::DetailType, Member::Detail] {
        let _ = entries::with_member(text, 0, member, first);
    }
    let _ = entries::doubled(text, 0);
}

/// The text as a command line of the AWS CLI, and as what it prints.
pub(super) fn commands(text: &str) {
    for command in [
        text.to_owned(),
        format!("aws {text}"),
        format!("aws stepfunctions create-state-machine --definition {text}"),
        format!("aws events put-rule --name r --event-pattern {text}"),
        format!("aws events put-targets --rule r --targets {text}"),
        format!("aws events create-connection --name c --auth-parameters {text}"),
    ] {
        super::read_template(&command);
        let _ = template::connection::read(&command);
        if pasted::kind(&command).is_some() {
            let read = template::source::check(&command, &TemplateChoice::default(), WorkflowType::Standard);
            let _ = pasted::judge(&command, &read);
        }
    }
}

/// The text as the policies of a role.
pub(super) fn permissions(text: &str) {
    let template = format!(
        "Resources:\n  Q: {{Type: AWS::SQS::Queue}}\n  R:\n    Type: AWS::IAM::Role\n    Properties: {text}\n  M:\n    Type: \
         AWS::StepFunctions::StateMachine\n    Properties:\n      RoleArn: !GetAtt R.Arn\n      Definition: {{StartAt: A, \
         States: {{A: {{Type: Task, Resource: \"arn:aws:states:::sqs:sendMessage\", Parameters: {{QueueUrl: !Ref Q, \
         MessageBody: x}}, End: true}}}}}}\n"
    );
    let read = template::source::check(&template, &TemplateChoice::default(), WorkflowType::Standard);
    let report = std::rc::Rc::new(read.permissions);
    // And what it lets through, asked by Tasks of several services and by a Distributed Map.
    let roles = Roles::new(report.clone(), Vec::new());
    let parameters =
        Value::from_json(r#"{"QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/q"}"#).unwrap_or_default();
    for (calling, resource) in [
        (Calling::Task, "arn:aws:states:::sqs:sendMessage"),
        (Calling::Task, "arn:aws:states:::http:invoke"),
        (Calling::Task, "arn:aws:states:::aws-sdk:s3:getObject"),
        (Calling::MapRun, ""),
        (Calling::ItemReader, "arn:aws:states:::s3:getObject"),
        (Calling::ResultWriter, "arn:aws:states:::s3:putObject"),
    ] {
        let identity = Identity::default();
        let question = AccessQuestion {
            calling,
            identity: &identity,
            resource,
            parameters: &parameters,
            assumed: None,
            unique: &|| "id".into(),
        };
        let _ = roles.refusal(&question);
    }
    let _ = (report.advice(), report.lacking().len());
    for notation in [Notation::Document, Notation::TemplateJson, Notation::TemplateYaml] {
        statements(&report.wanted(), &report.context, notation);
    }
}

/// What AWS would say of the text as a definition, as an input and as an expression's text.
pub(super) fn aws_answer(text: &str) {
    for workflow in [WorkflowType::Standard, WorkflowType::Express] {
        let _ = aws::validate(text, workflow, true);
        let _ = aws::schema_refusal(text, workflow);
    }
    let _ = aws::input_refusal(text);
}

/// The text as a lesson and as the Markdown of one; what was read is written, and read again.
pub(super) fn lesson(text: &str) {
    let machine = asl_lang::check_text(LESSON_MACHINE).machine;
    let file = asl_lesson::check(text, machine.as_ref().map(|machine| (machine, LESSON_MACHINE)), None);
    assert!(file.found.iter().all(|one| one.span.end as usize <= text.len()), "a place beyond the text");
    if let Some(lesson) = file.lesson {
        let again = asl_lesson::read(&lesson.to_text()).lesson;
        assert_eq!(again.map(|again| again.steps.len()), Some(lesson.steps.len()), "what is written is read");
        lesson.steps.iter().for_each(|step| _ = asl_markdown::plain_text(&step.text));
    }
    let _ = asl_markdown::plain_text(text);
    let _ = rename::rename_lesson(text, "Call", "B");
}

/// What lessons of the corpus are about.
const LESSON_MACHINE: &str = r#"{"StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": "r", "Retry": [{"ErrorEquals": ["E"]}], "End": true}}}"#;
