use std::borrow::Cow;

use gongwen::document::{Attachment, Block, Column, Document, Level, Sheet, Signature, Table};

use super::split::{SplitRow, SplitTable};
use super::{Gathered, UnitPart, telling};
use crate::assembly::{Paragraph, SectionKey, themes};
use crate::frozen::Frozen;
use crate::paper::{demoted, figures_table, gallery, matter};

/// How many units' words stand in the draft itself; all of them stand in the volume.
const VOICES: usize = 8;
/// Columns of measures in one table of the annex; what is more stands in further tables.
const MEASURES: usize = 8;

/// The joined draft.
pub(crate) fn document(gathered: &Gathered) -> Document {
    let mut body: Vec<Block> = telling::opening(gathered).into_iter().map(Block::paragraph).collect();
    let mut practice: Vec<Block> = themes().iter().flat_map(|theme| theme_blocks(theme, gathered)).collect();
    if let Some(told) = telling::untold(gathered) {
        practice.extend([Block::heading(Level::Second, "扎实开展其他工作"), Block::paragraph(told)]);
    }
    if !practice.is_empty() {
        body.push(Block::heading(Level::First, "主要做法"));
        body.extend(practice);
    }
    body.extend(voices(gathered, SectionKey::Experience, "经验做法"));
    body.extend(voices(gathered, SectionKey::Problems, "存在问题和下步打算"));
    Document {
        title: format!("关于{}第{}阶段开展情况的报告", matter(&gathered.campaign.name), ordinal(gathered)),
        recipients: Some(gathered.campaign.report_to.clone())
            .filter(|to| !to.is_empty())
            .into_iter()
            .collect(),
        body,
        attachments: attachments(gathered),
        signature: Some(Signature { signer: gathered.bureau.clone(), date: Some(gathered.as_of.date()) }),
        footer_note: Some(format!("口径：{} · 截至 {}", gathered.reckoning.label(), gathered.as_of)),
        ..Document::default()
    }
}

fn ordinal(gathered: &Gathered) -> String {
    let title = gathered.period.title();
    let inner = title.strip_prefix('第').and_then(|rest| rest.split_once("阶段"));
    inner.map_or_else(|| gathered.period.ordinal.to_string(), |(ordinal, _)| ordinal.to_owned())
}

fn theme_blocks(theme: &crate::assembly::Theme, gathered: &Gathered) -> Vec<Block> {
    let Some(told) = telling::theme(theme, gathered) else { return Vec::new() };
    let mut blocks = vec![Block::heading(Level::Second, theme.title.clone())];
    blocks.extend(told.into_iter().map(Block::paragraph));
    blocks
}

/// What the units wrote themselves, the first paragraph of each.
fn voices(gathered: &Gathered, key: SectionKey, heading: &str) -> Vec<Block> {
    let said: Vec<Block> = gathered
        .reporting()
        .filter_map(|(part, report)| {
            let words = report.paragraphs(key).first()?.plain();
            Some(Block::paragraph(format!("{}：{words}", part.unit.name)))
        })
        .take(VOICES)
        .collect();
    if said.is_empty() { said } else { [vec![Block::heading(Level::First, heading)], said].concat() }
}

fn attachments(gathered: &Gathered) -> Vec<Attachment> {
    let or_none =
        |blocks: Vec<Block>| if blocks.is_empty() { vec![Block::paragraph("无。")] } else { blocks };
    let (figures, absent) =
        (or_none(key_figures(gathered)), or_none(missing(gathered).into_iter().collect()));
    let volume: Vec<Block> =
        gathered.reporting().flat_map(|(part, report)| unit_part(part, report)).collect();
    let mut attachments = vec![
        Attachment {
            name: "各单位指标完成情况表".to_owned(), body: figures, sheet: Sheet::Landscape
        },
        Attachment { name: missing_title(gathered).to_owned(), body: absent, sheet: Sheet::Portrait },
    ];
    if !volume.is_empty() {
        let name = "各单位开展情况汇编".to_owned();
        attachments.push(Attachment { name, body: volume, sheet: Sheet::Portrait });
    }
    attachments
}

