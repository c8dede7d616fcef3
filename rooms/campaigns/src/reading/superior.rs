//! 上级依据: the papers of superiors that a notice follows, by title and number, else who wants it.

use std::sync::LazyLock;

use gongwen::read::{Outline, Passage};
use regex::Regex;

use super::pattern::{pattern, wide};
use super::report_issuer::is_short_for;
use super::sentence::sentences;

/// Words in front of what a notice follows.
static FOLLOWS: LazyLock<Regex> =
    LazyLock::new(|| pattern("根据|按照|依据|遵照|(?:贯彻|落实|执行)+|(?:结合|对照)"));
/// 现将《…》（…号）转发给你们
static PASSED_ON: LazyLock<Regex> = LazyLock::new(|| pattern("^[^，。；《》]{0,10}转发"));
/// A title with its number.
static PAPER: LazyLock<Regex> = LazyLock::new(|| {
    pattern("《([^《》]{4,120})》(?:（([^（）]{1,24}(?:（20[0-9]{2}）)?[^（）]{0,12}号)）)?")
});
/// 省卫健委〔2026〕3号; no 主席令第88号, which is that of a law.
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| pattern("^([^0-9]{1,20})[〔［\\[〈﹝【（]20[0-9]{2}[〕］\\]〉﹞】）]第?[0-9]{1,5}号$"));
/// What a superior sends down; without a number a title must end like this.
static SENT_DOWN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:通知|通报|通告|公告|意见|方案|计划|要点|部署|安排|决定|函|纪要|批示|指示|提示|行动|措施|举措)(?:（[^（）]{1,30}）)?$",
    )
});
/// What a notice does with papers of its own: 现制定《…》, 印发《…》.
static OWN_DEED: LazyLock<Regex> = LazyLock::new(|| {
    pattern("[，。；：]|制定|制订|印发给|下发给|编制|起草|拟定|修订|学习|宣传|填写|填报|附件")
});
/// Who sent a paper: 省卫生健康委, 市安委会办公室印发的.
static SENDER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^[、和及与以等]*(\\p{Han}{2,30}?(?:委|局|厅|办|部|政府|会|组|室|中心|党组))(?:(?:关于)?(?:联合)?(?:印发|下发|发布)的?)?$",
    )
});
/// 根据省卫生健康委关于开展专项行动的通知（…号）要求: a title without its marks.
static UNMARKED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:^|[，。；：])(?:现|为)?(?:根据|按照|依据|遵照|(?:贯彻|落实)+)((?:\\p{Han}{0,8}?)(?:国家|全国|国务院|省|市|州|县|区)[^，。；：《》（）]{0,24}?)(关于[^，。；：《》（）]{4,80}?的?(?:通知|通报|意见|方案|部署|函))(?:（([^（）]{1,24}(?:（20[0-9]{2}）)?[^（）]{0,12}号)）)?",
    )
});
/// 按照市卫生健康委统一部署: nothing but who wants it.
static WANTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:^|[，。；：])(?:现|为)?(?:根据|按照|依据|遵照|(?:贯彻|落实)+)((?:\\p{Han}{0,8}?)(?:国家|全国|国务院|省|市|州|县|区)\\p{Han}{0,20}?(?:委|局|厅|办|部|政府|会|组|室|中心))((?:[^，。；：《》（）委局厅办部]{0,20}?)(?:部署|要求|安排|精神))",
    )
});
/// Headings under which a plan says what it follows.
static GROUNDS: LazyLock<Regex> = LazyLock::new(|| pattern("依据$|^(?:指导思想|总体要求|目的意义)$"));
/// 转发省卫生健康委关于…的通知的通知
static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern("转发(?:《([^《》]{4,120})》|([^《》]{4,120}?的(?:通知|通报|意见|方案|函)))的(?:通知|函)$")
});

/// More of them are no ground of one notice.
const MOST: usize = 6;

