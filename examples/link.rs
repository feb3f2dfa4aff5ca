//! Says what a share link holds, as JSON, and makes a link of `{"def": …, "input": …, "lesson": …}`: for the tests in the browser, which read
//! and write links apart from the page. The link, or the JSON, stands in the standard input.

use std::io::Read;

use asl_share::{Envelope, FileRecord, ProjectRecord, SettingsRecord, link};
use serde_json::json;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    if text.starts_with('{') {
        let content: serde_json::Value = serde_json::from_str(&text)?;
        let text = |name: &str| content.get(name).and_then(|text| text.as_str()).unwrap_or_default().to_owned();
        let (definition, input, lesson) = (text("def"), text("input"), text("lesson"));
        print(&link::encode(&Envelope { definition, input, lesson, ..Envelope::default() }));
        return Ok(());
    }
    let fragment = text.trim().split_once('#').map_or(text.trim(), |(_, fragment)| fragment);
    let shared = link::decode(fragment)?.ok_or("there is no link")?;
    let files: Vec<FileRecord> = shared.files.iter().map(FileRecord::from).collect();
    let held = json!({
        "def": shared.definition,
        "input": shared.input,
        "mocks": shared.mocks,
        "events": shared.events,
        "scenarios": shared.scenarios,
        "lesson": shared.lesson,
        "run": shared.run,
        "files": files,
        "settings": SettingsRecord::from(&shared.settings),
        "project": ProjectRecord::from(&shared.settings.template.project),
        "connections": shared.connections,
        "view": shared.shown,
    });
    print(&held.to_string());
    Ok(())
}

#[expect(clippy::print_stdout, reason = "that is what it is for")]
fn print(text: &str) {
    println!("{text}");
}
