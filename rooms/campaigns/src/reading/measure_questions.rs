//! Quantities that are printed, but are no target of every unit over the whole time: asked, each with its words.

use clock::CivilDate;

use super::model::{ClassTarget, Every, FoundMeasure, OpenTarget, Period, Phase, Question};

/// A question for each measure whose printed quantity leaves something open; measures are counted from 1.
pub(super) fn about_targets(
    measures: &[FoundMeasure],
    phases: &[Phase],
    period: Option<&Period>,
    issued_on: Option<CivilDate>,
) -> Vec<Question> {
    let asked = measures.iter().enumerate().filter_map(|(at, found)| {
        let text = open(found).or_else(|| endless(found, phases, period, issued_on))?;
        let choices = ["由我填写", "不设目标"].map(str::to_owned).to_vec();
        Some(Question { about: format!("measures[{}].target", at + 1), text, choices })
    });
    asked.collect()
}

fn open(found: &FoundMeasure) -> Option<String> {
    let (words, name) = (shortened(&found.source.text), &found.name);
    let of_some = (!found.classes.is_empty()).then_some(OpenTarget::SomeUnits);
    Some(match of_some.or(found.open)? {
        OpenTarget::Rate => {
            format!(
                "“{words}”印的是每天、每次、每人或分次的数量，不是每个单位全程的数量，“{name}”的目标定多少？"
            )
        }
        OpenTarget::SomeUnits if !found.classes.is_empty() => {
            let classes = in_words(&found.classes);
            format!("“{words}”按单位类别印了数量（{classes}），“{name}”各类单位的目标怎么定？")
        }
        OpenTarget::SomeUnits => {
            format!("“{words}”是对部分单位提出的数量，“{name}”各类单位的目标怎么定？")
        }
        OpenTarget::Several => {
            format!("“{words}”印的数量与前文或同句的另一个数量不同，“{name}”的目标定多少？")
        }
        OpenTarget::OtherUnit => {
            format!("“{words}”的数量不是按“{}”印的，“{name}”的目标定多少？", found.unit)
        }
        OpenTarget::Number => format!("“{words}”的数量不是一个确定的数，“{name}”的目标定多少？"),
    })
}

/// 每季度1次, where nothing says how many quarters there are.
fn endless(
    found: &FoundMeasure,
    phases: &[Phase],
    period: Option<&Period>,
    issued_on: Option<CivilDate>,
) -> Option<String> {
    found.target?.every?;
    let of_phase = |phase: &&Phase| found.phase.is_none_or(|ordinal| phase.ordinal == ordinal);
    let (starts_on, ends_on) = match (phases.iter().find(of_phase), phases.iter().rfind(of_phase)) {
        (Some(first), Some(last)) => (first.starts_on, last.ends_on),
        // Without phases the plan begins on the day of issue.
        _ => (period.and_then(|one| one.starts_on).or(issued_on), period.and_then(|one| one.ends_on)),
    };
    let is_open = starts_on.is_none() || ends_on.is_none();
    is_open.then(|| {
        let words = shortened(&found.source.text);
        format!("“{words}”按周期定了数量，但起止时间没有印全，“{}”全程的目标定多少？", found.name)
    })
}

/// 二级医院 4、诊所 1; where it comes again, 每季 1.
pub(crate) fn in_words(classes: &[ClassTarget]) -> String {
    let told = classes.iter().map(|one| {
        let every = match one.target.every {
            Some(Every::Week) => "每周 ",
            Some(Every::Month) => "每月 ",
            Some(Every::Quarter) => "每季 ",
            Some(Every::HalfYear) => "每半年 ",
            Some(Every::Year) => "每年 ",
            None => "",
        };
        format!("{} {every}{}", one.class, one.target.count)
    });
    told.collect::<Vec<_>>().join("、")
}

/// Printed words without their line breaks.
pub(crate) fn shortened(text: &str) -> String {
    let plain: String = text.split_whitespace().collect();
    let mut short: String = plain.chars().take(LONGEST).collect();
    if short.len() < plain.len() {
        short.push('…');
    }
    short
}

/// Longest quotation, in characters.
const LONGEST: usize = 40;
