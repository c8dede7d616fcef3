//! The list of a hand-over (移交清单) as a document in official form, to be signed by both.

use gongwen::document::{Block, Column, Document, Level, Signature};

use crate::handover::{Charge, Handover};

/// The document of a hand-over at a unit: who to whom, what was open, who signs.
pub(crate) fn document(unit: &str, handover: &Handover) -> Document {
    let Handover { person_name, successor_name, on_day, list, made_by, made_at, .. } = handover;
    let roles = list.roles.join("、");
    let duties = match handover.charges.as_slice() {
        [] => String::new(),
        charges => format!("{}一并由{successor_name}接任。", Charge::words(charges)),
    };
    // What is open on a day that has not come is known on that day.
    let counted = match handover.is_counted_on_its_day() {
        true => "移交时未办完的事项".to_owned(),
        false => format!("截至办理移交时（{}）未办完的事项", made_at.date().chinese()),
    };
    let opening = format!(
        "{person_name}在{unit}担任的{roles}工作，自{}起由{successor_name}接手。{duties}{counted}共{}件，列示如下。",
        on_day.chinese(),
        list.open.len(),
    );
    let mut body = vec![Block::paragraph(opening), Block::heading(Level::First, "未办完的事项")];
    body.push(open(handover).unwrap_or_else(|| Block::paragraph("没有未办完的事项。")));
    body.push(Block::heading(Level::First, "签字"));
    body.extend(signatures(handover));
    Document {
        title: format!("{unit}工作移交清单"),
        body,
        signature: Some(Signature { signer: unit.to_owned(), date: Some(*on_day) }),
        footer_note: Some(format!("{made_by} 于 {made_at} 在系统办理")),
        ..Document::default()
    }
}

fn open(handover: &Handover) -> Option<Block> {
    let rows: Vec<Vec<String>> = (1..)
        .zip(&handover.list.open)
        .map(|(number, one): (usize, _)| {
            let late = if one.is_late { "（已过期）" } else { "" };
            let due = if one.due.is_empty() { "—".to_owned() } else { format!("{}{late}", one.due) };
            vec![number.to_string(), one.text.clone(), due, String::new()]
        })
        .collect();
    let columns = vec![
        Column::centre("序号", 1),
        Column::left("事项", 5),
        Column::centre("期限", 3),
        Column::left("备注", 2),
    ];
    Block::table(columns, rows)
}

/// A line for each who signs, with room for the hand.
fn signatures(handover: &Handover) -> Option<Block> {
    let line = |who: &str, name: &str| {
        vec![who.to_owned(), name.to_owned(), String::new(), "　　年　月　日".to_owned()]
    };
    let rows = vec![
        line("移交人", &handover.person_name),
        line("接手人", &handover.successor_name),
        line("监交人", ""),
    ];
    let columns = vec![
        Column::centre("", 2),
        Column::centre("姓名", 2),
        Column::centre("签字", 4),
        Column::centre("日期", 3),
    ];
    Block::table(columns, rows)
}

#[cfg(test)]
mod tests {
    use clock::CivilDate;

    use super::*;
    use crate::PersonId;
    use crate::handover::{List, OpenWork};

    fn handover(open: Vec<OpenWork>) -> Handover {
        let id = "00000000000000000000000000000001";
        Handover {
            id: ids::Id::parse(id).unwrap(),
            unit: ids::Id::parse(id).unwrap(),
            person: PersonId::parse("00000000000000000000000000000002").unwrap(),
            successor: PersonId::parse("00000000000000000000000000000003").unwrap(),
            cancelled: None,
            person_name: "郑联络".into(),
            successor_name: "新联络".into(),
            on_day: CivilDate::parse("2026-03-10").unwrap(),
            list: List { roles: vec!["单位经办".into()], open },
            charges: vec![Charge::Liaison],
            phone: "13900139000".into(),
            passed: None,
            made_at: CivilDate::parse("2026-03-10").unwrap().start(),
            made_by: "林经办".into(),
        }
    }

    fn text(document: &Document) -> String {
        let bytes = gongwen::docx::bytes(document).unwrap();
        gongwen::open::open(&bytes, "清单.docx").unwrap().text().to_owned()
    }

    #[test]
    fn it_lists_what_is_open_and_leaves_room_to_sign() {
        let open = OpenWork {
            text: "报送：第一阶段（安全宣传）".into(),
            href: String::new(),
            due: "2026-03-31".into(),
            is_late: true,
        };
        let paper = text(&document("青禾区第一医院", &handover(vec![open])));
        for words in [
            "青禾区第一医院工作移交清单",
            "自2026年3月10日起由新联络接手。联络员一并由新联络接任。",
            "共1件",
            "报送：第一阶段（安全宣传）",
            "2026-03-31（已过期）",
            "移交人",
            "接手人",
            "监交人",
        ] {
            assert!(paper.contains(words), "{words}: {paper}");
        }
        let planned =
            Handover { made_at: CivilDate::parse("2026-03-06").unwrap().start(), ..handover(Vec::new()) };
        let early = text(&document("青禾区第一医院", &planned));
        assert!(early.contains("截至办理移交时（2026年3月6日）未办完的事项共0件"), "{early}");
        let empty = text(&document("青禾区第一医院", &handover(Vec::new())));
        assert!(empty.contains("没有未办完的事项") && empty.contains("共0件"), "{empty}");
    }
}
