//! A sentence that goes through the classes of units, each with all of its measures: 二级医院讲座4场、演练2次，诊所讲座1场、演练1次.

use std::ops::Range;

use super::amount::amounts;
use super::model::{ClassTarget, OpenTarget};
use super::printed_class::begins_with_class;
use super::printed_target::Said;

/// A longer sentence, in bytes, goes through no classes.
const LONGEST: usize = 1_500;
/// Bytes behind a mark in which the name of a class is looked for.
const NAME: usize = 90;

/// The parts of a sentence that are each of one class, or of the others; none where it does not go through classes.
pub(super) fn segments(sentence: &str) -> Vec<Range<usize>> {
    if sentence.len() > LONGEST {
        return Vec::new();
    }
    let begins = |at: usize| {
        let rest = &sentence[at..];
        let name = &rest[..rest.floor_char_boundary(NAME)];
        begins_with_class(name) || ["其他", "其它", "其余"].iter().any(|others| name.starts_with(others))
    };
    // 三级医院4次、二级医院2次: behind a number 、 parts classes, 三级医院、二级医院4次 are two of one number.
    let is_counted = |at: usize| {
        let before = sentence[..at].rsplit(['，', ',', '；', ';', '、']).next().unwrap_or_default();
        !amounts(before).is_empty()
    };
    let is_mark = |(at, c): &(usize, char)| "，,；;".contains(*c) || (*c == '、' && is_counted(*at));
    let behind_marks = sentence.char_indices().filter(is_mark);
    let mut starts: Vec<usize> =
        behind_marks.map(|(at, c)| at + c.len_utf8()).filter(|at| begins(*at)).collect();
    if starts.is_empty() {
        return Vec::new();
    }
    starts.insert(0, 0);
    let ends = starts.iter().skip(1).copied().chain([sentence.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// What the parts say of one measure together, each with the byte at which it begins; nothing where only one of them names it.
pub(super) fn together(parts: Vec<(usize, Said)>) -> Option<Said> {
    if parts.len() < 2 {
        return None;
    }
    let start = parts.iter().map(|(from, said)| from + said.at.start).min()?;
    let end = parts.iter().map(|(from, said)| from + said.at.end).max()?;
    let mut classes: Vec<ClassTarget> = Vec::new();
    let mut what = Err(OpenTarget::SomeUnits);
    for (_, said) in parts {
        let is_known = |one: &ClassTarget| classes.iter().any(|known| known.class == one.class);
        let is_twice = said.classes.iter().any(is_known) || (what.is_ok() && said.what.is_ok());
        if is_twice {
            return Some(Said { at: start..end, what: Err(OpenTarget::Several), classes: Vec::new() });
        }
        if said.what != Err(OpenTarget::SomeUnits) {
            what = said.what;
        }
        classes.extend(said.classes);
    }
    Some(Said { at: start..end, what, classes })
}

#[cfg(test)]
mod tests {
    use crate::reading::{Decoded, FoundMeasure, OpenTarget, read};

    fn measures(sentence: &str) -> Vec<FoundMeasure> {
        let text = format!(
            "关于开展消防宣传的通知\n\n各医疗卫生单位：\n　　一、工作内容\n　　{sentence}\n　　二、要求\n　　请抓好落实。\n\n某某局\n2026年9月3日\n"
        );
        read(&Decoded::from_text(&text).unwrap()).unwrap().measures
    }

    fn told(sentence: &str, name: &str) -> (Vec<(String, u32)>, Result<u32, OpenTarget>) {
        let found = measures(sentence);
        let one = found.iter().find(|one| one.name.contains(name)).unwrap_or_else(|| panic!("{found:?}"));
        let classes = one.classes.iter().map(|one| (one.class.clone(), one.target.count)).collect();
        (classes, one.target.map(|target| target.count).ok_or(one.open.unwrap_or(OpenTarget::Number)))
    }

    #[test]
    fn each_class_has_its_own_number_of_each_measure() {
        let row =
            "二级医院举办讲座4场、应急演练2次，诊所举办讲座1场、应急演练1次，其他单位讲座3场、应急演练2次。";
        let classes = |hospital, clinic| vec![("二级医院".to_owned(), hospital), ("诊所".to_owned(), clinic)];
        assert_eq!(told(row, "讲座"), (classes(4, 1), Ok(3)));
        assert_eq!(told(row, "演练"), (classes(2, 1), Ok(2)));
        let without_others = "二级医院举办讲座4场、应急演练2次；诊所举办讲座1场、应急演练1次。";
        assert_eq!(told(without_others, "演练"), (classes(2, 1), Err(OpenTarget::SomeUnits)));
        let listed = "二级医院讲座4场、应急演练2次、诊所讲座1场、应急演练1次。";
        assert_eq!(told(listed, "讲座"), (classes(4, 1), Err(OpenTarget::SomeUnits)));
        let twice = "诊所举办讲座4场，诊所举办讲座1场。";
        assert_eq!(told(twice, "讲座"), (Vec::new(), Err(OpenTarget::Several)));
    }
}
