//! How the fields of this room's inputs are read.

use clock::CivilDate;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;
use web::{Fault, Invalid, Raw};

use crate::store::plan::PhaseRow;
use crate::target::Rate;
use crate::workday::OffHolidays;
use crate::{Basis, Filter, FilterInput, Measure, PhaseId};

/// The most characters of a name or a title.
pub(crate) const NAME: usize = 200;
/// The most characters of a paragraph.
pub(crate) const PARAGRAPH: usize = 1000;
/// A target beyond this is a slip of the keyboard.
const MOST: i64 = 100_000_000;

/// What a program learns of a change.
#[derive(Debug, serde::Serialize, ToSchema)]
pub(crate) struct Changed {
    /// The id of the row that was added or changed.
    pub(crate) id: String,
}

impl Changed {
    pub(crate) fn new(id: impl ToString) -> Self {
        Self { id: id.to_string() }
    }
}

/// The version of the row from which a form was made.
pub(crate) fn version(raw: &Raw) -> Result<i64, Fault> {
    raw.text().parse().map_err(|_| Fault::field("version", "缺少版本号，请刷新页面后重新修改。"))
}

/// A text of at most `most` characters; `missing` is the sentence when it must be there and is not.
pub(crate) fn text(
    invalid: &mut Invalid,
    field: &str,
    raw: &Raw,
    most: usize,
    missing: Option<&str>,
) -> String {
    let text = raw.text();
    if let Some(sentence) = missing.filter(|_| text.is_empty()) {
        invalid.add(field, sentence);
    }
    if text.chars().count() > most {
        invalid.add(field, format!("最多 {most} 个字，现在有 {} 个字。", text.chars().count()));
    }
    text.to_owned()
}

/// What a form sends as lines and a program as a list.
pub(crate) fn lines<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Raw, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Lines {
        Text(Raw),
        List(Vec<Raw>),
    }
    Ok(match Lines::deserialize(deserializer)? {
        Lines::Text(text) => text,
        Lines::List(lines) => lines.iter().map(Raw::text).collect::<Vec<_>>().join("\n").into(),
    })
}

/// A date, or nothing.
pub(crate) fn date(invalid: &mut Invalid, field: &str, raw: &Raw) -> Option<CivilDate> {
    invalid.take(field, CivilDate::parse(raw.given()?))
}

/// `HH:MM`, or nothing.
pub(crate) fn hour(invalid: &mut Invalid, field: &str, raw: &Raw) -> Option<String> {
    let given = raw.given()?;
    let parts = given.split_once(':').filter(|(hour, minute)| hour.len() == 2 && minute.len() == 2);
    let numbers =
        parts.and_then(|(hour, minute)| Some((hour.parse::<u8>().ok()?, minute.parse::<u8>().ok()?)));
    match numbers {
        Some((hour, minute)) if hour < 24 && minute < 60 => Some(given.to_owned()),
        _ => {
            invalid.add(field, "时间应写成 17:30 这样的形式。");
            None
        }
    }
}

/// Where a day moves on which nobody works, or nothing; `true` is what a tick said before there was a choice.
pub(crate) fn off_holidays(invalid: &mut Invalid, raw: &Raw) -> Option<OffHolidays> {
    let given = raw.given()?;
    let chosen = if given == "true" { Some(OffHolidays::Next) } else { OffHolidays::parse(given) };
    if chosen.is_none() {
        invalid.add("off_holidays", "请选择遇节假日不改期、顺延还是提前。");
    }
    chosen
}

/// A whole number of something, or nothing.
pub(crate) fn target(invalid: &mut Invalid, field: &str, raw: &Raw) -> Option<i64> {
    let given = raw.given()?;
    match web::half_width(given).parse::<i64>() {
        Ok(number) if (0..=MOST).contains(&number) => Some(number),
        _ => {
            invalid
                .add(field, format!("目标应为 0 到 {MOST} 的整数，不带单位和“余”“多”等字；不设目标请留空。"));
            None
        }
    }
}

/// What a target is counted on; blank: each unit.
pub(crate) fn basis(invalid: &mut Invalid, field: &str, raw: &Raw) -> Basis {
    Basis::parse(raw.given().unwrap_or(Basis::Unit.code())).unwrap_or_else(|| {
        invalid.add(field, "请选择每单位、每百名职工或每张床位。");
        Basis::Unit
    })
}

/// A target on a basis, or nothing: a whole number for each unit, else one with at most two places behind the point.
pub(crate) fn rate(invalid: &mut Invalid, field: &str, raw: &Raw, basis: Basis) -> Option<Rate> {
    if !basis.is_rate() {
        return target(invalid, field, raw).map(|target| Rate::new(target, 0));
    }
    let typed = web::half_width(raw.given()?).replace(['．', '。'], ".");
    let rate = Rate::parse(&typed).filter(|rate| rate.whole() <= MOST);
    if rate.is_none() {
        let sentence = format!(
            "{}的目标应为 0 到 {MOST} 的数，最多两位小数，如 1.5，不带单位；不设目标请留空。",
            basis.label()
        );
        invalid.add(field, sentence);
    }
    rate
}

/// What of a measure an indicator counts; of a measure that nobody knows, everything.
pub(crate) fn filter(
    invalid: &mut Invalid,
    typed: &FilterInput,
    measure: Option<&Measure>,
    subjects: &[String],
) -> Filter {
    measure.map(|measure| Filter::judge(invalid, "filter", typed, (measure, subjects))).unwrap_or_default()
}

/// One of the campaign's phases, or none.
pub(crate) fn phase(invalid: &mut Invalid, field: &str, raw: &Raw, phases: &[PhaseRow]) -> Option<PhaseId> {
    let given = raw.given()?;
    let known = phases.iter().find(|phase| phase.id.to_string() == given);
    if known.is_none() {
        invalid.add(field, "没有这个阶段，请刷新页面后重新选择。");
    }
    known.map(|phase| phase.id)
}

/// What a choice of the phase says that is not one of them: over the whole campaign.
pub(crate) const WHOLE: &str = "whole";

/// The phase that a row goes to: blank leaves it where it is, [`WHOLE`] takes it out of its phase.
pub(crate) fn moved(
    invalid: &mut Invalid,
    raw: &Raw,
    phases: &[PhaseRow],
    now: Option<PhaseId>,
) -> Option<PhaseId> {
    match raw.text() {
        "" => now,
        WHOLE => None,
        _ => phase(invalid, "phase", raw, phases),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_a_whole_number() {
        let read = |text: &str| {
            let mut invalid = Invalid::default();
            let target = target(&mut invalid, "target", &text.into());
            (target, invalid.any())
        };
        assert_eq!(read(""), (None, false));
        assert_eq!(read("500"), (Some(500), false));
        assert_eq!(read("５００"), (Some(500), false), "an input method's digits mean the same");
        for bad in ["-1", "1000000000000", "5000余", "1.5", "四"] {
            assert_eq!(read(bad), (None, true), "{bad}");
        }
    }

    #[test]
    fn an_hour_is_written_with_two_digits() {
        let mut invalid = Invalid::default();
        assert_eq!(hour(&mut invalid, "due_time", &"17:30".into()).as_deref(), Some("17:30"));
        assert!(!invalid.any());
        for bad in ["24:00", "9:00", "ab:cd", "1730"] {
            let mut invalid = Invalid::default();
            assert_eq!(hour(&mut invalid, "due_time", &bad.into()), None, "{bad}");
            assert!(invalid.any());
        }
    }
}
