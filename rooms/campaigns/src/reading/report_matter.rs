//! What a demand wants handed in: 总结报告, 活动进展, 单位宣传方案.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::pattern::pattern;
use super::report_verb::{behind_label, demands_report};

/// 将总结报送…: what stands between 将 and the verb or its time.
static TAKEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:将|把)([^。；]{2,60}?)(?:[于在](?:每|次|当|[0-9０-９一二三四五六七八九十元]{1,4}[年月日])|上?交[^，。；流通接付易叉往界换代差]{1,16}(?:科|室|办|处|局|股|部|会|站|所)$|按(?:要求|时|期)|以(?:书面|正式|电子|邮件|附件)|扫描|填(?:入|写|报|至|好)|录入|(?:统一|一并|及时|分别|书面|随时|同时)*(?:报送|上报|呈报|报备|填报|反馈|提交|发送|发至|发到|传至|交至|交到|送至|寄至|发[给往]|发(?:[我局县市区]|[^，。；、]{0,10}(?:邮箱|群)))|通过|一式|加盖|经(?:主要|单位|分管|审)|(?:统一|一并|一同|一起|同时|及时|分别|随时)?[报交送](?:至|到|给|我|[县市区省局镇乡街卫安总医健办]))",
    )
});
/// 报送总结报告: what stands behind the verb.
static SENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:报送|上报|呈报|填报|报备|反馈|提交|续报|上传|[前内][上递]?交|报)(?:[一1]次|[一1]份|一期)?((?:报名)?(?:[^，。；、报]|、|[统旬月季周年日专简快]报|报[告表])+?)$",
    )
});
/// 年终总结于1月5日前报送: what stands before its time.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:请|要求)?(?:各[^，。；的]{1,12}?[要应请须])?([^，。；]{2,24}?)(?:[请应须要])?(?:统一|分别|务必|必须|一律|最迟|[均都各])*[于在](?:每|次|当|[0-9０-９一二三四五六七八九十元]{1,4}[年月日号时点、.．/-])",
    )
});
/// 抓好落实，落实情况于9月20日前报: the same behind other clauses, where it is clearly a paper.
static NAMED_LATER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "，([^，。；]{0,20}(?:总结|小结|情况|报告|方案|计划|名单|台账))[请应须要]?(?:统一)?[于在](?:每|次|当|[0-9０-９一二三四五六七八九十元]{1,4}[年月日号时点、.．/-])",
    )
});
/// 上述方案5月16日前上报, 实施方案经负责人签字后，5月14日前报: a paper whose time stands directly behind it, or behind what is done to it.
static NAMED_BESIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^([^，。；]{0,16}(?:总结|小结|情况|报告|方案|计划|名单|台账|报表|材料|资料|照片|图片|视频|作品|案例|论文|征文|回执))[请应须要]?(?:[0-9０-９]{1,4}[年月]|每[日天周旬月季]|一式|经[^。；]{2,30}[后，])",
    )
});
/// 报名单至局安办, 整改情况报局安办: a paper that is handed to a body without a time.
static HANDED: LazyLock<Regex> = LazyLock::new(|| {
    let paper = "(?:总结|小结|情况|报告|方案|计划|名单|名册|台账|报表|清单|回执|信息表|统计表|登记表)";
    pattern(&format!(
        "报送?([^，。；送]{{0,10}}{paper})(?:至|到|给)|(?:^|，)(?:请|要求)?(?:各[^，。；的]{{1,8}}?[要应请须])?([^，。；]{{0,14}}{paper})(?:及时|统一|一并)?(?:报|报送|上报|报备|提交)(?:至|到|给|[我局区市县委卫安])"
    ))
});
/// 填写《联络员信息表》，于7月8日前报: a form that is filled in before.
static FILLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:填写|填报|填好)(?:好|完)?(《[^》]{2,24}》|[^，。；《》的]{0,10}(?:登记|信息|统计|报名|汇总|自查|回执)表)[^，。；《》]{0,8}[，,]",
    )
});
/// 制定宣传方案，并于9月20日前报: a plan that is made, with what is made beside it.
static MADE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:制[定订]|编制|拟[定订]|起草)(?:完成|完善|好|出|了|的)?(?:[^，。；]{0,20}的)?(《?[^，。；的]{0,32}(?:方案|计划)》?(?:(?:以及|[、和及与])《?[^，。；、和及与于]{1,12}(?:名单|表|清单|预案)》?)*)",
    )
});
/// What is handed in instead, where it stands between the plan and the verb: 制定方案，活动情况于9月30日前报.
static OF_ELSE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "总结|小结|情况|报告|材料|名单|台账|报表|进展|成果|成效|图片|照片|影像|信息[于在按将]|(?:按照?|依据|根据)[^，。；]{0,12}(?:方案|计划)",
    )
});
/// What is left out: brackets, and how many of it: 照片5张以上.
static BRACKETS: LazyLock<Regex> = LazyLock::new(|| {
    let number = "(?:[0-9]{1,3}|[一二两三四五六七八九十]{1,2})";
    pattern(&format!(
        "(?P<kept>第{number}个|{number}个(?:工作日|月|季度|阶段|星期|小时))|[（(][^（）()]{{0,60}}[）)]|(?:不少于|不低于|至少|各)?{number}(?:(?:至|到|—+|-+|–+|－+|~+|～+){number})?[张幅份篇条个件部则名](?:以上|左右)?",
    ))
});
/// 推荐优秀作品报送局宣传科: what is chosen before it is handed in.
static CHOSEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:推荐|遴选|评选|选送|征集|收集)出?([^，。；]{2,14}?)[，]?(?:报送|上报|报|送)(?:至|到|给|[我县市区省局委办])",
    )
});
/// 信息报送时间：每周一: what a label names.
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^([^，。；：:]{2,12}?)(?:报送|上报|报告|提交)(?:时间|要求|期限|时限|频次)(?:[：:为]|$)")
});
/// 报送内容为工作进展和典型做法.
static CONSISTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^(?:报送|上报|反馈|提交)(?:的?(?:内容|材料))(?:为|是|包括|主要包括|：|:)([^，。；]{2,24})$")
});
/// Who gets it, where it stands behind the verb.
static BODY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:局|委|委员会|办|办公室|科|股|室|处|部|中心|院|所|站|邮箱|平台|群|系统|工会|联系人|老师|主任|同志|专班|小组|机构|单位|@.*|^)(?:备案|备查|存档|存查|审核|审定|审批|汇总)?$|^[至到给我局]",
    )
});
/// A time, or a subject, that was taken with it.
static LEADS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:将|把|(?:制[定订]|编制|拟[定订])(?:好|出)?的?|该|上述|以上|此|各自的?|各(?:单位|科室|部门|机构|医疗机构|医院)的?|本单位的?|我局的?|本辖区的?|其|相关的?|有关的?|每?次|[一1][次份])",
    )
});
static DATED: LazyLock<Regex> =
    LazyLock::new(|| pattern("[0-9０-９]+[月日号时点]|前$|^(?:请|各单位|于|并|至)|^前(?:[^一1期段]|$)"));
