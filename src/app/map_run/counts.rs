//! The counters of a Map Run, as a bar and in numbers.

use asl_sim::Counts;
use asl_view::map_runs::Summary;
use yew::prelude::*;

use crate::app::ui::format;

/// What is counted: the word, the class that gives the color, and the number.
fn parts(counts: &Counts) -> [(&'static str, &'static str, usize); 6] {
    [
        ("Succeeded", "succeeded", counts.succeeded),
        ("Failed", "failed", counts.failed),
        ("Timed out", "timed-out", counts.timed_out),
        ("Aborted", "aborted", counts.aborted),
        ("Running", "running", counts.running),
        ("Pending", "pending", counts.pending),
    ]
}

/// The bar: how much of the whole stands how.
pub(super) fn shares(summary: &Summary) -> Html {
    let counts = &summary.executions;
    let some = parts(counts).into_iter().filter(|(_, _, number)| *number > 0);
    let words: Vec<String> =
        some.clone().map(|(word, _, number)| format!("{number} {}", word.to_lowercase())).collect();
    #[expect(clippy::cast_precision_loss, reason = "a length on the screen")]
    let share = |number: usize| number as f64 / counts.total.max(1) as f64 * 100.0;
    html! {
        <div class="shares" role="img" aria-label={format!("Child executions: {}", words.join(", "))}>
            for (word, class, number) in some {
                <i key={class} class={class} style={format!("width:{:.3}%", share(number))} title={format!("{word}: {number}")}></i>
            }
        </div>
    }
}

/// The numbers: of child executions, and of items where a child has several of them.
pub(super) fn numbers(summary: &Summary) -> Html {
    let Summary { items, executions, .. } = summary;
    let batched = items.total != executions.total;
    let of_items = |number: usize| batched.then(|| format::count(number, "item"));
    let cell = |word: &'static str, class: &'static str, number: usize, items: Option<String>| {
        html! {
            <div key={word} class={classes!(class, (number == 0).then_some("none"))}>
                <dt>{ word }</dt>
                <dd data-testid={format!("count-{class}")}>{ number }if let Some(items) = items { <small>{ items }</small> }</dd>
            </div>
        }
    };
    html! {
        <dl class="counts">
            for ((word, class, number), (_, _, items)) in parts(executions).into_iter().zip(parts(items)) {
                { cell(word, class, number, of_items(items)) }
            }
            { cell("Total", "total", executions.total, of_items(items.total)) }
            { cell("Results written", "written", executions.results_written, of_items(items.results_written)) }
        </dl>
    }
}
