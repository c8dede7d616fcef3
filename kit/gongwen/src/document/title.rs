//! Breaking a long title into lines of like length.

/// Where a reader of a title pauses: after these, or before those.
const AFTER: [&str; 6] = ["的", "关于", "》", "）", "、", "，"];
const BEFORE: [&str; 11] = ["《", "（", "情况", "工作", "专项", "活动", "第", "规范", "提升", "宣传", "整治"];

/// The lines a title is set in: as its writer broke it, else of like length and cut where one pauses, at most `chars`
/// full-width characters each.
pub fn title_lines(title: &str, chars: usize) -> Vec<String> {
    title
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .flat_map(|line| even(line, chars.max(1)))
        .collect()
}

/// Cuts near equal parts, moving each cut by up to three characters to where a reader would pause.
fn even(line: &str, limit: usize) -> Vec<String> {
    let chars: Vec<char> = line.chars().collect();
    let parts = chars.len().div_ceil(limit);
    let mut lines = Vec::with_capacity(parts);
    let mut start = 0;
    for left in (1..=parts).rev() {
        let rest = chars.len() - start;
        let end = if left == 1 {
            chars.len()
        } else {
            cut(&chars, start, start + rest.div_ceil(left), limit, left)
        };
        lines.push(chars[start..end].iter().collect());
        start = end;
    }
    lines
}

/// The best place that leaves no line longer than `limit`: within no Latin word and no number, near `ideal`, where one
/// pauses.
fn cut(chars: &[char], start: usize, ideal: usize, limit: usize, lines_left: usize) -> usize {
    const REACH: usize = 3;
    let longest = (start + limit).min(chars.len());
    let shortest = chars.len().saturating_sub(limit * (lines_left - 1)).max(start + 1);
    (shortest..=longest)
        .filter(|at| *at < chars.len())
        .min_by_key(|&at| {
            let away = at.abs_diff(ideal);
            (is_in_word(chars, at), away > REACH, !is_pause(&chars[..at], &chars[at..]), away)
        })
        .unwrap_or(longest)
}

/// Whether a cut at this place would part what belongs together: `Greenfield2020`.
fn is_in_word(chars: &[char], at: usize) -> bool {
    at > 0 && chars[at - 1].is_ascii_alphanumeric() && chars[at].is_ascii_alphanumeric()
}

fn is_pause(before: &[char], after: &[char]) -> bool {
    let word = |text: &str| text.chars().collect::<Vec<_>>();
    AFTER.iter().any(|text| before.ends_with(&word(text)))
        || BEFORE.iter().any(|text| after.starts_with(&word(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_title_is_one_line() {
        assert_eq!(title_lines("关于工作情况的报告", 20), ["关于工作情况的报告"]);
    }

    #[test]
    fn the_writers_own_breaks_are_kept() {
        assert_eq!(title_lines("某某单位\n 关于工作情况的报告\n", 20), ["某某单位", "关于工作情况的报告"]);
    }

    #[test]
    fn a_long_title_is_cut_where_one_pauses() {
        let title = "某某市图书馆关于公共阅读空间开放服务专项行动第一阶段工作情况的报告";
        let cut = title_lines(title, 20);
        assert_eq!(cut, ["某某市图书馆关于公共阅读空间开放服务", "专项行动第一阶段工作情况的报告"]);
        let cut = title_lines("某某区公共阅读空间开放服务规范提升行动宣传贯彻工作方案", 20);
        assert_eq!(cut, ["某某区公共阅读空间开放服务", "规范提升行动宣传贯彻工作方案"]);
    }

    #[test]
    fn a_long_title_is_cut_before_a_word_of_letters_or_digits() {
        let name = "青禾区经济开发区东部产业园Greenfield2020国际医疗中心";
        let broken = title_lines(name, 20);
        assert_eq!(broken.concat(), name);
        assert!(broken.iter().any(|line| line.contains("Greenfield2020")), "{broken:?}");
        assert!(broken.iter().all(|line| line.chars().count() <= 20), "{broken:?}");
    }

    #[test]
    fn nothing_is_lost_and_no_line_is_too_long() {
        for length in 0..200 {
            let title: String = (0..length).map(|i| if i % 7 == 0 { '的' } else { '字' }).collect();
            let cut = title_lines(&title, 20);
            assert_eq!(cut.concat(), title);
            assert!(cut.iter().all(|line| (1..=20).contains(&line.chars().count())));
            assert_eq!(cut.len(), usize::div_ceil(length, 20));
        }
    }
}
