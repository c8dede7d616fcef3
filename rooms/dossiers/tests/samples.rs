//! Every template of the room, asked for by its address and rendered with data.

#![expect(clippy::unwrap_used, reason = "a sample stops at the first thing that is not as told")]

#[path = "story/scene.rs"]
#[expect(dead_code, reason = "the stories use the rest of the scene")]
mod scene;

use scene::{Stage, launch, log};
use testing::unzipped;

testing_db::story! {
    async fn every_page_renders(house: Stage) {
        let campaign = launch(&house).await;
        let unit = house.cast.first_unit;
        log(&house, &house.cast.unit_officer, ("安全讲座", "2026-03-05", &campaign), &[1]).await;
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let file = officer.get(&format!("/dossiers/{unit}")).await.text();
        let started = officer.post(&format!("/dossiers/{unit}/exports"), &[("reckoning", "logged")]).await;
        house.run_until_idle().await;
        let export = officer.get(started.location()).await.text();
        let package = officer.get(&format!("{}/file.zip", started.location())).await.body;
        let index = String::from_utf8(unzipped(&package)["目录.html"].clone()).unwrap();
        for (template, page, expected) in [
            ("dossiers/show.html", file, "安全讲座"),
            ("dossiers/export.html", export, "下载档案 ZIP"),
            ("dossiers/index.html", index, "安全讲座"),
        ] {
            assert!(page.contains("</html>") && page.contains("<h1>"), "{template}: {page}");
            assert!(page.contains(expected), "{template} lacks {expected}: {page}");
        }
    }
}
