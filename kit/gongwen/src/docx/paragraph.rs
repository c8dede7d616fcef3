//! A paragraph: its style, and what it has beyond it.

use std::io;

use super::xml::Xml;

/// A paragraph of a style of `parts/styles.xml`.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Paragraph<'a> {
    style: &'a str,
    page_break_before: bool,
    at_foot: bool,
    rule_above: Option<&'a str>,
    rule_below: Option<&'a str>,
    tab: Option<Tab>,
    indent: Option<Indent>,
    align: Option<&'a str>,
}

/// Indents in twips.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Indent {
    pub(super) left: u32,
    pub(super) hanging: u32,
    pub(super) right: u32,
}

#[derive(Debug, Clone, Copy)]
struct Tab {
    right_at: u32,
}

impl<'a> Paragraph<'a> {
    pub(super) fn of(style: &'a str) -> Self {
        Self { style, ..Self::default() }
    }

    pub(super) fn page_break_before(self, page_break_before: bool) -> Self {
        Self { page_break_before, ..self }
    }

    pub(super) fn indent(self, indent: Indent) -> Self {
        Self { indent: Some(indent), ..self }
    }

    /// `left`, `center`, `right` or `both` instead of the style's.
    pub(super) fn align(self, align: &'a str) -> Self {
        Self { align: Some(align), ..self }
    }

    /// A tab stop whose text ends at `twips` from the left margin.
    pub(super) fn right_tab(self, twips: u32) -> Self {
        Self { tab: Some(Tab { right_at: twips }), ..self }
    }

    /// Stands with its neighbours of this kind at the foot of the page's text.
    pub(super) fn at_foot(self) -> Self {
        Self { at_foot: true, ..self }
    }

    /// A black rule above, in eighths of a point.
    pub(super) fn rule_above(self, eighths: &'a str) -> Self {
        Self { rule_above: Some(eighths), ..self }
    }

    /// A black rule below, in eighths of a point.
    pub(super) fn rule_below(self, eighths: &'a str) -> Self {
        Self { rule_below: Some(eighths), ..self }
    }

    /// The paragraph around the runs that `inner` writes.
    pub(super) fn write(
        self,
        xml: &mut Xml<'_>,
        inner: impl FnOnce(&mut Xml<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        xml.element("w:p", &[], |xml| {
            xml.element("w:pPr", &[], |xml| self.properties(xml))?;
            inner(xml)
        })
    }

    /// The paragraph around one run of text.
    pub(super) fn write_text(self, xml: &mut Xml<'_>, text: &str) -> io::Result<()> {
        self.write(xml, |xml| run(xml, text))
    }

    // The schema fixes the order.
    fn properties(self, xml: &mut Xml<'_>) -> io::Result<()> {
        xml.val("w:pStyle", self.style)?;
        if self.page_break_before {
            xml.empty("w:pageBreakBefore", &[])?;
        }
        if self.at_foot {
            frame_at_foot(xml)?;
        }
        if self.rule_above.is_some() || self.rule_below.is_some() {
            xml.element("w:pBdr", &[], |xml| {
                rule(xml, "w:top", self.rule_above)?;
                rule(xml, "w:bottom", self.rule_below)
            })?;
        }
        if let Some(tab) = self.tab {
            xml.element("w:tabs", &[], |xml| {
                xml.empty("w:tab", &[("w:val", "right"), ("w:pos", &tab.right_at.to_string())])
            })?;
        }
        if let Some(Indent { left, hanging, right }) = self.indent {
            let (left, hanging, right) = (left.to_string(), hanging.to_string(), right.to_string());
            xml.empty("w:ind", &[("w:left", &left), ("w:right", &right), ("w:hanging", &hanging)])?;
        }
        match self.align {
            Some(align) => xml.val("w:jc", align),
            None => Ok(()),
        }
    }
}

fn frame_at_foot(xml: &mut Xml<'_>) -> io::Result<()> {
    let width = super::page::text_width(crate::document::Sheet::Portrait).to_string();
    xml.empty(
        "w:framePr",
        &[
            ("w:w", &width),
            ("w:wrap", "around"),
            ("w:vAnchor", "margin"),
            ("w:hAnchor", "margin"),
            ("w:xAlign", "center"),
            ("w:yAlign", "bottom"),
        ],
    )
}

fn rule(xml: &mut Xml<'_>, side: &str, eighths: Option<&str>) -> io::Result<()> {
    match eighths {
        Some(size) => {
            xml.empty(side, &[("w:val", "single"), ("w:sz", size), ("w:space", "1"), ("w:color", "000000")])
        }
        None => Ok(()),
    }
}

/// A run of text; `\t` in it becomes a tab.
pub(super) fn run(xml: &mut Xml<'_>, text: &str) -> io::Result<()> {
    xml.element("w:r", &[], |xml| {
        for (index, piece) in text.split('\t').enumerate() {
            if index > 0 {
                xml.empty("w:tab", &[])?;
            }
            xml.element("w:t", &[("xml:space", "preserve")], |xml| xml.text(piece))?;
        }
        Ok(())
    })
}
