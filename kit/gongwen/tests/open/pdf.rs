use gongwen::read::ReadError;

use crate::{refusal, text};

/// A PDF of these objects, the first one its catalog.
pub(crate) fn pdf(objects: &[String]) -> Vec<u8> {
    let mut file = String::from("%PDF-1.7\n");
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let start = file.len();
    let trailer =
        format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    [file, table, trailer].concat().into_bytes()
}

pub(crate) fn stream(dictionary: &str, content: &str) -> String {
    format!("<< {dictionary} /Length {} >>\nstream\n{content}\nendstream", content.len())
}

/// A string of a font whose codes are UTF-16.
fn code(text: &str) -> String {
    let codes: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    format!("<{codes}>")
}

/// One line of 16-point type; `x` and `y` from the lower left corner, in points.
pub(crate) fn line(x: f32, y: f32, text: &str) -> String {
    format!("BT /F1 16 Tf {x} {y} Td {} Tj ET\n", code(text))
}

/// One page with this content; `more` goes into its dictionary, `others` are objects from number 8 on.
pub(crate) fn one_page(content: &str, more: &str, others: &[String]) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
             /Resources << /Font << /F1 5 0 R >> /XObject << /X1 8 0 R >> >> {more} >>"
        ),
        stream("", content),
        "<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>".to_owned(),
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) \
         /Supplement 2 >> /FontDescriptor 7 0 R /DW 1000 >>".to_owned(),
        "<< /Type /FontDescriptor /FontName /SimSun /Flags 4 >>".to_owned(),
    ];
    objects.extend_from_slice(others);
    pdf(&objects)
}

#[test]
fn text_without_an_embedded_font_is_read_in_whole_paragraphs() {
    let full = "字".repeat(28);
    let content = [
        line(74.0, 700.0, "各医疗卫生单位："),
        line(74.0 + 32.0, 672.0, &full[..26 * 3]),
        line(74.0, 644.0, &full),
        line(74.0, 616.0, "完。"),
        line(74.0 + 32.0, 588.0, "一、下一条"),
        line(280.0, 40.0, "—1—"),
    ];
    let expected = format!("各医疗卫生单位：\n　　{}完。\n　　一、下一条\n", "字".repeat(54));
    assert_eq!(text(&one_page(&content.concat(), "", &[])), expected);
}

#[test]
fn every_way_to_move_the_pen_is_followed() {
    let content = format!(
        "BT /F1 16 Tf 20 TL 1 0 0 1 74 700 Tm [{} -1000 {}] TJ T* {} Tj {} ' 2 0 {} \" ET\n\
         q 0.5 0 0 0.5 0 0 cm BT /F1 32 Tf 148 1000 Td {} Tj ET Q",
        code("甲"),
        code("乙"),
        code("丙"),
        code("丁"),
        code("戊"),
        code("己"),
    );
    assert_eq!(text(&one_page(&content, "", &[])), "甲　乙\n丙\n丁\n戊\n\n己\n");
}

#[test]
fn a_form_is_drawn_where_it_is_called() {
    let form = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Matrix [1 0 0 1 0 -100] /Resources << /Font << /F1 5 0 R >> >>",
        &line(74.0, 700.0, "表格"),
    );
    let content = format!("{} /X1 Do", line(74.0, 650.0, "正文"));
    assert_eq!(text(&one_page(&content, "", &[form])), "正文\n表格\n");
}

#[test]
fn a_scan_is_told_from_an_empty_file() {
    let image = stream(
        "/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray",
        "x",
    );
    assert_eq!(refusal(&one_page("q 595 0 0 842 0 0 cm /X1 Do Q", "", &[image])), Some(ReadError::Scanned));
}

#[test]
fn a_font_that_does_not_tell_its_characters_is_refused() {
    let content = "BT /F1 16 Tf 74 700 Td <0102030405060708> Tj ET";
    let file = String::from_utf8(one_page(content, "", &[])).expect("text");
    assert_eq!(
        refusal(file.replace("UniGB-UCS2-H", "Identity-H").replace("(GB1)", "(Identity)").as_bytes()),
        Some(ReadError::Unmapped)
    );
}

#[test]
fn a_locked_file_is_refused() {
    let file = String::from_utf8(one_page(&line(74.0, 700.0, "通知"), "", &[])).expect("text");
    let lock = format!(
        "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{}> /U <{}> >> /ID [<00> <00>] >>",
        "41".repeat(32),
        "42".repeat(32)
    );
    let locked = file.replace("/Root 1 0 R >>", &format!("/Root 1 0 R {lock}"));
    assert_eq!(refusal(locked.as_bytes()), Some(ReadError::Locked));
}

#[test]
fn a_secrecy_mark_is_seen_wherever_it_stands() {
    let plain = line(74.0, 600.0, "关于某事的通知");
    let secret = Some(ReadError::Secret);
    assert_eq!(refusal(&one_page(&(line(74.0, 780.0, "机密★1年") + &plain), "", &[])), secret);
    assert_eq!(refusal(&one_page(&(plain.clone() + &line(74.0, 20.0, "内部资料")), "", &[])), secret);
    let slanted = format!("BT /F1 60 Tf 0.7 0.7 -0.7 0.7 200 200 Tm {} Tj ET\n", code("秘密"));
    assert_eq!(refusal(&one_page(&(slanted + &plain), "", &[])), secret);
    let note = format!("/Annots [<< /Type /Annot /Subtype /Text /Contents {} >>]", code("\u{feff}机密"));
    assert_eq!(refusal(&one_page(&plain, &note, &[])), secret);
    let stamp = stream(
        "/Subtype /Form /BBox [0 0 99 99] /Resources << /Font << /F1 5 0 R >> >>",
        &line(9.0, 9.0, "工作秘密"),
    );
    let stamped = "/Annots [<< /Type /Annot /Subtype /Stamp /AP << /N 8 0 R >> >>]";
    assert_eq!(refusal(&one_page(&plain, stamped, &[stamp])), secret);
    let file =
        String::from_utf8(one_page(&plain, "", &[format!("<< /Keywords {} >>", code("\u{feff}内部"))]))
            .expect("text");
    assert_eq!(refusal(file.replace("/Root 1 0 R", "/Root 1 0 R /Info 8 0 R").as_bytes()), secret);
    assert_eq!(text(&one_page(&plain, "", &[])), "关于某事的通知\n");
}
