use std::collections::HashMap;

use crate::credit_code::CreditCode;
use crate::merger::Merger;
use crate::unit::{Difference, Particulars, Unit};
use crate::{NodeKind, NodePath, UnitId};

/// The units that there are, to hold a sheet's rows against.
pub(crate) struct Roster {
    units: Vec<Unit>,
    by_name: HashMap<String, usize>,
    by_code: HashMap<String, usize>,
}

/// What a row would do.
#[derive(Debug)]
pub(crate) enum Change {
    New,
    Changed { unit: Box<Unit>, differences: Vec<Difference> },
    Unchanged,
}

/// A row with what it would do. Blanks of the sheet have been filled from the unit as it is.
#[derive(Debug)]
pub(crate) struct Planned {
    pub(crate) particulars: Particulars,
    pub(crate) change: Change,
}

/// Why a row fits no unit: a sentence about its name or its code.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Misfit {
    Name(String),
    Code(String),
}

impl Roster {
    pub(crate) fn new(units: Vec<Unit>) -> Self {
        let named = units.iter().enumerate().map(|(i, unit)| (unit.name.clone(), i));
        let by_name = named.collect();
        let coded = units.iter().enumerate().filter_map(|(i, unit)| Some((unit.credit_code.clone()?, i)));
        let by_code = coded.collect();
        Self { units, by_name, by_code }
    }

    /// Whether the name or the code is somebody's already.
    pub(crate) fn knows(&self, row: &Particulars) -> bool {
        let code = row.credit_code.value().map(CreditCode::as_str);
        self.by_name.contains_key(&row.name) || code.is_some_and(|code| self.by_code.contains_key(code))
    }

    /// The unit that a row is about: the code decides, else the name; `None` when it is a new one.
    pub(crate) fn meant(&self, row: &Particulars) -> Option<UnitId> {
        let code = row.credit_code.value().map(CreditCode::as_str);
        let coded = code.and_then(|code| self.by_code.get(code));
        coded.or_else(|| self.by_name.get(&row.name)).map(|i| self.units[*i].id)
    }

