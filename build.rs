//! What the splitter needs: the linker's records of what refers to what, in a page that is taken apart into chunks.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("CARGO_FEATURE_CHUNKS").is_some() {
        println!("cargo::rustc-link-arg-bin=app=--emit-relocs");
    }
}
