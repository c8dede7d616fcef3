//! Files that mean harm: each must be refused or read, soon and within bounds.

use gongwen::open::open;
use gongwen::read::ReadError;

use crate::packed::{docx, paragraph, zip};
use crate::pdf::{pdf, stream};
use crate::{refusal, text};

#[test]
fn a_bomb_in_a_zip_is_refused() {
    let body = " ".repeat(130 * 1024 * 1024);
    assert_eq!(refusal(&docx(&body, &[])), Some(ReadError::Swollen));
    let header = format!("<a>{}</a>", " ".repeat(70 * 1024 * 1024));
    let others = [("word/header1.xml", header.as_str()), ("word/header2.xml", header.as_str())];
    assert_eq!(refusal(&docx(&paragraph("通知"), &others)), Some(ReadError::Swollen), "together");
}

#[test]
fn a_size_that_lies_is_not_believed() {
    let mut file = docx(&" ".repeat(130 * 1024 * 1024), &[]);
    let stated = (130 * 1024 * 1024 + 73_u32).to_le_bytes();
    let mut at = 0;
    while let Some(found) = file[at..].windows(4).position(|window| window[1..] == stated[1..]) {
        file[at + found..at + found + 4].copy_from_slice(&100_u32.to_le_bytes());
        at += found + 4;
    }
    assert!(at > 0, "a stated size was found");
    assert!(matches!(refusal(&file), Some(ReadError::Swollen | ReadError::Damaged)));
}

#[test]
fn a_zip_of_very_many_files_is_refused() {
    let names: Vec<String> = (0..10_001).map(|at| format!("word/{at}.xml")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"<a/>"[..])).collect();
    assert_eq!(refusal(&zip(&files)), Some(ReadError::Swollen));
}

#[test]
fn every_beginning_of_a_file_is_refused_or_read() {
    let file = docx(&paragraph("关于某事的通知"), &[("word/header1.xml", "<w:hdr/>")]);
    for length in 4..file.len() {
        let found = refusal(&file[..length]);
        assert!(matches!(found, Some(ReadError::Damaged | ReadError::Foreign(_))), "{length}: {found:?}");
    }
}

#[test]
fn entities_and_depth_in_xml_are_refused() {
    let bomb = "<!DOCTYPE a [<!ENTITY x '很长'><!ENTITY y '&x;&x;&x;'>]><w:document>&y;</w:document>";
    assert_eq!(refusal(&zip(&[("word/document.xml", bomb.as_bytes())])), Some(ReadError::Entities));
    let deep = "<w:tbl><w:tr><w:tc>".repeat(5_000);
    assert_eq!(refusal(&docx(&deep, &[])), Some(ReadError::TooDeep));
    let ofd = format!("<ofd:OFD>{}", "<ofd:PageBlock>".repeat(5_000));
    assert_eq!(refusal(&zip(&[("OFD.xml", ofd.as_bytes())])), Some(ReadError::TooDeep));
}

#[test]
fn html_nested_without_end_is_read() {
    let page = format!("<html>{}正文", "<div>".repeat(10_000));
    assert_eq!(text(page.as_bytes()), "正文\n");
    let tables = format!("<html>{}正文", "<table><tr><td>".repeat(10_000));
    assert_eq!(text(tables.as_bytes()).trim(), "正文");
}

#[test]
fn a_pdf_that_refers_to_itself_comes_to_an_end() {
    let catalog = "<< /Type /Catalog /Pages 2 0 R >>".to_owned();
    let circle =
        pdf(&[catalog.clone(), "<< /Type /Pages /Kids [2 0 R 2 0 R] /Parent 2 0 R /Count 9 >>".to_owned()]);
    assert!(refusal(&circle).is_some());
    let page = |resources: &str| {
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject {resources} >> >>"
        )
    };
    let pages = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned();
    let own = stream(
        "/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >>",
        "/X Do /X Do /X Do /X Do",
    );
    assert!(refusal(&pdf(&[catalog, pages, page("<< /X 4 0 R >>"), own])).is_some());
}

#[test]
fn forms_that_multiply_are_stopped() {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>".to_owned(),
        stream("", &"/X Do ".repeat(100)),
    ];
    for next in 6..16 {
        let dictionary =
            format!("/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {next} 0 R >> >>");
        objects.push(stream(&dictionary, &"/X Do ".repeat(100)));
    }
    assert_eq!(refusal(&pdf(&objects)), Some(ReadError::TooSlow));
}

#[test]
fn bytes_of_every_beginning_do_not_end_the_program() {
    let heads: [&[u8]; 8] = [
        b"%PDF-1.7\n",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"<html>",
        b"{\\rtf1",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"",
    ];
    let mut state = 88_172_645_463_325_252_u64;
    for round in 0..200 {
        let mut bytes = heads[round % heads.len()].to_vec();
        for _ in 0..round * 7 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            bytes.push((state >> 32) as u8);
        }
        // A beginning of RTF would start the word processor each time.
        if !bytes.starts_with(b"{") {
            drop(open(&bytes, "notice"));
        }
    }
}
