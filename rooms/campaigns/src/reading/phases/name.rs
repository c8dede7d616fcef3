use std::ops::Range;
use std::sync::LazyLock;

use gongwen::read::dates::DateMention;
use regex::Regex;

use crate::reading::imperative::{commands, is_timed};
use crate::reading::pattern::pattern;

const ORDINAL: &str = "第[一二三四五六七八九十0-9]{1,3}";

/// A time in front of a step's name: 3月1日至3月31日为动员阶段.
const TIME: &str = "(?:[0-9]{4}年)?[0-9]{1,2}月[0-9年月日至到—–~～\\-上中下旬初底前起]{0,28}";

/// Where a step begins, at the beginning of a text or after a mark: 第一阶段, 一是某某阶段, 某某阶段：, or its time.
static STEP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "{ORDINAL}个?(?:阶段|步(?:骤)?|周)|[一二三四五六七八]是[^。；，（(]{{2,16}}阶段|[^。；，：:（(各每本该一二三四五六七八九十]{{2,10}}阶段[：:（(]|{TIME}[，,]?(?:为|是|：|:)?[^，。；：:0-9]{{2,10}}阶段"
    ))
});
/// Times of the year and turns that head a span of their own: 汛前（4月1日至5月31日）, 第一批（5月底前）.
static SEASON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "(?:(?:汛|节|节日|节假日|假期|会)(?:前|中|后|期间?)|{ORDINAL}批次?)(?:为|是)?[（(：:]|[上下]半年[（(]"
    ))
});
/// The number of a step in front of its name.
static STEP_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "^(?:{ORDINAL}个?(?:阶段|步(?:骤)?|周|月)(?:为|是)?|[一二三四五六七八]是)[、，,：:\\-—]*"
    ))
});
static EMPTY_BRACKET: LazyLock<Regex> =
    LazyLock::new(|| pattern("[（(【〔][、，,：:；\\s年月日至到—–－~～_＿×-]*[）)】〕]|[（(][年月日_＿×]*$"));
/// What stands behind a step's time when it says what to do, not what the step is called: 悬挂横幅2条.
static TELLS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:悬挂|张贴|发放|举办|召开|制作|印制|印发|播放|报送|上报|制定|成立|各单位|各部门|请|要|在[^，。]{2,20}(?:设立|设置|开展|举办|组织)|前[，,]?$)|[0-9０-９一二两三四五六七八九十]+(?:条|场|次|份|期|块|篇|名|家|本|张|部|个)",
    )
});
/// Addressees and nothing else.
static EVERYBODY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:请|要求)?(?:全[区市县]|辖区内?)?(?:各|所有|全体)[^，。：:]{0,12}?(?:单位|部门|机构|医院|卫生院|学校|科室|街道|乡镇|成员单位)(?:要|应|须|务必|请|于|在)?$",
    )
});
/// 5月12日上午，在门诊大厅…: an activity.
static PART_OF_DAY: LazyLock<Regex> = LazyLock::new(|| pattern("^(?:上午|下午|中午|晚上?|当天|全天)"));
/// The number of an item behind a colon.
static ITEM: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^[）)]?[：:](?:[0-9０-９]{1,2}[、.．)）]|[（(][0-9一二三四五六七八九十]{1,2}[）)]|[①-⑳])")
});
/// 3月1日至10日，为自查阶段，请各科室…: what a time is said to be.
static CALLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^[）)，,：:]*(?:为|是)“?([^，。；：:,;（(]{2,12}阶段)”?(?:$|[，。；：:,;（(])")
});
/// Words that only introduce the time.
static TIME_WORD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:实施|完成|起止|工作)?(?:时间|时限)(?:安排)?(?:为|：|:)|利用|[（(](?:长期坚持|长期|全年|全过程|贯穿始终|持续(?:开展|推进|进行)?|常年|常态化|同步进行|(?:为期|时间)?[0-9一二三四五六七八九十两]{1,3}个?(?:月|周|天|日|年)(?:时间)?)[）)]|(?:请|应|须|需|要|拟|定)?[于在自从]$|[，,、：:]$",
    )
});

/// The offsets at which the times of the year and turns begin that a text is ordered by.
pub(super) fn season_starts(text: &str) -> Vec<usize> {
    let is_begun = |at: &usize| *at == 0 || text[..*at].ends_with(['。', '；', '：', ':', ';']);
    SEASON.find_iter(text).map(|season| season.start()).filter(is_begun).collect()
}

