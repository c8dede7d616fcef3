use std::io::{Cursor, Write};
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::Index;
use rust_xlsxwriter::Format;
use sheets::{Limits, SheetError, read_table};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::files::{COLUMNS, patched, read, refused, replace, texts, wards, workbook};

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, body) in files {
        zip.start_file(*name, SimpleFileOptions::default()).expect("an entry starts");
        zip.write_all(body).expect("an entry is written");
    }
    zip.finish().expect("the ZIP ends").into_inner()
}

#[test]
fn other_files_are_called_by_their_name() {
    let says = |bytes: &[u8], part: &str| {
        let sentence = refused(bytes).to_string();
        assert!(sentence.contains(part), "{sentence}");
    };
    let ole = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    let entry = |name: &str| {
        let name = name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        [&ole[..], &[0; 64], &name].concat()
    };
    assert!(matches!(refused(b""), SheetError::Empty));
    assert!(matches!(refused(&entry("Workbook")), SheetError::Legacy));
    assert!(matches!(refused(&entry("EncryptedPackage")), SheetError::Encrypted));
    assert!(matches!(refused("名称,代码\n甲,A1\n".as_bytes()), SheetError::Csv));
    assert!(matches!(refused(b"\xC3\xFB\xB3\xC6,\xB4\xFA\xC2\xEB\r\n"), SheetError::Csv));
    assert!(matches!(refused(b"\0\x01\x02"), SheetError::Unknown));
    assert!(matches!(refused(b"PK\x03\x04 cut short"), SheetError::Damaged(_)));
    says(&entry("Workbook"), "另存为“Excel 工作簿（*.xlsx）”");
    says(&entry("WordDocument"), "旧版 Word");
    says(b"%PDF-1.7", "PDF");
    says(b"\xFF\xD8\xFF\xE0", "图片");
    says(b"<html><table>", "网页");
    says(&archive(&[("word/document.xml", b"")]), "Word 文档");
    says(&archive(&[("content.xml", b"")]), "OpenDocument");
    says(&archive(&[("xl/workbook.bin", b"")]), "xlsb");
    says(&archive(&[("1.txt", b"")]), "压缩包");
}

#[test]
fn a_bomb_is_refused_also_when_it_lies_about_its_size() {
    let zeros = vec![b' '; 3_000_000];
    let mut bomb = archive(&[("xl/workbook.xml", &zeros), ("[Content_Types].xml", b"")]);
    let limits = Limits { max_unpacked: 1_000_000, ..Limits::default() };
    let told = read_table(&bomb, &COLUMNS, &limits);
    assert!(matches!(told, Err(SheetError::TooManyUnpacked { limit: 1_000_000 })), "{told:?}");

    // The stated size stands in the local header and in the directory.
    let stated = 3_000_000u32.to_le_bytes();
    let places: Vec<_> = (0..bomb.len() - 4).filter(|&at| bomb[at..at + 4] == stated).collect();
    assert!(!places.is_empty());
    for at in places {
        bomb[at..at + 4].copy_from_slice(&10u32.to_le_bytes());
    }
    let lied = read_table(&bomb, &COLUMNS, &limits);
    assert!(matches!(lied, Err(SheetError::Damaged(_))), "{lied:?}");
}

#[test]
fn a_sheet_that_claims_to_be_huge_costs_nothing() {
    let book = texts(&[&["名称", "代码"], &["甲", "A1"]]);
    let huge = patched(&book, "xl/worksheets/sheet1.xml", replace("A1:B2", "A1:XFD1048576"));
    assert_eq!(wards(&huge).unwrap().len(), 1);
}

#[test]
fn an_address_beyond_every_sheet_is_refused() {
    let book = texts(&[&["名称", "代码"], &["甲", "A1"]]);
    let foolish = patched(&book, "xl/worksheets/sheet1.xml", replace("r=\"A2\"", "r=\"A5000000000\""));
    let told = read(&foolish);
    assert!(told.is_err() || told.is_ok_and(|table| table.row_count() <= 2));
}

#[test]
fn merged_blocks_that_overlap_are_refused() {
    let book = workbook(|sheet| {
        sheet.write_row(0, 0, ["名称", "代码"])?;
        sheet.write_row(1, 0, ["甲", "A1"])?;
        sheet.merge_range(2, 0, 3, 1, "乙", &Format::new())?;
        Ok(())
    });
    let many = "<mergeCell ref=\"A2:B9\"/>".repeat(50);
    let book = patched(&book, "xl/worksheets/sheet1.xml", replace("<mergeCell ref=\"A3:B4\"/>", &many));
    assert!(matches!(refused(&book), SheetError::Damaged(_)));
}

static BOOK: LazyLock<Vec<u8>> = LazyLock::new(|| {
    workbook(|sheet| {
        sheet.write_row(0, 0, ["名称", "代码", "床位数", "启用日期"])?;
        sheet.write_row(1, 0, ["第一医院", "A1", "20", "2021-10-31"])?;
        sheet.write_number(2, 2, 20)?.write_formula(2, 3, "=1+1")?;
        sheet.merge_range(3, 0, 4, 1, "乙", &Format::new())?;
        Ok(())
    })
});

/// Reads the file as far as it goes; a refusal is as good as a table.
fn survive(bytes: &[u8]) {
    if read(bytes).is_ok() {
        let _ = wards(bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn overwritten_files_never_panic(hits in prop::collection::vec((any::<Index>(), any::<u8>()), 1..8)) {
        let mut bytes = BOOK.clone();
        for (at, byte) in hits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        survive(&bytes);
    }

    #[test]
    fn cut_files_never_panic(keep: Index) {
        survive(&BOOK[..keep.index(BOOK.len())]);
    }

    #[test]
    fn overwritten_parts_never_panic(
        part in prop::sample::select(vec![
            "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml",
            "xl/_rels/workbook.xml.rels", "[Content_Types].xml",
        ]),
        hits in prop::collection::vec((any::<Index>(), prop::sample::select(b"09<>/\"=A:Z ".to_vec())), 1..6),
    ) {
        let bytes = patched(&BOOK, part, |body| {
            for (at, byte) in &hits {
                let at = at.index(body.len());
                body[at] = *byte;
            }
        });
        survive(&bytes);
    }

    #[test]
    fn foolish_addresses_and_numbers_never_panic(
        address in "[A-Z]{0,4}[0-9]{0,12}",
        row in "-?[0-9]{1,12}",
        number in "-?[0-9]{1,20}(\\.[0-9]{1,5})?([eE][+-]?[0-9]{1,4})?",
    ) {
        let cell = format!("<row r=\"{row}\"><c r=\"{address}\"><v>{number}</v></c></row></sheetData>");
        let bytes = patched(&BOOK, "xl/worksheets/sheet1.xml", replace("</sheetData>", &cell));
        survive(&bytes);
        let cell = format!("<row r=\"{row}\"><c><v>{number}</v></c></row></sheetData>");
        survive(&patched(&BOOK, "xl/worksheets/sheet1.xml", replace("</sheetData>", &cell)));
    }
}
