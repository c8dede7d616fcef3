//! A document that was pasted without its line breaks: they are put back where the genre has them.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::brackets::{CLOSE, OPEN};
use super::pattern::pattern;

const BLANKS: &str = "[ \t\u{3000}\u{a0}]";
const NUMERAL: &str = "[一二三四五六七八九十]{1,3}";

/// A numbered heading behind the end of a sentence, or behind a blank where a line once ended.
static HEADING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!("(?:[。；：:;]{BLANKS}*|{BLANKS}+)((?:{NUMERAL}、|[（(]{NUMERAL}[）)]))"))
});
/// An item of a list behind a blank: ` 2.` but no decimal.
static ITEM: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("{BLANKS}+([0-9]{{1,2}}(?:、|[.．]{BLANKS}*[^0-9 ]))")));
/// A blank where a line once ended: behind a sentence, a title, a number in brackets or a date, or before what begins a line.
static BREAK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "(?:[。；！？：:;!?】]|(?:通知|方案|意见|通报|函)|号[）)]){BLANKS}+()[^ \t\u{3000}|]|{BLANKS}+()(?:附件|【|关于|特此|[12][0-9]{{3}}年[0-9]{{1,2}}月[0-9]{{1,2}}日{BLANKS}*(?:$|\\||关于|附件))"
    ))
});
/// A short heading and the text that once stood on the next line: behind a blank, or behind the time of a step in brackets.
static HEADED: LazyLock<Regex> = LazyLock::new(|| {
    let marker = format!("(?:{NUMERAL}、|[（(]{NUMERAL}[）)])");
    let bracket = "[（(][^（()）]{1,40}[）)]";
    let word = "[^ \t\u{3000}\u{a0}。；：，,:;!！（()）]";
    pattern(&format!(
        "{marker}{BLANKS}?(?:(?:{word}|{bracket}){{2,30}}{BLANKS}+()[^ \t\u{3000}\u{a0}|]|{word}{{2,16}}阶段{bracket}()[^。；：，,:; \t])"
    ))
});
/// A number right behind its title, with or without the page's date before it, and what follows it.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    let day = "[12][0-9]{3}[-年./][0-9]{1,2}[-月./][0-9]{1,2}日?";
    pattern(&format!(
        "(?:通知|方案|意见|通报|函)()(?:{day})?()\\p{{Han}}{{1,10}}[{OPEN}][12][0-9]{{3}}[{CLOSE}]第?[0-9]{{1,4}}号{BLANKS}*()"
    ))
});
/// The indent of a paragraph within a line: where the page had a break.
static INDENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "[^ \t\u{3000}\u{a0}|]{BLANKS}*\u{3000}{BLANKS}*\u{3000}{BLANKS}*()[^ \t\u{3000}\u{a0}|]"
    ))
});
/// Title and salutation in one: …活动的通知各单位：
static SALUTATION: LazyLock<Regex> =
    LazyLock::new(|| pattern("^[^。：:]{6,120}?(?:通知|方案|意见|通报|函)((?:各|有关)[^。：:]{1,200}[：:])"));
/// Signature and date behind the last sentence.
static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!("。{BLANKS}*([^。；，：:0-9]{{4,40}}?)([12][0-9]{{3}}年[0-9]{{1,2}}月[0-9]{{1,2}}日)$"))
});

/// A numbered item with the next one behind it on its line: where the page had a break.
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| pattern("^([0-9]{1,2})[、.．]"));
static NEXT: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("[。；)）]{BLANKS}{{2,}}()([0-9]{{1,2}})[、.．]")));
/// A heading at the end of the short line above it.
static LATE_HEADING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "^[^。；：:，,一二三四五六七八九十]{{2,40}}{BLANKS}+(){NUMERAL}、[^。；，：:、]{{2,16}}$"
    ))
});

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
    printed.into_iter().flat_map(|line| cut(text, line, filled <= FEW)).collect()
}

/// The first level tells a folded document from running text; among many other lines, one alone is a slip of the typist.
fn is_folded(own: &str, is_short: bool) -> bool {
    let firsts = HEADING.captures_iter(own).filter_map(|found| found.get(1));
    let mut firsts = firsts.map(|mark| mark.as_str()).filter(|mark| mark.ends_with('、'));
    match is_short {
        true => firsts.next().is_some(),
        false => firsts.any(|mark| mark == "一、") && firsts.any(|mark| mark == "二、"),
    }
}

/// The items of a list whose breaks became blanks: at least 1, 2 and 3.
fn items(own: &str) -> Vec<usize> {
    let found = ITEM.captures_iter(own).filter_map(|found| found.get(1));
    let marks: Vec<(&str, usize)> = found.map(|mark| (mark.as_str(), mark.start())).collect();
    let is_list = ["1", "2", "3"].iter().all(|number| {
        marks.iter().any(|(mark, _)| mark.trim_end_matches(|c: char| !c.is_ascii_digit()) == *number)
    });
    if is_list { marks.into_iter().map(|(_, start)| start).collect() } else { Vec::new() }
}

