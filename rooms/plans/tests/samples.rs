//! Every template of the room, asked for by its address and rendered with data.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as told")]

#[path = "story/ground.rs"]
mod ground;

use ground::{Stage, launch, typed};

testing_db::story! {
    async fn every_page_renders(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut unit = house.visitor(&house.cast.unit_officer);
        let empty = officer.get("/plans").await.text();
        let campaign = launch(&house).await;
        let path = format!("/plans/{campaign}/{}", house.cast.first_unit);
        let blank = unit.get(&path).await.text();
        let form = unit.get(&format!("{path}/edit")).await.text();
        let saved = unit.post(&path, &typed()).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let pages = [
            ("plans/list.html", empty, "还没有下发的专项行动"),
            ("plans/list.html", officer.get("/plans").await.text(), "未报备 2"),
            ("plans/show.html", blank, "开始填写"),
            ("plans/edit.html", form, "已按局里下发的指标和阶段排好"),
            ("plans/show.html", unit.get(&path).await.text(), "报局备案"),
            ("plans/show.html", unit.get(&path).await.text(), "医务科"),
            ("plans/show.html", officer.get(&path).await.text(), "单位还没有报备"),
        ];
        for (template, page, expected) in pages {
            assert!(page.contains("</html>") && page.contains(expected), "{template} lacks {expected}: {page}");
        }
    }
}
