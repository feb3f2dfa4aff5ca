//! Icons: small pictures drawn with strokes, beside a word that says the same.

use yew::prelude::*;

/// The icons of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Run,
    Stop,
    Pause,
    StepInto,
    StepOver,
    StepOut,
    Share,
    Key,
    Help,
    Search,
    Light,
    Dark,
    System,
    Check,
    Cross,
    Warning,
    Info,
    Clock,
    Retry,
    Running,
    Caught,
    Aborted,
    Copy,
    Edit,
    Delete,
    Plus,
    Eye,
    EyeOff,
    Chevron,
    Back,
    Target,
    Relay,
    Download,
    Upload,
    Maximize,
    Restore,
    FoldLeft,
    FoldRight,
    Graph,
    Timeline,
    List,
    Inspector,
    Beside,
    Table,
    Book,
}

impl Icon {
    /// What is drawn, on a field of 16 by 16.
    fn path(self) -> &'static str {
        match self {
            Self::Run => "M5 3.2v9.6l7.6-4.8z",
            Self::Stop => "M4 4h8v8H4z",
            Self::Pause => "M4.2 3.5h2.6v9H4.2zM9.2 3.5h2.6v9H9.2z",
            Self::StepInto => "M8 2v7M5 6.2L8 9.2l3-3M8 13v-.1",
            Self::StepOver => "M2.8 9a5.3 5.3 0 0 1 10-1.5M13.2 3.6v4h-4M8 13v-.1",
            Self::StepOut => "M8 9.2v-7M5 5.2L8 2.2l3 3M8 13v-.1",
            Self::Share => {
                "M6.7 9.3a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7l-.9.9M9.3 6.7a2.6 2.6 0 0 0-3.7 0L3.3 9a2.6 2.6 0 0 0 3.7 3.7l.9-.9"
            }
            Self::Key => "M5.6 7.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM7.7 8.2l5.3-5.3M10.4 5.5l2 2M5.6 10v-.1",
            Self::Help => "M6.1 6.1a2 2 0 1 1 2.9 1.8c-.7.4-1 .8-1 1.6M8 12v-.1",
            Self::Search => "M6.8 2.8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM9.8 9.8l3.6 3.6",
            Self::Light => {
                "M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7"
            }
            Self::Dark => "M13 9.6A5.5 5.5 0 0 1 6.4 3 5.5 5.5 0 1 0 13 9.6z",
            Self::System => "M2.5 3h11v7.5h-11zM6 13.5h4M8 10.5v3",
            Self::Check => "M3.5 8.5l3 3 6-7",
            Self::Cross => "M4 4l8 8M12 4l-8 8",
            Self::Warning => "M8 2.5l6 11H2zM8 6.5v3.2M8 11.7v-.1",
            Self::Info => "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 7.3v3.7M8 5v-.1",
            Self::Clock => "M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2zM8 5v3.2l2.2 1.3",
            Self::Retry => "M12.8 8a4.8 4.8 0 1 1-1.5-3.5M12.5 2v3h-3",
            Self::Running => "M8 2.2a5.8 5.8 0 0 1 5.8 5.8",
            Self::Caught => "M3 4v3.5a3 3 0 0 0 3 3h6.5M9.5 7.5l3 3-3 3",
            Self::Aborted => "M5.5 5.5h5v5h-5z",
            Self::Copy => "M6 6h7v7H6zM10 6V3H3v7h3",
            Self::Edit => "M3 13l.6-2.8L10.8 3 13 5.2l-7.2 7.2z",
            Self::Delete => "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5M6.8 7v3.7M9.2 7v3.7",
            Self::Plus => "M8 3.5v9M3.5 8h9",
            Self::Eye => {
                "M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8zM8 6.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z"
            }
            Self::EyeOff => {
                "M3 3l10 10M6.3 4.1A6 6 0 0 1 8 3.8c4 0 6.5 4.2 6.5 4.2a12 12 0 0 1-2 2.4M4.2 5.2A12 12 0 0 0 1.5 8S4 12.2 8 12.2a6 6 0 0 0 2.7-.6"
            }
            Self::Chevron => "M6 4l4 4-4 4",
            Self::Back => "M9.5 4.5H5.8a3 3 0 0 0 0 6.5H12M5 2L2.5 4.5 5 7",
            Self::Download => "M8 2.5v8M4.5 7.5L8 11l3.5-3.5M3 13.5h10",
            Self::Relay => "M1.8 8h3.4M10.8 8h3.4M12 5.8L14.2 8 12 10.2M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6z",
            Self::Upload => "M8 10.5v-8M4.5 5.5L8 2l3.5 3.5M3 13.5h10",
            Self::Maximize => "M9.5 3h3.5v3.5M13 3L9.2 6.8M6.5 13H3V9.5M3 13l3.8-3.8",
            Self::Restore => "M13 6.8H9.2V3M9.2 6.8L13.2 2.8M3 9.2h3.8V13M6.8 9.2L2.8 13.2",
            Self::FoldLeft => "M3 3v10M13 8H6M9 5L6 8l3 3",
            Self::FoldRight => "M13 3v10M3 8h7M7 5l3 3-3 3",
            Self::Graph => "M5.5 2.5h5v3h-5zM8 5.5v2M4.2 10.5v-3h7.6v3M2 10.5h4.4v3H2zM9.6 10.5H14v3H9.6z",
            Self::Timeline => "M2.5 4h6M5 8h6M9 12h4.5",
            Self::List => "M2.5 4h11M2.5 8h11M2.5 12h11",
            Self::Inspector => "M2.5 3h11v10h-11zM9.5 3v10",
            Self::Beside => "M2.5 3h11v10h-11zM8 3v10",
            Self::Table => "M2.5 3h11v10h-11zM2.5 6.3h11M2.5 9.6h11M6.5 6.3V13",
            Self::Book => {
                "M8 4v9.2M8 4a2 2 0 0 0-2-1.2H2.5v9.4H6A2 2 0 0 1 8 13.2a2 2 0 0 1 2-1h3.5V2.8H10A2 2 0 0 0 8 4"
            }
            Self::Target => "M8 3.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM8 1.5v4M8 10.5v4M1.5 8h4M10.5 8h4",
        }
    }

    fn is_filled(self) -> bool {
        matches!(self, Self::Run | Self::Stop | Self::Pause | Self::Aborted)
    }
}

/// The icon, hidden from assistive technology: a word always says the same.
pub(crate) fn icon(icon: Icon) -> Html {
    let class = classes!("icon", icon.is_filled().then_some("filled"), (icon == Icon::Running).then_some("spin"));
    html! {
        <svg {class} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <path d={icon.path()} />
        </svg>
    }
}
