//! Slogans: a list of them, and those that a sentence quotes.

mod quoted;

use std::collections::HashSet;
use std::sync::LazyLock;

use gongwen::read::{Decoded, Excerpt, Outline, Part, PartKind, Passage, Section};
use regex::{Match, Regex};

use super::amount::amounts;
use super::imperative::{begins_with_act, turns_to_units};
use super::pattern::pattern;
use super::report_verb::demands_report;
use quoted::quoted;

static SLOGANS: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:标语|口号|宣传用语)(?:$|[^，。；]{0,12}[^表]$)"));
/// A heading that stands over slogans: 宣传标语, 主题口号（参考）.
static LISTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:宣传|主题|活动|安全|消防|参考|推荐)*(?:标语|口号|宣传用语)(?:[（(][^（）()]{1,12}[）)])?[：:]?$",
    )
});
/// A quoted slogan, before the word for what shows it or behind it: 悬挂“…”横幅, 宣传标语为：“…”.
static QUOTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "“(?P<before>[^“”]{4,60})”(?:、“[^“”]{0,60}”)*(?:等|为主题|为内容|的|宣传|安全|内容|字样|醒目|电子|LED|滚动)*(?:标语|横幅|条幅|口号|字幕)|(?:标语|横幅|条幅|口号|字幕)(?:内容)?(?:[为：:如]|例如|包括)*[“](?P<behind>[^“”]{4,60})”",
    )
});
/// Longest slogan, in characters.
const LONGEST: usize = 40;

/// The slogans of an annex or section that is titled so, with where they stand.
pub(super) fn slogans(outline: &Outline, decoded: &Decoded) -> (Vec<String>, Vec<Excerpt>) {
    let annexes = outline.parts.iter().filter(|part| part.kind == PartKind::Annex);
    let titled = |title: &str| SLOGANS.is_match(title) && title.chars().count() <= 60;
    let mut found: Vec<&Passage> = annexes
        .filter(|part| part.title.as_ref().is_some_and(|title| titled(title.text())))
        .flat_map(items_of_part)
        .collect();
    if found.is_empty() {
        let roots = outline.main_parts().flat_map(|part| &part.sections);
        found = roots.flat_map(|section| items_below(section, &titled)).collect();
    }
    let listed: HashSet<*const Passage> = found.iter().map(|one| std::ptr::from_ref(*one)).collect();
    let mut announced = Vec::new();
    outline.working_parts().for_each(|part| {
        below_words(&part.opening, &mut announced);
        part.sections.iter().for_each(|section| below_words_in(section, &mut announced));
    });
    found.extend(announced.into_iter().filter(|one| !listed.contains(&std::ptr::from_ref(*one))));
    // A number that nothing follows is a paragraph without words.
    found.retain(|passage| !passage.text().is_empty());
    let mut slogans: Vec<(String, Excerpt)> = Vec::new();
    let printed = |passage: &Passage| {
        let source = passage.whole(decoded);
        (with_breaks(&source.text).unwrap_or_else(|| passage.text().to_owned()), source)
    };
    slogans.extend(found.into_iter().map(printed));
    // What a sentence quotes is one more, if the list does not have it.
    let mut told = Vec::new();
    outline.working_parts().for_each(|part| {
        part.each_passage(&mut |passage| {
            told.extend(quoted(passage).into_iter().map(|at| passage.slice(at)))
        });
    });
    let mut known: HashSet<String> = slogans.iter().map(|(words, _)| bare(words)).collect();
    slogans.extend(told.iter().map(printed).filter(|(words, _)| known.insert(bare(words))));
    slogans.into_iter().unzip()
}

