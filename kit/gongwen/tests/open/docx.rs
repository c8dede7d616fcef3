use gongwen::read::ReadError;

use crate::packed::{docx, paragraph};
use crate::{refusal, text};

#[test]
fn breaks_tabs_and_runs_make_a_paragraph() {
    let body = "<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr><w:r><w:t>关于</w:t></w:r>\
        <w:proofErr/><w:r><w:t xml:space='preserve'>某事 </w:t><w:tab/><w:t>的</w:t><w:br/><w:t>通知</w:t></w:r></w:p>\
        <w:p/><w:p><w:r><w:t>A&amp;B</w:t><w:noBreakHyphen/><w:sym w:font='Wingdings' w:char='F0A8'/></w:r></w:p>";
    assert_eq!(text(&docx(body, &[])), "关于某事 \t的\n通知\n\nA&B-□\n");
}

#[test]
fn numbers_that_a_program_would_show_are_text() {
    let numbering = "<w:numbering><w:abstractNum w:abstractNumId='1'>\
        <w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCounting'/><w:lvlText w:val='%1、'/></w:lvl>\
        <w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='chineseCounting'/><w:lvlText w:val='（%2）'/></w:lvl>\
        <w:lvl w:ilvl='2'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%3.'/></w:lvl>\
        </w:abstractNum><w:num w:numId='4'><w:abstractNumId w:val='1'/></w:num></w:numbering>";
    let styles = "<w:styles><w:style w:type='paragraph' w:styleId='a'><w:name w:val='heading 1'/><w:pPr>\
        <w:numPr><w:numId w:val='4'/></w:numPr></w:pPr></w:style>\
        <w:style w:type='paragraph' w:styleId='b'><w:basedOn w:val='a'/><w:pPr><w:numPr><w:ilvl w:val='1'/></w:numPr>\
        </w:pPr></w:style><w:style w:type='paragraph' w:styleId='c'><w:pPr><w:ind w:firstLine='640'/></w:pPr></w:style>\
        <w:style w:type='paragraph' w:styleId='TOC1'><w:name w:val='toc 1'/></w:style></w:styles>";
    let styled = |style: &str, more: &str, text: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val='{style}'/>{more}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let third = "<w:numPr><w:ilvl w:val='2'/><w:numId w:val='4'/></w:numPr>";
    let none = "<w:numPr><w:numId w:val='0'/></w:numPr>";
    let body = [
        styled("TOC1", "", "一、总体要求\t1"),
        styled("a", "", "总体要求"),
        styled("b", "", "指导思想"),
        styled("c", third, "2026年底前完成。"),
        styled("c", "<w:ind w:firstLine='0'/>", "顶格。"),
        styled("a", none, "没有编号"),
        styled("a", "", "实施步骤"),
        styled("b", "", "动员部署"),
    ];
    let file = docx(&body.concat(), &[("word/numbering.xml", numbering), ("word/styles.xml", styles)]);
    let expected = "一、总体要求\n（一）指导思想\n　　1. 2026年底前完成。\n顶格。\n没有编号\n二、实施步骤\n（一）动员部署\n";
    assert_eq!(text(&file), expected);
}

#[test]
fn tracked_changes_are_read_as_accepted() {
    let body = "<w:p><w:r><w:t>于</w:t></w:r><w:del><w:r><w:delText>5月</w:delText></w:r></w:del>\
        <w:ins><w:r><w:t>6月</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>旧处</w:t></w:r></w:moveFrom>\
        <w:r><w:t>底前</w:t></w:r></w:p>\
        <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前段</w:t></w:r></w:p><w:p><w:r><w:t>后段</w:t></w:r></w:p>\
        <w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:t>可见</w:t></w:r></w:p>\
        <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>末段</w:t></w:r></w:p>";
    assert_eq!(text(&docx(body, &[])), "于6月底前\n前段后段\n可见\n末段\n");
}

