//! What was done by 渠道、来源 and by 主讲: the figures of a measure, cut by what was said of its rows.

use std::collections::BTreeSet;

use campaigns::facts::{TallyRow, figure};
use campaigns::{Dimension, Measure, Measures, Reckoning, Split};

/// Figures in rows and columns, as a document and a workbook show them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SplitTable {
    /// `按渠道、来源`.
    pub(crate) title: &'static str,
    /// The first columns are words, the others numbers.
    pub(crate) words: Vec<&'static str>,
    pub(crate) numbers: Vec<String>,
    pub(crate) rows: Vec<SplitRow>,
}

/// One measure, or one value of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SplitRow {
    pub(crate) words: Vec<String>,
    /// None: the measure is not split that way.
    pub(crate) numbers: Vec<Option<i64>>,
}

/// The tables that have anything to tell.
pub(crate) fn tables(rows: &[TallyRow], measures: &Measures, reckoning: Reckoning) -> Vec<SplitTable> {
    let counted = Counted { rows, reckoning };
    let by_channel = counted.table("按渠道、来源", (Some(Dimension::Channel), Dimension::Origin), measures);
    let by_speaker = counted.table("按主讲", (None, Dimension::Speaker), measures);
    by_channel.into_iter().chain(by_speaker).collect()
}

/// A part of a measure's figure: `渠道：微信公众号`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) label: String,
    pub(crate) figure: i64,
}

/// The figure of a measure by each dimension in which anything was said of its rows: the values with something, then what is
/// left unsaid. Nothing where nothing was said.
pub(crate) fn shares(rows: &[TallyRow], measure: &Measure, reckoning: Reckoning) -> Vec<Share> {
    let counted = Counted { rows, reckoning };
    let mut shares = Vec::new();
    for way in measure.split_by() {
        let of_measure = rows.iter().filter(|row| row.measure == measure.code);
        let said: BTreeSet<&str> = of_measure.filter_map(|row| row.split.get(way)).collect();
        let known = way.values().iter().map(|value| value.code.as_str()).filter(|code| said.contains(code));
        let own = said.iter().copied().filter(|code| way.values().iter().all(|value| value.code != *code));
        let values = known.chain(own).map(Some).chain((!said.is_empty()).then_some(None));
        let share = |value: Option<&str>| Share {
            label: format!("{}：{}", way.label(), value.map_or("未分", |code| way.value_label(code))),
            figure: counted.figure(measure, |split| split.get(way) == value),
        };
        shares.extend(values.map(share).filter(|share| share.figure > 0));
    }
    shares
}

struct Counted<'a> {
    rows: &'a [TallyRow],
    reckoning: Reckoning,
}

impl Counted<'_> {
    /// A row for each measure and each value of `down`, a column for each value of `across`.
    fn table(
        &self,
        title: &'static str,
        (down, across): (Option<Dimension>, Dimension),
        measures: &Measures,
    ) -> Option<SplitTable> {
        let ways = [down, Some(across)];
        let says = |row: &&TallyRow| ways.iter().flatten().any(|way| row.split.get(*way).is_some());
        let told = |measure: &&Measure| {
            let lead = down.unwrap_or(across);
            measure.split_by().contains(&lead)
                && self.rows.iter().filter(says).any(|row| row.measure == measure.code)
        };
        let rows: Vec<SplitRow> =
            measures.every().filter(told).flat_map(|measure| self.rows_of(measure, (down, across))).collect();
        let labels = across.values().iter().map(|value| value.label.clone());
        (!rows.is_empty()).then(|| SplitTable {
            title,
            words: ["指标"].into_iter().chain(down.map(Dimension::label)).collect(),
            numbers: labels.chain(["未分".to_owned(), "合计".to_owned()]).collect(),
            rows,
        })
    }

    fn rows_of(&self, measure: &Measure, (down, across): (Option<Dimension>, Dimension)) -> Vec<SplitRow> {
        let name = format!("{}（{}）", measure.name, measure.unit);
        let Some(down) = down else {
            return vec![self.row(measure, vec![name], across, &|_| true)];
        };
        let mut rows = Vec::new();
        for value in down.values() {
            let of_value = |split: &Split| split.get(down) == Some(value.code.as_str());
            rows.push(self.row(measure, vec![name.clone(), value.label.clone()], across, &of_value));
        }
        let unsaid = |split: &Split| split.get(down).is_none();
        rows.push(self.row(measure, vec![name, "未分".to_owned()], across, &unsaid));
        rows.retain(|row| row.numbers.last().is_some_and(|total| total.is_some_and(|total| total > 0)));
        rows
    }

    fn row(
        &self,
        measure: &Measure,
        words: Vec<String>,
        across: Dimension,
        takes: &dyn Fn(&Split) -> bool,
    ) -> SplitRow {
        let is_split = measure.split_by().contains(&across);
        let number = |wanted: Option<&str>| {
            is_split.then(|| self.figure(measure, |split| takes(split) && split.get(across) == wanted))
        };
        let mut numbers: Vec<Option<i64>> =
            across.values().iter().map(|value| number(Some(value.code.as_str()))).collect();
        numbers.push(number(None));
        numbers.push(Some(self.figure(measure, takes)));
        SplitRow { words, numbers }
    }

    fn figure(&self, measure: &Measure, takes: impl Fn(&Split) -> bool) -> i64 {
        let of_measure = self.rows.iter().filter(|row| row.measure == measure.code);
        let own: Vec<TallyRow> = of_measure.filter(|row| takes(&row.split)).cloned().collect();
        figure(measure, &own, self.reckoning)
    }
}

