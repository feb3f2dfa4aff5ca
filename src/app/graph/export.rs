//! The picture as a file or in the clipboard.

use asl_view::graph::palette::Palette;
use asl_view::graph::svg::SvgPicture;
use asl_view::graph::{Graph, Layout, Progress, mermaid};
use gloo_timers::callback::Timeout;
use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, ClipboardItem, HtmlAnchorElement, HtmlCanvasElement,
    HtmlImageElement, Url,
};

use crate::app::host::clipboard;
use crate::app::host::clipboard::Copied;
use crate::app::state::shared::Shared;

/// What can be done with the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Export {
    SaveSvg,
    SavePng,
    CopyImage,
    CopyMermaid,
}

impl Export {
    /// All of them, in the order of the menu.
    pub(crate) const ALL: [Self; 4] = [Self::SaveSvg, Self::SavePng, Self::CopyImage, Self::CopyMermaid];

    /// Its word in the menu.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::SaveSvg => "Save as SVG",
            Self::SavePng => "Save as PNG",
            Self::CopyImage => "Copy as image",
            Self::CopyMermaid => "Copy as Mermaid",
        }
    }
}

/// The graph as it is shown, for an export.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) graph: Shared<Graph>,
    pub(crate) layout: Shared<Layout>,
    pub(crate) progress: Option<Shared<Progress>>,
    pub(crate) dark: bool,
}

/// How long the browser has to read what is saved.
const KEPT_MILLIS: u32 = 60_000;
/// The largest side of a PNG in pixels; browsers refuse larger ones.
const LARGEST: f64 = 8_000.0;
/// A PNG has so many pixels for each of the picture's, if there is room.
const SHARP: f64 = 2.0;

impl Source {
    fn svg(&self) -> String {
        let palette = if self.dark { Palette::Dark } else { Palette::Light };
        let picture = SvgPicture {
            graph: &self.graph,
            layout: &self.layout,
            problems: &[],
            progress: self.progress.as_deref(),
            within: None,
            most_arrows: None,
        };
        picture.file(palette, "Workflow")
    }

    /// Does it, and says whether it worked.
    pub(crate) async fn export(self, what: Export) -> Copied {
        let done = match what {
            Export::SaveSvg => self.save_svg(),
            Export::SavePng => self.save_png().await,
            Export::CopyImage => self.copy_png().await,
            Export::CopyMermaid => {
                return clipboard::copy(&mermaid::text(&self.graph, self.layout.direction)).await;
            }
        };
        // Browsers refuse for reasons of their own; the person sees that nothing was saved or copied.
        if done.is_ok() { Copied::Done } else { Copied::Failed }
    }

    fn save_svg(&self) -> Result<(), JsValue> {
        let options = BlobPropertyBag::new();
        options.set_type("image/svg+xml");
        let parts = Array::of1(&self.svg().into());
        save(&Blob::new_with_str_sequence_and_options(&parts, &options)?, "workflow.svg")
    }

    async fn save_png(self) -> Result<(), JsValue> {
        save(&self.png().await?, "workflow.png")
    }

    async fn copy_png(self) -> Result<(), JsValue> {
        let clipboard = window()?.navigator().clipboard();
        // Given as a promise: some browsers take a picture only in the very turn of the click.
        let picture = wasm_bindgen_futures::future_to_promise(async move { self.png().await.map(JsValue::from) });
        let item = Object::new();
        Reflect::set(&item, &"image/png".into(), &picture)?;
        let item = ClipboardItem::new_with_record_from_str_to_blob_promise(&item)?;
        JsFuture::from(clipboard.write(&Array::of1(&item))).await?;
        Ok(())
    }

    async fn png(&self) -> Result<Blob, JsValue> {
        let image = HtmlImageElement::new()?;
        // The policy of the page lets pictures come from addresses that hold their data.
        image.set_src(&format!("data:image/svg+xml;charset=utf-8,{}", js_sys::encode_uri_component(&self.svg())));
        JsFuture::from(image.decode()).await?;
        let (width, height) = (self.layout.width, self.layout.height);
        let scale = SHARP.min(LARGEST / width.max(height).max(1.0));
        let document = window()?.document().ok_or(JsValue::NULL)?;
        let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of pixels")]
        let pixels = |size: f64| (size * scale).ceil().max(1.0) as u32;
        canvas.set_width(pixels(width));
        canvas.set_height(pixels(height));
        let context: CanvasRenderingContext2d = canvas.get_context("2d")?.ok_or(JsValue::NULL)?.unchecked_into();
        context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width * scale, height * scale)?;
        let blob = Promise::new(&mut |resolve, reject| {
            if canvas.to_blob(&resolve).is_err() {
                // Rejecting a promise does not fail.
                let _ = reject.call0(&JsValue::NULL);
            }
        });
        JsFuture::from(blob).await?.dyn_into()
    }
}

fn window() -> Result<web_sys::Window, JsValue> {
    web_sys::window().ok_or(JsValue::NULL)
}

fn save(blob: &Blob, name: &str) -> Result<(), JsValue> {
    let document = window()?.document().ok_or(JsValue::NULL)?;
    let url = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // Some browsers read the file only a while after the click.
    Timeout::new(KEPT_MILLIS, move || _ = Url::revoke_object_url(&url)).forget();
    Ok(())
}
