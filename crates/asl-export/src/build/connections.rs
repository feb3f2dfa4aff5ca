//! Connections: those of the template, and those that a definition names, with a parameter in the place of each secret.

use std::rc::Rc;

use asl_aws::arn::connection;
use asl_http::{Authorization, Connection, Secret};
use asl_stack::requirements;
use asl_stack::template::cloudformation::{Answers, Ask};
use asl_stack::template::connection as reader;
use asl_stack::template::export;
use asl_stack::template::source::Parameter;
use asl_value::{Map, Value};

use super::{Builder, asl_id};
use crate::marks::{Marked, Marks};
use crate::stack::{map, reference, text};

/// The number of the first mark of the reader of connections: those of a document count from 0.
const FIRST_MARK: usize = 1000;

/// A connection that something names.
#[derive(Clone, Debug)]
pub(crate) struct KnownConnection {
    /// Its logical id; that of the parameter with its ARN, if nobody knows what it holds.
    pub(super) id: String,
    /// The name that ARNs have.
    name: Rc<str>,
    /// The placeholder of a definition that stands for it.
    pub(super) placeholder: Option<Rc<str>>,
    /// What it holds; `None`: it stands elsewhere, and a parameter has its ARN.
    held: Option<Held>,
}

#[derive(Clone, Debug)]
struct Held {
    connection: Connection,
    /// What was asked for to read it, and the marks in the place of the answers.
    asks: Vec<Ask>,
    marks: Marks,
}

impl KnownConnection {
    /// The template of `Fn::Sub` for its ARN.
    pub(super) fn arn_template(&self) -> String {
        if self.held.is_some() { format!("${{{}.Arn}}", self.id) } else { format!("${{{}}}", self.id) }
    }

    /// Its ARN.
    pub(super) fn arn(&self) -> Value {
        super::words::whole(&self.arn_template())
    }

    /// The ARN of its secret; `None` for a connection that stands elsewhere.
    pub(super) fn secret_arn(&self) -> Option<Value> {
        self.held.as_ref().map(|_| crate::stack::attribute(&self.id, "SecretArn"))
    }
}

