//! Roles of Terraform as CloudFormation writes them: their policies stand in other resources, which name the role or are
//! attached to it, anywhere in the module. What a policy says that nobody here can work out is named in the role, so that nothing
//! is called missing for it.

use std::rc::Rc;

use asl_aws::arn::Arn;
use asl_document::project::Position;
use asl_text::{Member, Node, Span};
use hcl_edit::expr::{Expression, TraversalOperator};
use hcl_edit::structure::{Attribute, Body};

use super::super::foreign::{array, member, object, placed_at, string};
use super::evaluate::{Address, Module, Scope, span_of, text};

const ROLE: &str = "aws_iam_role";
const POLICY: &str = "aws_iam_policy";
const DOCUMENT: &str = "aws_iam_policy_document";

/// The ARN of a policy of the module with that name.
pub(super) fn policy_arn(name: &str) -> String {
    Arn::iam(&format!("policy/{name}")).to_string()
}

/// The role of another file that has this ARN, with its properties at `span`.
pub(super) fn elsewhere(module: &Module<'_>, at: Position, arn: &str, span: Span) -> Option<(Rc<str>, Vec<Member>)> {
    let mut roles = module.addresses.iter().filter(|known| known.kind == ROLE && known.at != at);
    let role = roles.find(|role| module.attribute(ROLE, &role.name, "arn").as_deref() == Some(arn))?;
    let properties = object(properties(module, role, span), span);
    Some((role.name.as_str().into(), placed_at(&properties, span).members().to_vec()))
}

/// The properties of an `AWS::IAM::Role`; what stands in another file than the role is placed at `key`.
pub(super) fn properties(module: &Module<'_>, role: &Address<'_>, key: Span) -> Vec<Member> {
    let name = module.name_of(role);
    let mut found = Found { module, role, key, documents: Vec::new(), attached: Vec::new() };
    for block in role.body.get_blocks("inline_policy") {
        found.policy(role.at, &block.body, "inline_policy");
    }
    if let Some(attribute) = role.body.get_attribute("managed_policy_arns") {
        found.attach(role.at, attribute);
    }
    let is_its = |at: Position, body: &Body, argument: &str| {
        let named = body.get_attribute(argument);
        let value = named.map(|named| module.value(at, &named.value, &mut Scope::new(), 0));
        value.is_some_and(|value| {
            let is = |node: &Node| node.as_str().is_some_and(|text| **text == *name);
            is(&value) || value.items().iter().any(is)
        })
    };
    let attached = |found: &mut Found<'_, '_>, other: &Address<'_>| {
        if let Some(arn) = other.body.get_attribute("policy_arn") {
            found.attach(other.at, arn);
        }
    };
    for other in &module.addresses {
        let called = format!("{}.{}", other.kind, other.name);
        match other.kind.as_str() {
            "aws_iam_role_policy" if is_its(other.at, other.body, "role") => {
                found.policy(other.at, other.body, &called);
            }
            "aws_iam_role_policy_attachment" if is_its(other.at, other.body, "role") => {
                attached(&mut found, other);
            }
            "aws_iam_policy_attachment" if is_its(other.at, other.body, "roles") => {
                attached(&mut found, other);
            }
            _ => {}
        }
    }
    let Found { documents, attached, .. } = found;
    let mut made = vec![member("RoleName", key, string(name, key))];
    let inline = |document: Node| object(vec![member("PolicyDocument", document.span, document)], key);
    made.push(member("Policies", key, array(documents.into_iter().map(inline).collect(), key)));
    made.push(member("ManagedPolicyArns", key, array(attached, key)));
    if role.body.get_attribute("permissions_boundary").is_some() {
        made.push(member("PermissionsBoundary", key, string("", key)));
    }
    made
}

/// What belongs to a role.
struct Found<'f, 'm> {
    module: &'f Module<'m>,
    role: &'f Address<'m>,
    key: Span,
    /// Policy documents with a list of statements.
    documents: Vec<Node>,
    /// Policies that stand elsewhere, and whatever else is not known, by what it is called.
    attached: Vec<Node>,
}

impl Found<'_, '_> {
    fn unknown(&mut self, called: &str) {
        self.attached.push(string(called, self.key));
    }

