//! Papers of the same look that set nothing to be done: minutes, reports, requests, letters.

use std::sync::LazyLock;

use regex::Regex;

use super::lines::{Line, compact};
use super::pattern::pattern;

/// A title with one of these words is that of a notice or a plan, whatever else it names.
static NOTICE: LazyLock<Regex> = LazyLock::new(|| pattern("通知|方案"));
/// The word that ends a title, and what such a paper is called.
static OTHERS: LazyLock<[(Regex, &str); 9]> = LazyLock::new(|| {
    let ends = |words: &str| pattern(&format!("(?:{words})(?:[（(][^（）()]{{1,20}}[）)])?$"));
    [
        (ends("纪要|会议记录"), "会议纪要"),
        (ends("一封信|公开信|感谢信|慰问信"), "书信"),
        (ends("总结|小结|总结报告|工作汇报|情况汇报|述职报告"), "工作总结"),
        (ends("请示"), "请示"),
        (ends("批复"), "批复"),
        (ends("(?:招聘|招录|招考|选聘|遴选|录用)[^，。]{0,30}公告"), "招聘公告"),
        (ends("(?:招标|采购|中标|成交|磋商|询价)[^，。]{0,30}公告"), "采购公告"),
        (ends("讲话|讲话稿|致辞|发言稿"), "讲话稿"),
        (ends("关于[^，。]{2,80}的报告|工作报告"), "报告"),
    ]
});

/// Lines above the body among which a title of no known kind is looked for.
const FIRST_LINES: usize = 3;

/// What a paper is, by its title or, where it has none, by its first lines; `None` for a notice, a plan and what is not known.
pub(super) fn other_genre(text: &str, lines: &[Line], title: Option<&str>) -> Option<&'static str> {
    let of = |title: &str| {
        let is_other = |(ends, _): &&(Regex, &str)| ends.is_match(title);
        OTHERS.iter().find(is_other).filter(|_| !NOTICE.is_match(title)).map(|(_, name)| *name)
    };
    match title {
        Some(title) => of(title),
        None => {
            let first = lines.iter().take(FIRST_LINES).filter(|line| line.bytes.len() <= 180);
            first.map(|line| compact(&text[line.bytes.clone()])).find_map(|line| of(&line))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_of_a_title_says_what_it_is() {
        for (title, expected) in [
            ("青禾区卫生健康局局长办公会议纪要", Some("会议纪要")),
            ("青禾镇卫生院2026年安全生产月活动总结", Some("工作总结")),
            ("关于申请宣传经费的请示", Some("请示")),
            ("关于同意设置门诊部的批复", Some("批复")),
            ("青禾区卫生健康局2026年公开招聘工作人员公告", Some("招聘公告")),
            ("关于安全生产工作情况的报告", Some("报告")),
            ("关于做好年度总结的通知", None),
            ("安全生产月活动方案（总结）", None),
            ("关于开展消防检查的函", None),
            ("关于禁止燃放烟花爆竹的通告", None),
            ("青禾区医疗机构安全管理实施细则", None),
            ("2026年安全生产工作要点", None),
            ("关于加强用电安全的公告", None),
        ] {
            assert_eq!(other_genre("", &[], Some(title)), expected, "{title}");
        }
    }
}
