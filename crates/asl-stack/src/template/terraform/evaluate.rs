//! Expressions of Terraform as values at their places. What the text does not say stays a placeholder with its own words.

use std::cell::Cell;
use std::rc::Rc;

use asl_aws::arn::{DEFAULT_ACCOUNT, DEFAULT_REGION};
use asl_document::TemplateChoice;
use asl_document::project::Position;
use asl_text::{Member, Node, NodeKind, Span};
use asl_value::{Number, Value};
use hcl_edit::expr::{
    BinaryOperator, Expression, ForExpr, FuncCall, ObjectKey, Traversal, TraversalOperator, UnaryOperator,
};
use hcl_edit::structure::{Block, Body};
use hcl_edit::template::{Directive, Element, StringTemplate};

use super::super::files::Files;
use super::super::foreign::{array, member, object, placed_at, string};
use super::super::resolve::scalar;
use super::super::resource;
use super::super::serverless::typed;
use super::super::source::Parameter;
use super::roles;

/// How deep expressions and names may refer to each other.
const MAX_DEPTH: u32 = 100;
/// How many values are worked out: locals that repeat each other would never end.
const MAX_STEPS: u32 = 200_000;
/// Functions that look into no value.
const SHALLOW: [&str; 12] = [
    "merge",
    "concat",
    "flatten",
    "lookup",
    "element",
    "keys",
    "values",
    "length",
    "tolist",
    "toset",
    "tomap",
    "nonsensitive",
];
/// The longest text that is put together.
const MAX_TEXT: usize = 2_000_000;

/// An expression, and the file in which it stands.
pub(super) type Placed<'m> = (Position, &'m Expression);

/// A `variable`.
pub(super) struct Variable<'m> {
    pub(super) name: Rc<str>,
    pub(super) description: Rc<str>,
    /// Its value in a `.tfvars` file, else its default.
    pub(super) value: Option<Placed<'m>>,
    pub(super) is_secret: bool,
}

/// A resource or data source by its address.
pub(super) struct Address<'m> {
    /// `aws_lambda_function`, with `data.` before it for a data source.
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) at: Position,
    pub(super) body: &'m Body,
}

/// All `.tf` files of a folder.
pub(super) struct Module<'m> {
    pub(super) files: Files<'m>,
    pub(super) choice: &'m TemplateChoice,
    pub(super) variables: Vec<Variable<'m>>,
    pub(super) locals: Vec<(Rc<str>, Placed<'m>)>,
    pub(super) addresses: Vec<Address<'m>>,
    steps: Cell<u32>,
}

/// Names with their values, the innermost last.
pub(super) type Scope = Vec<(Rc<str>, Node)>;

/// The place of what was parsed.
pub(super) fn span_of(part: &impl hcl_edit::Span) -> Span {
    part.span().map_or_else(Span::default, |range| Span::new(range.start, range.end))
}

impl<'m> Module<'m> {
    /// A module of these bodies, each with the position of its file; `given` are those of `.tfvars` files.
    pub(super) fn new(
        files: Files<'m>,
        choice: &'m TemplateChoice,
        bodies: &'m [(Position, Body)],
        given: &'m [(Position, Body)],
    ) -> Self {
        let mut module = Self {
            files,
            choice,
            variables: Vec::new(),
            locals: Vec::new(),
            addresses: Vec::new(),
            steps: Cell::new(0),
        };
        for (at, body) in bodies {
            for block in body.blocks() {
                module.add(*at, block, given);
            }
        }
        module
    }

