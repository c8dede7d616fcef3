use hayro_font::kurbo::{Affine, Point};
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::dict::keys::{MATRIX, RESOURCES, SUBTYPE};
use hayro_syntax::object::{Dict, Name, Number, Object, Stream, String as PdfString};
use hayro_syntax::page::{Page, Resources};

use super::fonts::{Fonts, Type};
use super::marks::Marks;
use super::strokes::Strokes;
use super::{is_image, strings};
use crate::open::bounded::Stop;
use crate::open::limits;
use crate::open::page::{self, Glyph};
use crate::read::ReadError;

/// Follows what is drawn on the pages of a document.
pub(super) struct Reader<'a, 's> {
    stop: &'s Stop,
    fonts: Fonts<'a>,
    operators: usize,
    tally: Tally,
    /// Text that does not run from left to right, such as a watermark.
    slanted: Vec<String>,
    open_slant: String,
}

/// How many characters told what they are.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) known: usize,
    pub(super) unknown: usize,
}

/// A page's text apart from what its program calls an ornament: running heads, watermarks.
#[derive(Debug)]
pub(super) struct Drawn {
    pub(super) text: page::Page,
    pub(super) ornaments: page::Page,
}

/// What is being drawn on.
struct Canvas {
    marks: Marks,
    text: Vec<Glyph>,
    ornaments: Vec<Glyph>,
    strokes: Strokes,
}

#[derive(Clone)]
struct State<'a> {
    transform: Affine,
    font: Option<Type<'a>>,
    size: f64,
    character_space: f64,
    word_space: f64,
    /// 1 is unstretched.
    stretch: f64,
    leading: f64,
    rise: f64,
}

/// Where the next character of a text object goes.
#[derive(Clone, Copy)]
struct Pen {
    text: Affine,
    line: Affine,
}

/// States that a page may save on top of each other.
const MOST_SAVED: usize = 256;

impl<'a, 's> Reader<'a, 's> {
    pub(super) fn new(stop: &'s Stop) -> Self {
        Self {
            stop,
            fonts: Fonts::new(),
            operators: 0,
            tally: Tally::default(),
            slanted: Vec::new(),
            open_slant: String::new(),
        }
    }

    pub(super) fn tally(&self) -> Tally {
        self.tally
    }

    pub(super) fn slanted(self) -> Vec<String> {
        self.slanted
    }

    /// Reads a page by its operators.
    pub(super) fn page(&mut self, page: &Page<'a>, content: &[u8]) -> Result<Drawn, ReadError> {
        self.pay_for(content);
        let (width, height) = page.render_dimensions();
        let upright = Affine::new(page.initial_transform(true).as_coeffs());
        let mut canvas = Canvas::new();
        self.draw(TypedIter::new(content), page.resources(), State::new(upright), &mut canvas, 0)?;
        let page = |glyphs, rules| page::Page { width, height, glyphs, rules };
        let rules = canvas.strokes.rules();
        Ok(Drawn { text: page(canvas.text, rules), ornaments: page(canvas.ornaments, Vec::new()) })
    }

    /// Reads a drawing that lies over a page; where, does not matter.
    pub(super) fn overlay(
        &mut self,
        drawing: &Stream<'a>,
        resources: &Resources<'a>,
    ) -> Result<page::Page, ReadError> {
        let mut canvas = Canvas::new();
        let content = drawing.decoded_data().unwrap_or_default();
        self.pay_for(&content);
        let flipped = Affine::new([1.0, 0.0, 0.0, -1.0, 0.0, 2_000.0]);
        self.draw(TypedIter::new(&content), resources, State::new(flipped), &mut canvas, 1)?;
        let glyphs = [canvas.text, canvas.ornaments].concat();
        Ok(page::Page { width: 4_000.0, height: 4_000.0, glyphs, rules: Vec::new() })
    }

