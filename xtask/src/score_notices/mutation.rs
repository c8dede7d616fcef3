//! The same notice with other dates and names: a reader that learnt its fixtures by heart fails on it.

use std::cmp::Ordering;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// Names in the fixtures, and what may stand in their place.
const NAMES: [(&str, [&str; 4]); 11] = [
    ("云岭", ["云岭", "临溪", "安屏山", "澄"]),
    ("青禾", ["青禾", "石桥", "古渡口", "永定"]),
    ("白沙", ["白沙", "松", "双河", "长坪"]),
    ("望川", ["望川", "大营", "柳", "金竹"]),
    ("东岭", ["东岭", "南岳", "西陵", "北江"]),
    ("岚水", ["岚水", "太平", "和顺", "上河"]),
    ("恒远", ["恒远", "众诚", "鼎新", "瑞丰"]),
    ("城南", ["城南", "新华", "五一", "河东"]),
    ("云青卫", ["云青卫", "临石卫", "白卫健发", "南社"]),
    ("卫生健康局", ["卫生健康局", "卫生健康委员会", "卫生局", "社会事务局"]),
    ("医疗机构", ["医疗机构", "医疗机构", "卫生院", "诊所"]),
];

/// A whole date in figures, a date in characters with the months and the day that belong to it, a year alone.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let digit = "[0-9０-９OolＯ〇○零一二三四五六七八九十]";
    Regex::new(&format!(
        "(?P<y>[0-9]{{4}})(?P<s>[-./])(?P<m>[0-9]{{1,2}})[-./](?P<d>[0-9]{{1,2}})|(?:(?P<year>{digit}{{4}})年)?(?P<list>(?:[0-9]{{1,2}}[、—-])*)(?P<month>{digit}{{1,3}})月(?:(?P<day>{digit}{{1,3}})日(?:(?P<to>[至—-])(?P<last>[0-9０-９]{{1,2}})日)?)?|(?P<alone>[12２][0-9０-９Oo]{{3}})"
    ))
    .unwrap()
});

/// Words that tie a text to the months that it prints.
const FIXED: [&str; 6] = ["季度", "半年", "年底", "年末", "全年", "双月"];

/// One drawn offset for all dates, and one choice of names.
#[derive(Debug)]
pub(super) struct Mutation {
    years: i32,
    months: i32,
    names: [usize; NAMES.len()],
    /// The year of dates that print none.
    base: i32,
}

impl Mutation {
    /// Draws a mutation for a text and its answers; seed 0 changes nothing. Months stay within their year.
    pub(super) fn draw(text: &str, gold: &str, seed: u64) -> Self {
        let dates = DATE.captures_iter(text).chain(DATE.captures_iter(gold));
        let months: Vec<i32> = dates.flat_map(|found| months(&found)).collect();
        let (low, high) = (1 - months.iter().min().unwrap_or(&1), 12 - months.iter().max().unwrap_or(&12));
        let is_free = low <= high && low <= 0 && high >= 0 && !FIXED.iter().any(|word| text.contains(word));
        let mut names = [0; NAMES.len()];
        for (at, name) in names.iter_mut().enumerate() {
            *name = usize::try_from(draw(seed, at as u64 + 2, 4)).unwrap();
        }
        let base = DATE.captures_iter(text).find_map(|found| number(found.name("year")?.as_str()));
        let span = if is_free { u64::try_from(high - low + 1).unwrap() } else { 1 };
        let start = if is_free { low } else { 0 };
        let months = if seed == 0 { 0 } else { start + i32::try_from(draw(seed, 1, span)).unwrap() };
        let years = if seed == 0 { 0 } else { i32::try_from(draw(seed, 0, 24)).unwrap() + 1 };
        Self {
            years,
            months,
            names: if seed == 0 { [0; NAMES.len()] } else { names },
            base: base.unwrap_or(2025),
        }
    }