/// A slogan without the marks by which its two prints may differ.
fn bare(slogan: &str) -> String {
    slogan.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A slogan of one line with the blanks that part it: 安全生产　人人有责. Single characters are only set wide apart.
fn with_breaks(printed: &str) -> Option<String> {
    let parts: Vec<&str> = printed.split_whitespace().collect();
    let is_wide = |part: &&str| part.chars().count() > 1 && part.chars().all(|c| c > '\u{2000}');
    let is_parted = parts.len() > 1 && !printed.trim().contains(['\n', '\r']) && parts.iter().all(is_wide);
    is_parted.then(|| parts.join("\u{3000}"))
}

/// The words with a mark for each character of a slogan that they quote, byte for byte: what it names is no measure.
pub(super) fn without_slogans(words: &str) -> String {
    let mut plain = String::new();
    let mut from = 0;
    for at in QUOTED
        .captures_iter(words)
        .filter_map(|found| Some(found.name("before").or(found.name("behind"))?.range()))
    {
        plain.push_str(&words[from..at.start]);
        plain.extend(words[at.clone()].chars().map(|c| match c.len_utf8() {
            3 => '※',
            2 => '§',
            4 => '𝄞',
            _ => '*',
        }));
        from = at.end;
    }
    plain + &words[from..]
}

/// Numbered items; where there are none, the lines.
fn items_of_part(part: &Part) -> Vec<&Passage> {
    let mut items = Vec::new();
    part.sections.iter().for_each(|section| collect(section, &mut items));
    if items.is_empty() { part.opening.iter().collect() } else { items }
}

/// Innermost numbered items: a heading that groups slogans is none.
fn collect<'a>(section: &'a Section, items: &mut Vec<&'a Passage>) {
    if section.children.is_empty() {
        items.push(&section.item);
        items.extend(&section.body[section.body.len().min(usize::from(has_rest(section)))..]);
    } else {
        section.children.iter().for_each(|child| collect(child, items));
    }
}

/// Whether the first passage of the body is the rest of the heading's own paragraph.
fn has_rest(section: &Section) -> bool {
    section.item.text().len() > section.heading.text().len() + '。'.len_utf8()
}

fn items_below<'a>(section: &'a Section, titled: &impl Fn(&str) -> bool) -> Vec<&'a Passage> {
    if titled(section.title()) && section.title().chars().count() <= 20 {
        if section.children.len() >= 3 {
            let mut items = Vec::new();
            section.children.iter().for_each(|child| collect(child, &mut items));
            return items;
        }
        if section.children.is_empty() && lists_slogans(section) {
            return section.body.iter().collect();
        }
    }
    section.children.iter().flat_map(|child| items_below(child, titled)).collect()
}

/// The lines below words that announce slogans: …标语如下：.
fn below_words<'a>(passages: &'a [Passage], found: &mut Vec<&'a Passage>) {
    static ANNOUNCES: LazyLock<Regex> =
        LazyLock::new(|| pattern("(?:标语|口号|宣传用语|宣传语)(?:内容)?(?:如下|为|有|包括)?[：:]$"));
    let mut is_open = false;
    for passage in passages {
        let announces = ANNOUNCES.is_match(passage.text());
        is_open = announces || (is_open && is_line(passage) && !tells(passage.text()));
        if is_open && !announces {
            found.push(passage);
        }
    }
}

fn below_words_in<'a>(section: &'a Section, found: &mut Vec<&'a Passage>) {
    below_words(&section.body, found);
    section.children.iter().for_each(|child| below_words_in(child, found));
}

/// Whether a line may be a slogan: short, with nothing to count.
fn is_line(passage: &Passage) -> bool {
    let text = passage.text();
    text.chars().count() <= LONGEST && amounts(text).is_empty() && !text.contains("单位")
}

/// What tells somebody to do something, by when, how often: behind slogans the text goes on.
fn tells(line: &str) -> bool {
    static TELLS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            "[。：:]$|[0-9]{1,2}[月日]|每[日天周月季年]|第一责任人|[报交]送|^[^，]{1,8}(?:张贴|悬挂|发放|制作|播放|举办|组织)",
        )
    });
    TELLS.is_match(line) || turns_to_units(line) || demands_report(line) || begins_with_act(line)
}

/// Lines without numbers under 宣传标语; 三、悬挂标语 stands over what is to be done.
fn lists_slogans(section: &Section) -> bool {
    let is_list = |found: Match<'_>| !begins_with_act(&section.title()[..found.start()]);
    LISTS.find(section.title()).is_some_and(is_list)
        && section.body.len() >= 2
        && section.body.iter().all(is_line)
}

/// Where slogans stand in the text, in order.
pub(super) struct Places(Vec<(usize, usize)>);

impl Places {
    pub(super) fn of(slogans: &[Excerpt]) -> Self {
        let mut places: Vec<_> = slogans.iter().map(|one| (one.start, one.end)).collect();
        places.sort_unstable();
        Self(places)
    }

