//! What stands in single cells: who spoke, yes and no, names of campaigns and of pictures.

use web::Raw;

use crate::Speaker;
use crate::activity::speaker_told;
use crate::openings::Opening;

/// Words that mean nothing was counted.
pub(super) const NOTHING: [&str; 7] = ["0", "无", "/", "-", "—", "否", "×"];

/// The word, or a post that says it: 王院长.
pub(super) fn speaker(said: &str) -> Result<String, &'static str> {
    let exact = Speaker::ALL.iter().find(|one| said.starts_with(one.label()));
    let found = exact.copied().or_else(|| speaker_told(&format!("{said}主讲")));
    let code = found.map(|speaker| speaker.code().to_owned());
    code.ok_or("请填“领导”“专家”或“一线”，或写明职务，如“王院长”")
}

/// `on` or blank, as a box of the form.
pub(super) fn yes(said: &str) -> Result<String, &'static str> {
    match said.trim() {
        "是" | "√" | "✓" | "对" | "有" | "完成" | "已完成" | "1" => Ok("on".to_owned()),
        "" | "否" | "×" | "0" | "无" | "/" | "-" | "未完成" => Ok(String::new()),
        _ => Err("请填“是”或“否”"),
    }
}

/// Signs between names in one cell.
const BETWEEN: [char; 8] = ['、', '；', ';', '，', ',', '\n', '\t', '|'];

/// The campaigns that are named.
pub(super) fn campaigns(said: &str, openings: &[Opening]) -> Result<Vec<Raw>, String> {
    let id = |opening: &Opening| Raw::from(opening.campaign.id.to_string());
    match said {
        "无" | "否" | "不计入" => return Ok(Vec::new()),
        "全部" => return Ok(openings.iter().map(id).collect()),
        _ => {}
    }
    let mut chosen = Vec::new();
    for name in said.split(BETWEEN).map(str::trim).filter(|name| !name.is_empty()) {
        let whole = openings.iter().find(|one| one.campaign.name == name);
        let mut part = openings.iter().filter(|one| one.campaign.name.contains(name));
        let found = whole.or_else(|| part.next().filter(|_| part.next().is_none()));
        let Some(found) = found else {
            let known: Vec<&str> = openings.iter().map(|one| one.campaign.name.as_str()).collect();
            return Err(match known.len() {
                0 => format!("“{name}”不能计入：目前没有下发到本单位的专项行动，请留空"),
                _ => format!("没有认出“{name}”，请填写全称：{}；留空则按日期和内容计入", known.join("、")),
            });
        };
        chosen.push(id(found));
    }
    Ok(chosen)
}

pub(super) fn pictures(said: &str) -> Vec<String> {
    let names = said.split(BETWEEN).map(str::trim).filter(|name| !name.is_empty() && !NOTHING.contains(name));
    names.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_speaker_is_a_kind_or_a_post() {
        for (text, code) in [
            ("专家", "expert"),
            ("领导干部", "leader"),
            ("一线工作者", "frontline"),
            ("消防救援站李教授", "expert"),
        ] {
            assert_eq!(speaker(text), Ok(code.to_owned()), "{text}");
        }
        assert!(speaker("张三").is_err());
    }
}
