//! The text: blocks in order, then the attachments' pages.

use std::io;

use super::media::Media;
use super::paragraph::Paragraph;
use super::xml::Xml;
use super::{frame, gallery, imprint, page, table, text};
use crate::document::{Block, Document, Numbering, Sheet, Table};

/// Writes `word/document.xml`.
pub(super) fn write(xml: &mut Xml<'_>, document: &Document, media: &Media) -> io::Result<()> {
    xml.element("w:document", &super::NAMESPACES, |xml| {
        xml.element("w:body", &[], |xml| {
            let mut flow = Flow::new(xml, media, document.footer_note.is_some());
            frame::head(flow.xml, document)?;
            flow.text(&document.body, document.signature.is_some())?;
            flow.settle_break()?;
            frame::attachment_list(flow.xml, &document.attachments)?;
            if let Some(signature) = &document.signature {
                frame::signature(flow.xml, signature)?;
            }
            flow.attachments(document)?;
            if let Some(lines) = &document.imprint {
                flow.turn_to(Sheet::Portrait)?;
                imprint::write(flow.xml, lines)?;
                flow.spacer()?;
            }
            page::section(flow.xml, flow.sheet, flow.has_footer_note)
        })
    })
}

/// Where the writer is: what stands before decides how the next block is set.
struct Flow<'x, 'w, 'm> {
    xml: &'x mut Xml<'w>,
    media: &'m Media,
    numbering: Numbering,
    sheet: Sheet,
    has_footer_note: bool,
    /// A page break that the next paragraph takes on, since one of its own would leave an empty line on the new page.
    break_due: bool,
    /// The last paragraph of this block stays with what follows it.
    holds_signature: bool,
    drawings: usize,
}

/// A longer last paragraph fills lines of the signature's page by itself; kept whole, it would leave a page half empty.
const LONGEST_HELD: usize = 10 * 56;

impl<'x, 'w, 'm> Flow<'x, 'w, 'm> {
    fn new(xml: &'x mut Xml<'w>, media: &'m Media, has_footer_note: bool) -> Self {
        let (numbering, sheet) = (Numbering::default(), Sheet::Portrait);
        Self {
            xml,
            media,
            numbering,
            sheet,
            has_footer_note,
            break_due: false,
            holds_signature: false,
            drawings: 0,
        }
    }

    /// The blocks before the signature: it must not stand on a page without a line of them.
    fn text(&mut self, blocks: &[Block], is_signed: bool) -> io::Result<()> {
        let Some((last, before)) = blocks.split_last() else {
            return Ok(());
        };
        self.blocks(before)?;
        self.holds_signature = is_signed;
        self.block(last)?;
        self.holds_signature = false;
        Ok(())
    }

    fn blocks(&mut self, blocks: &[Block]) -> io::Result<()> {
        blocks.iter().try_for_each(|block| self.block(block))
    }

    fn block(&mut self, block: &Block) -> io::Result<()> {
        match block {
            Block::Heading { level, text } => {
                let number = self.numbering.next(*level);
                let style = format!("Heading{}", *level as usize + 1);
                self.paragraph(&style, &format!("{number}{}", text::line(text)))
            }
            Block::Paragraph { text } => self.paragraphs("Body", text),
            Block::Note { text } => self.paragraphs("Note", text),
            Block::Table(table) => self.table(table),
            Block::Pictures { pictures } if pictures.is_empty() => Ok(()),
            Block::Pictures { pictures } => {
                self.settle_break()?;
                let first = self.drawings + 1;
                self.drawings += pictures.len();
                gallery::write(self.xml, pictures, self.media, page::text_width(self.sheet), first)?;
                self.spacer()
            }
            Block::PageBreak => {
                self.settle_break()?;
                self.break_due = true;
                Ok(())
            }
        }
    }

    /// One paragraph for each line of `text`.
    fn paragraphs(&mut self, style: &str, text: &str) -> io::Result<()> {
        let mut lines = text::lines(text).peekable();
        while let Some(line) = lines.next() {
            let keep_next =
                self.holds_signature && lines.peek().is_none() && text::half_widths(&line) <= LONGEST_HELD;
            let break_before = std::mem::take(&mut self.break_due);
            Paragraph::of(style)
                .keep_next(keep_next)
                .page_break_before(break_before)
                .write_text(self.xml, &line)?;
        }
        Ok(())
    }

    fn paragraph(&mut self, style: &str, text: &str) -> io::Result<()> {
        let break_before = std::mem::take(&mut self.break_due);
        Paragraph::of(style).page_break_before(break_before).write_text(self.xml, text)
    }

    fn table(&mut self, table: &Table) -> io::Result<()> {
        match table.caption().map(text::line).filter(|caption| !caption.is_empty()) {
            Some(caption) => self.paragraph("TableCaption", &caption)?,
            None => self.settle_break()?,
        }
        table::write(self.xml, table, page::text_width(self.sheet))?;
        self.spacer()
    }

    /// A thin line, for what cannot carry a page break itself.
    fn settle_break(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.break_due) {
            Paragraph::of("Spacer").page_break_before(true).write(self.xml, |_| Ok(()))?;
        }
        Ok(())
    }

    /// Keeps two tables apart: without a paragraph between them they would become one.
    fn spacer(&mut self) -> io::Result<()> {
        Paragraph::of("Spacer").write(self.xml, |_| Ok(()))
    }

    fn attachments(&mut self, document: &Document) -> io::Result<()> {
        let numbered = document.attachments.len() > 1;
        for (index, attachment) in document.attachments.iter().enumerate() {
            if attachment.body.is_empty() {
                continue;
            }
            let turned = self.turn_to(attachment.sheet)?;
            self.numbering = Numbering::default();
            frame::attachment_head(self.xml, attachment, numbered.then_some(index + 1), !turned)?;
            self.blocks(&attachment.body)?;
            self.settle_break()?;
        }
        Ok(())
    }

    /// Starts a section on a new page if the sheet has to be turned; tells whether it had to.
    fn turn_to(&mut self, sheet: Sheet) -> io::Result<bool> {
        if self.sheet == sheet {
            return Ok(false);
        }
        let (ending, has_footer_note) = (self.sheet, self.has_footer_note);
        self.xml.element("w:p", &[], |xml| {
            xml.element("w:pPr", &[], |xml| {
                xml.val("w:pStyle", "Spacer")?;
                page::section(xml, ending, has_footer_note)
            })
        })?;
        self.sheet = sheet;
        Ok(true)
    }
}
