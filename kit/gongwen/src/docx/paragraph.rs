//! A paragraph: its style, and what it has beyond it.

use std::io;

use super::xml::Xml;

/// A paragraph of a style of `parts/styles.xml`.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Paragraph<'a> {
    style: &'a str,
    keep_next: bool,
    page_break_before: bool,
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

    /// Stays on the page of the paragraph that follows.
    pub(super) fn keep_next(self, keep_next: bool) -> Self {
        Self { keep_next, ..self }
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
        if self.keep_next {
            xml.empty("w:keepNext", &[])?;
        }
        if self.page_break_before {
            xml.empty("w:pageBreakBefore", &[])?;
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
