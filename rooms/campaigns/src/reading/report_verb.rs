//! Whether a clause tells somebody to send something up, as opposed to naming reports, systems or newspapers.

use std::sync::LazyLock;

use regex::Regex;

use super::pattern::{pattern, without_brackets};

static SENDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        "补报|函(?:告|复|报)(?:我|至|到|[^，。；]{2,16}(?:局|委|办|厅|部))|报送|上报|呈报|填报|续报|报备|随时报告|",
        "(?:^|[^举通汇海电情填申预播警日周月季年简晚快板墙回呈上捷战书联画])报(?:[至到给我局区市县省州旗本镇乡院委各国]|上级|主管|[^告名刊纸道销警废到考社端表酬答复仇][^。，；]{0,20}(?:局|委|办|科|股|处|室|中心|部|院|站|所|领导小组)(?:邮箱|工作群)?(?:备案|存档|汇总|审核|$))|",
        "(?:反馈|提交|汇总|发送|发|传|交|寄)(?:至|到|给|我局|我委|局)(?:[^。，]{0,24})(?:局|委|办|科|股|处|室|中心|邮箱|平台|院|部|人|@)|",
        "向[^。，；]{2,30}(?:书面)?报告(?:$|[^书制单单])|",
        "报(?:名单|名册|方案|计划|总结|小结|材料|台账|清单|回执|报表|[^，。；名告到]{1,8}(?:表|情况))(?:至|到|给)[^，。；]{1,16}(?:局|委|办|科|股|处|室|中心|部|院|站|所)(?:备案|存档|汇总|审核|$)|",
        "(?:每|一)(?:日|天|周|旬|月|季度?|半个?月|半年|年)[一1]报(?:$|[送告])|报[一1两二]次$|(?:收齐|汇总|统一|集中|一并)后?(?:统一|集中|一并)?报$|(?:将|把)[^，。；]{0,16}(?:联系方式|名单|名册|回执|表)[^，。；]{0,4}反馈$|(?:随时|及时|即时|统一)报(?:送)?[^，。；]{0,10}群(?:里|内|中)?$|",
        "(?:^|[前内时点日号底末初午班、]|(?:周|星期)[一二三四五六日天])报(?:上|本|当|前|下)?一?个?(?:周|月|旬|季|年|日|半月|季度|半年|年度)?(?:的)?(?:周|月|旬|季|年|日|半月|季度|半年)报(?:$|[表（(、和及与，])|每[日天][^，。；]{0,20}报平安|每(?:日|天|周|月|个工作日)[^，。；]{0,20}(?:在|于|通过)[^，。；]{1,12}(?:群|平台|系统|邮箱)(?:内|中|里)?(?:报告|反馈|通报|接龙)"
    ))
});
/// The same words as parts of names, or in the sentence that introduces a notice.
static NOUN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "如下[：:]?$|^现[就将]|^(?:根据|按照|依据)[^，。；]*(?:规定|要求|精神|通知|办法)$|(?:报送|上报|填报)(?:审核|总结)?阶段(?:$|[（(：:，])|(?:报送|上报)截止[日时期）)]|对[^，。；]{1,20}(?:报送|上报)的|(?:报送|上报|填报)工作[中还的存]|(?:报送|上报|填报|报备)(?:的?(?:制度|机制|渠道|系统|质量|流程|口径|纪律|任务|职责|责任|材料目录)|工作(?:制度|机制|要求|纪律|责任)|(?:要求|不|、|(?:情况)?(?:纳入|作为)))",
    )
});
/// 负责信息报送工作, 报送方式：…: the work of reporting, not a report.
static WORK_OF_REPORTING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:报送|上报|填报|报备|反馈)工作$|^[^，。：:]{0,6}(?:报送|上报|提交|反馈|填报|发送)(?:方式|渠道|途径|地址|地点|邮箱|形式|格式)[：:为]",
    )
});
/// 按时报送: at the time that is said elsewhere.
static AT_ITS_TIME: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:按时|按期|如期)[^，。；]{0,8}(?:报送|上报|反馈|提交)"));
static FAILURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:未|不|没有)(?:按时|按要求|按规定|及时)?(?:报送|上报)|已经?(?:按(?:时|期|规定|要求)+)*(?:全部|如期)?(?:完成了?[^，。；将于]{0,20})?(?:报送|上报)|迟报|漏报|重复填报|多头填报|重复报送|多头报送|瞒报|虚报|谎报|不报",
    )
});

