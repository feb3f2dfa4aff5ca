//! What a run is given beside the definition: a tab each for input, mocks, files and settings.

use yew::prelude::*;

use crate::app::chunks::{EVENTS, SETUP, Wanted, use_chunk};
use crate::app::input::tab::InputTab;
use crate::app::layout::splitter::Splitter;
use crate::app::layout::state::Size;
use crate::app::mocks::tab::MocksTab;
use crate::app::problems::analysis::Analysis;
use crate::app::state::State;
use crate::app::state::commands::{Commands, use_commands};
use crate::app::state::document::Document;
use crate::app::state::shared::{Shared, use_shared};
use crate::app::state::view::{SetupTab, ViewAction};
use crate::app::ui::tabs::{Tab, tabs};

/// The tabs and the panel of the selected one. All panels stay in the page, so that nothing in them is lost and the editors
/// keep their history; but files are read only while their tab is in front.
pub(super) fn setup_pane(state: &State, commands: &Shared<Commands>) -> Html {
    let document = &state.document;
    let tab = |value, name, count: usize| Tab { value, name, count: (count > 0).then_some(count) };
    let has_events = state.analysis.system.is_some();
    // What has rules and no machine has no input.
    let has_input = !has_events || state.drawing.graph.state_count() > 0;
    let mut all = vec![
        tab(SetupTab::Mocks, "Mocks", state.analysis.mocked),
        tab(SetupTab::Files, "Files", document.files.len()),
        tab(SetupTab::Settings, "Settings", document.settings.changed()),
    ];
    if has_input {
        all.insert(0, tab(SetupTab::Input, "Input", 0));
    }
    if has_events {
        all.insert(0, tab(SetupTab::Events, "Events", 0));
    }
    let shown = match state.view.setup {
        SetupTab::Events if !has_events => SetupTab::Input,
        SetupTab::Input if !has_input => SetupTab::Events,
        shown => shown,
    };
    let selected = all.iter().position(|tab| tab.value == shown).unwrap_or_default();
    let select = Callback::from({
        let commands = commands.clone();
        move |tab| commands.dispatch(ViewAction::Setup(tab))
    });
    let hides = |tab: SetupTab| shown != tab;
    let roomy = shown != SetupTab::Input;
    html! {
        <section class={classes!("setup-pane", roomy.then_some("roomy"))} aria-label="Setup">
            <Splitter size={Size::Setup} />
            { tabs("setup", "Data and settings for the run", &all, shown, &select) }
            <div class="setup-panel" role="tabpanel" id="setup-panel" aria-labelledby={format!("setup-tab-{selected}")}>
                if has_events {
                    <div class="setup-part" hidden={hides(SetupTab::Events)}>
                        if shown == SetupTab::Events { <Events /> }
                    </div>
                }
                <div class="setup-part" hidden={hides(SetupTab::Input)}><InputTab /></div>
                <div class="setup-part" hidden={hides(SetupTab::Mocks)}>
                    if shown == SetupTab::Mocks { <Later tab={SetupTab::Mocks} document={document.clone()} /> }
                    <MocksTab />
                </div>
                <div class="setup-part scrolls" hidden={hides(SetupTab::Files)}>
                    if shown == SetupTab::Files { <Later tab={SetupTab::Files} document={document.clone()} /> }
                </div>
                <div class="setup-part scrolls" hidden={hides(SetupTab::Settings)}>
                    if shown == SetupTab::Settings || SETUP.get().is_some() {
                        <Later tab={SetupTab::Settings} document={document.clone()} />
                    }
                </div>
            </div>
        </section>
    }
}

/// The events that a run puts on the buses, as soon as their chunk is here.
#[component]
fn Events() -> Html {
    match use_chunk(&EVENTS) {
        Wanted::Here(events) => (events.editor)(),
        Wanted::NotYet(instead) => instead,
    }
}

#[derive(PartialEq, Properties)]
struct LaterProps {
    tab: SetupTab,
    document: Shared<Document>,
}

/// A tab whose chunk is fetched when the tab is first shown.
#[component]
fn Later(LaterProps { tab, document }: &LaterProps) -> Html {
    let (commands, analysis) = (use_commands(), use_shared::<Analysis>());
    match use_chunk(&SETUP) {
        Wanted::Here(setup) if *tab == SetupTab::Files => (setup.files)(),
        Wanted::Here(setup) if *tab == SetupTab::Mocks => (setup.answer_for)(&analysis.tasks),
        Wanted::Here(setup) => (setup.settings)(document, &analysis, &commands),
        Wanted::NotYet(instead) => instead,
    }
}