/// The offsets at which the steps of a text begin.
pub(super) fn step_starts(text: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut end_of_number = usize::MAX;
    for step in STEP.find_iter(text) {
        let before = text[..step.start()].trim_end_matches(['：', ':']).len();
        // 第一阶段（3月）：自查，第二阶段（4月）：检查: only what is numbered begins behind a comma, and only with its time.
        let is_next = text[..step.start()].ends_with(['，', ','])
            && !starts.is_empty()
            && step.as_str().starts_with('第')
            && text[step.end()..].starts_with(['（', '(', '：', ':']);
        let is_begun =
            step.start() == 0 || text[..step.start()].ends_with(['。', '；', '：', ':', ';']) || is_next;
        // 第一阶段：动员阶段（…）: number and name of one step.
        if is_begun && before != end_of_number {
            starts.push(step.start());
        }
        end_of_number = step.end();
    }
    starts
}

/// The name in a step's heading, without its number: what stands before its time, else what stands behind.
pub(super) fn name_of(heading: &str, dates: &[DateMention]) -> String {
    let times: Vec<Range<usize>> = dates.iter().map(|mention| widened(heading, mention)).collect();
    let (Some(first), Some(last)) = (times.first(), times.last()) else { return bare(heading) };
    let (before, behind) = (&heading[..first.start], &heading[last.end..]);
    if let Some(called) = CALLED.captures(behind).and_then(|found| found.get(1)) {
        return called.as_str().to_owned();
    }
    // 第一季度：制定方案: what stands behind a colon is the name, whatever it says.
    let is_headed = behind.starts_with(['：', ':']);
    // 第一阶段（3月）：1、召开动员会: an item is no name.
    let behind = if ITEM.is_match(behind) { "" } else { behind };
    // 第一阶段（3月），各科室要自查: the number is its name where a demand follows.
    let is_demand = !tidy(before).is_empty() && behind.strip_prefix(['，', ',']).is_some_and(is_sentence);
    let behind = if is_demand { "" } else { behind };
    let name = [(before, false), (behind, is_headed)]
        .into_iter()
        .map(|(part, is_headed)| (tidy(&STEP_NUMBER.replace(part, "")), is_headed))
        .find(|(name, is_headed)| !name.is_empty() && (*is_headed || !tells(name)))
        .map(|(name, _)| name);
    // 3月1日至31日。 and nothing else: the time is its name.
    let is_time = first.start == 0 && tidy(behind).is_empty();
    // 各单位6月5日前报送…: whom a sentence speaks to is no name.
    let only_addressed = || Some(bare(before)).filter(|name| !EVERYBODY.is_match(name)).unwrap_or_default();
    name.unwrap_or_else(|| if is_time { tidy(heading) } else { only_addressed() })
}

/// Whether words are told to somebody, and no name.
fn is_sentence(words: &str) -> bool {
    let first = words.split(['，', '；']).next().unwrap_or_default();
    commands(words) || is_timed(words) || first.chars().count() > LONGEST_NAME
}

/// A name is no longer, in characters.
const LONGEST_NAME: usize = 16;

/// Whether the words behind a time say what to do, and not what the step is called.
fn tells(words: &str) -> bool {
    !words.ends_with("阶段") && (TELLS.is_match(words) || PART_OF_DAY.is_match(words))
}

/// How much of a step's first sentence is its name and time, in bytes: the rest says what to do.
pub(super) fn head_length(head: &str, dates: &[DateMention], name: &str) -> usize {
    let end_of_time = dates.first().map(|first| widened(head, first).end).filter(|end| *end <= FARTHEST_TIME);
    let end_of_name = head.find(name).map(|at| at + name.len()).filter(|end| *end <= FARTHEST_TIME);
    let end = end_of_time.max(end_of_name).unwrap_or(0);
    let rest = &head[end..];
    end + rest.len() - rest.trim_start_matches(['，', ',', '：', ':', '。', '”', '）', ')', '阶', '段']).len()
}

/// What a heading says behind its time.
pub(super) fn behind_time(heading: &str, time: &DateMention) -> Range<usize> {
    let end = widened(heading, time).end;
    let rest = heading[end..].trim_start_matches(['，', ',', '：', ':', '）', ')', '、']).len();
    heading.len() - rest..heading.len()
}

/// A time that stands farther from the beginning, in bytes, is no part of the name.
const FARTHEST_TIME: usize = 150;

/// A heading without its number, unless it is nothing but a number.
fn bare(heading: &str) -> String {
    let name = tidy(&STEP_NUMBER.replace(heading, ""));
    if name.is_empty() { tidy(heading) } else { name }
}

