//! Cases in groups: Criterion measures each, and a table at the end compares them.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use criterion::Criterion;

/// A case that was measured, or not chosen.
pub(crate) struct Row {
    pub(crate) name: String,
    /// How many of its units one repetition is.
    pub(crate) items: f64,
    pub(crate) unit: &'static str,
}

/// Criterion, and what was given to it.
pub(crate) struct Bench {
    criterion: Criterion,
    groups: RefCell<Vec<(&'static str, Vec<Row>)>>,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let criterion = Criterion::default()
            .sample_size(15)
            .warm_up_time(Duration::from_millis(500))
            .measurement_time(Duration::from_secs(2))
            .configure_from_args();
        Self { criterion, groups: RefCell::default() }
    }

    /// Measures one case of `group`.
    pub(crate) fn case(
        &mut self,
        group: &'static str,
        name: &str,
        items: u32,
        unit: &'static str,
        mut work: impl FnMut(),
    ) {
        let mut cases = self.criterion.benchmark_group(group);
        cases.bench_function(name, |bencher| bencher.iter(&mut work));
        cases.finish();
        let row = Row { name: name.to_owned(), items: f64::from(items), unit };
        let groups = self.groups.get_mut();
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((group, vec![row])),
        }
    }

    /// A table for each group: the median of each case, and how it compares with the group's first.
    pub(crate) fn tables(&self) -> String {
        let mut text = String::new();
        for (group, rows) in self.groups.borrow().iter() {
            let one = |row: &Row| median(group, &row.name).map(|nanos| nanos / row.items);
            let first = rows.first().and_then(one);
            let lines: Vec<String> = rows.iter().filter_map(|row| Some(line(row, one(row)?, first?))).collect();
            if !lines.is_empty() {
                let _ =
                    writeln!(text, "\n{group}\n\n| case | for one | per second | of the first |\n|---|---:|---:|---:|");
                text.extend(lines);
            }
        }
        text
    }
}

fn line(row: &Row, nanos: f64, first: f64) -> String {
    let (time, unit) = match nanos {
        small if small < 10_000.0 => (small, "ns"),
        middle if middle < 10_000_000.0 => (middle / 1e3, "µs"),
        large => (large / 1e6, "ms"),
    };
    let rate = 1e9 / nanos;
    let decimals = usize::from(rate < 100.0);
    let ratio = nanos / first;
    format!("| {} | {time:.0} {unit} / {} | {rate:.decimals$} | {ratio:.2} |\n", row.name, row.unit)
}

/// What Criterion found, in nanoseconds for one repetition.
fn median(group: &str, name: &str) -> Option<f64> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    let folder = |name: &str| name.replace(['/', '?', '"', '\\', '*', '<', '>', ':', '|', '^'], "_");
    let path = target.join("criterion").join(folder(group)).join(folder(name)).join("new/estimates.json");
    let estimates: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()?;
    estimates.get("median")?.get("point_estimate")?.as_f64()
}
