//! What programs leave in a text that was copied out of them: marks of Markdown, a blank behind every character.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::pattern::pattern;

static HEADING: LazyLock<Regex> = LazyLock::new(|| pattern("(?m)^ {0,3}#{1,6} +(.*?)[ #]*$"));
static BOLD: LazyLock<Regex> = LazyLock::new(|| pattern("\\*\\*([^*\\n]{1,400})\\*\\*"));
static QUOTE: LazyLock<Regex> = LazyLock::new(|| pattern("(?m)^ {0,3}(?:> ?)+"));
static RULE: LazyLock<Regex> = LazyLock::new(|| pattern("(?m)^ {0,3}(?:-{3,}|\\*{3,}|_{3,}) *$"));
/// 1\. for 1., which would be a list.
static ESCAPED: LazyLock<Regex> = LazyLock::new(|| pattern("\\\\([.()\\[\\]#*+_~>-])"));

/// The number of a page in the middle of a sentence: 抓好落— 2 —实.
static PAGE: LazyLock<Regex> =
    LazyLock::new(|| pattern("([\\p{Han}，、]) *[—－–] [0-9]{1,3} [—－–] *(\\p{Han})"));

/// A sign of a sharing site where a line ended, a Cyrillic letter: 。Р(二)形成合力.
static LOST_BREAK: LazyLock<Regex> =
    LazyLock::new(|| pattern("([\\p{Han}。；：、，,;:）)])Р([\\p{Han}（(0-9“])"));
/// A question mark where a blank was that a code page does not know: 三、?职责分工(一)?办公室.
static LOST_BLANK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?m)((?:^[ \\t\u{3000}]*|[一二三四五六七八九十]、|[（(][一二三四五六七八九十]{1,3}[）)]))\\?+(\\p{Han})",
    )
});
/// Dashes that a page leaves behind a title.
static TRAILING: LazyLock<Regex> = LazyLock::new(|| pattern("(?m)(通知|方案|通报|意见|函)-{2,}[ \\t]*$"));

/// The text without what a program put there for its own use; most texts have nothing of it.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let steps: [fn(&str) -> Cow<'_, str>; 6] = [
        without_markdown,
        without_spacing,
        |text| PAGE.replace_all(text, "$1$2"),
        |text| LOST_BREAK.replace_all(text, "$1\n$2"),
        |text| LOST_BLANK.replace_all(text, "$1$2"),
        |text| TRAILING.replace_all(text, "$1"),
    ];
    steps.into_iter().fold(Cow::Borrowed(text), |text, step| match step(&text) {
        Cow::Owned(changed) => Cow::Owned(changed),
        Cow::Borrowed(_) => text,
    })
}

/// In other texts a pair of stars may mean something.
const FEWEST_BOLD: usize = 2;

fn without_markdown(text: &str) -> Cow<'_, str> {
    if !HEADING.is_match(text) && BOLD.find_iter(text).take(FEWEST_BOLD).count() < FEWEST_BOLD {
        return Cow::Borrowed(text);
    }
    let mut plain = HEADING.replace_all(text, "$1").into_owned();
    for (marks, kept) in [(&BOLD, "$1"), (&QUOTE, ""), (&RULE, ""), (&ESCAPED, "$1")] {
        if let Cow::Owned(changed) = marks.replace_all(&plain, kept) {
            plain = changed;
        }
    }
    Cow::Owned(plain)
}

/// Shortest line, in characters, that tells whether a text is spaced out.
const SHORTEST: usize = 4;

/// A text in which nearly every line has a blank behind each character, as some programs give what they recognised in a picture.
fn without_spacing(text: &str) -> Cow<'_, str> {
    let told = text.lines().filter(|line| line.chars().filter(|c| !c.is_whitespace()).count() >= SHORTEST);
    let (mut spaced, mut all) = (0, 0);
    for line in told {
        all += 1;
        spaced += usize::from(is_spaced(line));
    }
    if all == 0 || spaced * 10 < all * 7 {
        return Cow::Borrowed(text);
    }
    let lines = text.split('\n').map(|line| if is_spaced(line) { closed_up(line) } else { line.to_owned() });
    Cow::Owned(lines.collect::<Vec<_>>().join("\n"))
}

fn is_spaced(line: &str) -> bool {
    let words = || line.split(' ').filter(|word| !word.is_empty());
    let single = words().filter(|word| word.chars().count() == 1).count();
    let all = words().count();
    all >= 2 && single * 10 >= all * 8
}

/// The line without single blanks; wider gaps stay.
fn closed_up(line: &str) -> String {
    let mut closed = String::with_capacity(line.len());
    let mut blanks = 0;
    for c in line.chars() {
        if c == ' ' {
            blanks += 1;
            continue;
        }
        if blanks > 1 {
            closed.extend(std::iter::repeat_n(' ', blanks));
        }
        blanks = 0;
        closed.push(c);
    }
    closed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_markdown_are_dropped() {
        let text = "# 关于开展检查的通知\n\n**各单位：**\n\n## 一、目标\n\n- **自查**：甲。\n\n---\n\n> 某某局\n1\\. 乙\n138****1234\n";
        let plain =
            "关于开展检查的通知\n\n各单位：\n\n一、目标\n\n- 自查：甲。\n\n\n\n某某局\n1. 乙\n138****1234\n";
        assert_eq!(clean(text), plain);
    }

    #[test]
    fn a_page_number_in_a_sentence_is_dropped() {
        assert_eq!(clean("要抓好落— 2 —实。"), "要抓好落实。");
        let text = "2026—2028年\n— 2 —\n第1—3—5条";
        assert_eq!(clean(text), text);
    }

    #[test]
    fn signs_in_place_of_breaks_and_blanks_are_read_as_those() {
        for (text, plain) in [
            ("形成合力。Р(二)注重长效。Р各单位要落实。", "形成合力。\n(二)注重长效。\n各单位要落实。"),
            (
                "三、?职责分工(一)?办公室负责。\n?各单位要自查。",
                "三、职责分工(一)办公室负责。\n各单位要自查。",
            ),
            ("关于开展检查的通知--\n各单位：", "关于开展检查的通知\n各单位："),
        ] {
            assert_eq!(clean(text), plain);
        }
        for text in ["做得怎样?各单位要自查。", "2026年—\n", "РФ"] {
            assert!(matches!(clean(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn blanks_behind_every_character_are_dropped() {
        let text = "关 于 开 展 检 查 的 通 知\n各 单 位 ：\n于 2 0 2 6 年 5 月 6 日 前 报 送 。\n甲 乙 丙 丁   2 0 2 6 年\n";
        let plain = "关于开展检查的通知\n各单位：\n于2026年5月6日前报送。\n甲乙丙丁   2026年\n";
        assert_eq!(clean(text), plain);
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        for text in [
            "关于开展检查的通知\n各单位：\n通 知\n1 2 3 4 5 6\n请于 2026 年 5 月 6 日前报送。\n",
            "重要**提醒**：电话 138****1234\n",
            "#1 楼检查\n",
            "",
        ] {
            assert!(matches!(clean(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }
}
