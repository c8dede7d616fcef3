//! A number with what it counts, as it is printed: 20册, 两百份, 1.5万份, 12,000份, 2至5条, 10余篇.

use std::ops::Range;
use std::sync::LazyLock;

use gongwen::read::dates::number;
use regex::{Captures, Regex};

use super::pattern::pattern;

/// What a text counts, and how many of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    /// Bytes of the text, 以上 included.
    pub(super) range: Range<usize>,
    /// The number, the smaller one of two; `None` where the words are no one number: 两三场.
    pub(super) least: Option<u32>,
    /// The larger one of two: 2至5条.
    pub(super) most: Option<u32>,
    /// 场次 is 场.
    pub(super) classifier: String,
    /// 2场以上.
    pub(super) is_minimum: bool,
}

static AMOUNT: LazyLock<Regex> = LazyLock::new(|| {
    let number = "[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+|[0-9０-９]{1,7}(?:[.．][0-9０-９]{1,2})?|[一二两三四五六七八九十百千万零〇]{1,9}";
    pattern(&format!(
        "(?P<low>{number})(?P<low_times>[十百千万]{{0,2}})(?:余|多|几)?(?:(?:至|到|—+|-+|–+|－+|~+|～+)(?P<high>{number})(?P<high_times>[十百千万]{{0,2}}))?(?:余|多)?(?P<classifier>人次|场次|[场次期节班届份册本张封条幅块面篇件个部人家名处户套遍轮台组支项堂集]|(?P<size>小时|分钟|学时|课时|[天日%％]))(?:(?P<minimum>以上|及以上)|(?P<other>以内|以下|之内|月|小时|工作日|星期|方面|阶段|环节|部分|步骤|性|气|假|[分门委]|编?制?[病床]))?"
    ))
});
/// 第一次, 每次, 多次, “三个清零”: no quantity; nor is the rest of a longer number.
static NO_AMOUNT_BEFORE: LazyLock<Regex> =
    LazyLock::new(|| pattern("[第每首同再多几历这该此本上下0-9０-９.．/“]$"));

/// How long, or what part of all: an amount only where it is the least. 提前3天 is a time.
static LED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:不少于|不得少于|不低于|不得低于|不小于|至少|最少|达到?|≥|率[为应要须均]{0,2}|每[天日周月](?:滚动|循环)?(?:播放)?)$",
    )
});

/// The amounts of a text in their order. Parts of a time (3个月), of a name (第一次), of a whole (一次性) and what is not to be exceeded (2次以内)
/// are none.
pub(super) fn amounts(text: &str) -> Vec<Amount> {
    AMOUNT.captures_iter(text).filter_map(|found| amount(text, &found)).collect()
}

fn amount(text: &str, found: &Captures<'_>) -> Option<Amount> {
    let range = found.get(0)?.range();
    if found.name("other").is_some() || NO_AMOUNT_BEFORE.is_match(&text[..range.start]) {
        return None;
    }
    // 高二9-16班: which classes, not how many.
    let named_high = found.name("high").is_some();
    let before = &text[..range.start];
    let is_class = ["高一", "高二", "高三", "初一", "初二", "初三", "年级", "级"]
        .iter()
        .any(|grade| before.ends_with(grade));
    if named_high && is_class && found.name("classifier").is_some_and(|word| word.as_str() == "班") {
        return None;
    }
    // 利用板报、一封信等形式: the name of a thing among others.
    let behind = text.get(range.end..).unwrap_or_default();
    if behind.starts_with('信') && behind.chars().take(LONGEST_LETTER).any(|c| c == '等') {
        let clause = text[..range.start].rsplit(['，', '。', '；', ',']).next().unwrap_or_default();
        if ["利用", "通过", "采取", "采用", "运用"].iter().any(|by| clause.starts_with(by)) {
            return None;
        }
    }
    let is_minimum = found.name("minimum").is_some();
    if found.name("size").is_some() && !is_minimum && !LED.is_match(&text[..range.start]) {
        return None;
    }
    let named = |name: &str| found.name(name).map_or("", |part| part.as_str());
    // 2至5万份: the word behind the second number holds for both.
    let is_shared = !named("high").is_empty() && named("low_times").is_empty();
    let low_times = if is_shared { named("high_times") } else { named("low_times") };
    let least = value(named("low"), low_times);
    let most =
        value(named("high"), named("high_times")).filter(|most| least.is_some_and(|least| *most > least));
    (least != Some(0)).then(|| Amount {
        range,
        least,
        most,
        classifier: named("classifier").replace("场次", "场"),
        is_minimum,
    })
}

/// 一封信等: so many characters stand between number and 等, at most.
const LONGEST_LETTER: usize = 3;

