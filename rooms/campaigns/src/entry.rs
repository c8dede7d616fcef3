//! A measure as the rules see it, and what a bureau may make of it.

use people::{NodePath, Target};
use web::Invalid;

use crate::Dimension;
use crate::measure::{Aggregate, Measure, MeasureKind, Measures};
use crate::recognised::Recognised;

/// A measure of the catalogue in its latest version; 0: not there yet.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) code: String,
    pub(crate) version: i64,
    /// The catalogue is everybody's: where whoever acts works.
    pub(crate) place: NodePath,
}

impl Target for Entry {
    const KIND: &'static str = "measure";

    fn id(&self) -> String {
        self.code.clone()
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn place(&self) -> &NodePath {
        &self.place
    }
}

/// What somebody typed about a measure.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wording<'a> {
    pub(crate) name: &'a str,
    pub(crate) unit: &'a str,
    /// Plain words, one a line; several on a line stand apart by 、 or a blank.
    pub(crate) words: &'a str,
    /// Whether the rules that the measure has go, so that only the words count.
    pub(crate) without_rules: bool,
    pub(crate) dimensions: Vec<&'a str>,
}

const NAME: usize = 40;
const UNIT: usize = 8;
const WORD: usize = 300;
const WORDS: usize = 20;

impl Wording<'_> {
    /// The measure with these words, or the sentences about them. `old` is what it was.
    pub(crate) fn judge(&self, old: &Measure, catalogue: &Measures, invalid: &mut Invalid) -> Measure {
        short(invalid, "name", self.name, NAME, "请填写指标名称，如“专题讲座”。");
        short(invalid, "unit", self.unit, UNIT, "请填写计量单位，如“场”“人次”。");
        let is_taken = |other: &Measure| other.name == self.name && other.code != old.code;
        if catalogue.offered().any(is_taken) {
            invalid.add("name", "已有同名的指标，请换一个名称，或直接使用那一项。");
        }
        if self.dimensions.iter().any(|key| Dimension::parse(key).is_none()) {
            invalid.add("dimensions", "没有这个维度，请刷新页面后重新选择。");
        }
        let rules = Recognised::of(old).offered_rules(&old.code);
        let words: Vec<String> = words(invalid, self.words, &rules).into_iter().map(regex::escape).collect();
        let rules = if self.without_rules { Vec::new() } else { rules };
        Measure {
            name: self.name.to_owned(),
            unit: self.unit.to_owned(),
            dimensions: self.dimensions.iter().map(|key| (*key).to_owned()).collect(),
            patterns: [rules, words].concat(),
            ..old.clone()
        }
    }
}

/// A measure of the bureau's own.
pub(crate) fn own(code: String, kind: MeasureKind, aggregate: Aggregate) -> Measure {
    let (name, unit) = (String::new(), String::new());
    Measure { code, name, unit, kind, aggregate, dimensions: Vec::new(), patterns: Vec::new() }
}

fn short(invalid: &mut Invalid, field: &str, text: &str, most: usize, missing: &str) {
    if text.is_empty() {
        invalid.add(field, missing);
    }
    if text.chars().count() > most {
        invalid.add(field, format!("最多 {most} 个字，现在有 {} 个字。", text.chars().count()));
    }
}

/// The words by which a measure is recognised, each once. A line that is a rule of the measure is none.
fn words<'a>(invalid: &mut Invalid, text: &'a str, rules: &[String]) -> Vec<&'a str> {
    let lines = text.lines().map(str::trim).filter(|line| !rules.iter().any(|rule| rule == line));
    let mut words: Vec<&str> = Vec::new();
    for word in lines.flat_map(apart) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    if words.len() > WORDS {
        invalid.add("words", format!("识别用语最多 {WORDS} 个，现在有 {} 个。", words.len()));
    }
    for word in &words {
        if word.chars().count() > WORD {
            invalid.add("words", format!("每个用语最多 {WORD} 个字：{word}"));
        } else if word.chars().filter(|sign| sign.is_alphanumeric()).count() < 2 {
            invalid.add("words", format!("这个用语太短，会认错，请写通知里会出现的词语：{word}"));
        }
    }
    words
}

