//! Every template of the room, asked for by its address and rendered with data.

#![expect(clippy::unwrap_used, reason = "a sample stops at the first thing that is not as told")]

#[path = "story/scene.rs"]
#[expect(dead_code, reason = "the stories use the rest of the scene")]
mod scene;

use db::params;
use scene::{CAMPAIGN, MAIN, PHASE_ONE, Stage, launch, log, report};

testing_db::story! {
    async fn every_page_renders(house: Stage) {
        launch(&house).await;
        let cast = &house.cast;
        let path = report(MAIN, cast.first_unit);
        log(&mut house.program(&cast.unit_officer), "安全讲座", 60, &[1]).await;
        let mut unit = house.visitor(&cast.unit_officer);
        let mut bureau = house.visitor(&cast.bureau_reviewer);
        let mut officer = house.visitor(&cast.bureau_officer);
        let dues = unit.get("/reports").await.text();
        let desk = unit.get(&format!("{path}?edit=practice")).await.text();
        let mut tx = house.db.begin().await.unwrap();
        let list = "INSERT INTO due (id, campaign, kind, title, due_on, with_pictures, dropped, version) \
                    VALUES ($1, $2, 'once', '报送联络员名单', '2026-03-20', FALSE, FALSE, 1)";
        tx.run_one(list, params![scene::numbered("e1"), CAMPAIGN]).await.unwrap();
        tx.commit().await.unwrap();
        let liaison = unit.get(&report(&scene::numbered("e1"), cast.first_unit)).await.text();
        unit.post(&format!("{path}/submit"), &[]).await;
        let queue = bureau.get("/reports").await.text();
        let review = bureau.get(&format!("{path}/review")).await.text();
        bureau.post(&format!("{path}/approve"), &[]).await;
        let started = officer.post("/consolidations", &[("campaign", CAMPAIGN), ("phase", PHASE_ONE)]).await;
        house.run_until_idle().await;
        let version = officer.get(started.location()).await.text();
        let versions = officer.get("/consolidations").await.text();
        for (template, page, expected) in [
            ("reports/dues.html", dues, "第一阶段开展情况"),
            ("reports/desk.html", desk, "举办专题辅导讲座"),
            ("reports/liaison.html", liaison, "确认联络员并报送"),
            ("reports/queue.html", queue, "青禾区第一医院"),
            ("reports/review.html", review, "退回修改"),
            ("reports/consolidation.html", version, "（已锁定）"),
            ("reports/consolidations.html", versions, "汇总第 1 版"),
        ] {
            assert!(page.contains("</html>") && page.contains("<h1>"), "{template}: {page}");
            assert!(page.contains(expected), "{template} lacks {expected}: {page}");
        }
    }
}
