//! What a notice tells classes of units to reach, in the classes that the bureau keeps.

use crate::reading::{ClassTarget, PrintedTarget};

/// A class of the bureau with the quantity that a notice means for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Meant<'k> {
    pub(super) class: &'k str,
    pub(super) target: PrintedTarget,
}

/// The quantities by the bureau's classes, and the words that fit none of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ByClass<'k> {
    pub(super) meant: Vec<Meant<'k>>,
    pub(super) unknown: Vec<String>,
}

/// How a class is called for short.
const SHORT: [(&str, &str); 6] = [
    ("疾控中心", "疾病预防控制中心"),
    ("疾控机构", "疾病预防控制机构"),
    ("妇幼保健院", "妇幼保健机构"),
    ("卫生站", "社区卫生服务站"),
    ("卫生室", "村卫生室"),
    ("个体诊所", "诊所"),
];

/// Finds for each quantity the classes that its words name. A name in full goes before one that is only the end of a class's: 医院 is
/// every class of hospitals but those that have a number of their own.
pub(super) fn by_class<'k>(printed: &[ClassTarget], known: &'k [String]) -> ByClass<'k> {
    let mut found = ByClass::default();
    let in_full: Vec<&str> = printed
        .iter()
        .flat_map(|one| known.iter().filter(|class| is_named(class, &one.class)))
        .map(String::as_str)
        .collect();
    for one in printed {
        let exact: Vec<&String> = known.iter().filter(|class| is_named(class, &one.class)).collect();
        let of_kind = || known.iter().filter(|class| is_of_kind(class, &one.class));
        let classes: Vec<&String> = if exact.is_empty() {
            of_kind().filter(|class| !in_full.contains(&class.as_str())).collect()
        } else {
            exact
        };
        let is_contested =
            |class: &str| found.meant.iter().any(|other| other.class == class && other.target != one.target);
        if classes.is_empty() || classes.iter().any(|class| is_contested(class)) {
            found.unknown.push(one.class.clone());
            continue;
        }
        for class in classes {
            if found.meant.iter().all(|other| other.class != class.as_str()) {
                found.meant.push(Meant { class, target: one.target });
            }
        }
    }
    found
}

/// 社区卫生服务中心 is the class 社区卫生服务中心（站）.
fn is_named(class: &str, words: &str) -> bool {
    let bare = class.split(['（', '(']).next().unwrap_or(class).trim();
    let is_short = |(short, full): &(&str, &str)| *short == words && *full == bare;
    class == words || bare == words || SHORT.iter().any(is_short)
}

/// 医院 are the classes 二级医院 and 民营医院; 二级以上医院 are none that a name tells.
fn is_of_kind(class: &str, words: &str) -> bool {
    let bare = class.split(['（', '(']).next().unwrap_or(class).trim();
    bare.ends_with(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Basis;

    fn found(printed: &[(&str, u32)]) -> (Vec<(String, u32)>, Vec<String>) {
        let known = ["二级医院", "民营医院", "社区卫生服务中心（站）", "门诊部", "诊所", "村卫生室"]
            .map(str::to_owned);
        let target = |count| PrintedTarget { count, most: None, basis: Basis::Unit, every: None };
        let printed: Vec<ClassTarget> = printed
            .iter()
            .map(|(class, count)| ClassTarget { class: (*class).to_owned(), target: target(*count) })
            .collect();
        let found = by_class(&printed, &known);
        let meant = found.meant.iter().map(|one| (one.class.to_owned(), one.target.count)).collect();
        (meant, found.unknown)
    }

    fn pairs(pairs: &[(&str, u32)]) -> Vec<(String, u32)> {
        pairs.iter().map(|(class, count)| ((*class).to_owned(), *count)).collect()
    }

    #[test]
    fn a_word_means_the_classes_that_it_names() {
        let (meant, unknown) = found(&[("医院", 4), ("社区卫生服务中心", 2), ("诊所", 1)]);
        let expected = [("二级医院", 4), ("民营医院", 4), ("社区卫生服务中心（站）", 2), ("诊所", 1)];
        assert_eq!((meant, unknown), (pairs(&expected), Vec::new()));
        let (meant, unknown) = found(&[("医院", 2), ("二级医院", 4), ("卫生室", 1)]);
        let expected = [("民营医院", 2), ("二级医院", 4), ("村卫生室", 1)];
        assert_eq!((meant, unknown), (pairs(&expected), Vec::new()));
    }

    #[test]
    fn what_fits_no_class_or_two_numbers_is_left() {
        let (meant, unknown) = found(&[("二级以上医院", 4), ("乡镇卫生院", 2), ("诊所", 1)]);
        assert_eq!(
            (meant, unknown),
            (pairs(&[("诊所", 1)]), vec!["二级以上医院".to_owned(), "乡镇卫生院".to_owned()])
        );
        let (meant, unknown) = found(&[("诊所", 1), ("个体诊所", 2)]);
        assert_eq!((meant, unknown), (pairs(&[("诊所", 1)]), vec!["个体诊所".to_owned()]));
    }
}
