use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::organisation::is_complete;
use super::pattern::pattern;

/// A new addressee begins here whatever stood before.
static DETERMINER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:各|全[体校院]|有关|相关|其他|其它|本|驻|(?:国务院|省|市|州|区|县|旗|局|委|厅|部|院|公司|集团|机关|街道|镇|乡){1,2}(?:直属?|属|级|机关|本级|各|有关|相关))",
    )
});
/// Head nouns of addressees that are no body of their own.
static PLACE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:病区|病房|病室|网点|血点|点|会员|师生|教工|职工|党员|同学们?|家长|班级|班主任|系统|系|专业|校区|片区)$",
    )
});
/// The first half of one addressee: 市直、驻市各单位; 中央、省属单位.
static HALF: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:中央|各?(?:部|省|市|州|县|区|旗|镇|乡)(?:直|属|级)?)$"));
/// Offices of several places: 各区县卫生健康局, with the names of further ones behind it that say nothing of a place of their own.
static OF_PLACES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^各[^，,；;]{0,40}?(?:省|市|州|盟|区|县|旗|兵团|街道|乡|镇)[）)]?[^、，,；;]{0,16}(?:局|委|委员会|厅|办|办公室|分局|工会|妇联)(?:[（(][^（）()]*[）)])?(?:、[^、，,；;]+)*$",
    )
});
static BARE_OFFICE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^[^各本、，,；;省市州盟区县旗乡镇]{1,12}(?:局|委|委员会|厅|办|办公室|分局|工会|妇联)(?:[（(][^（）()]*[）)])?(?:[、，,；;]|$)",
    )
});
/// The second half: 各乡镇党委、人民政府; 各委、办、局.
static SECOND_HALF: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:(?:人民)?政府|.)(?:[（(][^（）()]*[）)])?(?:[、，,；;]|$)"));
static ADDRESSEE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "各|有关|相关|直属|局|委|院|公司|政府|办|中心|班主任|师生|教工|教职工|支部|同学们|党员|家长|职工|会员|班级|单位|部门|学校|厅|处|会|企业|科室|社区|同志|机构|所|站|乡|镇|街",
    )
});
static NO_ADDRESSEE: LazyLock<Regex> =
    LazyLock::new(|| pattern("如下|^(?:为|根据|按照|现|近期|近日|依据|经)|。|通知$"));

/// 各区县卫生健康局、民政局: the second office is that of the same places.
fn shares_places(name: &str, rest: &str) -> bool {
    rest.len() <= LONGEST && OF_PLACES.is_match(name) && BARE_OFFICE.is_match(rest)
}

/// What a sentence says to them: 各单位要做好以下工作：
static TELLS: LazyLock<Regex> = LazyLock::new(|| pattern("要|应|须|以下|下列|做好|开展"));

/// How a chat calls everybody, or passes on, which is no name.
static CALL: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:【转发】|@(?:所有人|全体成员|全体|[Aa]ll))[ \u{3000}，,、：:]*"));

/// How many bytes of a line call everybody.
pub(super) fn call_length(line: &str) -> usize {
    CALL.find(line).map_or(0, |call| call.end())
}

/// Longest salutation, in bytes.
const LONGEST: usize = 2400;

/// Whether the text before a colon names addressees.
pub(super) fn is_salutation(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST && ADDRESSEE.is_match(text) && !NO_ADDRESSEE.is_match(text)
}

/// Whether a text begins as a list of addressees does: 各…, 有关…, or with the complete name of one.
pub(super) fn begins_addressees(text: &str) -> bool {
    let first = split(text).into_iter().next().map_or("", |range| &text[range]);
    is_salutation(text) && !TELLS.is_match(text) && (DETERMINER.is_match(text) || is_complete(first))
}

/// Whether a salutation is nothing but names of bodies and places.
pub(super) fn are_names(text: &str) -> bool {
    let is_name = |name: &str| is_complete(name) || PLACE.is_match(name);
    split(text).into_iter().all(|range| is_name(&text[range]))
}

/// Splits a salutation (its colon left out) into addressees, as byte ranges.
///
/// `，` and `、` split only between complete addressees: not inside brackets, not before a head noun that several names
/// share (各市、县、区人民政府).
pub(super) fn split(salutation: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = call_length(salutation);
    let mut depth = 0_usize;
    for (at, c) in salutation.char_indices() {
        match c {
            '（' | '(' | '《' | '“' | '[' | '〔' => depth += 1,
            '）' | ')' | '》' | '”' | ']' | '〕' => depth = depth.saturating_sub(1),
            '、' | '，' | ',' | '；' | ';' if depth == 0 => {
                let next = at + c.len_utf8();
                let name = &salutation[start..at];
                let is_whole = is_complete(name) || PLACE.is_match(name);
                let rest = &salutation[next..];
                let is_half = HALF.is_match(name) || SECOND_HALF.is_match(rest) || shares_places(name, rest);
                let splits = c != '、'
                    || (!is_half && is_whole)
                    || (!is_half && DETERMINER.is_match(&salutation[next..]));
                if splits && !name.is_empty() {
                    found.push(start..at);
                    start = next;
                }
            }
            _ => {}
        }
    }
    if start < salutation.len() {
        found.push(start..salutation.len());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(salutation: &str) -> Vec<&str> {
        split(salutation).into_iter().map(|range| &salutation[range]).collect()
    }

    #[test]
    fn splits_between_complete_addressees_only() {
        assert_eq!(names("各科室、各病区"), ["各科室", "各病区"]);
        assert_eq!(names("各市、县、区人民政府，省直有关单位"), ["各市、县、区人民政府", "省直有关单位"]);
        assert_eq!(names("各县（市、区）卫生健康局，市直各医院"), ["各县（市、区）卫生健康局", "市直各医院"]);
        assert_eq!(
            names("各乡镇卫生院、社区卫生服务中心，区直各医疗机构"),
            ["各乡镇卫生院", "社区卫生服务中心", "区直各医疗机构"]
        );
        assert_eq!(names("各镇街、有关部门"), ["各镇街", "有关部门"]);
        assert_eq!(names("各乡镇党委、人民政府，县直各单位"), ["各乡镇党委、人民政府", "县直各单位"]);
        assert_eq!(names("省各委、办、厅、局，各企业"), ["省各委、办、厅、局", "各企业"]);
        assert_eq!(names("市直、驻市各单位，中央、省属单位"), ["市直、驻市各单位", "中央、省属单位"]);
        assert_eq!(names("各镇、街道，区直各单位"), ["各镇、街道", "区直各单位"]);
        for one in [
            "各区县卫生健康局、民政局、医保分局、总工会",
            "各省、自治区、新疆生产建设兵团发展改革委、卫生健康委、生态环境厅（局）",
            "各区、县级市人民政府",
            "市直各委、办、局（公司）",
        ] {
            assert_eq!(names(one), [one]);
        }
        assert_eq!(names("各病区、物业公司"), ["各病区", "物业公司"]);
        assert_eq!(
            names("各区、功能区安委会办公室，市安委会成员单位"),
            ["各区、功能区安委会办公室", "市安委会成员单位"]
        );
    }

    #[test]
    fn a_sentence_is_no_salutation() {
        assert!(is_salutation("各有关医疗单位"));
        assert!(!is_salutation("现将有关事项通知如下"));
        assert!(!is_salutation("为做好某项工作，各单位要做到"));
    }
}