/// What the notice follows, as it is put down: `省卫生健康委《关于…的通知》（省卫〔2026〕3号）`.
pub(super) fn basis(outline: &Outline) -> Option<String> {
    let own = Own::of(outline);
    let opening = outline.main_parts().flat_map(|part| &part.opening);
    let grounds = outline.main_parts().flat_map(|part| &part.sections);
    let grounds = grounds.filter(|section| GROUNDS.is_match(section.title())).flat_map(|one| &one.body);
    let texts: Vec<String> =
        opening.chain(grounds).map(|one| wide(Passage::text(one)).into_owned()).collect();
    let said = || texts.iter().flat_map(|text| sentences(text).into_iter().map(|range| &text[range]));
    let mut found: Vec<String> = Vec::new();
    for paper in said().flat_map(|sentence| papers(sentence, &own)) {
        if !found.contains(&paper) && found.len() < MOST {
            found.push(paper);
        }
    }
    if !found.is_empty() {
        return Some(found.join("、"));
    }
    let passed_on = outline.title.as_ref().and_then(|title| {
        let found = TITLE.captures(title.text())?;
        found.get(1).or(found.get(2)).map(|inner| format!("《{}》", inner.as_str().trim()))
    });
    let wanted = || said().find_map(|sentence| unmarked(sentence, &own).or_else(|| wanted(sentence, &own)));
    passed_on.or_else(wanted)
}

/// What is the notice's own: who issues it, its number's code, the titles of its parts.
struct Own<'a> {
    issuer: Option<&'a str>,
    code: Option<String>,
    titles: Vec<&'a str>,
}

impl<'a> Own<'a> {
    fn of(outline: &'a Outline) -> Self {
        let code = outline.document_number.as_deref().and_then(code_of);
        let titles = outline.parts.iter().filter_map(|part| part.title.as_ref()).map(Passage::text);
        Self { issuer: outline.issuer.as_deref(), code, titles: titles.collect() }
    }

    /// Whether the issuer itself is named.
    fn is(&self, body: &str) -> bool {
        let is_it = |name: &str| is_short_for(body, name);
        body.starts_with(['我', '本']) || self.issuer.is_some_and(|issuer| issuer.split('、').any(is_it))
    }

    /// Whether a number begins as the notice's own does.
    fn numbers(&self, number: &str) -> bool {
        code_of(number).is_some_and(|code| self.code.as_ref() == Some(&code))
    }

    fn is_titled(&self, title: &str) -> bool {
        self.titles.iter().any(|own| own.trim_matches(['《', '》']) == title || own.contains(title))
    }
}

/// 省卫 of 省卫〔2026〕3号.
fn code_of(number: &str) -> Option<String> {
    NUMBER.captures(number).map(|found| found[1].to_owned())
}

/// The superiors' papers that a sentence follows, or passes on.
fn papers(sentence: &str, own: &Own<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let mut behind = 0;
    for paper in PAPER.captures_iter(sentence) {
        let Some(whole) = paper.get(0) else { continue };
        let (title, number) = (&paper[1], paper.get(2).map(|number| number.as_str()));
        let before = &sentence[..whole.start()];
        let verb = FOLLOWS.find_iter(before).last().map(|verb| verb.end());
        let is_followed = verb.is_some_and(|end| !OWN_DEED.is_match(&without_papers(&before[end..])));
        let is_passed_on = PASSED_ON.is_match(&without_papers(&sentence[whole.end()..]));
        let sender =
            SENDER.captures(&before[behind.max(verb.unwrap_or(0))..]).map(|found| found[1].to_owned());
        behind = whole.end();
        let number = number.filter(|number| NUMBER.is_match(number));
        let is_sent_down = number.is_some() || SENT_DOWN.is_match(title);
        let is_own = own.is_titled(title)
            || sender.as_deref().is_some_and(|sender| own.is(sender))
            || number.is_some_and(|number| own.numbers(number));
        if (is_followed || is_passed_on) && is_sent_down && !is_own {
            let sender = sender.filter(|_| is_followed).unwrap_or_default();
            let number = number.map(|number| format!("（{number}）")).unwrap_or_default();
            found.push(format!("{sender}《{title}》{number}"));
        }
    }
    found
}

/// What stands between papers that are named one behind the other.
fn without_papers(words: &str) -> String {
    PAPER.replace_all(words, "").into_owned()
}

fn unmarked(sentence: &str, own: &Own<'_>) -> Option<String> {
    let found = UNMARKED.captures(sentence)?;
    let number = found.get(3).map(|number| number.as_str()).filter(|number| NUMBER.is_match(number));
    let is_own = own.is(&found[1]) || number.is_some_and(|number| own.numbers(number));
    let number = number.map(|number| format!("（{number}）")).unwrap_or_default();
    (!is_own).then(|| format!("{}{}{number}", &found[1], &found[2]))
}

