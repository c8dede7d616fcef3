//! The role × route table: who may do what, for every route of the program. Each entry is one request to something that
//! is there. Everybody who may not sends it and is refused as the contract says, changing no row; everybody who may sends
//! it and succeeds. A route without an entry fails, and so does an entry without a route.
//!
//! It runs on SQLite only: rights are decided before any statement of an engine, and the stories run on both.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as told")]

mod whole;

mod rights {
    pub(crate) mod activities;
    pub(crate) mod campaigns;
    pub(crate) mod cast;
    pub(crate) mod check;
    pub(crate) mod dossiers;
    pub(crate) mod files;
    pub(crate) mod pages;
    pub(crate) mod people;
    pub(crate) mod plans;
    pub(crate) mod reports;
    pub(crate) mod rows;
    pub(crate) mod scene;
    pub(crate) mod table;
    pub(crate) mod tokens;
    pub(crate) mod trail;
    pub(crate) mod withheld;
}

use std::collections::BTreeSet;

use db::{Reads, params};
use rights::cast::{ALL, Part};
use rights::check::Trial;
use rights::rows::Tables;
use rights::scene::{self, Scene};
use rights::table::Table;
use testing_db::{Engine, TestDb};
use web::Method;
use whole::Stage;

/// Routes that work only while the house is empty; [`the_set_up_link_works_once_in_an_empty_house`] plays them.
const BEFORE_SET_UP: [&str; 2] = ["GET /setup/{token}", "POST /setup/{token}"];

fn table(scene: &Scene) -> Table {
    let mut table = Table::default();
    rights::people::rows(&mut table, scene);
    rights::people::machine(&mut table, scene);
    rights::campaigns::rows(&mut table, scene);
    rights::activities::rows(&mut table, scene);
    rights::plans::rows(&mut table, scene);
    rights::reports::rows(&mut table, scene);
    rights::reports::overview(&mut table, scene);
    rights::dossiers::rows(&mut table, scene);
    table
}

#[test]
fn everybody_does_what_they_may_and_nothing_else() {
    testing_db::play(Engine::Sqlite, async |house: Stage| {
        let scene = scene::set(&house).await;
        let table = table(&scene);
        let read_only = read_only_tokens(&house).await;
        let tables = Tables::of(&house.db).await;
        tables.keep(&house.db).await;
        let trial = Trial { house, tables, read_only };
        let mut wrong = Vec::new();
        for entry in &table.0 {
            wrong.extend(trial.play(entry).await);
        }
        assert!(wrong.is_empty(), "{} of {} entries:\n{}", wrong.len(), table.0.len(), wrong.join("\n"));
    });
}

#[test]
fn every_route_has_one_entry() {
    testing_db::play(Engine::Sqlite, async |test: TestDb| {
        let folder = tempfile::tempdir().unwrap();
        let blobs = blobs::Blobs::open(folder.path()).await.unwrap();
        let program = anbiao::house::House::open(test.db.clone(), blobs).await.unwrap();
        let routes = program.routes.rows().iter().map(|row| format!("{} {}", row.method.name(), row.path));
        let routes: Vec<String> = routes.collect();
        let house = Stage::build(TestDb::empty(Engine::Sqlite).await).await;
        let entries = table(&scene::set(&house).await).0;
        let entries = entries.iter().map(|entry| format!("{} {}", entry.method.name(), entry.route));
        let entries: Vec<String> = entries.chain(BEFORE_SET_UP.map(str::to_owned)).collect();
        assert_eq!(difference(&routes, &entries), BTreeSet::<&String>::new(), "routes without an entry");
        assert_eq!(difference(&entries, &routes), BTreeSet::<&String>::new(), "entries without a route");
        assert_eq!(entries.len(), routes.len(), "an entry stands twice");
    });
}

