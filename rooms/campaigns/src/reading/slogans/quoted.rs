//! Slogans that a sentence quotes and calls so: 悬挂“…”“…”等标语, 标语统一用：“…”.

use std::ops::Range;
use std::sync::LazyLock;

use gongwen::read::Passage;
use regex::Regex;

use crate::reading::pattern::pattern;

/// Quotations that stand beside each other.
static RUN: LazyLock<Regex> =
    LazyLock::new(|| pattern("“[^“”]{2,60}”(?:[、，,；;和及与或]{0,2}“[^“”]{2,60}”)*"));
static QUOTE: LazyLock<Regex> = LazyLock::new(|| pattern("“([^“”]{2,60})”"));
/// 标语统一用：, 横幅内容为.
static CALLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:标语|横幅|条幅|口号|字幕)(?:的?(?:内容|用语|文字|样式))?(?:请|要|应|可|均|须|统一|建议|推荐|参考|主要|分别)*(?:为|是|用|使用|采用|选用|如|例如|如下|包括|有|写|：|:)+$|(?:标语|横幅|条幅|口号|字幕)[^。；“”]{0,16}内容(?:统一|分别)?(?:为|是|：|:)+$",
    )
});
/// …等宣传标语. 口号征集 is an event.
static SHOWN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:等)?(?:为主题的?|为内容的?|字样的?|的)?(?:醒目|宣传|安全|主题|公益|电子|LED|滚动|系列|相关|固定|大型|巨幅|红色)*(?:标语|横幅|条幅|口号|字幕)(?:[^征评大设创]|$)",
    )
});
/// 安全生产月, 回头看行动: the name of something.
static NAMES: LazyLock<Regex> = LazyLock::new(|| {
    pattern("(?:[月日周年节]|活动|行动|工程|制度|机制|计划|方案|平台|模式|工作法|体系|单位|医院|科室|岗)$")
});
/// A single quotation of as many characters is a sentence.
const SENTENCE: usize = 8;

/// Bytes in front of a quotation in which it is said what it is.
const NEAR: usize = 120;
/// A passage of a plan is no longer list of quotations.
const MOST: usize = 60;

/// Where slogans stand in a passage, their quotation marks left out.
pub(super) fn quoted(passage: &Passage) -> Vec<Range<usize>> {
    let text = passage.text();
    let of_run = |run: Range<usize>| {
        let own: Vec<Range<usize>> = QUOTE
            .captures_iter(&text[run.clone()])
            .filter_map(|quote| quote.get(1))
            .map(|quote| run.start + quote.start()..run.start + quote.end())
            .collect();
        let low = text.ceil_char_boundary(run.start.saturating_sub(NEAR));
        let is_called = CALLED.is_match(&text[low..run.start]);
        let is_shown = SHOWN.is_match(&text[run.end..])
            && (own.len() > 1 || own.iter().all(|quote| is_sentence(&text[quote.clone()])));
        own.into_iter().filter(move |quote| (is_called || is_shown) && !NAMES.is_match(&text[quote.clone()]))
    };
    RUN.find_iter(text).map(|run| run.range()).flat_map(of_run).take(MOST).collect()
}

fn is_sentence(words: &str) -> bool {
    words.contains(['，', ',', '、', '；', '！', '!']) || words.chars().count() >= SENTENCE
}
