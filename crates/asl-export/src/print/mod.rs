//! The formats.

mod cdk;
mod cdk_names;
mod cdk_words;
mod cloudformation;
mod hcl;
mod terraform;

pub(crate) use cdk::{Language, cdk};
pub(crate) use cloudformation::{cloudformation, sam};
pub(crate) use terraform::terraform;

use crate::stack::Stack;
use crate::{File, Format};

/// The definitions and the code, which are the same in every format.
fn shared(stack: &Stack) -> Vec<File> {
    let definitions = stack
        .definitions
        .iter()
        .map(|definition| File { path: definition.path.clone(), text: definition.text.clone() });
    definitions.chain(code(stack)).collect()
}

/// The code of the functions, each in a folder of its own.
fn code(stack: &Stack) -> impl Iterator<Item = File> {
    stack.code.iter().flat_map(|(function, files)| {
        files
            .iter()
            .map(move |file| File { path: format!("functions/{function}/{}", file.path), text: file.text.clone() })
    })
}

/// The name of a parameter, as the format writes it.
pub(crate) fn parameter_name(stack: &Stack, name: &str, format: Format) -> String {
    if format == Format::Terraform { hcl::variable(stack, name) } else { name.to_owned() }
}

/// `ApiConnection` as `api_connection`.
pub(crate) fn snake(name: &str) -> String {
    let mut out = String::new();
    let mut was_lower = false;
    for char in name.chars() {
        if char.is_ascii_uppercase() && was_lower {
            out.push('_');
        }
        was_lower = char.is_ascii_lowercase() || char.is_ascii_digit();
        out.push(char.to_ascii_lowercase());
    }
    out
}

/// `ApiConnection` as `apiConnection`.
fn camel(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(chars).collect()
}
