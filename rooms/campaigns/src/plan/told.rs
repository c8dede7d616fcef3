//! «有什么变化»: the changes of a plan as people read them.

use clock::CivilDate;
use people::facts::UnitFact;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::edition::{
    AnnexItem, Change, Changes, DueItem, Edition, HeadItem, IndicatorItem, Item, PhaseItem, TaskItem,
};
use crate::PhaseId;
use crate::measure::Measures;
use crate::workday::OffHolidays;

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlanChange)]
pub(crate) struct Told {
    /// `方案`, `阶段`, `指标`, `任务`, `报送要求`, `宣传内容`, `标语` or `附件`.
    pub(crate) what: String,
    /// `新增`, `调整` or `取消`.
    pub(crate) deed: String,
    pub(crate) title: String,
    /// Of a changed row, what differs; of a new one, what it says.
    pub(crate) fields: Vec<ToldField>,
}

/// A field with what it said and what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlanChangeField)]
pub(crate) struct ToldField {
    pub(crate) label: String,
    /// Null: the row is new.
    pub(crate) before: Option<String>,
    pub(crate) after: String,
    /// Of a target that differs: for whom. Null: for everybody.
    #[serde(default)]
    pub(crate) whom: Option<Whom>,
}

/// For whom a target differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PlanChangeWhom)]
pub(crate) enum Whom {
    /// Id of a unit.
    Unit(String),
    /// Name of a class.
    Class(String),
}

/// What of a row is said for single classes and units.
const RULINGS: &str = "另定";

impl Told {
    /// The change as units see it: of the targets that differ only their own and their classes'; none when nothing is left.
    pub(crate) fn seen_by(mut self, units: &[UnitFact]) -> Option<Self> {
        let had_any = !self.fields.is_empty();
        self.fields.retain(|field| match &field.whom {
            Some(Whom::Unit(id)) => units.iter().any(|unit| unit.id.to_string() == *id),
            Some(Whom::Class(name)) => units.iter().any(|unit| unit.class == *name),
            // Editions that were kept before one was told from the other name everybody here.
            None => field.label != RULINGS,
        });
        let is_left = !self.fields.is_empty() || !had_any || self.deed != CHANGED;
        is_left.then_some(self)
    }

    /// The change in a line: `专题讲座：每单位 2 场 → 每单位 3 场`.
    pub(crate) fn in_a_line(&self) -> String {
        let field = |field: &ToldField| match &field.before {
            Some(before) => format!("{before} → {}", field.after),
            None => field.after.clone(),
        };
        let fields: Vec<String> = self.fields.iter().map(field).collect();
        let what = if fields.is_empty() { self.deed.clone() } else { fields.join("，") };
        format!("{}：{what}", self.title)
    }
}

const CHANGED: &str = "调整";

/// What the rows of an edition are called.
struct Names<'a>(&'a [&'a Edition], &'a Measures);

impl Names<'_> {
    fn phase(&self, id: Option<PhaseId>) -> String {
        let Some(id) = id else { return "全程".to_owned() };
        let mut phases = self.0.iter().flat_map(|edition| &edition.phases);
        let found = phases.find(|phase| phase.id == id);
        found.map_or_else(|| "全程".to_owned(), |phase| phase.name.clone())
    }
}

/// What one field of a row says.
struct Said {
    label: &'static str,
    whom: Option<Whom>,
    text: String,
}

type Words = Vec<Said>;

