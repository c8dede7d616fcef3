//! Whether a sentence tells the units to do something, as opposed to saying how things are, why, or what is wrong.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::ought::says_ought;
use super::pattern::{pattern, wide, without_brackets};
use super::reporting::is_earnest;
use super::sentence::clauses;

/// Words that command wherever they stand.
static COMMANDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:^|[^重主需必摘概纪紧首简扼次只将])要[^求点素闻件领员旨]|[必务]?须[^知]|必须|务(?:必|于|请)|^请|[，；]请|请各|(?:^|[^必急所亟供刚无不按特])需(?:立即|及时|进行|开展|在|于)|不得|严禁|至少|不少于|不低于|不超过|力争|[0-9一二两三四五六七八九十]+[条场次份期块篇张部幅本]以上|每个?(?:周|月|季度?|半年|年)(?:开展|组织|举办)?[0-9一二两三四五六七八九十]+[次场期]|每[个家名户村科班人校单][^，。；颁奖]{0,10}(?:上交|提交|开展|组织|举办|制作|张贴|悬挂|推[荐选出]|选[送派取]|录制|[发传交报选派拍写画附])[^，。；]{0,12}[0-9一二两三四五六七八九十]+[份条场次期幅篇张个名人队部件]|全覆盖|(?:全部|全面|基本|如期)(?:完成|建成|达标)",
    )
});
/// What a clause that tells begins with.
static ACTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        "^(?:组织|开展|举办|加大|召开|举行|制定|制订|编制|编印|印制|印发|建立|健全|建好|建设|组建|成立|落实|推进|推动|推广|推行|推选|推荐|加强|强化|做好|抓好|抓实|",
        "发布|发放|分发|张贴|悬挂|制作|设置|设立|设[^备施计想法有在定]|配[齐足置]|摆放|播放|拍摄|宣传|宣讲|讲解|普及|解读|报道|排查|摸排|整改|整治|治理|检查|自查|清理|清除|更换|拆除|",
        "总结|梳理|提炼|完善|修订|修改|督促|督导|指导|引导|鼓励|支持|深入|充分|大力|广泛|全面|认真|严格|切实|积极|扎实|持续|着力|集中|统一|及时|定期|",
        "分批|分级|分类|分层|分期|利用|运用|采取|采用|邀请|聘请|动员|发动|部署|安排|观看|学习|传达|培训|演练|评选|评比|选树|选择|选取|选派|指派|抽调|培育|征集|开设|开辟|参加|参与|填写|登记|",
        "核查|抽查|通报|表彰|表扬|奖励|验收|评估|考核|考试|测试|纳入|公示|公布|联合|提升|提高|营造|防范|消除|履行|协调|统筹|巩固|固化|拓展|深化|聚焦|",
        "突出|坚持|明确|确定|指定|佩戴|收集|整理|归集|汇总|编写|撰写|购置|消毒|消杀|清洗|走访|推送|转发|录入|上传|张榜|配备|绘制|对照|签订|更新|完成|优化|规范|实施|实行|执行|上好|办好|讲好|拍好|演好|用好|对[^，]{1,40}(?:进行|开展|加强|实施|做到)|将[^，]{2,40}纳入|把[^，]{2,40}|",
        "按照?[^，]{2,30}(?:抓好|做好|开展|组织|落实|实施|推进|完成)|在[^，。；]{2,40}(?:播放|悬挂|张贴|设置|设立|举办|摆放|发放|投放)|进村|进社区|入户|面向|围绕|针对|结合|依托|通过|每[个家名户村科][^，]{0,10}(?:开展|组织|举办|悬挂|张贴|制定|完成|配齐|配备|设置|设立|建立|签订))"
    ))
});
/// Who acts, when, and the number in running text, in front of the act.
static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    let who = "(?:委员会|指挥部|协会|单位|科室|部门|机构|各地|各级|各市|各县|地区|中心|公司|医院|卫生院|政府|管委会|办事处|院|局|委|办|组|站|所|人员|职工|负责人|责任人|领导|干部|村|社区|街道|乡镇|学校|企业|店铺|网格|专班|各方)";
    pattern(&format!(
        "^(?:[一二三四五六七八九十]+[是要、]|{ITEM}|(?:其中|(?:主要|工作)?(?:内容|任务|措施))[:：]|每[年月周季]度?|每半年|全年|同时|其中|此外|另外|并且?|还|再|也|认真|自觉|主动|重点|负责|牵头|共同|立即|即刻|马上|尽快|抓紧|迅速|随即|全员|全体|所有|每名|[^，。；：（]{{0,24}}?{who}(?:（[^）]{{1,12}}）)?(?:分别|共同|联合|统一|负责|牵头)?|各[省市县区镇乡村院校科]{{1,4}}|(?:在|于|自|从)?[^，。；：]{{0,20}}(?:前|内|期间|起|中|上|后|日|月|周|季度)|[:：])"
    ))
});
/// The number of an item in running text: 2.开展演练2次.
const ITEM: &str = "(?:[0-9]{1,2}[.．、)）]|[（(][0-9一二三四五六七八九十]{1,3}[）)]|[①-⑳])";
static ITEM_FIRST: LazyLock<Regex> = LazyLock::new(|| pattern(&format!("^{ITEM}")));
/// Sentences that only look so: how the document is built, who is who, what is past, what is wrong.
static TELLS_NOTHING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "的$|[^善]后$|^是否|^(?:特此|专此|为此|此[函致复])[^，。]{0,6}(?:[，,][^，。]{0,12})?$|^(?:此|本)(?:通知|方案|办法|意见|规定|函)自|[为是]盼$|分[一二两三四五六七八九十0-9]+个?(?:阶段|步|步骤|批|方面)|设在|任组长|组长由|下设|^[^，]{0,16}(?:如遇|遇有|遇到|如有)[^，]{0,20}$|^(?:如?发生|出现)[^，]{0,20}$|与[^，。；]{2,20}联系|^(?:该|此|上述|本)项?(?:工作|任务|活动)[^，]{0,30}(?:完成|结束)$|联系人|联系电话|电子邮箱|^时间[:：]|^[^各要应须请]*，(?:事关|直接关系|关系到?|具有|有利于|有助于|意义重大|任务艰巨|责任重大)[^要应须请]*$|自[^，]{0,20}起(?:施行|执行|实施)|通知如下|如下[:：]?$|(?:以下|下列)[^，。]{0,8}[:：]?$|同比|共(?:排查|发现|发生|检查|整改)|已经?(?:完成|开展|印发|全面|经)|以下简称|^[^，。：:]{2,10}(?:指标|依据|标准|范围|对象)[:：]|^特制定|制[定订]本(?:办法|方案|制度|规定|细则)$|^(?:第[一二三四五六七八九十]+条)?(?:本|此|该)[^，。]{0,8}适用于[^，。各要应须请]*$|^(?:近几?年来|随着)[^各要应须请]*$|^[^，。：:]{0,4}目的[:：]|^为[^各要应须请]*制[定订][^，]*$|^分为|^(?:注|附件|说明)[:：]|^[^，。；：:]{0,8}时间[:：][^，。；要须请]*(?:[日月天底止]|结束|前后)$|^[^，。；：:]{0,4}(?:地点|地址)[:：][^，。；]*$|^(?:培训|会议|报到|报名|考试|比赛)时间[:：][^，。；要须]*$|^请?(?:各[^，。；]{1,8}?)?(?:自|从|于|在)?[0-9一二三四五六七八九十年月日上中下旬]{2,12}(?:起|前|内|底前)?$|^(?:检查|参加|参训|抽查|带队|陪同|参会)人员[:：][^要应须请]*$|^由[^，。；]{2,80}组成[^，。；]{0,40}组(?:，|$)|从[^，]{2,20}开始，[^，]{0,16}结束",
    )
});
/// What the page says of itself, around the paper that it shows.
static OF_THE_PAGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "版权所有|版权归|本网?站(?:新闻|内容|资料|信息|文档|文章|所有)|第.{0,24}页.{0,4}共.{0,6}页|^(?:上一[篇条]|下一[篇条]|分享到|打印本页|返回首页|来源[:：]|本文来源)|https?:|技术支持[:：]|ICP备|公网安备|建议使用.{0,12}浏览|分辨率|下载次数",
    )
});
/// A clause of rhetoric before what is to be done: 宣传是…的先导, 各单位要…
static RHETORIC: LazyLock<Regex> =
    LazyLock::new(|| pattern("^[^，要一二三四五六七八九十][^，要]{0,30}是[^否，][^，]{1,60}$"));