/// 时间：每月5日: how and when something is sent, not what.
static OF_THE_SENDING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:时间|方式|要求|地址|地点|渠道|途径|邮箱|格式|形式|内容|期限|时限|频次|工作|首次|第一次)(?:$|[：:为])",
    )
});
static PLAN: LazyLock<Regex> =
    LazyLock::new(|| pattern("方案$|^计划$|(?:工作|实施|活动|宣传|宣教|行动|整治|落实|培训|推进|具体)计划$"));

/// 填报自查表并盖章报区卫健局: a form that is stamped before it is sent.
static STAMPED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:填报|填写|填好|完成)([^，。；、]{1,20}?(?:表|台账|清单|报告|总结|材料|书))[，,]?(?:并|经|由)?[^，。；表]{0,8}(?:盖章|公章|签字)[^，。；]{0,6}(?:报|送|交)",
    )
});
/// 自查表盖章后: what is done to a paper before it is sent.
static DONE_TO_IT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:并|经|由)?(?:(?:本?单位)?(?:主要)?(?:负责人|领导))?(?:签字|签章|审核|审签|加?盖(?:本?单位)?(?:公章|印章|章))+(?:扫描)?后?$",
    )
});

/// 现将《方案》印发给你们: a paper that is passed on with the notice, cut before 发.
static PASSED_ON: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:》|通知|方案|意见|文件|办法|计划|要点|规定|制度)(?:转|印|下|颁|刊|批转)$"));
/// 各学院、各部门于…前报: who hands in, and nothing of what.
static ONLY_WHO: LazyLock<Regex> = LazyLock::new(|| {
    let who = "(?:各[^，。；、的]{1,8}|[^，。；、的]{0,6}(?:单位|部门|科室|学院|学校|机构|街道|乡镇))";
    pattern(&format!("^{who}(?:[、和及]{who})*[要需应须请]?$"))
});

