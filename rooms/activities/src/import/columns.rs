//! The columns of a ledger: what stands in every one, and one for each measure.

use campaigns::{Measure, Measures};
use sheets::Column;

pub(super) const NAME: Column<'static> = Column::required("名称", &["活动名称", "活动"]);
pub(super) const DAY: Column<'static> =
    Column::required("日期", &["开始日期", "活动日期", "起止日期", "时间", "活动时间"]);
pub(super) const LAST_DAY: Column<'static> = Column::optional("结束日期", &[]);
pub(super) const PLACE: Column<'static> = Column::optional("地点", &["活动地点"]);
pub(super) const SPEAKER: Column<'static> = Column::optional("主讲", &["主讲人"]);
pub(super) const SUBJECTS: Column<'static> = Column::optional("内容", &["宣传内容", "活动内容"]);
pub(super) const DESCRIPTION: Column<'static> = Column::optional("说明", &["活动说明"]);
pub(super) const COHOSTS: Column<'static> = Column::optional("协办单位", &["协办"]);
pub(super) const STANDING: Column<'static> = Column::optional("长期展示", &["是否长期展示"]);
pub(super) const MAJOR: Column<'static> =
    Column::optional("重大活动", &["重大活动/突出成效", "重大活动或突出成效"]);
pub(super) const CAMPAIGNS: Column<'static> = Column::optional("计入", &["计入活动", "计入专项行动"]);
pub(super) const PICTURES: Column<'static> = Column::optional("照片文件名", &["照片", "图片", "照片名称"]);
/// Who held it, within the unit: it tells activities of one name and day apart, and is not kept.
pub(super) const HOLDER: Column<'static> =
    Column::optional("单位", &["举办单位", "承办单位", "主办单位", "科室", "主办科室", "承办科室"]);
/// What was counted, where each number has a row of its own; a column of numbers alone says nothing.
pub(super) const ITEM: Column<'static> = Column::optional("项目", &["指标", "统计项目"]);
pub(super) const AMOUNT: Column<'static> = Column::optional("数量", &[]);

const FIXED: [Column<'static>; 15] = [
    NAME,
    DAY,
    LAST_DAY,
    PLACE,
    SPEAKER,
    SUBJECTS,
    DESCRIPTION,
    COHOSTS,
    STANDING,
    MAJOR,
    CAMPAIGNS,
    PICTURES,
    HOLDER,
    ITEM,
    AMOUNT,
];

/// The measures that have a column: everything that is offered, under its name. Its unit in brackets is a remark to the reader.
pub(super) fn counted(measures: &Measures) -> Vec<&Measure> {
    let mut counted: Vec<&Measure> = Vec::new();
    for measure in measures.offered() {
        let is_taken = |name: &str| name == measure.name;
        let taken = FIXED.iter().map(Column::title).chain(counted.iter().map(|one| one.name.as_str()));
        if !taken.into_iter().any(is_taken) {
            counted.push(measure);
        }
    }
    counted
}

/// The column of a measure.
pub(super) fn of_measure(measure: &Measure) -> Column<'_> {
    Column::optional(&measure.name, &[])
}

/// All of them, to be looked for in a file.
pub(super) fn all<'m>(counted: &[&'m Measure]) -> Vec<Column<'m>> {
    FIXED.into_iter().chain(counted.iter().map(|measure| of_measure(measure))).collect()
}

/// The heading of a measure in the template: `专题讲座（场）`.
pub(super) fn heading(measure: &Measure) -> String {
    format!("{}（{}）", measure.name, measure.unit)
}
