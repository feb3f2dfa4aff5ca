//! The definition of a state machine in Terraform: `jsonencode`, a text with `${…}` in it, `templatefile` or `file`.

use std::rc::Rc;

use asl_document::project::Position;
use asl_text::{Node, Span};
use hcl_edit::expr::{Expression, FuncCall, Traversal, TraversalOperator};
use hcl_edit::structure::Body;
use hcl_edit::template::{Directive, Element, Template};

use super::super::definition::{Substitutions, substituted_pieces};
use super::super::files::FileReference;
use super::super::foreign::Written;
use super::super::pieces::Pieces;
use super::depth::too_deep;
use super::evaluate::{Module, Scope, is_known, span_of, text};

/// How often a definition may name another place.
const MAX_STEPS: u32 = 20;

/// What was found of a definition, and the files that it names.
pub(super) struct Search<'s, 'm> {
    pub(super) module: &'s Module<'m>,
    pub(super) machine: &'s Rc<str>,
    pub(super) files: Vec<FileReference>,
}

/// How a text is written, and how deep its directives are.
#[derive(Clone, Copy)]
struct Form {
    /// Between quotes, in which there are escapes.
    is_quoted: bool,
    depth: u32,
}

impl Search<'_, '_> {
    /// The definition that an expression of the file at `at` gives.
    pub(super) fn of(&mut self, at: Position, expression: &Expression, steps: u32) -> Written {
        let span = span_of(expression);
        if steps > MAX_STEPS {
            return self.value(at, expression);
        }
        match expression {
            Expression::Parenthesis(inner) => self.of(at, inner.inner(), steps + 1),
            Expression::Traversal(traversal) => self.traversal(at, traversal, expression, steps),
            Expression::FuncCall(call) => self.call(at, call, expression, steps),
            Expression::StringTemplate(template) => {
                let mut elements = template.iter();
                if let (Some(Element::Interpolation(only)), None) = (elements.next(), elements.next()) {
                    return self.of(at, &only.expr, steps + 1);
                }
                self.text(at, template.iter(), &mut Scope::new(), span, true)
            }
            Expression::HeredocTemplate(heredoc) => {
                self.text(at, heredoc.template.iter(), &mut Scope::new(), span, false)
            }
            Expression::String(decoded) => {
                let mut pieces = Pieces::default();
                // Without its quotes.
                let inside = Span { start: span.start + 1, end: span.end.saturating_sub(1).max(span.start + 1) };
                self.literal(at, decoded.as_str(), inside, true, &mut pieces);
                Written::Text(at, pieces, span)
            }
            _ => self.value(at, expression),
        }
    }

    /// An expression that is worked out.
    fn value(&self, at: Position, expression: &Expression) -> Written {
        let value = self.module.value(at, expression, &mut Scope::new(), 0);
        let words = span_of(expression).slice(self.module.files.text(at));
        match value.as_str() {
            Some(text) if is_known(&value) => {
                let mut pieces = Pieces::default();
                pieces.computed(text, value.span);
                Written::Text(at, pieces, value.span)
            }
            _ => Written::Unknown(words.split_whitespace().collect::<Vec<_>>().join(" "), value.span),
        }
    }

    fn call(&mut self, at: Position, call: &FuncCall, expression: &Expression, steps: u32) -> Written {
        let arguments: Vec<&Expression> = call.args.iter().collect();
        match (call.name.name.as_str(), arguments.as_slice()) {
            ("jsonencode", [inner]) => self.object(at, inner, steps + 1),
            ("templatefile", [path, rest @ ..]) => {
                let (path, place) = (self.path(at, path), span_of(expression));
                let Some(found) = self.find(at, path.as_deref()) else { return Written::Missing(path, place) };
                let names = rest.first().map(|names| self.module.value(at, names, &mut Scope::new(), 1));
                let names = names.iter().flat_map(Node::members);
                let mut scope: Scope = names.map(|one| (Rc::clone(&one.key.value), one.value.clone())).collect();
                self.rendered(found, &mut scope)
            }
            ("file", [path]) => {
                let (path, place) = (self.path(at, path), span_of(expression));
                let Some(found) = self.find(at, path.as_deref()) else { return Written::Missing(path, place) };
                let mut pieces = Pieces::default();
                pieces.plain(self.module.files.text(found), 0);
                Written::Text(found, pieces, Span::default())
            }
            ("trimspace" | "tostring" | "nonsensitive", [inner]) => self.of(at, inner, steps + 1),
            _ => self.value(at, expression),
        }
    }

