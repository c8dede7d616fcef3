//! Ruled tables: the header repeats, a row stays on one page.

use std::io;

use super::paragraph::Paragraph;
use super::text;
use super::xml::Xml;
use crate::document::{Align, Column, Table};

/// How closely a table is set whose columns are `width` twips on average: the suffix of its text's style (小四, 五号, 小五), and
/// the margin of its cells in twips.
fn density(width: u32) -> (&'static str, &'static str) {
    match width {
        1_200.. => ("", "85"),
        700.. => ("Small", "70"),
        350.. => ("Tiny", "40"),
        _ => ("Tiny", "10"),
    }
}

/// Rows with a cell longer than this (in half characters) may break across pages, lest they run off one.
const KEEP_WHOLE: usize = 400;

/// The rows of `table` on `width` twips.
pub(super) fn write(xml: &mut Xml<'_>, table: &Table, width: u32) -> io::Result<()> {
    let widths = shares(table.columns(), width);
    let (suffix, margin) = density(width / widths.len().max(1) as u32);
    xml.element("w:tbl", &[], |xml| {
        properties(xml, width, margin)?;
        grid(xml, &widths)?;
        header(xml, table.columns(), &widths, &format!("TableHead{suffix}"))?;
        let style = format!("TableText{suffix}");
        table.rows().iter().try_for_each(|row| body_row(xml, row, table.columns(), &widths, &style))
    })
}

/// Divides `width` among the columns by their weights; the last takes what rounding leaves.
fn shares(columns: &[Column], width: u32) -> Vec<u32> {
    // A column much narrower than the widest could not show a single character.
    const WIDEST_TO_NARROWEST: u16 = 12;
    let widest = columns.iter().map(|column| column.weight).max().unwrap_or_default();
    let least = (widest / WIDEST_TO_NARROWEST).max(1);
    let weights: Vec<u32> = columns.iter().map(|column| u32::from(column.weight.max(least))).collect();
    let total: u32 = weights.iter().sum();
    let mut widths: Vec<u32> = weights.iter().map(|weight| width * weight / total).collect();
    let taken: u32 = widths.iter().sum();
    if let Some(last) = widths.last_mut() {
        *last += width - taken;
    }
    widths
}

fn properties(xml: &mut Xml<'_>, width: u32, margin: &str) -> io::Result<()> {
    xml.element("w:tblPr", &[], |xml| {
        xml.empty("w:tblW", &[("w:w", &width.to_string()), ("w:type", "dxa")])?;
        xml.val("w:jc", "center")?;
        xml.element("w:tblBorders", &[], |xml| {
            ["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"].iter().try_for_each(|side| {
                xml.empty(
                    side,
                    &[("w:val", "single"), ("w:sz", "4"), ("w:space", "0"), ("w:color", "000000")],
                )
            })
        })?;
        xml.empty("w:tblLayout", &[("w:type", "fixed")])?;
        margins(xml, margin)
    })
}

/// Space between a cell's rules and its text, left and right, in twips.
pub(super) fn margins(xml: &mut Xml<'_>, twips: &str) -> io::Result<()> {
    xml.element("w:tblCellMar", &[], |xml| {
        xml.empty("w:left", &[("w:w", twips), ("w:type", "dxa")])?;
        xml.empty("w:right", &[("w:w", twips), ("w:type", "dxa")])
    })
}

pub(super) fn grid(xml: &mut Xml<'_>, widths: &[u32]) -> io::Result<()> {
    xml.element("w:tblGrid", &[], |xml| {
        widths.iter().try_for_each(|width| xml.empty("w:gridCol", &[("w:w", &width.to_string())]))
    })
}

fn header(xml: &mut Xml<'_>, columns: &[Column], widths: &[u32], style: &str) -> io::Result<()> {
    xml.element("w:tr", &[], |xml| {
        xml.element("w:trPr", &[], |xml| {
            xml.empty("w:cantSplit", &[])?;
            xml.empty("w:tblHeader", &[])
        })?;
        columns
            .iter()
            .zip(widths)
            .try_for_each(|(column, width)| cell(xml, *width, &column.heading, Paragraph::of(style)))
    })
}

fn body_row(
    xml: &mut Xml<'_>,
    cells: &[String],
    columns: &[Column],
    widths: &[u32],
    style: &str,
) -> io::Result<()> {
    xml.element("w:tr", &[], |xml| {
        if cells.iter().all(|text| text::half_widths(text) <= KEEP_WHOLE) {
            xml.element("w:trPr", &[], |xml| xml.empty("w:cantSplit", &[]))?;
        }
        cells.iter().zip(columns).zip(widths).try_for_each(|((text, column), width)| {
            let align = match column.align {
                Align::Left => "left",
                Align::Centre => "center",
                Align::Number => "right",
            };
            cell(xml, *width, text, Paragraph::of(style).align(align))
        })
    })
}

fn cell(xml: &mut Xml<'_>, width: u32, text: &str, paragraph: Paragraph<'_>) -> io::Result<()> {
    xml.element("w:tc", &[], |xml| {
        xml.element("w:tcPr", &[], |xml| {
            xml.empty("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")])?;
            xml.val("w:vAlign", "center")
        })?;
        let mut lines = text::lines(text).peekable();
        if lines.peek().is_none() {
            return paragraph.write(xml, |_| Ok(()));
        }
        lines.try_for_each(|line| paragraph.write_text(xml, &line))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_fill_the_width() {
        let columns = [Column::left("a", 0), Column::left("b", 2), Column::left("c", u16::MAX)];
        let widths = shares(&columns, 8845);
        assert_eq!(widths.iter().sum::<u32>(), 8845);
        assert!(widths.iter().all(|width| *width > 600), "{widths:?}");
        let even = shares(&[Column::left("a", 3), Column::left("b", 3), Column::left("c", 3)], 100);
        assert_eq!(even, [33, 33, 34]);
    }
}