/// Hands over what a report consists of; counts only with a day, the same words are used for much else.
static HANDS_OVER: LazyLock<Regex> = LazyLock::new(|| {
    let matter = "(?:总结|小结|报告|照片|图片|材料|报表|表|台账|名单|方案|计划|情况|信息|回执|资料|素材|清单|视频|文件|进展|数据|结果)";
    let body = "(?:局|委|办|科|股|处|室|中心|院|站|所|会|部|邮箱|微信|群|联系人|人)";
    pattern(&format!(
        "(?:[前内底末班]|工作日|(?:周|星期)[一二三四五六日天]|[0-9一二三四五六七八九十][日号])(?:报|[上递送]?交|上传)(?:名|[^，。；道名到废警销流通付接易谈往叉界][^，。；]{{0,16}})?{matter}》?(?:[（(]|$)|{matter}[^；。]{{0,40}}[前后内](?:通过[^，。；]{{1,14}})?(?:送|报|交|发|传)(?:至|到|给)?[^，。；]{{1,20}}{body}(?:备案|备查|存档|汇总|审核)?$|(?:提交|上交|递交|送交|寄送|反馈|报备|发送|回传|报回)[^，。；]{{0,40}}|向[^，。；]{{2,16}}备案|发给[^，。；群众患居职社学村市公]|(?:将|把)[^；。]{{0,80}}{matter}[^；。]{{0,24}}(?:报|发|传|交|送|寄)(?:至|到|给|往)?[^，。；放布表动挥展起现达播由办][^，。；]{{0,30}}$|(?:签字|盖章|填写|审核|汇总)[^，。；]{{0,8}}后?(?:交|报|送)(?:至|到|给)?[^，。；]{{1,16}}{body}$|(?:将|把)[^，。；]{{0,30}}(?:{matter}|记录本|登记本|复印件|作品|[本册书]》)[^，。；]{{0,8}}(?:交|送交|上交)(?:至|到|给)?[^，。；费款纳接付谈流易警叉往界换代差通]{{1,18}}{body}$|(?:之?前|以前|[前内底末班])(?:统一|集中)?(?:上?交|寄|送交?)(?:至|到|给|往|回)?[^，。；费款纳接付谈流易警叉往界换代差通]{{1,18}}(?:{body}|老师|同志|主任)(?:处|[（(]|$)|[0-9一二三四五六七八九十][日号](?:统一|集中)?(?:上?交|送交?)(?:至|到|给)?[^，。；费款纳接付谈流易警叉往界换代差通]{{1,18}}{body}处?(?:备案|备查|存档|汇总|审核)$|(?:之?前|以前|[前内底末])(?:统一|集中)?上传(?:至|到)[^，。；]{{1,24}}(?:群|平台|系统|邮箱|网盘|空间|文件夹)"
    ))
});
static PICTURES: LazyLock<Regex> = LazyLock::new(|| pattern("图片|照片|相片|影像|图文|影音|音像|对比图"));

/// Whether words name pictures.
pub(super) fn names_pictures(words: &str) -> bool {
    PICTURES.is_match(words)
}

static PICTURES_TOO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:(?:并|同时|另)?(?:须|要|请)?(?:一并|同时)?(?:附|含|包括|提供|上传|报送)[^，。]{0,20}(?:图片|照片|影像)|(?:并|同时|另外?)[^，。；]{0,8}(?:[发传交报附]|上传|提供)[^，。；]{0,8}(?:图片|照片|影像)|(?:现场|活动|相关)?(?:图片|照片|影像)(?:资料|材料)?(?:不少于|至少|[0-9]))",
    )
});

/// Whether a clause behind a demand says that pictures go with it: 并附照片.
pub(super) fn adds_pictures(clause: &str) -> bool {
    PICTURES_TOO.is_match(clause)
}

/// 纸质版盖章后报送局办公室: the same report in another form.
static OTHER_FORM: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:并|同时)?(?:将|把)?[^，。；]{0,4}(?:纸质|书面|电子|扫描|盖章|原件|复印)"));

/// Whether a clause behind a demand hands the same thing over in another form.
pub(super) fn is_other_form(clause: &str) -> bool {
    OTHER_FORM.is_match(clause)
}

