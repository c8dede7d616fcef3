use db::{Reads, params};

use crate::fresh::Fresh;
use crate::links;

const PASSWORD: &str = "门诊三楼的绿植很好看";

fn form<'a>(login: &'a str, password: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("body_name", "云岭市青禾区卫生健康局"),
        ("body_short_name", "区卫健局"),
        ("name", "系统员"),
        ("login", login),
        ("password", password),
        ("again", password),
    ]
}

testing_db::story! {
    async fn a_fresh_site_is_set_up_once(fresh: Fresh) {
        let mut first = fresh.stranger.clone();
        let page = first.get("/sign-in").await.text();
        assert!(page.contains("还没有完成首次设置"), "{page}");

        let old = people::setup_link(&fresh.db).await.unwrap().unwrap();
        let path = people::setup_link(&fresh.db).await.unwrap().unwrap();
        assert_eq!(first.get(&old).await.status, 409, "an older link stops working");
        assert_eq!(first.get("/setup/guessed").await.status, 409);
        assert_eq!(first.get(&path).await.status, 200);

        let refused = first.post(&path, &form("sysadmin", "1234567890")).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("太常见") && refused.text().contains("云岭市青禾区卫生健康局"));

        let done = first.post(&path, &form("sysadmin", PASSWORD)).await;
        assert_eq!(done.status, 200, "{}", done.text());
        let invitations = links(&done.text());
        assert_eq!(invitations.len(), 4);
        let again = first.post(&path, &form("sysadmin", PASSWORD)).await;
        assert_eq!(again.status, 409);
        assert!(again.text().contains("已经用过"));
        assert_eq!(people::setup_link(&fresh.db).await.unwrap(), None);
        let bodies = fresh.db.count("SELECT COUNT(*) AS value FROM unit", params![]).await.unwrap();
        assert_eq!(bodies, 1);

        let mut administrator = fresh.stranger.clone();
        let signed_in = administrator.post("/sign-in", &[("login", "SysAdmin"), ("password", PASSWORD)]).await;
        assert_eq!((signed_in.status.as_u16(), signed_in.location()), (303, "/"));
        assert_eq!(administrator.get("/units").await.status, 403, "an administrator sees no business data");
    }
}

testing_db::story! {
    async fn a_guest_chooses_login_and_password_once(fresh: Fresh) {
        let mut guest = fresh.stranger.clone();
        let path = people::setup_link(&fresh.db).await.unwrap().unwrap();
        let invitations = links(&guest.post(&path, &form("sysadmin", PASSWORD)).await.text());
        let officer = &invitations[2];
        let page = guest.get(officer).await.text();
        assert!(page.contains("value=\"officer\""), "{page}");

        let choose = |login: &'static str, password: &'static str, again: &'static str| {
            [("name", "林经办"), ("login", login), ("password", password), ("again", again)]
        };
        for (login, password, again, sentence) in [
            ("officer", "short", "short", "至少需要 10 个字符"),
            ("officer", "officer2026", "officer2026", "不能与登录名"),
            ("officer", "correct horse battery", "other horse battery", "两次输入的密码不一致"),
            ("局经办", "correct horse battery", "correct horse battery", "登录名为 3–32 位"),
            ("sysadmin", "correct horse battery", "correct horse battery", "已经有人用了"),
        ] {
            let refused = guest.post(officer, &choose(login, password, again)).await;
            assert_eq!(refused.status, 422, "{login}");
            assert!(refused.text().contains(sentence), "{sentence}");
            assert!(refused.text().contains("林经办"), "what was typed stays");
            assert!(!refused.text().contains(password), "a password never comes back");
        }
        let horse = "correct horse battery";
        let opened = guest.post(officer, &choose("officer", horse, horse)).await;
        assert_eq!(opened.location(), "/sign-in");
        assert!(guest.get(officer).await.text().contains("已经用过"));

        let reviewer = &invitations[3];
        let in_fifteen_days = fresh.db.clock().now().plus_seconds(15 * 24 * 60 * 60);
        fresh.db.clock().set(in_fifteen_days);
        let expired = guest.get(reviewer).await;
        assert_eq!(expired.status, 409);
        assert!(expired.text().contains("已经过期"));

        let mut signed_in = fresh.stranger.clone();
        let fields = [("login", "officer"), ("password", horse), ("to", "/units")];
        assert_eq!(signed_in.post("/sign-in", &fields).await.location(), "/units");
        let units = signed_in.get("/units").await;
        assert_eq!(units.status, 200);
        assert!(units.text().contains("还没有单位"));
    }
}
