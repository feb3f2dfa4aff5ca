//! What a first visit does not need: parts of the program that are fetched when they are wanted, or quietly once the page
//! has nothing else to do.
//!
//! A chunk is a table of functions that is reached through its [`Chunk`] alone. Whatever nothing but the table refers to
//! is left out of the main module (scripts/wrap/wasm-bindgen, scripts/chunks.mjs), so the page names what is in a chunk
//! only in the file of its table in this folder. Once a chunk is here, its functions are called like all others. Without
//! the feature `chunks`, as in a development build, every table is at hand.

mod algorithms;
mod compare;
mod control;
mod deferred;
mod deploy;
mod details;
pub(crate) mod dialogs;
mod editing;
mod editor;
mod embed;
mod events;
mod explore;
pub(crate) mod exports;
mod functions;
mod guides;
mod help;
mod jsonata;
mod kept;
mod lessons;
mod map_runs;
mod network;
mod observed;
mod offers;
mod prefetch;
mod recorded;
mod remote;
mod run_parts;
mod searches;
mod setup;
mod share;
mod stored;
mod templates;
mod terraform;
mod testing;
mod versions;
mod wanted;
mod words;
mod yaml;

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::OnceLock;

use futures_util::future::{join, join_all};
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

pub(crate) use deferred::{Deferred, DeferredView};
pub(crate) use editing::Editing;
pub(crate) use editor::use_editor_watch;
pub(crate) use exports::Exports;
pub(crate) use kept::Kept;
pub(crate) use list::{
    ALGORITHMS, COMPARE, CONTROL, DEPLOY, DETAILS, DIALOGS, EDITING, EMBED, EVENTS, EXPLORE, EXPORTS, FUNCTIONS,
    GUIDES, HELP, JSONATA, KEPT, LESSONS, MAP_RUNS, NETWORK, OBSERVED, RECORDED, REMOTE, RUN_PARTS, SEARCHES, SETUP,
    SHARE, STORED, TEMPLATES, TERRAFORM, TESTING, VERSIONS, WORDS, YAML,
};
pub(crate) use offers::starters;
pub(crate) use prefetch::use_prefetch;
pub(crate) use remote::Tested;
pub(crate) use wanted::{Wanted, not_loaded, use_chunk};

use super::state::commands::Commands;
use super::state::notice::Notice;
use super::state::shared::Shared;
use super::state::view::ViewAction;

/// A chunk could not be fetched; another try may succeed. The page's script writes the reason to the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotLoaded;

#[cfg(feature = "chunks")]
impl From<wasm_split_helpers::SplitLoaderError> for NotLoaded {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// A table on its way.
type Fetching<T> = Pin<Box<dyn Future<Output = Result<&'static T, NotLoaded>>>>;

/// A part of the program that is fetched when it is wanted; `T` is the table of its functions.
pub(crate) struct Chunk<T: 'static> {
    /// What it is for, as the beginning of a sentence: "The dialogs" could not be loaded.
    pub(crate) name: &'static str,
    fetch: fn() -> Fetching<T>,
    table: OnceLock<&'static T>,
}

impl<T: Table> Chunk<T> {
    /// The table, if the chunk is here.
    pub(crate) fn get(&self) -> Option<&'static T> {
        self.table.get().copied()
    }

    /// The table, fetched unless it is here. After a failure the next call tries again.
    pub(crate) async fn load(&self) -> Result<&'static T, NotLoaded> {
        if let Some(table) = self.get() {
            return Ok(table);
        }
        let needed = join_all(T::NEEDS.iter().map(|needed| needed().load_it()));
        let (needed, table) = join(needed, (self.fetch)()).await;
        needed.into_iter().collect::<Result<(), _>>()?;
        let table = table?;
        Ok(self.table.get_or_init(|| {
            table.arrive();
            table
        }))
    }
}

/// A table of functions.
pub(crate) trait Table: Sync {
    /// Other chunks without which this one cannot work: all are fetched at once.
    const NEEDS: &[fn() -> &'static dyn Load] = &[];

    /// Called once, when the chunk has come.
    fn arrive(&self) {}
}

/// What can be done with a chunk whatever is in it.
pub(crate) trait Load {
    /// What it is for, as the beginning of a sentence.
    fn name(&self) -> &'static str;

    /// Whether it is here.
    fn is_here(&self) -> bool;

