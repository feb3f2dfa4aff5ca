//! A playground in a page of somebody else: what its address chooses, and the markup that puts it there. `docs/embed.md` describes
//! both.
//!
//! The choices stand behind the workflow, in the same fragment: `#d2=…&view=definition+graph,timeline&theme=dark&readonly`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The most characters of a state's name that are read.
const LONGEST_NAME: usize = 200;

/// What stands in a value as it is; all else is written as `%XX`.
const WRITTEN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A view of an embedded playground.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmbedView {
    /// The workflow as a graph, with the run in it.
    Graph,
    /// The text of the definition.
    Definition,
    /// The text of the input.
    Input,
    /// The steps of the run over time.
    Timeline,
    /// The states of the run as a table.
    States,
    /// The events of the run.
    Events,
}

impl EmbedView {
    /// All of them, with the words that name them.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Graph, "graph"),
        (Self::Definition, "definition"),
        (Self::Input, "input"),
        (Self::Timeline, "timeline"),
        (Self::States, "states"),
        (Self::Events, "events"),
    ];

    /// The word that names it.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(view, _)| *view == self).map_or("", |(_, word)| word)
    }

    /// What the page calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Graph => "Graph",
            Self::Definition => "Definition",
            Self::Input => "Input",
            Self::Timeline => "Timeline",
            Self::States => "States",
            Self::Events => "Events",
        }
    }

    /// The view of that name.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word.trim()).map(|(view, _)| *view)
    }
}

/// The colors of an embedded playground.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EmbedTheme {
    /// As the visitor's system has it.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl EmbedTheme {
    /// The theme of that name; what is not known is [`EmbedTheme::Auto`].
    pub fn of_word(word: &str) -> Self {
        match word {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::Auto,
        }
    }

    /// The word that names it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// What a visitor can do with a run of an embedded playground.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EmbedControls {
    /// Nothing: the page around it does, or nobody.
    None,
    /// Start and stop it.
    #[default]
    Run,
    /// Also step through it, and go back in it.
    Step,
}

impl EmbedControls {
    /// The controls of that name; what is not known is [`EmbedControls::Run`].
    pub fn of_word(word: &str) -> Self {
        match word {
            "none" => Self::None,
            "step" => Self::Step,
            _ => Self::Run,
        }
    }

    /// The word that names them.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Run => "run",
            Self::Step => "step",
        }
    }
}

/// What the address of an embedded playground chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embedding {
    /// The views, the first of them in front. There is at least one, and none twice.
    pub views: Vec<EmbedView>,
    /// Whether the first two stand side by side where there is room.
    pub is_split: bool,
    /// The colors.
    pub theme: EmbedTheme,
    /// What can be done with a run.
    pub controls: EmbedControls,
    /// Whether the texts can only be read.
    pub is_read_only: bool,
    /// The state that is selected; empty for none.
    pub state: String,
    /// After how many events a recorded run is shown; `None` is its end.
    pub moment: Option<usize>,
    /// The step of the lesson that stands beside the views, from 1; `None` if no lesson is shown.
    pub step: Option<usize>,
}

impl Default for Embedding {
    fn default() -> Self {
        Self {
            views: vec![EmbedView::Graph, EmbedView::Timeline, EmbedView::Definition],
            is_split: false,
            theme: EmbedTheme::default(),
            controls: EmbedControls::default(),
            is_read_only: false,
            state: String::new(),
            moment: None,
            step: None,
        }
    }
}

