//! What a run is given beside the definition: a tab each for input, mocks, files and settings.

use yew::prelude::*;

use crate::app::chunks::{SETUP, Wanted, use_chunk};
use crate::app::editor::pane::EditorPane;
use crate::app::mocks::tab::MocksTab;
use crate::app::problems::analysis::Findings;
use crate::app::state::commands::use_commands;
use crate::app::state::document::Document;
use crate::app::state::shared::use_shared;
use crate::app::state::text::EditorId;
use crate::app::state::view::{SetupTab, View, ViewAction};
use crate::app::ui::tabs::{Tab, tabs};

/// The tabs and the panel of the selected one. All panels stay in the page, so that nothing that stands in one is lost and
/// the editors keep their history.
#[component]
pub(crate) fn SetupPane() -> Html {
    let (commands, view) = (use_commands(), use_shared::<View>());
    let (document, findings) = (use_shared::<Document>(), use_shared::<Findings>());
    let tab = |value, name, count: usize| Tab { value, name, count: (count > 0).then_some(count) };
    let all = [
        tab(SetupTab::Input, "Input", 0),
        tab(SetupTab::Mocks, "Mocks", findings.mocked),
        tab(SetupTab::Files, "Files", document.files.len()),
        tab(SetupTab::Settings, "Settings", document.settings.changed()),
    ];
    let selected = all.iter().position(|tab| tab.value == view.setup).unwrap_or_default();
    let select = Callback::from(move |tab| commands.dispatch(ViewAction::Setup(tab)));
    let hides = |tab: SetupTab| view.setup != tab;
    let roomy = view.setup != SetupTab::Input;
    html! {
        <section class={classes!("setup-pane", roomy.then_some("roomy"))} aria-label="Setup">
            { tabs("setup", "What the run is given", &all, view.setup, &select) }
            <div class="setup-panel" role="tabpanel" id="setup-panel" aria-labelledby={format!("setup-tab-{selected}")}>
                <div class="setup-part" hidden={hides(SetupTab::Input)}><EditorPane place={EditorId::Input} /></div>
                <div class="setup-part" hidden={hides(SetupTab::Mocks)}><MocksTab /></div>
                <div class="setup-part scrolls" hidden={hides(SetupTab::Files)}>{ later(SetupTab::Files, hides(SetupTab::Files)) }</div>
                <div class="setup-part scrolls" hidden={hides(SetupTab::Settings)}>{ later(SetupTab::Settings, hides(SetupTab::Settings)) }</div>
            </div>
        </section>
    }
}

/// A tab whose chunk is fetched when the tab is first shown.
fn later(tab: SetupTab, is_hidden: bool) -> Html {
    if is_hidden && SETUP.get().is_none() {
        Html::default()
    } else {
        html! { <Later {tab} /> }
    }
}

#[derive(PartialEq, Properties)]
struct LaterProps {
    tab: SetupTab,
}

#[component]
fn Later(&LaterProps { tab }: &LaterProps) -> Html {
    match use_chunk(&SETUP) {
        Wanted::Here(setup) => (if tab == SetupTab::Files { setup.files } else { setup.settings })(),
        Wanted::NotYet(instead) => instead,
    }
}
