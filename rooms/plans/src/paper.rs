//! A unit's plan as a document in official form.

use campaigns::Measures;
use campaigns::facts::CampaignFact;
use gongwen::document::{Block, Column, Document, Level, Signature};

use crate::content::{Content, Item};
use crate::view::{Seen, TargetView};

/// The document of a plan: what it follows, who leads it, what it aims at, what is done when by whom. `notice`: the title of
/// the campaign's notice.
pub(crate) fn document(
    seen: &Seen,
    content: &Content,
    campaign: &CampaignFact,
    notice: Option<&str>,
) -> Document {
    let (standing, view) = (&seen.standing, seen.view());
    let mut body = vec![Block::paragraph(ground(campaign, notice))];
    section(&mut body, "组织领导", leading(content));
    section(&mut body, "工作目标", targets(&view.targets).into_iter().collect());
    section(&mut body, "工作安排", items(content, &seen.measures).into_iter().collect());
    let safeguards = content.safeguards.lines().filter(|line| !line.trim().is_empty());
    section(&mut body, "保障措施", safeguards.map(|line| Block::paragraph(line.trim())).collect());
    Document {
        // Broken after the unit's name, so that no word of either is cut where both fit a line each.
        title: format!("{}\n{}", standing.unit_name, title(&standing.campaign_name)),
        body,
        signature: Some(Signature { signer: standing.unit_name.clone(), date: seen.filed_on() }),
        footer_note: Some(match &seen.accepted {
            Some(accepted) => format!("{} 备案", accepted.at.date()),
            None => standing.state().label().to_owned(),
        }),
        ..Document::default()
    }
}

/// 依据: the notice by its title and number.
fn ground(campaign: &CampaignFact, notice: Option<&str>) -> String {
    let title = notice.filter(|title| !title.is_empty()).unwrap_or(&campaign.name);
    let number = campaign.document_number.as_deref().filter(|number| !number.is_empty());
    let number = number.map_or_else(String::new, |number| format!("（{number}）"));
    format!("根据{}{number}要求，结合本单位实际，制定本方案。", quoted(title))
}

/// A title in its marks; what it names in such marks itself gets the inner ones.
fn quoted(title: &str) -> String {
    format!("《{}》", title.replace('《', "〈").replace('》', "〉"))
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
    let numbered =
        targets.iter().filter_map(|target| Some((target, target.agreed.or(target.own).or(target.asked)?)));
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

/// In the order of their days.
fn items(content: &Content, measures: &Measures) -> Option<Block> {
    let rows: Vec<Vec<String>> = (1..)
        .zip(content.by_date())
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

/// `2026年3月1日至3月31日`.
fn days(item: &Item) -> String {
    let (from, to) = (item.starts_on, item.ends_on);
    match (from == to, from.year() == to.year()) {
        (true, _) => to.chinese(),
        (false, true) => format!("{}至{}", from.chinese(), to.chinese_short()),
        (false, false) => format!("{}至{}", from.chinese(), to.chinese()),
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_title_within_a_title_has_the_inner_marks() {
        assert_eq!(quoted("关于印发《工作方案》的通知"), "《关于印发〈工作方案〉的通知》");
        assert_eq!(quoted("安全宣传专项行动"), "《安全宣传专项行动》");
    }
}
