//! The sheet: margins, character grid, page numbers (GB/T 9704-2012: 22 lines of 28 characters on A4).

use std::io;

use super::paragraph::Paragraph;
use super::text;
use super::xml::Xml;
use crate::document::Sheet;

/// Relationship ids of the two footers.
pub(super) const ODD_FOOTER: &str = "footerOdd";
pub(super) const EVEN_FOOTER: &str = "footerEven";

/// One full-width character of the text, in twips (1/20 pt): 16 pt less what `GridText` of `parts/styles.xml` takes.
pub(super) const CHAR: u32 = 315;

/// A sheet's sizes in twips.
struct Geometry {
    width: u32,
    height: u32,
    top: u32,
    right: u32,
    bottom: u32,
    left: u32,
    /// From the sheet's lower edge to the page number, so that its dashes stand 7 mm under the text.
    footer: u32,
    orientation: Option<&'static str>,
}

const fn twips(millimetres: u32) -> u32 {
    (millimetres * 14_400 + 127) / 254
}

fn geometry(sheet: Sheet) -> Geometry {
    match sheet {
        Sheet::Portrait => Geometry {
            width: twips(210),
            height: twips(297),
            top: twips(37),
            right: twips(26),
            bottom: twips(35),
            left: twips(28),
            footer: twips(25),
            orientation: None,
        },
        Sheet::Landscape => Geometry {
            width: twips(297),
            height: twips(210),
            top: twips(28),
            right: twips(35),
            bottom: twips(26),
            left: twips(37),
            footer: twips(16),
            orientation: Some("landscape"),
        },
    }
}

/// The width of the text in twips.
pub(super) fn text_width(sheet: Sheet) -> u32 {
    let page = geometry(sheet);
    page.width - page.left - page.right
}

/// How many full-width characters of title size (22 pt) fit a line.
pub(super) fn title_chars(sheet: Sheet) -> usize {
    const TITLE_CHAR: u32 = 440;
    (text_width(sheet) / TITLE_CHAR) as usize
}

/// From the sheet's left edge to the text, in twips.
pub(super) fn left_margin(sheet: Sheet) -> u32 {
    geometry(sheet).left
}

/// Height of a footer note in twips; the page number stays where it is, the note goes below.
const NOTE_HEIGHT: u32 = 340;

/// The properties of a section (`w:sectPr`).
pub(super) fn section(xml: &mut Xml<'_>, sheet: Sheet, has_footer_note: bool) -> io::Result<()> {
    let page = geometry(sheet);
    let footer = page.footer - if has_footer_note { NOTE_HEIGHT } else { 0 };
    let text = |twips: u32| twips.to_string();
    xml.element("w:sectPr", &[], |xml| {
        xml.empty("w:footerReference", &[("w:type", "default"), ("r:id", ODD_FOOTER)])?;
        xml.empty("w:footerReference", &[("w:type", "even"), ("r:id", EVEN_FOOTER)])?;
        xml.val("w:type", "nextPage")?;
        let (width, height) = (text(page.width), text(page.height));
        let mut size = vec![("w:w", width.as_str()), ("w:h", height.as_str())];
        size.extend(page.orientation.map(|orientation| ("w:orient", orientation)));
        xml.empty("w:pgSz", &size)?;
        xml.empty(
            "w:pgMar",
            &[
                ("w:top", &text(page.top)),
                ("w:right", &text(page.right)),
                ("w:bottom", &text(page.bottom)),
                ("w:left", &text(page.left)),
                ("w:header", &text(twips(15))),
                ("w:footer", &text(footer)),
                ("w:gutter", "0"),
            ],
        )?;
        xml.empty("w:docGrid", &[("w:type", "lines"), ("w:linePitch", "579")])
    })
}

/// Which pages a footer stands on.
#[derive(Clone, Copy)]
pub(super) enum Side {
    Odd,
    Even,
}

/// A footer: the page number towards the outer edge, the note under it.
pub(super) fn footer(xml: &mut Xml<'_>, side: Side, note: Option<&str>) -> io::Result<()> {
    let style = match side {
        Side::Odd => "PageNumberOdd",
        Side::Even => "PageNumberEven",
    };
    xml.element("w:ftr", &super::NAMESPACES, |xml| {
        Paragraph::of(style).write(xml, |xml| {
            super::paragraph::run(xml, "— ")?;
            xml.element("w:fldSimple", &[("w:instr", "PAGE")], |xml| super::paragraph::run(xml, "1"))?;
            super::paragraph::run(xml, " —")
        })?;
        match note {
            Some(note) => Paragraph::of("FooterNote").write_text(xml, &text::line(note)),
            None => Ok(()),
        }
    })
}