impl Embedding {
    /// What a fragment chooses, with or without `#`. What is not known, or cannot be read, is left at its default.
    pub fn of_fragment(fragment: &str) -> Self {
        let mut chosen = Self::default();
        for part in fragment.trim_start_matches('#').split('&').skip(1) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            chosen.take(name, &percent_decode_str(value).decode_utf8_lossy());
        }
        chosen
    }

    /// Takes a choice of that name.
    pub fn take(&mut self, name: &str, value: &str) {
        match name {
            "view" => self.take_views(value),
            "theme" => self.theme = EmbedTheme::of_word(value),
            "controls" => self.controls = EmbedControls::of_word(value),
            "readonly" => self.is_read_only = value != "false" && value != "0",
            "state" => self.state = value.chars().take(LONGEST_NAME).collect(),
            "moment" => self.moment = value.parse().ok(),
            "step" => self.step = value.parse().ok().filter(|step| *step > 0),
            _ => {}
        }
    }

    /// Takes a list of views: `definition+graph,timeline`. A list without any that is known changes nothing.
    fn take_views(&mut self, list: &str) {
        let mut views = Vec::new();
        for view in list.split([',', '+', ' ']).filter_map(EmbedView::of_word) {
            if !views.contains(&view) {
                views.push(view);
            }
        }
        if !views.is_empty() {
            let first = list.split(',').next().unwrap_or_default();
            self.is_split = views.len() > 1 && first.split(['+', ' ']).filter_map(EmbedView::of_word).count() > 1;
            self.views = views;
        }
    }

    /// The views as a list.
    pub fn view_list(&self) -> String {
        let mut list = String::new();
        for (index, view) in self.views.iter().enumerate() {
            match index {
                0 => {}
                1 if self.is_split => list.push('+'),
                _ => list.push(','),
            }
            list.push_str(view.word());
        }
        list
    }

    /// The choices that differ from their defaults, by their names.
    fn choices(&self) -> Vec<(&'static str, String)> {
        let usual = Self::default();
        let mut choices = Vec::new();
        if (&self.views, self.is_split) != (&usual.views, usual.is_split) {
            choices.push(("view", self.view_list()));
        }
        if self.theme != usual.theme {
            choices.push(("theme", self.theme.word().to_owned()));
        }
        if self.controls != usual.controls {
            choices.push(("controls", self.controls.word().to_owned()));
        }
        if self.is_read_only {
            choices.push(("readonly", String::new()));
        }
        if !self.state.is_empty() {
            choices.push(("state", self.state.clone()));
        }
        if let Some(moment) = self.moment {
            choices.push(("moment", moment.to_string()));
        }
        if let Some(step) = self.step {
            choices.push(("step", step.to_string()));
        }
        choices
    }

    /// The fragment of an embedded playground, without `#`: `document` is that of a link, such as `d2=…`.
    pub fn fragment(&self, document: &str) -> String {
        let mut fragment = document.to_owned();
        for (name, value) in self.choices() {
            fragment.push('&');
            fragment.push_str(name);
            if !value.is_empty() {
                fragment.push('=');
                // The separators of the list of views need no escape.
                let parts: Vec<String> = value
                    .split_inclusive([',', '+'])
                    .map(|part| {
                        let end = part.strip_suffix([',', '+']).filter(|_| name == "view");
                        let written = |text: &str| utf8_percent_encode(text, WRITTEN).to_string();
                        end.map_or_else(|| written(part), |rest| written(rest) + &part[rest.len()..])
                    })
                    .collect();
                fragment.push_str(&parts.concat());
            }
        }
        fragment
    }
}

/// How an embedded playground stands in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Markup<'a> {
    /// The address of the folder in which the playground is, with a slash at its end.
    pub base: &'a str,
    /// What a link to the workflow holds: `d2=…`, or `example/…`.
    pub document: &'a str,
    /// What assistive technology calls it.
    pub title: &'a str,
    /// Its width as CSS or a number of pixels, such as `100%`.
    pub width: &'a str,
    /// Its height in pixels.
    pub height: u32,
}

/// What the frame is allowed: scripts, and the origin that they come from; what it opens is a page like any other. It can neither
/// lead the page around it elsewhere, nor send forms or start downloads.
pub const SANDBOX: &str = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox";

