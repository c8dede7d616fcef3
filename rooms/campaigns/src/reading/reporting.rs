//! The work of reporting: clauses that only say how reports are to be made, and set nothing to be done beside them.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::pattern::pattern;
use super::report_verb::{demands_report, hands_over, sets_regime};
use super::sentence::clauses;

/// What is sent up, and what becomes of it on the way: the words that may stand before 报送.
const MATTER: &str = "(?:信息|材料|资料|数据|情况|进展|总结|小结|图片|照片|影像|台账|报表|表格|方案|计划|动态|简报|[周旬月季年]报|统计|文字|文件|名单|成果|成效|报告|宣传(?:信息|材料|资料|动态)|(?:工作|活动|整治|排查|整改|检查)(?:信息|材料|资料|数据|情况|进展|总结|动态)?|专人|专门|人员|联络员|信息员|负责|相关|有关|各类|各项|本单位|阶段性?|日常|收集|汇总|整理|审核|把关|归集|上传|的|和|及|与|、|以及|及时|按时|准确|[“”《》])";
/// What a heading word of the work may be called, behind 报送.
const WORK: &str = "(?:工作|任务|制度|机制|要求|规定|纪律|时限|时间|职责|责任|质量|时效|渠道|口径|流程|人员|专人|人|员|落实|到位|准确|及时|完整|规范|和|、|与)";
const SEND: &str = "(?:报送|上报|填报|报备|呈报|续报|反馈|汇总上报)";
/// Verbs of care.
const CARES: &str = "(?:重视|做好|做实|抓好|抓实|抓紧|加强|强化|规范|严格|严肃|落实|执行|遵守|遵照|按照|确保|保证|负责|明确|指定|确定|安排|落实好|压实|注重|坚持|把握|提高|提升|保障|畅通|履行|抓紧做好|配合做好|支持|推进)";
/// Who, and how earnestly.
const LEAD: &str = "(?:[一二三四五六七八九十]+[是要、])?(?:[^，。；：]{0,16}(?:单位|科室|部门|机构|各地|中心|公司|医院|院|局|委|办|站|所|人员|负责人|联络员|信息员|村|社区|街道|学校|企业))?(?:请|务必|必须|应当|应该|应|须|需|要|均|都|并|也|还|同时|另外|此外|高度|切实|认真|进一步|严格|扎实|积极|主动|不断|统一|共同)*";

/// 要高度重视材料报送工作: a verb of care whose object is reporting, and nothing else.
static CARE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!("^{LEAD}(?:{CARES}(?:好|到|了)?)+(?:对|本次|此次|这项|这次)?{MATTER}*{SEND}{WORK}*$"))
});
/// 做好宣传报道和信息报送工作: reporting beside something else to be done.
static BESIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "^{LEAD}(?:{CARES}(?:好|到|了)?)+[^，。；]{{2,24}}(?:和|及|与|、|以及){MATTER}*{SEND}{WORK}*$"
    ))
});
/// 加强对信息报送情况的督导检查, 开展信息报送业务培训: a deed about reporting.
static ABOUT_IT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "{SEND}(?:情况|工作|业务|质量|时效|制度|任务|人员|员)*的?(?:监督|督导|督查|督促|检查|抽查|培训|考核|考评|评比|调度|指导|通报)+(?:力度|工作)?$"
    ))
});
/// 不得迟报、漏报: what must not happen to a report.
static NO_FAILURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "^{LEAD}(?:不得|不能|不准|不许|严禁|严防|杜绝|禁止|防止|避免|不)(?:出现|发生|有|存在)?(?:(?:[迟漏瞒虚谎错缓晚拖不]报|[、，和或及与]|等|(?:的)?(?:现象|情况|行为|问题))+|无故拖延|拖延|推诿)$"
    ))
});
/// 开展自查并于9月30日前报送自查报告: a deed before the report of it.
static DEED_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(.{4,}?)(?:[，、]?(?:并|同时|然后|且)|完成后|结束后|后)(?:及时|按时|随时|按要求|于|在|将|把|向|[0-9０-９]{1,4}[年月日]|每[周月季]|统一|一并|书面|上报|报)",
    )
});
/// A deed that only gets the report ready, or a time before the report.
static READIES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:汇总|审核|审定|盖章|签字|签章|填写|填好|整理|梳理|填报|收集|撰写|形成[^，。；]{0,12}(?:总结|报告|材料|小结)|确认|批准|同意|加盖公章|无误|结束|完成|阶段|收到[^，。；]{0,6}(?:通知|文件|来文)|[年季月周日底末前内时])$",
    )
});

/// 高度重视, 加强领导: earnestness, which sets nothing to be done where only a report follows.
static EARNEST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "^{LEAD}(?:重视|(?:提高|统一|深化)(?:思想|政治)?(?:认识|站位|思想)|加强(?:组织)?领导|(?:明确|落实|压实|强化)(?:工作|主体)?(?:责任|分工|职责)(?:意识)?|精心组织|周密(?:安排|部署)|(?:认真)?(?:贯彻|抓好|抓紧)*(?:落实|执行|实施)|遵照执行|认真组织|组织|密切配合|加强(?:协调|配合|沟通))(?:好|到位)?(?:[此这该本]项?)?(?:工作|活动)?$"
    ))
});

/// Whether a clause only speaks of the work of reporting.
pub(super) fn is_work_of_reporting(clause: &str) -> bool {
    CARE.is_match(clause) || NO_FAILURE.is_match(clause)
}

