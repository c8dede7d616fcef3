//! 应 as a word of command, as opposed to 应急, 相应, 应知应会.

/// What 应 ends: 相应, 反应.
const ENDS: &str = "相反适响对供感效顺回呼照策因";
/// What 应 begins and what is no command.
const BEGINS: [&str; 31] = [
    "急",
    "用",
    "届",
    "知",
    "变",
    "答",
    "战",
    "聘",
    "邀",
    "约",
    "征",
    "诉",
    "考",
    "酬",
    "声",
    "激",
    "付",
    "援",
    "景",
    "允",
    "承",
    "许",
    "名",
    "和",
    "尽",
    "有的",
    "有尽有",
    "该说",
    "对",
    "力",
    "收账款",
];
/// 应对某事进行…: a command for all that.
const DEEDS: [&str; 7] = ["进行", "开展", "加强", "实施", "予以", "做到", "给予"];

/// Whether words say that somebody ought to do something: 各科室应开展自查.
pub(super) fn says_ought(words: &str) -> bool {
    words.match_indices('应').any(|(at, ought)| {
        let (before, behind) = (&words[..at], &words[at + ought.len()..]);
        let ends = before.chars().next_back().is_some_and(|c| ENDS.contains(c));
        !ends && commands(behind)
    })
}

fn commands(behind: &str) -> bool {
    let mut next = behind.chars();
    let (first, second) = (next.next(), next.next());
    // 应检尽检, and a clause that ends in 应 is no sentence.
    if first.is_none_or(|c| !c.is_alphanumeric()) || second == Some('尽') {
        return false;
    }
    if behind.starts_with('对') {
        let clause = behind.split(['，', '；', '。']).next().unwrap_or_default();
        return DEEDS.iter().any(|deed| clause.contains(deed));
    }
    if behind.starts_with('会') {
        return behind.starts_with("会同");
    }
    !BEGINS.iter().any(|name| behind.starts_with(name))
}

#[cfg(test)]
mod tests {
    use super::says_ought;

    #[test]
    fn ought_before_any_verb_commands() {
        for words in [
            "各科室应开展自查",
            "各科室应完善病历",
            "责任人应每日巡查",
            "发现险情的，应暂停使用",
            "医院应有专人负责",
            "门诊应对台账进行核对",
            "卫生院应会同派出所检查",
        ] {
            assert!(says_ought(words), "{words}");
        }
    }

    #[test]
    fn ought_as_a_part_of_a_word_does_not() {
        for words in [
            "应急预案",
            "建立相应台账",
            "应知应会知识",
            "提高应对突发事件能力",
            "应检尽检",
            "发挥应有的作用",
            "供应链",
            "快速反应机制",
        ] {
            assert!(!says_ought(words), "{words}");
        }
    }
}