/// Units × every measure with a figure, a table for each handful of measures: those that came up most first.
fn key_figures(gathered: &Gathered) -> Vec<Block> {
    let mut codes: Vec<&str> = gathered.measures.every().map(|measure| measure.code.as_str()).collect();
    let units_with =
        |code: &str| gathered.units.iter().filter(|part| part.figures.contains_key(code)).count();
    codes.retain(|code| units_with(code) > 0);
    codes.sort_by_key(|code| std::cmp::Reverse(units_with(code)));
    let columns: Vec<Cow<'_, str>> =
        codes.into_iter().flat_map(|code| gathered.with_narrowed(code)).collect();
    let mut blocks: Vec<Block> =
        columns.chunks(MEASURES).filter_map(|codes| figures_of(gathered, codes)).collect();
    let notes = gathered.footnotes();
    if !blocks.is_empty() && !notes.is_empty() {
        let included = gathered.wholes.iter().filter(|whole| !whole.footnotes.is_empty());
        let included: Vec<String> =
            included.map(|whole| format!("{}{}", whole.unit.name, whole.footnotes.join("、"))).collect();
        let (notes, included) = (notes.join("；"), included.join("；"));
        blocks.push(Block::paragraph(format!("注：{notes}。按合并后单位统计时，{included}。")));
    }
    blocks.extend(gathered.splits.iter().filter_map(split_of));
    blocks
}

/// The figures of some measures by what was said of them.
fn split_of(split: &SplitTable) -> Option<Block> {
    let words = split.words.iter().map(|word| Column::left(*word, 4));
    let columns = words.chain(split.numbers.iter().map(|heading| Column::number(heading, 2)));
    let number = |number: &Option<i64>| number.map_or_else(|| "—".to_owned(), |number| number.to_string());
    let row = |row: &SplitRow| row.words.iter().cloned().chain(row.numbers.iter().map(number)).collect();
    let table = Table::new(columns.collect(), split.rows.iter().map(row).collect()).ok()?;
    Some(Block::Table(table.captioned(split.title)))
}

fn figures_of(gathered: &Gathered, codes: &[Cow<'_, str>]) -> Option<Block> {
    let mut columns = vec![Column::centre("序号", 1), Column::left("单位", 5)];
    columns.extend(codes.iter().map(|code| Column::number(gathered.heading(code), 2)));
    columns.push(Column::centre("报送", 2));
    let row = |(number, part): (usize, &UnitPart)| {
        let mut cells = vec![number.to_string(), part.unit.name.clone()];
        cells.extend(codes.iter().map(|code| part.figure(code).to_string()));
        cells.push(part.in_words(gathered.as_of));
        cells
    };
    let mut rows: Vec<Vec<String>> = (1..).zip(&gathered.units).map(row).collect();
    let mut sum = vec![String::new(), "合计".to_owned()];
    sum.extend(codes.iter().map(|code| gathered.total(code).to_string()));
    sum.push(String::new());
    rows.push(sum);
    Table::new(columns, rows).ok().map(Block::Table)
}

/// Those who sent but were not approved are not called missing.
fn missing_title(gathered: &Gathered) -> &'static str {
    let waits = |part: &UnitPart| part.report.is_none() && part.is_received();
    if gathered.units.iter().any(waits) {
        "未报及未审核通过单位名单"
    } else {
        "未报单位名单"
    }
}

/// Whoever owes a report that is not part of the draft.
fn missing(gathered: &Gathered) -> Option<Block> {
    let absent = gathered.units.iter().filter(|part| part.is_missing(gathered.as_of));
    let rows: Vec<Vec<String>> = (1..)
        .zip(absent)
        .map(|(number, part): (usize, &UnitPart)| {
            let state = part.in_words(gathered.as_of);
            let unit = &part.unit;
            vec![number.to_string(), unit.name.clone(), unit.class.clone(), state, unit.liaison_name.clone()]
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let columns = vec![
        Column::centre("序号", 1),
        Column::left("单位", 5),
        Column::left("类别", 2),
        Column::centre("状态", 2),
        Column::centre("联络员", 2),
    ];
    Table::new(columns, rows).ok().map(Block::Table)
}

/// One unit's part of the volume.
fn unit_part(part: &UnitPart, report: &Frozen) -> Vec<Block> {
    let mut blocks = vec![Block::heading(Level::First, part.unit.name.clone())];
    if let Some(reason) = &report.zero_reason {
        blocks.push(Block::paragraph(format!("本阶段零报告。{reason}")));
        return blocks;
    }
    for key in SectionKey::ALL {
        let content: Vec<Block> = match key {
            SectionKey::Data => figures_table(&report.figures).into_iter().collect(),
            _ => paragraphs(report.paragraphs(*key)),
        };
        if !content.is_empty() {
            blocks.push(Block::heading(Level::Second, key.label()));
            blocks.extend(content);
        }
    }
    if let Some(pictures) = gallery(&report.pictures) {
        blocks.extend([Block::heading(Level::Second, "活动图片"), pictures]);
    }
    blocks
}

fn paragraphs(paragraphs: &[Paragraph]) -> Vec<Block> {
    (1..).zip(paragraphs).map(|(number, one)| Block::paragraph(demoted(one, number))).collect()
}
