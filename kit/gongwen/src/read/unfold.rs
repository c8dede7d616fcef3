//! A document that was pasted without its line breaks: they are put back where the genre has them.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::pattern::pattern;

/// A numbered heading behind the end of a sentence.
static HEADING: LazyLock<Regex> = LazyLock::new(|| {
    pattern("[。；：:](?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])")
});
/// The first level alone: what tells a folded document from running text.
static FIRST: LazyLock<Regex> = LazyLock::new(|| pattern("[。；：:]一、"));
/// Title and salutation in one: …活动的通知各单位：
static SALUTATION: LazyLock<Regex> =
    LazyLock::new(|| pattern("^[^。：:]{6,120}?(?:通知|方案|意见|通报|函)((?:各|有关)[^。：:]{1,200}[：:])"));
/// Signature and date behind the last sentence.
static CLOSING: LazyLock<Regex> =
    LazyLock::new(|| pattern("。([^。；，：:0-9]{4,40}?)([12][0-9]{3}年[0-9]{1,2}月[0-9]{1,2}日)$"));

/// A document of this many lines or fewer may be a folded one.
const FEW: usize = 5;
/// Shortest line that is looked at, in bytes.
const LONG: usize = 300;

/// The lines of a text as byte ranges: as they are printed, and cut where a folded document lost its breaks.
pub(super) fn unfolded(text: &str) -> Vec<Range<usize>> {
    let mut printed = Vec::new();
    let mut start = 0;
    for raw in text.split('\n') {
        printed.push(start..start + raw.len());
        start += raw.len() + 1;
    }
    let filled = printed.iter().filter(|line| !text[(*line).clone()].trim().is_empty()).count();
    if filled > FEW {
        return printed;
    }
    printed.into_iter().flat_map(|line| cut(text, line)).collect()
}

fn cut(text: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let own = &text[line.clone()];
    if own.len() < LONG || !FIRST.is_match(own) {
        return vec![line];
    }
    let salutation = SALUTATION.captures(own).and_then(|found| found.get(1));
    let mut cuts: Vec<usize> = salutation.iter().flat_map(|found| [found.start(), found.end()]).collect();
    cuts.extend(HEADING.find_iter(own).map(|found| {
        let mark = found.as_str().chars().next().map_or(0, char::len_utf8);
        found.start() + mark
    }));
    let closing = CLOSING.captures(own.trim_end());
    cuts.extend(closing.iter().flat_map(|found| found.iter().skip(1).flatten().map(|part| part.start())));
    cuts.sort_unstable();
    cuts.dedup();
    let starts = std::iter::once(0).chain(cuts.iter().copied());
    let ends = cuts.iter().copied().chain([own.len()]);
    starts.zip(ends).map(|(from, to)| line.start + from..line.start + to).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_on_one_line_gets_its_lines_back() {
        let body = "为做好宣传工作，现将有关事项通知如下：一、提高认识。各单位要高度重视，加强组织领导。二、开展宣传。（一）张贴海报。各单位要在醒目位置张贴。（二）举办讲座。三、及时报送。请于2026年5月底前报送总结。";
        let text = format!("关于开展健康宣传活动的通知各科室、各病区：{body}某某医院2026年4月1日");
        let lines: Vec<&str> = unfolded(&text).into_iter().map(|line| &text[line]).collect();
        assert_eq!(
            lines[..3],
            ["关于开展健康宣传活动的通知", "各科室、各病区：", "为做好宣传工作，现将有关事项通知如下："]
        );
        assert_eq!(lines[lines.len() - 2..], ["某某医院", "2026年4月1日"]);
        assert!(lines.iter().any(|line| line.starts_with("（二）举办讲座")));
        assert_eq!(lines.concat(), text);
    }

    #[test]
    fn other_texts_keep_their_lines() {
        for text in ["各单位：\n一、甲。二、乙。\n", "", "\n\n", "一句话，没有编号。"] {
            let printed: Vec<&str> = text.split('\n').collect();
            let lines: Vec<&str> = unfolded(text).into_iter().map(|line| &text[line]).collect();
            assert_eq!(lines, printed);
        }
    }
}
