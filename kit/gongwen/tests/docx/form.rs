//! The official form as the package states it.

use gongwen::document::Document;

use crate::package::{Element, bytes, open, parse, part};
use crate::sample;

const MM_PER_TWIP: f64 = 25.4 / 1440.0;

fn named<'e>(elements: &'e [Element], name: &str) -> Vec<&'e Element> {
    elements.iter().filter(|element| element.name == name).collect()
}

fn millimetres(element: &Element, attribute: &str) -> i64 {
    let twips: f64 = element.attribute(attribute).expect(attribute).parse().expect("a number of twips");
    (twips * MM_PER_TWIP).round() as i64
}

/// The markup of one style.
fn style(id: &str) -> String {
    let styles = part(&bytes(&Document::new("标题")), "word/styles.xml");
    let start = styles.find(&format!("w:styleId=\"{id}\"")).expect(id);
    let end = styles[start..].find("</w:style>").expect("a style ends");
    styles[start..start + end].to_owned()
}

#[test]
fn the_sheet_is_a4_with_the_margins_of_the_standard() {
    let (elements, _) = parse(&part(&bytes(&Document::new("标题")), "word/document.xml"));
    let [size] = named(&elements, "w:pgSz")[..] else { panic!("one section") };
    assert_eq!((millimetres(size, "w:w"), millimetres(size, "w:h")), (210, 297));
    let [margins] = named(&elements, "w:pgMar")[..] else { panic!("one section") };
    let sides = ["w:top", "w:bottom", "w:left", "w:right"].map(|side| millimetres(margins, side));
    assert_eq!(sides, [37, 35, 28, 26]);
}

#[test]
fn a_wide_attachment_turns_the_sheet_and_the_imprint_turns_it_back() {
    let (elements, _) = parse(&part(&bytes(&sample::report()), "word/document.xml"));
    let orientations: Vec<_> = named(&elements, "w:pgSz")
        .iter()
        .map(|size| size.attribute("w:orient").unwrap_or("portrait"))
        .collect();
    assert_eq!(orientations, ["portrait", "landscape", "portrait"]);
}

#[test]
fn each_kind_of_text_names_its_font_and_size() {
    let styles = [
        ("Title", "方正小标宋简体", Some(44)),
        ("Issuer", "方正小标宋简体", None),
        ("Heading1", "黑体", None),
        ("Heading2", "楷体_GB2312", None),
        ("Heading3", "仿宋_GB2312", None),
        ("Heading4", "仿宋_GB2312", None),
        ("PageNumberOdd", "宋体", Some(28)),
        ("PageNumberEven", "宋体", Some(28)),
    ];
    for (id, font, half_points) in styles {
        let markup = style(id);
        assert!(markup.contains(&format!("w:eastAsia=\"{font}\"")), "{id} is not set in {font}: {markup}");
        if let Some(size) = half_points {
            assert!(
                markup.contains(&format!("<w:sz w:val=\"{size}\"/>")),
                "{id} is not {size} half-points: {markup}"
            );
        }
    }
}

#[test]
fn the_text_is_16_pt_with_22_lines_of_28_characters() {
    let styles = part(&bytes(&Document::new("标题")), "word/styles.xml");
    let defaults = &styles[..styles.find("</w:docDefaults>").expect("defaults")];
    assert!(defaults.contains("w:eastAsia=\"仿宋_GB2312\"") && defaults.contains("<w:sz w:val=\"32\"/>"));
    assert!(style("Normal").contains("w:line=\"579\" w:lineRule=\"exact\""));
    assert!(style("Body").contains("w:firstLineChars=\"200\""));
    let (text_height, text_width) = (225.0 / MM_PER_TWIP, 156.0 / MM_PER_TWIP);
    assert_eq!((text_height / 579.0) as u32, 22);
    assert!(style("GridText").contains("<w:spacing w:val=\"-5\"/>"));
    assert_eq!((text_width / (16.0 * 20.0 - 5.0)) as u32, 28);
}

