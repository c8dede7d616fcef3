//! What LibreOffice writes, read back.

use std::path::Path;
use std::process::Command;

use gongwen::document::{Block, Document, Letterhead, Level, Signature};
use gongwen::docx;

use crate::text;

/// Converts a file in `folder`; fails, and says what to install, where there is no LibreOffice.
fn converted(folder: &Path, file: &str, to: &str) -> Vec<u8> {
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let output = Command::new("soffice")
        .args([&profile, "--headless", "--infilter=Text (encoded):UTF8,LF,,,", "--convert-to", to, file])
        .current_dir(folder)
        .output()
        .unwrap_or_else(|error| panic!("soffice cannot be run ({error}): install libreoffice-writer-nogui"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let stem = file.split('.').next().unwrap_or(file);
    std::fs::read(folder.join(format!("{stem}.{to}"))).expect("the converted file")
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn old_formats_are_read_through_the_word_processor() {
    let folder = tempfile::tempdir().expect("a folder");
    let notice = "关于某事的通知\n各单位：\n　　请于2026年5月31日前报送。\n";
    std::fs::write(folder.path().join("notice.txt"), notice).expect("saved");
    for format in ["doc", "rtf", "odt"] {
        assert_eq!(
            text(&converted(folder.path(), "notice.txt", format)).trim_end(),
            notice.trim_end(),
            "{format}"
        );
    }
}

#[test]
fn the_official_form_comes_back_from_docx_and_pdf() {
    let sentence =
        "各单位要于2026年5月31日前开设专题专栏，印制宣传手册，开展知识竞赛，并将GB 50180等标准一并宣传。";
    let body = vec![
        Block::heading(Level::First, "工作目标"),
        Block::paragraph(sentence.repeat(12)),
        Block::heading(Level::First, "实施步骤"),
        Block::heading(Level::Second, "营造氛围（2026年5月底前）"),
        Block::paragraph(sentence.repeat(14)),
        Block::heading(Level::Third, "学习培训"),
        Block::paragraph(sentence.repeat(9)),
    ];
    let document = Document {
        letterhead: Some(Letterhead {
            issuer: "云岭市某局".into(),
            number: Some("云某〔2026〕8号".into()),
            signatory: None,
        }),
        recipients: vec!["各科室".into()],
        body,
        signature: Some(Signature {
            signer: "云岭市某局".into(),
            date: Some("2026-03-06".parse().expect("a date")),
        }),
        ..Document::new("云岭市某局关于开展某项专项行动宣传工作并报送有关情况的通知")
    };
    let file = docx::bytes(&document).expect("written");
    let from_docx = text(&file);
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("notice.docx"), &file).expect("saved");
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.path().display());
    let status = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "pdf", "notice.docx"])
        .current_dir(folder.path())
        .status()
        .unwrap_or_else(|error| panic!("soffice cannot be run ({error}): install libreoffice-writer-nogui"));
    assert!(status.success());
    let from_pdf = text(&std::fs::read(folder.path().join("notice.pdf")).expect("a PDF"));
    assert_eq!(squeezed(&from_docx), squeezed(&from_pdf));
    for text in [&from_docx, &from_pdf] {
        for whole in [12, 14, 9].map(|times| sentence.repeat(times)) {
            assert!(text.lines().any(|line| line.trim() == whole), "a paragraph is one line: {text}");
        }
        assert!(text.lines().any(|line| line.trim() == "（一）营造氛围（2026年5月底前）"), "{text}");
    }
}