/// Longest matter, in characters.
const LONGEST: usize = 30;

/// What is handed in, in the words of the demand.
pub(super) fn matter(demand: &str) -> Option<String> {
    let plain = BRACKETS.replace_all(demand, "$kept");
    let plain = behind_label(&plain).filter(|rest| demands_report(rest)).unwrap_or(&plain);
    let ways =
        [&TAKEN, &LABELLED, &SENT, &NAMED, &NAMED_LATER, &NAMED_BESIDE, &FILLED, &STAMPED, &HANDED, &CHOSEN];
    let first = |found: Captures<'_>| tidy(found.iter().skip(1).flatten().next()?.as_str());
    let named = ways.into_iter().flat_map(|one| one.captures_iter(plain)).find_map(first);
    named.or_else(|| made_before(plain))
}

/// What a clause behind a demand says that it consists of: 报送内容为进展.
pub(super) fn consists_of(clause: &str) -> Option<String> {
    tidy(CONSISTS.captures(clause)?.get(1)?.as_str())
}

/// One matter of two.
pub(super) fn joined(one: Option<String>, other: Option<String>) -> Option<String> {
    match (one, other) {
        (Some(one), Some(other)) if !one.contains(&other) => Some(format!("{one}、{other}")),
        (one, other) => one.or(other),
    }
}

/// What a clause behind a demand wants handed in with it: 并将联络员名单一并报送. The same paper in another form is none.
pub(super) fn sent_with(clause: &str) -> Option<String> {
    static TOGETHER: LazyLock<Regex> = LazyLock::new(|| {
        pattern("(?:一并|一同|一起|同时)(?:报送|上报|提交|反馈|报[至到给我区县市局备]|发送|发至|交)")
    });
    static OTHER_FORM: LazyLock<Regex> =
        LazyLock::new(|| pattern("纸质|电子|扫描|盖章|签字|原件|复印|[版件]$|上述|以上|相关材料|有关材料"));
    let thing = TOGETHER.is_match(clause).then(|| matter(clause)).flatten()?;
    (!OTHER_FORM.is_match(&thing)).then_some(thing)
}

/// The plan that a sentence ends with making; the sentence behind it may only say when it is handed in.
pub(super) fn plan_made_in(sentence: &str) -> Option<String> {
    let made = MADE.captures_iter(sentence).last()?;
    if made.get(0)?.end() < sentence.trim_end_matches(['。', '；']).len() {
        return None;
    }
    tidy(made.get(1)?.as_str())
}

/// The plan that is made before it is handed in: the last one, where nothing else that may be handed in stands behind it.
fn made_before(demand: &str) -> Option<String> {
    let made = MADE.captures_iter(demand).last()?.get(1)?;
    if OF_ELSE.is_match(&demand[made.end()..]) {
        return None;
    }
    tidy(made.as_str())
}

