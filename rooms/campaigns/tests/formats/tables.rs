use gongwen::document::{Block, Column, Document, Letterhead, Level, Signature};
use gongwen::docx;
use serde_json::Value;

use super::office::Office;
use super::same::reading;

/// The steps of a notice: name, time, what to do, who. The cells are too long for one line of a table.
const STEPS: [[&str; 4]; 4] = [
    [
        "宣传发动和动员部署",
        "2026年6月1日至2026年6月30日",
        "各单位要制定实施方案，召开动员会，悬挂横幅不少于3条，组织职工学习用电安全知识，做到人人知晓",
        "各医疗卫生单位、局安全生产办公室",
    ],
    [
        "自查自改",
        "2026年7月1日至2026年8月31日",
        "各单位要对配电房、充电区、老旧线路逐项排查，建立隐患台账，能立即整改的立即整改",
        "各医疗卫生单位",
    ],
    [
        "集中检查和重点抽查",
        "2026年9月1日至2026年10月31日",
        "区卫生健康局组织督导检查，对整改不到位的单位通报批评",
        "局安全生产办公室、区卫生监督所",
    ],
    ["总结", "2026年11月1日至2026年11月30日", "各单位要总结经验做法，完善长效机制", "各医疗卫生单位"],
];

/// A notice whose steps stand in a table of these columns; two columns hold name and time in one cell.
fn notice(columns: usize) -> Document {
    let headings = match columns {
        2 => vec![Column::left("阶段", 2), Column::left("主要任务", 5)],
        3 => vec![Column::centre("阶段", 2), Column::centre("时间", 3), Column::left("主要任务", 5)],
        _ => vec![
            Column::centre("阶段", 2),
            Column::centre("时间", 3),
            Column::left("主要任务", 4),
            Column::left("责任单位", 2),
        ],
    };
    let row = |step: &[&str; 4]| match columns {
        2 => vec![format!("{}（{}）", step[0], step[1]), step[2].to_owned()],
        count => step[..count].iter().map(|cell| (*cell).to_owned()).collect(),
    };
    let table = Block::table(headings, STEPS.iter().map(row).collect()).unwrap();
    Document {
        letterhead: Some(Letterhead {
            issuer: "云岭市青禾区卫生健康局".into(),
            number: Some("云青卫〔2026〕71号".into()),
            signatory: None,
        }),
        recipients: vec!["各医疗卫生单位".into()],
        body: vec![
            Block::paragraph("为消除用电安全隐患，决定开展专项整治，现将有关事项通知如下："),
            Block::heading(Level::First, "整治内容"),
            Block::paragraph("各单位要对用电设施全面排查。"),
            Block::heading(Level::First, "实施步骤"),
            table,
            Block::heading(Level::First, "报送要求"),
            Block::paragraph("各单位于2026年11月25日前报送工作总结。"),
        ],
        signature: Some(Signature {
            signer: "云岭市青禾区卫生健康局".into(),
            date: clock::CivilDate::parse("2026-05-20").ok(),
        }),
        ..Document::new("云岭市青禾区卫生健康局关于开展医疗机构用电安全专项整治的通知")
    }
}

fn phases(reading: &Value) -> Vec<(String, String, String)> {
    let text = |phase: &Value, key: &str| phase[key].as_str().unwrap_or_default().to_owned();
    let phases = reading["phases"].as_array().unwrap().iter();
    phases.map(|one| (text(one, "name"), text(one, "starts_on"), text(one, "ends_on"))).collect()
}

#[test]
fn a_printed_table_of_wrapped_cells_gives_the_same_phases() {
    let office = Office::new();
    for columns in [2, 3, 4] {
        office.save(&format!("steps{columns}.docx"), &docx::bytes(&notice(columns)).unwrap());
    }
    let printed = office.convert("docx", "pdf");
    for columns in [2, 3, 4] {
        let typed = reading(&docx::bytes(&notice(columns)).unwrap(), "notice.docx");
        let found = reading(&printed[&format!("steps{columns}")], "notice.pdf");
        let names: Vec<String> = phases(&typed).into_iter().map(|(name, ..)| name).collect();
        assert_eq!(names, STEPS.map(|step| step[0]), "{columns} columns as typed");
        assert_eq!(phases(&found), phases(&typed), "{columns} columns");
        for field in ["tasks", "measures", "report_rules", "questions"] {
            assert_eq!(found[field], typed[field], "{columns} columns: {field}");
        }
    }
}
