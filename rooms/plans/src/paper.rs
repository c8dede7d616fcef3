//! A unit's plan as a document in official form.

use campaigns::Measures;
use gongwen::document::{Block, Column, Document, Level, Signature};

use crate::content::{Content, Item};
use crate::plan::{PlanState, Standing};
use crate::view::{PlanView, TargetView};

/// The document of a plan: who leads it, what it aims at, what is done when by whom.
pub(crate) fn document(
    standing: &Standing,
    content: &Content,
    view: &PlanView,
    measures: &Measures,
) -> Document {
    let mut body = Vec::new();
    section(&mut body, "组织领导", leading(content));
    section(&mut body, "工作目标", targets(&view.targets).into_iter().collect());
    section(&mut body, "工作安排", items(&content.items, measures).into_iter().collect());
    let safeguards = content.safeguards.lines().filter(|line| !line.trim().is_empty());
    section(&mut body, "保障措施", safeguards.map(|line| Block::paragraph(line.trim())).collect());
    let date = standing.submitted_at.map(clock::Moment::date);
    Document {
        title: format!("{}{}", standing.unit_name, title(&standing.campaign_name)),
        body,
        signature: Some(Signature { signer: standing.unit_name.clone(), date }),
        footer_note: Some(match (standing.state(), standing.approved_at) {
            (PlanState::Approved, Some(at)) => format!("{} 备案", at.date()),
            _ => standing.state().label().to_owned(),
        }),
        ..Document::default()
    }
}

/// A campaign that is named by its matter gets the word for the plan.
fn title(campaign: &str) -> String {
    if campaign.ends_with("方案") { campaign.to_owned() } else { format!("{campaign}工作方案") }
}

fn section(body: &mut Vec<Block>, heading: &str, blocks: Vec<Block>) {
    if !blocks.is_empty() {
        body.push(Block::heading(Level::First, heading));
        body.extend(blocks);
    }
}

fn leading(content: &Content) -> Vec<Block> {
    let named = [
        ("主要领导", &content.leader, "亲自过问"),
        ("分管领导", &content.deputy, "具体协调"),
        ("具体负责人", &content.officer, "组织实施"),
    ];
    let said: Vec<String> = named
        .iter()
        .filter(|(_, name, _)| !name.is_empty())
        .map(|(post, name, deed)| format!("{post}{name}{deed}"))
        .collect();
    if said.is_empty() {
        Vec::new()
    } else {
        vec![Block::paragraph(format!("本方案由{}。", said.join("，")))]
    }
}

fn targets(targets: &[TargetView]) -> Option<Block> {
    let numbered = targets.iter().filter_map(|target| Some((target, target.own.or(target.asked)?)));
    let rows: Vec<Vec<String>> = (1..)
        .zip(numbered)
        .map(|(number, (target, aim)): (usize, _)| {
            let number = number.to_string();
            vec![number, target.name.clone(), format!("{aim}{}", target.unit), target.reason.clone()]
        })
        .collect();
    let columns = vec![
        Column::centre("序号", 1),
        Column::left("指标", 4),
        Column::number("目标", 2),
        Column::left("说明", 3),
    ];
    Block::table(columns, rows)
}

fn items(items: &[Item], measures: &Measures) -> Option<Block> {
    let rows: Vec<Vec<String>> = (1..)
        .zip(items)
        .map(|(number, item): (usize, &Item)| {
            vec![
                number.to_string(),
                item.in_words(measures),
                days(item),
                item.department.clone(),
                item.person.clone(),
            ]
        })
        .collect();
    let columns = vec![
        Column::centre("序号", 1),
        Column::left("活动", 4),
        Column::centre("时间", 3),
        Column::centre("责任部门", 2),
        Column::centre("责任人", 2),
    ];
    Block::table(columns, rows)
}

fn days(item: &Item) -> String {
    if item.starts_on == item.ends_on {
        item.ends_on.to_string()
    } else {
        format!("{}至{}", item.starts_on, item.ends_on)
    }
}
