//! A sentence, or a short item of several, as a task: without the report beside it, without what only announces.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::imperative::{Told, begins_with_act, gives_ground, is_addressed, is_timed, names_deed, tell};
use super::pattern::pattern;
use super::report_matter::matter;
use super::report_verb::{
    demands_report, depends_on_case, hands_to_a_body, is_about_reporting, is_others_duty, points_elsewhere,
};
use super::reporting::before_reporting;
use super::sentence::{clauses, sentences};

/// 一是…。 that only announces what follows.
static ANNOUNCES: LazyLock<Regex> = LazyLock::new(|| pattern("^[一二三四五六七八九十][是要].{2,12}$"));
static ENUMERATES: LazyLock<Regex> = LazyLock::new(|| pattern("^[一二三四五六七八九十][是要]"));

/// What a sentence tells besides the report that it demands.
pub(super) fn without_report(text: &str, stretch: Range<usize>) -> Range<usize> {
    let mut kept = before_reporting(text, stretch);
    kept.end = kept.start + text[kept.clone()].trim_end_matches(['，', ',', '。', '；', ';', '！']).len();
    kept
}

/// Whether words hand something to somebody: 将情况报教务处, as opposed to 按时报送.
pub(super) fn hands_something(words: &str) -> bool {
    let of_clause = |clause: Range<usize>| {
        let words = &words[clause];
        demands_report(words)
            && !points_elsewhere(words)
            && !is_about_reporting(words)
            && !is_others_duty(words)
            && (hands_to_a_body(words) || matter(words).is_some() || depends_on_case(words))
    };
    clauses(words, 0..words.len()).into_iter().any(of_clause)
}

/// Reads a short item of several sentences, which make sense together only.
pub(super) fn tell_item(text: &str, item: Range<usize>) -> Told {
    let within = |part: Range<usize>| tell(text, item.start + part.start..item.start + part.end);
    let told: Vec<Told> = sentences(&text[item.clone()]).into_iter().map(within).collect();
    if told.iter().any(|one| matches!(one, Told::Demand(_))) {
        return Told::Demand(item);
    }
    if told.contains(&Told::Unclear) { Told::Unclear } else { Told::Nothing }
}

/// （完成时限4月20日前）, 检查时间：10月17日: by when the task is done that the sentence before tells.
pub(super) fn says_its_time(sentence: &str) -> bool {
    static TIME: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            "^(?:[（(](?:完成|整改|办结|截止)?(?:时限|时间|期限)?[:：]?[^（）()]{0,6}[0-9]{1,2}月[^（）()]{0,20}[）)]|(?:完成|检查|整改|办结|截止|评比)(?:时限|时间|期限)[:：为][^，。；]{2,24})$",
        )
    });
    TIME.is_match(sentence)
}

/// 检查内容见《自查表》, 如有疑问请致电…, 谢谢配合: where to look, whom to call, and courtesy.
pub(super) fn is_no_work(words: &str) -> bool {
    static NO_WORK: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            "^[^，。；]{2,30}(?:详?见|参见)(?:附[件表]|《)[^，。；]{0,24}$|^如有(?:疑问|问题|不明)[^。；]{0,10}请[^。；]{0,6}(?:致电|联系|咨询|联络)|请(?:大家|各[^，。；]{1,8})?(?:给予|予以)(?:大力)?(?:理解|支持|配合)|谢谢(?:大家|配合|合作|支持)?$|^(?:现将|为[^。；]{2,80}[，,])[^。；]{0,60}(?:转发|印发|下发)给你们$",
        )
    });
    NO_WORK.is_match(words)
}

/// 完成时限：4月20日, 责任单位：总务科 on a line of their own: they belong to the task above.
pub(super) fn belongs_to_task_above(line: &str) -> bool {
    static LABELS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            "^(?:(?:完成|整改|办结|截止)(?:时限|时间|期限)|(?:责任|牵头|配合|协办|参与|主责)(?:单位|部门|科室|人|领导))[:：][^。]{1,120}。?$",
        )
    });
    LABELS.is_match(line)
}

/// Whether what stands in front of the sections that set the tasks is one itself: it turns to the units with a deed, or goes on
/// behind what did (`is_led`). What a report was cut off begins with it.
pub(super) fn tells_ahead(text: &str, task: &Range<usize>, is_led: bool, is_cut: bool) -> bool {
    let words = &text[task.clone()];
    let begins = is_addressed(text, task.clone()) && names_deed(words);
    (begins || (is_led && !gives_ground(words))) && (!is_cut || begins_with_act(words))
}

/// 一是加强培训。 with the matter behind it.
pub(super) fn only_announces(text: &str, task: &Range<usize>, passage: &Range<usize>) -> bool {
    // 四是建立台账，4月20日前将台账报送: the sentence goes on.
    if text[task.end..passage.end].starts_with(['，', ',']) {
        return false;
    }
    let behind = text[task.end..passage.end].trim_start_matches(['。', '；', ';', '.']);
    let words = &text[task.clone()];
    // 一是各单位设置宣传点。 says it all.
    let is_whole = words.contains(['各', '请']) || is_timed(words);
    ANNOUNCES.is_match(words) && !is_whole && !behind.is_empty() && !ENUMERATES.is_match(behind)
}

/// The sentence in which a measure and its quantity stand; of a long one the clauses.
pub(super) fn evidence(text: &str, sentence: &Range<usize>, words: Range<usize>) -> Range<usize> {
    if sentence.len() <= LONGEST_EVIDENCE {
        return sentence.clone();
    }
    let touches = |one: &&Range<usize>| one.start < words.end && words.start < one.end;
    let found = clauses(text, sentence.clone());
    let touched: Vec<&Range<usize>> = found.iter().filter(touches).collect();
    let start = touched.first().map_or(words.start, |first| first.start);
    let end = touched.last().map_or(words.end, |last| last.end);
    let low = text.ceil_char_boundary(words.start.saturating_sub(LONGEST_EVIDENCE));
    let high = text.floor_char_boundary(words.end.saturating_add(LONGEST_EVIDENCE));
    start.max(low)..end.min(high)
}

/// Longest sentence, in bytes, that is shown whole beside a measure.
const LONGEST_EVIDENCE: usize = 240;
