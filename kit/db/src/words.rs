//! Full-text search. No engine knows where a Chinese word ends, so text is taken apart here, the same way when it is kept and
//! when it is sought: a run of Han into its pairs of neighbours and its last character, other letters and digits into words.
//! This is the one place where the engines' languages of search stand.

use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization;

use crate::Reads;
use crate::query::At;

/// Longer words are cut, kept and sought alike: PostgreSQL refuses a word of 2 KB.
const LONGEST: usize = 64;
/// Begins a mark; no text can say it, for only letters and digits are taken from text.
const MARK: char = '\u{e000}';

/// Something that a row bears beside its text, such as whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark(String);

impl Mark {
    /// `kind` and `value` together are the mark.
    pub fn new(kind: &str, value: &str) -> Self {
        let plain = |c: char| if c.is_alphanumeric() { c } else { '\u{e001}' };
        let text = format!("{kind}{MARK}{value}");
        Self(std::iter::once(MARK).chain(text.chars().map(plain)).collect())
    }
}

/// What an index keeps of a row.
#[derive(Clone, Debug, Default)]
pub struct Words(Vec<String>);

impl Words {
    /// Adds a text.
    pub fn add(&mut self, text: &str) {
        for run in runs(text) {
            let han = run.is_han.then(|| pairs(&run.text));
            self.0.extend(han.into_iter().flatten());
            self.0.push(if run.is_han { run.text.chars().last().into_iter().collect() } else { run.text });
        }
    }

    /// Adds a mark.
    pub fn mark(&mut self, mark: Mark) {
        self.0.push(mark.0);
    }

    /// As the column `words` of an index made by `{WORDS …}` takes it.
    pub fn stored(&self, reads: &impl Reads) -> String {
        if is_sqlite(reads) {
            return self.0.join(" ");
        }
        let mut vector = String::new();
        for (place, word) in (1..).zip(&self.0) {
            // Writing to a String does not fail.
            let _written = write!(vector, "{}:{place} ", apart(word));
        }
        vector
    }
}

/// What somebody looks for: every word of it has to be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought(Vec<Word>);

/// Why a text cannot be looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSought {
    /// It is all punctuation.
    #[error("没有可以查找的文字或数字，请输入名称、地点、说明里的字词。")]
    Nothing,
    /// More than [`Sought::MOST`] characters.
    #[error("查找的文字太长，请只输入其中的几个词，不超过 {} 个字。", Sought::MOST)]
    TooLong,
}

/// What stood between two blanks: its runs, each in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word(Vec<Run>);

impl Sought {
    /// The most characters that are looked for.
    pub const MOST: usize = 100;

    /// Takes a text apart as it was typed.
    pub fn parse(text: &str) -> Result<Self, NotSought> {
        if text.chars().nth(Self::MOST).is_some() {
            return Err(NotSought::TooLong);
        }
        let words = text.split_whitespace().map(|word| Word(runs(word)));
        let words: Vec<Word> = words.filter(|word| !word.0.is_empty()).collect();
        if words.is_empty() { Err(NotSought::Nothing) } else { Ok(Self(words)) }
    }

    /// The words, at least one.
    pub fn words(&self) -> &[Word] {
        &self.0
    }
}

impl Word {
    /// Whether a name has it, whatever the case and width of its letters.
    pub fn is_in(&self, name: &str) -> bool {
        let name = normal(name);
        self.0.iter().all(|run| name.contains(&run.text))
    }
}

/// A question to an index: all that is added must be true of a row.
#[derive(Clone, Debug, Default)]
pub struct Question(Vec<Clause>);

/// True when the word is there, or one of the marks.
#[derive(Clone, Debug)]
struct Clause {
    word: Option<Word>,
    marks: Vec<Mark>,
}

impl Question {
    /// Asks for a word, or instead of it for one of the marks.
    pub fn word(&mut self, word: &Word, marks: Vec<Mark>) {
        self.0.push(Clause { word: Some(word.clone()), marks });
    }

    /// Asks for one of the marks; for none, nothing is asked.
    pub fn marked(&mut self, marks: Vec<Mark>) {
        if !marks.is_empty() {
            self.0.push(Clause { word: None, marks });
        }
    }

    /// As an index made by `{WORDS name}` takes it: `SELECT rowid FROM name($1)`.
    pub fn asked(&self, reads: &impl Reads) -> String {
        let language = if is_sqlite(reads) { &SQLITE } else { &POSTGRES };
        let clauses: Vec<String> = self.0.iter().map(|clause| clause.in_words(language)).collect();
        clauses.join(language.and)
    }
}

impl Clause {
    fn in_words(&self, language: &Language) -> String {
        let runs = |word: &Word| {
            let runs: Vec<String> = word.0.iter().map(|run| run.in_words(language)).collect();
            format!("({})", runs.join(language.and))
        };
        let marks = self.marks.iter().map(|mark| (language.quoted)(&mark.0));
        let any: Vec<String> = self.word.iter().map(runs).chain(marks).collect();
        format!("({})", any.join(language.or))
    }
}

/// How an engine writes a question.
struct Language {
    and: &'static str,
    or: &'static str,
    quoted: fn(&str) -> String,
    /// Words one after the other.
    phrase: fn(&[String]) -> String,
    begins: &'static str,
}

const SQLITE: Language =
    Language { and: " AND ", or: " OR ", quoted, phrase: |words| quoted(&words.join(" ")), begins: " *" };

