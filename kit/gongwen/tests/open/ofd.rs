use gongwen::read::ReadError;

use crate::packed::zip;
use crate::{refusal, text};

const ROOT: &str = "<ofd:OFD><ofd:DocBody><ofd:DocInfo><ofd:Title>通知</ofd:Title></ofd:DocInfo>\
    <ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>";

/// A text object whose characters are 5.6 mm wide; position and foot in millimetres.
fn object(x: f32, y: f32, text: &str) -> String {
    let more = text.chars().count().saturating_sub(1);
    format!(
        "<ofd:TextObject Boundary='{x} {y} 160 8' Size='5.6'><ofd:TextCode X='0' Y='5' DeltaX='g {more} 5.6'>{text}\
         </ofd:TextCode></ofd:TextObject>"
    )
}

fn page(objects: &[String]) -> String {
    format!(
        "<ofd:Page><ofd:Template TemplateID='2'/><ofd:Content><ofd:Layer>{}</ofd:Layer></ofd:Content></ofd:Page>",
        objects.concat()
    )
}

/// An OFD of these pages over one template, with another file beside them.
fn ofd(pages: &[String], template: &str, root: &str, other: (&str, &str)) -> Vec<u8> {
    let listed: Vec<String> = (0..pages.len())
        .map(|at| format!("<ofd:Page ID='{}' BaseLoc='Pages/Page_{at}/Content.xml'/>", at + 10))
        .collect();
    let document = format!(
        "<ofd:Document><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>\
         <ofd:TemplatePage ID='2' BaseLoc='/Doc_0/Tpls/Tpl_0/Content.xml'/></ofd:CommonData><ofd:Pages>{}</ofd:Pages>\
         </ofd:Document>",
        listed.concat()
    );
    let names: Vec<String> =
        (0..pages.len()).map(|at| format!("Doc_0/Pages/Page_{at}/Content.xml")).collect();
    let mut files: Vec<(&str, &[u8])> = vec![
        ("OFD.xml", root.as_bytes()),
        ("Doc_0/Document.xml", document.as_bytes()),
        ("Doc_0/Tpls/Tpl_0/Content.xml", template.as_bytes()),
        (other.0, other.1.as_bytes()),
    ];
    files.extend(names.iter().map(String::as_str).zip(pages.iter().map(|page| page.as_bytes())));
    zip(&files)
}

const NO_OTHER: (&str, &str) = ("other.txt", "");
const EMPTY: &str = "<ofd:Page><ofd:Content/></ofd:Page>";

#[test]
fn objects_on_one_line_are_one_line_and_full_lines_go_on() {
    let full = "字".repeat(28);
    let objects = [
        object(26.0, 50.0, "各医疗卫生单位："),
        object(26.0 + 11.2, 60.0, &full[..26 * 3]),
        // One line in three objects, in the wrong order.
        object(26.0 + 5.6 * 20.0, 70.0, &full[..8 * 3]),
        object(26.0, 70.0, &full[..10 * 3]),
        object(26.0 + 5.6 * 10.0, 70.0, &full[..10 * 3]),
        object(26.0, 80.0, "完。"),
        object(26.0 + 11.2, 90.0, "二、下一条"),
    ];
    let file = ofd(&[page(&objects)], EMPTY, ROOT, NO_OTHER);
    assert_eq!(text(&file), format!("各医疗卫生单位：\n　　{}完。\n　　二、下一条\n", "字".repeat(54)));
}

#[test]
fn a_template_is_drawn_on_every_page_and_running_heads_are_left_out() {
    let template = page(&[object(26.0, 10.0, "某局文件")]);
    let one = page(&[object(26.0, 50.0, "第一页。"), object(95.0, 280.0, "—1—")]);
    let two = page(&[object(26.0, 50.0, "第二页。"), object(95.0, 280.0, "—2—")]);
    assert_eq!(text(&ofd(&[one.clone(), two], &template, ROOT, NO_OTHER)), "第一页。\n第二页。\n");
    // On a single page it may well be the letterhead.
    assert!(text(&ofd(&[one], &template, ROOT, NO_OTHER)).starts_with("某局文件\n"));
}

#[test]
fn a_secrecy_mark_is_seen_wherever_it_stands() {
    let pages = [page(&[object(26.0, 50.0, "关于某事的通知")])];
    let secret = Some(ReadError::Secret);
    let template = page(&[object(26.0, 10.0, "机密★1年")]);
    assert_eq!(refusal(&ofd(&pages, &template, ROOT, NO_OTHER)), secret);
    let root = ROOT.replace(
        "</ofd:DocInfo>",
        "<ofd:CustomDatas><ofd:CustomData Name='密级'>秘密</ofd:CustomData></ofd:CustomDatas></ofd:DocInfo>",
    );
    assert_eq!(refusal(&ofd(&pages, EMPTY, &root, NO_OTHER)), secret);
    let note = "<ofd:PageAnnot><ofd:Annot><ofd:Appearance><ofd:TextObject><ofd:TextCode>内部资料</ofd:TextCode>\
        </ofd:TextObject></ofd:Appearance></ofd:Annot></ofd:PageAnnot>";
    assert_eq!(refusal(&ofd(&pages, EMPTY, ROOT, ("Doc_0/Annots/Page_0/Annotation.xml", note))), secret);
}

#[test]
fn what_is_locked_damaged_or_empty_is_refused() {
    let pages = [page(&[object(26.0, 50.0, "通知")])];
    let locked = ofd(&pages, EMPTY, ROOT, ("Encryptions.xml", "<a/>"));
    assert_eq!(refusal(&locked), Some(ReadError::Locked));
    let lost = zip(&[("OFD.xml", ROOT.as_bytes())]);
    assert_eq!(refusal(&lost), Some(ReadError::Damaged));
    let empty = ofd(&[EMPTY.to_owned()], EMPTY, ROOT, NO_OTHER);
    assert_eq!(refusal(&empty), Some(ReadError::NoText));
}