    /// Whether the name or the code is that of another unit than this one.
    pub(crate) fn is_taken(&self, row: &Particulars, own: UnitId) -> Option<&'static str> {
        let is_other = |found: Option<&usize>| found.is_some_and(|i| self.units[*i].id != own);
        let code = row.credit_code.value().map(CreditCode::as_str);
        match (is_other(self.by_name.get(&row.name)), is_other(code.and_then(|code| self.by_code.get(code))))
        {
            (true, _) => Some("name"),
            (_, true) => Some("credit_code"),
            _ => None,
        }
    }

    /// Holds a row against the roster, for somebody at the node `at`: the code decides which unit is meant, else the name.
    pub(crate) fn plan(&self, mut row: Particulars, at: &NodePath) -> Result<Planned, Misfit> {
        let named = self.by_name.get(&row.name).map(|i| &self.units[*i]);
        let code = row.credit_code.value().map(CreditCode::as_str);
        let coded = code.and_then(|code| self.by_code.get(code)).map(|i| &self.units[*i]);
        if let (Some(named), Some(coded)) = (named, coded)
            && named.id != coded.id
        {
            return Err(Misfit::Code(format!("这个信用代码属于已有单位“{}”，请核对", coded.name)));
        }
        if let (Some(named), None, Some(_)) = (named, coded, code)
            && let Some(other) = &named.credit_code
        {
            return Err(Misfit::Code(format!("已有同名单位，其信用代码是 {other}，与这里不同，请核对")));
        }
        let Some(unit) = coded.or(named) else {
            return Ok(Planned { particulars: row, change: Change::New });
        };
        if unit.kind != NodeKind::Unit {
            return Err(Misfit::Name(format!("这是{}的名称，不能作为单位导入", unit.kind.label())));
        }
        if !at.reaches(&unit.path) {
            return Err(Misfit::Name("这个单位已由其他主管部门管理，不能在这里导入".to_owned()));
        }
        if let Some(Merger { into_name, on, .. }) = unit.merger() {
            return Err(Misfit::Name(format!(
                "这个单位已于 {on} 并入“{into_name}”，请删去这一行；确需恢复的，先在单位页面撤销合并"
            )));
        }
        row.fill_blanks(unit);
        let differences = row.differences(unit);
        let change = match differences.is_empty() {
            true => Change::Unchanged,
            false => Change::Changed { unit: Box::new(unit.clone()), differences },
        };
        Ok(Planned { particulars: row, change })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::unit::UnitInput;
    use web::Invalid;

    const A: &str = "00000000000000000000000000000001";
    const B: &str = "00000000000000000000000000000002";
    const CODE: &str = "91350100M000100Y43";

    pub(crate) fn unit(id: &str, name: &str, code: Option<&str>) -> Unit {
        let id = UnitId::parse(id).unwrap();
        Unit {
            id,
            parent: None,
            path: NodePath::root(UnitId::parse(A).unwrap()).child(id),
            kind: NodeKind::Unit,
            name: name.into(),
            short_name: name.into(),
            credit_code: code.map(str::to_owned),
            class: "公立医院".into(),
            township: "东街街道".into(),
            headcount: Some(120),
            beds: Some(60),
            is_micro: false,
            liaison_name: "郑联络".into(),
            liaison_phone: "13800138000".into(),
            liaison_confirmed_at: None,
            liaison_confirmed_by: None,
            merged_into: None,
            merged_into_name: None,
            merged_on: None,
            version: 1,
        }
    }

    fn row(name: &str, code: &str) -> Particulars {
        let input = UnitInput {
            name: name.into(),
            credit_code: code.into(),
            class: "公立医院".into(),
            ..UnitInput::default()
        };
        input.judge(&mut Invalid::default()).unwrap()
    }

    fn plan(row: Particulars) -> Result<Planned, Misfit> {
        let roster = Roster::new(vec![unit(A, "第一医院", Some(CODE)), unit(B, "第二医院", None)]);
        roster.plan(row, &NodePath::root(UnitId::parse(A).unwrap()))
    }

    #[test]
    fn blanks_change_nothing() {
        assert!(matches!(plan(row("第一医院", "")).unwrap().change, Change::Unchanged));
        assert!(matches!(plan(row("第三医院", "")).unwrap().change, Change::New));
    }

    #[test]
    fn the_code_finds_a_renamed_unit() {
        let Change::Changed { unit, differences } = plan(row("中心医院", CODE)).unwrap().change else {
            panic!("a new name is a change")
        };
        assert_eq!(unit.id.to_string(), A);
        assert_eq!(differences[0].before, "第一医院");
    }

    #[test]
    fn names_and_codes_that_contradict_each_other_are_refused() {
        assert!(
            matches!(plan(row("第二医院", CODE)), Err(Misfit::Code(sentence)) if sentence.contains("第一医院"))
        );
        let other = "9144030071526726XG";
        assert!(
            matches!(plan(row("第一医院", other)), Err(Misfit::Code(sentence)) if sentence.contains(CODE))
        );
    }

    #[test]
    fn units_of_another_bureau_are_out_of_reach() {
        let roster = Roster::new(vec![unit(B, "第二医院", None)]);
        let elsewhere = NodePath::root(UnitId::parse(B).unwrap());
        assert!(matches!(roster.plan(row("第二医院", ""), &elsewhere), Err(Misfit::Name(_))));
    }

    #[test]
    fn a_merged_unit_is_not_brought_back() {
        let merged = Unit {
            merged_into: UnitId::parse(A).ok(),
            merged_into_name: Some("第一医院".into()),
            merged_on: clock::CivilDate::parse("2026-10-31").ok(),
            ..unit(B, "第二医院", None)
        };
        let roster = Roster::new(vec![unit(A, "第一医院", Some(CODE)), merged]);
        let refused = roster.plan(row("第二医院", ""), &NodePath::root(UnitId::parse(A).unwrap()));
        let Err(Misfit::Name(sentence)) = refused else { panic!("it is gone") };
        assert!(sentence.contains("第一医院") && sentence.contains("2026-10-31"), "{sentence}");
    }

    /// A unit as the store would have it after the row.
    fn taken(before: Option<Unit>, row: &Particulars, number: usize) -> Unit {
        let fresh = unit(&format!("{number:032x}"), "", None);
        let base = before.unwrap_or(fresh);
        Unit {
            name: row.name.clone(),
            short_name: row.short_name.clone(),
            credit_code: row.credit_code.value().map(CreditCode::to_string),
            class: row.class.clone(),
            township: row.township.value().cloned().unwrap_or_default(),
            headcount: row.headcount.value().map(|count| count.number()),
            beds: row.beds.value().map(|beds| beds.number()),
            liaison_name: row.liaison_name.value().cloned().unwrap_or_default(),
            liaison_phone: row.liaison_phone.value().map(ToString::to_string).unwrap_or_default(),
            ..base
        }
    }

    /// Imports the rows into the units, as the verb does; `None` when one of them fits nowhere.
    fn import(units: &[Unit], rows: &[Particulars]) -> Option<(Vec<Unit>, usize)> {
        let roster = Roster::new(units.to_vec());
        let mut after = units.to_vec();
        let mut touched = 0;
        let mut seen = Vec::new();
        for (i, row) in rows.iter().enumerate() {
            if let Some(unit) = roster.meant(row) {
                if seen.contains(&unit) {
                    return None;
                }
                seen.push(unit);
            }
            let planned = roster.plan(row.clone(), &NodePath::root(UnitId::parse(A).unwrap())).ok()?;
            match planned.change {
                Change::Unchanged => continue,
                Change::New => after.push(taken(None, &planned.particulars, 100 + i)),
                Change::Changed { unit, .. } => {
                    let at = after.iter().position(|other| other.id == unit.id)?;
                    after[at] = taken(Some(*unit), &planned.particulars, 0);
                }
            }
            touched += 1;
        }
        Some((after, touched))
    }

    const CODES: [&str; 4] = ["", CODE, "9144030071526726XG", "91330100799655058B"];

    proptest::proptest! {
        #[test]
        fn importing_twice_is_importing_once(
            picks in proptest::collection::vec((0..6_usize, 0..4_usize, 0..4_usize, 0..4_usize), 1..12),
        ) {
            let text = |pick: usize, value: &str| ["", "清空", value, value][pick].to_owned();
            let mut rows: Vec<Particulars> = Vec::new();
            for (name, code, township, beds) in picks {
                let input = UnitInput {
                    name: ["第一医院", "第二医院", "丙院", "丁院", "戊院", "己院"][name].into(),
                    class: "公立医院".into(),
                    credit_code: CODES[code].into(),
                    township: text(township, "西街街道").into(),
                    beds: text(beds, "30").into(),
                    ..UnitInput::default()
                };
                let row = input.judge(&mut Invalid::default()).unwrap();
                let again = rows.iter().any(|other| {
                    other.name == row.name || (row.credit_code.value().is_some() && other.credit_code == row.credit_code)
                });
                if !again {
                    rows.push(row);
                }
            }
            let units = vec![unit(A, "第一医院", Some(CODE)), unit(B, "第二医院", None)];
            let Some((once, _)) = import(&units, &rows) else { return Ok(()) };
            let (twice, touched) = import(&once, &rows).unwrap();
            proptest::prop_assert_eq!(touched, 0, "the second time nothing changes");
            proptest::prop_assert_eq!(once.len(), twice.len());
        }
    }
}