const POSTGRES: Language = Language {
    and: " & ",
    or: " | ",
    quoted: apart,
    phrase: |words| format!("({})", words.iter().map(|word| apart(word)).collect::<Vec<_>>().join(" <-> ")),
    begins: ":*",
};

fn quoted(word: &str) -> String {
    format!("\"{}\"", word.replace('"', "\"\""))
}

fn apart(word: &str) -> String {
    format!("'{}'", word.replace('\\', "\\\\").replace('\'', "''"))
}

/// Letters of one kind without anything between them, in one case and width.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Run {
    is_han: bool,
    text: String,
}

impl Run {
    /// One character begins a pair or ends a run; a word of letters may go on.
    fn in_words(&self, language: &Language) -> String {
        let pairs = if self.is_han { pairs(&self.text) } else { Vec::new() };
        if pairs.is_empty() {
            return format!("{}{}", (language.quoted)(&self.text), language.begins);
        }
        (language.phrase)(&pairs)
    }
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut is_open = false;
    for c in normal(text).chars() {
        let is_han = is_han(c);
        if !is_han && !c.is_alphanumeric() {
            is_open = false;
            continue;
        }
        match runs.last_mut().filter(|run| is_open && run.is_han == is_han) {
            // A run of Han is cut into pairs anyway.
            Some(run) if is_han || run.text.chars().count() < LONGEST => run.text.push(c),
            Some(_) => {}
            None => runs.push(Run { is_han, text: c.to_string() }),
        }
        is_open = true;
    }
    runs
}

fn normal(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

fn pairs(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    letters.windows(2).map(|pair| pair.iter().collect()).collect()
}

/// Han and kana, which are written without blanks.
fn is_han(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fdf}' | '々' | '〇' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

fn is_sqlite(reads: &impl Reads) -> bool {
    !matches!(reads.place().0, At::Server(_))
}

/// The statements that make an index of this name. On PostgreSQL a function of the table's name asks it, as SQLite's table itself
/// can be asked: so one text asks both.
pub(crate) fn made(name: &str, is_sqlite: bool) -> String {
    if is_sqlite {
        return format!(
            "CREATE VIRTUAL TABLE {name} USING fts5(words, content='', contentless_delete=1, tokenize='ascii')"
        );
    }
    format!(
        "CREATE TABLE {name} (rowid BIGINT PRIMARY KEY, words TEXT NOT NULL, \
         vector TSVECTOR GENERATED ALWAYS AS (CAST(words AS TSVECTOR)) STORED); \
         CREATE INDEX {name}_vector ON {name} USING GIN (vector); \
         CREATE FUNCTION {name}(asked TEXT) RETURNS TABLE (rowid BIGINT) LANGUAGE SQL STABLE AS \
         'SELECT kept.rowid FROM {name} kept WHERE kept.vector @@ CAST(asked AS TSQUERY)'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> String {
        let mut words = Words::default();
        words.add(text);
        words.0.join(" ")
    }

    fn asked(text: &str, language: &Language) -> String {
        let words = Sought::parse(text).unwrap().0;
        let clauses =
            words.into_iter().map(|word| Clause { word: Some(word), marks: Vec::new() }.in_words(language));
        clauses.collect::<Vec<_>>().join(language.and)
    }

    #[test]
    fn han_is_kept_in_pairs_and_other_letters_in_words() {
        assert_eq!(kept("安全生产，讲"), "安全 全生 生产 产 讲");
        assert_eq!(kept("ＷｅｂＸ２ 第3期"), "webx2 第 3 期");
        assert_eq!(kept("'; DROP TABLE*\u{e000}x"), "drop table x");
        assert_eq!(kept(&"a".repeat(5000)).len(), LONGEST);
    }

    #[test]
    fn each_engine_is_asked_in_its_language() {
        assert_eq!(asked("安全生产 Web", &SQLITE), "((\"安全 全生 生产\")) AND ((\"web\" *))");
        assert_eq!(asked("安全生产 Web", &POSTGRES), "((('安全' <-> '全生' <-> '生产'))) & (('web':*))");
        assert_eq!(asked("讲", &SQLITE), "((\"讲\" *))");
        assert_eq!(asked("2026年讲座", &POSTGRES), "(('2026':* & ('年讲' <-> '讲座')))");
    }

    #[test]
    fn what_has_no_letter_or_too_many_is_told() {
        for text in ["", " \u{3000}", "！？*&|\"'()", "\u{e000}"] {
            assert_eq!(Sought::parse(text), Err(NotSought::Nothing), "{text:?}");
        }
        assert!(Sought::parse(&"讲".repeat(100)).is_ok());
        assert_eq!(Sought::parse(&"讲".repeat(10_000)), Err(NotSought::TooLong));
    }

    #[test]
    fn a_name_has_a_word_whatever_its_case_and_width() {
        let word = Sought::parse("ｗｅｂ讲座").unwrap().0.remove(0);
        assert!(word.is_in("安全WEB讲座") && !word.is_in("安全讲座"));
    }

    #[test]
    fn no_text_makes_a_mark() {
        let Mark(mark) = Mark::new("unit", "0a");
        assert!(!kept(&format!("{mark} unit0a {MARK}unit{MARK}0a")).contains(MARK));
        assert_ne!(Mark::new("measure", "a_b"), Mark::new("measure", "ab"));
    }
}