impl Markup<'_> {
    /// The address of the frame.
    pub fn address(&self, chosen: &Embedding) -> String {
        format!("{}embed.html#{}", self.base, chosen.fragment(self.document))
    }

    /// The frame.
    pub fn frame(&self, chosen: &Embedding) -> String {
        format!(
            "<iframe src=\"{}\" title=\"{}\" width=\"{}\" height=\"{}\" loading=\"lazy\" sandbox=\"{SANDBOX}\" style=\"border: 0\"></iframe>",
            escaped(&self.address(chosen)),
            escaped(self.title),
            escaped(self.width),
            self.height,
        )
    }

    /// The custom element, with its script.
    pub fn element(&self, chosen: &Embedding) -> String {
        let attributes: String = chosen
            .choices()
            .into_iter()
            .map(
                |(name, value)| {
                    if value.is_empty() { format!(" {name}") } else { format!(" {name}=\"{}\"", escaped(&value)) }
                },
            )
            .collect();
        format!(
            "<script src=\"{0}embed.js\" async></script>\n<asl-playground src=\"#{1}\" title=\"{2}\"{attributes} style=\"width: {3}; height: {4}px\"></asl-playground>",
            escaped(self.base),
            escaped(self.document),
            escaped(self.title),
            escaped(self.width),
            self.height,
        )
    }
}

/// A text as the value of an attribute in HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_come_back_and_what_is_not_known_changes_nothing() {
        let chosen = Embedding {
            views: vec![EmbedView::Definition, EmbedView::Graph, EmbedView::Events],
            is_split: true,
            theme: EmbedTheme::Dark,
            controls: EmbedControls::None,
            is_read_only: true,
            state: "Ist sie da? & \"é\"".to_owned(),
            moment: Some(12),
            step: Some(3),
        };
        let fragment = chosen.fragment("d2=AbC");
        assert_eq!(
            fragment,
            "d2=AbC&view=definition+graph,events&theme=dark&controls=none&readonly&state=Ist%20sie%20da%3F%20%26%20%22%C3%A9%22&moment=12&step=3"
        );
        assert_eq!(Embedding::of_fragment(&format!("#{fragment}")), chosen);
        assert_eq!(Embedding::default().fragment("d2=AbC"), "d2=AbC");
        for strange in
            ["", "#", "#d2=x&view=", "#d2=x&view=nothing&theme=blue&controls=&moment=-1&step=0&later=1", "#view=graph"]
        {
            assert_eq!(Embedding::of_fragment(strange), Embedding::default(), "{strange}");
        }
        let views = |list: &str| Embedding::of_fragment(&format!("#d2=x&view={list}")).view_list();
        assert_eq!(views("graph,graph,states"), "graph,states");
        assert_eq!(views("graph+nothing,states"), "graph,states");
        assert_eq!(views("graph%2Bdefinition"), "graph+definition");
        assert!(!Embedding::of_fragment("#d2=x&readonly=false").is_read_only);
    }

    #[test]
    fn the_markup_is_closed_whatever_is_in_it() {
        let markup = Markup {
            base: "https://a.example/x/",
            document: "d2=AbC",
            title: "\"><script>alert(1)</script>",
            width: "100%",
            height: 420,
        };
        let chosen = Embedding { state: "\"'<>&".to_owned(), is_read_only: true, ..Embedding::default() };
        assert_eq!(
            markup.frame(&chosen),
            "<iframe src=\"https://a.example/x/embed.html#d2=AbC&amp;readonly&amp;state=%22%27%3C%3E%26\" title=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\" width=\"100%\" height=\"420\" loading=\"lazy\" sandbox=\"allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox\" style=\"border: 0\"></iframe>"
        );
        assert_eq!(
            markup.element(&chosen),
            "<script src=\"https://a.example/x/embed.js\" async></script>\n<asl-playground src=\"#d2=AbC\" title=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\" readonly state=\"&quot;'&lt;&gt;&amp;\" style=\"width: 100%; height: 420px\"></asl-playground>"
        );
    }

    proptest::proptest! {
        #[test]
        fn any_name_comes_back_and_no_fragment_panics(state in "\\PC{0,40}", text in "(?s).{0,80}") {
            let chosen = Embedding { state: state.clone(), ..Embedding::default() };
            proptest::prop_assert_eq!(Embedding::of_fragment(&chosen.fragment("d2=x")).state, state);
            let _ = Embedding::of_fragment(&text);
        }
    }
}
