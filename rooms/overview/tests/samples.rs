//! Every template of the room, asked for by its address and rendered with data.

#[path = "story/ground.rs"]
mod ground;

use ground::{Stage, launch, lecture};

testing_db::story! {
    async fn every_page_renders(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut unit = house.visitor(&house.cast.unit_officer);
        let empty = officer.get("/desk").await.text();
        let campaign = launch(&house).await;
        lecture(&house, &campaign).await;
        let behind = format!("/figures?campaign={campaign}&measure=lecture&reckoning=logged");
        let pages = [
            ("overview/desk_empty.html", empty, "还没有下发的专项行动"),
            ("overview/desk.html", officer.get("/desk").await.text(), "报送率"),
            ("overview/workbench.html", unit.get("/").await.text(), "待办"),
            ("overview/figures.html", officer.get(&behind).await.text(), "3 场"),
        ];
        for who in [&house.cast.member, &house.cast.inspector, &house.cast.audit_administrator] {
            let home = house.visitor(who).get("/").await.text();
            assert!(home.contains("有需要您处理的事项时") && !home.contains("退回的报告"), "{}: {home}", who.name);
        }
        for (template, page, expected) in pages {
            assert!(page.contains("</html>") && page.contains(expected), "{template} lacks {expected}: {page}");
        }
    }
}
