//! The scratch pad: a pattern or an input transformer, an event, and what comes of them as one types.

use std::rc::Rc;

use asl_events::{Body, Undelivered};
use asl_path::evaluation_trace::shown;
use asl_text::line_index::LineIndex;
use asl_value::Value;
use asl_view::events::reasons;
use asl_view::events::trial::{InputTrial, PatternTrial, Refused, SAMPLE_EVENT, sample_context};
use yew::prelude::*;

use crate::app::editor::codemirror::Marker;
use crate::app::editor::text_field::TextField;
use crate::app::host::clock;
use crate::app::inspector::check_tree;
use crate::app::run::masking::{Masking, use_masking};
use crate::app::state::pad::{PadStart, PadTab};
use crate::app::ui::format;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::json_view::json_view;
use crate::app::ui::modal::Modal;
use crate::app::ui::tabs::{Tab, tabs};

const PATTERN: &str = r#"{
  "source": ["fw-sentiment"],
  "detail": {
    "priority": [{ "numeric": [">=", 3] }]
  }
}"#;
const MAP: &str = r#"{
  "id": "$.detail.id",
  "priority": "$.detail.priority"
}"#;
const TEMPLATE: &str = r#"{
  "priority": <priority>
}"#;
/// The name that the rule and its target have where no rule is meant.
const RULE: &str = "MyRule";

/// What the pad begins with.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Its texts.
    pub(crate) start: Rc<PadStart>,
}

/// The texts as they are now.
#[derive(Clone, PartialEq)]
struct Texts {
    pattern: Rc<str>,
    map: Rc<str>,
    template: Rc<str>,
    event: Rc<str>,
}

/// The pad. Nothing of it is kept beyond the dialog, and nothing is sent.
#[component]
pub(crate) fn ScratchPad(Props { start }: &Props) -> Html {
    let masking = use_masking();
    let tab = use_state(|| start.tab);
    let texts = use_state(|| {
        let or = |text: &Option<Rc<str>>, otherwise: &str| text.clone().unwrap_or_else(|| otherwise.into());
        // A transformer without a map has none; without a rule there is something to look at.
        let of_rule = start.rule.is_some();
        Texts {
            pattern: or(&start.pattern, PATTERN),
            map: or(&start.map, if of_rule { "" } else { MAP }),
            template: or(&start.template, TEMPLATE),
            event: or(&start.event, SAMPLE_EVENT),
        }
    });
    // What is newest while several editors change between two pictures.
    let newest = use_mut_ref(|| (*texts).clone());
    let write = |set: fn(&mut Texts, Rc<str>)| {
        let (texts, newest) = (texts.setter(), newest.clone());
        Callback::from(move |text: Rc<str>| {
            set(&mut newest.borrow_mut(), text);
            texts.set(newest.borrow().clone());
        })
    };
    let rule: &str = start.rule.as_deref().unwrap_or(RULE);
    let shown = *tab;
    let select = {
        let tab = tab.setter();
        Callback::from(move |wanted| tab.set(wanted))
    };
    let all = [
        Tab { value: PadTab::Pattern, name: "Event pattern", count: None },
        Tab { value: PadTab::Transformer, name: "Input transformer", count: None },
    ];
    let field = |label: &'static str, test_id: &'static str, text: &Rc<str>, refused: Option<&Refused>, set| {
        let markers = refused.map(|refused| marker(text, refused)).into_iter().collect::<Vec<_>>();
        html! {
            <div class={classes!("pad-field", test_id)}>
                <h3 aria-hidden="true">{ label }</h3>
                <TextField key={test_id} {label} {test_id} text={text.clone()} {markers} on_change={write(set)} />
                { refused.map(|refused| complaint(text, refused)) }
            </div>
        }
    };
    let event = |refused: Option<&Refused>| {
        field("Event", "pad-event", &texts.event, refused, |texts, text| texts.event = text)
    };
    let (fields, result) = match shown {
        PadTab::Pattern => {
            let trial = PatternTrial::of(&texts.pattern, &texts.event);
            let pattern =
                field("Event pattern", "pad-pattern", &texts.pattern, trial.pattern.as_ref(), |texts, text| {
                    texts.pattern = text;
                });
            (html! { <>{ pattern }{ event(trial.event.as_ref()) }</> }, verdict(&trial, &masking))
        }
        PadTab::Transformer => {
            let context = sample_context(rule, clock::now());
            let trial = InputTrial::of(&texts.map, &texts.template, &texts.event, &context, rule);
            let map = field("InputPathsMap", "pad-map", &texts.map, trial.map.as_ref(), |texts, text| texts.map = text);
            let template =
                field("InputTemplate", "pad-template", &texts.template, trial.template.as_ref(), |texts, text| {
                    texts.template = text;
                });
            let fields = html! {
                <><div class="pad-pair">{ map }{ template }</div>{ event(trial.event.as_ref()) }</>
            };
            (fields, body(&trial, &masking))
        }
    };
    let selected = all.iter().position(|tab| tab.value == shown).unwrap_or_default();
    let title = match &start.rule {
        Some(rule) => format!("Try the rule {rule}"),
        None => "Try a pattern or a transformer".to_owned(),
    };
    html! {
        <Modal {title} class="pad">
            { tabs("pad", "What to try", &all, shown, &select) }
            <div class="pad-panel" role="tabpanel" id="pad-panel" aria-labelledby={format!("pad-tab-{selected}")}>
                <div class="pad-fields">{ fields }</div>
                <section class="pad-result" aria-label="Result">{ result }</section>
                <p class="fine">{"The result is computed as on AWS. Nothing is sent, and your document does not change."}</p>
            </div>
        </Modal>
    }
}

