//! What a demand wants handed in: 总结报告, 活动进展, 单位宣传方案.

use std::sync::LazyLock;

use regex::Regex;

use super::pattern::pattern;

/// 将总结报送…: what stands between 将 and the verb or its time.
static TAKEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:将|把)([^。；]{2,60}?)(?:[于在](?:每|次|当|[0-9０-９一二三四五六七八九十元]{1,4}[年月日])|按(?:要求|时|期)|以(?:书面|正式)|(?:统一|一并|及时|分别|书面|随时|同时)?(?:报送|上报|呈报|报备|填报|反馈|提交|发送|发至|发到|传至|交至|交到|送至|寄至)|通过|一式|加盖|经(?:主要|单位|分管|审)|(?:统一|一并|及时|分别|随时)?[报交送](?:至|到|给|我|[县市区省局镇乡街卫安总医健办]))",
    )
});
/// 报送总结报告: what stands behind the verb.
static SENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:报送|上报|呈报|填报|报备|反馈|提交|续报|报)(?:[一1]次|[一1]份|一期)?((?:[^，。；、报]|、|[统旬月季周年日专简快]报|报[告表])+?)$",
    )
});
/// 年终总结于1月5日前报送: what stands before its time.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:请|要求)?(?:各[^，。；的]{1,12}?[要应请须])?([^，。；]{2,24}?)(?:[请应须要])?(?:统一)?[于在](?:每|次|当|[0-9０-９一二三四五六七八九十元])",
    )
});
static BRACKETS: LazyLock<Regex> = LazyLock::new(|| pattern("[（(][^（）()]{0,60}[）)]"));
/// Who gets it, where it stands behind the verb.
static BODY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:局|委|委员会|办|办公室|科|股|室|处|部|中心|院|所|站|邮箱|平台|群|系统|工会|联系人|专班|小组|机构|单位|@.*)$|^[至到给我局]",
    )
});
/// A time, or a subject, that was taken with it.
static LEADS: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^(?:各自的?|本单位的?|我局的?|本辖区的?|其|相关的?|有关的?|每?次|[一1][次份])")
});
static DATED: LazyLock<Regex> =
    LazyLock::new(|| pattern("[0-9０-９]+[月日号时点]|前$|^(?:请|各单位|于|并|至|前)"));
static PLAN: LazyLock<Regex> =
    LazyLock::new(|| pattern("方案$|(?:工作|实施|活动|宣传|行动|整治|落实|培训|推进)计划$"));

/// Longest matter, in characters.
const LONGEST: usize = 30;

/// What is handed in, in the words of the demand.
pub(super) fn matter(demand: &str) -> Option<String> {
    let plain = BRACKETS.replace_all(demand, "");
    let groups = [TAKEN.captures(&plain), SENT.captures(&plain), NAMED.captures(&plain)];
    groups.into_iter().flatten().find_map(|found| tidy(found.get(1)?.as_str()))
}

fn tidy(words: &str) -> Option<String> {
    let words = LEADS.replace(words.trim_matches(['，', '、', '：', ':', '的', ' ']), "");
    let count = words.chars().count();
    let is_matter = (2..=LONGEST).contains(&count)
        && !words.contains(['，', '；', '。'])
        && !DATED.is_match(&words)
        && !BODY.is_match(&words);
    is_matter.then(|| words.into_owned())
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
            ("每月5日前报送上月《统计月报表》", Some("上月《统计月报表》")),
            ("12月1日前报区卫生健康局办公室", None),
            ("每月5日前报送", None),
        ] {
            assert_eq!(matter(demand).as_deref(), expected, "{demand}");
        }
    }

    #[test]
    fn a_plan_is_told_from_what_comes_with_it() {
        assert_eq!(split_plan("工作方案和联络员名单"), (vec!["工作方案"], vec!["联络员名单"]));
        assert_eq!(split_plan("单位宣传方案"), (vec!["单位宣传方案"], vec![]));
        assert!(split_plan("方案落实情况").0.is_empty());
    }
}
