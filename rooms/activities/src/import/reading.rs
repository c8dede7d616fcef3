//! From the rows of a workbook to activities as they would be typed, each judged by the rules of the form.

use campaigns::{Measure, MeasureKind};
use sheets::{Cell, CellError, Column, Limits, Row, SheetError, Table, read_table};
use web::Raw;

use super::MOST_ROWS;
use super::columns::{
    self, AMOUNT, CAMPAIGNS, COHOSTS, DAY, DESCRIPTION, HOLDER, ITEM, LAST_DAY, MAJOR, NAME, PICTURES, PLACE,
    SPEAKER, STANDING, SUBJECTS,
};
use super::line::{Line, Place, merged};
use super::template::SAMPLE;
use super::words::{NOTHING, campaigns, pictures, speaker, yes};
use crate::entry::Setting;
use crate::suggesting::Signs;
use crate::{ActivityInput, QuantityInput};

/// What a workbook says.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    /// The sheet that it stands on.
    pub(crate) sheet: String,
    pub(crate) lines: Vec<Line>,
    pub(crate) wrong: Vec<CellError>,
    /// Headings of columns that are not imported.
    pub(crate) passed_over: Vec<String>,
}

/// Why a workbook is no ledger of new activities.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoLedger {
    #[error(transparent)]
    Sheet(#[from] SheetError),
    #[error(
        "这是从本系统“活动”页导出的活动台账：里面的活动已经登记过，而且每个数量占一行，导入会重复登记并丢掉数量。要补录新的活动，请下载模板填写；要修改已有的活动，请打开该活动点“修改”。"
    )]
    OwnExport,
}

/// Headings that stand together only where activities were exported: what the number counts, and who logged it in which state.
const OF_EXPORT: [Column<'static>; 3] =
    [Column::required("计量单位", &[]), Column::required("状态", &[]), Column::required("登记人", &[])];

/// Reads a workbook; what is wrong with single cells comes along with the rows.
pub(crate) fn read(bytes: &[u8], setting: Setting<'_>, signs: &Signs) -> Result<Said, NoLedger> {
    let counted = columns::counted(setting.measures);
    let limits = Limits { max_rows: MOST_ROWS, ..Limits::default() };
    let table = match read_table(bytes, &columns::all(&counted), &limits) {
        Ok(table) => table,
        // What else was exported is called as two of the columns are.
        Err(_) if read_table(bytes, &OF_EXPORT, &limits).is_ok() => return Err(NoLedger::OwnExport),
        Err(error) => return Err(error.into()),
    };
    let is_other = |column: &Column<'_>| table.other_headings().iter().any(|other| other == column.title());
    if OF_EXPORT.iter().all(is_other) {
        return Err(NoLedger::OwnExport);
    }
    let against = Against { counted: &counted, setting };
    let mut lines = Vec::new();
    let all = table.collect(|row| {
        lines.extend(against.line(row));
        Some(())
    });
    let wrong = all.err().unwrap_or_default();
    for line in &mut lines {
        line.is_wrong = wrong.iter().any(|cell| cell.row == line.number);
    }
    let mut lines = merged(lines);
    for line in lines.iter_mut().filter(|line| line.is_suggested) {
        line.input.campaigns = signs.ticked((setting.openings, setting.measures), &line.input, setting.today);
        line.is_early = is_early(&line.input, setting);
    }
    let passed_over = passed_over(&table);
    Ok(Said { sheet: table.sheet().to_owned(), lines, wrong, passed_over })
}

/// The columns of which nothing is kept.
fn passed_over(table: &Table<'_>) -> Vec<String> {
    let mut headings = table.other_headings().to_vec();
    let has = |column: &Column<'_>| table.has(column);
    let lost =
        [(HOLDER, has(&HOLDER)), (ITEM, has(&ITEM) && !has(&AMOUNT)), (AMOUNT, has(&AMOUNT) && !has(&ITEM))];
    headings.extend(lost.iter().filter(|(_, is_lost)| *is_lost).map(|(column, _)| column.title().to_owned()));
    headings
}

/// Whether somebody has to say why the day is meant.
fn is_early(input: &ActivityInput, setting: Setting<'_>) -> bool {
    let judged = input.judge(setting);
    judged.is_err_and(|fault| fault.fields().iter().any(|one| one.field == "early_reason"))
}

/// What rows are read against.
struct Against<'a> {
    counted: &'a [&'a Measure],
    setting: Setting<'a>,
}

