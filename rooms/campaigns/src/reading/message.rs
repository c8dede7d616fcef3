//! What a message of a chat, or the text of an article, tells of something that was done: its name, days, place and numbers.
//! What is not told is left to whoever pastes it.

use std::ops::Range;
use std::sync::LazyLock;

use clock::CivilDate;
use gongwen::read::dates::{Base, scan};
use regex::Regex;

use super::amount::{Amount, amounts, counts};
use super::catalogue::{Catalogue, Measure};
use super::pattern::pattern;

/// What a message tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// At most 40 characters.
    pub name: Option<String>,
    /// The first and the last day; none of them lies ahead.
    pub days: Option<(CivilDate, CivilDate)>,
    pub place: Option<String>,
    /// Codes of measures, each once, with how many of it.
    pub numbers: Vec<(String, u32)>,
    /// Numbers that are none to be counted, as they are printed: 200余份.
    pub about: Vec<String>,
    /// Numbers of which nobody can say what they count.
    pub left: Vec<String>,
}

/// Reads a message that came on `today`: a date without a year is the last one of its kind.
pub fn message(text: &str, catalogue: &Catalogue, today: CivilDate) -> Message {
    let days = days(text, today);
    let place =
        PLACE.captures_iter(text).find_map(|found| found.get(1).filter(|place| is_place(place.as_str())));
    let Numbers { numbers, about, left } = numbers(text, catalogue);
    let place = place.map(|place| place.as_str().trim().to_owned());
    Message { name: name(text), days, place, numbers, about, left }
}

/// 昨天: a day by its distance from the one on which the message came.
const BY_DISTANCE: [(&str, i32); 6] =
    [("前天", -2), ("前日", -2), ("昨天", -1), ("昨日", -1), ("今天", 0), ("今日", 0)];
static PLACE: LazyLock<Regex> = LazyLock::new(|| {
    pattern("在([^，。；、：\\s]{2,24}?)(?:组织|开展|举办|举行|召开|进行|设立|设置|播放|张贴|悬挂)")
});
/// 在区卫健局的指导下: no place.
static NO_PLACE: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:下|中|期间|之际|时|前|后|过程|基础上|领导|指导|支持)$"));
static DEED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:组织开展|开展|举办|举行|召开|组织|进行)了?(?:一|首|第?[0-9一二三四五六七八九十]+)?(?:场|次|期)?([^，。；！：\\n]{4,40})",
    )
});
static HEADLINE: LazyLock<Regex> = LazyLock::new(|| pattern("^(?:【[^】]{1,20}】|\\[[^\\]]{1,20}\\])"));
static PEOPLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern("(?:参加|参训|参与|参会|到场|培训|覆盖)[^，。；0-9一二三四五六七八九十百]{0,10}(?:约|近|共|达)?$")
});
/// What teaches: whoever takes part in it was trained.
static TEACHES: LazyLock<Regex> = LazyLock::new(|| pattern("培训|讲座|授课|宣讲|学习|讲课"));

/// Who sent a message, and when: 小陈:, 小陈 9月7日 15:32.
static SENDER: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^[^，。；！？、]{1,20}[:：]$|^[^，。；！？、]{0,30}[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?$")
});
/// 9.8我院…: a day in front of everything.
static DOTTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^\\s*(1[0-2]|0?[1-9])[.．](3[01]|[12][0-9]|0?[1-9])(?:\\s|[\\p{Han}--万亿份场次人张册条个米元])")
});
/// In front of a number, and in it: it is none to be counted.
static ABOUT: LazyLock<Regex> = LazyLock::new(|| pattern("(?:约|近|逾|超|超过|将近|大约|上)$"));
static ODD: LazyLock<Regex> = LazyLock::new(|| pattern("[余多几数]"));

const NAME: usize = 40;

fn is_place(text: &str) -> bool {
    !NO_PLACE.is_match(text) && !text.chars().any(|c| c.is_ascii_digit())
}

