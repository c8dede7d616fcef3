//! What LibreOffice makes of a document, compared with the model.

use std::path::Path;
use std::process::Command;

use gongwen::document::{Block, Column, Document, Signature, Table};
use tempfile::TempDir;

use crate::{package, sample};

/// A document converted to PDF, in a folder that goes with it.
struct Pdf(TempDir);

impl Pdf {
    fn of(document: &Document) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let docx = folder.path().join("document.docx");
        std::fs::write(&docx, package::bytes(document)).expect("the document is saved");
        let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
        tool(
            "soffice",
            "libreoffice-writer-nogui",
            folder.path(),
            &[&profile, "--headless", "--convert-to", "pdf", "document.docx"],
        );
        Self(folder)
    }

    /// The text of each page in the order in which it is drawn, without white space.
    fn pages(&self) -> Vec<String> {
        let text = tool("pdftotext", "poppler-utils", self.0.path(), &["-raw", "document.pdf", "-"]);
        text.trim_end_matches('\u{c}').split('\u{c}').map(squeezed).collect()
    }

    /// Pixel sizes of the pictures, in order.
    fn pictures(&self) -> Vec<(u32, u32)> {
        let list = tool("pdfimages", "poppler-utils", self.0.path(), &["-list", "document.pdf"]);
        list.lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>())
            .filter(|fields| fields.get(2) == Some(&"image"))
            .map(|fields| (fields[3].parse().expect("a width"), fields[4].parse().expect("a height")))
            .collect()
    }
}

/// Runs a program in `folder` and gives its output; fails, and says what to install, where there is none.
fn tool(program: &str, debian_package: &str, folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap_or_else(|error| panic!("{program} cannot be run ({error}): install {debian_package}"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The text without footers, so that paragraphs that cross a page are whole; each footer is checked on the way.
fn running_text(pages: &[String], note: &str) -> String {
    let footer = |page: usize| format!("—{}—{}", page, squeezed(note));
    pages
        .iter()
        .enumerate()
        .map(|(index, page)| {
            let footer = footer(index + 1);
            assert!(page.contains(&footer), "page {} has no footer {footer}: {page}", index + 1);
            page.replacen(&footer, "", 1)
        })
        .collect()
}

fn assert_in_order(text: &str, parts: &[String]) {
    let mut from = 0;
    for part in parts {
        let part = squeezed(part);
        let found =
            text[from..].find(&part).unwrap_or_else(|| panic!("{part} is missing after {}", &text[..from]));
        from += found + part.len();
    }
}

/// Paragraph, headings with the numbers that they must get, captions: in reading order.
fn expected(report: &Document) -> Vec<String> {
    let mut numbers =
        ["一、", "二、", "（一）", "1.", "（1）", "（2）", "（二）", "（三）", "三、", "（一）", "（二）"]
            .into_iter();
    let mut parts = vec![report.title.clone(), format!("{}：", report.recipients[0])];
    for block in &report.body {
        match block {
            Block::Heading { text, .. } => parts.push(format!("{}{text}", numbers.next().expect("a number"))),
            Block::Paragraph { text } | Block::Note { text } => parts.push(text.clone()),
            Block::Table(table) => parts.extend(table.caption().map(String::from)),
            Block::Pictures { pictures } => {
                parts.extend(pictures.iter().map(|picture| picture.caption.clone()))
            }
            Block::PageBreak => {}
        }
    }
    assert_eq!(numbers.next(), None);
    parts.extend(
        ["附件：1.", "2.", "3."].iter().zip(&report.attachments).map(|(n, a)| format!("{n}{}", a.name)),
    );
    parts.extend(["临江市图书馆", "2025年7月9日", "附件1"].map(String::from));
    parts.extend([report.attachments[0].name.clone(), "附件2".into(), report.attachments[1].name.clone()]);
    parts
}

fn row_text(cells: &[String]) -> String {
    squeezed(&cells.concat())
}

#[test]
fn a_report_comes_out_as_the_model_says() {
    let report = sample::report();
    let pdf = Pdf::of(&report);
    let pages = pdf.pages();
    let text = running_text(&pages, report.footer_note.as_deref().unwrap_or_default());
    assert_in_order(&text, &expected(&report));

    let attached = report.attachments.iter().flat_map(|attachment| &attachment.body);
    let tables: Vec<&Table> = report
        .body
        .iter()
        .chain(attached)
        .filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None })
        .collect();
    assert_eq!(tables.iter().map(|table| table.rows().len()).collect::<Vec<_>>(), [5, 60]);
    for table in &tables {
        let rows: Vec<String> = table.rows().iter().map(|row| row_text(row)).collect();
        assert!(rows.iter().all(|row| pages.iter().filter(|page| page.contains(row.as_str())).count() == 1));
        let headings: Vec<String> = table.columns().iter().map(|column| column.heading.clone()).collect();
        let with_header = pages.iter().filter(|page| page.contains(&row_text(&headings))).count();
        let with_rows =
            pages.iter().filter(|page| rows.iter().any(|row| page.contains(row.as_str()))).count();
        assert_eq!(with_header, with_rows, "the header repeats on each page of its table");
    }

    assert_eq!(pdf.pictures(), [(640, 480), (480, 640), (480, 640), (480, 640), (640, 360)]);
    let last = pages.last().expect("a page");
    assert!(last.contains("抄送：市财政局，市教育局，各县（区）文化体育和旅游局，市总工会。"));
    assert!(last.contains("临江市图书馆办公室2025年7月9日印发"));
}

#[test]
fn a_full_page_has_22_lines_of_28_characters() {
    let document =
        Document { body: vec![Block::paragraph("字".repeat(28 * 22 * 3))], ..Document::new("标题") };
    let pages = Pdf::of(&document).pages();
    assert_eq!(pages[1].chars().filter(|c| *c == '字').count(), 28 * 22);
}

#[test]
fn a_signature_never_stands_on_a_page_without_text() {
    // Title and 18 lines leave room for one more on the page; the signature takes four.
    let body = (1..=18).map(|line| Block::paragraph(format!("第{line}段。"))).collect();
    let signature = Some(Signature { signer: "署名".into(), date: Some(sample::date("2025-07-09")) });
    let pages = Pdf::of(&Document { body, signature, ..Document::new("标题") }).pages();
    assert_eq!(pages.len(), 2);
    assert!(pages[1].starts_with("第18段。署名2025年7月9日"), "{}", pages[1]);
}

#[test]
fn long_words_tall_rows_and_wide_tables_lose_nothing() {
    let word = Block::paragraph("w".repeat(3_000));
    let tall = Table::new(
        vec![Column::left("甲", 1), Column::left("乙", 1)],
        vec![vec!["字".repeat(5_000), "v".repeat(900)]],
    );
    let wide = Table::new(
        (0..Table::MAX_COLUMNS).map(|_| Column::number("k", 1)).collect(),
        vec![vec!["k".into(); Table::MAX_COLUMNS]],
    );
    let tables = [tall, wide].map(|table| Block::Table(table.expect("a table")));
    let document = Document { body: [vec![word], tables.to_vec()].concat(), ..Document::new("标题") };
    let text = Pdf::of(&document).pages().concat();
    let count = |wanted: char| text.chars().filter(|c| *c == wanted).count();
    let header_repeats = count('甲');
    assert!(header_repeats >= 3, "a row taller than a page goes on");
    assert_eq!((count('w'), count('字'), count('v')), (3_000, 5_000, 900));
    assert_eq!(count('k'), 2 * Table::MAX_COLUMNS);
}