/// 三是加强信息报送: a heading in running text.
static ANNOUNCES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:[一二三四五六七八九十]+[是要、]|[（(]?[0-9一二三四五六七八九十]+[）)、.])?(?:进一步|切实)?(?:加强|强化|做好|抓好|及时|按时|按期|规范|严格|落实|坚持|注重|完善|健全|认真)[^，于前月日]{0,8}(?:报送|上报|报告|填报)(?:工作|制度)?$",
    )
});
/// 某中心负责…: what one named body does in the course of its work.
static OTHERS_DUTY: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^[^各，。；]{2,20}负责[^人]|^[省市州县区旗]局(?:根据|按照|将|汇总|审核|组织)[^各]*$")
});

/// Whether the clause hands something over that may be a report.
pub(super) fn hands_over(clause: &str) -> bool {
    let hands = |words: &str| {
        HANDS_OVER.is_match(&ARRIVES.replace_all(words, ""))
            && !NOUN.is_match(words)
            && !FAILURE.is_match(words)
    };
    hands(clause) || behind_label(clause).is_some_and(hands)
}

/// 报送要求：各单位于…报送方案: what stands behind a label says what is demanded, whatever the label is called.
pub(super) fn behind_label(clause: &str) -> Option<&str> {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| pattern("^[^，。；：:（(]{1,12}[：:]"));
    LABEL.find(clause).map(|label| &clause[label.end()..]).filter(|rest| !rest.is_empty())
}

/// Whether the clause only announces what is said about reports behind it.
pub(super) fn announces_reports(clause: &str) -> bool {
    ANNOUNCES.is_match(clause)
}

/// Whether the clause speaks of the work of reporting; without a time of its own it demands nothing.
pub(super) fn is_about_reporting(clause: &str) -> bool {
    WORK_OF_REPORTING.is_match(clause)
}

/// Whether the clause points to a time that another one says.
pub(super) fn points_elsewhere(clause: &str) -> bool {
    AT_ITS_TIME.is_match(clause)
}

/// Whether a demand is the duty of a body that is no addressee.
pub(super) fn is_others_duty(demand: &str) -> bool {
    OTHERS_DUTY.is_match(demand)
}

/// What hands something in; 向…报告 does not.
static HANDS_IN: LazyLock<Regex> =
    LazyLock::new(|| pattern("报送|上报|呈报|填报|报备|补报|报[至到给]|反馈|提交|发送"));

/// 将名单报局安办, 报名单至区卫健局备案: handed to a body that is named.
static TO_A_BODY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:报|报送|上报|报备|反馈|提交|交|送)(?:至|到|给|往)?(?:[^，。；报]{0,12}(?:至|到|给))?(?:我|[^，。；报]{1,24})(?:局|委|[安控卫爱创信政党校院管防]办|办公室|科|股|处|室|中心|主管部门|领导小组)(?:备案|备查|存档|汇总|审核)?$",
    )
});

/// 无法解决的请及时上报: told when that happens, whatever day stands before.
static AS_THE_CASE_IS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^[^，。；]{2,24}[的时](?:[请要应须]|必须|应当|务必)*(?:及时|立即|随时|即时|马上|第一时间)(?:向[^，。；]{2,16})?(?:上报|报告|报送|反馈|报[^，。；名到]{2,12}(?:局|委|办|科|股|处|室|中心|部|组)$)",
    )
});

/// Whether the clause wants something told in a case that it names: the day of another deed is not its day.
pub(super) fn depends_on_case(clause: &str) -> bool {
    AS_THE_CASE_IS.is_match(clause)
}

/// Whether the clause hands something to a body that it names: then it is a demand wherever it stands.
pub(super) fn hands_to_a_body(clause: &str) -> bool {
    TO_A_BODY.is_match(&without_brackets(clause))
}

/// Whether the clause names the act of handing in, not only that somebody is told.
pub(super) fn hands_in(clause: &str) -> bool {
    HANDS_IN.is_match(clause)
}

/// 实行日报告、零报告制度: a duty to report that comes again, without a verb of sending.
static REGIME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:实行|执行|落实|坚持|启动|建立|严格|恢复|采取)[^，。；]{0,12}?((?:每?日|双?周|旬|半?月|季)(?:报告?|总结|小结)|(?:每[日周月])?[“‘]?零报告)[”’]?(?:[、和及与]?[“‘]?(?:(?:每?日|双?周|旬|半?月|季)(?:报告?|总结|小结)|零报告)[”’]?)*(?:制度|机制|要求)|(?:实行|执行|启动)[“‘]?((?:每?日|双?周|旬|半?月|季)报告?|(?:每[日周月])?零报告)[”’]?$",
    )
});

/// Whether the clause sets up that reports come again: 实行日报告、零报告制度.
pub(super) fn sets_regime(clause: &str) -> bool {
    REGIME.is_match(clause)
}

