//! Questions name phases by number: when a phase goes, the later ones move up in their words, too.

/// The words once the phase `gone` is out of the plan; `None` when they were about no other phase.
pub(crate) fn renumbered(text: &str, gone: i64) -> Option<String> {
    let mut told = String::with_capacity(text.len());
    let mut rest = text;
    let mut is_first = true;
    while let Some(at) = rest.find('第') {
        let (before, from) = rest.split_at(at);
        told.push_str(before);
        let list = from.trim_start_matches('第');
        let end = list.find(|c: char| !c.is_ascii_digit() && c != '、').unwrap_or(list.len());
        let (numbers, behind) = list.split_at(end);
        match numbers.split('、').map(str::parse::<i64>).collect::<Result<Vec<_>, _>>() {
            Ok(ordinals) if behind.starts_with("阶段") => {
                let kept = moved_up(&ordinals, gone);
                match kept.as_str() {
                    "" if is_first => return None,
                    "" => told.push_str("已去掉的"),
                    _ => told.push_str(&format!("第{kept}")),
                }
                is_first = false;
            }
            _ => told.push_str(&from[..from.len() - behind.len()]),
        }
        rest = behind;
    }
    told.push_str(rest);
    Some(told)
}

fn moved_up(ordinals: &[i64], gone: i64) -> String {
    let kept = ordinals.iter().filter(|ordinal| **ordinal != gone);
    let kept = kept.map(|ordinal| (ordinal - i64::from(*ordinal > gone)).to_string());
    kept.collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_phases_move_up_and_the_gone_one_is_not_asked_about() {
        for (text, told) in [
            ("第4阶段“长效机制”没有截止日期", Some("第3阶段“长效机制”没有截止日期")),
            ("第1阶段“动员”历时约9个月", Some("第1阶段“动员”历时约9个月")),
            ("第2阶段“学习”没有截止日期", None),
            (
                "第1、2、3阶段的日期没有印全（第2阶段：10月）",
                Some("第1、2阶段的日期没有印全（已去掉的阶段：10月）"),
            ),
            ("第2阶段的日期没有印全（第2阶段：10月）", None),
            ("第三方第5次报送，第12阶段", Some("第三方第5次报送，第11阶段")),
            ("没有找到成文日期", Some("没有找到成文日期")),
        ] {
            assert_eq!(renumbered(text, 2).as_deref(), told, "{text}");
        }
    }
}
