//! Names of the template around a definition: what `!Ref`, `!GetAtt` and `${…}` can stand for.

use std::rc::Rc;

use super::Completion;
use super::grammar::step_into;
use super::site::{Step, is_placeholder};
use asl_text::Node;

/// The names at a place of a template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TemplateNames {
    parameters: Vec<Rc<str>>,
    /// Logical ids and types.
    resources: Vec<(Rc<str>, Rc<str>)>,
    /// Names of `DefinitionSubstitutions` of the machine around the place, and whether each is a connection's ARN.
    substitutions: Vec<(Rc<str>, bool)>,
    /// Names of the `Fn::Sub` around the place.
    own: Vec<Rc<str>>,
    /// Whether the place is in a `Fn::Sub`.
    in_sub: bool,
}

/// Names that every template has (CloudFormation, "Pseudo parameters reference").
const PSEUDO: [(&str, &str); 7] = [
    ("AWS::AccountId", "The account ID."),
    ("AWS::Region", "The region of the stack."),
    ("AWS::Partition", "The partition: aws, aws-cn, or aws-us-gov."),
    ("AWS::StackName", "The name of the stack."),
    ("AWS::StackId", "The ARN of the stack."),
    ("AWS::URLSuffix", "The domain suffix, such as amazonaws.com."),
    ("AWS::NoValue", "Removes the property."),
];

/// The attributes that `Fn::GetAtt` gives, for the resources that workflows use (each type's page, "Return values").
fn attributes(kind: &str) -> &'static [&'static str] {
    match kind {
        "AWS::Events::Connection" => &["Arn", "SecretArn"],
        "AWS::SQS::Queue" => &["Arn", "QueueName", "QueueUrl"],
        "AWS::SNS::Topic" => &["TopicArn", "TopicName"],
        "AWS::Events::EventBus" | "AWS::StepFunctions::StateMachine" | "AWS::Serverless::StateMachine" => {
            &["Arn", "Name"]
        }
        "AWS::DynamoDB::Table" => &["Arn", "StreamArn"],
        "AWS::Serverless::Api" | "AWS::ApiGateway::RestApi" => &["RootResourceId"],
        "AWS::Serverless::HttpApi" | "AWS::ApiGatewayV2::Api" => &["ApiEndpoint"],
        _ => &["Arn"],
    }
}

impl TemplateNames {
    /// The names at the end of `path` in the template `root`; `None` in a text that is none.
    pub(super) fn around(root: &Node, path: &[Step]) -> Option<Self> {
        let resources = root.get("Resources")?.members();
        let kind = |node: &Node| node.get("Type").and_then(Node::as_str).cloned();
        let mut names = Self {
            parameters: keys(root.get("Parameters")),
            resources: resources.iter().filter_map(|one| Some((one.key.value.clone(), kind(&one.value)?))).collect(),
            ..Self::default()
        };
        let mut node = root;
        for step in path {
            let Some(inner) = step_into(node, step) else { break };
            node = inner;
            match step {
                Step::Key(key) if &**key == "Properties" => names.substitute(node),
                Step::Key(key) if &**key == "Fn::Sub" => {
                    names.in_sub = true;
                    names.own = keys(node.items().get(1));
                }
                _ => {}
            }
        }
        Some(names)
    }

    fn substitute(&mut self, properties: &Node) {
        let is_connection = |node: &Node| {
            let attribute = node.get("Fn::GetAtt").and_then(|array| array.items().first());
            let target = attribute.or(node.get("Ref")).and_then(Node::as_str);
            target.is_some_and(|target| self.connections().any(|known| known == target))
        };
        let members = properties.get("DefinitionSubstitutions").map(Node::members).unwrap_or_default();
        let found = members.iter().filter(|member| !is_placeholder(&member.key.value));
        self.substitutions = found.map(|member| (member.key.value.clone(), is_connection(&member.value))).collect();
    }

    /// The logical ids of connections.
    fn connections(&self) -> impl Iterator<Item = &Rc<str>> {
        self.resources.iter().filter(|(_, kind)| &**kind == "AWS::Events::Connection").map(|(id, _)| id)
    }

