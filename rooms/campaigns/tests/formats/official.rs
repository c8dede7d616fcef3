use gongwen::document::{Block, Document, Letterhead};
use gongwen::docx;

use super::office::Office;
use super::same::{differences, notices, reading};

/// The notice in official form: number in the head, title, recipients, and every other line a paragraph.
fn official(text: &str) -> Document {
    let mut lines = text.lines().map(|line| line.trim_matches(['　', ' '])).filter(|line| !line.is_empty());
    let number = lines.next().map(str::to_owned);
    let title: Vec<&str> = lines.by_ref().take(2).collect();
    let recipients = lines.next().unwrap_or_default().trim_end_matches('：').to_owned();
    Document {
        letterhead: Some(Letterhead {
            issuer: "云岭市青禾区卫生健康局".into(), number, signatory: None
        }),
        recipients: vec![recipients],
        body: lines.map(Block::paragraph).collect(),
        ..Document::new(title.concat())
    }
}

#[test]
fn the_official_form_reads_like_the_text() {
    let text = &notices()["notice"];
    let file = docx::bytes(&official(text)).unwrap();
    let office = Office::new();
    office.save("notice.docx", &file);
    let expected = reading(text.as_bytes(), "notice.txt");
    let mut failures = Vec::new();
    let mut compare = |format: &str, bytes: &[u8]| {
        let differences = differences(&expected, &reading(bytes, "notice"));
        failures.extend(differences.iter().map(|difference| format!("{format}: {difference}")));
    };
    compare("docx", &file);
    for format in ["pdf", "html", "doc"] {
        compare(format, &office.convert("docx", format)["notice"]);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
