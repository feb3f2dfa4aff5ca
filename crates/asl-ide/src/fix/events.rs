//! Rules, their targets and API destinations.
//!
//! They stand in the template, not in a definition: the text is read again, as the template that it is.

use std::rc::Rc;

use super::{Case, Fix, fix, tree};
use crate::events::value::{attribute, grant, lambda_permission, object, queue_policy, reference, texts};
use asl_events::ScheduleError;
use asl_stack::messages::{DestinationProblem, EventProblem, Granted, Grantor};
use asl_text::edit::Edit;
use asl_text::{Node, Span};
use asl_value::Value;

/// The path that is proposed where one is needed.
const ANY_PATH: &str = "$.detail.id";

/// What mends the rule, the target or the destination.
pub(super) fn propose(case: &Case<'_>) -> Vec<Fix> {
    let Some(root) = asl_text::parse(case.text).root else { return Vec::new() };
    let Some(problem) = case.found.detail::<EventProblem>() else { return Vec::new() };
    let found = Found { case, root: &root, span: case.found.span };
    let fixes: Vec<Option<Fix>> = match problem {
        EventProblem::NoList { field, .. } => vec![found.wrap(field)],
        EventProblem::TwoInputs(_) | EventProblem::UnusedEntry(_) | EventProblem::HttpParametersOfOther => {
            vec![found.delete()]
        }
        EventProblem::ScheduleOnBus(_) => vec![found.delete_around()],
        EventProblem::Schedule(ScheduleError::RateNumber(unit)) => vec![found.unit(unit)],
        EventProblem::QuotedObject(name) => vec![found.unquote(name)],
        EventProblem::PathValues { stars, values, .. } => vec![found.path_values(*stars, *values)],
        EventProblem::RetryPolicy { bounds, .. } => {
            vec![found.number(i64::from(bounds.0)), found.number(i64::from(bounds.1))]
        }
        EventProblem::Destination(problem) => found.destination(problem),
        EventProblem::Lacks { field, .. } => vec![found.lacking(field)],
        EventProblem::SameId(id) => vec![found.other_id(id)],
        EventProblem::NoRole(_) => vec![found.role()],
        EventProblem::NotAllowed { by, action, resource, .. } => vec![found.allow(by, action, resource)],
        _ => Vec::new(),
    };
    fixes.into_iter().flatten().collect()
}

/// A finding in the tree of the whole text.
struct Found<'a> {
    case: &'a Case<'a>,
    root: &'a Node,
    span: Span,
}