#[test]
fn a_text_box_is_read_once_and_before_what_it_hangs_on() {
    let drawn = |text: &str| format!("<w:txbxContent>{}</w:txbxContent>", paragraph(text));
    let body = format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing>{}</w:drawing></mc:Choice>\
         <mc:Fallback><w:pict>{}</w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>正文</w:t></w:r></w:p>",
        drawn("某局文件"),
        drawn("某局文件")
    );
    assert_eq!(text(&docx(&body, &[])), "某局文件\n正文\n");
}

#[test]
fn a_row_of_a_table_is_a_line() {
    let cell = |inner: &str| format!("<w:tc>{inner}</w:tc>");
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let rows = [
        row(&[cell(&paragraph("阶段")), cell(&paragraph("时间"))]),
        row(&[cell(&(paragraph("第一") + &paragraph("阶段"))), cell("<w:p/>")]),
        row(&[cell(&(paragraph("框中第一段") + &paragraph("框中第二段")))]),
    ];
    let body = format!("<w:tbl>{}</w:tbl>", rows.concat());
    assert_eq!(text(&docx(&body, &[])), "阶段\t时间\n第一 阶段\t\n框中第一段\n框中第二段\n");
}

#[test]
fn a_secrecy_mark_is_seen_wherever_it_stands() {
    let plain = paragraph("关于某事的通知");
    let mark = paragraph("机密★1年");
    let header = format!("<w:hdr>{mark}</w:hdr>");
    for (name, part) in [
        ("word/header1.xml", header.as_str()),
        (
            "word/footer2.xml",
            "<w:ftr><w:p><w:r><w:t>内部</w:t></w:r><w:r><w:t>资料</w:t></w:r></w:p></w:ftr>",
        ),
        (
            "word/comments.xml",
            "<w:comments><w:comment><w:p><w:r><w:t>工作秘密</w:t></w:r></w:p></w:comment></w:comments>",
        ),
        ("word/footnotes.xml", "<w:footnotes><w:p><w:r><w:t>密级：秘密</w:t></w:r></w:p></w:footnotes>"),
        ("word/header3.xml", "<w:hdr><v:shape><v:textpath string='秘密'/></v:shape></w:hdr>"),
        (
            "docProps/core.xml",
            "<cp:coreProperties><dc:title>通知</dc:title><cp:keywords>机密</cp:keywords></cp:coreProperties>",
        ),
        (
            "docProps/custom.xml",
            "<Properties><property name='密级'><vt:lpwstr>机密 (一年)</vt:lpwstr></property></Properties>",
        ),
    ] {
        assert_eq!(refusal(&docx(&plain, &[(name, part)])), Some(ReadError::Secret), "{name}");
    }
    let deleted = "<w:p><w:del><w:r><w:delText>秘密★3年</w:delText></w:r></w:del></w:p>";
    let boxed = format!("<w:p><w:r><w:pict><w:txbxContent>{mark}</w:txbxContent></w:pict></w:r></w:p>");
    for body in [mark.as_str(), deleted, &boxed] {
        assert_eq!(refusal(&docx(&(plain.clone() + body), &[])), Some(ReadError::Secret), "{body}");
    }
    let harmless = [("word/header1.xml", "<w:hdr><w:p><w:r><w:t>某局</w:t></w:r></w:p></w:hdr>")];
    assert_eq!(text(&docx(&plain, &harmless)), "关于某事的通知\n");
}

#[test]
fn the_main_part_may_have_another_name_and_may_be_empty() {
    let rels = "<Relationships><Relationship Type='http://x/officeDocument' Target='/word/main2.xml'/></Relationships>";
    let main = format!("<w:document><w:body>{}</w:body></w:document>", paragraph("通知"));
    let file = crate::packed::zip(&[("_rels/.rels", rels.as_bytes()), ("word/main2.xml", main.as_bytes())]);
    assert_eq!(text(&file), "通知\n");
    assert_eq!(refusal(&docx("<w:p><w:r><w:drawing/></w:r></w:p>", &[])), Some(ReadError::NoText));
}