/// A mention with the bracket around it, when the bracket holds nothing else of weight.
fn widened(heading: &str, mention: &DateMention) -> Range<usize> {
    let (before, after) = (&heading[..mention.range.start], &heading[mention.range.end..]);
    let open = before.rfind(['（', '(']);
    let close = after.find(['）', ')']);
    match (open, close) {
        (Some(open), Some(close))
            if before[open..].chars().count() <= 9 && after[..close].chars().count() <= 8 =>
        {
            let close_length = after[close..].chars().next().map_or(0, char::len_utf8);
            open..mention.range.end + close + close_length
        }
        _ => mention.range.clone(),
    }
}

fn tidy(name: &str) -> String {
    let name = TIME_WORD.replace_all(name, "");
    let name = EMPTY_BRACKET.replace_all(&name, "");
    let name = name.trim_start_matches(['，', '、', '：', ':']).trim_start_matches('为');
    let trimmed = name.trim_matches(['，', ',', '、', '：', ':', '；', '。', '—', '-', ' ', '.']);
    let unquoted = trimmed.strip_prefix('“').and_then(|rest| rest.strip_suffix('”'));
    let trimmed = unquoted.filter(|inside| !inside.contains('”')).unwrap_or(trimmed);
    let first = trimmed.split(['，', '：', ':', '。']).find(|part| !part.is_empty()).unwrap_or_default();
    // 动员阶段，各单位要广泛宣传: what is to be done is no part of the name.
    let trimmed = trimmed.find("阶段，").map_or(trimmed, |at| &trimmed[..at + "阶段".len()]);
    let trimmed = trimmed.split(['：', ':']).find(|part| !part.is_empty()).unwrap_or(trimmed);
    let whole = if trimmed.chars().count() <= 24 { trimmed } else { first };
    let name = whole.trim_matches(['（', '(']);
    if name.contains(['（', '(']) { name.to_owned() } else { name.trim_end_matches(['）', ')']).to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_begin_after_marks_only() {
        assert_eq!(step_starts("第一阶段：动员。第二阶段：实施。"), [0, "第一阶段：动员。".len()]);
        assert!(step_starts("要做好第一阶段工作").is_empty());
        assert_eq!(step_starts("第一阶段：动员阶段（3月）。制定方案。"), [0]);
        assert_eq!(step_starts("动员阶段：3月。整治阶段：4月。").len(), 2);
        assert_eq!(step_starts("3月1日至31日为动员阶段，要动员；4月为整治阶段，要整治").len(), 2);
    }

    #[test]
    fn times_of_the_year_begin_steps_where_they_head_a_span() {
        let text = "节前（2月1日至14日），要检查。节中（2月15日至23日），要值班；节后：2月24日起，要培训。";
        assert_eq!(season_starts(text).len(), 3);
        assert_eq!(season_starts("第一批（4月15日前）：医院。第二批（5月底前）：卫生院。").len(), 2);
        for text in [
            "节前要检查，节后要培训。",
            "做好汛前（汛期）检查",
            "上半年：桌面演练；下半年：实战演练",
            "第一批单位要带头",
        ] {
            assert!(season_starts(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_name_is_free_of_number_and_punctuation() {
        assert_eq!(name_of("第一阶段：动员部署", &[]), "动员部署");
        assert_eq!(name_of("动员部署阶段", &[]), "动员部署阶段");
        assert_eq!(name_of("第二阶段", &[]), "第二阶段");
        assert_eq!(name_of("宣传发动阶段（月日—月日）", &[]), "宣传发动阶段");
        assert_eq!(name_of("活动实施阶段（月", &[]), "活动实施阶段");
        let base = |_| gongwen::read::dates::Base { year: Some(2026), ..Default::default() };
        for (heading, name) in [
            ("第一阶段：2026年9月至10月底，悬挂横幅2条", "第一阶段"),
            ("第一阶段（9月）：动员部署", "动员部署"),
            ("第二步（10月底前）组织实施", "组织实施"),
            ("第一季度：制定方案", "制定方案"),
            ("上报审核阶段（4—5月）：市局对各单位报送的项目进行初审", "上报审核阶段"),
            ("9月1日至30日", "9月1日至30日"),
            ("9月1日—5日，组织演练1次", ""),
            ("9月1日上午，在大厅设立咨询台", ""),
        ] {
            assert_eq!(name_of(heading, &gongwen::read::dates::scan(heading, base)), name);
        }
    }
}