fn wanted(sentence: &str, own: &Own<'_>) -> Option<String> {
    let found = WANTED.captures(sentence)?;
    (!own.is(&found[1])).then(|| format!("{}{}", &found[1], &found[2]))
}

#[cfg(test)]
mod tests {
    use gongwen::read::Decoded;

    use crate::reading::read;

    /// What is read of a notice that begins with `opening`.
    fn basis(opening: &str) -> Option<String> {
        let text = format!(
            "青卫健〔2026〕18号\n\n云岭市青禾区卫生健康局关于开展用电安全检查的通知\n\n各医疗卫生单位：\n　　{opening}\n　　一、时间安排\n　　2026年6月1日至30日。\n　　二、工作任务\n　　各单位要开展用电安全检查，张贴海报不少于2张。\n\n云岭市青禾区卫生健康局\n2026年5月6日\n"
        );
        read(&Decoded::from_text(&text).unwrap()).unwrap().superior_basis
    }

    #[test]
    fn a_superiors_paper_is_taken_over_with_its_number() {
        for (opening, expected) in [
            (
                "根据《关于开展用电安全检查的通知》（省卫〔2026〕3号）要求，现将有关事项通知如下：",
                "《关于开展用电安全检查的通知》（省卫〔2026〕3号）",
            ),
            (
                "根据省卫生健康委《关于开展用电安全检查的通知》(省卫[2026]3号)精神，决定开展检查。",
                "省卫生健康委《关于开展用电安全检查的通知》（省卫[2026]3号）",
            ),
            (
                "为贯彻落实《全省用电安全治理方案》（省安委〔2026〕1号）和市安委会办公室印发的《市用电安全治理方案》（市安办〔2026〕7号），切实防范事故，现制定《青禾区用电安全检查办法》。",
                "《全省用电安全治理方案》（省安委〔2026〕1号）、市安委会办公室《市用电安全治理方案》（市安办〔2026〕7号）",
            ),
            (
                "现将《关于加强夏季用电管理的通知》（云卫〔2026〕9号）转发给你们，请认真落实。",
                "《关于加强夏季用电管理的通知》（云卫〔2026〕9号）",
            ),
            (
                "现将《用电安全治理方案》（省安委〔2026〕3号）和《夏季用电管理办法的通知》（云卫〔2026〕9号）转发给你们。",
                "《用电安全治理方案》（省安委〔2026〕3号）、《夏季用电管理办法的通知》（云卫〔2026〕9号）",
            ),
            (
                "按照《2026年全市卫生健康工作要点》，结合我区实际，决定开展检查。",
                "《2026年全市卫生健康工作要点》",
            ),
            (
                "根据省卫生健康委关于开展用电安全检查的通知（省卫〔2026〕3号）要求，决定开展检查。",
                "省卫生健康委关于开展用电安全检查的通知（省卫〔2026〕3号）",
            ),
            ("按照市卫健委统一部署，现就有关事项通知如下。", "市卫健委统一部署"),
            (
                "为做好夏季安全工作，按照云岭市卫生健康委员会工作要求，决定开展检查。",
                "云岭市卫生健康委员会工作要求",
            ),
        ] {
            assert_eq!(basis(opening).as_deref(), Some(expected), "{opening}");
        }
    }

    #[test]
    fn laws_and_what_is_the_issuers_own_are_no_superiors_paper() {
        for opening in [
            "根据《中华人民共和国安全生产法》（中华人民共和国主席令第88号）和《医疗机构管理条例》，决定开展检查。",
            "现将《青禾区用电安全检查方案》印发给你们，请认真落实。",
            "根据区卫生健康局《2026年工作要点》，决定开展检查。",
            "按照《关于做好春季用电管理的通知》（青卫健〔2026〕3号）要求，决定开展检查。",
            "按照区卫健局统一部署，决定开展检查。",
            "请各单位按照市卫健委要求报送数据。",
            "为做好夏季用电安全工作，现将有关事项通知如下。",
            "请组织学习《全市用电安全治理方案》（市安办〔2026〕7号），并做好记录。",
        ] {
            assert_eq!(basis(opening), None, "{opening}");
        }
    }
}