impl<'a> Against<'a> {
    /// The activity of a row; the sample of the template is none.
    fn line(&self, row: &mut Row<'a>) -> Option<Line> {
        let mut unread = Vec::new();
        let name = text(row, &NAME, &mut unread);
        if name.starts_with(SAMPLE) {
            return None;
        }
        let mut input = ActivityInput {
            name: name.into(),
            place: text(row, &PLACE, &mut unread).into(),
            subjects: vec![text(row, &SUBJECTS, &mut unread).into()],
            description: text(row, &DESCRIPTION, &mut unread).into(),
            cohosts: vec![text(row, &COHOSTS, &mut unread).into()],
            ..ActivityInput::default()
        };
        days(row, &mut input, &mut unread);
        input.speaker = told(row, &SPEAKER, &mut unread, |cell| cell.parse(speaker)).into();
        input.is_standing = told(row, &STANDING, &mut unread, |cell| cell.parse(yes)).into();
        input.is_major = told(row, &MAJOR, &mut unread, |cell| cell.parse(yes)).into();
        let said = text(row, &CAMPAIGNS, &mut unread);
        if !said.is_empty() {
            match campaigns(&said, self.setting.openings) {
                Ok(chosen) => input.campaigns = chosen,
                Err(sentence) => row.refuse(&CAMPAIGNS, sentence),
            }
        }
        let mut counted = Vec::new();
        for measure in self.counted {
            let column = columns::of_measure(measure);
            let amount = self.amount(row, &column, measure, &mut unread);
            if !amount.is_empty() && !NOTHING.contains(&amount.as_str()) {
                let (measure, amount) = (measure.code.as_str().into(), amount.into());
                input.quantities.push(QuantityInput { measure, amount, ..QuantityInput::default() });
                counted.push(column);
            }
        }
        if let Some(typed) = self.own_number(row, &mut unread) {
            input.quantities.push(typed);
            counted.push(AMOUNT);
        }
        let pictures = pictures(&text(row, &PICTURES, &mut unread));
        let holder = text(row, &HOLDER, &mut unread);
        let is_early = self.judge(row, &mut input, &counted, &unread);
        Some(Line {
            number: row.number(),
            further: Vec::new(),
            holder,
            is_suggested: said.is_empty(),
            is_early,
            is_wrong: false,
            pictures_at: Place::of(row.cell(&PICTURES)),
            cohosts_at: Place::of(row.cell(&COHOSTS)),
            pictures,
            input,
        })
    }

    /// The number of a row that says itself what it counts.
    fn own_number(&self, row: &mut Row<'a>, unread: &mut Vec<&'a str>) -> Option<QuantityInput> {
        if !(row.has(&ITEM) && row.has(&AMOUNT)) {
            return None;
        }
        let item = text(row, &ITEM, unread);
        let name = item.split(['（', '(']).next().unwrap_or_default().trim();
        let measure = self.counted.iter().find(|measure| measure.name == name);
        let amount = measure.map(|measure| self.amount(row, &AMOUNT, measure, unread)).unwrap_or_default();
        match (measure, item.is_empty()) {
            (Some(measure), _) if !NOTHING.contains(&amount.as_str()) => {
                let (measure, amount) = (measure.code.as_str().into(), amount.into());
                return Some(QuantityInput { measure, amount, ..QuantityInput::default() });
            }
            (None, false) => {
                let sentence = format!("没有认出“{item}”，请填写项目名称，如“宣传手册”，或在模板里看列名");
                row.refuse(&ITEM, sentence);
            }
            (None, true) if row.cell(&AMOUNT).given().is_some() => {
                row.refuse(&ITEM, "请填写这个数量对应的项目，如“宣传手册”");
            }
            _ => {}
        }
        None
    }

    /// What is done or not done may be said in words.
    fn amount(
        &self,
        row: &mut Row<'a>,
        column: &Column<'a>,
        measure: &Measure,
        unread: &mut Vec<&'a str>,
    ) -> String {
        let said = text(row, column, unread);
        if measure.kind == MeasureKind::Task && yes(&said).is_ok_and(|done| !done.is_empty()) {
            return "1".to_owned();
        }
        said
    }

    /// Puts what the rules of the form say under its cells; whether a day lies before a notice.
    fn judge(
        &self,
        row: &mut Row<'a>,
        input: &mut ActivityInput,
        counted: &[Column<'a>],
        unread: &[&str],
    ) -> bool {
        let is_early = is_early(input, self.setting);
        // Asked of all rows together, once they are looked at.
        input.early_reason = "-".into();
        let judged = input.judge(self.setting);
        input.early_reason = Raw::default();
        for error in judged.err().iter().flat_map(web::Fault::fields) {
            let column = column_of(row, &error.field, counted);
            if !unread.contains(&column.title()) {
                row.refuse(&column, error.sentence.trim_end_matches('。'));
            }
        }
        is_early
    }
}

/// The column in which a field of the form stands.
fn column_of<'a>(row: &Row<'a>, field: &str, counted: &[Column<'a>]) -> Column<'a> {
    let number = field.strip_prefix("quantities[").and_then(|rest| rest.split(']').next()?.parse().ok());
    if let Some(column) = number.and_then(|number: usize| counted.get(number)) {
        return *column;
    }
    match field {
        "starts_on" => DAY,
        "ends_on" if row.cell(&LAST_DAY).given().is_some() => LAST_DAY,
        "ends_on" => DAY,
        "place" => PLACE,
        "speaker" => SPEAKER,
        "subjects" => SUBJECTS,
        "description" => DESCRIPTION,
        "campaigns" => CAMPAIGNS,
        _ => NAME,
    }
}

/// What a cell says; blank where it is, and where it is wrong, which is noted.
fn told<'a>(
    row: &mut Row<'a>,
    column: &Column<'a>,
    unread: &mut Vec<&'a str>,
    take: impl FnOnce(Cell<'a>) -> Result<String, CellError>,
) -> String {
    let said = row.read(column, |cell| cell.given().map(take).transpose());
    if said.is_none() {
        unread.push(column.title());
    }
    said.flatten().unwrap_or_default()
}

fn text<'a>(row: &mut Row<'a>, column: &Column<'a>, unread: &mut Vec<&'a str>) -> String {
    told(row, column, unread, Cell::text)
}

/// One day, or a first and a last one, in one cell or in two.
fn days<'a>(row: &mut Row<'a>, input: &mut ActivityInput, unread: &mut Vec<&'a str>) {
    let Some((first, last)) = row.read(&DAY, Cell::days) else {
        unread.push(DAY.title());
        return;
    };
    input.starts_on = first.to_string().into();
    if last != first {
        input.ends_on = last.to_string().into();
    }
    let last = told(row, &LAST_DAY, unread, |cell| cell.date().map(|day| day.to_string()));
    if !last.is_empty() {
        input.ends_on = last.into();
    }
}

