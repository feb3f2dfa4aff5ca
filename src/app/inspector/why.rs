//! Why a step did what it did: the rules of a Choice, and what is worth noticing in a step's fields. Worked out when it
//! is looked at, from the log; never during the run.

use asl_sim::VisitId;
use asl_view::explain::{RuleOutcome, RuleReport, Subject};
use asl_view::state_visit::StateVisit;
use yew::prelude::*;

use super::check_view::{check_tree, filtered, sentences};
use super::show_in_definition::{Shown, show_in_definition, use_shown};
use crate::app::run::masking::{Masking, use_masking};
use crate::app::run::view::RunView;
use crate::app::state::shared::Shared;

/// The visit that is explained.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the log has of the visit.
    pub(crate) visit: Shared<StateVisit>,
    /// The visit's number in its execution.
    pub(crate) id: VisitId,
}

/// Asks about a step of what the page shows of a run.
pub(crate) fn explain_step<T>(run: &Shared<RunView>, id: VisitId, question: impl FnOnce(&Subject) -> T) -> Option<T> {
    let read = run.read();
    let (text, _) = run.definition_file(&read);
    let tree = (read.root.as_ref()?, asl_text::detect(&text));
    let subject = run.log.with(|simulator| Subject::of(&text, tree, simulator, run.run, id))??;
    Some(question(&subject))
}

/// What an answer depends on: which step of which run, and how far it has come.
pub(crate) type StepKey = (u32, u32, VisitId, usize, bool);

/// See [`StepKey`].
pub(crate) fn step_key(run: &RunView, id: VisitId, visit: &StateVisit) -> StepKey {
    (run.id, run.run.0, id, visit.errors.len(), visit.output.is_some())
}

/// The rules of a Choice in order.
#[component]
pub(crate) fn Rules(Props { visit, id }: &Props) -> Html {
    let (shown, masking) = (use_shown(), use_masking());
    let run = &shown.run;
    let rules = use_memo(step_key(run, *id, visit), |_| explain_step(run, *id, Subject::rules).unwrap_or_default());
    if rules.is_empty() {
        return html! { <p class="empty">{"This state has no rules."}</p> };
    }
    html! {
        <ol class="rules" aria-label="Rules">
            for (index, rule) in rules.iter().enumerate() {
                <li key={index}>{ show_rule(&shown, index, rule, &masking) }</li>
            }
        </ol>
    }
}

fn show_rule(shown: &Shown, index: usize, rule: &RuleReport, masking: &Masking) -> Html {
    let class = match rule.outcome {
        RuleOutcome::Matched => "matched",
        RuleOutcome::NotMatched => "not-matched",
        RuleOutcome::NotReached => "not-reached",
        RuleOutcome::Failed => "failed",
    };
    let is_default = rule.check.text == "Default" && rule.check.parts.is_empty();
    html! {
        <article class={classes!("rule", class)}>
            <header>
                <h3>{ if is_default { "Default".to_owned() } else { format!("Rule {}", index + 1) } }</h3>
                <span class="rule-outcome">{ rule.outcome.words() }</span>
                if let Some(next) = &rule.next { <span class="next">{"→ "}<code>{ next.to_string() }</code></span> }
                { show_in_definition(shown, rule.span) }
            </header>
            if is_default {
                <p class="fine">{
                    if rule.outcome == RuleOutcome::Matched { "No rule matched." } else { "Used when no rule matches." }
                }</p>
            } else {
                { check_tree(&rule.check, masking) }
            }
            { for rule.filters.iter().map(|filter| filtered(filter, masking)) }
        </article>
    }
}

/// What is worth noticing in the fields of a step that went well; nothing if there is nothing.
#[component]
pub(crate) fn Notes(Props { visit, id }: &Props) -> Html {
    let (shown, masking) = (use_shown(), use_masking());
    let run = &shown.run;
    let notes =
        use_memo(step_key(run, *id, visit), |_| explain_step(run, *id, Subject::observations).unwrap_or_default());
    if notes.is_empty() {
        return Html::default();
    }
    html! {
        <section class="noticed" aria-label="Notes">
            <h3>{"Notes"}</h3>
            for (index, note) in notes.iter().enumerate() {
                <div key={index} class="note">
                    <div class="note-head"><code>{ &note.field }</code>{ show_in_definition(&shown, note.span) }</div>
                    <pre class="expression" tabindex="0" aria-label="Expression">{ &note.expression }</pre>
                    { sentences(&note.missing, &masking) }
                    { for note.filters.iter().map(|filter| filtered(filter, &masking)) }
                </div>
            }
        </section>
    }
}
