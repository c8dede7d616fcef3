use crate::open::page::Glyph;

/// Marked stretches of a page that are open inside each other.
#[derive(Debug, Default)]
pub(super) struct Marks(Vec<Mark>);

#[derive(Debug)]
enum Mark {
    Plain,
    /// No part of the text, by the word of the program that wrote the file.
    Ornament,
    /// Stands for this text, whatever its characters say.
    Says {
        text: String,
        held: Vec<Glyph>,
    },
}

/// Marks inside each other that are told apart.
const MOST: usize = 64;

impl Marks {
    pub(super) fn depth(&self) -> usize {
        self.0.len()
    }

    pub(super) fn open(&mut self, tag: &[u8], says: Option<String>) {
        let is_held = self.0.iter().any(|mark| matches!(mark, Mark::Says { .. }));
        self.0.push(match says {
            _ if tag == b"Artifact" => Mark::Ornament,
            Some(text) if !is_held && self.0.len() < MOST => Mark::Says { text, held: Vec::new() },
            _ => Mark::Plain,
        });
    }

    pub(super) fn is_ornament(&self) -> bool {
        self.0.iter().any(|mark| matches!(mark, Mark::Ornament))
    }

    /// Keeps a character back whose mark says what it stands for; gives back any other.
    pub(super) fn hold(&mut self, glyph: Glyph) -> Option<Glyph> {
        let holder = self.0.iter_mut().find_map(|mark| match mark {
            Mark::Says { held, .. } => Some(held),
            _ => None,
        });
        match holder {
            Some(held) => {
                held.push(glyph);
                None
            }
            None => Some(glyph),
        }
    }

    /// Closes the innermost mark and gives what it stood for.
    pub(super) fn close(&mut self) -> Vec<Glyph> {
        let Some(Mark::Says { text, held }) = self.0.pop() else { return Vec::new() };
        let (Some(first), Some(last)) = (held.first(), held.last()) else { return held };
        let count = text.chars().count();
        let is_one_line = (first.y - last.y).abs() < first.size;
        if count == 0 || !is_one_line {
            return held;
        }
        let each = (last.x + last.width - first.x) / count as f32;
        let spread =
            |(index, character)| Glyph { character, x: first.x + each * index as f32, width: each, ..*first };
        text.chars().enumerate().map(spread).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyph(character: char, x: f32, y: f32) -> Glyph {
        Glyph { character, x, y, width: 10.0, size: 10.0 }
    }

    #[test]
    fn a_mark_says_what_its_characters_do_not() {
        let mut marks = Marks::default();
        marks.open(b"Span", Some("通知".into()));
        marks.open(b"Span", Some("inner".into()));
        assert!(marks.hold(glyph('?', 0.0, 5.0)).is_none());
        assert_eq!(marks.close().len(), 0);
        assert!(marks.hold(glyph('?', 10.0, 5.0)).is_none());
        let told: Vec<(char, f32)> = marks.close().iter().map(|glyph| (glyph.character, glyph.x)).collect();
        assert_eq!(told, [('通', 0.0), ('知', 10.0)]);
        assert!(marks.hold(glyph('x', 0.0, 0.0)).is_some());
    }

    #[test]
    fn ornaments_are_known_however_deep() {
        let mut marks = Marks::default();
        marks.open(b"Artifact", None);
        marks.open(b"Span", None);
        assert!(marks.is_ornament());
        marks.close();
        marks.close();
        assert!(!marks.is_ornament());
        assert_eq!(marks.close().len(), 0, "one end too many");
    }
}
