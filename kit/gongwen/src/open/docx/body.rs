use super::numbering::Numbering;
use super::styles::{Manner, Styles};
use crate::open::extract::Extract;
use crate::open::xml::{self, Tag, Visit};
use crate::read::ReadError;

/// Reads the part that holds the text.
pub(super) fn read(part: &[u8], styles: &Styles, numbering: &mut Numbering) -> Result<Extract, ReadError> {
    let mut body = Body::new(styles, numbering);
    xml::walk(part, &mut body)?;
    body.finish_waiting()?;
    Ok(body.extract)
}

/// Reads events without recursion: what is open inside each other stands on stacks.
struct Body<'a> {
    styles: &'a Styles,
    numbering: &'a mut Numbering,
    extract: Extract,
    paragraphs: Vec<Paragraph>,
    holders: Vec<Holder>,
    /// For each choice between two drawings of the same thing, whether one was taken.
    choices: Vec<bool>,
    /// Elements that are open inside one that is passed over, itself counted.
    skipped: usize,
    /// Tracked deletions that are open.
    deletions: usize,
    /// Content controls that are open, and at which of them a table of contents began.
    controls: usize,
    contents: Option<usize>,
    is_in_text: bool,
    is_in_properties: bool,
    is_in_run_properties: bool,
    run_is_hidden: bool,
}

#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    /// Deleted or hidden text, for the margin.
    unseen: String,
    style: Option<String>,
    manner: Manner,
    /// Its end was deleted: the next paragraph goes on with it.
    goes_on: bool,
    /// It has ended and waits for that next paragraph.
    is_waiting: bool,
}

/// What takes finished paragraphs before they become lines of the text.
#[derive(Debug)]
enum Holder {
    Row(Vec<Vec<String>>),
    Cell(Vec<String>),
    TextBox(Vec<String>),
}

impl<'a> Body<'a> {
    fn new(styles: &'a Styles, numbering: &'a mut Numbering) -> Self {
        Self {
            styles,
            numbering,
            extract: Extract::default(),
            paragraphs: Vec::new(),
            holders: Vec::new(),
            choices: Vec::new(),
            skipped: 0,
            deletions: 0,
            controls: 0,
            contents: None,
            is_in_text: false,
            is_in_properties: false,
            is_in_run_properties: false,
            run_is_hidden: false,
        }
    }

    fn write(&mut self, text: &str) {
        let is_unseen = self.deletions > 0 || self.run_is_hidden;
        if let Some(paragraph) = self.paragraphs.last_mut() {
            if is_unseen { paragraph.unseen.push_str(text) } else { paragraph.text.push_str(text) }
        }
    }

    fn end_paragraph(&mut self) -> Result<(), ReadError> {
        let Some(paragraph) = self.paragraphs.pop() else { return Ok(()) };
        if !paragraph.unseen.trim().is_empty() {
            self.extract.margin(&paragraph.unseen)?;
        }
        if paragraph.goes_on {
            let waiting = Paragraph { unseen: String::new(), is_waiting: true, ..paragraph };
            self.paragraphs.push(waiting);
            return Ok(());
        }
        let style = paragraph.style.as_deref();
        if self.contents.is_some() || style.is_some_and(|style| self.styles.is_of_contents(style)) {
            return self.extract.margin(&paragraph.text);
        }
        let manner = self.styles.manner(style, paragraph.manner);
        let number = match manner.list {
            Some(list) if list > 0 => self.numbering.next(list, manner.level, style),
            _ => None,
        };
        let is_blank = paragraph.text.trim().is_empty();
        let indent = if manner.is_indented == Some(true) && !is_blank { "　　" } else { "" };
        let number = if is_blank { String::new() } else { number.unwrap_or_default() };
        self.deliver(format!("{indent}{number}{}", paragraph.text))
    }

    /// A paragraph without an end is over where its cell, box or the whole text is.
    fn finish_waiting(&mut self) -> Result<(), ReadError> {
        match self.paragraphs.last_mut() {
            Some(paragraph) if paragraph.is_waiting => {
                paragraph.goes_on = false;
                self.end_paragraph()
            }
            _ => Ok(()),
        }
    }

    /// Hands a finished line to what it stands in.
    fn deliver(&mut self, line: String) -> Result<(), ReadError> {
        let open = self.holders.iter_mut().rev().find_map(|holder| match holder {
            Holder::Cell(lines) | Holder::TextBox(lines) => Some(lines),
            Holder::Row(_) => None,
        });
        match open {
            Some(lines) => {
                lines.push(line);
                Ok(())
            }
            None => self.extract.body(&line),
        }
    }

    fn end_control(&mut self) {
        if self.contents == Some(self.controls) {
            self.contents = None;
        }
        self.controls = self.controls.saturating_sub(1);
    }

    fn end_cell(&mut self) -> Result<(), ReadError> {
        self.finish_waiting()?;
        if let Some(Holder::Cell(_)) = self.holders.last()
            && let Some(Holder::Cell(lines)) = self.holders.pop()
            && let Some(Holder::Row(cells)) = self.holders.last_mut()
        {
            cells.push(lines);
        }
        Ok(())
    }

