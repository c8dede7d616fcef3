//! The imprint (版记): a table at the foot of the last page, since only a table's rules run from margin to margin while its text
//! stands one character inside them.

use std::io;

use super::paragraph::{Indent, Paragraph};
use super::xml::Xml;
use super::{frame, page, table, text};
use crate::document::{Imprint, Sheet};

/// One full-width character of the imprint's size, 4号 (14 pt), in twips.
const CHAR: u32 = 280;

/// Rules in eighths of a point: 0.35 mm outside, 0.25 mm inside.
const RULES: [(&str, &str); 3] = [("w:top", "8"), ("w:bottom", "8"), ("w:insideH", "6")];

pub(super) fn write(xml: &mut Xml<'_>, imprint: &Imprint) -> io::Result<()> {
    let width = page::text_width(Sheet::Portrait);
    xml.element("w:tbl", &[], |xml| {
        xml.element("w:tblPr", &[], |xml| properties(xml, width))?;
        table::grid(xml, &[width])?;
        let copies_to = frame::joined(&imprint.copies_to);
        if !copies_to.is_empty() {
            let label = 3 * CHAR;
            let indent = Indent { left: CHAR + label, hanging: label, right: CHAR };
            let copies = Paragraph::of("Imprint").indent(indent);
            row(xml, width, copies, &format!("抄送：{copies_to}。"))?;
        }
        let indent = Indent { left: CHAR, hanging: 0, right: CHAR };
        let ends = Paragraph::of("Imprint").indent(indent).right_tab(width - CHAR);
        let line = format!("{}\t{}印发", text::line(&imprint.printed_by), imprint.printed_on.chinese());
        row(xml, width, ends, &line)
    })
}

fn properties(xml: &mut Xml<'_>, width: u32) -> io::Result<()> {
    // LibreOffice lets a table this wide float only if its place is counted from the sheet's edge.
    let left = page::left_margin(Sheet::Portrait).to_string();
    let place = [
        ("w:vertAnchor", "margin"),
        ("w:horzAnchor", "page"),
        ("w:tblpX", left.as_str()),
        ("w:tblpYSpec", "bottom"),
    ];
    xml.empty("w:tblpPr", &place)?;
    xml.empty("w:tblW", &[("w:w", &width.to_string()), ("w:type", "dxa")])?;
    xml.element("w:tblBorders", &[], |xml| {
        RULES.iter().try_for_each(|(side, eighths)| {
            xml.empty(
                side,
                &[("w:val", "single"), ("w:sz", eighths), ("w:space", "0"), ("w:color", "000000")],
            )
        })
    })?;
    xml.empty("w:tblLayout", &[("w:type", "fixed")])?;
    // Programs differ in whether a cell's margin moves a floating table, so the indents are the paragraphs'.
    table::margins(xml, "0")
}

fn row(xml: &mut Xml<'_>, width: u32, paragraph: Paragraph<'_>, text: &str) -> io::Result<()> {
    xml.element("w:tr", &[], |xml| {
        xml.element("w:trPr", &[], |xml| xml.empty("w:cantSplit", &[]))?;
        xml.element("w:tc", &[], |xml| {
            xml.element("w:tcPr", &[], |xml| {
                xml.empty("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")])
            })?;
            paragraph.write_text(xml, text)
        })
    })
}