    fn draw(
        &mut self,
        mut operators: TypedIter<'_>,
        resources: &Resources<'a>,
        mut state: State<'a>,
        canvas: &mut Canvas,
        depth: usize,
    ) -> Result<(), ReadError> {
        let mut saved: Vec<State<'a>> = Vec::new();
        let mut pen = Pen::new();
        let marks = canvas.marks.depth();
        while let Some(operator) = operators.next() {
            self.count()?;
            match operator {
                TypedInstruction::SaveState(_) if saved.len() < MOST_SAVED => saved.push(state.clone()),
                TypedInstruction::RestoreState(_) => state = saved.pop().unwrap_or(state),
                TypedInstruction::Transform(m) => {
                    state.transform *= affine([m.0, m.1, m.2, m.3, m.4, m.5]);
                }
                TypedInstruction::XObject(name) => {
                    self.form(resources.get_x_object(name.0), resources, &state, canvas, depth)?;
                }
                TypedInstruction::BeginMarkedContentWithProperties(mark) => {
                    canvas.marks.open(mark.0, actual_text(mark.1, resources));
                }
                TypedInstruction::BeginMarkedContent(mark) => canvas.marks.open(mark.0, None),
                TypedInstruction::EndMarkedContent(_) if canvas.marks.depth() > marks => canvas.close_mark(),
                TypedInstruction::EndText(_) => self.end_slant(),
                TypedInstruction::TextFont(font) => {
                    let (loaded, cost) = match resources.get_font(font.0) {
                        Some(dict) => self.fonts.load(&dict),
                        None => (None, 0),
                    };
                    self.operators += cost;
                    state.font = loaded;
                    state.size = font.1.as_f64();
                }
                other => {
                    canvas.strokes.follow(&other, state.transform);
                    self.text_operator(&other, &mut state, &mut pen, canvas)?;
                }
            }
        }
        while canvas.marks.depth() > marks {
            canvas.close_mark();
        }
        self.end_slant();
        Ok(())
    }

    /// A form is a drawing of its own; forms may hold forms, and may be drawn again and again.
    fn form(
        &mut self,
        form: Option<Stream<'a>>,
        resources: &Resources<'a>,
        state: &State<'a>,
        canvas: &mut Canvas,
        depth: usize,
    ) -> Result<(), ReadError> {
        let Some(form) = form.filter(|form| !is_image(form)) else { return Ok(()) };
        let is_form = form.dict().get::<Name<'a>>(SUBTYPE).is_none_or(|kind| &*kind == b"Form");
        if !is_form || depth >= limits::FORMS {
            return Ok(());
        }
        let content = form.decoded_data().unwrap_or_default();
        self.pay_for(&content);
        let own = form.dict().get::<Dict<'a>>(RESOURCES).map(Resources::new);
        let matrix = form.dict().get::<[f64; 6]>(MATRIX).map_or(Affine::IDENTITY, Affine::new);
        let state = State { transform: state.transform * matrix, ..state.clone() };
        self.draw(TypedIter::new(&content), own.as_ref().unwrap_or(resources), state, canvas, depth + 1)
    }

    /// Unpacking costs too, however little is drawn.
    fn pay_for(&mut self, content: &[u8]) {
        self.operators += content.len() / 64;
    }

    fn count(&mut self) -> Result<(), ReadError> {
        self.operators += 1;
        if self.operators > limits::OPERATORS {
            return Err(ReadError::TooSlow);
        }
        if self.operators.is_multiple_of(256) { self.stop.check() } else { Ok(()) }
    }

