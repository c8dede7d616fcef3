use testing::{SCRIPTS, escaped};

use crate::House;
use crate::lost_password::open_account;

const PASSWORD: &str = "correct horse battery";

testing_db::story! {
    async fn a_new_password_is_a_new_one_and_guesses_at_the_old_one_count(house: House) {
        open_account(&house, &house.cast.bureau_officer, "lin").await;
        let mut own = house.visitor(&house.cast.bureau_officer);
        let same = [("current", PASSWORD), ("password", PASSWORD), ("again", PASSWORD)];
        let refused = own.post("/account/password", &same).await;
        assert!(refused.status == 422 && refused.text().contains("不能与原密码相同"), "{}", refused.text());
        let guess = [("current", "not my password"), ("password", "门诊三楼的绿植很好看"), ("again", "门诊三楼的绿植很好看")];
        for _ in 0..3 {
            assert_eq!(own.post("/account/password", &guess).await.status, 422);
        }
        let slowed = own.post("/account/password", &guess).await;
        assert!(slowed.status == 429 && slowed.text().contains("秒后再试"), "{}", slowed.text());
        assert_eq!(house.refused_count("account.password").await, 3);
        house.clock().set(house.clock().now().plus_seconds(6));
        let right = [("current", PASSWORD), guess[1], guess[2]];
        assert_eq!(own.post("/account/password", &right).await.location(), "/account");
        assert_eq!(house.ledger_count("account.password").await, 1);
    }
}

testing_db::story! {
    async fn all_other_devices_are_signed_out_in_one_press(house: House) {
        let officer = &house.cast.bureau_officer;
        open_account(&house, officer, "lin").await;
        let mut own = house.visitor(officer);
        let mut others = [house.stranger(), house.stranger()];
        for other in &mut others {
            assert_eq!(other.post("/sign-in", &[("login", "lin"), ("password", PASSWORD)]).await.location(), "/");
        }
        assert!(own.get("/account").await.text().contains("退出其他全部设备"));
        assert_eq!(own.post("/account/sessions/end-others", &[]).await.location(), "/account");
        for other in &mut others {
            assert_eq!(other.get("/account").await.status, 303);
        }
        assert!(!own.get("/account").await.text().contains("退出其他全部设备"), "there is no other one");
        assert_eq!(house.ledger_count("session.end_others").await, 1);
    }
}

testing_db::story! {
    async fn one_corrects_ones_own_name(house: House) {
        let mut own = house.visitor(&house.cast.unit_officer);
        let refused = own.post("/account/name", &[("own_name", "")]).await;
        assert!(refused.status == 422 && refused.text().contains("请填写姓名"), "{}", refused.text());
        assert_eq!(own.post("/account/name", &[("own_name", "郑联洛")]).await.location(), "/account");
        assert!(own.get("/account").await.text().contains("郑联洛"));
        for script in SCRIPTS {
            assert_eq!(own.post("/account/name", &[("own_name", script)]).await.status, 303);
            let page = own.get("/account").await.text();
            let is_markup = escaped(script) != **script;
            assert!(!(is_markup && page.contains(script)), "{script}: {page}");
        }
        assert_eq!(house.ledger_count("account.rename").await, 1 + SCRIPTS.len() as u64);
    }
}
