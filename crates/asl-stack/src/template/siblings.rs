//! The machines that a machine's Tasks, and rules of its template, can start: the others of its template, or of its project,
//! and itself.

use std::rc::Rc;

use super::source::{self, Read};
use crate::iam::Report;
use asl_document::TemplateChoice;
use asl_document::project::{Position, Project};
use asl_lang::{StateKind, StateMachine, WorkflowType};
use asl_text::Node;

/// A machine with the names that a `StateMachineArn` may call it by.
#[derive(Clone, Debug)]
pub struct Sibling {
    /// Its name on AWS first, then the others: its logical id, its file's name.
    pub names: Vec<Rc<str>>,
    /// The machine.
    pub machine: StateMachine,
    /// Its type.
    pub workflow: WorkflowType,
    /// What it calls, and what its role says to that.
    pub permissions: Rc<Report>,
}

/// Whether a Task of the machine starts executions of machines.
pub fn starts_others(machine: &StateMachine) -> bool {
    machine.states().iter().any(|state| match &state.kind {
        StateKind::Task(task) => {
            task.resource.as_ref().is_some_and(|resource| resource.value.contains(":startExecution"))
        }
        _ => false,
    })
}

/// The machines that the machine of `read`, or a rule beside it, can start. `text` is what was read, with what was chosen of
/// it. None where neither starts one: nothing is read for it.
pub fn siblings(text: &Rc<str>, choice: &TemplateChoice, read: &Read) -> Vec<Sibling> {
    let by_rules = read.events.as_ref().is_some_and(|system| system.machines.iter().any(|one| !one.is_made_up));
    let Some(machine) = read.machine.as_ref().filter(|machine| by_rules || starts_others(machine)) else {
        return Vec::new();
    };
    let files = choice.project.files(text);
    let opened = |at: Position, machine: &Rc<str>| {
        let (text, project) = Project::open(files.clone(), at);
        (text, TemplateChoice { machine: machine.clone(), parameters: choice.parameters.clone(), project })
    };
    let checked = |(text, choice): (Rc<str>, TemplateChoice), names: Vec<Rc<str>>| {
        let read = source::check(&text, &choice, read.workflow);
        Some(Sibling { names, machine: read.machine?, workflow: read.workflow, permissions: Rc::new(read.permissions) })
    };
    if let Some(template) = &read.template {
        let tree = files.get(template.at).and_then(|file| asl_text::parse(&file.text).root);
        let others = template.machines.iter().enumerate().filter_map(|(index, id)| {
            let names = names_in(tree.as_ref(), id);
            if index == template.chosen {
                let (machine, permissions) = (machine.clone(), Rc::new(read.permissions.clone()));
                return Some(Sibling { names, machine, workflow: read.workflow, permissions });
            }
            checked(opened(template.at, id), names)
        });
        return others.collect();
    }
    let own = choice.project.own();
    let others =
        files.iter().enumerate().filter(|(at, file)| *at != own && source::may_be_definition(&file.path, &file.text));
    others.filter_map(|(at, file)| checked(opened(at, &Rc::default()), vec![stem(&file.path).into()])).collect()
}

/// The names of the state machine with this logical id.
fn names_in(template: Option<&Node>, id: &Rc<str>) -> Vec<Rc<str>> {
    let properties = template.and_then(|template| template.get("Resources")?.get(id)?.get("Properties"));
    let named = |property: &str| properties?.get(property)?.as_str().filter(|name| !name.contains("${"));
    let own = named("StateMachineName").or_else(|| named("Name"));
    own.cloned().into_iter().chain([id.clone()]).collect()
}

/// The name of a file without its folders and what its kind ends with: `orders` of `machines/orders.asl.json`.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('.').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::siblings;
    use crate::template::source;
    use asl_document::TemplateChoice;
    use asl_document::project::{Project, ProjectFile};
    use asl_lang::WorkflowType;

    const PARENT: &str = r#"{"StartAt": "A", "States": {"A": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::states:startExecution.sync:2", "Parameters": {"StateMachineArn": "REF"}}}}"#;
    const CHILD: &str = r#"{"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}"#;

    fn names(text: &str, choice: &TemplateChoice) -> Vec<String> {
        let read = source::check(text, choice, WorkflowType::Standard);
        let found = siblings(&text.into(), choice, &read);
        found.iter().map(|sibling| format!("{} {}", sibling.names.join(","), sibling.machine.states().len())).collect()
    }

    #[test]
    fn the_other_machines_of_a_template_are_found_and_the_machine_itself() {
        let machine = |definition: &str, name: &str| {
            format!(
                r#"{{"Type": "AWS::StepFunctions::StateMachine", "Properties": {{{name} "Definition": {definition}}}}}"#
            )
        };
        let named = machine(CHILD, r#""StateMachineName": "child-of-it","#);
        let parent = machine(&PARENT.replace(r#""REF""#, r#"{"Ref": "Child"}"#), "");
        let text = format!(r#"{{"Resources": {{"Parent": {parent}, "Child": {named}}}}}"#);
        assert_eq!(names(&text, &TemplateChoice::default()), ["Parent 1", "child-of-it,Child 1"]);
        let choice = TemplateChoice { machine: "Child".into(), ..TemplateChoice::default() };
        assert_eq!(names(&text, &choice), Vec::<String>::new(), "this one starts none");
    }

    #[test]
    fn the_machines_that_rules_start_are_found() {
        let text = format!(
            r#"{{"Resources": {{"M": {{"Type": "AWS::StepFunctions::StateMachine", "Properties": {{"Definition": {CHILD}}}}},
            "R": {{"Type": "AWS::Events::Rule", "Properties": {{"EventPattern": {{"source": ["a"]}},
            "Targets": [{{"Id": "m", "Arn": {{"Ref": "M"}}, "RoleArn": "arn:aws:iam::123456789012:role/r"}}]}}}}}}}}"#
        );
        assert_eq!(names(&text, &TemplateChoice::default()), ["M 1"]);
    }

    #[test]
    fn the_other_definitions_of_a_project_are_found_by_the_names_of_their_files() {
        let file = |path: &str, text: &str| ProjectFile { path: path.into(), text: text.into() };
        let others = vec![file("m/child.asl.json", CHILD), file("notes.md", "# no definition")];
        let project = Project { path: "m/parent.asl.json".into(), others: others.into(), at: 0 };
        let choice = TemplateChoice { project, ..TemplateChoice::default() };
        assert_eq!(names(PARENT, &choice), ["child 1"]);
    }
}
