use std::borrow::Cow;
use std::ops::Range;

use super::clean::clean;
use super::{Excerpt, ReadError, secrecy};

/// Largest file that is looked at, in bytes.
pub const MAX_FILE_BYTES: usize = 20 * 1024 * 1024;
/// Largest decoded text, in bytes of UTF-8.
pub const MAX_TEXT_BYTES: usize = 12 * 1024 * 1024;

/// How many bytes lie between two entries of the scalar index.
const STRIDE: usize = 256;

/// A text that was decoded, bears no secrecy mark, and knows the scalar offset of each of its bytes.
#[derive(Clone, Debug)]
pub struct Decoded {
    text: String,
    /// Scalars that begin before byte `i * STRIDE`.
    scalars_before: Vec<usize>,
}

/// Control characters that no text editor writes.
fn is_control(c: char) -> bool {
    c < ' ' && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1a}')
}

/// What is not seen, but turns or hides the words around it: marks of direction, soft hyphens, tags, late control characters.
fn turns(c: char) -> bool {
    matches!(
        c,
        '\u{7f}'..='\u{84}'
            | '\u{86}'..='\u{9f}'
            | '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2061}'..='\u{206f}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

impl Decoded {
    /// Takes text beside which other text stands in its file, such as a running head: that is looked at for marks alone.
    pub(crate) fn beside(text: &str, margin: &str) -> Result<Self, ReadError> {
        if secrecy::is_marked(margin) {
            return Err(ReadError::Secret);
        }
        Self::from_text(text)
    }

    /// Takes pasted text: the same checks as for a file. The byte order mark, marks of direction and what
    /// programs put there for their own use are dropped, CRLF → LF.
    ///
    /// # Errors
    /// Text that is empty, too long, not text, or that bears a secrecy mark.
    pub fn from_text(text: &str) -> Result<Self, ReadError> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(ReadError::TextTooLong);
        }
        if text.chars().any(is_control) {
            return Err(ReadError::Binary);
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
        let text: String = text.chars().filter(|c| !turns(*c)).collect();
        if text.chars().all(super::lines::is_blank) {
            return Err(ReadError::Empty);
        }
        if secrecy::is_marked(&text) {
            return Err(ReadError::Secret);
        }
        let text = match clean(&text) {
            Cow::Owned(cleaned) if secrecy::is_marked(&cleaned) => return Err(ReadError::Secret),
            Cow::Owned(cleaned) => cleaned,
            Cow::Borrowed(_) => text,
        };
        let scalars_before = index(&text);
        Ok(Self { text, scalars_before })
    }

    /// The text that all offsets refer to.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The excerpt of a range of bytes; the range must lie on scalar boundaries.
    pub(super) fn excerpt(&self, bytes: Range<usize>) -> Excerpt {
        let text = self.text.get(bytes.clone()).unwrap_or_default().to_owned();
        let start = self.scalar_offset(bytes.start);
        Excerpt { start, end: start + text.chars().count(), text }
    }

    fn scalar_offset(&self, byte: usize) -> usize {
        let entry = byte / STRIDE;
        let counted = self.scalars_before.get(entry).copied().unwrap_or_default();
        let rest = self.text.as_bytes().get(entry * STRIDE..byte).unwrap_or_default();
        counted + rest.iter().filter(|b| begins_scalar(**b)).count()
    }
}

fn index(text: &str) -> Vec<usize> {
    let mut before = 0;
    let mut entries = Vec::with_capacity(text.len() / STRIDE + 1);
    for block in text.as_bytes().chunks(STRIDE) {
        entries.push(before);
        before += block.iter().filter(|b| begins_scalar(**b)).count();
    }
    if text.len().is_multiple_of(STRIDE) {
        entries.push(before);
    }
    entries
}

/// Whether a byte of UTF-8 is not a continuation byte.
fn begins_scalar(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_the_words_around_it_is_dropped() {
        let text = "关于\u{202e}动员\u{2066}部署\u{2069}的\u{ad}通\u{200f}知\u{e0041}\u{9b}：\t一\u{200b}、";
        let decoded = Decoded::from_text(text).unwrap();
        assert_eq!(decoded.text(), "关于动员部署的通知：\t一\u{200b}、", "blanks stay");
        assert_eq!(Decoded::from_text("\u{202e}\u{2069} \n").map(|_| ()), Err(ReadError::Empty));
        let hidden = format!("机\u{202d}密★1年\n{text}");
        assert_eq!(Decoded::from_text(&hidden).map(|_| ()), Err(ReadError::Secret));
    }
}
