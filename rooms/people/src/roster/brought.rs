use std::collections::HashMap;

use super::plain;

/// The units that a sheet brings, each with what its row names above it: one may hang below another, in any order.
#[derive(Default)]
pub(crate) struct Brought {
    /// By plain name: the name as it is written, and how many of the others are above it; `None` when those above it go
    /// round in a circle.
    units: HashMap<String, (String, Option<usize>)>,
}

impl Brought {
    /// From the name of each row and the name above it, blank where the row names none.
    pub(crate) fn new(rows: Vec<(String, String)>) -> Self {
        let named = rows.iter().map(|(name, parent)| (plain(name), plain(parent)));
        let above: HashMap<String, String> = named.collect();
        let mut ranks = HashMap::new();
        for name in above.keys() {
            rank(name, &above, &mut ranks);
        }
        let units = rows.into_iter().map(|(name, _)| {
            let plain = plain(&name);
            let rank = ranks.get(plain.as_str()).copied().flatten();
            (plain, (name, rank))
        });
        Self { units: units.collect() }
    }

    /// The unit of this name, as the sheet writes it, and how many of the others are above it.
    pub(crate) fn named(&self, name: &str) -> Option<(&str, Option<usize>)> {
        self.units.get(&plain(name)).map(|(name, rank)| (name.as_str(), *rank))
    }
}

/// Notes the rank of a unit and of all above it. Each is walked over once, however deep the sheet is.
fn rank<'a>(name: &'a str, above: &'a HashMap<String, String>, ranks: &mut HashMap<&'a str, Option<usize>>) {
    let (mut way, mut at) = (Vec::new(), name);
    let mut next = loop {
        if let Some(known) = ranks.get(at) {
            break known.map(|rank| rank + 1);
        }
        let Some(parent) = above.get(at) else { break Some(0) };
        // Met again before it is known: a circle.
        ranks.insert(at, None);
        way.push(at);
        at = parent;
    };
    for name in way.into_iter().rev() {
        ranks.insert(name, next);
        next = next.map(|rank| rank + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_come_first_and_circles_have_no_first() {
        let row = |(name, parent): (&str, &str)| (name.to_owned(), parent.to_owned());
        let rows = [
            ("丙站", "乙 中心"),
            ("乙中心", "甲医院"),
            ("甲医院", "青禾区卫生健康局"),
            ("丁诊所", ""),
            ("子", "丑"),
            ("丑", "寅"),
            ("寅", "子"),
            ("卯", "寅"),
            ("辰", "辰"),
        ];
        let brought = Brought::new(rows.map(row).to_vec());
        let rank = |name| brought.named(name).map(|(_, rank)| rank);
        for (name, expected) in [("甲医院", 0), ("乙中心", 1), ("丙站", 2), ("丁诊所", 0)] {
            assert_eq!(rank(name), Some(Some(expected)), "{name}");
        }
        for name in ["子", "丑", "寅", "卯", "辰"] {
            assert_eq!(rank(name), Some(None), "{name}");
        }
        assert_eq!(rank("青禾区卫生健康局"), None);
        assert_eq!(brought.named("乙　中心").unwrap().0, "乙中心");
    }

    #[test]
    fn a_sheet_may_be_as_deep_as_it_is_long() {
        let rows: Vec<(String, String)> =
            (0..5000).map(|i| (format!("{i}号"), format!("{}号", i + 1))).collect();
        let brought = Brought::new(rows);
        assert_eq!(brought.named("0号").unwrap().1, Some(4999));
    }
}
