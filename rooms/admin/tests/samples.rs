//! Every template of the room, asked for by its address and rendered with data.

use jobs::NewJob;
use people::Actor;
use serde_json::json;
use testing::{House, Kit};
use web::Room;

struct Rooms;

impl testing::Rooms for Rooms {
    fn open(kit: &Kit) -> Vec<Room<Actor>> {
        vec![people::room(kit.db.clone()), admin::room(kit.db.clone())]
    }
}

testing_db::story! {
    async fn every_page_renders(house: House<Rooms>) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        officer.post("/units", &[("name", "北街诊所"), ("class", "诊所")]).await;
        let mut tx = house.db.begin().await.unwrap();
        let job = NewJob { kind: "report.consolidate", key: "a", payload: json!({}), place: None, created_by: None };
        jobs::enqueue(&mut tx, job).await.unwrap();
        tx.commit().await.unwrap();
        let ledger = house.visitor(&house.cast.audit_administrator).get("/ledger").await.text();
        let jobs = house.visitor(&house.cast.system_administrator).get("/jobs").await.text();
        for (template, page, expected) in
            [("admin/ledger.html", ledger, "北街诊所"), ("admin/jobs.html", jobs, "排队中")]
        {
            assert!(page.contains("</html>") && page.contains("<h1>"), "{template}: {page}");
            assert!(page.contains(expected), "{template} lacks {expected}: {page}");
        }
    }
}
