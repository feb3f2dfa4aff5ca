//! The comparison as Markdown: tables as GitHub reads them.

use std::fmt::Write;

use crate::price::Assumption;
use crate::setup::{Setup, Way};
use crate::table::{Cell, Table, Tone};
use crate::words::amount;

/// The whole comparison; `link` is where it can be run again.
pub fn of(setup: &Setup, table: &Table, link: &str) -> String {
    let mut text = String::from("# The three ways to call an API, compared\n\n");
    _ = writeln!(text, "`{} {}`: {}", setup.method.as_str(), setup.url(), setup_words(setup));
    if !link.is_empty() {
        _ = writeln!(text, "\n[Run it in the ASL Playground]({link})");
    }
    for section in &table.sections {
        let titles = Way::ALL.map(Way::title).join(" | ");
        _ = write!(text, "\n## {}\n\n| | {titles} |\n|---|---|---|---|\n", section.title);
        for row in &section.rows {
            let cells: Vec<String> = row.cells.iter().map(cell).collect();
            _ = writeln!(text, "| **{}** | {} |", row.label, cells.join(" | "));
        }
        if section.title == "The price" {
            text.push('\n');
            text.push_str(&assumptions(setup));
        }
    }
    text.push_str("\n## What the article says\n\n| | About | | Evidence |\n|---|---|---|---|\n");
    for claim in &table.claims {
        let kind = if claim.is_advantage { "advantage" } else { "disadvantage" };
        _ = writeln!(
            text,
            "| **{}** | {}, {kind} | {} | {} |",
            claim.title,
            claim.way.title(),
            claim.verdict.word(),
            escaped(&claim.evidence)
        );
    }
    text
}

/// What is called, and what it does.
fn setup_words(setup: &Setup) -> String {
    if setup.is_own() {
        "an own endpoint, which responds as it does.".to_owned()
    } else {
        format!("{}. {}", setup.scenario.title(), setup.scenario.summary())
    }
}

fn cell(cell: &Cell) -> String {
    let mark = match cell.tone {
        Tone::Plain => "",
        Tone::Good => "✓ ",
        Tone::Bad => "✗ ",
    };
    let note = if cell.note.is_empty() { String::new() } else { format!("<br>{}", escaped(&cell.note)) };
    format!("{mark}{}{note}", escaped(&cell.text))
}

/// What would end a cell, or the row.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}

/// What the price is computed with, in a sentence.
pub fn assumptions(setup: &Setup) -> String {
    let said = Assumption::ALL.map(|one| match setup.assumptions.get(one) {
        Some(value) if one.unit() == "$" => format!("{}: ${}", one.title(), amount(value)),
        Some(value) => format!("{}: {} {}", one.title(), amount(value), one.unit()),
        None => format!("{}: as measured", one.title()),
    });
    format!("{}. Not included: the free tier, data transfer, a NAT gateway, logs, Secrets Manager.\n", said.join("; "))
}