/// A number with the powers of ten behind it; `None` where that is no whole number.
fn value(digits: &str, times: &str) -> Option<u32> {
    let times = times.chars().map(power).try_fold(1, u64::checked_mul)?;
    let (whole, fraction) = digits.split_once(['.', '．']).unwrap_or((digits, ""));
    let whole = u64::from(plain(whole)?).checked_mul(times)?;
    let tens = 10_u64.pow(u32::try_from(fraction.chars().count()).ok()?);
    let parts = if fraction.is_empty() { 0 } else { u64::from(number(fraction)?) * times };
    let rest = parts.is_multiple_of(tens).then_some(parts / tens)?;
    u32::try_from(whole + rest).ok()
}

/// A whole number in figures or in characters.
fn plain(digits: &str) -> Option<u32> {
    let figures: String = digits.chars().filter(|c| !matches!(c, ',' | '，')).collect();
    if figures.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c)) {
        return number(&figures);
    }
    let (mut total, mut below, mut digit) = (0_u32, 0_u32, None);
    for c in figures.chars() {
        match c {
            '零' | '〇' => {}
            '万' => (total, below, digit) = ((below + digit.unwrap_or(0)).checked_mul(10_000)?, 0, None),
            '十' | '百' | '千' => {
                below = below.checked_add(digit.unwrap_or(1) * u32::try_from(power(c)).ok()?)?;
                digit = None;
            }
            // 两三场: two digits beside each other are about so many.
            _ if digit.is_some() => return None,
            '两' => digit = Some(2),
            c => digit = number(&c.to_string()),
        }
    }
    total.checked_add(below)?.checked_add(digit.unwrap_or(0))
}

fn power(c: char) -> u64 {
    match c {
        '十' => 10,
        '百' => 100,
        '千' => 1_000,
        '万' => 10_000,
        _ => 1,
    }
}

/// Whether a printed classifier counts what the measure is counted in.
pub(super) fn counts(unit: &str, printed: &str) -> bool {
    const SAME: [&str; 6] = ["场次期班届节遍轮堂", "份册本张封", "条幅块面", "篇件条", "个名家", "处个"];
    // 海报10张 are ten 幅 of 宣传画, 短视频1条 is one 部, 展板2个 are two 块.
    let is_plain = match unit {
        "幅" => matches!(printed, "张" | "个"),
        "块" => printed == "个",
        "部" => matches!(printed, "条" | "个" | "集" | "支"),
        _ => false,
    };
    unit == printed || is_plain || SAME.iter().any(|same| same.contains(unit) && same.contains(printed))
}

/// Whether an amount counts things or persons, which may be a measure in another unit.
pub(super) fn is_thing(amount: &Amount) -> bool {
    matches!(
        amount.classifier.as_str(),
        "份" | "册" | "本" | "张" | "条" | "幅" | "块" | "面" | "篇" | "部" | "名" | "人" | "户"
    )
}

/// Whether it is counted in a plain word that says not of what (20套, 2次, 8小时, 95%): only where no noun follows it.
pub(super) fn is_plain(amount: &Amount) -> bool {
    !is_thing(amount) && amount.classifier != "人次"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_printed() {
        for (text, least, most) in [
            ("2场", Some(2), None),
            ("两场", Some(2), None),
            ("２００份以上", Some(200), None),
            ("十二场", Some(12), None),
            ("一百二十份", Some(120), None),
            ("三千零五十份", Some(3050), None),
            ("1千份", Some(1000), None),
            ("2万人次", Some(20_000), None),
            ("1.5万册", Some(15_000), None),
            ("一万两千份", Some(12_000), None),
            ("12,000份", Some(12_000), None),
            ("1，000份", Some(1000), None),
            ("10余篇", Some(10), None),
            ("2至5条", Some(2), Some(5)),
            ("2-3场", Some(2), Some(3)),
            ("2—5万份", Some(20_000), Some(50_000)),
            ("两到三场", Some(2), Some(3)),
            ("不少于8小时", Some(8), None),
            ("95％以上", Some(95), None),
            ("20套", Some(20), None),
            ("两三场", None, None),
            ("1.5场", None, None),
        ] {
            let found = amounts(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!((found[0].least, found[0].most), (least, most), "{text}");
        }
    }

    #[test]
    fn what_counts_nothing_is_no_amount() {
        for text in [
            "第一次会议",
            "提前3天",
            "播放8小时",
            "12月5日",
            "每次",
            "3个月内",
            "2个小时",
            "一次性用品",
            "多次",
            "5个工作日",
            "100张床位",
            "0场",
            "利用板报、一封信等形式",
            "高二9-16班",
        ] {
            assert_eq!(amounts(text), [], "{text}");
        }
    }
}