impl<'a> Found<'a> {
    /// The value at the finding's place.
    fn value(&self) -> Option<&'a Node> {
        let (holder, index) = tree::value_at(self.root, self.span)?.holder()?;
        tree::child(holder, index)
    }

    fn wrap(&self, field: &str) -> Option<Fix> {
        fix(format!("Make `{field}` a list"), Some(self.case.rewriter.wrap_in_array(self.value()?)))
    }

    /// Takes the member away whose key stands there.
    fn delete(&self) -> Option<Fix> {
        let path = tree::key_at(self.root, self.span)?;
        let (holder, index) = path.holder()?;
        fix(format!("Delete `{}`", path.member()?.key.value), self.case.rewriter.remove_member(holder, index))
    }

    /// Takes the member away whose value stands there.
    fn delete_around(&self) -> Option<Fix> {
        let path = tree::value_at(self.root, self.span)?;
        let (holder, index) = path.holder()?;
        fix(format!("Delete `{}`", path.member()?.key.value), self.case.rewriter.remove_member(holder, index))
    }

    fn unit(&self, unit: &str) -> Option<Fix> {
        let node = self.value()?;
        let text = node.as_str()?;
        let number = text.trim_start_matches("rate(").split_whitespace().next()?;
        let title = format!("Write `rate({number} {unit})`");
        fix(title, self.case.rewriter.replace_string(node, &format!("rate({number} {unit})")))
    }

    /// Takes the quotes around the placeholder away, as they are written.
    fn unquote(&self, name: &str) -> Option<Fix> {
        let (start, end) = (self.span.start as usize, self.span.end as usize);
        let (before, behind) = (self.case.text.get(..start)?, self.case.text.get(end..)?);
        let open = ["\\\"", "\""].into_iter().find(|quote| before.ends_with(quote))?;
        let close = ["\\\"", "\""].into_iter().find(|quote| behind.starts_with(quote))?;
        let edits =
            vec![Edit::delete(Span::new(start - open.len(), start)), Edit::delete(Span::new(end, end + close.len()))];
        fix(format!("Remove the quotes around `<{name}>`"), Some(edits))
    }

    /// The target, or another object, that the finding's key or the finding itself stands in.
    fn target(&self) -> Option<&'a Node> {
        let around = tree::key_at(self.root, self.span).map(|path| path.outwards().collect::<Vec<_>>());
        let holders = around.into_iter().flatten().filter_map(|path| Some(path.holder()?.0));
        let of_key = holders.into_iter().find(|node| node.get("Arn").is_some() && node.get("Id").is_some());
        of_key.or_else(|| tree::object_at(self.root, self.span))
    }

    fn path_values(&self, stars: usize, values: usize) -> Option<Fix> {
        let target = self.target()?;
        let rewriter = &self.case.rewriter;
        let listed = target.get("HttpParameters").and_then(|all| all.get("PathParameterValues"));
        if values > stars {
            return fix("Delete the last value", rewriter.remove_item(listed?, values.checked_sub(1)?));
        }
        let edits = if let Some(list) = listed {
            rewriter.append_item(list, &ANY_PATH.into())
        } else {
            let list = Value::from(vec![Value::from(ANY_PATH); stars]);
            match target.get("HttpParameters") {
                Some(parameters) => rewriter.append(parameters, "PathParameterValues", &list),
                None => rewriter.append(target, "HttpParameters", &object([("PathParameterValues", list)])),
            }
        };
        fix(format!("Add the value `{ANY_PATH}`"), Some(edits))
    }

    fn number(&self, number: i64) -> Option<Fix> {
        fix(format!("Write {number}"), self.case.rewriter.replace(self.value()?, &number.into()))
    }

    fn destination(&self, problem: &DestinationProblem) -> Vec<Option<Fix>> {
        let write = |text: &str| {
            let node = self.value()?;
            fix(format!("Write `{text}`"), self.case.rewriter.replace_string(node, text))
        };
        match problem {
            DestinationProblem::Method(method) => vec![write(&method.to_uppercase()), write("POST")],
            DestinationProblem::Endpoint(endpoint) => {
                let rest = endpoint.split_once("://").map_or(endpoint.as_str(), |(_, rest)| rest);
                vec![write(&format!("https://{}", rest.trim()))]
            }
            DestinationProblem::Rate => vec![self.number(300)],
        }
    }

    /// The member of `Resources` around the finding.
    fn resource(&self) -> Option<&'a Node> {
        let resources = resources(self.root);
        let around = |one: &&asl_text::Member| one.span().start <= self.span.start && self.span.end <= one.span().end;
        resources.iter().find(around).map(|one| &one.value)
    }

    /// The logical id of the first resource of that type that `fits`.
    fn first(&self, kind: &str, fits: impl Fn(&Node) -> bool) -> Option<Rc<str>> {
        let is_one = |one: &&asl_text::Member| {
            one.value.get("Type").and_then(Node::as_str).is_some_and(|known| &**known == kind) && fits(&one.value)
        };
        resources(self.root).iter().find(is_one).map(|one| Rc::clone(&one.key.value))
    }

    fn lacking(&self, field: &str) -> Option<Fix> {
        let value = match field {
            "HttpMethod" => Value::from("POST"),
            "ConnectionArn" => attribute(&self.first("AWS::Events::Connection", |_| true)?),
            "Id" => Value::from("target"),
            _ => return None,
        };
        let holder = match field {
            "Id" => tree::object_at(self.root, self.span)?,
            _ => self.resource()?.get("Properties")?,
        };
        fix(format!("Add `{field}`"), Some(self.case.rewriter.append(holder, field, &value)))
    }

    fn other_id(&self, id: &str) -> Option<Fix> {
        let node = self.value()?;
        let new = (2..1_000).map(|count| format!("{id}-{count}")).find(|new| !self.case.text.contains(new.as_str()))?;
        fix(format!("Write `{new}`"), self.case.rewriter.replace_string(node, &new))
    }

    /// Names a role of the template that EventBridge can take on.
    fn role(&self) -> Option<Fix> {
        let trusts = |role: &Node| {
            let mut found = false;
            role.each(&mut |node| found |= node.as_str().is_some_and(|text| &**text == "events.amazonaws.com"));
            found
        };
        let id = self.first("AWS::IAM::Role", trusts)?;
        let target = self.target()?;
        let edits = self.case.rewriter.append(target, "RoleArn", &attribute(&id));
        fix(format!("Use the role `{id}`"), Some(edits))
    }

    /// Lets EventBridge do what it may not.
    fn allow(&self, by: &Grantor, action: &str, granted: &Granted) -> Option<Fix> {
        let resource = match granted {
            Granted::Resource(id) => attribute(id),
            Granted::Arn(arn) => Value::from(arn.as_str()),
        };
        let resources = all_of(self.root);
        let rewriter = &self.case.rewriter;
        let free = |stem: String| {
            (1..1_000)
                .map(|n| if n == 1 { stem.clone() } else { format!("{stem}{n}") })
                .find(|id| resources.get(id).is_none())
        };
        match by {
            Grantor::Role(id) => {
                let properties = resources.get(id)?.get("Properties")?;
                let policy = object([
                    ("PolicyName", "events".into()),
                    (
                        "PolicyDocument",
                        object([
                            ("Version", "2012-10-17".into()),
                            ("Statement", vec![grant(action, resource, None)].into()),
                        ]),
                    ),
                ]);
                let edits = match properties.get("Policies") {
                    Some(list) => rewriter.append_item(list, &policy),
                    None => rewriter.append(properties, "Policies", &vec![policy].into()),
                };
                fix(format!("Allow `{action}` in the role `{id}`"), Some(edits))
            }
            Grantor::Queue(id) => {
                let policy =
                    queue_policy(&texts([id.as_str()]), vec![grant(action, resource, Some("events.amazonaws.com"))]);
                let edits = rewriter.append(resources, &free(format!("{id}Policy"))?, &policy);
                fix(format!("Allow it in a policy of the queue `{id}`"), Some(edits))
            }
            Grantor::Function(id) => {
                let edits =
                    rewriter.append(resources, &free(format!("{id}Permission"))?, &lambda_permission(reference(id)));
                fix(format!("Allow it in a permission of the function `{id}`"), Some(edits))
            }
        }
    }
}

/// The resources of a template, or of what was cut out of one.
fn all_of(root: &Node) -> &Node {
    root.get("Resources").unwrap_or(root)
}

fn resources(root: &Node) -> &[asl_text::Member] {
    all_of(root).members()
}
