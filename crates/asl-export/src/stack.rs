//! What is exported, whatever the format: resources in CloudFormation's types and properties, with `Ref`, `Fn::GetAtt`, and
//! `Fn::Sub` where one names another.

use asl_value::{Map, Value};

use crate::File;

/// Everything that is deployed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stack {
    /// What is asked for at deployment.
    pub parameters: Vec<Parameter>,
    /// The resources, each behind those that it names.
    pub resources: Vec<Resource>,
    /// The definitions of the machines.
    pub definitions: Vec<Definition>,
    /// The code of the functions, by the logical id of its function.
    pub code: Vec<(String, Vec<File>)>,
    /// What is shown after deployment: a name, and what it is.
    pub outputs: Vec<(String, Value)>,
    /// What is not exported, or has to be looked at, a sentence each.
    pub notes: Vec<String>,
    /// Whether something is called whose permissions are not known.
    pub has_unknown_calls: bool,
}

/// What is asked for at deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name: letters and digits.
    pub name: String,
    /// What it is; empty for nothing to say.
    pub description: String,
    /// Its value where none is given. A secret has none.
    pub default: Option<String>,
    /// Whether it is not to be seen.
    pub is_secret: bool,
}

/// A resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// Its logical id: letters and digits.
    pub id: String,
    /// Its type, such as `AWS::Events::Rule`.
    pub kind: &'static str,
    /// Its properties.
    pub properties: Map,
}

/// The definition of a machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The logical id of the machine.
    pub machine: String,
    /// The path of its file.
    pub path: String,
    /// The definition in JSON, with `${Name}` for each substitution.
    pub text: String,
    /// What the names stand for.
    pub substitutions: Vec<(String, Value)>,
}

impl Stack {
    /// The definition of a machine.
    pub fn definition(&self, machine: &str) -> Option<&Definition> {
        self.definitions.iter().find(|definition| definition.machine == machine)
    }

    /// The resource with this logical id.
    pub fn resource(&self, id: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.id == id)
    }

    /// The resources of a type.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Resource> {
        self.resources.iter().filter(move |resource| resource.kind == kind)
    }
}

/// An object with these members.
pub(crate) fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    map(members).into()
}

/// The same as members.
pub(crate) fn map<const N: usize>(members: [(&str, Value); N]) -> Map {
    members.into_iter().map(|(key, value)| (key.into(), value)).collect()
}

/// A text.
pub(crate) fn text(text: &str) -> Value {
    Value::from(text)
}

/// A list.
pub(crate) fn list(items: impl IntoIterator<Item = Value>) -> Value {
    items.into_iter().collect()
}

/// `Ref`
pub(crate) fn reference(name: &str) -> Value {
    object([("Ref", text(name))])
}

/// `Fn::GetAtt`
pub(crate) fn attribute(id: &str, name: &str) -> Value {
    object([("Fn::GetAtt", list([text(id), text(name)]))])
}

/// `Fn::Sub`
pub(crate) fn sub(template: &str) -> Value {
    object([("Fn::Sub", text(template))])
}

/// What a value is, if it is one of the functions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Function<'v> {
    /// `Ref`: the name.
    Ref(&'v str),
    /// `Fn::GetAtt`: the logical id and the attribute.
    GetAtt(&'v str, &'v str),
    /// `Fn::Sub`: the template.
    Sub(&'v str),
}

/// The function that `value` is.
pub(crate) fn function(value: &Value) -> Option<Function<'_>> {
    let object = value.as_object().filter(|object| object.len() == 1)?;
    let (name, argument) = object.iter().next()?;
    match &**name {
        "Ref" => argument.as_str().map(Function::Ref),
        "Fn::Sub" => argument.as_str().map(Function::Sub),
        "Fn::GetAtt" => match argument.as_array()? {
            [id, attribute] => Some(Function::GetAtt(id.as_str()?, attribute.as_str()?)),
            _ => None,
        },
        _ => None,
    }
}

/// A part of the template of `Fn::Sub`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'t> {
    /// Text as it is.
    Text(&'t str),
    /// A name in `${…}`.
    Name(&'t str),
    /// `${!…}`: a text in `${…}` that is none.
    Literal(&'t str),
}

/// The parts of the template of `Fn::Sub`.
pub(crate) fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once("${") {
        let Some((name, after)) = behind.split_once('}') else { break };
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        pieces.push(name.strip_prefix('!').map_or(Piece::Name(name), Piece::Literal));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}
