//! The files that a template names and that are not in the project.

use std::rc::Rc;

use asl_stack::template::files::FileReference;
use asl_stack::template::source::Template;
use yew::prelude::*;

use crate::app::files::FileButton;
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;
use crate::app::ui::icons::{Icon, icon};

/// Asks for each missing file by its name: it can be chosen, dropped, or pasted into a tab of its own.
pub(crate) fn missing_files(template: &Template, commands: &Shared<Commands>) -> Html {
    let mut missing: Vec<&FileReference> = Vec::new();
    for file in template.files.iter().filter(|file| file.found.is_none()) {
        if missing.iter().all(|known| known.written != file.written) {
            missing.push(file);
        }
    }
    if missing.is_empty() {
        return Html::default();
    }
    html! {
        <ul class="missing-files" aria-label="Missing files">
            for file in missing { <li key={file.written.to_string()} data-testid="missing-file">{ one(file, commands) }</li> }
        </ul>
    }
}

/// The file that the definition of the chosen machine stands in, where that is not here: its name and a place to drop it, in
/// the room where the graph would be.
pub(crate) fn missing_definition(template: &Template, commands: &Shared<Commands>) -> Option<Html> {
    let chosen = template.machines.get(template.chosen)?;
    let file = template.files.iter().find(|file| file.machine == *chosen && file.found.is_none())?;
    let path: Rc<str> = path_of(&file.written).into();
    let write = {
        let (commands, path) = (commands.clone(), path.clone());
        // The path is none that could be refused: it is written in the template.
        move |_| _ = commands.add_file(&path)
    };
    Some(html! {
        <div class="missing-definition" data-testid="missing-definition">
            { icon(Icon::Upload) }
            <p><b>{ format!("The definition of {chosen} is in another file") }</b></p>
            <p><code>{ file.written.to_string() }</code></p>
            <p class="fine">{"Drop it on the page, or"}</p>
            <p class="missing-ways">
                <FileButton label="Choose it…" file={path.clone()} class="primary" />
                <button type="button" class="button small" onclick={write}>{ icon(Icon::Edit) }{"Paste it"}</button>
            </p>
        </div>
    })
}

fn one(file: &FileReference, commands: &Shared<Commands>) -> Html {
    let path: Rc<str> = path_of(&file.written).into();
    let write = {
        let (commands, path) = (commands.clone(), path.clone());
        // The path is none that could be refused: it is written in the template.
        move |_| _ = commands.add_file(&path)
    };
    html! {
        <>
            <span class="missing-name">
                { icon(Icon::Warning) }<code>{ file.written.to_string() }</code>
                if !file.machine.is_empty() { <span class="fine">{ format!("the definition of {}", file.machine) }</span> }
            </span>
            <span class="missing-ways">
                <FileButton label="Choose file…" file={path.clone()} class="primary" />
                <button type="button" class="button small" onclick={write}>{ icon(Icon::Edit) }{"Paste text"}</button>
                <span class="fine">{"or drop it on the page"}</span>
            </span>
        </>
    }
}

/// The path of the file in the project: without what stands for the module's folder, a bucket or a scheme.
fn path_of(written: &str) -> String {
    let path = written.rsplit_once('}').map_or(written, |(_, rest)| rest);
    let path = path.strip_prefix("s3://").and_then(|rest| rest.split_once('/')).map_or(path, |(_, key)| key);
    let parts = path.trim_start_matches("file://").split('/').filter(|part| !matches!(*part, "" | "." | ".."));
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::path_of;

    #[wasm_bindgen_test]
    fn a_missing_file_has_the_path_that_its_project_would_give_it() {
        for (written, path) in [
            ("${path.module}/m.tpl", "m.tpl"),
            ("s3://bucket/a/m.json", "a/m.json"),
            ("../x/./m.json", "x/m.json"),
            ("m.json", "m.json"),
        ] {
            assert_eq!(path_of(written), path);
        }
    }
}
