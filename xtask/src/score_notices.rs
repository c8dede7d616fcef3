//! `score-notices DIR`: reads every `NAME.txt` in a folder and compares it with the answers in `NAME.gold.json`.

mod answers;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod mutation;
mod score;

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use campaigns::reading::read;
use gongwen::open::open;

use answers::Answers;
use score::{Field, Score, finer_differences};

/// A field below this F1 fails the run.
const LIMIT: f64 = 0.95;
/// A field with fewer values than this is shown with their number.
const FEW: usize = 10;

/// Scores the folder; `Ok(false)` when a field is below the limit.
///
/// # Errors
/// A folder without answers, answers of another shape, a notice whose file is not there.
pub(crate) fn run(folder: &Path) -> anyhow::Result<bool> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .with_context(|| format!("cannot list {}", folder.display()))?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|file| file.strip_suffix(".gold.json").map(str::to_owned))
        .collect();
    names.sort();
    if names.is_empty() {
        bail!("no NAME.gold.json in {}", folder.display());
    }
    let mut score = Score::default();
    for name in &names {
        let gold = fs::read_to_string(folder.join(format!("{name}.gold.json")))?;
        let gold: Answers = serde_json::from_str(&gold).with_context(|| format!("answers of {name}"))?;
        let file = format!("{name}.txt");
        let bytes = fs::read(folder.join(&file)).with_context(|| file.clone())?;
        // What is refused was not read: every answer counts as missing, and the other notices are still scored.
        let given = match open(&bytes, &file).and_then(|decoded| read(&decoded)) {
            Ok(reading) => Answers::from(reading),
            Err(refusal) => {
                println!("{name}: refused: {refusal}");
                Answers::default()
            }
        };
        for difference in score.add(&gold, &given) {
            println!("{name}: {difference}");
        }
        for difference in finer_differences(&gold, &given) {
            println!("{name}: not counted: missing {difference}");
        }
    }
    println!("{} notices", names.len());
    Ok(report(&score))
}

/// Prints one line a field; whether all of them reach the limit.
fn report(score: &Score) -> bool {
    let mut all_reach = true;
    for field in Field::ALL {
        let tally = score.tally(field);
        let few = if tally.expected < FEW { format!("  n={}", tally.expected) } else { String::new() };
        let reaches = tally.f1() >= LIMIT;
        all_reach &= reaches;
        let mark = if reaches { "" } else { "  below the limit" };
        println!("{:<18} F1 {:.3}{few}{mark}", field.name(), tally.f1());
    }
    all_reach
}