    /// Whether a slogan stands where something begins.
    pub(super) fn hold(&self, start: usize) -> bool {
        let before = self.0.partition_point(|(from, _)| *from <= start);
        self.0[..before].last().is_some_and(|(_, end)| start < *end)
    }
}

#[cfg(test)]
mod tests {
    use crate::reading::{Decoded, Reading, read};

    fn reading(body: &str) -> Reading {
        let text = format!(
            "关于开展消防宣传的通知\n\n各医疗卫生单位：\n　　一、工作内容\n　　举办专题讲座2场。\n{body}\n\n某某局\n2026年9月3日\n"
        );
        read(&Decoded::from_text(&text).unwrap()).unwrap()
    }

    fn codes(reading: &Reading) -> Vec<&str> {
        reading.measures.iter().map(|one| one.code.as_str()).collect()
    }

    #[test]
    fn a_slogan_keeps_its_break_and_is_no_measure() {
        for numbers in [["1.", "2.", "3."], ["", "", ""]] {
            let [one, two, three] = numbers;
            let list = format!(
                "　　二、宣传标语\n　　{one}安全生产　人人有责\n　　{two}开展应急演练　守护生命安全\n　　{three}悬挂安全之心"
            );
            let found = reading(&list);
            let expected = ["安全生产　人人有责", "开展应急演练　守护生命安全", "悬挂安全之心"];
            assert_eq!(found.slogans, expected);
            assert_eq!(codes(&found), ["lecture", "slogan"], "the heading names what shows them");
            assert_eq!(found.tasks.len(), 1, "{:?}", found.tasks);
        }
    }

    #[test]
    fn a_quoted_slogan_is_no_measure_and_a_quoted_measure_is() {
        let quoted = reading("　　悬挂“人人参与演练　处处消除隐患”横幅2条。");
        assert_eq!(codes(&quoted), ["lecture", "slogan"]);
        let behind = reading("　　宣传标语为：“人人参与演练，处处消除隐患”。");
        assert!(!codes(&behind).contains(&"drill"));
        let measure = reading("　　开展“消防应急演练”活动1次。");
        assert!(codes(&measure).contains(&"drill"));
    }

    #[test]
    fn lines_below_the_words_that_announce_them_are_slogans() {
        let found = reading(
            "　　二、宣传\n　　制作横幅3条。标语如下：\n　　安全是最好的良药\n　　生产必须安全 安全促进健康\n　　三、要求\n　　各单位设专人负责。",
        );
        assert_eq!(found.slogans, ["安全是最好的良药", "生产必须安全　安全促进健康"]);
        assert!(
            found.tasks.iter().all(|task| !task.text.contains("良药") && !task.text.contains("生产必须"))
        );
        for told in [
            "各科室要在6月10日前悬挂横幅。",
            "病区每月组织患者疏散演练",
            "门诊大厅张贴海报",
            "院长为第一责任人，每周带队检查",
            "于6月20日前报送宣传照片。",
        ] {
            let found = reading(&format!("　　二、宣传\n　　标语如下：\n　　人人参与 处处安全\n　　{told}"));
            assert_eq!(found.slogans, ["人人参与　处处安全"], "{told}");
        }
        assert!(reading("　　二、宣传\n　　悬挂标语。\n　　做好登记。").slogans.is_empty());
    }

    #[test]
    fn a_heading_about_slogans_stands_over_what_is_to_be_done() {
        let found = reading("　　二、悬挂宣传标语\n　　悬挂横幅2条。\n　　做好登记。");
        assert!(found.slogans.is_empty());
        assert!(codes(&found).contains(&"slogan"));
    }

    #[test]
    fn an_annex_of_slogans_is_known_by_other_words_and_a_form_about_slogans_is_none() {
        let text = "关于开展职业健康宣传的通知\n\n各医疗单位：\n　　一、工作内容\n　　举办专题讲座2场。\n\n附件：1.推荐宣传用语\n2.宣传标语张贴情况统计表\n\n某某局\n2026年4月3日\n\n附件1\n推荐宣传用语\n1.职业健康，你我同行\n2.防护到位，安心上岗\n\n附件2\n宣传标语张贴情况统计表\n填报单位：\n合计\n";
        let found = read(&Decoded::from_text(text).unwrap()).unwrap();
        assert_eq!(found.slogans, ["职业健康，你我同行", "防护到位，安心上岗"]);
    }
}
