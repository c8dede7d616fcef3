use std::io::Write;
use std::path::Path;

use campaigns::reading::Reading;
use serde::Serialize;

use crate::Failure;
use crate::cli::Format;

/// `anbiao notice read FILE`.
pub(crate) fn read(file: &Path, format: Format) -> Result<(), Failure> {
    let decoded = open(file)?;
    let reading = campaigns::reading::read(&decoded).map_err(|error| Failure::Input(error.to_string()))?;
    match format {
        Format::Text => print(&(reading.to_string() + &noted(&reading))),
        Format::Json => {
            let told = Told { reading: &reading, notes: reading.unsure_days().into_iter().collect() };
            let json =
                serde_json::to_string_pretty(&told).map_err(|error| Failure::Other(error.to_string()))?;
            print(&(json + "\n"))
        }
    }
}

/// A reading with what to know of it.
#[derive(Serialize)]
struct Told<'r> {
    #[serde(flatten)]
    reading: &'r Reading,
    /// Days that were counted without knowing which of them are off.
    notes: Vec<String>,
}

fn noted(reading: &Reading) -> String {
    reading.unsure_days().map(|note| format!("\n提示\n  {note}\n")).unwrap_or_default()
}

/// `anbiao notice text FILE`.
pub(crate) fn text(file: &Path) -> Result<(), Failure> {
    print(open(file)?.text())
}

fn open(file: &Path) -> Result<gongwen::read::Decoded, Failure> {
    let bytes = std::fs::read(file).map_err(|error| Failure::unreadable(file, &error))?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    gongwen::open::open(&bytes, &name).map_err(|error| Failure::Input(error.to_string()))
}

/// A reader that stops listening (`| head`) is no failure.
fn print(text: &str) -> Result<(), Failure> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::Other(error.to_string()))
        }
        _ => Ok(()),
    }
}
