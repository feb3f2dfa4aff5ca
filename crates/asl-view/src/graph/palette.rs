//! The page's colors for a picture that leaves the page: read from its own style sheets, so that there is one source.

use std::borrow::Cow;

const THEME: &str = include_str!("../../../../www/theme.css");
const PICTURE: &str = include_str!("../../../../www/picture.css");

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Palette {
    /// Dark on light.
    #[default]
    Light,
    /// Light on dark.
    Dark,
}

impl Palette {
    /// The value of a custom property: `ok-bar` gives `#2a9d63`.
    pub fn value(self, name: &str) -> Option<&'static str> {
        let light = || find(THEME.split_once("@media").map_or(THEME, |(light, _)| light), name);
        match self {
            Self::Light => light(),
            Self::Dark => {
                let dark = THEME.split_once(":root[data-theme=\"dark\"]").map(|(_, dark)| dark).unwrap_or_default();
                find(dark, name).or_else(light)
            }
        }
    }

    /// The style sheet of a picture with the colors written out: programs that show SVG know no custom properties.
    pub fn style(self) -> String {
        let mut style = String::with_capacity(PICTURE.len());
        let mut rest = PICTURE;
        while let Some((before, behind)) = rest.split_once("var(--") {
            let Some((name, behind)) = behind.split_once(')') else { break };
            style.push_str(before);
            style.push_str(&self.resolve(name));
            rest = behind;
        }
        style.push_str(rest);
        style
    }

    fn resolve(self, name: &str) -> Cow<'static, str> {
        let value = self.value(name).unwrap_or("currentcolor");
        match value.strip_prefix("var(--").and_then(|inner| inner.strip_suffix(')')) {
            Some(inner) => self.resolve(inner),
            None => value.into(),
        }
    }
}

fn find(sheet: &'static str, name: &str) -> Option<&'static str> {
    sheet.lines().find_map(|line| {
        let value = line.trim().strip_prefix("--")?.strip_prefix(name)?.strip_prefix(':')?;
        Some(value.trim().trim_end_matches(';'))
    })
}

#[cfg(test)]
mod tests {
    use super::Palette;

    #[test]
    fn every_colour_of_a_picture_is_a_colour_of_the_page() {
        for palette in [Palette::Light, Palette::Dark] {
            let style = palette.style();
            assert!(!style.contains("var("), "{palette:?}: nothing is left to look up");
            assert!(!style.contains("currentcolor;"), "{palette:?}: every name is known");
        }
        assert_ne!(Palette::Light.value("text"), Palette::Dark.value("text"));
        assert_eq!(Palette::Dark.value("font"), Palette::Light.value("font"), "what is not of one theme is of both");
    }
}
