//! What a run is given beside the definition: a tab each for input, mocks, files and settings.

use yew::prelude::*;

use crate::app::chunks::{SETUP, Wanted, use_chunk};
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
    let shown = state.view.setup;
    let document = &state.document;
    let tab = |value, name, count: usize| Tab { value, name, count: (count > 0).then_some(count) };
    let all = [
        tab(SetupTab::Input, "Input", 0),
        tab(SetupTab::Mocks, "Mocks", state.analysis.mocked),
        tab(SetupTab::Files, "Files", document.files.len()),
        tab(SetupTab::Settings, "Settings", document.settings.changed()),
    ];
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