/// A file that a program's answers name is read with its token, by the rights of whoever has it; a page is not.
#[test]
fn files_are_read_with_tokens_and_pages_are_not() {
    testing_db::play(Engine::Sqlite, async |house: Stage| {
        let folder = tempfile::tempdir().unwrap();
        let blobs = blobs::Blobs::open(folder.path()).await.unwrap();
        let empty = TestDb::empty(Engine::Sqlite).await;
        let program = anbiao::house::House::open(empty.db.clone(), blobs).await.unwrap();
        let files = program.routes.rows().iter().filter(|row| row.is_file).map(|row| row.path);
        let files: Vec<&str> = files.collect();
        assert!(files.contains(&"/photos/{id}/large"), "{files:?}");
        let table = table(&scene::set(&house).await);
        let read_only = read_only_tokens(&house).await;
        let wrong = rights::tokens::wrong(&house, &table.0, &files, &read_only).await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

fn difference<'a>(all: &'a [String], known: &'a [String]) -> BTreeSet<&'a String> {
    let (all, known): (BTreeSet<_>, BTreeSet<_>) = (all.iter().collect(), known.iter().collect());
    all.difference(&known).copied().collect()
}

#[test]
fn every_page_with_its_data_is_fit_to_be_shown() {
    testing_db::play(Engine::Sqlite, async |house: Stage| {
        let table = table(&scene::set(&house).await);
        let pages = table.0.iter().filter(|entry| entry.method == Method::Get && !entry.is_api());
        let mut seen = 0;
        for entry in pages {
            seen += rights::pages::look(&house, entry).await;
        }
        assert!(seen > 100, "only {seen} pages were seen");
        for path in ["/units", "/campaigns/00000000000000000000000000000fff", "/no-such-page"] {
            let refused = house.visitor(&house.cast.unit_officer).get(path).await;
            assert!(refused.status.is_client_error(), "{path}");
            rights::pages::is_fit_to_be_shown(path, &refused);
        }
    });
}

/// What all bureaus share is written by the topmost one only; an officer of a lower one reads it and is told whom to ask.
#[test]
fn a_lower_bureau_writes_nothing_that_all_share() {
    testing_db::play(Engine::Sqlite, async |house: Stage| {
        let table = table(&scene::set(&house).await);
        testing::move_down(&house.db, &house.cast, &house.cast.other_officer).await.unwrap();
        let is_shared = |path: &str| ["/measures", "/days-off"].iter().any(|root| path.starts_with(root));
        let mut written = 0;
        for entry in table.0.iter().filter(|entry| is_shared(entry.path.trim_start_matches("/api/v1"))) {
            let (status, said) = rights::check::asked(&house, Part::OtherOfficer, entry).await;
            let expected = if entry.method == Method::Get { 200 } else { 403 };
            assert_eq!(status, expected, "{} {}: {said}", entry.method.name(), entry.path);
            if expected == 403 {
                assert!(said.contains("请联系最上级主管部门的经办人"), "{}: {said}", entry.path);
                written += 1;
            }
        }
        assert_eq!(written, 6);
    });
}

/// A photo that shows patients leaves its unit in no answer, whoever asks for whatever can be read; confirmed, it is where it was.
#[test]
fn a_photo_with_patients_is_in_no_answer() {
    testing_db::play(Engine::Sqlite, async |house: Stage| {
        let scene = scene::set(&house).await;
        let table = table(&scene);
        let bytes = rights::withheld::bytes_of(&house, &scene.photo).await;
        let before = rights::withheld::holders(&house, &table, &bytes).await;
        for expected in [
            "Reviewer /photos/{id}/large",
            "Reviewer /photos/{id}/original",
            "Reviewer /api/v1/photos/{id}/original",
            "Officer /activities/export.zip",
            "Officer originals.zip",
        ] {
            assert!(before.contains(expected), "{expected} is looked for in vain: {before:?}");
        }
        let mut officer = house.program(&house.cast.unit_officer);
        let mark = format!("/api/v1/photos/{}/mark-patients", scene.photo);
        assert_eq!(officer.call("POST", &mark, &serde_json::json!({})).await.status, 200);
        let after = rights::withheld::holders(&house, &table, &bytes).await;
        let abroad: Vec<&String> =
            after.iter().filter(|holder| !rights::withheld::is_at_home(holder)).collect();
        assert!(abroad.is_empty(), "{abroad:?}");
        assert!(!after.is_empty(), "its own unit sees it");
        let clear = format!("/api/v1/photos/{}/clear-patients", scene.photo);
        assert_eq!(officer.call("POST", &clear, &serde_json::json!({})).await.status, 200);
        assert_eq!(rights::withheld::holders(&house, &table, &bytes).await, before);
    });
}

/// A file is known by the row that names it, never by its address in the store: who knows the bytes, or the 校验码 on paper,
/// has no way in.
#[test]
fn the_address_of_a_file_opens_nothing() {
    testing_db::play(Engine::Sqlite, async |house: Stage| {
        let table = table(&scene::set(&house).await);
        let sql = "SELECT original AS value FROM photo UNION SELECT large FROM photo \
                   UNION SELECT paper FROM unit_plan WHERE paper IS NOT NULL UNION SELECT blob FROM activity_paper \
                   UNION SELECT blob FROM activity_import";
        let addresses: Vec<String> = house.db.values(sql, params![]).await.unwrap();
        let named = anbiao::house::blobs_in_use(&house.db).await.unwrap();
        assert!(
            addresses.iter().all(|address| named.contains(address)),
            "a file that the doctor would remove"
        );
        let hexes = addresses.iter().map(|address| address.trim_start_matches("sha256-").to_owned());
        let spellings: Vec<String> = addresses.iter().cloned().chain(hexes).collect();
        assert!(spellings.len() >= 4, "{spellings:?}");
        let mut asked = 0;
        for entry in table.0.iter().filter(|entry| entry.method == Method::Get && entry.route.contains('{')) {
            for part in entry.may.unwrap_or(&[]) {
                let who = part.who(&house.cast);
                let mut caller = if entry.is_api() { house.program(who) } else { house.visitor(who) };
                for spelling in &spellings {
                    let answer = caller.get(&entry.at(spelling)).await;
                    assert!(
                        answer.status.is_client_error(),
                        "{part:?} {} {}",
                        entry.at(spelling),
                        answer.status
                    );
                    asked += 1;
                }
            }
        }
        assert!(asked > 200, "only {asked} requests");
    });
}

#[test]
fn the_set_up_link_works_once_in_an_empty_house() {
    testing_db::play(Engine::Sqlite, async |test: TestDb| {
        let folder = tempfile::tempdir().unwrap();
        let blobs = blobs::Blobs::open(folder.path()).await.unwrap();
        let house = anbiao::house::House::open(test.db.clone(), blobs).await.unwrap();
        let link = people::setup_link(&test.db).await.unwrap().unwrap();
        let mut visitor = web::Visitor::new(house.into_router(&anbiao::house::Front::default()));
        let password = scene::PASSWORD;
        let fields = [
            ("body_name", "云岭市青禾区卫生健康局"),
            ("body_short_name", "区卫健局"),
            ("name", "系统员"),
            ("login", "system"),
            ("password", password),
            ("again", password),
        ];
        for path in [link.replace("/setup/", "/setup/x"), "/setup/x".to_owned()] {
            assert_eq!(visitor.get(&path).await.status, 409, "{path}");
            assert_eq!(visitor.post(&path, &fields).await.status, 409, "{path}");
        }
        assert_eq!(visitor.get(&link).await.status, 200);
        assert_eq!(visitor.post(&link, &fields).await.status, 200);
        assert_eq!(visitor.get(&link).await.status, 409);
        assert_eq!(visitor.post(&link, &fields).await.status, 409);
        assert_eq!(people::setup_link(&test.db).await.unwrap(), None);
    });
}

/// A token for reading only of everybody, made on the account's page.
async fn read_only_tokens(house: &Stage) -> Vec<(Part, String)> {
    let mut tokens = Vec::new();
    for part in ALL {
        let fields = [("name", "只读"), ("scope", "read"), ("days", "30")];
        let page = house.visitor(part.who(&house.cast)).post("/account/tokens", &fields).await.text();
        let token = page.split("id=\"token\">").nth(1).and_then(|rest| rest.split('<').next());
        tokens.push((*part, token.unwrap_or_else(|| panic!("{page}")).to_owned()));
    }
    tokens
}
