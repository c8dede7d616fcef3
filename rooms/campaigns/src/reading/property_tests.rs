//! Whatever stands in a text: the reading never panics, comes to its end, and names only what is there.

use proptest::prelude::*;

use super::tests::excerpts;
use super::{Decoded, Reading, read};

/// What notices are made of, good and bad, in no order.
const PIECES: [&str; 81] = [
    "一、",
    "二、",
    "（一）",
    "(二)",
    "1.",
    "2、",
    "（1）",
    "①",
    "第一阶段：",
    "动员阶段（",
    "）",
    "第二步",
    "一是",
    "二要",
    "\n",
    "\n\n",
    "　　",
    " ",
    "2026年",
    "2O26年",
    "二〇二六年",
    "3月",
    "l0月",
    "13月",
    "5日",
    "31日",
    "2月30日",
    "底",
    "前",
    "起",
    "至",
    "—",
    "即日起",
    "上半年",
    "第四季度",
    "每月",
    "每周五",
    "每半年",
    "每阶段结束后5日内",
    "17：00",
    "下午5点",
    "请各单位于",
    "报送总结",
    "报备",
    "将照片发至",
    "某某局",
    "各单位：",
    "关于开展某活动的通知",
    "某某方案",
    "某卫〔2026〕1号",
    "附件",
    "附件：1.",
    "附件1：标语",
    "《",
    "》",
    "“",
    "”",
    "。",
    "；",
    "，",
    "、",
    "：",
    "|",
    "抄送：",
    "国庆节前",
    "起3个月",
    "印发之日起15日内",
    "中前",
    "第一、三季度",
    "二级医院",
    "其他单位",
    "举办讲座2场",
    "有食堂的单位",
    "；2、",
    "报周报",
    "\t",
    "序号\t工作任务\t责任单位\t完成时限\n",
    "任务　　责任单位　　数量\n",
    "任务\n责任单位\n1\n",
    "1️⃣",
    "（秘",
];

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(PIECES.to_vec()).prop_map(str::to_owned),
        1 => "[\\p{Han}]{1,6}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..160).prop_map(|pieces| pieces.concat())
}

fn check(text: &str) -> Option<Reading> {
    let decoded = Decoded::from_text(text).ok()?;
    let reading = read(&decoded).ok()?;
    let scalars: Vec<char> = decoded.text().chars().collect();
    for excerpt in excerpts(&reading) {
        let slice: String = scalars[excerpt.start..excerpt.end].iter().collect();
        assert_eq!(slice, excerpt.text);
        assert!(!slice.is_empty());
    }
    let count = u32::try_from(reading.phases.len()).unwrap();
    let named = reading
        .tasks
        .iter()
        .filter_map(|task| task.phase)
        .chain(reading.measures.iter().filter_map(|m| m.phase));
    assert!(named.into_iter().all(|ordinal| (1..=count).contains(&ordinal)));
    assert_eq!(reading.slogans.len(), reading.slogan_sources.len());
    Some(reading)
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in text()) {
        check(&text);
    }

    #[test]
    fn any_body_under_a_title_is_read(body in text()) {
        let text = format!("关于开展某活动的通知\n各单位：\n正文。\n{body}");
        // A control character or a secrecy mark is refused before.
        prop_assume!(Decoded::from_text(&text).is_ok());
        prop_assert!(check(&text).is_some());
    }
}

/// What makes a reader look far ahead or back, by the hundred thousand.
#[test]
fn long_hostile_text_is_read_to_its_end() {
    let length = 2 * 1024 * 1024 / PIECES.len();
    for piece in PIECES {
        let text = format!("关于开展某活动的通知\n各单位：\n正文。\n{}", piece.repeat(length / piece.len()));
        assert!(check(&text).is_some(), "{piece}");
    }
}
