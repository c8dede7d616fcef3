//! Notices of our own writing, as they stand and with other dates and names, scored against answers made by hand.

use std::fs;
use std::path::{Path, PathBuf};

use campaigns::reading::{Decoded, Reading, read};

use super::LIMIT;
use super::answers::Answers;
use super::mutation::Mutation;
use super::score::{Field, Score, finer_differences, work_differences};

/// How often each fixture is read with other dates and names.
const MUTATIONS: u64 = 24;

struct Fixture {
    name: String,
    text: String,
    /// The answers as JSON, so that they change in the same way as the text.
    gold: String,
}

fn fixtures() -> Vec<Fixture> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rooms/campaigns/tests/notices");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    let load = |path: &PathBuf| Fixture {
        name: path.file_stem().unwrap().to_string_lossy().into_owned(),
        text: fs::read_to_string(path).unwrap(),
        gold: fs::read_to_string(path.with_extension("gold.json")).unwrap(),
    };
    paths.iter().map(load).collect()
}

fn reading(text: &str) -> Reading {
    read(&Decoded::from_text(text).unwrap()).unwrap()
}

#[test]
fn fixtures_reach_the_limit_whatever_their_dates_and_names() {
    let fixtures = fixtures();
    assert!(fixtures.len() >= 40, "the fixtures are there");
    let mut score = Score::default();
    let mut wrong = Vec::new();
    for seed in 0..=MUTATIONS {
        for fixture in &fixtures {
            let mutation = Mutation::draw(&fixture.text, &fixture.gold, seed);
            let gold: Answers = serde_json::from_str(&mutation.apply(&fixture.gold)).unwrap();
            let given = Answers::from(reading(&mutation.apply(&fixture.text)));
            for difference in score.add(&gold, &given) {
                wrong.push(format!("{} ({seed}): {difference}", fixture.name));
            }
            let work = work_differences(&gold, &given);
            assert!(work.is_empty(), "{} ({seed}): {work:?}; found {:?}", fixture.name, given.tasks);
            if seed == 0 {
                let finer = finer_differences(&gold, &given);
                assert!(finer.is_empty(), "{}: missing {finer:?}; found {:?}", fixture.name, given);
            }
        }
    }
    for field in Field::ALL {
        let tally = score.tally(field);
        println!("{:<18} F1 {:.4} over {} values", field.name(), tally.f1(), tally.expected);
        assert!(tally.expected >= 20, "{}: n={}", field.name(), tally.expected);
        assert!(tally.f1() >= LIMIT, "{}: {:.3}\n{}", field.name(), tally.f1(), wrong.join("\n"));
    }
}

#[test]
fn a_mutation_changes_text_and_answers_alike() {
    let fixtures = fixtures();
    for fixture in &fixtures {
        let unchanged = Mutation::draw(&fixture.text, &fixture.gold, 0);
        assert_eq!(unchanged.apply(&fixture.text), fixture.text, "{}", fixture.name);
    }
    let is_changed = |one: &&Fixture| Mutation::draw(&one.text, &one.gold, 1).apply(&one.text) != one.text;
    assert_eq!(fixtures.iter().filter(is_changed).count(), fixtures.len());
}
