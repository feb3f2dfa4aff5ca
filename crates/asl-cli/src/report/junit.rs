//! JUnit XML, as the services of CI read it: `testsuites`, `testsuite`, `testcase`, `failure`, `error`.

use std::fmt::Write;

use super::{Case, Suite, errors, totals};

/// The report.
pub(crate) fn junit(suites: &[Suite]) -> String {
    let (passed, all) = totals(suites);
    let time = seconds(suites.iter().flat_map(|suite| &suite.cases));
    let broken = errors(suites);
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    // Writing to a string does not fail.
    let _ = writeln!(
        out,
        "<testsuites name=\"asl test\" tests=\"{}\" failures=\"{}\" errors=\"{broken}\" time=\"{time:.3}\">",
        all + broken,
        all - passed
    );
    for suite in suites {
        let failures = suite.cases.iter().filter(|case| !case.unmet.is_empty()).count();
        let time = seconds(&suite.cases);
        let errors = usize::from(suite.broken.is_some());
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"0\" time=\"{time:.3}\">",
            escaped(&suite.path),
            suite.cases.len() + errors
        );
        for case in &suite.cases {
            let line = case.line.map(|line| format!(" line=\"{line}\"")).unwrap_or_default();
            let _ = write!(
                out,
                "    <testcase name=\"{}\" classname=\"{}\" file=\"{}\"{line} time=\"{:.3}\"",
                escaped(&case.name),
                escaped(&suite.workflow),
                escaped(&suite.path),
                case.took
            );
            match case.unmet.first() {
                None => out.push_str("/>\n"),
                Some(first) => {
                    let _ = writeln!(
                        out,
                        ">\n      <failure message=\"{}\">{}</failure>\n    </testcase>",
                        escaped(first),
                        escaped(&case.unmet.join("\n"))
                    );
                }
            }
        }
        if let Some(why) = &suite.broken {
            // Consumers take a suite without a case for one that passed.
            let _ = writeln!(
                out,
                "    <testcase name=\"the scenarios can be run\" classname=\"{}\" file=\"{}\" time=\"0.000\">\n      \
                 <error message=\"{}\"/>\n    </testcase>",
                escaped(&suite.workflow),
                escaped(&suite.path),
                escaped(why)
            );
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

/// How long they took. A sum of nothing is -0 otherwise.
fn seconds<'c>(cases: impl IntoIterator<Item = &'c Case>) -> f64 {
    cases.into_iter().fold(0.0, |sum, case| sum + case.took)
}

/// A text within XML. Characters that XML 1.0 does not have, escaped or not, become U+FFFD.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(out, "&#{};", u32::from(char));
            }
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(char),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Suite, junit};
    use crate::report::Case;

    #[test]
    fn names_and_messages_are_escaped() {
        let case = Case {
            name: "a \"b\" <c> & \u{1}".to_owned(),
            unmet: vec!["one\ntwo".to_owned()],
            line: Some(3),
            took: 0.0,
            seconds: 0.0,
        };
        let suite = Suite { path: "s.json".to_owned(), workflow: "w.json".to_owned(), cases: vec![case], broken: None };
        let report = junit(&[suite]);
        assert!(report.contains("name=\"a &quot;b&quot; &lt;c&gt; &amp; \u{fffd}\""), "{report}");
        assert!(report.contains("<failure message=\"one&#10;two\">"), "{report}");
    }

    #[test]
    fn what_cannot_be_run_is_an_error_and_takes_no_negative_time() {
        let report = junit(&[Suite::broken("s.json", "there is no state `A`")]);
        assert!(report.contains("tests=\"1\" failures=\"0\" errors=\"1\" time=\"0.000\""), "{report}");
        assert!(report.contains("<error message=\"there is no state `A`\"/>"), "{report}");
        assert!(!report.contains("-0.000") && !junit(&[]).contains("-0.000"), "{report}");
    }
}
