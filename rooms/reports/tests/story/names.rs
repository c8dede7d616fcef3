use db::params;
use people::NodeKind;

use crate::scene::{CAMPAIGN, Stage, launch};

const TWIN: &str = "000000000000000000000000000000b9";

/// A second campaign of the same name, with another number, that asks the first unit for one report.
async fn launch_twin(house: &Stage) {
    launch(house).await;
    let mut tx = house.db.begin().await.unwrap();
    tx.run_one(
        "INSERT INTO campaign (id, bureau, place, state, name, document_number, issued_on, superior_basis, report_to, created_at, \
         created_by, launched_at, plan_version, version) \
         SELECT $1, bureau, place, state, name, '青卫〔2026〕9号', issued_on, superior_basis, report_to, created_at, \
         created_by, launched_at, plan_version, version FROM campaign WHERE id = $2",
        params![TWIN, CAMPAIGN],
    )
    .await
    .unwrap();
    let enrol = "INSERT INTO enrolment (campaign, unit, version) VALUES ($1, $2, 1)";
    tx.run_one(enrol, params![TWIN, house.cast.first_unit]).await.unwrap();
    let due = "INSERT INTO due (id, campaign, kind, title, due_on, with_pictures, dropped, version) \
               VALUES ('000000000000000000000000000000d9', $1, 'once', '自查情况', '2026-03-20', FALSE, FALSE, 1)";
    tx.run_one(due, params![TWIN]).await.unwrap();
    tx.commit().await.unwrap();
}

testing_db::story! {
    async fn campaigns_of_one_name_are_told_apart(house: Stage) {
        launch_twin(&house).await;
        let names = [8, 9].map(|number| format!("宣贯工作方案（青卫〔2026〕{number}号）"));
        let who = &house.cast.unit_officer;
        let own = house.visitor(who).get("/reports").await.text();
        let queue = house.visitor(&house.cast.bureau_reviewer).get("/reports?state=all").await.text();
        let rows = queue.split("<tbody").nth(1).unwrap_or_default();
        for name in &names {
            assert!(own.contains(name.as_str()) && rows.contains(name.as_str()), "{name}: {own} {queue}");
        }
        let actor = house.actor(who, NodeKind::Unit).await;
        let room = reports::room(house.db.clone(), house.blobs.clone());
        let waiting = room.todos.unwrap().ask(actor).await.unwrap();
        for name in &names {
            assert!(waiting.iter().any(|todo| todo.text.contains(name.as_str())), "{name}: {waiting:?}");
        }
    }
}