#[test]
fn page_numbers_stand_right_on_odd_and_left_on_even_pages() {
    let written = bytes(&sample::report());
    assert!(part(&written, "word/settings.xml").contains("<w:evenAndOddHeaders/>"));
    for (name, paragraph, align) in [
        ("word/footer-odd.xml", "PageNumberOdd", "right"),
        ("word/footer-even.xml", "PageNumberEven", "left"),
    ] {
        let (elements, texts) = parse(&part(&written, name));
        assert_eq!(
            elements.iter().find(|e| e.name == "w:pStyle").and_then(|e| e.attribute("w:val")),
            Some(paragraph)
        );
        assert!(elements.iter().any(|e| e.name == "w:fldSimple" && e.attribute("w:instr") == Some("PAGE")));
        assert_eq!(texts, ["— ", "1", " —", "校验码 3F7A-92C1-0B5E　第 2 版（已锁定）"]);
        assert!(style(paragraph).contains(&format!("<w:jc w:val=\"{align}\"/>")));
    }
    let (elements, _) = parse(&part(&written, "word/_rels/document.xml.rels"));
    let footer = |id: &str| {
        elements
            .iter()
            .find(|e| e.attribute("Id") == Some(id))
            .and_then(|e| e.attribute("Target"))
            .map(String::from)
    };
    let (elements, _) = parse(&part(&written, "word/document.xml"));
    for reference in named(&elements, "w:footerReference") {
        let wanted =
            if reference.attribute("w:type") == Some("even") { "footer-even.xml" } else { "footer-odd.xml" };
        assert_eq!(footer(reference.attribute("r:id").expect("an id")).as_deref(), Some(wanted));
    }
}

#[test]
fn headers_repeat_and_rows_do_not_break() {
    let (elements, _) = parse(&part(&bytes(&sample::report()), "word/document.xml"));
    // Header and rows of both tables, three rows of pictures, two lines of the imprint.
    let rows = (1 + 5) + (1 + 60) + 3 + 2;
    assert_eq!(named(&elements, "w:tr").len(), rows);
    assert_eq!(named(&elements, "w:cantSplit").len(), rows);
    assert_eq!(named(&elements, "w:tblHeader").len(), 2);
}

#[test]
fn a_row_longer_than_a_page_may_break() {
    use gongwen::document::{Block, Column, Table};
    let rows = vec![vec!["长".repeat(3_000)], vec!["短".into()]];
    let table = Table::new(vec![Column::left("说明", 1)], rows).expect("a table");
    let document = Document { body: vec![Block::Table(table)], ..Document::new("标题") };
    let (elements, _) = parse(&part(&bytes(&document), "word/document.xml"));
    assert_eq!((named(&elements, "w:tr").len(), named(&elements, "w:cantSplit").len()), (3, 2));
}

#[test]
fn figures_stand_right() {
    let document = part(&bytes(&sample::report()), "word/document.xml");
    let cell = document.find("16,208").expect("the figure");
    let start = document[..cell].rfind("<w:p>").expect("its paragraph");
    assert!(document[start..cell].contains("<w:jc w:val=\"right\"/>"));
}

#[test]
fn every_style_that_the_text_uses_is_defined() {
    let written = bytes(&sample::report());
    let (styles, _) = parse(&part(&written, "word/styles.xml"));
    let defined: Vec<_> = styles.iter().filter_map(|e| e.attribute("w:styleId")).collect();
    for name in ["word/document.xml", "word/footer-odd.xml", "word/footer-even.xml"] {
        let (elements, _) = parse(&part(&written, name));
        for used in named(&elements, "w:pStyle") {
            let id = used.attribute("w:val").expect("a style id");
            assert!(defined.contains(&id), "{name} uses {id}");
        }
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let (first, second) = (bytes(&sample::report()), bytes(&sample::report()));
    assert!(first == second);
    let mut archive = open(&first);
    for index in 0..archive.len() {
        let file = archive.by_index(index).expect("a part");
        assert_eq!(file.last_modified(), Some(zip::DateTime::DEFAULT));
    }
    let other = Document { footer_note: None, ..sample::report() };
    assert!(first != bytes(&other));
}

#[test]
fn a_model_survives_being_stored_as_json() {
    let report = sample::report();
    let stored = serde_json::to_string(&report).expect("JSON");
    assert_eq!(serde_json::from_str::<Document>(&stored).expect("a document"), report);
    let misfit = r#"{"title":"t","body":[{"kind":"table","caption":null,"columns":[],"rows":[]}]}"#;
    assert!(serde_json::from_str::<Document>(misfit).is_err());
}
