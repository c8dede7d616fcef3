//! What only a word processor can read, turned into DOCX by LibreOffice: in a profile and a folder of its own, one after
//! the other in a process, for a bounded time.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::thread::sleep;
use std::time::Duration;

use super::limits;
use crate::read::{MAX_FILE_BYTES, ReadError};

/// The program, as it is called on a path of programs.
const PROGRAM: &str = "soffice";
/// How often the running program is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// A conversion takes hundreds of megabytes: one at a time.
static ONE: Mutex<()> = Mutex::new(());

/// Turns a file of another format into DOCX; `extension` is the format.
pub(super) fn to_docx(bytes: &[u8], extension: &str) -> Result<Vec<u8>, ReadError> {
    convert(Path::new(PROGRAM), bytes, extension, limits::CONVERTING)
}

fn convert(program: &Path, bytes: &[u8], extension: &str, time: Duration) -> Result<Vec<u8>, ReadError> {
    let _one = ONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let folder = tempfile::tempdir().map_err(|_| ReadError::NotConverted)?;
    let input = folder.path().join(format!("notice.{extension}"));
    let output = folder.path().join("out");
    fs::write(&input, bytes).map_err(|_| ReadError::NotConverted)?;
    let mut child = start(program, folder.path(), &input, &output)?;
    wait(&mut child, time)?;
    let docx = output.join("notice.docx");
    let size = fs::metadata(&docx).map_err(|_| ReadError::NotConverted)?.len();
    if size > MAX_FILE_BYTES as u64 {
        return Err(ReadError::Swollen);
    }
    fs::read(docx).map_err(|_| ReadError::NotConverted)
}

fn start(program: &Path, folder: &Path, input: &Path, output: &PathBuf) -> Result<Child, ReadError> {
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    Command::new(program)
        .args([&profile, "--headless", "--norestore", "--nolockcheck", "--convert-to", "docx", "--outdir"])
        .arg(output)
        .arg(input)
        .current_dir(folder)
        .env("HOME", folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::PermissionDenied => ReadError::NoOffice,
            _ => ReadError::NotConverted,
        })
}

/// Waits until the program has ended; ends it when it takes too long.
fn wait(child: &mut Child, time: Duration) -> Result<(), ReadError> {
    let mut waited = Duration::ZERO;
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(None) if waited < time => {
                sleep(LOOK);
                waited += LOOK;
            }
            Ok(Some(_)) | Err(_) => return Err(ReadError::NotConverted),
            Ok(None) => {
                // Ended by its own handle; it may have ended by itself in between.
                child.kill().and_then(|()| child.wait()).map_err(|_| ReadError::TooSlow)?;
                return Err(ReadError::TooSlow);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn script(folder: &Path, lines: &str) -> PathBuf {
        let path = folder.join("office");
        fs::write(&path, format!("#!/bin/sh\n{lines}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    #[test]
    fn without_the_program_the_sentence_says_how_to_save() {
        let found = convert(Path::new("no-such-office"), b"{\\rtf1}", "rtf", Duration::from_secs(1));
        assert_eq!(found, Err(ReadError::NoOffice));
        assert!(ReadError::NoOffice.to_string().contains(".docx"));
    }

    #[test]
    fn what_it_does_not_convert_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for lines in ["exit 0", "exit 3"] {
            let program = script(folder.path(), lines);
            let found = convert(&program, b"{\\rtf1}", "rtf", Duration::from_secs(20));
            assert_eq!(found, Err(ReadError::NotConverted), "{lines}");
        }
    }

    #[test]
    fn a_program_that_does_not_end_is_ended() {
        let folder = tempfile::tempdir().unwrap();
        let program = script(folder.path(), "exec sleep 600");
        let found = convert(&program, b"{\\rtf1}", "rtf", Duration::from_millis(200));
        assert_eq!(found, Err(ReadError::TooSlow));
    }
}
