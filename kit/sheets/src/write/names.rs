use std::collections::HashSet;

/// Longest name of a sheet, in UTF-16 units.
const MAX_UNITS: usize = 31;

/// A name that the program accepts and that is not taken yet, as close to the wanted one as possible.
pub(crate) fn sheet_name(wanted: &str, taken: &mut HashSet<String>) -> String {
    let allowed = |c: char| if "[]:*?/\\".contains(c) || c.is_control() { '_' } else { c };
    let clean: String = wanted.chars().map(allowed).collect();
    let clean = match clean.trim().trim_matches('\'') {
        "" => "表",
        name => name,
    };
    let mut name = cut(clean, MAX_UNITS);
    // The program compares names without case and keeps "History" for itself.
    let is_free = |name: &str, taken: &HashSet<String>| {
        let key = name.to_lowercase();
        key != "history" && !taken.contains(&key)
    };
    let mut count = 2;
    while !is_free(&name, taken) {
        let mark = format!("({count})");
        name = cut(clean, MAX_UNITS - mark.len()) + &mark;
        count += 1;
    }
    taken.insert(name.to_lowercase());
    name
}

fn cut(text: &str, units: usize) -> String {
    let mut left = units;
    let fits = |c: &char| {
        let fits = c.len_utf16() <= left;
        left = left.saturating_sub(c.len_utf16());
        fits
    };
    text.chars().take_while(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_becomes_a_name_of_its_own() {
        let mut taken = HashSet::new();
        let mut named = |wanted: &str| sheet_name(wanted, &mut taken);
        assert_eq!(named("台账"), "台账");
        assert_eq!(named("台账"), "台账(2)");
        assert_eq!(named("2021/10:[a]*?\\"), "2021_10__a____");
        assert_eq!(named("''"), "表");
        assert_eq!(named("History"), "History(2)");
        assert_eq!(named(&"长".repeat(40)), "长".repeat(31));
        assert_eq!(named(&"长".repeat(40)), format!("{}(2)", "长".repeat(28)));
        assert_eq!(named("ABC"), "ABC");
        assert_eq!(named("abc"), "abc(2)");
    }
}