/// （某某局牵头，某某局配合）behind the sentence before.
static RESPONSIBLE: LazyLock<Regex> =
    LazyLock::new(|| pattern("^[（(][^（）()]{0,200}(?:牵头|负责|指导|参与|配合|落实)[^（）()]{0,60}[）)]"));

/// Sentences that say what something is, whose it is, what it is for; names, numbers and telephones.
static STATES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^[^\\p{Han}]*(?:\\p{Han}[^\\p{Han}]*){0,3}$|^[0-9年月日零〇一二三四五六七八九十次至到底上中下旬（）—~-]+$|^副?(?:组长|成员|组员|主任|总指挥|联络员|召集人)|是[^否]|^(?:为|根据|按照|依据|通过|近期|近日|近年|当前|目前|今年|由于|随着|鉴于)|为(?:组长|成员|主题|期|准|重点|[0-9])|任[^务何]|[：:]$|^第[一二三四五六七八九十]+阶段|^《[^》]*》$|https?:|www|电话|邮箱|附件|见附|包括|主要有|[0-9]{7}|^[^，]{0,30}(?:等|内容|情况|阶段|方面|行为|问题|现象|单位|时间|要求|任务|措施|范围|对象)$|^[^，]{0,7}$|的，$|活动时间|活动主题",
    )
});

