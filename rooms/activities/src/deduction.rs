//! 核减 as it is typed, and as it is told.

use campaigns::Measures;
use clock::CivilDate;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Fault, Invalid, Raw, half_width};

use crate::activity::{BadLine, Reason};
use crate::store::deductions::Taken;

/// Reasons to tap.
pub(crate) const PHRASES: [&str; 3] =
    ["重复计算。", "与签到表、照片等佐证材料不符。", "不属于这项指标的统计口径。"];

/// How much is taken off which number, and why.
#[derive(Clone, Debug, Default, serde::Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct DeductInput {
    /// Code of the measure.
    pub(crate) measure: Raw,
    /// In the measure's unit of count; 0 gives back what was taken off.
    pub(crate) deducted: Raw,
    /// Ready-made reasons.
    pub(crate) phrases: Vec<Raw>,
    /// The reviewer's own words; with the phrases up to 200 characters.
    pub(crate) reason: Raw,
    /// The version of the activity that was looked at.
    pub(crate) version: Raw,
}

/// The same, parsed.
pub(crate) struct Off {
    pub(crate) amount: i64,
    pub(crate) reason: Reason,
}

impl DeductInput {
    /// `whole`: the number, in `unit`; `before`: what is taken off it by now.
    pub(crate) fn judge(&self, (whole, unit): (i64, &str), before: i64) -> Result<Off, Fault> {
        let mut invalid = Invalid::default();
        let amount = invalid.take("deducted", amount(self.deducted.text(), (whole, unit)));
        if amount == Some(0) && before == 0 {
            invalid.add("deducted", "这项数量没有核减，不需要取消；要核减请填写 1 或以上的数。");
        }
        let words = self.phrases.iter().chain([&self.reason]).filter_map(Raw::given);
        let reason = Reason::parse(&words.collect::<Vec<_>>().join(" ")).map_err(|error| match error {
            BadLine::Blank => "请写明核减的原因，或点选一条常用原因；单位会看到。".to_owned(),
            error @ BadLine::TooLong { .. } => format!("核减原因{error}"),
        });
        let reason = invalid.take("reason", reason);
        match (amount, reason) {
            (Some(amount), Some(reason)) if !invalid.any() => Ok(Off { amount, reason }),
            _ => Err(invalid.into()),
        }
    }
}

fn amount(text: &str, (whole, unit): (i64, &str)) -> Result<i64, String> {
    let digits = half_width(text.trim());
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("请只填整数，从 0 到 {whole}，单位是{unit}；填 0 取消核减。"));
    }
    match digits.parse::<i64>() {
        Ok(amount) if amount <= whole => Ok(amount),
        _ => Err(format!("核减不能超过登记的 {whole} {unit}，请填写 0 到 {whole}。")),
    }
}

/// What a reviewer took off a number.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DeductionView {
    /// In the measure's unit of count.
    pub amount: i64,
    pub reason: String,
    /// Who did it.
    pub by: String,
    /// `YYYY-MM-DD`.
    pub on: String,
}

impl From<&Taken> for DeductionView {
    fn from(taken: &Taken) -> Self {
        Self {
            amount: taken.deducted,
            reason: taken.reason.clone(),
            by: taken.deducted_by.clone(),
            on: taken.deducted_at.date().to_string(),
        }
    }
}

/// A line of the workbench.
pub(crate) fn told(name: &str, taken: &Taken, measures: &Measures) -> String {
    let (measure, unit) = in_words(&taken.measure, measures);
    let (day, by): (CivilDate, _) = (taken.deducted_at.date(), &taken.deducted_by);
    let (amount, reason) = (taken.deducted, &taken.reason);
    format!("核减提醒：“{name}”{measure} 核减 {amount} {unit}（{by}，{day}）：{reason}")
}

/// A correction after which a number is smaller than what was taken off.
pub(crate) fn outweighed(one: &campaigns::tally::Outweighed, measures: &Measures) -> String {
    let (measure, unit) = in_words(&one.measure, measures);
    format!("{measure}改为 {} {unit}，不多于已核减的 {} {unit}，现全部核减", one.quantity, one.deducted)
}

/// Name and unit of count; a measure that nobody knows keeps its code.
fn in_words<'a>(code: &'a str, measures: &'a Measures) -> (&'a str, &'a str) {
    measures.get(code).map_or((code, ""), |measure| (&measure.name, &measure.unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(deducted: &str, phrases: &[&str], reason: &str) -> Result<Off, Fault> {
        let phrases = phrases.iter().map(|phrase| Raw::from(*phrase)).collect();
        let input = DeductInput {
            deducted: deducted.into(),
            phrases,
            reason: reason.into(),
            ..DeductInput::default()
        };
        input.judge((60, "人次"), 0)
    }

    #[test]
    fn it_is_at_most_the_number_and_never_without_a_reason() {
        let off = typed(" ２０ ", &["重复计算。"], "与3月2日的一场").unwrap();
        assert_eq!((off.amount, off.reason.as_str()), (20, "重复计算。 与3月2日的一场"));
        assert!(typed("60", &[], "重复").is_ok());
        for bad in ["61", "-1", "", "1.5", "二十", "99999999999999999999", "0"] {
            assert_eq!(typed(bad, &[], "重复").err().unwrap().fields()[0].field, "deducted", "{bad}");
        }
        let both = typed("61", &[], " ").err().unwrap();
        assert_eq!(both.fields().len(), 2);
        assert!(
            typed("1", &[], &"字".repeat(201)).err().unwrap().fields()[0]
                .sentence
                .contains("核减原因共 201 个字")
        );
    }

    #[test]
    fn what_was_taken_off_is_given_back_by_nought() {
        let input =
            DeductInput { deducted: "0".into(), reason: "已补签到表".into(), ..DeductInput::default() };
        assert_eq!(input.judge((60, "人次"), 20).ok().unwrap().amount, 0);
    }
}
