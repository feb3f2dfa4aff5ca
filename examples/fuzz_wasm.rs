//! The readers of `make fuzz` as WebAssembly: `scripts/fuzz-wasm.mjs` runs them with the stack that the page has.

#[cfg(target_arch = "wasm32")]
#[path = "../fuzz/mutate.rs"]
mod mutate;
#[cfg(target_arch = "wasm32")]
#[path = "../fuzz/targets.rs"]
mod targets;

/// What is exported.
#[cfg(target_arch = "wasm32")]
mod exported {
    use fastrand::Rng;
    use wasm_bindgen::prelude::wasm_bindgen;

    use super::mutate::mutate;
    use super::targets;

    /// The names of the readers.
    #[wasm_bindgen]
    pub fn readers() -> Vec<String> {
        targets::ALL.iter().map(|target| target.name.to_owned()).collect()
    }

    /// The definitions of the examples.
    #[wasm_bindgen]
    pub fn examples() -> Vec<String> {
        asl_examples::ALL.iter().map(|example| example.definition.to_owned()).collect()
    }

    /// Makes texts for one reader and has it read them.
    #[wasm_bindgen]
    pub struct Fuzzer {
        corpus: Vec<String>,
        rng: Rng,
        read: fn(&str),
    }

    #[wasm_bindgen]
    impl Fuzzer {
        /// For the reader `name`; none if there is no such reader.
        pub fn of(name: &str, corpus: Vec<String>, seed: u64) -> Option<Self> {
            console_error_panic_hook::set_once();
            let target = targets::ALL.iter().find(|target| target.name == name)?;
            Some(Self { corpus, rng: Rng::with_seed(seed), read: target.read })
        }

        /// The next text.
        pub fn next(&mut self) -> String {
            mutate(&self.corpus, &mut self.rng)
        }

        /// Reads a text. A panic is an error that JavaScript catches; after it nothing more can be read.
        pub fn read(&self, text: &str) {
            (self.read)(text);
        }
    }
}

fn main() {}
