//! What the names of bodies look like: generic head nouns, no name of any body.

use std::sync::LazyLock;

use regex::Regex;

use super::pattern::pattern;

static HEAD_NOUN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        "(?:政府|政协|法院|检察院|委员会|管委会|管理委|党委|工委|党组|总支|支部|指挥部|领导小组|专班|工作组|联席会议|",
        "办公厅|办公室|委办|局办|部委|委|局|办|厅|部|司|署|处室|处|科室|科|室|股|院|所|站|中心|学校|院校|大学|学院|中学|小学|",
        "幼儿园|园|公司|集团|企业|厂|矿|单位|机构|部门|组织|团体|协会|分会|学会|联合会|工会|社团|银行|行|医院|卫生院|诊所|门诊部|",
        "支队|大队|中队|总队|兵团|红十字会|爱卫会|安委会|消安委|妇联|残联|工商联|科协|团市委|总会|商会|基金会|研究会|促进会|校|血站|店铺|门店|商户|商场|馆|社|台|报社|场|[一二三四五六七八九十]中|村委会|居委会|基地|项目部|经理部|车间|班组)$"
    ))
});

static TRAILING_BRACKET: LazyLock<Regex> = LazyLock::new(|| pattern("[（(][^（）()]{0,40}[）)]$"));

/// What signs a paper without being a body by its name: 某某经济园区. Among addressees such a name may be the first half of one.
static AREA: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:园区|开发区|高新区|集聚区|名胜区|管理区|新区|水库|灌区)$"));

/// What names of bodies do not hold: the end of a sentence may look like one.
static SENTENCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "[0-9０-９一二三四五六七八九十]月|[0-9０-９]日|请[各于将按]|报送|上报|报至|报到|报给|前将|应当|必须|联系电话",
    )
});

/// Whether a name ends with the head noun of a body; a bracket behind it is looked past.
pub(super) fn is_complete(name: &str) -> bool {
    HEAD_NOUN.is_match(without_bracket(name))
}

/// Whether a line is nothing but the name of a body.
pub(super) fn is_name(line: &str) -> bool {
    let scalars = line.chars().count();
    (3..=60).contains(&scalars)
        && !line.contains(['。', '；', '：', ':', '，', '！', '？', '、', '《', '“'])
        && !line.contains("关于")
        && !line.starts_with(['各', '有'])
        && (is_complete(line) || AREA.is_match(line))
        && !SENTENCE.is_match(line)
}

fn without_bracket(name: &str) -> &str {
    TRAILING_BRACKET.find(name).map_or(name, |bracket| &name[..bracket.start()])
}