    fn text_operator(
        &mut self,
        operator: &TypedInstruction<'_, '_>,
        state: &mut State<'a>,
        pen: &mut Pen,
        canvas: &mut Canvas,
    ) -> Result<(), ReadError> {
        match operator {
            TypedInstruction::BeginText(_) => *pen = Pen::new(),
            TypedInstruction::SetTextMatrix(m) => pen.set(affine([m.0, m.1, m.2, m.3, m.4, m.5])),
            TypedInstruction::NextLine(by) => pen.next_line(by.0.as_f64(), by.1.as_f64()),
            TypedInstruction::NextLineAndSetLeading(by) => {
                state.leading = -by.1.as_f64();
                pen.next_line(by.0.as_f64(), by.1.as_f64());
            }
            TypedInstruction::NextLineUsingLeading(_) => pen.next_line(0.0, -state.leading),
            TypedInstruction::CharacterSpacing(space) => state.character_space = space.0.as_f64(),
            TypedInstruction::WordSpacing(space) => state.word_space = space.0.as_f64(),
            TypedInstruction::HorizontalScaling(percent) => state.stretch = percent.0.as_f64() / 100.0,
            TypedInstruction::TextLeading(leading) => state.leading = leading.0.as_f64(),
            TypedInstruction::TextRise(rise) => state.rise = rise.0.as_f64(),
            TypedInstruction::ShowText(text) => self.show(text.0, state, pen, canvas)?,
            TypedInstruction::NextLineAndShowText(text) => {
                pen.next_line(0.0, -state.leading);
                self.show(text.0, state, pen, canvas)?;
            }
            TypedInstruction::ShowTextWithParameters(text) => {
                state.word_space = text.0.as_f64();
                state.character_space = text.1.as_f64();
                pen.next_line(0.0, -state.leading);
                self.show(text.2, state, pen, canvas)?;
            }
            TypedInstruction::ShowTexts(parts) => {
                for part in parts.0.iter::<Object<'_>>() {
                    match part {
                        Object::String(text) => self.show(&text, state, pen, canvas)?,
                        Object::Number(back) => {
                            pen.advance(-back.as_f64() / 1_000.0 * state.size * state.stretch)
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn show(
        &mut self,
        text: &PdfString<'_>,
        state: &State<'a>,
        pen: &mut Pen,
        canvas: &mut Canvas,
    ) -> Result<(), ReadError> {
        let bytes = text.as_bytes();
        let Some(font) = &state.font else {
            self.tally.unknown += bytes.len();
            return Ok(());
        };
        let mut offset = 0;
        while offset < bytes.len() {
            self.count()?;
            let code = font.read(bytes, offset);
            offset += code.length;
            let width = code.advance / 1_000.0 * state.size;
            match &code.text {
                Some(text) => self.place(text, width, state, pen, canvas)?,
                None => self.tally.unknown += 1,
            }
            let word = if code.is_word_space { state.word_space } else { 0.0 };
            pen.advance((width + state.character_space + word) * state.stretch);
        }
        Ok(())
    }

    /// Puts the characters of one code where the pen is.
    fn place(
        &mut self,
        text: &str,
        width: f64,
        state: &State<'a>,
        pen: &Pen,
        canvas: &mut Canvas,
    ) -> Result<(), ReadError> {
        let count = text.chars().count();
        self.tally.known += count;
        if self.tally.known > limits::GLYPHS {
            return Err(ReadError::TextTooLong);
        }
        let placed = state.transform * pen.text * Affine::translate((0.0, state.rise));
        let [a, b, c, d, _, _] = placed.as_coeffs();
        // Upright text runs to the right, and pages are measured downwards.
        if a <= 0.0 || b.abs() > 0.2 * a || d >= 0.0 {
            self.open_slant.push_str(text);
            return Ok(());
        }
        let at = placed * Point::ZERO;
        let each = (width * state.stretch * a).abs() / count.max(1) as f64;
        let size = (c.hypot(d) * state.size).abs();
        for (index, character) in text.chars().enumerate() {
            let glyph = Glyph {
                character,
                x: (at.x + each * index as f64) as f32,
                y: at.y as f32,
                width: each as f32,
                size: size as f32,
            };
            canvas.put(glyph);
        }
        Ok(())
    }

    fn end_slant(&mut self) {
        if !self.open_slant.is_empty() {
            self.slanted.push(std::mem::take(&mut self.open_slant));
        }
    }
}

impl Canvas {
    fn new() -> Self {
        Self { marks: Marks::default(), text: Vec::new(), ornaments: Vec::new(), strokes: Strokes::default() }
    }

    fn put(&mut self, glyph: Glyph) {
        if let Some(glyph) = self.marks.hold(glyph) {
            self.draw(glyph);
        }
    }

    fn close_mark(&mut self) {
        let is_ornament = self.marks.is_ornament();
        let glyphs = self.marks.close();
        if is_ornament { self.ornaments.extend(glyphs) } else { self.text.extend(glyphs) }
    }

    fn draw(&mut self, glyph: Glyph) {
        if self.marks.is_ornament() { self.ornaments.push(glyph) } else { self.text.push(glyph) }
    }
}

impl State<'_> {
    fn new(transform: Affine) -> Self {
        Self {
            transform,
            font: None,
            size: 1.0,
            character_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

impl Pen {
    fn new() -> Self {
        Self { text: Affine::IDENTITY, line: Affine::IDENTITY }
    }

    fn set(&mut self, matrix: Affine) {
        (self.text, self.line) = (matrix, matrix);
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.set(self.line * Affine::translate((x, y)));
    }

    fn advance(&mut self, by: f64) {
        self.text *= Affine::translate((by, 0.0));
    }
}

fn affine(numbers: [Number; 6]) -> Affine {
    Affine::new(numbers.map(|number| number.as_f64()))
}

/// What a stretch of a page really says, where its characters do not tell.
fn actual_text(properties: &Object<'_>, resources: &Resources<'_>) -> Option<String> {
    let named = match properties {
        Object::Name(name) => resources.properties.get::<Dict<'_>>(name),
        Object::Dict(dict) => Some(dict.clone()),
        _ => None,
    };
    let text = named?.get::<PdfString<'_>>(b"ActualText")?;
    Some(strings::text(text.as_bytes()))
}