    /// Adds the document of a body's `policy`.
    fn policy(&mut self, at: Position, body: &Body, called: &str) {
        let Some(attribute) = body.get_attribute("policy") else { return self.unknown(called) };
        let (document, is_whole) = self.module.policy(at, &attribute.value);
        if !is_whole || document.get("Statement").is_none() {
            self.unknown(called);
        }
        self.documents.push(if at == self.role.at { document } else { placed_at(&document, self.key) });
    }

    /// Adds the policies that an attribute names by their ARNs.
    fn attach(&mut self, at: Position, attribute: &Attribute) {
        let value = self.module.value(at, &attribute.value, &mut Scope::new(), 0);
        let all = if value.items().is_empty() { std::slice::from_ref(&value) } else { value.items() };
        for one in all {
            let arn = text(one);
            let mut policies = self.module.addresses.iter().filter(|known| known.kind == POLICY);
            match policies.find(|policy| policy_arn(&self.module.name_of(policy)) == arn) {
                Some(policy) => self.policy(policy.at, policy.body, &format!("{POLICY}.{}", policy.name)),
                None => self.unknown(&arn),
            }
        }
    }
}

impl Module<'_> {
    /// The policy document that an expression gives, and whether all of it is known.
    fn policy(&self, at: Position, expression: &Expression) -> (Node, bool) {
        if let Some(data) = self.document_of(expression) {
            let (document, is_whole) = self.policy_document(data, 0);
            return (if data.at == at { document } else { placed_at(&document, span_of(expression)) }, is_whole);
        }
        (self.decoded(at, expression), true)
    }

    /// The data source in `data.aws_iam_policy_document.NAME.json`.
    fn document_of(&self, expression: &Expression) -> Option<&Address<'_>> {
        let Expression::Traversal(traversal) = expression else { return None };
        let Expression::Variable(root) = &traversal.expr else { return None };
        let mut names = traversal.operators.iter().filter_map(|one| match one.value() {
            TraversalOperator::GetAttr(name) => Some(name.as_str()),
            _ => None,
        });
        if root.as_str() != "data" || names.next() != Some(DOCUMENT) {
            return None;
        }
        self.body(&format!("data.{DOCUMENT}"), names.next()?)
    }

    /// What the data source `aws_iam_policy_document` makes (Terraform's AWS provider, "Data Source: aws_iam_policy_document"),
    /// and whether all of it is known.
    pub(super) fn policy_document(&self, data: &Address<'_>, depth: u32) -> (Node, bool) {
        const NAMES: [(&str, &str); 5] = [
            ("effect", "Effect"),
            ("actions", "Action"),
            ("not_actions", "NotAction"),
            ("resources", "Resource"),
            ("not_resources", "NotResource"),
        ];
        let value = |attribute: &Attribute| self.value(data.at, &attribute.value, &mut Scope::new(), depth);
        let mut statements = Vec::new();
        for block in data.body.get_blocks("statement") {
            let span = span_of(block);
            let mut members: Vec<Member> = Vec::new();
            for (from, to) in NAMES {
                let attribute = block.body.get_attribute(from);
                members.extend(attribute.map(|one| member(to, span_of(&one.key), value(one))));
            }
            let mut conditions: Vec<Member> = Vec::new();
            for one in block.body.get_blocks("condition") {
                let place = span_of(one);
                let of = |name: &str| one.body.get_attribute(name).map(value);
                let named = |name: &str| of(name).map(|node| text(&node)).unwrap_or_default();
                let values = of("values").unwrap_or_else(|| array(Vec::new(), place));
                let variable = object(vec![member(named("variable"), place, values)], place);
                conditions.push(member(named("test"), place, variable));
            }
            if !conditions.is_empty() {
                members.push(member("Condition", span, object(conditions, span)));
            }
            statements.push(object(members, span));
        }
        let span = statements.first().map_or_else(Span::default, |first: &Node| first.span);
        let others = ["source_policy_documents", "override_policy_documents", "source_json", "override_json"];
        let is_whole = data.body.get_blocks("dynamic").next().is_none()
            && others.iter().all(|name| data.body.get_attribute(name).is_none());
        (object(vec![member("Statement", span, array(statements, span))], span), is_whole)
    }
}
