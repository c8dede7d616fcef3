use rust_xlsxwriter::{Format, FormatAlign, FormatBorder};

/// The looks of a sheet's cells. Named fonts are those of office software in China; elsewhere the program
/// puts its own in their place.
#[derive(Debug)]
pub(crate) struct Styles {
    pub(crate) title: Format,
    pub(crate) note: Format,
    pub(crate) heading: Format,
    pub(crate) text: Format,
    /// Text that could be taken for a formula: marked as text for the program, shown unchanged.
    pub(crate) guarded: Format,
    pub(crate) number: Format,
    pub(crate) date: Format,
}

impl Default for Styles {
    fn default() -> Self {
        let body =
            Format::new().set_font_name("宋体").set_font_size(11).set_align(FormatAlign::VerticalCenter);
        let boxed = body.clone().set_border(FormatBorder::Thin);
        let text = boxed.clone().set_align(FormatAlign::Left).set_text_wrap();
        Self {
            title: body.clone().set_font_name("黑体").set_font_size(16).set_align(FormatAlign::Center),
            note: body.set_align(FormatAlign::Left),
            heading: boxed
                .clone()
                .set_font_name("黑体")
                .set_align(FormatAlign::Center)
                .set_text_wrap()
                .set_background_color("#F2F2F2"),
            guarded: text.clone().set_quote_prefix(),
            text,
            number: boxed.clone().set_align(FormatAlign::Right),
            date: boxed.set_align(FormatAlign::Center).set_num_format("yyyy-mm-dd"),
        }
    }
}