    /// What `jsonencode` is given.
    fn object(&mut self, at: Position, expression: &Expression, steps: u32) -> Written {
        if steps > MAX_STEPS {
            return self.value(at, expression);
        }
        match expression {
            Expression::Parenthesis(inner) => self.object(at, inner.inner(), steps + 1),
            Expression::FuncCall(call) if matches!(call.name.name.as_str(), "yamldecode" | "jsondecode") => {
                match call.args.iter().next() {
                    Some(inner) => self.of(at, inner, steps + 1),
                    None => self.value(at, expression),
                }
            }
            Expression::Traversal(traversal) => {
                if let Some((at, inner)) = local(traversal).and_then(|name| self.module.local(name)) {
                    return self.object(at, inner, steps + 1);
                }
                Written::Node(at, self.module.value(at, expression, &mut Scope::new(), 0))
            }
            _ => Written::Node(at, self.module.value(at, expression, &mut Scope::new(), 0)),
        }
    }

    fn traversal(&mut self, at: Position, traversal: &Traversal, expression: &Expression, steps: u32) -> Written {
        if let Some((at, inner)) = local(traversal).and_then(|name| self.module.local(name)) {
            return self.of(at, inner, steps + 1);
        }
        // `data.template_file.x.rendered`
        if let ("data", [kind, name, "rendered"]) = (root(traversal), names(traversal).as_slice())
            && let Some(address) = self.module.body(&format!("data.{kind}"), name)
        {
            let (at, body): (Position, &Body) = (address.at, address.body);
            let vars = body.get_attribute("vars").map(|vars| self.module.value(at, &vars.value, &mut Scope::new(), 1));
            let vars = vars.iter().flat_map(Node::members);
            let mut scope: Scope = vars.map(|one| (Rc::clone(&one.key.value), one.value.clone())).collect();
            let Some(template) = body.get_attribute("template").map(|found| &found.value) else {
                return self.value(at, expression);
            };
            return match self.of(at, template, steps + 1) {
                Written::Text(found, ..) if found != at => self.rendered(found, &mut scope),
                other => other,
            };
        }
        self.value(at, expression)
    }

    fn path(&self, at: Position, path: &Expression) -> Option<Rc<str>> {
        let value = self.module.value(at, path, &mut Scope::new(), 1);
        value.as_str().filter(|_| is_known(&value)).map(|path| path.trim_start_matches("./").into())
    }

    fn find(&mut self, at: Position, path: Option<&str>) -> Option<Position> {
        let path = path?;
        let found = self.module.files.project.find(at, path);
        self.files.push(FileReference { written: path.into(), machine: Rc::clone(self.machine), found });
        found
    }

    /// The file at `at` as a template with these names.
    fn rendered(&self, at: Position, scope: &mut Scope) -> Written {
        let source = self.module.files.text(at);
        if too_deep(source, true).is_none()
            && let Ok(template) = hcl_edit::parser::parse_template(source)
        {
            return self.text(at, template.iter(), scope, Span::default(), false);
        }
        // What is no template of Terraform throughout still has its names put in.
        let names: Substitutions =
            scope.iter().map(|(name, value)| (Rc::clone(name), Some(Rc::from(text(value))))).collect();
        Written::Text(at, substituted_pieces(source, &names), Span::default())
    }

