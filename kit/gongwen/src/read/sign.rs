//! Parts that begin with a sign or a picture (◆, 👉) where other papers print numbers.

use super::lines::Line;
use super::marker::Marker;

/// The signs that a paper marks its parts with, each with the level of what it marks.
#[derive(Clone, Debug, Default)]
pub(super) struct Signs(Vec<(char, u8)>);

/// Above all numbers: 👉 with 1. below it.
const OUTERMOST: u8 = 0;
/// Below all numbers: 一、 with ● below it. A sign within another one's part lies one deeper.
const BELOW_NUMBERS: u8 = 6;
/// One that stands there once marks no part.
const FEWEST: usize = 2;
/// No paper marks its parts with more signs.
const MOST: usize = 8;

impl Signs {
    pub(super) fn of(text: &str, lines: &[Line]) -> Self {
        let mut seen: Vec<(char, u8, usize)> = Vec::new();
        let mut is_numbered = false;
        for line in lines {
            if Marker::at(&text[line.bytes.clone()]).is_some() {
                is_numbered = true;
                continue;
            }
            let Some(sign) = line.sign else { continue };
            if let Some((_, _, count)) = seen.iter_mut().find(|(known, ..)| *known == sign) {
                *count += 1;
            } else if seen.len() < MOST {
                let outer = if is_numbered { BELOW_NUMBERS } else { OUTERMOST };
                seen.push((sign, outer, 1));
            }
        }
        seen.retain(|(.., count)| *count >= FEWEST);
        let mut least = OUTERMOST;
        let levels = seen.into_iter().map(|(sign, level, _)| {
            let level = level.max(least);
            least = level.max(BELOW_NUMBERS - 1) + 1;
            (sign, level)
        });
        Self(levels.collect())
    }

    /// Whether a sign marks the parts of the whole, above all numbers.
    pub(super) fn mark_whole(&self) -> bool {
        self.0.iter().any(|(_, level)| *level == OUTERMOST)
    }

    /// The number, else the sign, that a line begins with.
    pub(super) fn marker(&self, text: &str, line: &Line) -> Option<Marker> {
        let own = &text[line.bytes.clone()];
        Marker::at(own).or_else(|| {
            let sign = line.sign?;
            let level = self.0.iter().find(|(known, _)| *known == sign)?.1;
            // A picture stands before the line, other signs are its first character.
            let length = if own.starts_with(sign) { sign.len_utf8() } else { 0 };
            Some(Marker { level, length, sign: Some(sign) })
        })
    }
}