/// The words of a line. 、 and its like part two of them; a blank does between two Chinese signs, but not in `LED 屏` or `safety day`,
/// which are one word.
fn apart(line: &str) -> Vec<&str> {
    let is_latin = |sign: Option<char>| sign.is_some_and(|sign| sign.is_ascii_alphanumeric());
    let mut words = Vec::new();
    for part in line.split(['、', '，', ',', '；', ';']) {
        let (mut rest, mut from) = (part.trim(), 0);
        while let Some(at) = rest[from..].find(char::is_whitespace).map(|at| from + at) {
            let (before, after) = (&rest[..at], rest[at..].trim_start());
            if is_latin(before.chars().next_back()) || is_latin(after.chars().next()) {
                from = rest.len() - after.len();
            } else {
                words.push(before);
                (rest, from) = (after, 0);
            }
        }
        words.push(rest);
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(wording: &Wording<'_>) -> Vec<String> {
        let mut invalid = Invalid::default();
        let measures = Measures::shipped();
        let old = own("own_1".to_owned(), MeasureKind::Count, Aggregate::Sum);
        wording.judge(&old, &measures, &mut invalid);
        invalid.all().iter().map(|fault| fault.field.clone()).collect()
    }

    #[test]
    fn a_measure_has_a_name_of_its_own_a_unit_and_words_that_mean_something() {
        let good = Wording {
            name: "健康义诊",
            unit: "场",
            words: "义诊\n下乡（诊疗）",
            without_rules: false,
            dimensions: vec!["audience"],
        };
        assert_eq!(judged(&good), Vec::<String>::new());
        assert_eq!(judged(&Wording { name: "", unit: "", ..good.clone() }), ["name", "unit"]);
        assert_eq!(judged(&Wording { name: "应急演练", ..good.clone() }), ["name"]);
        let many: String = (0..21).map(|i| format!("义诊{i}\n")).collect();
        for words in ["(", "*", "|", "义", &"义".repeat(301), &many] {
            assert_eq!(judged(&Wording { words, ..good.clone() }), ["words"], "{words}");
        }
        assert_eq!(judged(&Wording { dimensions: vec!["colour"], ..good }), ["dimensions"]);
    }

    #[test]
    fn words_on_one_line_are_several_words() {
        let expected = vec!["义诊", "下乡诊疗"];
        for line in [
            "义诊、下乡诊疗",
            "义诊，下乡诊疗",
            "义诊,下乡诊疗",
            "义诊；下乡诊疗；",
            "义诊 下乡诊疗",
            "义诊　下乡诊疗",
            "义诊、 下乡诊疗 义诊",
        ] {
            assert_eq!(words(&mut Invalid::default(), line, &[]), expected, "{line}");
        }
        for line in ["LED 屏", "滚动 LED 屏", "safety day"] {
            assert_eq!(apart(line), [line]);
        }
        assert_eq!(apart("LED 屏 宣传栏"), ["LED 屏", "宣传栏"]);
    }

    #[test]
    fn words_are_added_to_the_rules_and_mean_themselves() {
        let measures = Measures::shipped();
        let old = measures.get("led_slogan").unwrap();
        let judged = |words, without_rules| {
            let name = "LED滚动标语";
            let wording = Wording { name, unit: "条", words, without_rules, dimensions: Vec::new() };
            wording.judge(old, &measures, &mut Invalid::default()).patterns
        };
        let added = vec![r"大屏\(LED\)".to_owned()];
        assert_eq!(judged("大屏(LED)", false), [old.patterns.clone(), added.clone()].concat());
        assert_eq!(judged("大屏(LED)", true), added);
        assert_eq!(judged(&old.patterns.join("\n"), false), old.patterns, "a rule is no word");
    }
}