    fn add(&mut self, at: Position, block: &'m Block, given: &'m [(Position, Body)]) {
        let label = |index: usize| block.labels.get(index).map(|label| label.as_str().to_owned()).unwrap_or_default();
        match block.ident.as_str() {
            "variable" => {
                let name = label(0);
                let attribute = |key: &str| block.body.get_attribute(key).map(|found| &found.value);
                let text = |key: &str| attribute(key).and_then(Expression::as_str).unwrap_or_default();
                let from_file =
                    given.iter().rev().find_map(|(at, body)| Some((*at, &body.get_attribute(&name)?.value)));
                self.variables.push(Variable {
                    description: text("description").trim().into(),
                    is_secret: attribute("sensitive").and_then(Expression::as_bool) == Some(true),
                    value: from_file.or_else(|| attribute("default").filter(|one| !one.is_null()).map(|one| (at, one))),
                    name: name.into(),
                });
            }
            "locals" => {
                let locals = block.body.attributes();
                self.locals.extend(locals.map(|one| (Rc::from(one.key.as_str()), (at, &one.value))));
            }
            "resource" => self.addresses.push(Address { kind: label(0), name: label(1), at, body: &block.body }),
            "data" => {
                let kind = format!("data.{}", label(0));
                self.addresses.push(Address { kind, name: label(1), at, body: &block.body });
            }
            _ => {}
        }
    }

