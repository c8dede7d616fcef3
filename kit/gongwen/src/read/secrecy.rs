//! Secrecy marks (密级) where official documents print them, as opposed to the same words in running text.

use std::sync::LazyLock;

use regex::Regex;

use super::lines::compact;
use super::pattern::pattern;

/// A line that is nothing but a mark: `机密★1年`, `秘密 长期`, `（内部资料）`, `密级：秘密`, `工作秘密 特急`, also beside a serial number.
static MARK_LINE: LazyLock<Regex> = LazyLock::new(|| {
    let mark = "(?:绝密|机密|工作秘密|秘密|内部(?:资料|文件|使用|参考|明电|刊物|材料|传阅|掌握)?)级?";
    let term =
        "(?:(?:[★☆✭✮*＊·:：]*)(?:[0-9０-９一二三四五六七八九十]{1,3}(?:年|个月|月|天|日)|长期|启用前)?)";
    let care = "(?:[,，。;；]?(?:注意保存|注意保密|请勿外传|严禁外传|不得外传|不得翻印|妥善保管|用后收回))*";
    let urgency = "(?:特急|加急|特提|平急|急件)?";
    let serial = "(?:(?:份号|编号)?[:：]?(?:[Nn][Oo][.:：]?)?[0-9]{2,8})?";
    pattern(&format!(
        "^{serial}(?:密级|保密等级|文件密级|秘密等级)?[:：]?[（(【〔\\[]?(?:仅供)?{mark}{term}{care}{urgency}[）)】〕\\]]?{serial}$"
    ))
});

/// A mark with its star anywhere in the text: nothing else is written so.
static STARRED: LazyLock<Regex> = LazyLock::new(|| pattern("(?:绝密|机密|秘密|内部)级?[ \\u{3000}]*[★☆✭✮]"));

/// `密级：机密` as a row among others on one line.
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern("(?:密级|保密等级|秘密等级)[ \\u{3000}]*[:：][ \\u{3000}]*(?:绝密|机密|秘密|工作秘密|内部)")
});

/// A title or head that ends with the mark in brackets.
static BRACKETED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:通知|方案|意见|通报|计划|报告|函|纪要|预案|办法)[（(【](?:绝密|机密|秘密|工作秘密|内部(?:资料|文件|使用|参考|材料)?)[）)】]$",
    )
});

/// No mark line is longer than this, in bytes.
const LONGEST_MARK: usize = 240;

/// Whether the text bears a secrecy mark in one of the usual places.
pub(super) fn is_marked(text: &str) -> bool {
    if STARRED.is_match(text) || LABELLED.is_match(text) {
        return true;
    }
    text.lines().filter(|line| line.len() <= LONGEST_MARK).any(|line| {
        let line = compact(line);
        MARK_LINE.is_match(&line) || BRACKETED.is_match(&line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_in_their_places_are_seen() {
        for line in [
            "机密★1年",
            "  绝 密 ★ 启用前",
            "秘密★10年　　特急",
            "000012 机密★5年",
            "密级：秘密",
            "内部资料",
            "内部资料，注意保存",
            "（内部文件 不得外传）",
            "工作秘密",
            "工作秘密★3年",
            "内部★1年",
            "秘密 长期",
            "机密",
            "【内部】",
            "编号：0001　密级：机密　特急",
            "关于开展某项检查的通知（秘密）",
            "仅供内部使用",
        ] {
            assert!(is_marked(&format!("某市某局文件\n{line}\n关于某事的通知\n")), "{line}");
        }
    }

    #[test]
    fn the_same_words_in_running_text_are_no_mark() {
        for line in [
            "各单位要严格保守秘密，加强内部管理。",
            "（一）内部管理",
            "涉及国家秘密、工作秘密的，按有关规定执行。",
            "密级：无",
            "非涉密系统，禁止上传涉密及工作秘密信息",
            "一、内部资料管理不规范的问题",
            "要建立内部控制制度，不得泄露机密",
            "内部培训",
        ] {
            assert!(!is_marked(line), "{line}");
        }
    }
}
