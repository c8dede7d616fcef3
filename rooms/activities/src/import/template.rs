//! The workbook to fill in: a column for each measure that the unit is asked for, one sample row.

use campaigns::{Measure, MeasureKind};
use clock::CivilDate;
use sheets::{Entry, Heading, Sheet, Workbook};

use super::columns::{
    self, CAMPAIGNS, COHOSTS, DAY, DESCRIPTION, LAST_DAY, MAJOR, NAME, PICTURES, PLACE, SPEAKER, STANDING,
    SUBJECTS,
};
use super::{MOST_PICTURES, MOST_ROWS};
use crate::Speaker;
use crate::openings::Opening;

/// What the name of the sample begins with; a row that bears it is not imported.
pub(crate) const SAMPLE: &str = "示例：";

/// What the template is made for.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) unit: &'a str,
    /// What the unit is asked for, in its order.
    pub(crate) measures: &'a [Measure],
    pub(crate) openings: &'a [Opening],
    /// What the campaigns are about.
    pub(crate) subjects: &'a [String],
    pub(crate) today: CivilDate,
}

const YES_NO: [&str; 2] = ["是", "否"];

/// The template, with what may be chosen on a second sheet.
pub(crate) fn workbook(asked: &Asked<'_>) -> Workbook {
    let mut book = Workbook::new();
    book.push(ledger(asked));
    book.push(words(asked));
    book
}

fn ledger(asked: &Asked<'_>) -> Sheet {
    let campaigns: Vec<&str> = asked.openings.iter().map(|one| one.campaign.name.as_str()).collect();
    let plain = |column: sheets::Column<'static>, width| Heading::new(column.title(), width);
    let mut headings = vec![
        plain(NAME, 30.0),
        plain(DAY, 14.0),
        plain(LAST_DAY, 14.0),
        plain(PLACE, 18.0),
        plain(SPEAKER, 10.0).choices(Speaker::ALL.iter().map(|one| one.label())),
        plain(SUBJECTS, 22.0).choices(asked.subjects.iter().cloned()),
    ];
    headings.extend(asked.measures.iter().map(|measure| {
        let heading = Heading::new(columns::heading(measure), 12.0);
        if measure.kind == MeasureKind::Task { heading.choices(YES_NO) } else { heading }
    }));
    headings.extend([
        plain(CAMPAIGNS, 30.0).choices(campaigns),
        plain(PICTURES, 30.0),
        plain(DESCRIPTION, 30.0),
        plain(COHOSTS, 22.0),
        plain(STANDING, 10.0).choices(YES_NO),
        plain(MAJOR, 10.0).choices(YES_NO),
    ]);
    let mut sheet = Sheet::new("活动台账", headings)
        .title(format!("{}活动台账", asked.unit))
        .note(format!(
            "每行一项活动，名称、日期必填，最多 {MOST_ROWS} 行；一项活动分几行写的（名称、日期、单位相同，项目不同）合并为一项；几天的活动填结束日期。没有的数量留空或填 0；其他项目可自己加列，列名写项目名称，如“宣传手册（册）”。"
        ))
        .note(format!(
            "“计入”留空则按日期和内容计入正在开展的专项行动，不计入请填“无”，多个用顿号隔开。照片文件名多张用顿号隔开；照片和本表一起压缩成 ZIP 上传，最多 {MOST_PICTURES} 张，也可以先在系统里上传照片、再单独上传本表。"
        ))
        .note(format!("名称以“{SAMPLE}”开头的行不会导入。"));
    sheet.push(sample(asked));
    sheet
}

fn sample(asked: &Asked<'_>) -> Vec<Entry> {
    let number = |(at, measure): (usize, &Measure)| -> Entry {
        match (at, measure.kind) {
            (0, MeasureKind::Count) => 1_i64.into(),
            (0, MeasureKind::Task) => "是".into(),
            _ => Entry::Blank,
        }
    };
    let mut row: Vec<Entry> = vec![
        format!("{SAMPLE}安全生产专题讲座").into(),
        asked.today.into(),
        Entry::Blank,
        "门诊三楼会议室".into(),
        Speaker::Leader.label().into(),
        asked.subjects.first().map_or("安全生产法", String::as_str).into(),
    ];
    row.extend(asked.measures.iter().enumerate().map(number));
    row.extend([
        asked.openings.first().map_or("", |one| one.campaign.name.as_str()).into(),
        "讲座1.jpg、讲座2.jpg".into(),
        "邀请消防救援站讲解用电安全。".into(),
        Entry::Blank,
        "否".into(),
        "否".into(),
    ]);
    row
}

/// What may stand in the cells, for lists that are too long to be offered there.
fn words(asked: &Asked<'_>) -> Sheet {
    let headings = [("列", 18.0), ("可以填写", 60.0)].map(|(text, width)| Heading::new(text, width));
    let mut sheet = Sheet::new("可填内容", headings);
    let campaigns = asked.openings.iter().map(|one| (CAMPAIGNS.title(), one.campaign.name.clone()));
    let speakers = Speaker::ALL.iter().map(|one| (SPEAKER.title(), one.label().to_owned()));
    let subjects = asked.subjects.iter().map(|one| (SUBJECTS.title(), one.clone()));
    for (column, word) in campaigns.chain(speakers).chain(subjects) {
        sheet.push([Entry::from(column), word.into()]);
    }
    sheet
}