    /// The text with the names and dates of this mutation.
    pub(super) fn apply(&self, text: &str) -> String {
        let named = NAMES
            .iter()
            .zip(self.names)
            .fold(text.to_owned(), |text, ((name, others), choice)| text.replace(name, others[choice]));
        DATE.replace_all(&named, |found: &Captures<'_>| self.date(found)).into_owned()
    }

    fn date(&self, found: &Captures<'_>) -> String {
        let part = |name: &str| found.name(name).map(|part| part.as_str());
        let whole = found.get_match().as_str();
        if let Some(alone) = part("alone") {
            let is_year = number(alone).is_some_and(|year| (1950..2100).contains(&year));
            return if is_year { self.year(alone) } else { whole.to_owned() };
        }
        if let (Some(y), Some(s), Some(m), Some(d)) = (part("y"), part("s"), part("m"), part("d")) {
            let (year, month) = (self.year(y), self.month(m));
            let day = self.day(number(y).unwrap(), number(m).unwrap(), d);
            let width = if s == "-" { 2 } else { 1 };
            return format!("{year}{s}{month:0>width$}{s}{day:0>width$}");
        }
        let year = part("year").map(|year| format!("{}年", self.year(year))).unwrap_or_default();
        let list = part("list").unwrap_or_default();
        let list: String = list.split_inclusive(['、', '—', '-']).map(|one| self.listed(one)).collect();
        let Some(month) = part("month") else { return whole.to_owned() };
        let Some(value) = number(month) else { return whole.to_owned() };
        let printed = part("year").and_then(number).unwrap_or(self.base);
        let day = |day: &str| format!("{}日", self.day(printed, value, day));
        let first = part("day").map(day).unwrap_or_default();
        let last = part("last").map(|last| format!("{}{}", part("to").unwrap_or_default(), day(last)));
        format!("{year}{list}{}月{first}{}", self.month(month), last.unwrap_or_default())
    }

    fn listed(&self, one: &str) -> String {
        let month = one.trim_end_matches(['、', '—', '-']);
        format!("{}{}", self.month(month), &one[month.len()..])
    }

    fn year(&self, year: &str) -> String {
        number(year).map_or_else(|| year.to_owned(), |value| written_like(year, value + self.years))
    }

    fn month(&self, month: &str) -> String {
        number(month).map_or_else(|| month.to_owned(), |value| written_like(month, value + self.months))
    }

    /// The same day in the shifted month, or its last one; the last day stays the last.
    fn day(&self, year: i32, month: i32, day: &str) -> String {
        let Some(value) = number(day) else { return day.to_owned() };
        let last = days_in(year + self.years, month + self.months);
        let shifted = match value.cmp(&days_in(year, month)) {
            Ordering::Equal => last,
            Ordering::Less => value.min(last),
            // No day of the calendar: it stays none.
            Ordering::Greater => value,
        };
        written_like(day, shifted)
    }
}

/// The months that a found date names.
fn months(found: &Captures<'_>) -> Vec<i32> {
    let named = ["m", "month"].into_iter().filter_map(|name| number(found.name(name)?.as_str()));
    let list = found.name("list").map_or("", |list| list.as_str());
    named.chain(list.split(['、', '—', '-']).filter_map(number)).collect()
}

fn days_in(year: i32, month: i32) -> i32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn number(text: &str) -> Option<i32> {
    let digits: Vec<i32> = text.chars().map(digit).collect::<Option<_>>()?;
    match digits.as_slice() {
        [] => None,
        [10] => Some(10),
        [10, unit] => Some(10 + unit),
        [tens, 10] => Some(tens * 10),
        [tens, 10, unit] => Some(tens * 10 + unit),
        digits => Some(digits.iter().fold(0, |total, digit| total * 10 + digit)),
    }
}

fn digit(c: char) -> Option<i32> {
    let value = match c {
        '０'..='９' => u32::from(c) - u32::from('０'),
        'O' | 'o' | 'Ｏ' | '〇' | '○' | '零' => 0,
        'l' => 1,
        '十' => 10,
        '0'..='9' => c.to_digit(10)?,
        _ => u32::try_from("〇一二三四五六七八九".chars().position(|one| one == c)?).ok()?,
    };
    i32::try_from(value).ok()
}

/// A number in the script of what it replaces: figures (padded if that was), wide figures, letters for figures, characters.
fn written_like(model: &str, value: i32) -> String {
    if number(model) == Some(value) {
        return model.to_owned();
    }
    let is_chinese = model.contains(['〇', '○', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十']);
    if is_chinese && model.chars().count() < 4 {
        return in_tens(value);
    }
    let width = if model.starts_with('0') { model.chars().count() } else { 1 };
    let zero = model.chars().find(|c| matches!(c, 'O' | 'o' | 'Ｏ' | '〇' | '○'));
    let figure = |c: char| match c {
        '0' if zero.is_some() => zero.unwrap_or(c),
        '1' if model.contains('l') => 'l',
        c if is_chinese => {
            "〇一二三四五六七八九".chars().nth(c.to_digit(10).unwrap_or(0) as usize).unwrap_or(c)
        }
        c if model.contains(|c| ('０'..='９').contains(&c)) => {
            char::from_u32(u32::from(c) - u32::from('0') + u32::from('０')).unwrap_or(c)
        }
        c => c,
    };
    format!("{value:0width$}").chars().map(figure).collect()
}

fn in_tens(value: i32) -> String {
    let character =
        |digit: i32| "〇一二三四五六七八九".chars().nth(digit.unsigned_abs() as usize).unwrap_or('〇');
    match (value / 10, value % 10) {
        (0, unit) => character(unit).to_string(),
        (1, 0) => "十".to_owned(),
        (1, unit) => format!("十{}", character(unit)),
        (tens, 0) => format!("{}十", character(tens)),
        (tens, unit) => format!("{}十{}", character(tens), character(unit)),
    }
}

/// A number below `limit` from a seed: the mixing step of splitmix64.
fn draw(seed: u64, salt: u64, limit: u64) -> u64 {
    let mut state =
        seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(salt.wrapping_mul(0xbf58_476d_1ce4_e5b9));
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (state ^ (state >> 31)) % limit.max(1)
}
