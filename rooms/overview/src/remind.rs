use std::collections::BTreeMap;

use campaigns::facts::DueFact;

use crate::desk::DeskRow;

/// The text that an officer pastes into a chat group: who still owes `due`, grouped by street or township, signed by the
/// office.
pub(crate) fn text(campaign: &str, due: &DueFact, owing: &[&DeskRow], office: &str) -> String {
    let until = due.due_on.map_or_else(String::new, |date| format!("（{}截止）", date.chinese_short()));
    let mut text = format!(
        "【催报】{campaign}“{}”{until}，以下 {} 家单位尚未报送，请尽快报送：\n",
        due.title,
        owing.len()
    );
    let mut groups: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for row in owing {
        let township = if row.unit.township.is_empty() { "其他" } else { row.unit.township.as_str() };
        groups.entry(township).or_default().push(addressed(row));
    }
    for (township, names) in groups {
        text.push_str(&format!("{township}：{}\n", names.join("、")));
    }
    text.push_str(office);
    text
}

/// The name of a unit, with the one that is to answer for it where it is no longer there.
fn addressed(row: &DeskRow) -> String {
    let name = &row.unit.name;
    row.unit
        .merger()
        .map_or_else(|| name.clone(), |merger| format!("{name}（已并入{}，由其补报）", merger.into_name))
}

#[cfg(test)]
mod tests {
    use clock::CivilDate;
    use people::facts::UnitFact;
    use people::{NodePath, UnitId};

    use super::*;

    fn row(merged_into_name: Option<&str>) -> DeskRow {
        let id = UnitId::parse(&"a".repeat(32)).unwrap();
        let unit = UnitFact {
            id,
            path: NodePath::root(id),
            name: "金桥卫生院".to_owned(),
            short_name: String::new(),
            class: String::new(),
            township: String::new(),
            liaison_name: String::new(),
            liaison_post: String::new(),
            liaison_phone: String::new(),
            headcount: None,
            beds: None,
            is_micro: false,
            served_by: None,
            merged_into: merged_into_name.map(|_| id),
            merged_into_name: merged_into_name.map(str::to_owned),
            merged_on: merged_into_name.and_then(|_| CivilDate::new(2026, 6, 8).ok()),
        };
        DeskRow { unit, states: Vec::new(), last_activity: None, silent_days: None, within: Vec::new() }
    }

    #[test]
    fn who_is_no_longer_there_is_asked_through_who_is() {
        assert_eq!(addressed(&row(None)), "金桥卫生院");
        assert_eq!(addressed(&row(Some("东街医院"))), "金桥卫生院（已并入东街医院，由其补报）");
    }
}
