use std::borrow::Cow;

use activities::facts::ActivityFact;
use campaigns::{Dimension, TallyState};
use sheets::{Entry, Heading, Sheet, Workbook};

use super::split::{SplitTable, shares};
use super::{Gathered, UnitPart};
use crate::assembly::{theme_of, themes};
use crate::standing::{Punctuality, Standing};

/// The workbook: every activity, units × measures (after merges too, where there were any), and how the reports stand.
pub(crate) fn workbook(gathered: &Gathered) -> Workbook {
    let mut book = Workbook::new();
    book.push(activities(gathered));
    book.push(figures(gathered));
    for split in &gathered.splits {
        book.push(split_sheet(gathered, split));
    }
    if !gathered.wholes.is_empty() {
        book.push(merged(gathered));
        book.push(merged_parts(gathered));
    }
    book.push(states(gathered));
    book
}

fn scope(gathered: &Gathered) -> String {
    format!(
        "{} · {} · 口径：{} · 截至 {}",
        gathered.campaign.name,
        gathered.period.title(),
        gathered.reckoning.label(),
        gathered.as_of
    )
}

fn activities(gathered: &Gathered) -> Sheet {
    let headings = [
        ("序号", 6.0),
        ("单位", 26.0),
        ("开始日期", 12.0),
        ("结束日期", 12.0),
        ("活动名称", 34.0),
        ("地点", 18.0),
        ("数量", 40.0),
    ];
    let ways = Dimension::ALL.iter().map(|one| (one.label(), 14.0));
    let headings = headings.into_iter().chain(ways).chain([("图片（张）", 10.0), ("状态", 10.0)]);
    let mut sheet = Sheet::new("活动台账", headings.map(|(text, width)| Heading::new(text, width)))
        .title("活动台账")
        .note(scope(gathered));
    let all = gathered.units.iter().flat_map(|part| part.activities.iter().map(move |one| (part, one)));
    for (number, (part, activity)) in (1_i64..).zip(all) {
        let quantities: Vec<String> = activity
            .quantities
            .iter()
            .map(|quantity| format!("{} {} {}", quantity.name, quantity.amount, quantity.unit))
            .collect();
        let state = part.states.get(&activity.id.to_string()).copied().unwrap_or(TallyState::Logged);
        let ways = Dimension::ALL.iter().map(|way| Entry::from(said(activity, *way)));
        let before = [
            Entry::from(number),
            part.unit.name.as_str().into(),
            activity.starts_on.into(),
            activity.ends_on.into(),
            activity.name.as_str().into(),
            activity.place.as_str().into(),
            quantities.join("；").into(),
        ];
        let after = [count(activity.photos.len()), state.label().into()];
        sheet.push(before.into_iter().chain(ways).chain(after));
    }
    sheet
}

