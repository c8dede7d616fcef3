//! When people are off in a year (放假安排), as the yearly notice prints it.

use std::sync::LazyLock;

use clock::CivilDate;
use regex::Regex;
use serde::{Deserialize, Serialize};

use super::pattern::pattern;
use crate::workday::weekday;

/// A holiday, with its first and last day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Span {
    /// `国庆节`; blank where the source names none.
    #[serde(default)]
    pub(crate) name: String,
    pub(crate) from: CivilDate,
    pub(crate) to: CivilDate,
}

impl Span {
    pub(crate) fn holds(&self, day: CivilDate) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// `10月1日至10月7日（7 天）`.
    pub(crate) fn words(&self) -> String {
        let days = self.from.days_until(self.to) + 1;
        let (from, to) = (self.from.chinese_short(), self.to.chinese_short());
        let dates = if self.from == self.to { from } else { format!("{from}至{to}") };
        format!("{dates}（{days} 天）")
    }
}

/// A year's holidays, and the Saturdays and Sundays on which people work.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DaysOff {
    #[serde(rename = "off")]
    pub(crate) spans: Vec<Span>,
    pub(crate) work: Vec<CivilDate>,
}

/// The longest holiday that is believed, in days.
const LONGEST: i32 = 15;

impl DaysOff {
    /// Reads a year's notice, or lines such as `2027-01-01至2027-01-03放假`, `2027-01-09上班`.
    ///
    /// # Errors
    /// The sentence about what is not understood or cannot be.
    pub(crate) fn read(text: &str, year: i16) -> Result<Self, String> {
        let mut found = Self::default();
        if let Some(other) = year_of_notice(text).filter(|printed| *printed != year) {
            return Err(format!(
                "这段文字是 {other} 年的放假安排，选的却是 {year} 年，请改选年份或换一段文字。"
            ));
        }
        let plain = BRACKETS.replace_all(text, "");
        for sentence in plain.split(['。', '；', ';', '\n']) {
            found.take(sentence.trim(), year)?;
        }
        found.spans.sort_by_key(|span| span.from);
        found.work.sort_unstable();
        found.work.dedup();
        found.judged(year)
    }

    fn take(&mut self, sentence: &str, year: i16) -> Result<(), String> {
        let (head, body) = sentence.split_once(['：', ':']).unwrap_or(("", sentence));
        let name = NUMBER.replace(head, "").trim().to_owned();
        let mut waiting = Vec::new();
        for clause in body.split(['，', ',']) {
            waiting.extend(spans_in(clause, year)?);
            let is_work = clause.contains("上班") || name == "上班";
            if clause.contains("半天") {
                return Err(format!("放假半天不影响报送期限，请删去这一句：{sentence}"));
            }
            if clause.contains("不放假") {
                waiting.clear();
                continue;
            }
            let is_off = ["放假", "调休", "休息"].iter().any(|word| clause.contains(word)) || name == "放假";
            if is_work {
                waiting.drain(..).for_each(|(from, to)| self.work.extend(days(from, to)));
            } else if is_off {
                let named = |(from, to)| Span {
                    name: if name == "放假" { String::new() } else { name.clone() },
                    from,
                    to,
                };
                self.spans.extend(waiting.drain(..).map(named));
            }
        }
        match waiting.first() {
            // The day on which the notice was made.
            None => Ok(()),
            Some((day, _)) if day.year() != year => Ok(()),
            Some(_) => Err(format!("这一句没有写明是放假还是上班，请补上或删去：{sentence}")),
        }
    }

    /// Lines from which the same would be read again: `国庆节：2027-10-01至2027-10-07放假`.
    pub(crate) fn lines(&self) -> String {
        let off = self.spans.iter().map(|span| {
            let colon = if span.name.is_empty() { "" } else { "：" };
            format!("{}{colon}{}至{}放假", span.name, span.from, span.to)
        });
        off.chain(self.work.iter().map(|day| format!("{day}上班"))).collect::<Vec<_>>().join("\n")
    }

    /// The same, or the sentence about what cannot be.
    pub(crate) fn judged(self, year: i16) -> Result<Self, String> {
        if self.spans.is_empty() {
            return Err("没有认出放假的日期。可以直接粘贴放假通知的正文，也可以每行写一句，如“10月1日至7日放假”“10月10日上班”。".to_owned());
        }
        let ends = self.spans.iter().flat_map(|span| [span.from, span.to]);
        if let Some(other) = ends.chain(self.work.iter().copied()).find(|day| day.year() != year) {
            return Err(format!("{other} 不在 {year} 年，跨年的假期请分两年录入。"));
        }
        if let Some(span) =
            self.spans.iter().find(|span| span.to < span.from || span.from.days_until(span.to) >= LONGEST)
        {
            return Err(format!("{} 至 {} 不像一个假期，请核对起止日期。", span.from, span.to));
        }
        if let Some(pair) = self.spans.windows(2).find(|pair| pair[1].from <= pair[0].to) {
            return Err(format!("{} 和 {} 重叠，请核对。", pair[0].words(), pair[1].words()));
        }
        if let Some(day) = self.work.iter().find(|day| weekday(**day) < 5) {
            return Err(format!("{day} 不是周六、周日，本来就上班，请核对。"));
        }
        if let Some(day) = self.work.iter().find(|day| self.spans.iter().any(|span| span.holds(**day))) {
            return Err(format!("{day} 既写了放假又写了上班，请核对。"));
        }
        Ok(self)
    }
}

