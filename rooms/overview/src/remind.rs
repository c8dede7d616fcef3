use std::collections::BTreeMap;

use campaigns::facts::DueFact;
use people::Merger;
use reports::facts::is_list_of_liaisons;

use crate::desk::DeskRow;

/// Who is asked, and whether for what is left of a unit that went into them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Addressee {
    township: String,
    owes_for_another: bool,
}

/// The text that an officer pastes into a chat group: who still owes `due`, grouped by street or township, signed by the
/// office; `None` when nobody is to be asked.
pub(crate) fn text(campaign: &str, due: &DueFact, owing: &[&DeskRow], office: &str) -> Option<String> {
    let asked: Vec<Asked<'_>> = owing.iter().map(|row| Asked::of(row)).collect();
    let asked = addressed(&asked, is_list_of_liaisons(&due.title));
    if asked.is_empty() {
        return None;
    }
    let until = due.due_on.map_or_else(String::new, |date| format!("（{}截止）", date.chinese_short()));
    let mut text = format!(
        "【催报】{campaign}“{}”{until}，以下 {} 家单位尚未报送，请尽快报送：\n",
        due.title,
        asked.len()
    );
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, Addressee { township, owes_for_another }) in asked {
        let name = if owes_for_another { format!("{name}（含并入单位的补报）") } else { name };
        groups.entry(if township.is_empty() { "其他".to_owned() } else { township }).or_default().push(name);
    }
    for (township, names) in groups {
        text.push_str(&format!("{township}：{}\n", names.join("、")));
    }
    text.push_str(office);
    Some(text)
}

/// A unit that owes something, and where it went if it is no longer there.
struct Asked<'a> {
    name: &'a str,
    township: &'a str,
    merger: Option<Merger>,
}

impl<'a> Asked<'a> {
    fn of(row: &'a DeskRow) -> Self {
        Self { name: &row.unit.name, township: &row.unit.township, merger: row.unit.merger() }
    }
}

/// Whom to ask, by name: a unit that is no longer there has nobody who reads a chat group, so the one that it went into is asked; and
/// nobody for its liaison.
fn addressed(owing: &[Asked<'_>], is_list_of_liaisons: bool) -> BTreeMap<String, Addressee> {
    let mut asked: BTreeMap<String, Addressee> = BTreeMap::new();
    for one in owing.iter().filter(|one| one.merger.is_none()) {
        asked.entry(one.name.to_owned()).or_default().township = one.township.to_owned();
    }
    for one in owing.iter().filter(|_| !is_list_of_liaisons) {
        let Some(merger) = &one.merger else { continue };
        let known = asked
            .entry(merger.into_name.clone())
            .or_insert_with(|| Addressee { township: one.township.to_owned(), owes_for_another: false });
        known.owes_for_another = true;
    }
    asked
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
        let merger = || Some(Merger { into, into_name: "东街医院".to_owned(), on });
        let asked = |name, township, merger| Asked { name, township, merger };
        let gone = || asked("金桥卫生院", "金桥镇", merger());
        let there = || asked("东街医院", "东街街道", None);
        let one =
            |township: &str, owes_for_another| Addressee { township: township.to_owned(), owes_for_another };
        let told = |owing: &[Asked<'_>], is_list| addressed(owing, is_list).into_iter().collect::<Vec<_>>();
        assert_eq!(told(&[gone()], false), [("东街医院".to_owned(), one("金桥镇", true))]);
        assert_eq!(told(&[gone(), there()], false), [("东街医院".to_owned(), one("东街街道", true))]);
        assert_eq!(told(&[gone(), there()], true), [("东街医院".to_owned(), one("东街街道", false))]);
        assert_eq!(told(&[gone()], true), []);
    }
}