/// The words that name a paper, without those around them.
pub(super) fn tidy(words: &str) -> Option<String> {
    let words = words.trim_matches(['，', '、', '：', ':', '的', ' ']);
    // 报告值班情况: the verb is two characters; 报告总值班 names who is told.
    let told = words.strip_prefix('告').filter(|rest| rest.ends_with(['况', '结', '息', '展', '据']));
    if words.starts_with('告') && told.is_none() {
        return None;
    }
    let words = told.unwrap_or(words);
    // 各单位制定方案并于9月20日前报局备案
    let words = words.strip_suffix('并').filter(|rest| !rest.ends_with('合')).unwrap_or(words);
    let words = DONE_TO_IT.find(words).map_or(words, |done| &words[..done.start()]);
    let words = LEADS.replace(words, "");
    let words = LEADS.replace(&words, "");
    let count = words.chars().count();
    let is_matter = (2..=LONGEST).contains(&count)
        && !words.contains(['，', '；', '。'])
        && !DATED.is_match(&words)
        && !OF_THE_SENDING.is_match(&words)
        && !PASSED_ON.is_match(&words)
        && !ONLY_WHO.is_match(&words)
        && !BODY.is_match(&words);
    // 报名回执: the verb is a part of the name.
    let is_cut = words.starts_with('名') && !words.starts_with("名单") && !words.starts_with("名册");
    is_matter.then(|| if is_cut { format!("报{words}") } else { words.into_owned() })
}