/// What such a clause wants handed in: 日报告, 零报告.
pub(super) fn regime_matter(clause: &str) -> Option<String> {
    let named = REGIME.captures(clause)?;
    let named = named.get(1).or(named.get(2))?.as_str();
    Some(if named.ends_with("零报告") { "零报告".to_owned() } else { named.to_owned() })
}

/// 10月25日前报到区委党校: somebody arrives, nothing is sent.
static ARRIVES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "报到(?:注册|入学|登记|时间|地点|手续|处|$|[，。；、）)]|[^，。；]{0,16}(?:党校|学校|会场|会议室|酒店|宾馆|培训|基地|现场|大厅))|(?:学员|参训|参会|参加|参赛|培训|会议|选手|返校|新生|学生|研究生|本科生)[^。；将把]{0,40}报到",
    )
});

/// 将参加人数报到办公室: a thing that is sent, however 报到 sounds.
static SENT_TO_A_DESK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:将|把)[^。；]{0,30}(?:人数|名单|名册|情况|材料|表|台账|总结|报告|回执|统计|数据)[^。；]{0,24}报到[^，。；]{1,20}(?:处|室|科|办|局|委|中心|邮箱|股|部)[0-9]{0,5}(?:办公室|室|房间)?$",
    )
});

/// 1小时内报告, 即查即报: told as soon as it happens.
static AT_ONCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "[0-9０-９一二两三半]{1,3}个?(?:小时|分钟)(?:之|以)?内(?:[^，。；]{0,24}[^，。；直])?(?:报告|报送|上报|报)(?:$|[^名道到警销刊告送])|(?:即|随)[查发到时有][即随]报|(?:突发|紧急|险情|重大)[^，。；]{0,16}(?:第一时间|立即|即刻|马上)[^，。；]{0,16}(?:报告|报送|上报)(?:$|[^，。；制]{2,12}$)|^(?:应|要|须|请)?(?:立即|即刻|马上|当日|当天|第一时间)(?:电话|书面)?(?:报告|上报)[^，。；制]{2,14}$|^(?:(?:[应要须请]|务必|必须|应当)+(?:立即|即刻|马上|第一时间)|第一时间)(?:向[^，。；]{2,16})?(?:电话|书面)?(?:(?:报告|上报)(?:[^，。；制]{2,14})?|报[我县区市局委院][^，。；]{0,12})$",
    )
});
/// 有关情况请及时报告: told as it comes, without a verb of sending.
static AS_IT_COMES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:[^，。；]{0,12}(?:情况|问题|信息|进展|事项|线索|意见|建议|困难))?(?:[应要须请]|务必|必须|应当)+(?:及时|随时)(?:向[^，。；]{2,16})?(?:报告|反馈|告知)(?:[我区县市局委院][^，。；]{0,12})?$|^[^，。；]{0,12}(?:[应要须请并]|务必|必须|应当)+(?:及时|随时)(?:提供|推送)[^，。；]{2,60}(?:材料|资料|素材|图片|照片|信息)$",
    )
});

/// Whether the clause wants something told within hours of its happening.
pub(super) fn tells_at_once(clause: &str) -> bool {
    AT_ONCE.is_match(clause) && !NOUN.is_match(clause) && !FAILURE.is_match(clause)
}

/// Whether the clause wants something told as it comes; where such vague words count, the place decides.
pub(super) fn tells_as_it_comes(clause: &str) -> bool {
    AS_IT_COMES.is_match(clause)
}

/// The name of another notice.
static OTHER_PAPER: LazyLock<Regex> = LazyLock::new(|| pattern("《[^》]*(?:关于[^》]*|通知|办法|规定)》"));

/// Whether the clause demands a report.
pub(super) fn demands_report(clause: &str) -> bool {
    // 报安全科（联系人：…）: what is noted beside the body.
    let plain = without_brackets(clause);
    demands(clause) || demands(&plain) || behind_label(clause).is_some_and(demands)
}

fn demands(clause: &str) -> bool {
    // 印发了《关于报送…的通知》: what another paper is called demands nothing.
    let clause = &*OTHER_PAPER.replace_all(clause, "《》");
    let sends = SENDS.is_match(clause) || AT_ONCE.is_match(clause);
    sends
        && !NOUN.is_match(clause)
        && !FAILURE.is_match(clause)
        && (!ARRIVES.is_match(clause)
            || SENT_TO_A_DESK.is_match(clause)
            || SENDS.is_match(&ARRIVES.replace_all(clause, "")))
}
