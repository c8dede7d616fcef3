//! The pages embed the built front end; say plainly when it has not been built yet.

use std::path::Path;

fn main() {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/dist/manifest.json");
    println!("cargo::rerun-if-changed={}", built.display());
    if !built.exists() {
        println!("cargo::error=web/dist is missing: run `make web` first (it builds the front end)");
    }
}