fn said<const N: usize>(pairs: [(&'static str, String); N]) -> Words {
    pairs.into_iter().map(|(label, text)| Said { label, whom: None, text }).collect()
}

/// A row in words: what it is, what it is called, what its fields say.
trait Spoken: Item {
    /// What it is, such as `任务`.
    fn what(&self) -> &'static str;
    fn title(&self, names: &Names<'_>) -> String;
    fn words(&self, names: &Names<'_>) -> Words;
}

fn day(day: Option<CivilDate>, none: &str) -> String {
    day.map_or_else(|| none.to_owned(), |day| day.to_string())
}

impl Spoken for PhaseItem {
    fn what(&self) -> &'static str {
        "阶段"
    }

    fn title(&self, _: &Names<'_>) -> String {
        self.name.clone()
    }

    fn words(&self, _: &Names<'_>) -> Words {
        said([
            ("名称", self.name.clone()),
            ("序号", self.ordinal.to_string()),
            ("开始", day(self.starts_on, "接上一阶段")),
            ("结束", day(self.ends_on, "长期")),
        ])
    }
}

impl Spoken for IndicatorItem {
    fn what(&self) -> &'static str {
        "指标"
    }

    fn title(&self, names: &Names<'_>) -> String {
        let measure = names.1.get(&self.measure).map_or(&self.measure, |measure| &measure.name);
        self.filter.named(measure)
    }

    fn words(&self, names: &Names<'_>) -> Words {
        let unit = names.1.get(&self.measure).map(|measure| measure.unit.as_str()).unwrap_or_default();
        let target = self.rate().map(|rate| format!("{} {rate} {unit}", self.basis.label()));
        let mut words = said([
            ("阶段", names.phase(self.phase)),
            ("只计", if self.filter.is_empty() { "全部".to_owned() } else { self.filter.words() }),
            ("目标", target.unwrap_or_else(|| "不设".to_owned())),
        ]);
        words.extend(self.rulings.iter().map(|one| Said {
            label: RULINGS,
            whom: Some(
                one.unit.map_or_else(|| Whom::Class(one.name.clone()), |id| Whom::Unit(id.to_string())),
            ),
            text: format!("{} {}", one.name, one.ruled.words()),
        }));
        words
    }
}

impl Spoken for TaskItem {
    fn what(&self) -> &'static str {
        "任务"
    }

    fn title(&self, _: &Names<'_>) -> String {
        self.text.clone()
    }

    fn words(&self, names: &Names<'_>) -> Words {
        said([("内容", self.text.clone()), ("阶段", names.phase(self.phase))])
    }
}

impl Spoken for DueItem {
    fn what(&self) -> &'static str {
        "报送要求"
    }

    fn title(&self, _: &Names<'_>) -> String {
        self.title.clone()
    }

    fn words(&self, names: &Names<'_>) -> Words {
        said([
            ("内容", self.title.clone()),
            ("类别", self.kind.label().to_owned()),
            ("阶段", names.phase(self.phase)),
            ("期限", day(self.due_on, "随时")),
            ("时间", self.due_time.clone().unwrap_or_else(|| "24:00".to_owned())),
            ("遇节假日", self.off_words()),
            ("图片", if self.with_pictures { "要附" } else { "不要求" }.to_owned()),
        ])
    }
}

impl Spoken for AnnexItem {
    fn what(&self) -> &'static str {
        self.kind.label()
    }

    fn title(&self, _: &Names<'_>) -> String {
        self.text.clone()
    }

    fn words(&self, _: &Names<'_>) -> Words {
        said([("内容", self.text.clone()), ("类别", self.kind.label().to_owned())])
    }
}

impl DueItem {
    /// What becomes of its day where nobody works on it.
    fn off_words(&self) -> String {
        let Some(printed) = self.moved_from else { return "不改期".to_owned() };
        format!("由 {printed} {}到工作日", self.off_holidays.unwrap_or(OffHolidays::Next).label())
    }
}

/// The changes in the order of a plan; `before` and `after` lend the names of phases.
pub(crate) fn tell(changes: &Changes, before: &Edition, after: &Edition, measures: &Measures) -> Vec<Told> {
    let editions = [after, before];
    let names = Names(&editions, measures);
    let mut told = Vec::new();
    if let Some((before, after)) = &changes.head {
        let fields = differing(&head(before), head(after));
        told.push(Told {
            what: "方案".to_owned(),
            deed: CHANGED.to_owned(),
            title: after.name.clone(),
            fields,
        });
    }
    told.extend(changes.phases.iter().map(|change| one(change, &names)));
    told.extend(changes.indicators.iter().map(|change| one(change, &names)));
    told.extend(changes.tasks.iter().map(|change| one(change, &names)));
    told.extend(changes.dues.iter().map(|change| one(change, &names)));
    told.extend(changes.annexes.iter().map(|change| one(change, &names)));
    told
}

fn head(head: &HeadItem) -> Words {
    said([
        ("方案名称", head.name.clone()),
        ("发文字号", head.document_number.clone().unwrap_or_default()),
        ("上级依据", head.superior_basis.clone()),
        ("报送对象", head.report_to.clone()),
        ("向上报送期限", day(head.upward_due_on, "")),
    ])
}