/// The year that a notice is about: 2031年部分节假日安排.
fn year_of_notice(text: &str) -> Option<i16> {
    static ABOUT: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(\d{4})年(?:度)?(?:全年|部分)?(?:节假日|法定|放假|国庆|春节|元旦)"));
    ABOUT.captures(text)?.get(1)?.as_str().parse().ok()
}

static BRACKETS: LazyLock<Regex> = LazyLock::new(|| pattern(r"（[^（）]*）|\([^()]*\)"));
/// The number of an item before its name.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[一二三四五六七八九十\d]+[、.．]"));
static DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:(\d{4})[年\-/.])?(?:(\d{1,2})[月\-/.])?(\d{1,2})日?(\s*(?:至|到|—+|－|~|～|-)\s*)?")
});

/// The days named in a clause, each with the last one that goes with it. A day without a month is in the month before it.
fn spans_in(clause: &str, year: i16) -> Result<Vec<(CivilDate, CivilDate)>, String> {
    let mut found: Vec<(CivilDate, CivilDate)> = Vec::new();
    let (mut month, mut is_end) = (None, false);
    for part in DAY.captures_iter(clause) {
        let number = |at: usize| part.get(at).and_then(|digits| digits.as_str().parse::<i16>().ok());
        month = number(2).and_then(|month| i8::try_from(month).ok()).or(month);
        // A number that is no day: 共3天, 第1个.
        let (Some(month), Some(day)) = (month, number(3).and_then(|day| i8::try_from(day).ok())) else {
            continue;
        };
        if !part[0].contains('日') && number(2).is_none() {
            continue;
        }
        let at = CivilDate::new(number(1).unwrap_or(year), month, day)
            .map_err(|_| format!("没有 {month} 月 {day} 日，请核对：{}", clause.trim()))?;
        match found.last_mut().filter(|_| is_end) {
            Some((_, to)) => *to = at,
            None => found.push((at, at)),
        }
        is_end = part.get(4).is_some();
    }
    Ok(found)
}

fn days(from: CivilDate, to: CivilDate) -> impl Iterator<Item = CivilDate> {
    (0..=from.days_until(to).clamp(0, LONGEST)).map(move |more| from.plus_days(more))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTICE: &str = "各有关单位：\n现将2031年放假调休日期通知如下。\n\
        一、元旦：1月1日（周三）放假1天，不调休。\n\
        二、春节：1月22日（农历除夕、周三）至28日（周二）放假调休，共7天。1月19日（周日）、2月8日（周六）上班。\n\
        三、国庆节、中秋节：9月30日（周二）至10月7日（周二）放假，10月11日（周六）上班。\n\
        2030年11月5日";

    fn told(text: &str) -> Result<(Vec<String>, Vec<String>), String> {
        let read = DaysOff::read(text, 2031)?;
        let span = |span: &Span| format!("{}{}/{}", span.name, span.from, span.to);
        Ok((read.spans.iter().map(span).collect(), read.work.iter().map(CivilDate::to_string).collect()))
    }

    #[test]
    fn a_years_notice_is_read() {
        let (spans, work) = told(NOTICE).unwrap();
        let expected =
            ["元旦2031-01-01/2031-01-01", "春节2031-01-22/2031-01-28", "国庆节、中秋节2031-09-30/2031-10-07"];
        assert_eq!(spans, expected);
        assert_eq!(work, ["2031-01-19", "2031-02-08", "2031-10-11"]);
        let read = DaysOff::read(NOTICE, 2031).unwrap();
        assert_eq!(DaysOff::read(&read.lines(), 2031).as_ref(), Ok(&read));
    }

    #[test]
    fn plain_lines_are_read() {
        let (spans, work) =
            told("放假：2031-05-01至2031-05-03\n上班：2031/5/10、5月11日\n10月1日到7日放假").unwrap();
        assert_eq!(spans, ["2031-05-01/2031-05-03", "2031-10-01/2031-10-07"]);
        assert_eq!(work, ["2031-05-10", "2031-05-11"]);
    }

    #[test]
    fn what_cannot_be_is_told() {
        for (text, sentence) in [
            ("", "没有认出放假的日期"),
            ("2月30日放假", "没有 2 月 30 日"),
            ("5月1日至3日", "没有写明是放假还是上班"),
            ("12月30日至2032年1月2日放假", "不在 2031 年"),
            ("5月1日至31日放假", "不像一个假期"),
            ("5月5日至1日放假", "不像一个假期"),
            ("5月1日至3日放假\n5月3日至5日放假", "重叠"),
            ("5月1日放假，5月7日上班", "2031-05-07 不是周六、周日"),
            ("5月1日至3日放假，5月3日上班", "既写了放假又写了上班"),
            ("关于2030年部分节假日安排的通知\n1月1日放假", "是 2030 年的放假安排，选的却是 2031 年"),
            ("3月8日下午放假半天", "放假半天不影响报送期限"),
            ("5月1日不放假", "没有认出放假的日期"),
        ] {
            let refused = told(text).unwrap_err();
            assert!(refused.contains(sentence), "{text}: {refused}");
        }
    }
}