/// The headline, where the first line is one; else what was held.
fn name(text: &str) -> Option<String> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !SENDER.is_match(line));
    let first = HEADLINE.replace(lines.next()?, "").trim().to_owned();
    let length = first.chars().count();
    if lines.next().is_some() && (4..=NAME).contains(&length) && !first.ends_with(['。', '，', '：']) {
        return Some(first);
    }
    let held = DEED.captures(text)?.get(1)?.as_str().trim_end_matches(|c: char| c.is_ascii_digit());
    let amount = amounts(held).first().map_or(held.len(), |amount| amount.range.start);
    let held = held[..amount].trim().trim_end_matches('的');
    let quoted = held.strip_prefix('“').and_then(|rest| rest.strip_suffix('”'));
    let held = quoted.filter(|within| !within.contains(['“', '”'])).unwrap_or(held);
    (held.chars().count() >= 3).then(|| held.to_owned())
}

fn days(text: &str, today: CivilDate) -> Option<(CivilDate, CivilDate)> {
    let year = Some(today.year());
    let told = scan(text, |_| Base { year, ..Base::default() }).into_iter().find_map(|mention| {
        let (start, end) = (mention.when.start()?, mention.when.end()?);
        let is_ahead = end > today && mention.inferred.end;
        let back = |day: CivilDate| CivilDate::new(day.year() - 1, day.month(), day.day()).ok();
        let (start, end) = if is_ahead { (back(start)?, back(end)?) } else { (start, end) };
        // A month or a year is no day on which something was done.
        (start <= end && end <= today && start.days_until(end) < 28).then_some((start, end))
    });
    let by_distance = || {
        let (_, back) = BY_DISTANCE.iter().find(|(word, _)| text.contains(word))?;
        Some((today.plus_days(*back), today.plus_days(*back)))
    };
    let dotted = || {
        let first = text.lines().find(|line| !line.trim().is_empty() && !SENDER.is_match(line.trim()))?;
        let said = DOTTED.captures(first)?;
        let (month, day) = (said[1].parse().ok()?, said[2].parse().ok()?);
        let in_year = |year| CivilDate::new(year, month, day).ok().filter(|day| *day <= today);
        let day = in_year(today.year()).or_else(|| in_year(today.year() - 1))?;
        Some((day, day))
    };
    told.or_else(by_distance).or_else(dotted)
}

#[derive(Default)]
struct Numbers {
    numbers: Vec<(String, u32)>,
    about: Vec<String>,
    left: Vec<String>,
}

fn numbers(text: &str, catalogue: &Catalogue) -> Numbers {
    let mut all = Numbers::default();
    let mut held = String::new();
    for sentence in
        text.split(['。', '；', ';', '！', '!', '\n']).filter(|sentence| sentence.len() <= LONGEST)
    {
        let named = named(sentence, catalogue);
        let mut before = 0;
        for amount in amounts(sentence) {
            let (Some(count), None) = (amount.least, amount.most) else { continue };
            let measure = beside(sentence, &named, &amount, before)
                .or_else(|| people(sentence, &named, &amount, catalogue, &held));
            before = amount.range.end;
            let (ahead, printed) = (&sentence[..amount.range.start], &sentence[amount.range.clone()]);
            let is_about = ABOUT.is_match(ahead) || ODD.is_match(printed);
            match measure {
                Some(_) if is_about => all.about.push(printed.to_owned()),
                Some(code) if all.numbers.iter().all(|(known, _)| *known != code) => {
                    all.numbers.push((code, count));
                }
                Some(_) => {}
                None => all.left.push(printed.to_owned()),
            }
        }
        if let Some((_, last)) = named.last() {
            sentence[last.clone()].clone_into(&mut held);
        }
    }
    all
}

/// A longer sentence, in bytes, is none.
const LONGEST: usize = 3_000;
/// Characters between a measure and the number behind it, and before it.
const NEAR_BEFORE: usize = 12;
const NEAR_BEHIND: usize = 6;