    /// A row is a line with a tab between cells; a single cell is only a frame around its paragraphs.
    fn end_row(&mut self) -> Result<(), ReadError> {
        let Some(Holder::Row(_)) = self.holders.last() else { return Ok(()) };
        let Some(Holder::Row(cells)) = self.holders.pop() else { return Ok(()) };
        if let [lines] = cells.as_slice() {
            return lines.iter().try_for_each(|line| self.deliver(line.clone()));
        }
        let joined = |lines: &Vec<String>| {
            let parts = lines.iter().flat_map(|line| line.split('\n')).map(str::trim);
            parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
        };
        let row: Vec<String> = cells.iter().map(joined).collect();
        self.deliver(row.join("\t"))
    }

    fn end_text_box(&mut self) -> Result<(), ReadError> {
        self.finish_waiting()?;
        let Some(Holder::TextBox(_)) = self.holders.last() else { return Ok(()) };
        let Some(Holder::TextBox(lines)) = self.holders.pop() else { return Ok(()) };
        lines.into_iter().try_for_each(|line| self.deliver(line))
    }

    fn start_properties(&mut self, tag: &Tag<'_>) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        match tag.name() {
            "pStyle" => paragraph.style = tag.attribute("val"),
            "rPr" => self.is_in_run_properties = true,
            "del" if self.is_in_run_properties => paragraph.goes_on = true,
            _ => paragraph.manner.note(tag),
        }
    }

    fn start_content(&mut self, tag: &Tag<'_>) -> Result<(), ReadError> {
        match tag.name() {
            "p" => match self.paragraphs.last_mut() {
                Some(paragraph) if paragraph.is_waiting => {
                    (paragraph.is_waiting, paragraph.goes_on) = (false, false);
                }
                _ => self.paragraphs.push(Paragraph::default()),
            },
            "pPr" => self.is_in_properties = true,
            "r" => self.run_is_hidden = false,
            "rPr" => self.is_in_run_properties = true,
            "vanish" if self.is_in_run_properties => self.run_is_hidden = is_on(tag),
            "t" | "delText" => self.is_in_text = true,
            "tab" | "ptab" => self.write("\t"),
            "br" | "cr" => self.write("\n"),
            "noBreakHyphen" => self.write("-"),
            "sym" => self.write(symbol(tag)),
            "del" | "moveFrom" => self.deletions += 1,
            "tr" => self.holders.push(Holder::Row(Vec::new())),
            "tc" => self.holders.push(Holder::Cell(Vec::new())),
            "txbxContent" => self.holders.push(Holder::TextBox(Vec::new())),
            "AlternateContent" => self.choices.push(false),
            "sdt" => self.controls += 1,
            "docPartGallery" => {
                let gallery = tag.attribute("val").unwrap_or_default();
                if gallery == "Table of Contents" {
                    self.contents.get_or_insert(self.controls);
                }
            }
            "textpath" => self.extract.margin(&tag.attribute("string").unwrap_or_default())?,
            _ => {}
        }
        Ok(())
    }

    /// Whether an element is passed over with everything in it: the second drawing of the same thing, readings over
    /// characters.
    fn is_passed_over(&mut self, name: &str) -> bool {
        match (name, self.choices.last_mut()) {
            ("Choice", Some(taken)) => std::mem::replace(taken, true),
            ("Fallback", Some(taken)) => *taken,
            _ => matches!(name, "rt" | "pPrChange" | "rPrChange" | "sectPr"),
        }
    }
}

/// A switch of WordprocessingML is on unless it says that it is off.
fn is_on(tag: &Tag<'_>) -> bool {
    !matches!(tag.attribute("val").as_deref(), Some("0" | "false" | "off" | "none"))
}

/// The boxes that forms are ticked in; other symbols have no character of their own.
fn symbol(tag: &Tag<'_>) -> &'static str {
    match tag.attribute("char").as_deref() {
        Some("F0A8" | "00A8" | "F06F" | "006F" | "F071" | "0071") => "□",
        Some("F0FE" | "00FE" | "F052" | "0052") => "☑",
        _ => "",
    }
}

impl Visit for Body<'_> {
    fn start(&mut self, tag: &Tag<'_>) -> Result<(), ReadError> {
        if self.skipped > 0 || self.is_passed_over(tag.name()) {
            self.skipped += 1;
            return Ok(());
        }
        if self.is_in_properties {
            self.start_properties(tag);
            return Ok(());
        }
        self.start_content(tag)
    }

    fn end(&mut self, name: &str) -> Result<(), ReadError> {
        if self.skipped > 0 {
            self.skipped -= 1;
            return Ok(());
        }
        match name {
            "pPr" => self.is_in_properties = false,
            "rPr" => self.is_in_run_properties = false,
            _ if self.is_in_properties => {}
            "t" | "delText" => self.is_in_text = false,
            "r" => self.run_is_hidden = false,
            "del" | "moveFrom" => self.deletions = self.deletions.saturating_sub(1),
            "sdt" => self.end_control(),
            "AlternateContent" => drop(self.choices.pop()),
            "p" => self.end_paragraph()?,
            "tc" => self.end_cell()?,
            "tr" => self.end_row()?,
            "txbxContent" => self.end_text_box()?,
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), ReadError> {
        if self.is_in_text && self.skipped == 0 {
            self.write(text);
        }
        Ok(())
    }
}
