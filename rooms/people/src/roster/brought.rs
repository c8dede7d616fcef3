use std::collections::HashMap;

use super::plain;

/// The units that a sheet brings: one may hang below another, or be reported for by it, in any order.
#[derive(Default)]
pub(crate) struct Brought {
    by_plain_name: HashMap<String, Newcomer>,
}

/// A row of a sheet, as far as other rows may name it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Brings {
    pub(crate) name: String,
    /// The name above it, blank where the row names none.
    pub(crate) parent: String,
    /// Whether the row says who reports for it.
    pub(crate) is_served: bool,
}

/// A unit that a sheet brings.
pub(crate) struct Newcomer {
    /// As the sheet writes it.
    pub(crate) name: String,
    /// `None` when those above it go round in a circle.
    pub(crate) hung: Option<Hung>,
    pub(crate) is_served: bool,
}

/// Where a unit hangs that a sheet brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hung {
    /// How many of the others are above it.
    pub(crate) rank: usize,
    /// The plain name above the uppermost of these, blank where its row names none.
    pub(crate) top: String,
}

impl Hung {
    fn one_below(self) -> Self {
        Self { rank: self.rank + 1, ..self }
    }
}

impl Brought {
    pub(crate) fn new(rows: Vec<Brings>) -> Self {
        let named = rows.iter().map(|row| (plain(&row.name), plain(&row.parent)));
        let above: HashMap<String, String> = named.collect();
        let mut hung = HashMap::new();
        for name in above.keys() {
            hang(name, &above, &mut hung);
        }
        let newcomers = rows.into_iter().map(|Brings { name, is_served, .. }| {
            let plain = plain(&name);
            let hung = hung.get(plain.as_str()).cloned().flatten();
            (plain, Newcomer { name, hung, is_served })
        });
        Self { by_plain_name: newcomers.collect() }
    }

    pub(crate) fn named(&self, name: &str) -> Option<&Newcomer> {
        self.by_plain_name.get(&plain(name))
    }
}

/// Notes where a unit and all above it hang. Each is walked over once, however deep the sheet is.
fn hang<'a>(name: &'a str, above: &'a HashMap<String, String>, hung: &mut HashMap<&'a str, Option<Hung>>) {
    let (mut way, mut at) = (Vec::new(), name);
    let mut next = loop {
        if let Some(known) = hung.get(at) {
            break known.clone().map(Hung::one_below);
        }
        let Some(parent) = above.get(at) else { break Some(Hung { rank: 0, top: at.to_owned() }) };
        // Met again before it is known: a circle.
        hung.insert(at, None);
        way.push(at);
        at = parent;
    };
    for name in way.into_iter().rev() {
        hung.insert(name, next.clone());
        next = next.map(Hung::one_below);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brings(name: String, parent: String) -> Brings {
        Brings { name, parent, is_served: false }
    }

    #[test]
    fn parents_come_first_and_circles_have_no_first() {
        let row = |(name, parent): (&str, &str)| brings(name.to_owned(), parent.to_owned());
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
        let rank = |name| brought.named(name).map(|one| one.hung.as_ref().map(|hung| hung.rank));
        for (name, expected) in [("甲医院", 0), ("乙中心", 1), ("丙站", 2), ("丁诊所", 0)] {
            assert_eq!(rank(name), Some(Some(expected)), "{name}");
        }
        for name in ["子", "丑", "寅", "卯", "辰"] {
            assert_eq!(rank(name), Some(None), "{name}");
        }
        assert_eq!(rank("青禾区卫生健康局"), None);
        let found = brought.named("乙　中心").unwrap();
        assert_eq!(
            (found.name.as_str(), found.hung.as_ref().unwrap().top.as_str()),
            ("乙中心", "青禾区卫生健康局")
        );
    }

    #[test]
    fn a_sheet_may_be_as_deep_as_it_is_long() {
        let rows = (0..5000).map(|i| brings(format!("{i}号"), format!("{}号", i + 1)));
        let brought = Brought::new(rows.collect());
        assert_eq!(brought.named("0号").unwrap().hung.as_ref().unwrap().rank, 4999);
    }
}