    /// The variables, as parameters of a template.
    pub(super) fn parameters(&self) -> Vec<Parameter> {
        let parameter = |variable: &Variable<'_>| {
            let value = variable.value.map(|(at, expression)| self.value(at, expression, &mut Scope::new(), 0));
            Parameter {
                name: format!("var.{}", variable.name).into(),
                description: Rc::clone(&variable.description),
                default: value.filter(is_known).map(|value| text(&value).into()),
                allowed: Vec::new(),
                is_secret: variable.is_secret,
            }
        };
        self.variables.iter().map(parameter).collect()
    }

    /// The words of the text at `span` in the file at `at`.
    fn words(&self, at: Position, span: Span) -> &'m str {
        span.slice(self.files.text(at))
    }

    /// What stands for a value that nobody knows: the one that a person gave, or a placeholder.
    pub(super) fn unknown(&self, at: Position, span: Span) -> Node {
        let name = plain_name(self.words(at, span));
        if let Some(given) = self.choice.parameters.get(name.as_str()).filter(|given| !given.is_empty()) {
            return typed(given, span);
        }
        Node { kind: NodeKind::Placeholder(format!("${{{name}}}").into()), span }
    }

    /// The value of an expression of the file at `at`; `scope` has names of `for` and of templates.
    pub(super) fn value(&self, at: Position, expression: &Expression, scope: &mut Scope, depth: u32) -> Node {
        let span = span_of(expression);
        self.steps.set(self.steps.get() + 1);
        if depth > MAX_DEPTH || self.steps.get() > MAX_STEPS {
            return self.unknown(at, span);
        }
        let depth = depth + 1;
        let node = |kind: NodeKind| Node { kind, span };
        match expression {
            Expression::Null(_) => node(NodeKind::Null),
            Expression::Bool(flag) => node(NodeKind::Bool(*flag.value())),
            Expression::Number(_) => number(self.words(at, span), span),
            Expression::String(text) => string(text.as_str(), span),
            Expression::Array(items) => {
                array(items.iter().map(|item| self.value(at, item, scope, depth)).collect(), span)
            }
            Expression::Object(members) => {
                let mut made = Vec::new();
                for (key, value) in members {
                    let value = self.value(at, value.expr(), scope, depth);
                    let (text, place) = match key {
                        ObjectKey::Ident(name) => (Rc::from(name.as_str()), span_of(name)),
                        ObjectKey::Expression(key) => {
                            let place = span_of(key);
                            let key = self.value(at, key, scope, depth);
                            (self::text(&key).into(), place)
                        }
                    };
                    made.push(member(text, place, value));
                }
                object(made, span)
            }
            Expression::StringTemplate(template) => self.template(at, template, span, scope, depth),
            Expression::HeredocTemplate(heredoc) => {
                let mut made = String::new();
                self.join(at, heredoc.template.iter(), scope, depth, &mut made);
                string(made, span)
            }
            Expression::Parenthesis(inner) => self.value(at, inner.inner(), scope, depth),
            Expression::Variable(name) => {
                let known = scope.iter().rev().find(|(known, _)| **known == *name.as_str());
                known.map_or_else(|| self.unknown(at, span), |(_, value)| placed_at(value, span))
            }
            Expression::Traversal(traversal) => self.traversal(at, traversal, span, scope, depth),
            Expression::FuncCall(call) => {
                self.call(at, call, span, scope, depth).unwrap_or_else(|| self.unknown(at, span))
            }
            Expression::Conditional(conditional) => {
                let holds = self.value(at, &conditional.cond_expr, scope, depth);
                let branch = match holds.kind {
                    NodeKind::Bool(false) => &conditional.false_expr,
                    NodeKind::Bool(true) => &conditional.true_expr,
                    _ => return self.unknown(at, span),
                };
                self.value(at, branch, scope, depth)
            }
            Expression::UnaryOp(operation) => {
                let value = self.value(at, &operation.expr, scope, depth);
                match (operation.operator.value(), &value.kind) {
                    (UnaryOperator::Not, NodeKind::Bool(flag)) => node(NodeKind::Bool(!flag)),
                    (UnaryOperator::Neg, NodeKind::Number(_)) => number(self.words(at, span), span),
                    _ => self.unknown(at, span),
                }
            }
            Expression::BinaryOp(operation) => {
                let left = self.value(at, &operation.lhs_expr, scope, depth);
                let right = self.value(at, &operation.rhs_expr, scope, depth);
                binary(*operation.operator.value(), &left, &right, span).unwrap_or_else(|| self.unknown(at, span))
            }
            Expression::ForExpr(each) => {
                self.for_each(at, each, span, scope, depth).unwrap_or_else(|| self.unknown(at, span))
            }
        }
    }

    /// An attribute that holds JSON as text, as what it says.
    pub(super) fn decoded(&self, at: Position, expression: &Expression) -> Node {
        let value = match expression {
            Expression::FuncCall(call) if call.name.name.as_str() == "jsonencode" => {
                call.args.iter().next().map(|inner| self.value(at, inner, &mut Scope::new(), 0))
            }
            _ => None,
        };
        let value = value.unwrap_or_else(|| self.value(at, expression, &mut Scope::new(), 0));
        let NodeKind::String(text) = &value.kind else { return value };
        let parsed = asl_text::json::parse(text);
        match parsed.root.filter(|root| parsed.diagnostics.is_empty() && root.is_container()) {
            Some(root) => placed_at(&root, value.span),
            None => value,
        }
    }

    fn template(&self, at: Position, template: &StringTemplate, span: Span, scope: &mut Scope, depth: u32) -> Node {
        let mut elements = template.iter();
        if let (Some(Element::Interpolation(only)), None) = (elements.next(), elements.next()) {
            let value = self.value(at, &only.expr, scope, depth);
            return Node { kind: value.kind, span };
        }
        let mut made = String::new();
        self.join(at, template.iter(), scope, depth, &mut made);
        string(made, span)
    }

    /// Adds the text of the elements of a template.
    fn join<'e>(
        &self,
        at: Position,
        elements: impl Iterator<Item = &'e Element>,
        scope: &mut Scope,
        depth: u32,
        made: &mut String,
    ) {
        for element in elements {
            if made.len() > MAX_TEXT {
                return;
            }
            match element {
                Element::Literal(literal) => made.push_str(literal.as_str()),
                Element::Interpolation(one) => made.push_str(&text(&self.value(at, &one.expr, scope, depth))),
                Element::Directive(directive) => made.push_str(self.words(at, span_of(&**directive))),
            }
        }
    }

    /// The branch of an `if` of a template that is taken; where nobody knows, the first.
    pub(super) fn branch<'d>(
        &self,
        at: Position,
        directive: &'d Directive,
        scope: &mut Scope,
    ) -> Option<&'d hcl_edit::template::Template> {
        let Directive::If(directive) = directive else { return None };
        let holds = self.value(at, &directive.if_expr.cond_expr, scope, 1);
        if matches!(holds.kind, NodeKind::Bool(false)) {
            directive.else_expr.as_ref().map(|other| &other.template)
        } else {
            Some(&directive.if_expr.template)
        }
    }

    fn traversal(&self, at: Position, traversal: &Traversal, span: Span, scope: &mut Scope, depth: u32) -> Node {
        let operators: Vec<&TraversalOperator> = traversal.operators.iter().map(hcl_edit::Decorated::value).collect();
        let names: Vec<&str> = operators
            .iter()
            .map_while(|one| match one {
                TraversalOperator::GetAttr(name) => Some(name.as_str()),
                _ => None,
            })
            .collect();
        let unknown = || self.unknown(at, span);
        let (start, skipped) = match &traversal.expr {
            Expression::Variable(root) if scope.iter().all(|(known, _)| **known != *root.as_str()) => {
                match (root.as_str(), names.as_slice()) {
                    ("var", [name, ..]) => match self.variable(name, span, depth) {
                        Some(value) => (value, 1),
                        None => return unknown(),
                    },
                    ("local", [name, ..]) => match self.local(name) {
                        Some((other, expression)) => {
                            let value = self.value(other, expression, &mut Scope::new(), depth);
                            (if other == at { value } else { placed_at(&value, span) }, 1)
                        }
                        None => return unknown(),
                    },
                    ("path", ["module" | "root" | "cwd"]) => return string(".", span),
                    ("terraform", ["workspace"]) => return string("default", span),
                    ("data", [kind, name, rest @ ..]) => {
                        let attribute = rest.first().copied().unwrap_or_default();
                        return self.data(kind, name, attribute, span, depth).unwrap_or_else(unknown);
                    }
                    (kind, [name, rest @ ..]) => {
                        // `aws_x.name[0].arn`: the attribute stands behind an index.
                        let last = operators.iter().rev().find_map(|one| match one {
                            TraversalOperator::GetAttr(name) => Some(name.as_str()),
                            _ => None,
                        });
                        let attribute = rest.first().copied().or(last.filter(|last| last != name));
                        let found = self.attribute(kind, name, attribute.unwrap_or_default());
                        return found.map_or_else(unknown, |text| string(text, span));
                    }
                    _ => return unknown(),
                }
            }
            other => (self.value(at, other, scope, depth), 0),
        };
        let mut value = start;
        for operator in operators.into_iter().skip(skipped) {
            let next = match operator {
                TraversalOperator::GetAttr(name) => value.get(name.as_str()).cloned(),
                TraversalOperator::Index(index) => {
                    let index = self.value(at, index, scope, depth);
                    item(&value, &text(&index))
                }
                TraversalOperator::LegacyIndex(index) => item(&value, &index.value().to_string()),
                TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => None,
            };
            match next {
                Some(next) => value = next,
                None => return unknown(),
            }
        }
        value
    }

    /// The value of a variable: what a person gave, else its default; never a secret.
    fn variable(&self, name: &str, span: Span, depth: u32) -> Option<Node> {
        let variable = self.variables.iter().find(|known| *known.name == *name)?;
        if variable.is_secret {
            return None;
        }
        let given = self.choice.parameters.get(format!("var.{name}").as_str()).filter(|given| !given.is_empty());
        if let Some(given) = given {
            return Some(typed(given, span));
        }
        let (at, expression) = variable.value?;
        Some(placed_at(&self.value(at, expression, &mut Scope::new(), depth), span))
    }

    /// The expression of a local value.
    pub(super) fn local(&self, name: &str) -> Option<Placed<'m>> {
        self.locals.iter().find(|(known, _)| **known == *name).map(|(_, placed)| *placed)
    }

    /// The body of a resource or data source.
    pub(super) fn body(&self, kind: &str, name: &str) -> Option<&Address<'m>> {
        self.addresses.iter().find(|known| known.kind == kind && known.name == name)
    }

    fn data(&self, kind: &str, name: &str, attribute: &str, span: Span, depth: u32) -> Option<Node> {
        let text = match (kind, attribute) {
            ("aws_caller_identity", "account_id" | "id") => DEFAULT_ACCOUNT,
            ("aws_region", "name" | "region" | "id") => DEFAULT_REGION,
            ("aws_partition", "partition" | "id") => "aws",
            ("aws_partition", "dns_suffix") => "amazonaws.com",
            ("aws_iam_policy_document", "json" | "minified_json") => {
                let (document, is_whole) =
                    self.policy_document(self.body("data.aws_iam_policy_document", name)?, depth);
                return json_of(&document, span).filter(|_| is_whole);
            }
            _ => {
                // What is looked up by its name is called so.
                let found = self.attribute(&format!("data.{kind}"), name, attribute);
                return found.map(|text| string(text, span));
            }
        };
        Some(string(text, span))
    }

    /// What a resource is called: its argument, if that is known, else its own name.
    pub(super) fn name_of(&self, address: &Address<'_>) -> String {
        let arguments = ["name", "function_name", "bucket", "queue_name", "cluster_name"];
        let named = arguments.iter().find_map(|key| address.body.get_attribute(key));
        let value = named.map(|named| self.value(address.at, &named.value, &mut Scope::new(), MAX_DEPTH / 2));
        let named = value.and_then(|value| scalar(&value)).filter(|text| !text.is_empty() && !text.contains("${"));
        named.map_or_else(|| address.name.clone(), |text| text.to_string())
    }

    /// What AWS calls a resource of the module; `None` for what follows from no name.
    pub(super) fn attribute(&self, kind: &str, name: &str, attribute: &str) -> Option<String> {
        let address = self.body(kind, name)?;
        if kind == "aws_iam_policy" && matches!(attribute, "arn" | "id") {
            return Some(roles::policy_arn(&self.name_of(address)));
        }
        let type_name = kind.strip_prefix("data.").unwrap_or(kind);
        let known = super::resources::aws_type(type_name)?;
        let name = self.name_of(address);
        match attribute {
            "arn" | "qualified_arn" => resource::attribute(known, &name, "Arn"),
            "name" | "function_name" | "bucket" => Some(name),
            "id" if known == "AWS::SNS::Topic" || known == "AWS::StepFunctions::StateMachine" => {
                resource::attribute(known, &name, "Arn")
            }
            "id" | "url" => Some(resource::reference(known, &name)),
            // An argument that is written as it is: what refers to something else could refer back to this.
            _ => match &address.body.get_attribute(attribute)?.value {
                Expression::String(text) => Some(text.to_string()),
                _ => None,
            },
        }
    }

    fn call(&self, at: Position, call: &FuncCall, span: Span, scope: &mut Scope, depth: u32) -> Option<Node> {
        let arguments: Vec<Node> = call.args.iter().map(|one| self.value(at, one, scope, depth)).collect();
        let name = call.name.name.as_str();
        if name == "try" || name == "coalesce" {
            return arguments.into_iter().find(|one| is_known(one) && !matches!(one.kind, NodeKind::Null));
        }
        if name == "jsonencode" {
            let [value] = arguments.as_slice() else { return None };
            return json_of(value, span);
        }
        // What only puts values together takes those that are not known as they are.
        let is_open = |one: &Node| matches!(one.kind, NodeKind::Placeholder(_));
        if name == "format" {
            let pattern = arguments.first().filter(|one| is_known(one)).and_then(scalar)?;
            return formatted(&pattern, arguments.get(1..)?).map(|text| string(text, span));
        }
        if !SHALLOW.contains(&name) && !arguments.iter().all(is_known) || arguments.iter().any(is_open) {
            return None;
        }
        let words = |index: usize| arguments.get(index).and_then(scalar);
        let list = |made: Vec<Node>| Some(array(made, span));
        match name {
            "tostring" => words(0).map(|text| string(text, span)),
            "tonumber" => words(0).map(|text| number(&text, span)),
            "tobool" => Some(Node { kind: NodeKind::Bool(&*words(0)? == "true"), span }),
            "tolist" | "toset" | "tomap" | "nonsensitive" => arguments.into_iter().next(),
            "jsondecode" | "yamldecode" => {
                let parsed = asl_text::parse(&words(0)?);
                parsed.root.filter(|_| parsed.diagnostics.is_empty()).map(|root| placed_at(&root, span))
            }
            "file" => {
                let found = self.files.project.find(at, &words(0)?)?;
                Some(string(self.files.text(found), span))
            }
            "lower" => Some(string(words(0)?.to_lowercase(), span)),
            "upper" => Some(string(words(0)?.to_uppercase(), span)),
            "trimspace" => Some(string(words(0)?.trim(), span)),
            "replace" => {
                let (text, from, to) = (words(0)?, words(1)?, words(2)?);
                let is_plain = !from.is_empty() && !from.starts_with('/');
                let is_short = is_plain && text.len() + text.matches(&*from).count() * to.len() <= MAX_TEXT;
                is_short.then(|| string(text.replace(&*from, &to), span))
            }
            "join" => {
                let parts: Option<Vec<Rc<str>>> = arguments.get(1)?.items().iter().map(scalar).collect();
                let (parts, by) = (parts?, words(0)?);
                let length: usize = parts.iter().map(|part| part.len() + by.len()).sum();
                (length <= MAX_TEXT).then(|| string(parts.join(&by), span))
            }
            "split" => {
                let (by, text) = (words(0)?, words(1)?);
                list(text.split(&*by).map(|part| string(part, span)).collect()).filter(|_| !by.is_empty())
            }
            "concat" | "flatten" => list(arguments.iter().flat_map(Node::items).cloned().collect()),
            "merge" => {
                let mut made: Vec<Member> = Vec::new();
                for one in arguments.iter().flat_map(Node::members) {
                    made.retain(|known| known.key.value != one.key.value);
                    made.push(one.clone());
                }
                Some(object(made, span))
            }
            "lookup" => arguments.first()?.get(&words(1)?).or_else(|| arguments.get(2)).cloned(),
            "element" => {
                let (items, index) = (arguments.first()?.items(), words(1)?.parse::<usize>().ok()?);
                items.get(index % items.len().max(1)).cloned()
            }
            "length" => {
                let first = arguments.first()?;
                let text = first.as_str().map_or(0, |text| text.chars().count());
                let count = first.items().len() + first.members().len() + text;
                Some(number(&count.to_string(), span))
            }
            "keys" => {
                let keys = arguments.first()?.members().iter();
                list(keys.map(|one| string(Rc::clone(&one.key.value), span)).collect())
            }
            "values" => list(arguments.first()?.members().iter().map(|one| one.value.clone()).collect()),
            "max" | "min" => {
                let numbers: Option<Vec<f64>> = arguments.iter().map(|one| scalar(one)?.parse().ok()).collect();
                let pick = if name == "max" { f64::max } else { f64::min };
                numbers?.into_iter().reduce(pick).map(|made| number(&made.to_string(), span))
            }
            _ => None,
        }
    }

    fn for_each(&self, at: Position, each: &ForExpr, span: Span, scope: &mut Scope, depth: u32) -> Option<Node> {
        let collection = self.value(at, &each.intro.collection_expr, scope, depth);
        let pairs: Vec<(Node, Node)> = match &collection.kind {
            NodeKind::Array(items) => {
                items.iter().enumerate().map(|(at, one)| (number(&at.to_string(), span), one.clone())).collect()
            }
            NodeKind::Object(members) => {
                members.iter().map(|one| (string(Rc::clone(&one.key.value), one.key.span), one.value.clone())).collect()
            }
            _ => return None,
        };
        let (mut items, mut members) = (Vec::new(), Vec::new());
        for (key, value) in pairs {
            let before = scope.len();
            if let Some(name) = &each.intro.key_var {
                scope.push((name.as_str().into(), key));
            }
            scope.push((each.intro.value_var.as_str().into(), value));
            let wanted = each.cond.as_ref().map(|cond| self.value(at, &cond.expr, scope, depth));
            if wanted.is_none_or(|wanted| !matches!(wanted.kind, NodeKind::Bool(false))) {
                let made = self.value(at, &each.value_expr, scope, depth);
                match &each.key_expr {
                    Some(key) => {
                        let place = span_of(key);
                        members.push(member(text(&self.value(at, key, scope, depth)), place, made));
                    }
                    None => items.push(made),
                }
            }
            scope.truncate(before);
            if self.steps.get() > MAX_STEPS {
                return None;
            }
        }
        Some(if each.key_expr.is_some() { object(members, span) } else { array(items, span) })
    }
}

