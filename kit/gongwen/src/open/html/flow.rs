use super::list::List;
use crate::open::extract::Extract;
use crate::read::ReadError;

/// What is passed over with everything in it: it is no text, or that of the site around the page.
const SILENT: &[&str] =
    &["script", "style", "noscript", "template", "svg", "object", "iframe", "select", "button", "textarea"];
const OF_THE_SITE: &[&str] = &["nav", "aside", "title"];
/// What stands on lines of its own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "title",
    "tr",
    "ul",
];
/// Tags without an end.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];
/// Lists inside each other that are counted.
const MOST_LISTS: usize = 32;

/// The page so far.
#[derive(Debug, Default)]
pub(super) struct Flow {
    extract: Extract,
    line: String,
    /// A blank that is written if more text follows on the line.
    is_blank_due: bool,
    /// The number or the indent that stands before the next text.
    lead: String,
    is_indented: bool,
    lists: Vec<List>,
    /// Lists that are open beyond those that are counted.
    deeper_lists: usize,
    row: Option<Row>,
    aside: Option<Aside>,
    preformatted: usize,
}

/// A row of a table: its cells, each of lines.
#[derive(Debug, Default)]
struct Row(Vec<Vec<String>>);

/// An element that is passed over, how many of its name are open, and whether its text is read for marks.
#[derive(Debug)]
struct Aside {
    tag: String,
    open: usize,
    is_read: bool,
}

impl Flow {
    pub(super) fn start(&mut self, tag: &str, attributes: &[(String, String)]) -> Result<(), ReadError> {
        let attribute =
            |name: &str| attributes.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone());
        if let Some(aside) = &mut self.aside {
            aside.open += usize::from(aside.tag == tag);
            return if BLOCKS.contains(&tag) || tag == "br" { self.end_line() } else { Ok(()) };
        }
        if tag == "meta" {
            return self.extract.margin(&attribute("content").unwrap_or_default());
        }
        if BLOCKS.contains(&tag) {
            self.end_line()?;
        }
        let style = attribute("style").unwrap_or_default().to_lowercase().replace(' ', "");
        let is_running_head =
            tag == "div" && matches!(attribute("title").as_deref(), Some("header" | "footer"));
        let is_hidden = style.contains("display:none") || attribute("hidden").is_some();
        let is_silent = SILENT.contains(&tag);
        if !VOID.contains(&tag) && (is_silent || OF_THE_SITE.contains(&tag) || is_running_head || is_hidden) {
            self.aside = Some(Aside { tag: tag.to_owned(), open: 1, is_read: !is_silent });
            return Ok(());
        }
        match tag {
            "br" => self.break_line()?,
            "p" | "div" => self.is_indented = indents(&style),
            "pre" => self.preformatted += 1,
            "ol" | "ul" if self.lists.len() < MOST_LISTS => self.lists.push(List::new(tag, attribute)),
            "ol" | "ul" => self.deeper_lists += 1,
            "li" if self.deeper_lists == 0 => {
                let value = attribute("value").and_then(|value| value.trim().parse().ok());
                self.lead = self.lists.last_mut().map(|list| list.next(value)).unwrap_or_default();
            }
            "tr" => {
                self.end_row()?;
                self.row = Some(Row::default());
            }
            "td" | "th" => {
                self.end_line()?;
                if let Some(row) = &mut self.row {
                    row.0.push(Vec::new());
                }
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn end(&mut self, tag: &str) -> Result<(), ReadError> {
        if BLOCKS.contains(&tag) || matches!(tag, "td" | "th") {
            self.end_line()?;
        }
        if let Some(aside) = &mut self.aside {
            aside.open -= usize::from(aside.tag == tag);
            if aside.open == 0 {
                self.end_line()?;
                self.aside = None;
            }
            return Ok(());
        }
        match tag {
            "ol" | "ul" if self.deeper_lists > 0 => self.deeper_lists -= 1,
            "ol" | "ul" => drop(self.lists.pop()),
            "tr" | "table" => self.end_row()?,
            "p" | "div" => self.is_indented = false,
            "pre" => self.preformatted = self.preformatted.saturating_sub(1),
            _ => {}
        }
        Ok(())
    }

    pub(super) fn text(&mut self, text: &str) -> Result<(), ReadError> {
        if self.preformatted > 0 && self.aside.is_none() {
            let mut lines = text.split('\n');
            self.line.push_str(lines.next().unwrap_or_default());
            for line in lines {
                self.break_line()?;
                self.line.push_str(line);
            }
            return Ok(());
        }
        let mut breaks_line = false;
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                breaks_line |= matches!(c, '\n' | '\r');
                self.is_blank_due = true;
                continue;
            }
            if std::mem::take(&mut self.is_blank_due) {
                let before = self.line.chars().next_back();
                // A line that was broken between two Chinese characters had no blank there.
                let is_layout =
                    breaks_line && (c > '\u{2e80}' || before.is_some_and(|before| before > '\u{2e80}'));
                if before.is_some() && !is_layout {
                    self.line.push(' ');
                }
            }
            breaks_line = false;
            self.line.push(if c == '\u{a0}' { ' ' } else { c });
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<Extract, ReadError> {
        self.end_line()?;
        self.end_row()?;
        Ok(self.extract)
    }

    /// A block's edge ends a line that has begun.
    fn end_line(&mut self) -> Result<(), ReadError> {
        if self.line.is_empty() { Ok(()) } else { self.break_line() }
    }

    fn break_line(&mut self) -> Result<(), ReadError> {
        self.is_blank_due = false;
        let line = std::mem::take(&mut self.line);
        if let Some(aside) = &self.aside {
            return if aside.is_read { self.extract.margin(&line) } else { Ok(()) };
        }
        let is_blank = line.chars().all(|c| c == ' ');
        let indent = if self.is_indented && !is_blank && self.lead.is_empty() { "　　" } else { "" };
        let lead = if is_blank { String::new() } else { std::mem::take(&mut self.lead) };
        self.is_indented &= is_blank;
        let line = if is_blank { String::new() } else { format!("{indent}{lead}{line}") };
        match self.row.as_mut().and_then(|row| row.0.last_mut()) {
            Some(cell) => {
                cell.push(line);
                Ok(())
            }
            None => self.extract.body(&line),
        }
    }

    /// A row is a line with a tab between cells; a single cell is only a frame around what stands in it.
    fn end_row(&mut self) -> Result<(), ReadError> {
        self.end_line()?;
        let Some(Row(cells)) = self.row.take() else { return Ok(()) };
        if let [lines] = cells.as_slice() {
            return lines.iter().try_for_each(|line| self.extract.body(line));
        }
        let joined = |lines: &Vec<String>| {
            let parts = lines.iter().map(|line| line.trim()).filter(|part| !part.is_empty());
            parts.collect::<Vec<_>>().join(" ")
        };
        let cells: Vec<String> = cells.iter().map(joined).collect();
        if cells.iter().all(String::is_empty) { Ok(()) } else { self.extract.body(&cells.join("\t")) }
    }
}

/// Whether a style indents the first line.
fn indents(style: &str) -> bool {
    let Some((_, value)) = style.split_once("text-indent:") else { return false };
    let end = value.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').unwrap_or(value.len());
    value[..end].parse::<f32>().is_ok_and(|length| length > 0.0)
}
