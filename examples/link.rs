//! Says what a share link holds, as JSON: for the end-to-end tests, which read links apart from the page. The link stands in
//! the standard input.

use std::io::Read;

use asl_share::{FileRecord, ProjectRecord, SettingsRecord, link};
use serde_json::json;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let fragment = text.trim().split_once('#').map_or(text.trim(), |(_, fragment)| fragment);
    let shared = link::decode(fragment)?.ok_or("there is no link")?;
    let files: Vec<FileRecord> = shared.files.iter().map(FileRecord::from).collect();
    let held = json!({
        "def": shared.definition,
        "input": shared.input,
        "mocks": shared.mocks,
        "events": shared.events,
        "scenarios": shared.scenarios,
        "files": files,
        "settings": SettingsRecord::from(&shared.settings),
        "project": ProjectRecord::from(&shared.settings.template.project),
        "connections": shared.connections,
        "view": shared.shown,
    });
    #[expect(clippy::print_stdout, reason = "that is what it is for")]
    {
        println!("{held}");
    }
    Ok(())
}
