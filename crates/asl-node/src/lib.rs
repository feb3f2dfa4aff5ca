//! The npm package: one function, which takes a request and gives an answer, both texts of JSON.
#![doc = include_str!("../README.md")]

use wasm_bindgen::prelude::wasm_bindgen;

/// Answers a request: see [`asl_batch::api::answer`]. The error is thrown as a string.
mod exported {
    use super::wasm_bindgen;

    /// Answers a request.
    #[wasm_bindgen]
    #[expect(clippy::needless_pass_by_value, reason = "texts cross by value")]
    pub fn answer(command: String, request: String) -> Result<String, String> {
        asl_batch::api::answer(&command, &request)
    }
}

pub use exported::answer;
