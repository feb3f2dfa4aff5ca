//! A home directory for one test, and an environment with nothing else in it: a test that reads credentials never sees
//! those of the person who runs it.
//!
//! The environment belongs to the whole process, so the test runs itself once more, in a process for each scenario.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The variable that tells the inner process which scenario it is.
const SCENARIO: &str = "ASL_RELAY_TEST_SCENARIO";

/// What a home directory and an environment have in them.
#[derive(Clone, Copy)]
pub struct Scenario {
    pub name: &'static str,
    /// Files below the home directory, and their texts. `HOME` in them is the home directory.
    pub files: &'static [(&'static str, &'static str)],
    /// Variables. `HOME` in them is the home directory.
    pub variables: &'static [(&'static str, &'static str)],
}

/// An empty home directory, and no variable.
pub const NOTHING: Scenario = Scenario { name: "nothing", files: &[], variables: &[] };

/// The name of the scenario, in the process that is one. Otherwise the test `test` is run for each of `scenarios`, and
/// there is nothing more to do.
pub fn inner(test: &str, scenarios: &[Scenario]) -> Option<String> {
    if let Ok(name) = env::var(SCENARIO) {
        return Some(name);
    }
    for scenario in scenarios {
        let home = home(test, scenario);
        let mut process = Command::new(env::current_exe().unwrap());
        process.args(["--exact", test, "--nocapture", "--test-threads=1"]).env_clear().env(SCENARIO, scenario.name);
        process.env("HOME", &home).env("PATH", env::var_os("PATH").unwrap_or_default());
        for (name, value) in scenario.variables {
            process.env(name, at(value, &home));
        }
        let done = process.output().unwrap();
        let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        assert!(done.status.success() && said.contains("1 passed"), "{}: {said}", scenario.name);
        fs::remove_dir_all(&home).unwrap();
    }
    None
}

fn home(test: &str, scenario: &Scenario) -> PathBuf {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test).join(scenario.name.replace(' ', "-"));
    let _ = fs::remove_dir_all(&home);
    fs::create_dir_all(&home).unwrap();
    for (path, text) in scenario.files {
        let path = home.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, at(text, &home)).unwrap();
    }
    home
}

fn at(text: &str, home: &Path) -> String {
    text.replace("HOME", &home.to_string_lossy())
}