/// Every measure that a sentence names, in the order of their words.
fn named<'c>(sentence: &str, catalogue: &'c Catalogue) -> Vec<(&'c Measure, Range<usize>)> {
    let of = |measure: &'c Measure| {
        catalogue.places_of(&measure.code, sentence).into_iter().map(move |at| (measure, at))
    };
    let mut named: Vec<_> = catalogue.measures().iter().flat_map(of).collect();
    named.sort_by_key(|(_, at)| (at.start, at.end));
    named
}

/// The measure that stands beside an amount and is counted so: with nothing that parts them, the nearest; `before`: where the
/// amount before it ends.
fn beside(
    sentence: &str,
    named: &[(&Measure, Range<usize>)],
    amount: &Amount,
    before: usize,
) -> Option<String> {
    let counted = named.iter().filter(|(measure, _)| counts(&measure.unit, &amount.classifier));
    let near = counted.filter_map(|(measure, at)| {
        let is_ahead = at.start < amount.range.start;
        let gap = match is_ahead {
            true => sentence.get(at.end.min(amount.range.start)..amount.range.start)?,
            false => sentence.get(amount.range.end..at.start)?,
        };
        let is_parted = gap.contains(['，', '、', ',']);
        let most = if is_ahead { NEAR_BEFORE } else { NEAR_BEHIND };
        let length = gap.chars().count();
        let is_near = length <= most && at.start >= before && (is_ahead || !is_parted);
        is_near.then_some(((is_parted, length, std::cmp::Reverse(at.len())), measure))
    });
    near.min_by_key(|(rank, _)| *rank).map(|(_, measure)| measure.code.clone())
}