    /// A text with `${…}` in it.
    fn text<'e>(
        &self,
        at: Position,
        elements: impl Iterator<Item = &'e Element>,
        scope: &mut Scope,
        span: Span,
        is_quoted: bool,
    ) -> Written {
        let mut pieces = Pieces::default();
        self.add(at, elements, scope, &mut pieces, Form { is_quoted, depth: 0 });
        Written::Text(at, pieces, span)
    }

    fn add<'e>(
        &self,
        at: Position,
        elements: impl Iterator<Item = &'e Element>,
        scope: &mut Scope,
        pieces: &mut Pieces,
        form: Form,
    ) {
        for element in elements {
            if pieces.too_long || form.depth > MAX_STEPS {
                return;
            }
            match element {
                Element::Literal(literal) => {
                    self.literal(at, literal.as_str(), span_of(literal), form.is_quoted, pieces);
                }
                Element::Interpolation(one) => {
                    let value = self.module.value(at, &one.expr, scope, 1);
                    pieces.computed(&text(&value), span_of(one));
                }
                Element::Directive(directive) => self.directive(at, directive, scope, pieces, form),
            }
        }
    }

    fn directive(&self, at: Position, directive: &Directive, scope: &mut Scope, pieces: &mut Pieces, form: Form) {
        let form = Form { depth: form.depth + 1, ..form };
        if let Directive::For(each) = directive {
            let body: &Template = &each.for_expr.template;
            let list = self.module.value(at, &each.for_expr.collection_expr, scope, 1);
            for (index, item) in list.items().iter().enumerate().take(1_000) {
                let before = scope.len();
                if let Some(key) = &each.for_expr.key_var {
                    scope.push((key.as_str().into(), super::super::serverless::typed(&index.to_string(), item.span)));
                }
                scope.push((each.for_expr.value_var.as_str().into(), item.clone()));
                self.add(at, body.iter(), scope, pieces, form);
                scope.truncate(before);
            }
        } else if let Some(branch) = self.module.branch(at, directive, scope) {
            self.add(at, branch.iter(), scope, pieces, form);
        }
    }

    /// Adds text as it is written in the file, between quotes with escapes, with the way back from each of its bytes.
    fn literal(&self, at: Position, decoded: &str, span: Span, is_quoted: bool, pieces: &mut Pieces) {
        let raw = span.slice(self.module.files.text(at));
        match offsets(raw, span.start, decoded, is_quoted) {
            Some(offsets) => pieces.written(decoded, &Rc::from(offsets), 0),
            None => pieces.computed(decoded, span),
        }
    }
}

/// The offset of each byte of a decoded literal, and of its end; `None` if it is not the text that is written there.
fn offsets(raw: &str, start: u32, decoded: &str, is_quoted: bool) -> Option<Vec<u32>> {
    let place = |at: usize| Some(start.saturating_add(u32::try_from(at).ok()?));
    let mut found = Vec::with_capacity(decoded.len() + 1);
    let mut at = 0;
    for letter in decoded.chars() {
        let mut rest = raw.get(at..)?;
        // A heredoc with `<<-` has its indentation taken away.
        if !rest.starts_with(letter) && !rest.starts_with(['\\', '$', '%']) {
            let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
            at += blanks;
            rest = raw.get(at..)?;
        }
        let written = if is_quoted && rest.starts_with('\\') {
            match rest.as_bytes().get(1) {
                Some(b'u') => 6,
                Some(b'U') => 10,
                _ => 2,
            }
        } else if (rest.starts_with("$${") && letter == '$' || rest.starts_with("%%{") && letter == '%')
            && !decoded.contains("$${")
            && !decoded.contains("%%{")
        {
            2
        } else if rest.starts_with(letter) {
            letter.len_utf8()
        } else {
            return None;
        };
        for _ in 0..letter.len_utf8() {
            found.push(place(at)?);
        }
        at += written;
    }
    found.push(place(at)?);
    Some(found)
}

/// The name of a local value.
fn local(traversal: &Traversal) -> Option<&str> {
    match (root(traversal), names(traversal).as_slice()) {
        ("local", [name]) if traversal.operators.len() == 1 => Some(name),
        _ => None,
    }
}

fn root(traversal: &Traversal) -> &str {
    match &traversal.expr {
        Expression::Variable(name) => name.as_str(),
        _ => "",
    }
}

fn names(traversal: &Traversal) -> Vec<&str> {
    traversal
        .operators
        .iter()
        .map_while(|operator| match operator.value() {
            TraversalOperator::GetAttr(name) => Some(name.as_str()),
            _ => None,
        })
        .collect()
}
