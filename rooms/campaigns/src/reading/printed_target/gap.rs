//! What stands between a measure and a quantity, and whether it parts them.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::rate::without_basis;
use crate::reading::pattern::pattern;
use crate::reading::printed_class::without_units;

/// Words between a measure and its quantity that part them not.
static LEADS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "每(?:家|个|所)?(?:单位|医疗机构|机构|学校|医院|校|院)|每(?:个)?(?:周|月|季度?|半年|年度?)|每(?:[天日晚次场期]|学[年期]|逢[^，,；;。]{2,4}|[0-9两三十]{1,2}个?[天日周月])|各单位|其[他它余](?:各类)?(?:单位|机构|医疗机构|医疗卫生机构)?|不少于|不得少于|不低于|不得低于|至少|最少|开展|组织|举办|进行|举行|安排|播放|滚动|循环|张贴|悬挂|发布|推送|发放|制作|设置|设立|更新|征集|时间|时长|达到|各|均|约|的|了|[/／]|[（(“”：:]",
    )
});
/// The same words, where a bracket holds nothing else before a quantity: 横幅（每家不少于2条）.
static ONLY_LEADS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:每(?:家|个|所)?(?:单位|学校|医疗机构|机构|医院|校|院|周|月|季度?|半年|年度?)?|各单位|各|不少于|不得少于|不低于|至少|最少|原则上|要|应|数量)*$",
    )
});
static AGAIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^[，,、（(]?(?:全年|全程|总数|共计|原则上|每(?:家|个|所)?(?:单位|医疗机构|机构|学校|医院|校|院)|每(?:个)?(?:周|月|季度?|半年|年度?)|各单位|其[他它余](?:各类)?(?:单位|机构|医疗机构|医疗卫生机构)?|不少于|不得少于|不低于|至少|最少|或|和)*$",
    )
});
/// Marks, and words that begin another deed: what stands behind them is not what the number in front of them counts.
static PARTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^、|[，,；;。：:（）()]|开展|组织|举办|举行|召开|制作|张贴|悬挂|发放|设置|设立|做好|抓好|落实|参加|参与|完成|进行|通过|利用|邀请|推进|部署|研究|听取|[并后讲]",
    )
});
/// Longest words, in characters, between a number and what it counts: 1次灭火和疏散演练.
const ATTRIBUTE: usize = 16;

/// The bytes between a measure and a quantity; nothing where one holds the other.
pub(super) fn gap(named: &Range<usize>, at: &Range<usize>) -> Option<Range<usize>> {
    if at.start >= named.end {
        Some(named.end..at.start)
    } else if at.end <= named.start {
        Some(at.end..named.start)
    } else if at.start >= named.start && at.end <= named.end {
        Some(at.start..at.start)
    } else {
        None
    }
}

/// The characters between them, words that only lead left out.
pub(super) fn distance(gap: &str) -> usize {
    LEADS.replace_all(&without_basis(&without_units(gap)), "").chars().count()
}

/// Whether the words between a number and a measure behind it only say which: 1次灭火和疏散演练.
pub(super) fn is_attribute(gap: &str) -> bool {
    gap.chars().count() <= ATTRIBUTE && !parts(gap)
}

/// Whether another deed begins in words.
pub(super) fn parts(words: &str) -> bool {
    PARTS.is_match(words)
}

/// Whether words only lead to the same thing counted again, for all units or for a class of them.
pub(super) fn again(words: &str) -> bool {
    AGAIN.is_match(&without_units(words))
}

pub(super) fn only_leads(words: &str) -> bool {
    ONLY_LEADS.is_match(words)
}

/// Whether a bracket begins or ends between them with more in it than words that lead to the quantity.
pub(super) fn is_in_bracket(gap: &str) -> bool {
    let open = gap.rfind(['（', '(']);
    let close = gap.rfind(['）', ')']);
    match (open, close) {
        (Some(open), close) if close.is_none_or(|close| close < open) => {
            !only_leads(gap[open..].trim_start_matches(['（', '(']))
        }
        (open, Some(close)) => !gap[..close].contains(['（', '(']) || open.is_some_and(|open| open > close),
        _ => false,
    }
}
