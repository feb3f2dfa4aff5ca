//! Whether the page is dark.

use crate::app::state::view::Theme;

/// Whether a page with that theme is dark.
pub(crate) fn is_dark(theme: Theme) -> bool {
    match theme {
        Theme::Dark => true,
        Theme::Light => false,
        Theme::System => {
            let query =
                web_sys::window().and_then(|window| window.match_media("(prefers-color-scheme: dark)").ok().flatten());
            query.is_some_and(|query| query.matches())
        }
    }
}
