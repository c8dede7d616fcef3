use super::POINTS;
use super::document::{numbers, size};
use crate::open::limits;
use crate::open::page::Glyph;
use crate::open::xml::{self, Tag, Visit};
use crate::read::ReadError;

/// What is drawn on a page or a template (Content.xml).
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) glyphs: Vec<Glyph>,
    /// Ids of the templates under the page.
    pub(super) templates: Vec<String>,
    /// Width and height in millimetres, where the page has its own.
    pub(super) size: Option<(f32, f32)>,
    object: TextObject,
    code: Option<TextCode>,
    is_in_box: bool,
}

/// Where the text of an object stands; lengths in millimetres.
#[derive(Debug)]
struct TextObject {
    x: f32,
    y: f32,
    matrix: [f32; 6],
    size: f32,
    stretch: f32,
}

impl Default for TextObject {
    fn default() -> Self {
        Self { x: 0.0, y: 0.0, matrix: IDENTITY, size: 3.7, stretch: 1.0 }
    }
}

#[derive(Debug)]
struct TextCode {
    x: f32,
    y: f32,
    steps_x: Vec<f32>,
    steps_y: Vec<f32>,
    text: String,
}

const IDENTITY: [f32; 6] = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// Reads what is drawn.
pub(super) fn read(part: &[u8]) -> Result<Content, ReadError> {
    let mut content = Content::default();
    xml::walk(part, &mut content)?;
    Ok(content)
}

impl TextObject {
    fn new(tag: &Tag<'_>) -> Self {
        let boundary = numbers(&tag.attribute("Boundary").unwrap_or_default());
        let at = |index: usize| boundary.get(index).copied().unwrap_or_default();
        let matrix = tag.attribute("CTM").and_then(|text| numbers(&text).try_into().ok());
        let number = |name: &str| tag.attribute(name).and_then(|text| text.trim().parse::<f32>().ok());
        Self {
            x: at(0),
            y: at(1),
            matrix: matrix.unwrap_or(IDENTITY),
            size: number("Size").unwrap_or(3.7),
            stretch: number("HScale").filter(|scale| *scale > 0.0).unwrap_or(1.0),
        }
    }

    /// A point of the object on the page, in points.
    fn place(&self, x: f32, y: f32) -> (f32, f32) {
        let [a, b, c, d, e, f] = self.matrix;
        ((self.x + a * x + c * y + e) * POINTS, (self.y + b * x + d * y + f) * POINTS)
    }
}

impl Content {
    fn write(&mut self, code: &TextCode) -> Result<(), ReadError> {
        let object = &self.object;
        let scale = object.matrix[3].abs();
        let (mut x, mut y) = (code.x, code.y);
        let text = code.text.trim_matches(['\n', '\r']);
        for (index, character) in text.chars().enumerate() {
            let step = code.steps_x.get(index).copied();
            let own = object.size * object.stretch * if character.is_ascii() { 0.5 } else { 1.0 };
            let width = step.filter(|step| *step > 0.0 && *step < own).unwrap_or(own);
            let (left, foot) = object.place(x, y);
            self.glyphs.push(Glyph {
                character,
                x: left,
                y: foot,
                width: width * object.matrix[0].abs() * POINTS,
                size: object.size * if scale > 0.0 { scale } else { 1.0 } * POINTS,
            });
            let falls = code.steps_y.get(index).copied().unwrap_or_default();
            x += step.unwrap_or(if falls == 0.0 { own } else { 0.0 });
            y += falls;
        }
        if self.glyphs.len() > limits::GLYPHS { Err(ReadError::TextTooLong) } else { Ok(()) }
    }
}

impl Visit for Content {
    fn start(&mut self, tag: &Tag<'_>) -> Result<(), ReadError> {
        let number = |name: &str| tag.attribute(name).and_then(|text| text.trim().parse::<f32>().ok());
        match tag.name() {
            "Template" => self.templates.extend(tag.attribute("TemplateID")),
            "PhysicalBox" => self.is_in_box = true,
            "TextObject" => self.object = TextObject::new(tag),
            "TextCode" => {
                let before = self.code.take();
                let (last_x, last_y) = before.map_or((0.0, 0.0), |code| (code.x, code.y));
                self.code = Some(TextCode {
                    x: number("X").unwrap_or(last_x),
                    y: number("Y").unwrap_or(last_y),
                    steps_x: steps(&tag.attribute("DeltaX").unwrap_or_default()),
                    steps_y: steps(&tag.attribute("DeltaY").unwrap_or_default()),
                    text: String::new(),
                });
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), ReadError> {
        match name {
            "PhysicalBox" => self.is_in_box = false,
            "TextCode" => {
                if let Some(code) = self.code.take() {
                    self.write(&code)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), ReadError> {
        if let Some(code) = &mut self.code {
            code.text.push_str(text);
        } else if self.is_in_box {
            self.size = size(text).or(self.size);
        }
        Ok(())
    }
}

/// Steps from one character to the next; `g 3 4.2` is three times 4.2.
fn steps(text: &str) -> Vec<f32> {
    let mut found = Vec::new();
    let mut parts = text.split_ascii_whitespace();
    while let Some(part) = parts.next() {
        if part != "g" {
            found.extend(part.parse::<f32>());
            continue;
        }
        let count = parts.next().and_then(|count| count.parse::<usize>().ok()).unwrap_or(0);
        let step = parts.next().and_then(|step| step.parse::<f32>().ok()).unwrap_or(0.0);
        found.extend(std::iter::repeat_n(step, count.min(MOST_STEPS.saturating_sub(found.len()))));
    }
    found
}

/// No line has more characters.
const MOST_STEPS: usize = 100_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_may_be_repeated_and_not_without_end() {
        assert_eq!(steps("g 3 4.2 5 g 2 1"), [4.2, 4.2, 4.2, 5.0, 1.0, 1.0]);
        assert_eq!(steps("g 99999999999 1").len(), MOST_STEPS);
        assert_eq!(steps("g").len(), 0);
    }

    #[test]
    fn characters_stand_where_object_and_code_say() {
        let content = read(
            "<ofd:Page><ofd:Template TemplateID='3'/><ofd:Area><ofd:PhysicalBox>0 0 297 210</ofd:PhysicalBox></ofd:Area>\
             <ofd:TextObject Boundary='10 20 50 5' Size='4' CTM='2 0 0 2 0 0'>\
             <ofd:TextCode X='1' Y='3' DeltaX='5'>通知</ofd:TextCode></ofd:TextObject></ofd:Page>"
                .as_bytes(),
        )
        .unwrap();
        assert_eq!(
            (content.templates.as_slice(), content.size),
            (&["3".to_owned()][..], Some((297.0, 210.0)))
        );
        let placed: Vec<(char, f32, f32, f32)> = content
            .glyphs
            .iter()
            .map(|glyph| (glyph.character, glyph.x / POINTS, glyph.y / POINTS, glyph.size / POINTS))
            .collect();
        assert_eq!(placed.len(), 2);
        for ((character, x, y, size), expected) in placed.iter().zip([('通', 12.0), ('知', 22.0)]) {
            assert_eq!(*character, expected.0);
            assert!((x - expected.1).abs() < 0.01 && (y - 26.0).abs() < 0.01 && (size - 8.0).abs() < 0.01);
        }
    }
}