/// The items of a matter: those that are a unit's plan, and the others.
pub(crate) fn split_plan(matter: &str) -> (Vec<&str>, Vec<&str>) {
    let items =
        matter.split(['、', '和', '及', '与']).map(|item| item.trim_matches(['以', '《', '》', '“', '”']));
    items.filter(|item| !item.is_empty()).partition(|item| PLAN.is_match(item))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matter_is_what_is_handed_in() {
        for (demand, expected) in [
            ("9月15日前报送单位宣传方案", Some("单位宣传方案")),
            ("12月20日17时前报送总结报告", Some("总结报告")),
            ("各单位每月25日前报送活动进展（附照片不少于3张）", Some("活动进展")),
            ("请于11月8日前报联络员名单（姓名、职务）", Some("联络员名单")),
            ("于9月15日下班前将《联络员信息表》报局安办邮箱", Some("《联络员信息表》")),
            ("各科室将整改进展报总务科", Some("整改进展")),
            ("将年度总结于2027年1月10日前报送局办公室", Some("年度总结")),
            ("年终总结于2027年元月5日前报送", Some("年终总结")),
            ("6、8、10、12月3日前报送统计表", Some("统计表")),
            ("每周报送一次进展", Some("进展")),
            ("请于9月20日前报送报名回执", Some("报名回执")),
            ("请于9月20日前报名回执", Some("报名回执")),
            ("10月5日以前交自查表", Some("自查表")),
            ("每月最后一个工作日报隐患台账", Some("隐患台账")),
            ("召开动员会不少于1次，制定本单位工作方案，于9月20日前报局安办备案", Some("工作方案")),
            ("每月5日前报送上月《统计月报表》", Some("上月《统计月报表》")),
            ("制定本单位宣传方案，并于2026年9月20日前报局备案", Some("宣传方案")),
            ("各单位制定工作方案并于2026年9月20日前报局备案", Some("工作方案")),
            ("各单位宣传方案于9月20日前报局安办", Some("宣传方案")),
            ("制定实施方案，并于9月20日前报送区卫健局备案", Some("实施方案")),
            ("制定的宣传方案请于9月20日前报区卫健局安办备案", Some("宣传方案")),
            ("制定具体宣传方案，于9月20日前报送我局备案", Some("具体宣传方案")),
            ("结合实际制定切实可行的工作计划，明确专人，于9月20日前报局安办", Some("工作计划")),
            ("制定工作方案和联络员名单，于9月20日前报局安办", Some("工作方案和联络员名单")),
            ("活动总结于12月20日前报区卫健局安办备案", Some("活动总结")),
            ("各单位开展情况于12月20日前报送区卫健局备案", Some("开展情况")),
            ("制定宣传方案，将活动总结于12月20日前报局备案", Some("活动总结")),
            ("制定宣传方案，认真组织实施，活动情况于12月20日前报局安办", Some("活动情况")),
            ("制定宣传方案，组织实施，对活动进行总结，于12月20日前报局安办", None),
            ("制定宣传方案，按方案要求于12月20日前报局安办", None),
            ("填写《联络员信息表》（附件2），于7月8日12时前报局安全办", Some("《联络员信息表》")),
            ("该方案请于5月10日前报局安办", Some("方案")),
            ("上述方案5月16日前一并上报", Some("方案")),
            ("实施方案经主要负责人签字盖章后，5月14日前报送", Some("实施方案")),
            ("计划须在5月12日前送局办公室备案", Some("计划")),
            ("自查表盖章后于6月9日前报送区卫健局", Some("自查表")),
            ("请各单位将自查表盖章扫描，于6月9日前报局安办", Some("自查表")),
            ("6月9日前填报自查表并盖章报区卫健局", Some("自查表")),
            ("6月9日前将自查情况表经主要负责人签字盖章后报送区卫健局", Some("自查情况表")),
            ("6月9日前将盖章后的自查表上报区卫健局", Some("盖章后的自查表")),
            ("各单位报名单至局安办", Some("名单")),
            ("建立隐患台账，整改情况报局安办", Some("整改情况")),
            ("将名单报局安办", Some("名单")),
            ("现将《安全生产月活动方案》印发给你们，并将活动总结于7月3日前报局办公室", Some("活动总结")),
            ("现将《关于开展自查的通知》转发给你们，请于7月3日前将自查情况报局安办", Some("自查情况")),
            ("现将整治方案印发给你们，请于7月3日前报局安办", None),
            ("各学院、各部门于7月3日前报后勤处", None),
            ("各科室将名单于7月3日前报总务科", Some("名单")),
            ("每天17时前在工作群报告值班情况", Some("值班情况")),
            ("出现险情立即报告总值班", None),
            ("2月28日前将工作总结及活动照片5张以上报送办公室", Some("工作总结及活动照片")),
            ("12月1日前报区卫生健康局办公室", None),
            ("每月5日前报送", None),
        ] {
            assert_eq!(matter(demand).as_deref(), expected, "{demand}");
        }
    }

    #[test]
    fn what_goes_with_a_report_is_named() {
        for (clause, thing) in [
            ("并将联络员名单一并报送局安全生产办公室备案", Some("联络员名单")),
            ("将隐患台账同时报局安办", Some("隐患台账")),
            ("纸质材料一并报送", None),
            ("并将电子版一并报送", None),
            ("明确专人负责", None),
        ] {
            assert_eq!(sent_with(clause).as_deref(), thing, "{clause}");
        }
    }

    #[test]
    fn a_sentence_may_end_with_a_plan_that_is_made() {
        for (sentence, plan) in [
            ("各单位要制定工作方案", Some("工作方案")),
            ("结合实际，制定本单位的实施方案", Some("实施方案")),
            ("制定工作方案，认真抓好各项工作的落实", None),
            ("各单位要开展自查", None),
        ] {
            assert_eq!(plan_made_in(sentence).as_deref(), plan, "{sentence}");
        }
    }

    #[test]
    fn a_plan_is_told_from_what_comes_with_it() {
        assert_eq!(split_plan("工作方案和联络员名单"), (vec!["工作方案"], vec!["联络员名单"]));
        assert_eq!(split_plan("单位宣传方案"), (vec!["单位宣传方案"], vec![]));
        assert!(split_plan("方案落实情况").0.is_empty());
    }
}