#[cfg(test)]
mod tests {
    use campaigns::TallyState;
    use campaigns::tally::TallyId;
    use clock::CivilDate;
    use people::UnitId;

    use super::*;

    fn row(measure: &str, quantity: i64, split: &[(Dimension, &str)]) -> TallyRow {
        let day = CivilDate::parse("2026-10-21").unwrap();
        TallyRow {
            tally: TallyId::parse("00000000000000000000000000000001").unwrap(),
            measure: measure.to_owned(),
            source_room: "activities".to_owned(),
            source_id: quantity.to_string(),
            unit: UnitId::parse("00000000000000000000000000000002").unwrap(),
            unit_name: String::new(),
            starts_on: day,
            ends_on: day,
            quantity,
            split: split.iter().fold(Split::default(), |all, (way, value)| all.or(*way, value)),
            deducted: 0,
            state: TallyState::Logged,
        }
    }

    fn told(rows: &[TallyRow]) -> Vec<String> {
        let number = |number: &Option<i64>| number.map_or("—".to_owned(), |number| number.to_string());
        let line = |row: &SplitRow| {
            let numbers: Vec<String> = row.numbers.iter().map(number).collect();
            format!("{} {}", row.words.join(" "), numbers.join(" "))
        };
        let tables = tables(rows, &Measures::shipped(), Reckoning::Logged);
        tables
            .iter()
            .flat_map(|table| std::iter::once(table.title.to_owned()).chain(table.rows.iter().map(line)))
            .collect()
    }

    #[test]
    fn what_was_published_is_told_by_channel_and_origin_what_was_taught_by_speaker() {
        use Dimension::{Channel, Origin, Speaker};
        let rows = [
            row("new_media_post", 3, &[(Channel, "wechat"), (Origin, "own")]),
            row("new_media_post", 2, &[(Channel, "wechat")]),
            row("new_media_post", 4, &[]),
            row("poster", 5, &[(Channel, "outdoor")]),
            row("lecture", 1, &[(Speaker, "leader")]),
            row("lecture", 2, &[]),
            row("handbook", 100, &[]),
        ];
        assert_eq!(
            told(&rows),
            [
                "按渠道、来源",
                "新媒体推文（篇） 微信公众号 3 0 2 5",
                "新媒体推文（篇） 未分 0 0 4 4",
                "宣传画（幅） 户外 — — — 5",
                "按主讲",
                "专题辅导讲座（场） 1 0 0 2 3",
            ]
        );
    }

    #[test]
    fn a_figure_is_cut_by_each_dimension_of_which_something_was_said() {
        use Dimension::{Channel, Subject};
        let rows = [
            row("new_media_post", 3, &[(Channel, "wechat"), (Subject, "应急预案")]),
            row("new_media_post", 2, &[(Channel, "website")]),
            row("new_media_post", 4, &[]),
            row("poster", 5, &[(Channel, "outdoor")]),
        ];
        let told = |code: &str| {
            let cut = shares(&rows, campaigns::measure(code).unwrap(), Reckoning::Logged);
            cut.into_iter().map(|share| format!("{} {}", share.label, share.figure)).collect::<Vec<_>>()
        };
        let expected =
            ["渠道：微信公众号 3", "渠道：门户网站 2", "渠道：未分 4", "内容：应急预案 3", "内容：未分 6"];
        assert_eq!(told("new_media_post"), expected);
        assert_eq!(told("poster"), ["渠道：户外 5"]);
        assert!(told("handbook").is_empty());
    }

    #[test]
    fn nothing_is_told_where_nothing_was_said() {
        assert!(told(&[row("lecture", 2, &[]), row("poster", 1, &[])]).is_empty());
    }
}
