use std::io::Write;
use std::path::Path;

use crate::Failure;
use crate::cli::Format;

/// `anbiao notice read FILE`.
pub(crate) fn read(file: &Path, format: Format) -> Result<(), Failure> {
    let decoded = decode(file)?;
    let reading = campaigns::reading::read(&decoded).map_err(|error| Failure::Input(error.to_string()))?;
    match format {
        Format::Text => print(&reading.to_string()),
        Format::Json => {
            let json =
                serde_json::to_string_pretty(&reading).map_err(|error| Failure::Other(error.to_string()))?;
            print(&(json + "\n"))
        }
    }
}

/// `anbiao notice text FILE`.
pub(crate) fn text(file: &Path) -> Result<(), Failure> {
    print(decode(file)?.text())
}

fn decode(file: &Path) -> Result<gongwen::read::Decoded, Failure> {
    let bytes = std::fs::read(file).map_err(|error| Failure::unreadable(file, &error))?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    gongwen::read::decode(&bytes, &name).map_err(|error| Failure::Input(error.to_string()))
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
