//! The thread through the whole house, on both engines, through HTTP: a notice comes in as a file, and the bureau ends
//! with one locked draft that holds the unit's numbers. The figures are read in each 口径 after every step.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as told")]

mod whole;

mod walk {
    pub(crate) mod away;
    pub(crate) mod bureau;
    pub(crate) mod figures;
    pub(crate) mod files;
    pub(crate) mod unit;
}

use std::collections::BTreeSet;

use blobs::BlobId;
use walk::away::InBucket;
use walk::bureau::Bureau;
use walk::figures::{Desk, Done, amounts, desk, done};
use walk::files::{cells, document};
use walk::unit::{LOGGED, MENDED, Unit};
use whole::Stage;

testing_db::story! {
    async fn from_the_notice_to_the_draft(house: Stage) {
        walk(&house).await;
    }
}

testing_db::story! {
    async fn the_same_with_photos_and_drafts_in_a_bucket(stage: InBucket) {
        walk(&stage.house).await;
    }
}

async fn walk(house: &Stage) {
    let mut bureau = Bureau::at_work(house);
    let plan = bureau.launch().await;
    let mut unit = Unit::at_work(house, &plan);
    unit.sign().await;
    bureau.sees_one_signature(&plan.campaign).await;
    let figures = async || (done(house, &plan).await, desk(house, &plan).await);
    let nothing = Done::default();
    let asked = Desk { expected: 2, ..Desk::default() };
    assert_eq!(figures().await, (nothing.clone(), asked.clone()), "launched");

    stand_at(house, "2026-05-20").await;
    let activity = unit.log().await;
    let logged = Done { logged: amounts(&LOGGED), ..nothing };
    assert_eq!(figures().await, (logged.clone(), asked.clone()), "logged");

    unit.finds_its_numbers_in_the_report(&LOGGED).await;
    unit.writes_what_only_it_can_say().await;
    unit.submits_twice().await;
    assert_eq!(house.ledger_count("report.submit").await, 1, "submitting twice is once");
    let reported = Done { reported: amounts(&LOGGED), ..logged.clone() };
    let received = Desk { received: 1, on_time: 1, ..asked };
    assert_eq!(figures().await, (reported, received.clone()), "reported");

    bureau.returns(&plan.report, "请补充手册发放的数量。").await;
    assert_eq!(
        figures().await,
        (logged, received.clone()),
        "returned: received for ever, reported no longer"
    );

    stand_at(house, "2026-06-03").await;
    unit.reads("请补充手册发放的数量。").await;
    unit.corrects(&activity).await;
    unit.resubmits().await;
    let again = Done { logged: amounts(&MENDED), reported: amounts(&MENDED), ..Done::default() };
    assert_eq!(figures().await, (again.clone(), received.clone()), "on time by the first version");

    bureau.approves(&plan.report).await;
    let approved = Desk { approved: 1, ..received.clone() };
    assert_eq!(figures().await, (Done { approved: amounts(&MENDED), ..again.clone() }, approved), "approved");
    unit.cannot_correct(&activity).await;

    let version = bureau.consolidates(house, &plan).await;
    the_draft_tells_it(&document(&bureau.fetch(&version.draft).await));
    the_ledger_tells_it(&bureau.fetch(&version.ledger).await);
    assert_eq!(version.code, sha256(&bureau.fetch(&version.draft).await), "the code is that of the file");

    bureau.returns(&plan.report, "审核后发现人次有误。").await;
    assert_eq!(
        figures().await,
        (Done { reported: amounts(&[]), ..again }, received),
        "what goes back is not approved"
    );
    unit.corrects(&activity).await;
    assert_eq!(version.code, sha256(&bureau.fetch(&version.draft).await), "a locked version stays");

    assert_eq!(unnamed(house).await, 0, "every file is named by a row");
    unit.drops_a_photo(&activity).await;
    assert_eq!(unnamed(house).await, 2, "original and small copy: the large one stands in what was sent");
}

/// How many files of the store no row names; whatever a row names is there.
async fn unnamed(house: &Stage) -> usize {
    let named = anbiao::house::blobs_in_use(&house.db).await.unwrap();
    let named: BTreeSet<BlobId> = named.iter().map(|text| text.parse().unwrap()).collect();
    let mut stored = BTreeSet::new();
    for shelf in 0..=u8::MAX {
        stored.extend(house.blobs.shelf(shelf).await.unwrap().iter().map(|stored| stored.id));
    }
    assert!(named.len() >= 6 && named.is_subset(&stored), "{named:?}");
    stored.difference(&named).count()
}

/// Nine o'clock on a day, when everybody has signed in again.
async fn stand_at(house: &Stage, day: &str) {
    let day = clock::CivilDate::parse(day).unwrap();
    house.clock().set(day.start().plus_seconds(9 * 60 * 60));
    let mut tx = house.db.begin().await.unwrap();
    let now = tx.now();
    tx.run("UPDATE session SET made_at = $1, last_seen = $1", db::params![now]).await.unwrap();
    tx.commit().await.unwrap();
}

fn the_draft_tells_it(draft: &walk::files::Document) {
    for words in [
        "青禾区卫生健康局",
        "青禾区第一医院",
        "应报单位2家，已收到报送1家，审核通过并纳入本次汇总1家",
        "宣传手册210册",
        "把要点做成口袋卡",
        "外包人员流动较大",
        "东街社区卫生服务中心",
        "未报",
    ] {
        assert!(draft.text.contains(words), "“{words}” is not in the draft:\n{}", draft.text);
    }
    assert_eq!(draft.pictures, 2);
}

fn the_ledger_tells_it(bytes: &[u8]) {
    let figures = cells(bytes, "指标汇总");
    let row =
        |first: &str| figures.iter().find(|row| row[0] == first).unwrap_or_else(|| panic!("{figures:?}"));
    let titles = row("单位");
    for (title, amount) in
        [("宣传标语（条）", "6"), ("宣传画（幅）", "8"), ("宣传展板（块）", "4"), ("宣传手册（册）", "210")]
    {
        let column = titles.iter().position(|found| found == title).unwrap_or_else(|| panic!("{titles:?}"));
        assert_eq!(row("青禾区第一医院")[column], amount, "{title}");
        assert_eq!(row("东街社区卫生服务中心")[column], "0", "{title}");
        assert_eq!(row("合计")[column], amount, "{title}");
    }
    let states = cells(bytes, "报送情况");
    let state = |unit: &str| states.iter().find(|row| row[0] == unit).map(|row| row[3].clone());
    assert_eq!(state("青禾区第一医院").as_deref(), Some("审核通过"));
    assert_eq!(state("东街社区卫生服务中心").as_deref(), Some("未报"));
    assert!(cells(bytes, "活动台账").iter().any(|row| row.contains(&"集中张挂宣传品".to_owned())));
}

fn sha256(bytes: &[u8]) -> String {
    BlobId::of(bytes).hex()
}
