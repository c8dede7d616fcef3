//! Whether a demand is what the issuer itself does: 我局将于…汇总, 区卫健局于12月28日前报市卫健委.

use std::sync::LazyLock;

use regex::Regex;

use super::pattern::pattern;

/// Who speaks, not who is spoken to.
static ITSELF: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:我[局委厅办会部司]|本[局委厅办])[^，。]{0,12}(?:将|汇总|统一)"));
/// The body that a demand begins with.
static SUBJECT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:[一二三四五六七八九十]是|由)?([^，。；：各]{1,30}?[局委办会厅部院科处室股站所队])(?:将|于|在|负责|汇总|统一|定期|每|[0-9])",
    )
});

/// Whether the issuer (several joined by 、) is told to do it, and not the units.
pub(super) fn is_issuers_own(demand: &str, issuer: Option<&str>) -> bool {
    let subject = SUBJECT.captures(demand.trim_start()).and_then(|found| found.get(1));
    let is_issuer = |subject: &str| {
        issuer.is_some_and(|issuer| issuer.split('、').any(|name| is_short_for(subject, name)))
    };
    ITSELF.is_match(demand) || subject.is_some_and(|subject| is_issuer(subject.as_str()))
}

/// Whether a name is another one's or its short form: 区卫健局 for 某某区卫生健康局.
pub(super) fn is_short_for(short: &str, name: &str) -> bool {
    let mut rest = name.chars();
    let is_within = short.chars().all(|wanted| rest.any(|c| c == wanted));
    is_within && rest.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_issuer_is_known_by_its_short_name() {
        let issuer = Some("青禾区卫生健康局");
        for demand in [
            "区卫健局将于12月25日前将全区情况报送市卫健委",
            "区卫生健康局于12月28日前汇总后报市卫生健康委",
            "我局汇总后报市卫生健康委",
        ] {
            assert!(is_issuers_own(demand, issuer), "{demand}");
        }
        assert!(is_issuers_own("感控科汇总后于6月9日前向院感委员会提交报告", Some("某某医院感控科")));
        for demand in
            ["各单位于12月28日前报区卫生健康局", "区教育局于12月28日前报送总结", "请于12月5日前报区卫健局"]
        {
            assert!(!is_issuers_own(demand, issuer), "{demand}");
        }
    }
}