    /// Fetches it unless it is here.
    fn load_it(&'static self) -> Pin<Box<dyn Future<Output = Result<(), NotLoaded>>>>;
}

impl<T: Table> Load for Chunk<T> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn is_here(&self) -> bool {
        self.get().is_some()
    }

    fn load_it(&'static self) -> Pin<Box<dyn Future<Output = Result<(), NotLoaded>>>> {
        Box::pin(async { self.load().await.map(|_| ()) })
    }
}

/// Defines the chunks: for each the name of its file, its static, its table, and what it is for.
macro_rules! chunks {
    ($($(#[$doc:meta])* $file:ident, $chunk:ident: $table:ty = $value:expr, $name:literal;)*) => {
        $(
            $(#[$doc])*
            pub(crate) static $chunk: Chunk<$table> = Chunk {
                name: $name,
                fetch: || {
                    // The splitter cuts the program at this function.
                    #[cfg_attr(feature = "chunks", wasm_split_helpers::wasm_split($file, fallible))]
                    fn $file() -> Result<&'static $table, NotLoaded> {
                        static TABLE: $table = $value;
                        Ok(&TABLE)
                    }
                    #[cfg(feature = "chunks")]
                    return Box::pin($file());
                    #[cfg(not(feature = "chunks"))]
                    Box::pin(std::future::ready($file()))
                },
                table: OnceLock::new(),
            };
        )*

        /// All of them.
        pub(super) static ALL: &[&(dyn Load + Sync)] = &[$(&$chunk),*];
    };
}

/// The list of the chunks, in the order in which they are fetched when nothing is wanted.
mod list {
    use std::sync::OnceLock;

    use super::{
        Chunk, Load, NotLoaded, algorithms, compare, control, deploy, details, dialogs, editing, embed, events,
        explore, exports, functions, guides, help, jsonata, kept, lessons, map_runs, network, observed, recorded,
        remote, run_parts, searches, setup, share, stored, templates, terraform, testing, versions, words, yaml,
    };

    chunks! {
        /// What is shown of a run.
        run_parts, RUN_PARTS: run_parts::RunParts = run_parts::TABLE, "The run views";

        /// What outlives the page.
        kept, KEPT: kept::Kept = kept::TABLE, "Your saved work";

        /// The sentences that say what is wrong.
        words, WORDS: words::Words = words::TABLE, "The problem descriptions";

        /// What sends HTTP calls out of the page.
        network, NETWORK: network::Network = network::TABLE, "The part that sends HTTP calls";

        /// The details of a run's steps.
        details, DETAILS: details::Details = details::TABLE, "The run details";

        /// What holds a run and goes back in it.
        control, CONTROL: control::Controls = control::TABLE, "The run control";

        /// Completion, descriptions, quick fixes, and changes of the whole definition.
        editing, EDITING: editing::Editing = editing::TABLE, "The editing help";

        /// Log groups and traces.
        observed, OBSERVED: observed::Observed = observed::TABLE, "The log and the traces";

        /// The tabs of files and settings.
        setup, SETUP: setup::Setup = setup::TABLE, "The setup";

        /// The dialogs.
        dialogs, DIALOGS: dialogs::Dialogs = dialogs::TABLE, "The dialogs";

        /// Help, and the palette.
        help, HELP: help::Helping = help::TABLE, "The help";

        /// What leaves the page.
        exports, EXPORTS: exports::Exports = exports::TABLE, "The export";

        /// Share links.
        share, SHARE: share::Sharing = share::TABLE, "The share links";

        /// Earlier versions of documents.
        versions, VERSIONS: versions::Versions = versions::TABLE, "The earlier versions";

        /// Paths that search, and intrinsic functions.
        searches, SEARCHES: searches::Searches = searches::TABLE, "The JSONPath reader";

        /// Map Runs of Distributed Maps.
        map_runs, MAP_RUNS: map_runs::MapRuns = map_runs::TABLE, "The Distributed Map engine";

        /// The reader of YAML.
        yaml, YAML: yaml::Yaml = yaml::TABLE, "The YAML reader";

        /// Regular expressions and hashes.
        algorithms, ALGORITHMS: algorithms::Algorithms = algorithms::TABLE, "The regular expression engine";

        /// The engine of JSONata.
        jsonata, JSONATA: jsonata::Jsonata = jsonata::TABLE, "The JSONata engine";

        /// EventBridge: events, rules and what becomes of them.
        events, EVENTS: events::Events = events::TABLE, "The event bus";

        /// Lambda functions: what runs their code.
        functions, FUNCTIONS: functions::Functions = functions::TABLE, "What runs functions";

        /// The three ways to call an API, compared.
        compare, COMPARE: compare::Comparison = compare::TABLE, "The comparison";

        /// The exploration of failures.
        explore, EXPLORE: explore::Exploring = explore::TABLE, "The exploration of failures";

        /// Runs that outlive the page.
        stored, STORED: stored::Stored = stored::TABLE, "Your earlier runs";

        /// Runs as files.
        recorded, RECORDED: recorded::Recorded = recorded::TABLE, "The export and import of runs";

        /// Step Functions elsewhere.
        remote, REMOTE: remote::Remotes = remote::TABLE, "The connection to Step Functions";

        /// The export of what deploys a document.
        deploy, DEPLOY: deploy::Deployment = deploy::TABLE, "The export for deployment";

        /// TestState.
        testing, TESTING: testing::Testing = testing::TABLE, "The test of one state";

        /// What stands in pages of others.
        embed, EMBED: embed::Embedded = embed::TABLE, "The embedded playground";

        /// Lessons beside the workflow.
        lessons, LESSONS: lessons::Lessons = lessons::TABLE, "The lesson";

        /// The guided texts of the examples, and the course.
        guides, GUIDES: guides::Guides = guides::TABLE, "The guided texts";

        /// The reader of templates.
        templates, TEMPLATES: templates::Templates = templates::TABLE, "The template reader";

        /// The reader of Terraform.
        terraform, TERRAFORM: terraform::Terraform = terraform::TABLE, "The Terraform reader";
    }
}

/// The chunk that the library has missed since this was last asked: what it did meanwhile is to be done again once that one
/// is here.
pub(crate) fn take_missed() -> Option<&'static dyn Load> {
    // All are asked, so that nothing is left for the next time.
    let missed: [(bool, &'static dyn Load); 8] = [
        (asl_sim::MAP_RUNS.take_missed(), &MAP_RUNS),
        (asl_path::SEARCHES.take_missed(), &SEARCHES),
        (asl_text::diagnostic::WORDS.take_missed(), &WORDS),
        (asl_text::YAML.take_missed(), &YAML),
        (asl_stack::template::source::TEMPLATES.take_missed(), &TEMPLATES),
        (asl_stack::template::terraform::TERRAFORM.take_missed(), &TERRAFORM),
        (asl_path::ALGORITHMS.take_missed(), &ALGORITHMS),
        (asl_jsonata::LANGUAGE.take_missed(), &JSONATA),
    ];
    missed.into_iter().find_map(|(is_missed, chunk)| is_missed.then_some(chunk))
}

/// What `work` gives once nothing is missing that it needs.
pub(crate) async fn complete<T>(work: impl Fn() -> T) -> Result<T, NotLoaded> {
    loop {
        take_missed();
        let result = work();
        match take_missed() {
            Some(chunk) => chunk.load_it().await?,
            None => return Ok(result),
        }
    }
}

impl Shared<Commands> {
    /// Does something with a chunk, as soon as it is here. If it cannot be fetched, the person is told, and may have it
    /// tried again.
    pub(crate) fn with<T: Table>(&self, chunk: &'static Chunk<T>, act: impl Fn(&'static T) + 'static) {
        match chunk.get() {
            Some(table) => act(table),
            None => self.after(chunk, Rc::new(move || chunk.get().into_iter().for_each(&act))),
        }
    }

    /// The same whatever is in the chunk.
    pub(crate) fn after(&self, chunk: &'static dyn Load, act: Rc<dyn Fn()>) {
        let commands = self.clone();
        spawn_local(async move {
            match chunk.load_it().await {
                Ok(()) => act(),
                Err(NotLoaded) => commands.say_not_loaded(chunk, act),
            }
        });
    }

    /// Tells the person that a chunk could not be fetched; `act` is done once another try has fetched it.
    pub(crate) fn say_not_loaded(&self, chunk: &'static dyn Load, act: Rc<dyn Fn()>) {
        let commands = self.clone();
        let again = Callback::from(move |()| {
            commands.dispatch(ViewAction::Notice(None));
            commands.after(chunk, Rc::clone(&act));
        });
        self.dispatch(ViewAction::Notice(Some(Notice::NotLoaded(chunk.name(), again))));
    }
}
