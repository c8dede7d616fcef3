//! 催签: the text that an officer pastes into a chat group.

use std::collections::BTreeMap;

/// A unit that has not signed: its street or township, its name.
pub(crate) type Owing<'a> = (&'a str, &'a str);

/// Who has not signed for a campaign, grouped by street or township, signed by the office.
pub(crate) fn nudge(campaign: &str, is_amendment: bool, owing: &[Owing<'_>], office: &str) -> String {
    let what = if is_amendment { "补充通知" } else { "" };
    let mut text = format!(
        "【催签】“{campaign}”{what}已经下发，以下 {} 家单位尚未签收，请登录系统查看并签收：\n",
        owing.len()
    );
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (township, name) in owing {
        groups.entry(if township.is_empty() { "其他" } else { township }).or_default().push(name);
    }
    for (township, names) in groups {
        text.push_str(&format!("{township}：{}\n", names.join("、")));
    }
    text.push_str(office);
    text
}

#[cfg(test)]
mod tests {
    use super::nudge;

    #[test]
    fn units_are_grouped_by_township() {
        let owing = [("东街街道", "第一医院"), ("", "急救站"), ("东街街道", "东街中心")];
        let text = nudge("平安医院行动", false, &owing, "局安办");
        assert!(text.starts_with("【催签】“平安医院行动”已经下发，以下 3 家单位"), "{text}");
        assert!(
            text.contains("东街街道：第一医院、东街中心\n")
                && text.contains("其他：急救站\n")
                && text.ends_with("局安办")
        );
        assert!(nudge("平安医院行动", true, &owing, "局安办").contains("”补充通知已经下发"));
    }
}