/// Shortest sentence that can be a task, in characters.
const SHORTEST: usize = 4;

/// By when, or how often, somebody does something: 6月底前安装到位, 每日消毒两次.
static TIMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:月底|年底|月末|[0-9]{1,2}[日号月]|[上中下]旬)(?:之|以)?前[^，。；、：:的为]{2}|^(?:各|全员|全体|所有|每)[^，。；]*(?:每[日天周月]|[0-9一二两三四五六七八九十][次场名份期遍轮块张幅条本册部篇]|[0-9]{1,2}[月日]|月底|上午|下午|同时|统一)|(?:[上下]午|[日号时])各[^，。；]{2,}",
    )
});
/// What was, and what is so.
static PAST: LazyLock<Regex> = LazyLock::new(|| {
    pattern("已|曾|了$|了[，。]|过的|截至|存在|仍有|现有|共有|达到了|有所|普遍|不够|不足|不平衡|以来")
});
/// 现将有关事项通知如下, behind what is told.
static INTRODUCES_REST: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^(?:现|并|特)[^，]{0,40}(?:如下|通知)[：]?$|^[^，]{0,20}如下[：]?$|^特此[^，]{2,6}$")
});
/// 现将《…》印发给你们: what stands before what is told.
static ISSUES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "现.{0,200}?(?:印发|转发|下发|发给|发布)[^，。；]{0,12}$|》[^，。；]{0,8}(?:印发|转发|下发|发)(?:给)?(?:你们|各[^，。；]{1,8})?$|^经[^，。；]{2,20}(?:同意|研究|批准)$",
    )
});

/// Whether a text holds a word of command.
pub(super) fn commands(text: &str) -> bool {
    COMMANDS.is_match(text) || says_ought(text)
}

/// Whether words say by when, or how often, somebody does something.
pub(super) fn is_timed(words: &str) -> bool {
    TIMED.is_match(&wide(words))
}

/// Whether words belong to the page, and not to the paper.
pub(super) fn is_of_the_page(words: &str) -> bool {
    OF_THE_PAGE.is_match(words)
}

/// Whether a sentence says how things are or were, or how the paper is built, whatever stands in its brackets.
pub(super) fn states(words: &str) -> bool {
    let words = &*wide(words);
    let plain = without_brackets(words);
    TELLS_NOTHING.is_match(&plain)
        || is_of_the_page(words)
        || ((PAST.is_match(&plain) || STATES.is_match(&plain)) && !commands(&plain))
}

/// What a sentence is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// The part of it that tells what to do.
    Demand(Range<usize>),
    /// How things are, why, who is who.
    Nothing,
    /// Neither is seen.
    Unclear,
}

/// The part of a sentence that tells what to do; `None` when it tells nothing.
pub(super) fn told_in(text: &str, sentence: Range<usize>) -> Option<Range<usize>> {
    match tell(text, sentence) {
        Told::Demand(range) => Some(range),
        Told::Nothing | Told::Unclear => None,
    }
}

