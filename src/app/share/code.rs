//! A link as a QR code (ISO/IEC 18004), to be read from a screen.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};
use yew::prelude::*;

/// Light modules that stand around a code.
const QUIET: i32 = 4;

/// The picture; nothing if no code holds so much.
pub(super) fn code(link: &str) -> Html {
    let Ok(code) = QrCode::encode_text(link, QrCodeEcc::Low) else { return Html::default() };
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let start = x;
            while x < size && code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                // INVARIANT: a text takes all that is written into it.
                let _ = write!(path, "M{start} {y}h{}v1H{start}z", x - start);
            }
            x += 1;
        }
    }
    let whole = size + 2 * QUIET;
    html! {
        <svg class="share-code" role="img" aria-label="QR code of the link" viewBox={format!("-{QUIET} -{QUIET} {whole} {whole}")}
            shape-rendering="crispEdges" data-testid="share-code">
            <rect x={format!("-{QUIET}")} y={format!("-{QUIET}")} width={whole.to_string()} height={whole.to_string()} fill="#fff" />
            <path d={path} fill="#000" />
        </svg>
    }
}