/// A name with a capital letter at its start, as logical ids have it.
fn pascal(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

impl Builder<'_> {
    /// The connection that goes by a name or an ARN.
    pub(super) fn connection_named(&self, reference: &str) -> Option<&KnownConnection> {
        // Each reader has marks of its own: what they have in common is the names of the parameters.
        let named = self.marks.named(reference);
        let name = connection::name_in(&named).unwrap_or(&named);
        let placeholder = match self.marks.split(reference).as_slice() {
            [Marked::Parameter(name)] => Some((*name).to_owned()),
            _ => None,
        };
        let plain = self.marks.plain(reference);
        let plain = connection::name_in(&plain).unwrap_or(&plain);
        let is_meant = |known: &&KnownConnection| {
            *known.name == *name
                || *known.name == *plain
                || placeholder.is_some() && known.placeholder.as_deref() == placeholder.as_deref()
        };
        self.connections.iter().find(is_meant)
    }

    /// Finds the connections of the document, and those that it names.
    pub(super) fn find_connections(&mut self) {
        let template = self.machines.iter().find_map(|machine| machine.read.template.as_ref());
        let at = template.map_or(self.source.choice.project.own(), |template| template.at);
        let project = &self.source.choice.project;
        let of =
            |at: usize| project.other(at).map_or_else(|| self.source.text.to_string(), |file| file.text.to_string());
        let mut text = of(at);
        let is_module = |path: &str| path.rsplit_once('.').is_some_and(|(_, ending)| ending == "tf");
        if is_module(project.path(at)) {
            // The variables of a module may be in another file.
            let others = (0..project.count()).filter(|other| *other != at && is_module(project.path(*other)));
            others.for_each(|other| text.push_str(&of(other)));
        }
        if let Ok(found) = reader::read(&text) {
            let asks = found.asks();
            let parameter = |ask: &Ask| Parameter {
                name: ask.name.clone(),
                description: ask.description.clone(),
                default: ask.default.clone(),
                allowed: Vec::new(),
                is_secret: false,
            };
            let marks = asks.iter().fold(Marks::from(FIRST_MARK), |marks, ask| marks.with(&parameter(ask), None));
            let answers: Answers =
                asks.iter().filter_map(|ask| Some((ask.name.clone(), Secret::new(marks.of(&ask.name)?)))).collect();
            let names: Vec<Rc<str>> = found.names().map(Rc::from).collect();
            for (id, connection) in names.iter().zip(found.connections(&answers)) {
                let Ok(mut connection) = connection else { continue };
                // Its reader has no marks for what has a value.
                let arn = self.machines.iter().find_map(|machine| {
                    let known = &machine.read.permissions.context.resources;
                    known.iter().find(|known| known.id == *id).map(|known| known.arn.clone())
                });
                if let Some(marked) = arn.as_deref().and_then(connection::name_in)
                    && self.marks.plain(marked) == *connection.name
                {
                    connection.name = marked.into();
                }
                let parameter = |name: &str| match self.marks.of(name) {
                    Some(_) => format!("${{{name}}}"),
                    None => marks.plain(marks.of(name).unwrap_or_default()),
                };
                let name: Rc<str> = self.marks.named(&marks.replaced(&connection.name, parameter)).into();
                let wanted = marks.replaced(&connection.name, str::to_owned);
                let id = self.id(if id.is_empty() { &wanted } else { id });
                let held = Held { connection, asks: asks.clone(), marks: marks.clone() };
                self.connections.push(KnownConnection { id, name, placeholder: None, held: Some(held) });
            }
        }
        let mut named: Vec<Rc<str>> = Vec::new();
        for machine in &self.machines {
            let Some(read) = &machine.read.machine else { continue };
            named.extend(requirements::of(read).into_iter().filter_map(|one| Some(one.connection?.value)));
        }
        named.extend(self.system.destinations.iter().map(|one| one.connection.clone()));
        for reference in named {
            self.connection_elsewhere(&reference);
        }
    }

    /// A connection that something names and the template does not have: one that is known besides, or a parameter.
    fn connection_elsewhere(&mut self, reference: &str) {
        // What is left of a placeholder is a parameter, which has its ARN.
        if self.connection_named(reference).is_some() || reference.contains("${") {
            return;
        }
        let placeholder: Option<Rc<str>> = match self.marks.split(reference).as_slice() {
            [Marked::Parameter(name)] => Some((*name).into()),
            parts if parts.iter().any(|part| matches!(part, Marked::Parameter(_))) => return,
            _ => None,
        };
        let written = placeholder.as_ref().map_or_else(|| reference.to_owned(), |name| format!("${{{name}}}"));
        let known = self.source.connections.find(&written).cloned();
        if placeholder.is_some() && known.is_none() {
            // A parameter has its ARN.
            return;
        }
        let named = self.marks.named(reference);
        let name: Rc<str> = known
            .as_ref()
            .map_or_else(|| connection::name_in(&named).unwrap_or(&named).into(), |connection| connection.name.clone());
        let known = known.or_else(|| {
            let resource = self.system.connection(reference).filter(|resource| !resource.is_made_up)?;
            self.source.connections.find(&resource.name).cloned()
        });
        if let Some(connection) = known {
            if let Some(placeholder) = &placeholder {
                self.forget_parameter(placeholder);
            }
            let id = self.id(&pascal(&connection.name));
            let held = Held { connection, asks: Vec::new(), marks: Marks::default() };
            self.connections.push(KnownConnection { id, name, placeholder, held: Some(held) });
            return;
        }
        let id = self.id(&format!("{}ConnectionArn", asl_id(&name)));
        self.note(format!("The connection `{name}` is not in the document: pass its ARN as the parameter {id}."));
        self.connections.push(KnownConnection { id, name, placeholder, held: None });
    }

    /// Adds the connections.
    pub(super) fn connections(&mut self) {
        for known in self.connections.clone() {
            let Some(held) = known.held else {
                let about = format!("ARN of the connection {}", known.name);
                self.add_parameter(known.id, &about, None, false);
                continue;
            };
            let properties = self.connection_properties(&known.id, &held);
            self.add(known.id, "AWS::Events::Connection", properties);
        }
    }

    fn connection_properties(&mut self, id: &str, held: &Held) -> Map {
        let connection = &held.connection;
        let (parameters, placeholders) = export::auth_parameters(connection);
        // A secret that is a parameter of the template keeps that name.
        let first = match &connection.authorization {
            Authorization::Basic { password, .. } => password,
            Authorization::ApiKey { value, .. } => value,
            Authorization::OAuth(oauth) => &oauth.client_secret,
        };
        let own = match held.marks.split(first.expose()).as_slice() {
            [Marked::Parameter(name)] => Some((*name).to_owned()),
            _ => None,
        };
        let mut names: Vec<(String, String)> = Vec::new();
        for (index, placeholder) in placeholders.iter().enumerate() {
            let known = own.as_ref().filter(|_| index == 0);
            let ask = known.and_then(|name| held.asks.iter().find(|ask| *ask.name == **name));
            let wanted = known.filter(|name| !name.contains("{{")).cloned();
            let description = ask.map(|ask| ask.description.to_string()).unwrap_or_default();
            let name = if let Some(name) = wanted {
                self.ask(&name, &description, None, true)
            } else {
                let name = format!("{id}{placeholder}");
                self.ask_more(&format!("secret {name}"), &name, &description, true)
            };
            names.push((placeholder.clone(), name));
        }
        let parameters = self.connection_value(&parameters, held, &names);
        let mut properties = Map::new();
        if asl_id(&connection.name) != id || connection.name.contains(['-', '_', '.']) {
            properties.insert("Name", self.marked(&connection.name, held));
        }
        if !connection.description.is_empty() {
            properties.insert("Description", self.marked(&connection.description, held));
        }
        properties.insert("AuthorizationType", text(connection.authorization.kind()));
        properties.insert("AuthParameters", parameters);
        properties
    }

    /// A value with the placeholders of secrets renamed, and parameters in the place of marks.
    fn connection_value(&mut self, value: &Value, held: &Held, names: &[(String, String)]) -> Value {
        match value {
            Value::Object(members) => {
                let only = members.iter().next().filter(|_| members.len() == 1);
                if let Some((name, argument)) = only.filter(|(name, _)| &***name == "Ref") {
                    let placeholder = argument.as_str().unwrap_or_default();
                    let renamed = names.iter().find(|(known, _)| known == placeholder);
                    return renamed
                        .map_or_else(|| map([(&**name, argument.clone())]).into(), |(_, name)| reference(name));
                }
                let members: Vec<_> = members.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
                let members = members.into_iter().map(|(name, value)| {
                    let value = self.connection_value(&value, held, names);
                    (name, value)
                });
                members.collect::<Map>().into()
            }
            Value::Array(items) => items.iter().map(|item| self.connection_value(item, held, names)).collect(),
            Value::String(written) => self.marked(written, held),
            other => other.clone(),
        }
    }

    /// What a text of a connection stands for.
    fn marked(&mut self, written: &str, held: &Held) -> Value {
        let parts = held.marks.split(written);
        if parts.iter().all(|part| matches!(part, Marked::Text(_))) {
            return self.value(written);
        }
        let mut template = String::new();
        for part in &parts {
            match part {
                Marked::Text(text) => template.push_str(&text.replace("${", "${!")),
                Marked::Parameter(name) => {
                    let ask = held.asks.iter().find(|ask| *ask.name == **name);
                    let (description, default, is_secret) = ask
                        .map(|ask| (ask.description.to_string(), ask.default.clone(), ask.is_secret))
                        .unwrap_or_default();
                    let name = self.ask(name, &description, default.as_deref(), is_secret);
                    template.extend(["${", &name, "}"]);
                }
            }
        }
        super::words::whole(&template)
    }
}
