//! What stands around the text: red head, title, attachment list, signature, imprint.

use std::io;

use super::page::{self, CHAR};
use super::paragraph::{Indent, Paragraph, run};
use super::text;
use super::xml::Xml;
use crate::document::{Attachment, Document, Imprint, Letterhead, Sheet, Signature};

/// One full-width character of 4号 (14 pt), the imprint's size, in twips.
const SMALL_CHAR: u32 = 280;

/// Rules of the imprint in eighths of a point: 0.35 mm outside, 0.25 mm inside.
const THICK: &str = "8";
const THIN: &str = "6";

/// Red head, title and recipients, each with the blank lines that the standard wants.
pub(super) fn head(xml: &mut Xml<'_>, document: &Document) -> io::Result<()> {
    if let Some(letterhead) = &document.letterhead {
        red_head(xml, letterhead)?;
        blank_line(xml)?;
        blank_line(xml)?;
    }
    for line in document.title_lines(page::TITLE_CHARS) {
        Paragraph::of("Title").write_text(xml, &text::line(&line))?;
    }
    blank_line(xml)?;
    let recipients = joined(&document.recipients);
    if recipients.is_empty() {
        return Ok(());
    }
    Paragraph::of("Recipients").write_text(xml, &format!("{recipients}："))
}

pub(super) fn blank_line(xml: &mut Xml<'_>) -> io::Result<()> {
    Paragraph::of("BlankLine").write(xml, |_| Ok(()))
}

fn joined(names: &[String]) -> String {
    names.iter().map(|name| text::line(name)).filter(|name| !name.is_empty()).collect::<Vec<_>>().join("，")
}

fn red_head(xml: &mut Xml<'_>, letterhead: &Letterhead) -> io::Result<()> {
    let issuer = text::line(&letterhead.issuer);
    Paragraph::of("Issuer").write(xml, |xml| {
        xml.element("w:r", &[], |xml| {
            xml.element("w:rPr", &[], |xml| xml.val("w:sz", &issuer_half_points(&issuer).to_string()))?;
            xml.element("w:t", &[("xml:space", "preserve")], |xml| xml.text(&issuer))
        })
    })?;
    blank_line(xml)?;
    blank_line(xml)?;
    let number = text::line(letterhead.number.as_deref().unwrap_or_default());
    let width = page::text_width(Sheet::Portrait);
    match &letterhead.signatory {
        Some(signatory) => Paragraph::of("DocumentNumber")
            .align("left")
            .right_tab(width - CHAR)
            .write_text(xml, &format!("\u{3000}{number}\t签发人：{}", text::line(signatory))),
        None => Paragraph::of("DocumentNumber").write_text(xml, &number),
    }
}

/// As large as one line allows, between 1号 and twice that.
fn issuer_half_points(issuer: &str) -> usize {
    let line_half_points = page::text_width(Sheet::Portrait) as usize / 10;
    let full_widths = text::half_widths(issuer).div_ceil(2).max(1);
    (line_half_points / full_widths).clamp(52, 104)
}

/// The list of attachments (附件说明), a blank line above it.
pub(super) fn attachment_list(xml: &mut Xml<'_>, attachments: &[Attachment]) -> io::Result<()> {
    if attachments.is_empty() {
        return Ok(());
    }
    blank_line(xml)?;
    let label = 5 * CHAR;
    if let [only] = attachments {
        let indent = Indent { left: label, hanging: 3 * CHAR, right: 0 };
        return Paragraph::of("AttachmentList")
            .indent(indent)
            .write_text(xml, &format!("附件：{}", text::line(&only.name)));
    }
    // A number of two digits is half a character wider.
    let number = CHAR + if attachments.len() > 9 { CHAR / 2 } else { 0 };
    for (index, attachment) in attachments.iter().enumerate() {
        let (hanging, lead) = if index == 0 { (3 * CHAR + number, "附件：") } else { (number, "") };
        let indent = Indent { left: label + number, hanging, right: 0 };
        let line = format!("{lead}{}.\t{}", index + 1, text::line(&attachment.name));
        Paragraph::of("AttachmentList").indent(indent).write_text(xml, &line)?;
    }
    Ok(())
}

/// Mark and title of an attachment's first page; `number` is absent when it is the only one.
pub(super) fn attachment_head(
    xml: &mut Xml<'_>,
    name: &str,
    number: Option<usize>,
    break_before: bool,
) -> io::Result<()> {
    let mark = number.map_or_else(|| String::from("附件"), |number| format!("附件{number}"));
    Paragraph::of("AttachmentMark").page_break_before(break_before).write_text(xml, &mark)?;
    blank_line(xml)?;
    Paragraph::of("Title").write_text(xml, &text::line(name))?;
    blank_line(xml)
}

/// Signer and date with room for a seal: the date four characters from the right, the signer centred over it.
pub(super) fn signature(xml: &mut Xml<'_>, signature: &Signature) -> io::Result<()> {
    const FROM_RIGHT: usize = 8;
    blank_line(xml)?;
    blank_line(xml)?;
    let date = signature.date.map(|date| date.chinese()).unwrap_or_default();
    let date_width = text::half_widths(&date);
    for signer in text::lines(&signature.signer) {
        let overhang = FROM_RIGHT + date_width / 2;
        let right = overhang.saturating_sub(text::half_widths(&signer) / 2);
        right_indented(xml, &signer, right)?;
    }
    if date.is_empty() {
        return Ok(());
    }
    right_indented(xml, &date, FROM_RIGHT)
}

fn right_indented(xml: &mut Xml<'_>, text: &str, half_chars: usize) -> io::Result<()> {
    let right = u32::try_from(half_chars).unwrap_or_default() * CHAR / 2;
    Paragraph::of("Signature").indent(Indent { right, ..Indent::default() }).write_text(xml, text)
}

/// The imprint (版记) at the foot of the last page.
pub(super) fn imprint(xml: &mut Xml<'_>, imprint: &Imprint) -> io::Result<()> {
    let line = Paragraph::of("CopiesTo").at_foot();
    let copies_to = joined(&imprint.copies_to);
    if !copies_to.is_empty() {
        let label = 3 * SMALL_CHAR;
        let indent = Indent { left: SMALL_CHAR + label, hanging: label, right: SMALL_CHAR };
        line.rule_above(THICK).indent(indent).write_text(xml, &format!("抄送：{copies_to}。"))?;
    }
    let above = if copies_to.is_empty() { THICK } else { THIN };
    let right_edge = page::text_width(Sheet::Portrait) - SMALL_CHAR;
    line.rule_above(above).rule_below(THICK).right_tab(right_edge).write(xml, |xml| {
        let printed_by = text::line(&imprint.printed_by);
        run(xml, &format!("{printed_by}\t{}印发", imprint.printed_on.chinese()))
    })
}
