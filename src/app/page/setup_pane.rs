//! What a run is given beside the definition: a tab each for input, mocks, files and settings.

use yew::prelude::*;

use crate::app::chunks::{Deferred, DeferredView, EVENTS, EXPLORE, SETUP};
use crate::app::editor::pane::EditorPane;
use crate::app::input::tab::InputTab;
use crate::app::layout::splitter::Splitter;
use crate::app::layout::state::Size;
use crate::app::mocks::tab::MocksTab;
use crate::app::state::State;
use crate::app::state::commands::Commands;
use crate::app::state::shared::Shared;
use crate::app::state::text::EditorId;
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
        tab(SetupTab::Mocks, "Mocks", state.analysis.mocked.len()),
        tab(SetupTab::Scenarios, "Scenarios", 0),
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
                        if shown == SetupTab::Events { { later(SetupTab::Events, state, commands) } }
                    </div>
                }
                <div class="setup-part" hidden={hides(SetupTab::Input)}><InputTab /></div>
                <div class="setup-part" hidden={hides(SetupTab::Mocks)}>
                    if shown == SetupTab::Mocks { { later(SetupTab::Mocks, state, commands) } }
                    <MocksTab />
                </div>
                <div class="setup-part" hidden={hides(SetupTab::Scenarios)}>
                    if shown == SetupTab::Scenarios {
                        { later(SetupTab::Scenarios, state, commands) }
                        <EditorPane id={EditorId::Scenarios} />
                    }
                </div>
                <div class="setup-part scrolls" hidden={hides(SetupTab::Files)}>
                    if shown == SetupTab::Files { { later(SetupTab::Files, state, commands) } }
                </div>
                <div class="setup-part scrolls" hidden={hides(SetupTab::Settings)}>
                    if shown == SetupTab::Settings || SETUP.get().is_some() {
                        { later(SetupTab::Settings, state, commands) }
                    }
                </div>
            </div>
        </section>
    }
}

/// A tab whose chunk is fetched when the tab is first shown.
fn later(tab: SetupTab, state: &State, commands: &Shared<Commands>) -> Html {
    let view = match tab {
        SetupTab::Files => DeferredView::new(&SETUP, (), |setup, ()| (setup.files)()),
        SetupTab::Mocks => {
            DeferredView::new(&SETUP, state.analysis.tasks.clone(), |setup, tasks| (setup.answer_for)(tasks))
        }
        SetupTab::Scenarios => DeferredView::new(&EXPLORE, (), |explore, ()| (explore.scenarios)()),
        SetupTab::Events => DeferredView::new(&EVENTS, (), |events, ()| (events.editor)()),
        SetupTab::Input | SetupTab::Settings => DeferredView::new(
            &SETUP,
            (state.document.clone(), state.analysis.clone(), commands.clone(), state.view.is_locked),
            |setup, (document, analysis, commands, locked)| (setup.settings)(document, analysis, commands, *locked),
        ),
    };
    html! { <Deferred {view} /> }
}