fn one<T: Spoken>(change: &Change<T>, names: &Names<'_>) -> Told {
    let (deed, row, fields) = match change {
        Change::Added(row) => {
            let title = row.title(names);
            let rest =
                row.words(names).into_iter().filter(|said| said.text != title && said.text != row.what());
            ("新增", row, rest.map(as_new).collect())
        }
        Change::Changed { before, after } => {
            (CHANGED, before, differing(&before.words(names), after.words(names)))
        }
        Change::Dropped(row) => ("取消", row, Vec::new()),
    };
    Told { what: row.what().to_owned(), deed: deed.to_owned(), title: row.title(names), fields }
}

fn as_new(said: Said) -> ToldField {
    ToldField { label: said.label.to_owned(), before: None, after: said.text, whom: said.whom }
}

/// What a row says of a class or unit that it does not name.
const AS_ALL: &str = "同默认目标";

fn differing(before: &Words, after: Words) -> Vec<ToldField> {
    let find = |words: &Words, like: &Said| {
        let is_it = |said: &&Said| (said.label, &said.whom) == (like.label, &like.whom);
        words.iter().find(is_it).map_or_else(|| AS_ALL.to_owned(), |said| said.text.clone())
    };
    let gone =
        before.iter().filter(|old| after.iter().all(|new| (new.label, &new.whom) != (old.label, &old.whom)));
    let gone: Words =
        gone.map(|old| Said { label: old.label, whom: old.whom.clone(), text: AS_ALL.to_owned() }).collect();
    let pairs = after.into_iter().chain(gone).map(|new| (find(before, &new), new));
    pairs
        .filter(|(old, new)| *old != new.text)
        .map(|(old, new)| ToldField {
            label: new.label.to_owned(),
            before: Some(old),
            after: new.text,
            whom: new.whom,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::edition::diff;

    fn due(title: &str, due_on: Option<&str>) -> DueItem {
        DueItem {
            id: ids::Id::parse("00000000000000000000000000000001").unwrap(),
            phase: None,
            kind: crate::DueKind::Once,
            title: title.to_owned(),
            due_on: due_on.map(|text| CivilDate::parse(text).unwrap()),
            due_time: None,
            with_pictures: true,
            moved_from: None,
            off_holidays: None,
            sent_at: None,
        }
    }

    #[test]
    fn a_changed_row_tells_only_what_differs() {
        let edition = Edition::default();
        let dues = diff(&[due("总结", Some("2026-12-25"))], &[due("总结", Some("2027-01-10"))]);
        let told = tell(&Changes { dues, ..Changes::default() }, &edition, &edition, &Measures::shipped());
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].what.as_str(), told[0].deed.as_str()), ("报送要求", "调整"));
        let field = ToldField {
            label: "期限".to_owned(),
            before: Some("2026-12-25".to_owned()),
            after: "2027-01-10".to_owned(),
            whom: None,
        };
        assert_eq!(told[0].fields, [field]);
    }

    #[test]
    fn what_is_new_says_all_and_what_is_gone_its_name() {
        let edition = Edition::default();
        let dues = vec![Change::Added(due("总结", None)), Change::Dropped(due("小结", None))];
        let told = tell(&Changes { dues, ..Changes::default() }, &edition, &edition, &Measures::shipped());
        assert!(told[0].deed == "新增" && told[0].fields.iter().any(|field| field.after == "随时"));
        assert!(told[1].deed == "取消" && told[1].title == "小结" && told[1].fields.is_empty());
    }

    #[test]
    fn what_names_a_class_or_a_unit_is_for_nobody_else() {
        let field = |label: &str, whom: Option<Whom>| ToldField {
            label: label.to_owned(),
            before: None,
            after: String::new(),
            whom,
        };
        let told = |deed: &str, fields| Told {
            what: "指标".to_owned(),
            deed: deed.to_owned(),
            title: "宣传手册".to_owned(),
            fields,
        };
        let theirs = || vec![field(RULINGS, Some(Whom::Class("基层".to_owned()))), field(RULINGS, None)];
        assert_eq!(told(CHANGED, theirs()).seen_by(&[]), None, "nothing is left to be told");
        assert_eq!(told("新增", theirs()).seen_by(&[]).map(|told| told.fields.len()), Some(0));
        let both = [theirs(), vec![field("目标", None)]].concat();
        assert_eq!(told(CHANGED, both).seen_by(&[]).map(|told| told.fields.len()), Some(1));
    }
}
