//! Pictures two a row in a table without rules; a row, captions included, stays on one page.

use std::io;

use super::media::Media;
use super::paragraph::Paragraph;
use super::picture::PixelSize;
use super::xml::Xml;
use super::{table, text};
use crate::document::Picture;

const PER_ROW: usize = 2;

/// Space left and right of a picture in its cell, in twips.
const GUTTER: u32 = 85;

/// English metric units, DrawingML's measure, in a twip and in a millimetre.
const EMU_PER_TWIP: u64 = 635;
const EMU_PER_MM: u64 = 36_000;

/// The tallest that a picture gets beside a wide one, and in a row of upright ones only.
const LOW: u64 = 56 * EMU_PER_MM;
const HIGH: u64 = 76 * EMU_PER_MM;

/// The pictures on `width` twips; `first_drawing` numbers the first of them within the document.
pub(super) fn write(
    xml: &mut Xml<'_>,
    pictures: &[Picture],
    media: &Media,
    width: u32,
    first_drawing: usize,
) -> io::Result<()> {
    let columns = [width / 2, width - width / 2];
    xml.element("w:tbl", &[], |xml| {
        xml.element("w:tblPr", &[], |xml| {
            xml.empty("w:tblW", &[("w:w", &width.to_string()), ("w:type", "dxa")])?;
            xml.val("w:jc", "center")?;
            xml.empty("w:tblLayout", &[("w:type", "fixed")])?;
            table::margins(xml, &GUTTER.to_string())
        })?;
        table::grid(xml, &columns)?;
        pictures.chunks(PER_ROW).enumerate().try_for_each(|(index, row)| {
            picture_row(xml, row, media, &columns, first_drawing + index * PER_ROW)
        })
    })
}

fn picture_row(
    xml: &mut Xml<'_>,
    row: &[Picture],
    media: &Media,
    columns: &[u32; PER_ROW],
    first_drawing: usize,
) -> io::Result<()> {
    let upright = |picture: &Picture| media.size(&picture.id).is_some_and(|size| size.height > size.width);
    let height = if row.iter().all(upright) { HIGH } else { LOW };
    // A picture without a neighbour stands in the middle of both columns.
    let alone = row.len() == 1;
    xml.element("w:tr", &[], |xml| {
        xml.element("w:trPr", &[], |xml| xml.empty("w:cantSplit", &[]))?;
        row.iter().zip(columns).enumerate().try_for_each(|(index, (picture, column))| {
            let width = if alone { columns.iter().sum() } else { *column };
            xml.element("w:tc", &[], |xml| {
                xml.element("w:tcPr", &[], |xml| {
                    xml.empty("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")])?;
                    if alone {
                        xml.val("w:gridSpan", "2")?;
                    }
                    xml.val("w:vAlign", "bottom")
                })?;
                let room = (u64::from(*column - 2 * GUTTER) * EMU_PER_TWIP, height);
                captioned(xml, picture, media, room, first_drawing + index)
            })
        })
    })
}

fn captioned(
    xml: &mut Xml<'_>,
    picture: &Picture,
    media: &Media,
    room: (u64, u64),
    drawing: usize,
) -> io::Result<()> {
    let caption = text::line(&picture.caption);
    Paragraph::of("Picture").write(xml, |xml| {
        let Some((relationship, size)) = media.relationship(&picture.id).zip(media.size(&picture.id)) else {
            return Ok(());
        };
        xml.element("w:r", &[], |xml| {
            xml.element("w:drawing", &[], |xml| {
                inline(xml, &relationship, fit(size, room), &caption, drawing)
            })
        })
    })?;
    Paragraph::of("Caption").write_text(xml, &caption)
}

/// The largest size (EMU) of a picture's proportions inside `room`.
fn fit(size: PixelSize, (width, height): (u64, u64)) -> (u64, u64) {
    let (pixel_width, pixel_height) = (u64::from(size.width), u64::from(size.height));
    if pixel_width * height > pixel_height * width {
        (width, (width * pixel_height / pixel_width).max(1))
    } else {
        ((height * pixel_width / pixel_height).max(1), height)
    }
}

fn inline(
    xml: &mut Xml<'_>,
    relationship: &str,
    (width, height): (u64, u64),
    caption: &str,
    drawing: usize,
) -> io::Result<()> {
    let (width, height, id) = (width.to_string(), height.to_string(), drawing.to_string());
    let extent = [("cx", width.as_str()), ("cy", height.as_str())];
    let name = format!("图片 {id}");
    let label = [("id", id.as_str()), ("name", name.as_str()), ("descr", caption)];
    xml.element("wp:inline", &[("distT", "0"), ("distB", "0"), ("distL", "0"), ("distR", "0")], |xml| {
        xml.empty("wp:extent", &extent)?;
        xml.empty("wp:docPr", &label)?;
        xml.element("wp:cNvGraphicFramePr", &[], |xml| {
            xml.empty("a:graphicFrameLocks", &[("noChangeAspect", "1")])
        })?;
        xml.element("a:graphic", &[], |xml| {
            let kind = [("uri", "http://schemas.openxmlformats.org/drawingml/2006/picture")];
            xml.element("a:graphicData", &kind, |xml| {
                xml.element("pic:pic", &[], |xml| {
                    xml.element("pic:nvPicPr", &[], |xml| {
                        xml.empty("pic:cNvPr", &label)?;
                        xml.empty("pic:cNvPicPr", &[])
                    })?;
                    xml.element("pic:blipFill", &[], |xml| {
                        xml.empty("a:blip", &[("r:embed", relationship)])?;
                        xml.element("a:stretch", &[], |xml| xml.empty("a:fillRect", &[]))
                    })?;
                    shape(xml, &extent)
                })
            })
        })
    })
}

fn shape(xml: &mut Xml<'_>, extent: &[(&str, &str)]) -> io::Result<()> {
    xml.element("pic:spPr", &[], |xml| {
        xml.element("a:xfrm", &[], |xml| {
            xml.empty("a:off", &[("x", "0"), ("y", "0")])?;
            xml.empty("a:ext", extent)
        })?;
        xml.element("a:prstGeom", &[("prst", "rect")], |xml| xml.empty("a:avLst", &[]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_keeps_its_proportions_and_stays_inside() {
        let room = (2_000_000, 1_500_000);
        for (width, height) in [(4000, 3000), (3000, 4000), (1600, 900), (1, 10_000), (u32::MAX, 1), (7, 7)] {
            let (w, h) = fit(PixelSize { width, height }, room);
            assert!(w <= room.0 && h <= room.1 && w > 0 && h > 0, "{width}×{height} → {w}×{h}");
            let (wanted, got) = (f64::from(width) / f64::from(height), w as f64 / h as f64);
            let thinnest = w.min(h) as f64;
            assert!(
                (got / wanted - 1.0).abs() <= 1.0 / thinnest + 0.01 || thinnest <= 1.0,
                "{width}×{height} → {w}×{h}"
            );
        }
    }
}
