//! A liaison that is confirmed is confirmed wherever a campaign asks for one.

use testing::hidden;

use crate::ground::{NOTICE, Stage, launch_as};

/// A notice that asks for the list of liaisons.
fn notice() -> String {
    NOTICE.replace("（含图片）。", "（含图片）。请各单位于2026年3月15日前报送联络员名单。")
}

async fn confirm(house: &Stage) -> String {
    let unit = format!("/units/{}", house.cast.first_unit);
    let mut officer = house.visitor(&house.cast.unit_officer);
    let version = hidden(&officer.get(&unit).await.text(), "version");
    let typed = [
        ("liaison_name", "林联络"),
        ("liaison_post", "科长"),
        ("liaison_phone", "13800138000"),
        ("version", version.as_str()),
    ];
    let done = officer.post(&format!("{unit}/liaison"), &typed).await;
    assert_eq!(done.status, 303, "{}", done.text());
    officer.get(done.location()).await.text()
}

testing_db::story! {
    async fn confirming_on_the_own_page_does_the_to_do(house: Stage) {
        let campaign = launch_as(&house, &notice(), async |_: &str| {}).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let home = officer.get("/").await.text();
        assert!(home.contains("确认联络员："), "{home}");
        let page = confirm(&house).await;
        assert!(page.contains("同时报送"), "{page}");
        assert!(!officer.get("/").await.text().contains("确认联络员："));
        assert_eq!(house.ledger_count("report.submit_liaison").await, 1);
        let desk = house.program(&house.cast.bureau_officer).get(&format!("/api/v1/desk?campaign={campaign}")).await.text();
        assert!(desk.contains("pending"), "{desk}");
    }
}
