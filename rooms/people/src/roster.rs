use std::collections::HashMap;

use crate::credit_code::CreditCode;
use crate::merger::Merger;
use crate::more::{More, Standing};
use crate::unit::{Difference, Particulars, Unit};
use crate::{NodeKind, NodePath, UnitId};

/// The units that there are, to hold a sheet's rows against.
#[derive(Default)]
pub(crate) struct Roster {
    units: Vec<Unit>,
    /// What else is so of each, and the names of the sets that there are.
    standings: HashMap<UnitId, Standing>,
    sets: Vec<String>,
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
    pub(crate) more: More,
    /// What is so beside the particulars now, and what would be.
    pub(crate) now: Standing,
    pub(crate) after: Standing,
    pub(crate) change: Change,
}

/// Why a row fits no unit: a sentence about its name, its code, or what it says beside the particulars.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Misfit {
    Name(String),
    Code(String),
    Parent(String),
    Server(String),
    Sets(String),
    People(String),
}

impl Roster {
    pub(crate) fn new(units: Vec<Unit>) -> Self {
        let named = units.iter().enumerate().map(|(i, unit)| (unit.name.clone(), i));
        let by_name = named.collect();
        let coded = units.iter().enumerate().filter_map(|(i, unit)| Some((unit.credit_code.clone()?, i)));
        let by_code = coded.collect();
        Self { units, by_name, by_code, ..Self::default() }
    }

    /// The same with what else is so of the units, and the names of the sets.
    pub(crate) fn with(self, standings: HashMap<UnitId, Standing>, sets: Vec<String>) -> Self {
        Self { standings, sets, ..self }
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
    pub(crate) fn plan(&self, mut row: Particulars, more: More, at: &NodePath) -> Result<Planned, Misfit> {
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
            let above = self.units.iter().find(|unit| unit.path == *at);
            let parent = above.map(|above| above.name.clone()).unwrap_or_default();
            let now = Standing { parent, ..Standing::default() };
            let after = self.beside(&row.name, None, (&now, &more), at)?;
            return Ok(Planned { particulars: row, more, now, after, change: Change::New });
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
        let now = self.standings.get(&unit.id).cloned().unwrap_or_default();
        let after = self.beside(&row.name, Some(unit), (&now, &more), at)?;
        let mut differences = row.differences(unit);
        differences.extend(now.differences(&after));
        let change = match differences.is_empty() {
            true => Change::Unchanged,
            false => Change::Changed { unit: Box::new(unit.clone()), differences },
        };
        Ok(Planned { particulars: row, more, now, after, change })
    }

    /// What would be so beside the particulars, if all that it names is there.
    fn beside(
        &self,
        name: &str,
        unit: Option<&Unit>,
        (now, more): (&Standing, &More),
        at: &NodePath,
    ) -> Result<Standing, Misfit> {
        let after = more.over(now).map_err(Misfit::People)?;
        let living = |name: &str| {
            let found = self.by_name.get(name).map(|i| &self.units[*i]);
            found.filter(|found| at.reaches(&found.path) && found.merged_into.is_none())
        };
        if after.parent != now.parent {
            let parent = living(&after.parent).filter(|parent| NodeKind::Unit.fits_below(parent.kind));
            let parent = parent.ok_or_else(|| {
                Misfit::Parent("名册里没有这个上级单位，请填写全称，或先新增上级单位".to_owned())
            })?;
            if unit.is_some_and(|unit| unit.path.reaches(&parent.path)) {
                return Err(Misfit::Parent("上级不能是本单位或它的下级".to_owned()));
            }
        }
        if after.server != now.server && !after.server.is_empty() {
            let server = living(&after.server).filter(|server| server.kind == NodeKind::Unit);
            let server =
                server.ok_or_else(|| Misfit::Server("名册里没有这个代报单位，请填写全称".to_owned()))?;
            let serves = |one: &Standing| one.server == name;
            let is_served = self.standings.get(&server.id).is_some_and(|one| !one.server.is_empty());
            if server.name == name || is_served || self.standings.values().any(serves) {
                let sentence = "代报单位应是另一个自己报送的单位，本单位也不能正在替别的单位代报";
                return Err(Misfit::Server(sentence.to_owned()));
            }
        }
        match after.sets.iter().find(|set| !self.sets.contains(set)) {
            Some(set) if after.sets != now.sets => {
                Err(Misfit::Sets(format!("没有“{set}”这个挂片，请先在“挂片”里新增")))
            }
            _ => Ok(after),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::more::MoreInput;
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
        roster.plan(row, blank(), &NodePath::root(UnitId::parse(A).unwrap()))
    }

    pub(crate) fn blank() -> More {
        MoreInput::default().judge().unwrap()
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
        assert!(matches!(roster.plan(row("第二医院", ""), blank(), &elsewhere), Err(Misfit::Name(_))));
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
        let refused = roster.plan(row("第二医院", ""), blank(), &NodePath::root(UnitId::parse(A).unwrap()));
        let Err(Misfit::Name(sentence)) = refused else { panic!("it is gone") };
        assert!(sentence.contains("第一医院") && sentence.contains("2026-10-31"), "{sentence}");
    }

    #[test]
    fn what_a_row_names_beside_the_particulars_must_be_there() {
        let standings = HashMap::from([(
            UnitId::parse(B).unwrap(),
            Standing { server: "第一医院".into(), sets: vec!["东片".into()], ..Standing::default() },
        )]);
        let units = vec![unit(A, "第一医院", None), unit(B, "第二医院", None)];
        let roster = Roster::new(units).with(standings, vec!["东片".into()]);
        let plan = |name: &str, more: MoreInput| {
            let at = NodePath::root(UnitId::parse(A).unwrap());
            roster.plan(row(name, ""), more.judge().unwrap(), &at)
        };
        let parent = |name: &str| MoreInput { parent: name.into(), ..MoreInput::default() };
        let server = |name: &str| MoreInput { server: name.into(), ..MoreInput::default() };
        let sets = |name: &str| MoreInput { sets: name.into(), ..MoreInput::default() };
        assert!(matches!(plan("第二医院", parent("没有的医院")), Err(Misfit::Parent(_))));
        assert!(matches!(plan("第二医院", parent("第二医院")), Err(Misfit::Parent(_))));
        assert!(
            matches!(plan("第三医院", server("第二医院")), Err(Misfit::Server(_))),
            "it is served itself"
        );
        assert!(matches!(plan("第一医院", server("第二医院")), Err(Misfit::Server(_))), "it serves");
        assert!(matches!(plan("第二医院", sets("西片")), Err(Misfit::Sets(_))));
        assert!(matches!(plan("第二医院", sets("东片")).unwrap().change, Change::Unchanged));
        let Change::Changed { differences, .. } = plan("第二医院", parent("第一医院")).unwrap().change
        else {
            panic!("it hangs elsewhere")
        };
        assert_eq!((differences[0].field, differences[0].after.as_str()), ("上级", "第一医院"));
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
            let planned =
                roster.plan(row.clone(), blank(), &NodePath::root(UnitId::parse(A).unwrap())).ok()?;
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