/// Reads a sentence.
pub(super) fn tell(text: &str, sentence: Range<usize>) -> Told {
    let above = RESPONSIBLE
        .find(&wide(&text[sentence.clone()]))
        .map_or(0, |bracket| bracket.as_str().chars().count());
    let above: usize = text[sentence.clone()].chars().take(above).map(char::len_utf8).sum();
    let sentence = sentence.start + above..sentence.end;
    let sentence = sentence.start + item(&text[sentence.clone()])..sentence.end;
    let all = clauses(text, sentence.clone());
    let said = |clause: &Range<usize>| wide(&text[clause.clone()]);
    // 为…，各单位要…，现将有关事项通知如下
    let behind = all.iter().rev().take_while(|clause| INTRODUCES_REST.is_match(&said(clause))).count();
    let Some((last, own)) = all[..all.len() - behind].split_last() else { return Told::Nothing };
    let issued = own.iter().rposition(|clause| ISSUES.is_match(&said(clause))).map_or(0, |at| at + 1);
    let own = &all[issued..=own.len()];
    let rhetorical = own.iter().take_while(|clause| RHETORIC.is_match(&said(clause))).count();
    let Some(first) = own.get(rhetorical) else { return Told::Nothing };
    let told = first.start..if behind == 0 { sentence.end } else { last.end };
    let words = wide(&text[told.clone()]);
    let plain = &*without_brackets(&words);
    if words.chars().count() < SHORTEST || TELLS_NOTHING.is_match(plain) || is_of_the_page(&words) {
        return Told::Nothing;
    }
    let own = &own[rhetorical..];
    let tells = commands(&words)
        || own.iter().any(|clause| begins_with_act(&said(clause)))
        || (TIMED.is_match(&words) && !PAST.is_match(plain));
    match tells {
        true if words.contains("是否") && !asks_to_look(&words) => Told::Nothing,
        true => Told::Demand(told),
        false if PAST.is_match(plain) || STATES.is_match(plain) => Told::Nothing,
        false => Told::Unclear,
    }
}

/// 对是否使用燃气开展排查: what is to be found out, as opposed to a point of a list of questions.
fn asks_to_look(words: &str) -> bool {
    let looks = ["检查", "排查", "摸排", "核查", "查看", "督查", "抽查", "核实"];
    turns_to_units(words)
        || words.starts_with('对')
        || (begins_with_act(words) && looks.iter().any(|look| words.contains(look)))
}

/// Whom a sentence turns to: 各单位, 请.
static TURNS: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:请|要求|望|[^，]{0,12}请各|各|全体|全员|所有)"));
/// The ground on which something is done: 结合实际, 按照通知要求, 确保平安.
static GROUND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:请|望)?(?:各[^，。；]{1,16}?|你们)?(?:要|应)?(?:(?:结合|按照?|根据|遵照|对照|为|围绕)[^，]*|[^，]{2,20}见附件[^，]*|以上[^，]{2,6}|确保[^，]*)$",
    )
});
/// 认真组织实施, 高度重视, 大力支持与配合: no deed of its own.
static CARES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:请|望)?(?:各[^，。；]{1,16}?|你们)?(?:[^，]{0,12}重视|(?:[^，]{0,10}务必)?(?:认真|精心|切实|严格|遵照|扎实|抓紧|抓好|学习|组织|贯彻|落实|执行|实施|到位|大力|积极|密切|支持|配合|协助|与|和|予以|请)+)$",
    )
});
/// What makes a clause with its ground a deed: 按照要求组织演练.
static DEED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "开展|组织[^实落好领，]|制定|制订|建立|排查|整改|检查|培训|演练|举办|填写|完成|报送|上报|设置|张贴",
    )
});

/// Whether a sentence begins with whom it tells.
pub(super) fn turns_to_units(words: &str) -> bool {
    TURNS.is_match(&wide(words))
}

/// Whether a heading is a sentence that tells: 请各单位组织培训, 县疾控中心选择街道，开展义诊, as opposed to 加强组织领导.
pub(super) fn is_sentence(title: &str) -> bool {
    let title = wide(title);
    let turns = turns_to_units(&title) || title.contains('，');
    let tells = commands(&title) || TIMED.is_match(&title);
    let names_doer = title.contains('，')
        && title.chars().count() > LONGEST_TITLE
        && !ACTS.is_match(&title)
        && clauses(&title, 0..title.len()).into_iter().any(|clause| begins_with_act(&title[clause]));
    ((turns && tells) || names_doer) && !is_earnest(&title, 0..title.len())
}

/// A name of a section is no longer, in characters.
const LONGEST_TITLE: usize = 20;

/// Whether a sentence turns to the units: 各单位要立即开展自查.
pub(super) fn is_addressed(text: &str, sentence: Range<usize>) -> bool {
    clauses(text, sentence).into_iter().any(|clause| {
        let words = wide(&text[clause]);
        turns_to_units(&words) && (commands(&words) || (begins_with_act(&words) && !PAST.is_match(&words)))
    })
}

/// Whether a sentence names a deed, beside care and effort.
pub(super) fn names_deed(sentence: &str) -> bool {
    DEED.is_match(sentence)
}

/// Whether a sentence begins with why: 为…, 根据….
pub(super) fn gives_ground(sentence: &str) -> bool {
    ["为", "根据", "按照", "依据", "结合"].iter().any(|ground| sentence.starts_with(ground))
}

