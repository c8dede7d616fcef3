//! Whatever is typed and whatever was written: a unit reads its own rows only, on every face.

use std::io::{Cursor, Read};

use proptest::sample::{select, subsequence};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use testing::{Visitor, encoded};

use crate::scene::{FIRE, SAFETY, Stage, jpeg, launch, lecture, lines_are_true, log, photo, with};

/// What names are made of; a part of a word stands in several.
const PIECES: [&str; 12] = [
    "安全",
    "安全生产",
    "生产",
    "讲座",
    "专题讲座",
    "消防",
    "演练",
    "消防演练",
    "Fire",
    "2026",
    "、",
    "（一）",
];

/// What an activity was written with, by whom.
struct Written {
    is_first: bool,
    id: String,
    name: String,
}

fn drawn<T>(runner: &mut TestRunner, strategy: impl Strategy<Value = T>) -> T {
    strategy.new_tree(runner).unwrap().current()
}

/// The text of every file in a ZIP, XLSX too, and their names.
fn unzipped(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        text.push_str(&file.name().unwrap());
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        text.push_str(&String::from_utf8_lossy(&bytes));
        if bytes.starts_with(b"PK") {
            text.push_str(&unzipped(&bytes));
        }
    }
    text
}

/// What somebody may ask for: a part of a name, an id or a mark of the other unit, a filter by its id.
fn query(runner: &mut TestRunner, written: &[Written], foreign: &str) -> (String, Option<String>) {
    let one = &written[drawn(runner, 0..written.len())];
    let letters: Vec<char> = one.name.chars().collect();
    let length = drawn(runner, 2..=4usize).min(letters.len());
    let start = drawn(runner, 0..=letters.len() - length);
    let part: String = letters[start..start + length].iter().collect();
    let filter = drawn(
        runner,
        select(vec!["", "", "&state=all", "&sort=name", "&sort=date", "&from=2026-03-02", "&unit"]),
    );
    let filter = if filter == "&unit" { format!("&unit={foreign}") } else { filter.to_owned() };
    match drawn(runner, 0..8u8) {
        0 => (format!("q={}", encoded(&format!("\u{e000}unit\u{e000}{foreign}"))), None),
        1 => (format!("q={}{filter}", encoded(foreign)), None),
        2 => (format!("campaign={SAFETY}{filter}"), None),
        3 => (format!("measure=lecture&campaign={FIRE}{filter}"), None),
        _ => (format!("q={}{filter}", encoded(&part)), Some(part).filter(|_| filter.is_empty())),
    }
}

async fn write(
    visitor: &mut Visitor,
    runner: &mut TestRunner,
    is_first: bool,
    foreign: &str,
    number: usize,
) -> Written {
    let pieces = drawn(runner, subsequence(PIECES.to_vec(), 2..=5));
    let tag = if is_first { "甲方" } else { "乙方" };
    let name = format!("{tag}{}", pieces.concat());
    let hostile = format!("{foreign} \u{e000}unit\u{e000}{foreign} state logged");
    let mut fields = with(with(lecture(), "name", &name), "description", &hostile);
    fields = with(fields, "starts_on", &format!("2026-03-0{}", drawn(runner, 1..=6u8)));
    if number < 2 {
        let seed = u8::try_from(number).unwrap() * 2 + u8::from(is_first);
        let picture = photo(visitor, &format!("photo-key-{number}-{is_first}"), &jpeg(seed)).await;
        fields = with(fields, "photos[0]", &picture);
    }
    Written { is_first, id: log(visitor, &fields).await, name }
}

testing_db::story! {
    async fn no_face_holds_another_units_row(house: Stage) {
        launch(&house).await;
        let mut runner = TestRunner::deterministic();
        let units = [house.cast.first_unit.to_string(), house.cast.second_unit.to_string()];
        let mut first = house.visitor(&house.cast.unit_officer);
        let mut second = house.visitor(&house.cast.other_unit_officer);
        let mut written = Vec::new();
        for number in 0..12 {
            written.push(write(&mut first, &mut runner, true, &units[1], number).await);
            written.push(write(&mut second, &mut runner, false, &units[0], number).await);
        }
        lines_are_true(&house.db).await;
        let mut program = house.program(&house.cast.unit_officer);
        for _ in 0..40 {
            let (query, part) = query(&mut runner, &written, &units[1]);
            let found = program.get(&format!("/api/v1/activities?{query}")).await.json().to_string();
            if let Some(part) = part.filter(|part| !part.contains(['、', '（', '）'])) {
                for one in written.iter().filter(|one| one.is_first) {
                    assert_eq!(found.contains(&one.id), one.name.contains(&part), "{part} in {}", one.name);
                }
            }
            let mut faces = vec![found];
            for face in ["/activities", "/activities/photos", "/activities/calendar"] {
                faces.push(first.get(&format!("{face}?month=2026-03&{query}")).await.text());
            }
            for file in ["export.xlsx", "export.zip"] {
                faces.push(unzipped(&first.get(&format!("/activities/{file}?{query}")).await.body));
            }
            for (face, one) in faces.iter().flat_map(|face| written.iter().map(move |one| (face, one))) {
                let is_told = face.contains(&one.id) || face.contains(&format!("{}<", one.name));
                assert!(one.is_first || !is_told, "{query} shows {}", one.name);
            }
        }
    }
}
