//! 版记 and the notes under the date: set aside, they are no body.

use std::sync::LazyLock;

use regex::Regex;

use super::lines::{Line, compact};
use super::pattern::pattern;

static PRINTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日|[〇零○OoＯ一二三四五六七八九十]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)(?:印发|印制|印)$",
    )
});
static COPIES: LazyLock<Regex> = LazyLock::new(|| pattern("^(?:抄送|抄报|抄发|分送|报送|主送|主题词)[:：]"));
static NOTE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:[（(](?:此件|本件|此页|本页|本文|以下无|附件|联系人|联系电话|联系方式|咨询电话|信息公开|公开).{0,80}[）)]|(?:信息公开形式|信息公开方式|信息公开属性|公开方式|公开属性|信息公开选项|信息公开类别|公开形式)[:：].{0,30}|(?:校对|打字|核稿|录入|编辑|责编|撰稿|供稿|初审|复审|终审)[:：].{0,30}|.{0,80}(?:网站标识码|备案号|ICP备|公网安备|版权所有).{0,80}|阅读原文|(?:点击)?下载(?:文件|附件)?[:：].{0,80}|(?:相关文章|相关阅读|免责声明|申明|声明)[:：]?.{0,80}|[（(]?共印[0-9]+份[）)]?|主动公开|依申请公开|不予公开|(?:上一[篇条]|下一[篇条]|相关链接|相关附件|附件下载|责任编辑|分享到|扫一扫)[:：]?.{0,80}|【?(?:打印|关闭|返回)[^。；，]{0,12}】?(?:【?(?:打印|关闭|返回)[^。；，]{0,12}】?)*)$",
    )
});

/// A note about the paper itself, on a line without blanks: （此件公开发布）, （此页无正文）.
pub(super) fn is_note(line: &str) -> bool {
    line.len() <= LONGEST_NOTE && NOTE.is_match(line)
}

/// Longest note, in bytes.
const LONGEST_NOTE: usize = 300;
/// Longest line that is looked at, in bytes.
const LONGEST: usize = 1200;

/// A line of the imprint, or a note such as （此件公开发布）.
pub(super) fn is_imprint(text: &str, lines: &[Line], at: usize) -> bool {
    let Some(line) = lines.get(at).filter(|line| line.bytes.len() <= LONGEST) else { return false };
    let line = compact(&text[line.bytes.clone()]);
    PRINTED.is_match(&line)
        || COPIES.is_match(&line)
        || NOTE.is_match(&line)
        || is_printer(text, lines, at)
        || is_broken(text, lines, at)
        || (at > 0 && line.len() <= LONGEST_REST && is_broken(text, lines, at - 1))
}

/// Longest rest of a broken line, in bytes: 日印发.
const LONGEST_REST: usize = 9;

/// The date of printing whose last words did not fit on the line.
fn is_broken(text: &str, lines: &[Line], at: usize) -> bool {
    let (Some(line), Some(rest)) = (lines.get(at), lines.get(at + 1)) else { return false };
    if rest.bytes.len() > LONGEST_REST * 4 {
        return false;
    }
    let rest = compact(&text[rest.bytes.clone()]);
    line.bytes.len() <= LONGEST
        && rest.len() <= LONGEST_REST
        && PRINTED.is_match(&(compact(&text[line.bytes.clone()]) + &rest))
}

/// 印发机关 on a line of its own above its date.
fn is_printer(text: &str, lines: &[Line], at: usize) -> bool {
    let line = compact(&text[lines[at].bytes.clone()]);
    let next = lines.get(at + 1).filter(|next| next.bytes.len() <= 120);
    super::organisation::is_name(&line)
        && next.is_some_and(|next| {
            let next = compact(&text[next.bytes.clone()]);
            next.chars().count() <= 18 && PRINTED.is_match(&next)
        })
}