fn cut(text: &str, line: Range<usize>, is_short: bool) -> Vec<Range<usize>> {
    let own = &text[line.clone()];
    let mut cuts = slips(own);
    if own.len() < LONG {
        return pieces(&line, cuts);
    }
    cuts.extend(items(own));
    cuts.extend(groups(&INDENT, own));
    cuts.extend(groups(&NUMBER, own));
    if is_folded(own, is_short) {
        cuts.extend(breaks(own));
    }
    pieces(&line, cuts)
}

/// Where one break was lost: before the item that comes next by its number, and before a heading.
fn slips(own: &str) -> Vec<usize> {
    let mut cuts = groups(&LATE_HEADING, own);
    let indent = own.len() - own.trim_start().len();
    let mut number = NUMBERED.captures(&own[indent..]).and_then(|found| found[1].parse::<u8>().ok());
    for found in NEXT.captures_iter(own) {
        let next = found[2].parse().ok();
        if number.is_some() && next == number.map(|number| number + 1) {
            cuts.extend(found.get(1).map(|at| at.start()));
            number = next;
        }
    }
    cuts
}

/// The parts of a line between its cuts.
fn pieces(line: &Range<usize>, mut cuts: Vec<usize>) -> Vec<Range<usize>> {
    cuts.sort_unstable();
    cuts.dedup();
    let starts = std::iter::once(0).chain(cuts.iter().copied());
    let ends = cuts.iter().copied().chain([line.len()]);
    starts.zip(ends).map(|(from, to)| line.start + from..line.start + to).collect()
}

/// Where the groups of a pattern begin.
fn groups(pattern: &Regex, text: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    for found in pattern.captures_iter(text) {
        starts.extend(found.iter().skip(1).flatten().map(|part| part.start()));
    }
    starts
}

/// Where the lines of a folded document began.
fn breaks(own: &str) -> Vec<usize> {
    let salutation = SALUTATION.captures(own).and_then(|found| found.get(1));
    let mut cuts: Vec<usize> = salutation.iter().flat_map(|found| [found.start(), found.end()]).collect();
    cuts.extend(groups(&HEADING, own));
    cuts.extend(groups(&BREAK, own));
    cuts.extend(groups(&HEADED, own));
    cuts.extend(groups(&CLOSING, own.trim_end_matches([' ', '|'])));
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_lost_break_is_put_back() {
        let lines = |text: &'static str| -> Vec<&str> {
            unfolded(text).into_iter().map(|line| text[line].trim_end()).collect()
        };
        assert_eq!(
            lines("2、自查阶段:4月8日起(凭表登记)。   3、整改阶段:4月25日起。"),
            ["2、自查阶段:4月8日起(凭表登记)。", "3、整改阶段:4月25日起。"]
        );
        assert_eq!(lines("全院公共区域 二、检查对象"), ["全院公共区域", "二、检查对象"]);
        for whole in
            ["2、自查。  5、整改。", "共2项。  3、整改。", "用电 一、二、三级配电箱，", "2、自查。3、整改。"]
        {
            assert_eq!(lines(whole), [whole]);
        }
    }

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
    fn blanks_stand_for_the_breaks_of_a_page_that_lost_them() {
        let body = "为做好宣传工作,提高群众健康素养,经研究决定在全区开展宣传周活动,现将有关事项通知如下: 一、提高认识 各单位要高度重视。 二、开展宣传 (一)张贴海报。各单位要张贴。 (二)举办讲座。每单位不少于1场。 特此通知。";
        let text = format!(
            "关于开展健康宣传活动的通知 (青卫办〔2026〕7号) 各科室、各病区: {body} 附件: 1.活动安排表 2.宣传用语 3.联系表 | \n甲\n乙\n丙\n丁\n戊"
        );
        let lines: Vec<&str> = unfolded(&text).into_iter().map(|line| text[line].trim()).collect();
        for line in [
            "关于开展健康宣传活动的通知",
            "(青卫办〔2026〕7号)",
            "各科室、各病区:",
            "一、提高认识",
            "各单位要高度重视。",
            "(二)举办讲座。每单位不少于1场。",
            "特此通知。",
            "2.宣传用语",
            "3.联系表 |",
        ] {
            assert!(lines.contains(&line), "{line}: {lines:#?}");
        }
    }

    #[test]
    fn title_number_and_salutation_in_one_come_apart() {
        let body = "为做好宣传工作,现将有关事项通知如下: 一、提高认识 各单位要高度重视,切实加强领导。二、开展宣传 (一)张贴海报。各单位要在醒目位置张贴,每处不少于2张。(二)举办讲座。每单位不少于1场,参加人员不少于30人。";
        let text = format!("关于开展健康宣传活动的通知青卫办函〔2026〕7号  各科室、各病区:{body}");
        let lines: Vec<&str> = unfolded(&text).into_iter().map(|line| text[line].trim()).collect();
        assert_eq!(lines[..2], ["关于开展健康宣传活动的通知", "青卫办函〔2026〕7号"]);
        assert!(lines[2].starts_with("各科室"), "{lines:#?}");
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
