//! The pages embed the built front end; say plainly when it has not been built yet.

use std::path::Path;

fn main() {
    // Asked when it runs: a build script that was compiled in another checkout would look there.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let built = Path::new(&here).join("../../web/dist/manifest.json");
    println!("cargo::rerun-if-changed={}", built.display());
    if !built.exists() {
        println!("cargo::error=web/dist is missing: run `make web` first (it builds the front end)");
    }
}