/// What the numbers of an activity are in a dimension, each value once.
fn said(activity: &ActivityFact, way: Dimension) -> String {
    let mut labels: Vec<&str> = Vec::new();
    for value in activity.quantities.iter().filter_map(|quantity| quantity.counts_as.get(way)) {
        let label = way.value_label(value);
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels.join("、")
}

/// The measures of the overview, in the order in which they are told.
fn codes(gathered: &Gathered) -> Vec<&str> {
    let told = themes().iter().flat_map(|theme| &theme.measures).map(|telling| telling.code.as_str());
    let every = gathered.measures.every().map(|measure| measure.code.as_str());
    let untold = every.filter(|code| theme_of(code).is_none());
    told.chain(untold).filter(|code| gathered.total(code) > 0).collect()
}

fn headings(gathered: &Gathered, keys: &[impl AsRef<str>]) -> Vec<Heading> {
    let fixed = [("单位", 26.0), ("类别", 14.0), ("街道（乡镇）", 14.0)];
    let fixed = fixed.into_iter().map(|(text, width)| Heading::new(text, width));
    fixed.chain(keys.iter().map(|key| Heading::new(gathered.heading(key.as_ref()), 12.0))).collect()
}

fn figures(gathered: &Gathered) -> Sheet {
    let codes: Vec<Cow<'_, str>> =
        codes(gathered).into_iter().flat_map(|code| gathered.with_narrowed(code)).collect();
    let note = [vec![scope(gathered)], gathered.footnotes()].concat().join("；");
    let mut sheet = Sheet::new("指标汇总", headings(gathered, &codes)).title("各单位指标汇总").note(note);
    for part in &gathered.units {
        let unit = &part.unit;
        let mut row: Vec<Entry> =
            vec![unit.name.as_str().into(), unit.class.as_str().into(), unit.township.as_str().into()];
        row.extend(codes.iter().map(|code| Entry::from(part.figure(code))));
        sheet.push(row);
    }
    let mut sum: Vec<Entry> = vec!["合计".into(), Entry::Blank, Entry::Blank];
    sum.extend(codes.iter().map(|code| Entry::from(gathered.total(code))));
    sheet.push(sum);
    sheet
}

fn split_sheet(gathered: &Gathered, split: &SplitTable) -> Sheet {
    let words = split.words.iter().map(|word| Heading::new(*word, 24.0));
    let headings = words.chain(split.numbers.iter().map(|heading| Heading::new(heading.as_str(), 12.0)));
    let mut sheet = Sheet::new(split.title, headings).title(split.title).note(scope(gathered));
    for row in &split.rows {
        let words = row.words.iter().map(|word| Entry::from(word.as_str()));
        let numbers = row.numbers.iter().map(|number| number.map_or(Entry::Blank, Entry::from));
        sheet.push(words.chain(numbers));
    }
    sheet
}

/// The figures by the units that are left after all merges.
fn merged(gathered: &Gathered) -> Sheet {
    let codes = codes(gathered);
    let mut columns = headings(gathered, &codes);
    columns.push(Heading::new("说明", 34.0));
    let mut sheet =
        Sheet::new("按合并后单位", columns).title("各单位指标汇总（按合并后单位）").note(scope(gathered));
    for whole in &gathered.wholes {
        let unit = &whole.unit;
        let mut row: Vec<Entry> =
            vec![unit.name.as_str().into(), unit.class.as_str().into(), unit.township.as_str().into()];
        row.extend(codes.iter().map(|code| Entry::from(whole.figures.get(*code).copied().unwrap_or(0))));
        row.push(whole.footnotes.join("；").into());
        sheet.push(row);
    }
    sheet
}

/// Each measure of the units that are left after all merges, and below it what it was: 渠道, 主讲 ….
fn merged_parts(gathered: &Gathered) -> Sheet {
    let columns = [("单位", 26.0), ("指标", 30.0), ("细分", 24.0), ("数量", 12.0)];
    let mut sheet = Sheet::new("合并后单位细分", columns.map(|(text, width)| Heading::new(text, width)))
        .title("各单位指标细分（按合并后单位）")
        .note(scope(gathered));
    for whole in &gathered.wholes {
        for code in codes(gathered) {
            let Some(figure) = whole.figures.get(code).filter(|figure| **figure > 0) else { continue };
            let shares =
                gathered.measures.get(code).map(|measure| shares(&whole.rows, measure, gathered.reckoning));
            let line = |cut: &str, figure: i64| {
                let (unit, heading) = (Entry::from(whole.unit.name.as_str()), gathered.heading(code));
                [unit, heading.into(), cut.into(), figure.into()]
            };
            sheet.push(line("合计", *figure));
            for share in shares.unwrap_or_default() {
                sheet.push(line(&share.label, share.figure));
            }
        }
    }
    sheet
}

fn states(gathered: &Gathered) -> Sheet {
    let headings = [
        ("单位", 26.0),
        ("报送事项", 30.0),
        ("截止", 18.0),
        ("状态", 12.0),
        ("首次报送", 18.0),
        ("按时情况", 10.0),
        ("审核通过", 18.0),
        ("联络员", 12.0),
        ("职务", 14.0),
        ("联系电话", 16.0),
    ];
    let mut sheet = Sheet::new("报送情况", headings.map(|(text, width)| Heading::new(text, width)))
        .title("报送情况")
        .note(scope(gathered));
    for (part, standing) in
        gathered.units.iter().filter_map(|part| part.standing.as_ref().map(|one| (part, one)))
    {
        sheet.push(state_row(gathered, part, standing));
    }
    sheet
}

fn state_row(gathered: &Gathered, part: &UnitPart, standing: &Standing) -> [Entry; 10] {
    let at = |moment: Option<clock::Moment>| moment.map(|moment| moment.to_string()).into();
    [
        part.unit.name.as_str().into(),
        standing.title.as_str().into(),
        standing.due_in_words().into(),
        part.in_words(gathered.as_of).into(),
        at(standing.first_submitted_at),
        standing.punctuality().map(Punctuality::label).into(),
        at(standing.approved_at.filter(|_| standing.report_state() == crate::ReportState::Approved)),
        part.unit.liaison_name.as_str().into(),
        part.unit.liaison_post.as_str().into(),
        part.unit.liaison_phone.as_str().into(),
    ]
}

fn count(number: usize) -> Entry {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}
