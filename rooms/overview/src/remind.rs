use std::collections::{BTreeMap, HashMap};

use campaigns::facts::DueFact;
use people::{Merger, UnitId};
use reports::facts::is_list_of_liaisons;

use crate::desk::DeskRow;

/// Who is asked, and whether for what is left of a unit that went into them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Addressee {
    name: String,
    township: String,
    owes_for_another: bool,
}

/// The text that an officer pastes into a chat group: who still owes `due`, grouped by street or township, signed by the
/// office; `None` when nobody is to be asked. `rows`: every unit of the desk, which tells where one is.
pub(crate) fn text(
    campaign: &str,
    due: &DueFact,
    (owing, rows): (&[&DeskRow], &[&DeskRow]),
    office: &str,
) -> Option<String> {
    let owing: Vec<Asked<'_>> = owing.iter().map(|row| Asked::of(row)).collect();
    let townships = rows.iter().map(|row| (row.unit.id, row.unit.township.as_str())).collect();
    let asked = addressed(&owing, &townships, is_list_of_liaisons(&due.title));
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
    for Addressee { name, township, owes_for_another } in asked {
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
    id: UnitId,
    name: &'a str,
    township: &'a str,
    merger: Option<Merger>,
}

impl<'a> Asked<'a> {
    fn of(row: &'a DeskRow) -> Self {
        let unit = &row.unit;
        Self { id: unit.id, name: &unit.name, township: &unit.township, merger: unit.merger() }
    }
}

/// Whom to ask, in the order of the desk: a unit that is no longer there has nobody who reads a chat group, so the one that it went into
/// is asked; and nobody for its liaison.
fn addressed(
    owing: &[Asked<'_>],
    townships: &HashMap<UnitId, &str>,
    is_list_of_liaisons: bool,
) -> Vec<Addressee> {
    let mut asked: Vec<(UnitId, Addressee)> = Vec::new();
    for one in owing.iter().filter(|one| one.merger.is_none()) {
        let (name, township) = (one.name.to_owned(), one.township.to_owned());
        asked.push((one.id, Addressee { name, township, owes_for_another: false }));
    }
    for merger in owing.iter().filter(|_| !is_list_of_liaisons).filter_map(|one| one.merger.as_ref()) {
        match asked.iter_mut().find(|(id, _)| *id == merger.into) {
            Some((_, known)) => known.owes_for_another = true,
            None => {
                let township =
                    townships.get(&merger.into).map_or_else(String::new, |name| (*name).to_owned());
                let name = merger.into_name.clone();
                asked.push((merger.into, Addressee { name, township, owes_for_another: true }));
            }
        }
    }
    asked.into_iter().map(|(_, one)| one).collect()
}

#[cfg(test)]
mod tests {
    use clock::CivilDate;

    use super::*;

    fn unit(digit: &str) -> UnitId {
        UnitId::parse(&digit.repeat(32)).unwrap()
    }

    #[test]
    fn who_is_no_longer_there_is_asked_through_who_is() {
        let on = CivilDate::new(2026, 6, 8).unwrap();
        let merger = || Some(Merger { into: unit("a"), into_name: "东街医院".to_owned(), on });
        let asked = |id, name, township, merger| Asked { id: unit(id), name, township, merger };
        let gone = || asked("b", "金桥卫生院", "金桥镇", merger());
        let there = || asked("a", "东街医院", "东街街道", None);
        let one = |owes_for_another| Addressee {
            name: "东街医院".to_owned(),
            township: "东街街道".to_owned(),
            owes_for_another,
        };
        let townships = HashMap::from([(unit("a"), "东街街道"), (unit("b"), "金桥镇")]);
        let told = |owing: &[Asked<'_>], is_list| addressed(owing, &townships, is_list);
        assert_eq!(told(&[gone()], false), [one(true)]);
        assert_eq!(told(&[gone(), there()], false), [one(true)]);
        assert_eq!(told(&[gone(), there()], true), [one(false)]);
        assert_eq!(told(&[gone()], true), []);
    }

    #[test]
    fn two_of_one_name_are_two() {
        let asked = |id, township| Asked { id: unit(id), name: "中心卫生院", township, merger: None };
        let told = addressed(&[asked("a", "金桥镇"), asked("b", "白石镇")], &HashMap::new(), false);
        assert_eq!(told.iter().map(|one| one.township.as_str()).collect::<Vec<_>>(), ["金桥镇", "白石镇"]);
    }
}
