//! Text that means harm stays text.

use gongwen::document::{
    Attachment, Block, Column, Document, Imprint, Letterhead, Level, Picture, PictureId, Signature, Table,
};

use crate::package::{bytes, names, parse, part};
use crate::sample::date;

const ATTACKS: [&str; 7] = [
    "<script>alert(1)</script>",
    "]]><w:p/><![CDATA[",
    "\"/><w:t>&amp;&#0;&lt;",
    "a\0b\u{1}c\u{8}de\u{1f}f\u{7f}g\u{fffe}h\u{ffff}i",
    "\u{202e}gpj.exe\u{2066}x",
    "{{=7*7}} ${env} %s \\u0000 w:instr=\"DDEAUTO\"",
    "🏥👨‍👩‍👧 𠮷野家 ﷺ Z͑ͫ̓ͪ̂ͫ",
];

/// A document with `text` in every field that takes text.
fn everywhere(text: &str) -> Document {
    let text = || text.to_owned();
    let table =
        Table::new(vec![Column::left(text(), 1)], vec![vec![text()]]).expect("a table").captioned(text());
    let blocks = vec![
        Block::heading(Level::First, text()),
        Block::paragraph(text()),
        Block::note(text()),
        Block::Table(table),
        Block::Pictures { pictures: vec![Picture { id: PictureId("4x3-1".into()), caption: text() }] },
    ];
    Document {
        letterhead: Some(Letterhead { issuer: text(), number: Some(text()), signatory: Some(text()) }),
        title: text(),
        recipients: vec![text()],
        body: blocks.clone(),
        attachments: vec![Attachment { name: text(), body: blocks, ..Attachment::default() }],
        signature: Some(Signature { signer: text(), date: Some(date("2025-07-09")) }),
        footer_note: Some(text()),
        imprint: Some(Imprint {
            copies_to: vec![text()],
            printed_by: text(),
            printed_on: date("2025-07-09"),
        }),
    }
}

#[test]
fn no_text_adds_or_breaks_markup() {
    let shape = |document: &Document| -> Vec<(String, Vec<String>)> {
        let written = bytes(document);
        let is_xml = |name: &String| name.ends_with(".xml") || name.ends_with(".rels");
        let names = names(&written).into_iter().filter(is_xml);
        let elements = |name: &String| parse(&part(&written, name)).0.into_iter().map(|e| e.name).collect();
        names.map(|name| (name.clone(), elements(&name))).collect()
    };
    for attack in ATTACKS {
        let harmless = "字".repeat(readable(attack).chars().count());
        assert!(shape(&everywhere(attack)) == shape(&everywhere(&harmless)), "{attack:?} changes the markup");
    }
}

/// What must be left of an attack.
fn readable(attack: &str) -> String {
    let forbidden =
        |c: &char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{202e}' | '\u{2066}');
    attack.chars().filter(|c| !forbidden(c)).collect()
}

#[test]
fn hostile_text_is_still_readable() {
    for attack in ATTACKS {
        let (_, texts) = parse(&part(&bytes(&everywhere(attack)), "word/document.xml"));
        let count = texts.iter().filter(|text| **text == readable(attack)).count();
        // Paragraph, note, table's caption, head and cell, picture's caption: in the text and in its attachment.
        assert!(count >= 12, "{attack:?} stands {count} times in {texts:?}");
    }
}

#[test]
fn an_empty_document_is_still_one() {
    let (elements, texts) = parse(&part(&bytes(&Document::default()), "word/document.xml"));
    assert!(texts.is_empty());
    assert!(elements.iter().any(|element| element.name == "w:sectPr"));
}
