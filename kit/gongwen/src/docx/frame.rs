//! What stands around the text: red head, title, attachment list, signature.

use std::io;

use super::page::{self, CHAR};
use super::paragraph::{Indent, Paragraph};
use super::text;
use super::xml::Xml;
use crate::document::{Attachment, Document, Letterhead, Sheet, Signature, title_lines};

/// Red head, title and recipients, each with the blank lines that the standard wants.
pub(super) fn head(xml: &mut Xml<'_>, document: &Document) -> io::Result<()> {
    if let Some(letterhead) = &document.letterhead {
        red_head(xml, letterhead)?;
        blank_line(xml)?;
        blank_line(xml)?;
    }
    title(xml, &document.title, Sheet::Portrait)?;
    blank_line(xml)?;
    let recipients = joined(&document.recipients);
    if recipients.is_empty() {
        return Ok(());
    }
    Paragraph::of("Recipients").write_text(xml, &format!("{recipients}："))
}

fn title(xml: &mut Xml<'_>, title: &str, sheet: Sheet) -> io::Result<()> {
    let clean = text::lines(title).collect::<Vec<_>>().join("\n");
    title_lines(&clean, page::title_chars(sheet))
        .iter()
        .try_for_each(|line| Paragraph::of("Title").write_text(xml, line))
}

/// A line left empty; it stays with what follows, so that none of them ends a page's last block alone.
fn blank_line(xml: &mut Xml<'_>) -> io::Result<()> {
    Paragraph::of("BlankLine").keep_next(true).write(xml, |_| Ok(()))
}

/// Names in one line.
pub(super) fn joined(names: &[String]) -> String {
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

/// As large as one line allows, between 22 pt (2号) and 52 pt.
fn issuer_half_points(issuer: &str) -> usize {
    let line_half_points = page::text_width(Sheet::Portrait) as usize / 10;
    let full_widths = text::half_widths(issuer).div_ceil(2).max(1);
    (line_half_points / full_widths).clamp(44, 104)
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
            .keep_next(true)
            .indent(indent)
            .write_text(xml, &format!("附件：{}", text::line(&only.name)));
    }
    // A number of two digits is half a character wider.
    let number = CHAR + if attachments.len() > 9 { CHAR / 2 } else { 0 };
    for (index, attachment) in attachments.iter().enumerate() {
        let (hanging, lead) = if index == 0 { (3 * CHAR + number, "附件：") } else { (number, "") };
        let indent = Indent { left: label + number, hanging, right: 0 };
        let line = format!("{lead}{}.\t{}", index + 1, text::line(&attachment.name));
        Paragraph::of("AttachmentList").keep_next(true).indent(indent).write_text(xml, &line)?;
    }
    Ok(())
}

/// Mark and title of an attachment's first page; `number` is absent when it is the only one.
pub(super) fn attachment_head(
    xml: &mut Xml<'_>,
    attachment: &Attachment,
    number: Option<usize>,
    break_before: bool,
) -> io::Result<()> {
    let mark = number.map_or_else(|| String::from("附件"), |number| format!("附件{number}"));
    Paragraph::of("AttachmentMark").page_break_before(break_before).write_text(xml, &mark)?;
    blank_line(xml)?;
    title(xml, &attachment.name, attachment.sheet)?;
    blank_line(xml)
}

/// Signer and date with room for a seal: the date four characters from the right, the signer centred over it.
pub(super) fn signature(xml: &mut Xml<'_>, signature: &Signature) -> io::Result<()> {
    const FROM_RIGHT: usize = 8;
    blank_line(xml)?;
    blank_line(xml)?;
    let date = signature.date.map(|date| date.chinese()).unwrap_or_default();
    let date_width = text::half_widths(&date);
    let signer_over_date = !date.is_empty();
    for signer in text::lines(&signature.signer) {
        let overhang = FROM_RIGHT + date_width / 2;
        let right = overhang.saturating_sub(text::half_widths(&signer) / 2);
        right_indented(xml, &signer, right, signer_over_date)?;
    }
    if signer_over_date {
        right_indented(xml, &date, FROM_RIGHT, false)?;
    }
    Ok(())
}

fn right_indented(xml: &mut Xml<'_>, text: &str, half_chars: usize, keep_next: bool) -> io::Result<()> {
    let right = u32::try_from(half_chars).unwrap_or_default() * CHAR / 2;
    let indent = Indent { right, ..Indent::default() };
    Paragraph::of("Signature").keep_next(keep_next).indent(indent).write_text(xml, text)
}