#[cfg(test)]
mod tests {
    use campaigns::Measures;
    use clock::CivilDate;
    use sheets::{Entry, Heading, Sheet, Workbook};

    use super::*;

    fn said(headings: &[&str], rows: &[&[&str]]) -> Said {
        let mut sheet =
            Sheet::new("台账", headings.iter().map(|text| Heading::new(*text, 10.0))).title("活动台账");
        for row in rows {
            sheet.push(row.iter().map(|text| Entry::from(*text)));
        }
        let mut book = Workbook::new();
        book.push(sheet);
        let measures = Measures::shipped();
        let setting = Setting {
            today: CivilDate::parse("2026-03-06").unwrap(),
            openings: &[],
            measures: &measures,
            subjects: &[],
            merger: None,
        };
        read(&book.to_bytes().unwrap(), setting, &Signs::default()).unwrap()
    }

    fn cells(said: &Said) -> Vec<String> {
        said.wrong.iter().map(|cell| format!("{}", cell.address.unwrap())).collect()
    }

    #[test]
    fn a_row_becomes_what_would_be_typed() {
        let said = said(
            &[
                "序号",
                "活动名称",
                "日期",
                "地点",
                "主讲人",
                "内容",
                "专题辅导讲座（场）",
                "参训人次",
                "宣传手册（册）",
                "单位工作方案（项）",
                "照片",
                "重大活动",
            ],
            &[&[
                "1",
                "消防讲座",
                "2026年3月1日至2026-03-02",
                "三楼",
                "王院长",
                "用电安全、消防",
                "1",
                "６０",
                "0",
                "√",
                "a.jpg、 b (1).JPG，/",
                "是",
            ]],
        );
        assert!(said.wrong.is_empty(), "{:?}", said.wrong);
        let line = &said.lines[0];
        let input = &line.input;
        let texts =
            [&input.name, &input.starts_on, &input.ends_on, &input.place, &input.speaker, &input.is_major];
        assert_eq!(texts.map(Raw::text), ["消防讲座", "2026-03-01", "2026-03-02", "三楼", "leader", "on"]);
        let numbers: Vec<_> =
            input.quantities.iter().map(|row| (row.measure.text(), row.amount.text())).collect();
        assert_eq!(numbers, [("lecture", "1"), ("trainee_visit", "６０"), ("unit_plan", "1")]);
        assert_eq!(line.pictures, ["a.jpg", "b (1).JPG"]);
        assert_eq!((line.number, said.passed_over.as_slice()), (3, &["序号".to_owned()][..]));
    }

    #[test]
    fn every_wrong_cell_is_named() {
        let said = said(
            &["名称", "日期", "结束日期", "主讲", "专题辅导讲座（场）", "长期展示", "计入"],
            &[
                &["", "十月", "", "某人", "5000余", "也许", "不存在的行动"],
                &["讲座", "2026-03-07", "", "", "-1", "", ""],
                &["讲座", "2026-03-05", "2026-03-01", "", "", "", "无"],
            ],
        );
        assert_eq!(cells(&said), ["B3", "D3", "F3", "G3", "A3", "E3", "B4", "E4", "C5"], "{:?}", said.wrong);
        assert!(said.lines.iter().all(|line| line.is_wrong));
        assert!(said.wrong.iter().all(|cell| !cell.sentence.ends_with('。')));
    }

    #[test]
    fn the_sample_is_passed_over() {
        let sample = format!("{SAMPLE}安全讲座");
        let said = said(&["名称", "日期"], &[&[sample.as_str(), "2026-03-01"], &["讲座", "2026-03-02"]]);
        assert_eq!(said.lines.len(), 1);
    }
}
