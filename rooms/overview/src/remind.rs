use std::collections::BTreeMap;

use campaigns::facts::DueFact;
use people::Merger;

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
        groups.entry(township).or_default().push(addressed(&row.unit.name, row.unit.merger().as_ref()));
    }
    for (township, names) in groups {
        text.push_str(&format!("{township}：{}\n", names.join("、")));
    }
    text.push_str(office);
    text
}

/// The name of a unit, with the one that is to answer for it where it is no longer there.
fn addressed(name: &str, merger: Option<&Merger>) -> String {
    merger.map_or_else(|| name.to_owned(), |merger| format!("{name}（已并入{}，由其补报）", merger.into_name))
}

#[cfg(test)]
mod tests {
    use clock::CivilDate;
    use people::UnitId;

    use super::*;

    #[test]
    fn who_is_no_longer_there_is_asked_through_who_is() {
        let into = UnitId::parse(&"a".repeat(32)).unwrap();
        let on = CivilDate::new(2026, 6, 8).unwrap();
        let merger = Merger { into, into_name: "东街医院".to_owned(), on };
        assert_eq!(addressed("金桥卫生院", None), "金桥卫生院");
        assert_eq!(addressed("金桥卫生院", Some(&merger)), "金桥卫生院（已并入东街医院，由其补报）");
    }
}