/// Whether the event matches, and why.
fn verdict(trial: &PatternTrial, masking: &Masking) -> Html {
    let Some(explanation) = &trial.explanation else {
        return html! { <p class="verdict-line" role="status">{"No result: a text can't be read."}</p> };
    };
    let (class, symbol, words) = if explanation.is_match {
        ("works", Icon::Check, "The event matches the pattern")
    } else {
        ("fails", Icon::Cross, "The event does not match the pattern")
    };
    html! {
        <>
            <p class={classes!("verdict-line", class)} role="status" data-testid="pad-verdict">{ icon(symbol) }{ words }</p>
            { check_tree(&reasons::trace(explanation), masking) }
        </>
    }
}

/// What the target is sent.
fn body(trial: &InputTrial, masking: &Masking) -> Html {
    html! {
        <>
            { trial.body.as_ref().map_or_else(
                || html! { <p class="verdict-line" role="status">{"No body: a text can't be read."}</p> },
                |body| sent(body, masking),
            ) }
            if !trial.found.is_empty() {
                <ul class="operands" aria-label="Values of the placeholders">
                    for (name, value) in &trial.found {
                        <li key={name.clone()}><code>{ format!("<{name}>") }</code>{" is "}{ placeholder(value.as_ref(), masking) }</li>
                    }
                </ul>
            }
        </>
    }
}

fn placeholder(value: Option<&Value>, masking: &Masking) -> Html {
    match value {
        None => html! { <em>{"missing: empty inside text, \"\" as a value"}</em> },
        Some(value) => html! { <code class="value">{ shown(&masking.value(value)) }</code> },
    }
}

fn sent(body: &Body, masking: &Masking) -> Html {
    match body {
        Ok(text) => html! {
            <>
                <p class="verdict-line works" role="status" data-testid="pad-verdict">{ icon(Icon::Check) }{"The target receives"}</p>
                <pre class="pad-body" tabindex="0" aria-label="Body" data-testid="pad-body">{ masking.text(text).into_owned() }</pre>
                if let Ok(value) = Value::from_json(text) {
                    <details class="evaluated"><summary>{"As a tree"}</summary>{ json_view(&masking.value(&value), "pad") }</details>
                }
            </>
        },
        Err(Undelivered { is_dead_letter: false, .. }) => html! {
            <p class="verdict-line fails" role="status" data-testid="pad-verdict">
                { icon(Icon::Cross) }{"Nothing is sent: the body is empty. AWS drops the event without a dead letter."}
            </p>
        },
        Err(Undelivered { body, .. }) => html! {
            <>
                <p class="verdict-line fails" role="status" data-testid="pad-verdict">
                    { icon(Icon::Cross) }{ format!("Nothing is sent: the body is not JSON. The event becomes a dead letter with {}: {}", Undelivered::CODE, Undelivered::MESSAGE) }
                </p>
                <pre class="pad-body" tabindex="0" aria-label="Body" data-testid="pad-body">{ masking.text(body).into_owned() }</pre>
            </>
        },
    }
}

/// What AWS says to a text, with the place.
fn complaint(text: &str, refused: &Refused) -> Html {
    let place = refused.place.map(|place| {
        let position = LineIndex::new(text).position(place.start);
        format::at(position.line + 1, position.column + 1)
    });
    html! {
        <p class="pad-refused" role="alert" data-testid="pad-refused">
            { icon(Icon::Warning) }
            <span>
                if let Some(place) = place { <span class="place">{ place }{": "}</span> }
                <code>{ refused.code }</code>{" "}{ &refused.message }
            </span>
        </p>
    }
}

fn marker(text: &str, refused: &Refused) -> Marker {
    let index = LineIndex::new(text);
    let place = refused.place.unwrap_or_default();
    let (from, to) = (index.to_utf16(place.start), index.to_utf16(place.end));
    Marker { from, to, severity: "error", message: refused.message.clone(), source: refused.code.to_owned() }
}
