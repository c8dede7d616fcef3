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

#[cfg(test)]
mod tests {
    use crate::reading::{Decoded, read};

    fn slogans(sentence: &str) -> Vec<String> {
        let text = format!(
            "关于开展消防宣传的通知\n\n各单位：\n　　请抓好落实。\n　　{sentence}\n\n某某局\n2026年9月3日\n"
        );
        read(&Decoded::from_text(&text).unwrap()).unwrap().slogans
    }

    #[test]
    fn a_quotation_is_a_slogan_where_the_sentence_says_so() {
        let two = ["人人学消防", "家家享平安"];
        for sentence in [
            "悬挂或播放“人人学消防”“家家享平安”等宣传标语。",
            "各单位悬挂“人人学消防”、“家家享平安”横幅。",
            "标语请统一用：“人人学消防”“家家享平安”。",
            "电子屏滚动播放标语，内容为“人人学消防”“家家享平安”。",
        ] {
            assert_eq!(slogans(sentence), two, "{sentence}");
        }
        assert_eq!(slogans("悬挂“消防连着你我他，平安靠大家”横幅2条。"), ["消防连着你我他，平安靠大家"]);
    }

    #[test]
    fn other_quotations_are_none() {
        for sentence in [
            "结合“安全生产月”宣传标语征集，开展“回头看”。",
            "悬挂“消防宣传月”横幅2条。",
            "推进“平安医院”“无烟医院”创建，悬挂标语2条。",
            "开展“人人学消防，家家享平安”主题活动。",
            "举办“安全第一，预防为主”口号征集活动。",
        ] {
            assert!(slogans(sentence).is_empty(), "{sentence}: {:?}", slogans(sentence));
        }
    }
}