/// Whether a sentence is nothing but earnestness: 请各单位高度重视，抓好落实.
pub(super) fn is_earnest(text: &str, sentence: Range<usize>) -> bool {
    clauses(text, sentence).iter().all(|clause| EARNEST.is_match(&text[clause.clone()]))
}

/// 3月28日至4月8日实行零报告制度: nothing but the regime.
fn is_regime(clause: &str) -> bool {
    sets_regime(clause) && !clause.contains(['和', '及', '与', '并'])
}

/// 请将落实情况于4月30日前书面报告我局: what hands over by a day, without a verb of sending.
fn is_dated_delivery(clause: &str) -> bool {
    static TIMED: LazyLock<Regex> =
        LazyLock::new(|| pattern("[0-9０-９]{1,2}[月日号时点][^，。；]{0,12}[前内]|每[日天周旬月季]|工作日"));
    hands_over(clause) && TIMED.is_match(clause) && !DEED_FIRST.is_match(clause)
}

/// What of a stretch stands before its first clause about reports: that clause's own deed, if it has one, included.
pub(super) fn before_reporting(text: &str, stretch: Range<usize>) -> Range<usize> {
    let is_about = |words: &str| {
        is_work_of_reporting(words)
            || is_regime(words)
            || is_dated_delivery(words)
            || (demands_report(words) && !BESIDE.is_match(words) && !ABOUT_IT.is_match(words))
    };
    let first = clauses(text, stretch.clone()).into_iter().find(|clause| is_about(&text[clause.clone()]));
    let Some(report) = first else { return stretch };
    let ahead = clauses(text, stretch.start..report.start);
    if !ahead.is_empty() && ahead.iter().all(|clause| EARNEST.is_match(&text[clause.clone()])) {
        return stretch.start..stretch.start;
    }
    let deed = DEED_FIRST.captures(&text[report.clone()]).and_then(|found| found.get(1));
    let deed = deed.filter(|deed| !READIES.is_match(deed.as_str()) && !demands_report(deed.as_str()));
    stretch.start..deed.map_or(report.start, |deed| report.start + deed.end())
}

/// What stands behind the clauses about reports: 9月10日前报送台账，开展演练1次. What only threatens, or says how to send, is left out.
pub(super) fn behind_reporting(text: &str, stretch: Range<usize>) -> Vec<Range<usize>> {
    static OF_THE_REPORT: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            "^(?:逾期|未[按经能]|不得|不[再予]|视[为同]|[将并]?(?:予以|进行)?通报|[并同]?(?:须|要|请)?(?:附|含|注明|加盖|电子版|纸质)|联系)",
        )
    });
    let all = clauses(text, stretch);
    let is_about = |words: &str| is_work_of_reporting(words) || demands_report(words);
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut is_open = false;
    let first = all.iter().position(|clause| is_about(&text[clause.clone()])).unwrap_or(all.len());
    for clause in all.into_iter().skip(first) {
        let words = &text[clause.clone()];
        if is_about(words) || OF_THE_REPORT.is_match(words) {
            is_open = false;
            continue;
        }
        match found.last_mut().filter(|_| is_open) {
            Some(open) => open.end = clause.end,
            None => found.push(clause),
        }
        is_open = true;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_work_of_reporting_is_told_by_its_verb_and_object() {
        for clause in [
            "要高度重视材料报送工作",
            "各单位要切实做好活动信息报送",
            "明确专人负责信息报送工作",
            "严格落实信息报送制度",
            "确保信息报送及时、准确",
            "二是加强数据统计和上报工作",
            "指定专人负责材料收集、整理、报送",
            "不得迟报、漏报",
            "严禁出现瞒报漏报现象",
        ] {
            assert!(is_work_of_reporting(clause), "{clause}");
        }
        for clause in [
            "加强对信息报送情况的督导检查",
            "做好宣传报道和信息报送工作",
            "建立隐患信息报送制度",
            "组织信息报送培训",
            "做好隐患排查治理",
            "不得瞒报安全事故",
            "开展自查自改并报送自查报告",
        ] {
            assert!(!is_work_of_reporting(clause), "{clause}");
        }
    }

    #[test]
    fn what_stands_behind_a_report_is_found() {
        let behind = |text: &str| -> Vec<String> {
            behind_reporting(text, 0..text.len()).into_iter().map(|range| text[range].to_owned()).collect()
        };
        assert_eq!(behind("请于9月10日前报送隐患台账，开展演练不少于1次"), ["开展演练不少于1次"]);
        assert_eq!(
            behind("9月30日前报送方案，组织培训，开展演练，10月20日前报送总结，做好归档"),
            ["组织培训，开展演练", "做好归档"]
        );
        for text in ["请按时报送，逾期不报的予以通报", "9月10日前报送总结，并附照片3张", "开展演练，按时报送"]
        {
            assert_eq!(behind(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_deed_before_its_report_stays() {
        let kept = |text: &'static str| &text[before_reporting(text, 0..text.len())];
        for (text, expected) in [
            ("各单位要开展自查自改并于9月30日前报送自查报告", "各单位要开展自查自改"),
            ("组织开展应急演练后及时上报演练情况", "组织开展应急演练"),
            ("开展培训，建立台账，按时报送", "开展培训，建立台账，"),
            ("请各单位汇总后及时报送", ""),
            ("请各单位按时报送，不得迟报漏报", ""),
            ("要高度重视材料报送工作，确保按时报送", ""),
            ("请各单位高度重视此项工作，明确责任，按时报送", ""),
            ("各单位要在每个阶段结束后及时报送小结", ""),
            ("各单位要加强领导", "各单位要加强领导"),
        ] {
            assert_eq!(kept(text), expected);
        }
    }
}
