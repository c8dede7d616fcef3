//! Campaigns go to units; whoever works at a department works for its unit.

use db::{Reads, params};
use testing::hidden;

use crate::ground::{NOTICE, Stage, launch_as};

testing_db::story! {
    async fn a_department_s_officer_works_for_its_unit(house: Stage) {
        let campaign = launch_as(&house, NOTICE, async |_: &str| {}).await;
        let cast = &house.cast;
        let first = cast.first_unit.to_string();
        let mut bureau = house.visitor(&cast.bureau_officer);
        let form = bureau.get(&format!("/units/new?parent={first}")).await.text();
        assert!(form.contains("不单独下达到科室"), "{form}");
        let made = bureau.post("/units", &[("name", "药房"), ("kind", "department"), ("parent", first.as_str())]).await;
        let department = made.location().to_owned();
        let page = bureau.get(&department).await.text();
        for words in ["科室怎样参加专项行动", "生成一次性登录链接", "以“青禾区第一医院”的名义"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let key = hidden(&page, "idempotency_key");
        let invited = bureau.post(&format!("{department}/invite"), &[("name", "新药师"), ("role", "unit_officer"), ("idempotency_key", &key)]).await;
        assert!(invited.text().contains("/welcome/"), "{}", invited.text());
        // Somebody who has opened such an account.
        let id = department.trim_start_matches("/units/").to_owned();
        let mut tx = house.db.begin().await.unwrap();
        tx.run_one("UPDATE role_grant SET unit = $1, role = 'unit_officer' WHERE person = $2", params![&id, cast.member.person]).await.unwrap();
        tx.commit().await.unwrap();
        let mut pharmacist = house.visitor(&cast.member);
        let home = pharmacist.get("/").await.text();
        assert!(home.contains("安全宣传专项行动") && home.contains("单位经办（药房）"), "{home}");
        let fields = [("name", "用药安全讲座"), ("starts_on", "2026-03-05"), ("campaigns[]", campaign.as_str())];
        assert_eq!(pharmacist.post("/activities", &fields).await.status, 303);
        let seen = house.visitor(&cast.unit_officer).get("/activities").await.text();
        assert!(seen.contains("用药安全讲座"), "it is the unit's: {seen}");
        let mut other = house.visitor(&cast.other_unit_officer);
        assert_eq!(other.get(&department).await.status, 404);
        let told = house.db.count("SELECT COUNT(*) AS value FROM ledger WHERE verb = 'activity.log' AND role = '单位经办（药房）'", params![]);
        assert_eq!(told.await.unwrap(), 1);
    }
}