/// Whether a sentence only exhorts: 请结合实际，认真贯彻执行.
pub(super) fn exhorts(text: &str, sentence: Range<usize>) -> bool {
    clauses(text, sentence).into_iter().all(|clause| {
        let words = wide(&text[clause.clone()]);
        is_earnest(text, clause)
            || CARES.is_match(&words)
            || (GROUND.is_match(&words) && !DEED.is_match(&words))
    })
}

/// The bytes of an item's number in front of words; 1.5万份 has none.
pub(super) fn item(words: &str) -> usize {
    let end = ITEM_FIRST.find(words).map_or(0, |item| item.end());
    if words[end..].starts_with(|c: char| c.is_ascii_digit()) { 0 } else { end }
}

/// Whether words begin with something to be done, behind who does it and when: 悬挂标语.
pub(super) fn begins_with_act(clause: &str) -> bool {
    let mut rest = clause;
    for _ in 0..MOST_LEADS {
        if ACTS.is_match(rest) {
            return true;
        }
        match LEAD.find(rest) {
            // 3月25日前组织学习: no group is named.
            Some(lead) if names_no_group(lead.as_str()) && rest[lead.end()..].starts_with('织') => {
                return true;
            }
            Some(lead) if lead.end() > 0 => rest = &rest[lead.end()..],
            _ => return false,
        }
    }
    ACTS.is_match(rest)
}

/// 各科于3月25日前组: the first half of 组织.
fn names_no_group(lead: &str) -> bool {
    lead.ends_with('组') && !lead.contains('的')
}

/// Time, actor and number stand before the act, not much more.
const MOST_LEADS: usize = 6;

/// 为…，请各单位做好以下工作：一是组织学习: the task stands behind the colon.
pub(super) fn behind_introduction(text: &str, task: Range<usize>) -> Range<usize> {
    static INTRODUCES: LazyLock<Regex> =
        LazyLock::new(|| pattern("^[^：:]{0,60}(?:以下|下列|如下)[^，。；：:]{0,8}[：:]"));
    let words = INTRODUCES.find(&text[task.clone()]).map_or(0, |found| found.end());
    if words < task.len() { task.start + words..task.end } else { task }
}

#[cfg(test)]
mod tests {
    use super::told_in;

    fn told(text: &str) -> Option<&str> {
        told_in(text, 0..text.len()).map(|range| &text[range])
    }

    #[test]
    fn what_is_to_be_done_is_told() {
        for text in [
            "各单位要召开动员会",
            "组织观看警示教育片",
            "9月30日前完成一轮自查",
            "悬挂横幅不少于10条",
            "每个社区悬挂横幅不少于3条",
            "各单位立即开展隐患排查",
            "门诊大厅、住院部悬挂横幅2条以上",
            "在公交站台、LED屏滚动播放公益广告",
            "每季度1次",
            "四至六年级每班上交手抄报5份",
            "科室应当建立台账",
            "一是开展全员培训",
            "区卫生健康局组织督导检查",
            "区卫生健康委员会组织督导检查",
            "请各单位自9月起开展排查",
        ] {
            assert_eq!(told(text), Some(text));
        }
    }

    #[test]
    fn what_is_wrong_past_or_only_said_is_no_task() {
        for text in [
            "实施作业前，未清理周边可燃物的",
            "是否存在私拉乱接电线的现象",
            "安全生产重要性进一步凸显",
            "共排查隐患126处，同比下降25%",
            "本次行动分三个阶段进行",
            "领导小组下设办公室",
            "供应稳定性的主要要求",
            "请各单位自9月起",
            "培训地点：区党校",
            "专此函达",
            "专此函达，请予支持",
            "特此通知",
            "此通知自印发之日起施行",
        ] {
            assert_eq!(told(text), None, "{text}");
        }
    }

    #[test]
    fn who_is_responsible_for_the_sentence_before_is_left_out() {
        let text = "（教育局牵头，民政局配合）组织开展宣传";
        assert_eq!(told(text), Some("组织开展宣传"));
    }

    #[test]
    fn the_number_of_an_item_is_left_out() {
        assert_eq!(told("2.二级以上医院设警务室1个"), Some("二级以上医院设警务室1个"));
        assert_eq!(told("（3）开展演练"), Some("开展演练"));
        assert_eq!(told("1.5万份折页要发放到户"), Some("1.5万份折页要发放到户"));
    }

    #[test]
    fn rhetoric_before_the_task_is_left_out() {
        let text = "培训是安全的第一道防线，各单位要分批组织培训";
        assert_eq!(told(text), Some("各单位要分批组织培训"));
    }
}
