use crate::read::{Decoded, MAX_TEXT_BYTES, ReadError};

/// What came out of a file: its running text, and what stands beside it (headers, footers, comments, properties), which
/// is no part of the notice but may bear a secrecy mark.
#[derive(Debug, Default)]
pub(super) struct Extract {
    body: String,
    margin: String,
}

impl Extract {
    /// Adds a paragraph of the running text; line breaks in it stay.
    pub(super) fn body(&mut self, line: &str) -> Result<(), ReadError> {
        push(&mut self.body, line)
    }

    /// Adds what stands beside the running text.
    pub(super) fn margin(&mut self, line: &str) -> Result<(), ReadError> {
        push(&mut self.margin, line)
    }

    /// Checks the whole for secrecy marks and gives the running text; `empty` says why there may be none.
    pub(super) fn decoded(self, empty: ReadError) -> Result<Decoded, ReadError> {
        let text = self.body.trim_matches('\n').to_owned() + "\n";
        Decoded::beside(&text, &self.margin).map_err(|error| match error {
            ReadError::Empty => empty,
            other => other,
        })
    }
}

fn push(to: &mut String, line: &str) -> Result<(), ReadError> {
    if to.len() + line.len() >= MAX_TEXT_BYTES {
        return Err(ReadError::TextTooLong);
    }
    to.extend(line.chars().filter(|c| !c.is_control() || matches!(c, '\t' | '\n')));
    to.push('\n');
    Ok(())
}
