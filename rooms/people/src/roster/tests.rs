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
        liaison_post: String::new(),
        liaison_phone: "13800138000".into(),
        liaison_confirmed_at: None,
        liaison_confirmed_by: None,
        merged_into: None,
        merged_into_name: None,
        merged_on: None,
        closed_on: None,
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

fn plan(row: Particulars) -> Result<Planned, Vec<Misfit>> {
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
        matches!(&plan(row("第二医院", CODE)).unwrap_err()[..], [Misfit::Code(sentence)] if sentence.contains("第一医院"))
    );
    let other = "9144030071526726XG";
    assert!(
        matches!(&plan(row("第一医院", other)).unwrap_err()[..], [Misfit::Code(sentence)] if sentence.contains(CODE))
    );
}

#[test]
fn blanks_in_a_name_make_no_other_unit() {
    let planned = plan(row("第一 医院", "")).unwrap();
    assert!(matches!(planned.change, Change::Unchanged), "{:?}", planned.change);
    assert_eq!(planned.particulars.name, "第一医院");
    let parent = MoreInput { parent: "第一　医院".into(), ..MoreInput::default() };
    let roster = Roster::new(vec![unit(A, "第一医院", None), unit(B, "第二医院", None)]);
    let at = NodePath::root(UnitId::parse(A).unwrap());
    let planned = roster.plan(row("第二医院", ""), parent.judge().unwrap(), &at).unwrap();
    assert_eq!(planned.after.parent, "第一医院");
}

#[test]
fn a_class_that_nobody_has_is_noticed() {
    let mut odd = row("第九医院", "");
    odd.class = "公立医院院".into();
    assert_eq!(plan(odd).unwrap().unheard, Unheard { class: true, township: false });
    assert_eq!(plan(row("第九医院", "")).unwrap().unheard, Unheard::default());
}

#[test]
fn units_of_another_bureau_are_out_of_reach() {
    let roster = Roster::new(vec![unit(B, "第二医院", None)]);
    let elsewhere = NodePath::root(UnitId::parse(B).unwrap());
    let refused = roster.plan(row("第二医院", ""), blank(), &elsewhere).unwrap_err();
    assert!(matches!(refused[..], [Misfit::Name(_)]));
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
    let refused = refused.unwrap_err();
    let [Misfit::Name(sentence)] = &refused[..] else { panic!("it is gone") };
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
    assert!(matches!(plan("第二医院", parent("没有的医院")).unwrap_err()[..], [Misfit::Parent(_)]));
    assert!(matches!(plan("第二医院", parent("第二医院")).unwrap_err()[..], [Misfit::Parent(_)]));
    assert!(
        matches!(plan("第三医院", server("第二医院")).unwrap_err()[..], [Misfit::Server(_)]),
        "it is served itself"
    );
    assert!(
        matches!(plan("第一医院", server("第二医院")).unwrap_err()[..], [Misfit::Server(_)]),
        "it serves"
    );
    // A row whose name is wrong is told that, and nothing false of who reports for it.
    let unserved = HashMap::from([(UnitId::parse(B).unwrap(), Standing::default())]);
    let roster =
        Roster::new(vec![unit(A, "第一医院", None), unit(B, "第二医院", None)]).with(unserved, Vec::new());
    let at = NodePath::root(UnitId::parse(A).unwrap());
    assert_eq!(roster.server("第一医院", "", &at).as_deref(), Ok("第一医院"));
    let brings = |is_served| Brings { name: "第四 医院".into(), is_served, ..Brings::default() };
    for (is_served, expected) in [(false, Some("第四 医院")), (true, None)] {
        let roster = Roster::new(vec![unit(A, "第一医院", None)]).bringing(vec![brings(is_served)]);
        let at = NodePath::root(UnitId::parse(A).unwrap());
        let planned = roster.plan(row("第三医院", ""), server("第四医院").judge().unwrap(), &at);
        assert_eq!(planned.ok().map(|planned| planned.after.server).as_deref(), expected);
    }
    assert!(matches!(plan("第二医院", sets("西片")).unwrap_err()[..], [Misfit::Sets(_)]));
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
        liaison_post: row.liaison_post.value().cloned().unwrap_or_default(),
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
        let planned = roster.plan(row.clone(), blank(), &NodePath::root(UnitId::parse(A).unwrap())).ok()?;
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