/// A value as JSON. Each text inside of another one has its quotes escaped once more: what refers to itself would double.
fn json_of(value: &Node, span: Span) -> Option<Node> {
    let text = value.to_value().to_json();
    (text.len() <= MAX_TEXT).then(|| string(text, span))
}

/// The words of an expression as the name of a placeholder: without quotes and braces, and not too long.
fn plain_name(words: &str) -> String {
    const LONGEST: usize = 80;
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words.replace("[\"", ".").replace("\"]", "").replace("${", "(").replace(['{', '['], "(");
    let words = words.replace(['}', ']'], ")").replace('"', "'").replace('\\', "/");
    let cut = words.char_indices().nth(LONGEST).map_or(words.len(), |(at, _)| at);
    words.get(..cut).unwrap_or_default().trim().to_owned()
}

/// Whether no part of a value is a placeholder.
pub(super) fn is_known(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Placeholder(_) => false,
        NodeKind::String(text) => !text.contains("${"),
        NodeKind::Array(items) => items.iter().all(is_known),
        NodeKind::Object(members) => members.iter().all(|one| is_known(&one.value)),
        _ => true,
    }
}

/// A value as text in a template: as it is, or as JSON.
pub(super) fn text(node: &Node) -> String {
    match &node.kind {
        NodeKind::String(text) | NodeKind::Placeholder(text) => text.to_string(),
        NodeKind::Null => String::new(),
        _ => node.to_value().to_json(),
    }
}