/// Whom a number of people counts: those who took part in what the sentence, or the one before it, held.
fn people(
    sentence: &str,
    named: &[(&Measure, Range<usize>)],
    amount: &Amount,
    catalogue: &Catalogue,
    held: &str,
) -> Option<String> {
    let is_people = matches!(amount.classifier.as_str(), "人" | "人次" | "名" | "位");
    if !is_people || !PEOPLE.is_match(&sentence[..amount.range.start]) {
        return None;
    }
    let events = named.iter().rev().map(|(_, at)| &sentence[at.clone()]).chain(std::iter::once(held));
    let asked = events.filter(|words| !words.is_empty()).flat_map(|words| {
        let short: String = words.chars().skip(words.chars().count().saturating_sub(2)).collect();
        let taught = TEACHES.is_match(words).then(|| "参训人次".to_owned());
        [Some(format!("参加{words}人次")), Some(format!("参加{short}人次")), taught]
    });
    let mut asked = asked.flatten();
    asked.find_map(|phrase| {
        let counted = catalogue.named_in(&phrase).into_iter().find(|(measure, _)| measure.unit == "人次");
        counted.map(|(measure, _)| measure.code.clone())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    fn read(text: &str) -> Message {
        message(text, Catalogue::built_in(), day("2026-11-26"))
    }

    fn numbers(text: &str) -> Vec<(String, u32)> {
        read(text).numbers
    }

    #[test]
    fn numbers_go_with_what_they_count() {
        let of = |pairs: &[(&str, u32)]| -> Vec<(String, u32)> {
            pairs.iter().map(|(code, count)| ((*code).to_owned(), *count)).collect()
        };
        for (text, expected) in [
            (
                "11月20日，我院在门诊大厅举办安全生产专题讲座1场，参加60人次，发放宣传手册200份。",
                &[("lecture", 1), ("trainee_visit", 60), ("handbook", 200)][..],
            ),
            ("开展消防应急演练2次，120余人参加演练。", &[("drill", 2)]),
            ("开展消防应急演练1次，参加120人。", &[("drill", 1), ("drill_participant", 120)]),
            (
                "发放200本宣传手册、500份宣传单，悬挂横幅3条。",
                &[("handbook", 200), ("leaflet", 500), ("slogan", 3)],
            ),
            ("举办培训班一期，培训职工八十人。", &[("training_class", 1), ("trainee_visit", 80)]),
            ("开展义诊2场，接诊30人。", &[("consultation", 2)]),
            ("第3次会议在5楼召开，用时2小时。", &[]),
            ("举办讲座2至3场。", &[]),
        ] {
            assert_eq!(numbers(text), of(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_exact_number_or_counts_nothing_known_is_told() {
        let told = |text: &str| {
            let read = read(text);
            (read.numbers.len(), read.about.len(), read.left.len())
        };
        assert_eq!(told("发放宣传手册200余份。"), (0, 1, 0));
        assert_eq!(told("发放宣传手册近200份。"), (0, 1, 0));
        assert_eq!(told("排查隐患5处，已整改4处。"), (0, 0, 2));
        assert_eq!(told("开展专题讲座1场。"), (1, 0, 0));
    }

    #[test]
    fn the_line_of_the_sender_is_no_name() {
        for sender in ["小陈:", "小陈：", "小陈 9月7日 15:32", "小陈 2026/9/7 15:32:10"] {
            let text = format!("{sender}\n今天上午，我院在住院部开展消防疏散演练，参加45人。");
            assert_eq!(read(&text).name.as_deref(), Some("消防疏散演练"), "{sender}");
        }
    }

    #[test]
    fn days_are_the_last_of_their_kind_and_never_ahead() {
        let days = |text: &str| read(text).days.map(|(from, to)| format!("{from}/{to}"));
        assert_eq!(days("11月20日开展演练"), Some("2026-11-20/2026-11-20".to_owned()));
        assert_eq!(days("12月20日开展演练"), Some("2025-12-20/2025-12-20".to_owned()));
        assert_eq!(days("2026年11月3日至5日开展培训"), Some("2026-11-03/2026-11-05".to_owned()));
        assert_eq!(days("昨天下午开展演练"), Some("2026-11-25/2026-11-25".to_owned()));
        assert_eq!(days("2027年1月5日将开展演练"), None);
        assert_eq!(days("11月开展演练"), None, "a month is no day");
        assert_eq!(days("开展演练"), None);
        assert_eq!(days("9.8我院开展演练"), Some("2026-09-08/2026-09-08".to_owned()));
        assert_eq!(days("12.8 我院开展演练"), Some("2025-12-08/2025-12-08".to_owned()));
        assert_eq!(days("13.8我院开展演练"), None);
        assert_eq!(days("1.5万份宣传资料已发放"), None, "a number");
        assert_eq!(days("开展演练。\n2.1加强宣传"), None, "a heading");
    }

    #[test]
    fn name_and_place_are_told_in_the_usual_ways() {
        let told = |text: &str| {
            let read = read(text);
            (read.name.unwrap_or_default(), read.place.unwrap_or_default())
        };
        let headline =
            "【安全生产月】我院开展消防疏散演练\n11月20日上午，青禾区第一医院在住院部一楼开展演练。";
        assert_eq!(told(headline), ("我院开展消防疏散演练".to_owned(), "住院部一楼".to_owned()));
        let plain = "今天我院在门诊大厅举办了一场安全生产法专题讲座，参加60人。";
        assert_eq!(told(plain), ("安全生产法专题讲座".to_owned(), "门诊大厅".to_owned()));
        let about = "11月20日，我院组织开展以“消防安全”为主题的培训1场。";
        assert_eq!(told(about).0, "以“消防安全”为主题的培训");
        assert_eq!(told("我院举办“守护安全”1场。").0, "守护安全");
        let guided = "在区卫生健康局的指导下开展应急演练1次。";
        assert_eq!(told(guided), ("应急演练".to_owned(), String::new()));
        assert_eq!(told("大家好"), (String::new(), String::new()));
    }

    #[test]
    fn any_text_is_read() {
        for text in ["", "。", "1", "人人人", "参加人", &"场".repeat(9_000), &"讲座1场，".repeat(3_000)]
        {
            let _ = read(text);
        }
    }
}