    /// What `Ref` takes.
    fn references(&self) -> Vec<Completion> {
        let parameters = self.parameters.iter().map(|name| {
            Completion::new(name.to_string(), "variable", "A template parameter.").detail("parameter").boost(20)
        });
        let resources = self.resources.iter().map(|(id, kind)| {
            Completion::new(id.to_string(), "class", "A template resource.").detail(&**kind).boost(10)
        });
        let pseudo = PSEUDO.iter().map(|(name, info)| Completion::new(*name, "constant", *info));
        parameters.chain(resources).chain(pseudo).collect()
    }

    /// What `Fn::GetAtt` takes: `Id.Attribute`.
    fn attributes(&self) -> Vec<Completion> {
        let of = |(id, kind): &(Rc<str>, Rc<str>)| {
            let all = attributes(kind).iter().map(|attribute| format!("{id}.{attribute}"));
            let info = "An attribute of a template resource.";
            all.map(|label| Completion::new(label, "property", info).detail(&**kind)).collect::<Vec<_>>()
        };
        self.resources.iter().flat_map(of).collect()
    }

    /// The names between `${` and `}` in a string of the definition.
    fn between_braces(&self) -> Vec<Completion> {
        let substituted = self.substitutions.iter().map(|(name, _)| {
            Completion::new(name.to_string(), "variable", "A placeholder in DefinitionSubstitutions.")
                .detail("substitution")
                .boost(30)
        });
        let mut all: Vec<Completion> = substituted.collect();
        if self.in_sub {
            let own = self.own.iter();
            all.extend(own.map(|name| {
                Completion::new(
                    name.to_string(),
                    "variable",
                    "A placeholder in this \
                        Fn::Sub.",
                )
                .boost(40)
            }));
            all.extend(self.references().into_iter().filter(|one| one.label != "AWS::NoValue"));
            all.extend(self.attributes());
        }
        all
    }

    /// What can be typed at the end of `begun`, the text of a value up to the caret: where the piece begins that gives
    /// way, and the proposals.
    pub(super) fn inside(&self, root: &Node, path: &[Step], begun: &str) -> Option<(usize, Vec<Completion>)> {
        if let Some(open) = open_brace(begun) {
            let found = self.between_braces();
            return (!found.is_empty()).then_some((open, found));
        }
        let (outer, index, is_list) = match path {
            [outer @ .., Step::Index(index)] => (outer, *index, true),
            outer => (outer, 0, false),
        };
        let Some(Step::Key(function)) = outer.last() else { return None };
        match (&**function, index) {
            ("Ref", 0) => Some((0, self.references())),
            ("Fn::GetAtt", 0) if !is_list => Some((0, self.attributes())),
            ("Fn::GetAtt", 0) => {
                let ids = self.resources.iter();
                Some((0, ids.map(|(id, kind)| Completion::new(id.to_string(), "class", "").detail(&**kind)).collect()))
            }
            ("Fn::GetAtt", 1) => {
                let array = outer.iter().try_fold(root, step_into)?;
                let id = array.items().first()?.as_str()?;
                let (_, kind) = self.resources.iter().find(|(known, _)| known == id)?;
                let all = attributes(kind).iter();
                Some((0, all.map(|name| Completion::new(*name, "property", "")).collect()))
            }
            _ => None,
        }
    }

    /// What a `ConnectionArn` in the definition can be.
    pub(super) fn connection_arns(&self) -> Vec<Completion> {
        let substituted = self.substitutions.iter().map(|(name, is_connection)| {
            Completion::new(format!("${{{name}}}"), "variable", "A placeholder in DefinitionSubstitutions.")
                .detail("substitution")
                .boost(if *is_connection { 30 } else { -10 })
        });
        let direct = self.connections().filter(|_| self.in_sub).map(|id| {
            Completion::new(format!("${{{id}.Arn}}"), "variable", "The ARN of a connection in the template.").boost(25)
        });
        substituted.chain(direct).collect()
    }
}

fn keys(node: Option<&Node>) -> Vec<Rc<str>> {
    let members = node.map(Node::members).unwrap_or_default();
    members.iter().map(|member| member.key.value.clone()).filter(|key| !is_placeholder(key)).collect()
}

/// Where the name behind a `${` begins that is not closed.
fn open_brace(begun: &str) -> Option<usize> {
    let open = begun.rfind("${")? + 2;
    let name = begun.get(open..)?;
    let fits = |character: char| character.is_alphanumeric() || matches!(character, ':' | '.' | '_');
    name.chars().all(fits).then_some(open)
}