fn number(text: &str, span: Span) -> Node {
    let read = asl_text::json::parse(text.trim());
    match read.root.filter(|root| matches!(root.kind, NodeKind::Number(_))) {
        Some(root) => Node { kind: root.kind, span },
        None => string(text, span),
    }
}

fn item(value: &Node, index: &str) -> Option<Node> {
    let by_number = index.parse::<usize>().ok().and_then(|index| value.items().get(index));
    by_number.or_else(|| value.get(index)).cloned()
}

fn binary(operator: BinaryOperator, left: &Node, right: &Node, span: Span) -> Option<Node> {
    let flag = |flag: bool| Some(Node { kind: NodeKind::Bool(flag), span });
    if !is_known(left) || !is_known(right) {
        return None;
    }
    let same = left.to_value() == right.to_value();
    let of = |node: &Node| match &node.kind {
        NodeKind::Number(number) => Some(number.as_f64()),
        NodeKind::String(text) => text.parse::<f64>().ok(),
        _ => None,
    };
    let bools = match (&left.kind, &right.kind) {
        (NodeKind::Bool(left), NodeKind::Bool(right)) => Some((*left, *right)),
        _ => None,
    };
    match operator {
        BinaryOperator::Eq => return flag(same),
        BinaryOperator::NotEq => return flag(!same),
        BinaryOperator::And => return bools.and_then(|(left, right)| flag(left && right)),
        BinaryOperator::Or => return bools.and_then(|(left, right)| flag(left || right)),
        _ => {}
    }
    let (left, right) = (of(left)?, of(right)?);
    let made = match operator {
        BinaryOperator::Plus => left + right,
        BinaryOperator::Minus => left - right,
        BinaryOperator::Mul => left * right,
        BinaryOperator::Div if right != 0.0 => left / right,
        BinaryOperator::Mod if right != 0.0 => left % right,
        BinaryOperator::Less => return flag(left < right),
        BinaryOperator::LessEq => return flag(left <= right),
        BinaryOperator::Greater => return flag(left > right),
        BinaryOperator::GreaterEq => return flag(left >= right),
        _ => return None,
    };
    let kind = NodeKind::Number(Number::parse(&made.to_string())?);
    Some(Node { kind, span })
}

/// `format` with `%s`, `%d`, `%v`, `%q` and `%%`.
fn formatted(pattern: &str, arguments: &[Node]) -> Option<String> {
    let (mut made, mut rest, mut next) = (String::new(), pattern, arguments.iter());
    while let Some((before, behind)) = rest.split_once('%') {
        made.push_str(before);
        let verb = behind.chars().next()?;
        match verb {
            '%' => made.push('%'),
            's' | 'd' | 'v' => made.push_str(&text(next.next()?)),
            'q' => made.push_str(&Value::from(&*text(next.next()?)).to_json()),
            _ => return None,
        }
        rest = behind.get(verb.len_utf8()..)?;
        if made.len() > MAX_TEXT {
            return None;
        }
    }
    made.push_str(rest);
    Some(made)
}
