use testing::{SCRIPTS, hidden};

use crate::lost_password::open_account;
use crate::{House, act};

const PASSWORD: &str = "correct horse battery";

/// What a page has in a hidden field, as the browser would read it.
fn read(page: &str, name: &str) -> String {
    let entities = [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")];
    entities.iter().fold(hidden(page, name), |text, (entity, plain)| text.replace(entity, plain))
}

testing_db::story! {
    async fn what_was_typed_survives_the_end_of_the_session(house: House) {
        open_account(&house, &house.cast.bureau_officer, "lin").await;
        let mut officer = house.stranger();
        let sign_in = |kept: &str| {
            vec![("login".to_owned(), "lin".to_owned()), ("password".to_owned(), PASSWORD.to_owned()), ("kept".to_owned(), kept.to_owned())]
        };
        officer.post("/sign-in", &[("login", "lin"), ("password", PASSWORD)]).await;
        let form = officer.get("/units/new").await.text();
        let key = hidden(&form, "idempotency_key");
        house.clock().set(house.clock().now().plus_seconds(9 * 60 * 60));

        let long = "西大街\u{201c}甲\u{201d}号<b>&amp;".repeat(5);
        let fields = [("name", "北街诊所"), ("class", "诊所"), ("township", long.as_str()), ("idempotency_key", key.as_str())];
        let away = officer.post("/units", &fields).await;
        assert_eq!(away.status, 401);
        let page = away.text();
        let told = "都还在（您写的文字有 3 处，最长的 75 字：“西大街\u{201c}甲\u{201d}号&#60;b&#62;&#38;amp;西大街\u{201c}甲…”）";
        assert!(page.contains("登录已过期") && page.contains(told), "{page}");
        assert_eq!(officer.get("/units").await.status, 303, "nothing was done");

        let kept = read(&page, "kept");
        let wrong = officer.post("/sign-in", &[("login", "lin"), ("password", "not my password"), ("kept", &kept)]).await;
        assert_eq!(read(&wrong.text(), "kept"), kept, "a wrong password loses nothing either");
        let typed = sign_in(&kept);
        let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let again = officer.post("/sign-in", &typed).await;
        assert_eq!(again.status, 200, "{}", again.text());
        let page = again.text();
        assert!(page.contains("action=\"/units\"") && page.contains("继续提交"), "{page}");
        assert!(page.contains("刚才填写的内容都还在，您写的文字有 3 处，最长的 75 字"), "{page}");
        let values: Vec<String> = ["name", "class", "township", "idempotency_key"].iter().map(|name| read(&page, name)).collect();
        assert_eq!(values, fields.map(|(_, value)| value.to_owned()), "as it was typed");
        let resumed: Vec<(&str, &str)> = fields.iter().map(|(name, _)| *name).zip(values.iter().map(String::as_str)).collect();
        let refused = officer.post("/units", &resumed).await;
        assert!(refused.status == 422 && refused.text().contains("最多 50 个字"), "and judged as ever");
        let short = [("name", "北街诊所"), ("class", "诊所"), ("idempotency_key", key.as_str())];
        assert!(officer.post("/units", &short).await.location().starts_with("/units/"));
    }
}

testing_db::story! {
    async fn an_untouched_form_tells_no_ids(house: House) {
        open_account(&house, &house.cast.bureau_officer, "lin").await;
        let fields = [("parent", "01a08bc5000070008000000000005079"), ("idempotency_key", "01a08bc5000070008000000000005080"), ("version", "1")];
        let page = house.stranger().post("/units", &fields).await.text();
        assert!(page.contains("都还在。请登录") && !page.contains("字："), "{page}");
        let kept = read(&page, "kept");
        let resumed = house.stranger().post("/sign-in", &[("login", "lin"), ("password", PASSWORD), ("kept", &kept)]).await.text();
        assert!(resumed.contains("刚才要提交的内容都还在") && !resumed.contains("<blockquote"), "{resumed}");
        assert_eq!(read(&resumed, "parent"), fields[0].1, "but they travel along");
    }
}

testing_db::story! {
    async fn a_form_with_files_keeps_its_text(house: House) {
        let mut stranger = house.stranger();
        let file: &[u8] = b"PK";
        let away = stranger.upload("/units/import", &[("note", "第一行\n第二行")], &[("file", "名册.xlsx", file)]).await;
        assert_eq!(away.status, 401);
        let kept: serde_json::Value = serde_json::from_str(&read(&away.text(), "kept")).unwrap();
        assert_eq!(kept["fields"], serde_json::json!([["note", "第一行\n第二行"]]));
        assert_eq!((kept["files"].as_u64(), kept["is_multipart"].as_bool()), (Some(1), Some(true)));
    }
}

testing_db::story! {
    async fn a_late_form_lets_no_script_in(house: House) {
        open_account(&house, &house.cast.bureau_officer, "lin").await;
        for script in SCRIPTS {
            let mut stranger = house.stranger();
            let away = stranger.post("/units", &[("name", script), (script, "x")]).await;
            let kept = read(&away.text(), "kept");
            let resumed = stranger.post("/sign-in", &[("login", "lin"), ("password", PASSWORD), ("kept", &kept)]).await;
            for page in [away.text(), resumed.text()] {
                let is_markup = script.contains(['<', '"', '\'', '&']);
                assert!(!(is_markup && page.contains(script)), "{script}: {page}");
            }
        }
        let foreign = "{\"path\":\"//example.com\",\"is_multipart\":false,\"fields\":[],\"files\":0}";
        let entered = house.stranger().post("/sign-in", &[("login", "lin"), ("password", PASSWORD), ("kept", foreign)]).await;
        assert_eq!(entered.location(), "/", "what leads elsewhere is dropped");
    }
}

/// What the forms of a page repeat.
fn token_of(page: &str) -> String {
    let rest = page.split("csrf-token\" content=\"").nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

testing_db::story! {
    async fn a_form_counts_where_and_for_whom_it_was_opened(house: House) {
        let cast = &house.cast;
        let (first, second) = (cast.first_unit.to_string(), cast.second_unit.to_string());
        let mut security = house.visitor(&cast.security_administrator);
        let grant = [("role", "unit_officer"), ("unit", second.as_str())];
        assert_eq!(act(&mut security, cast.unit_officer.person, "grants", &grant).await.status, 303);
        open_account(&house, &cast.unit_officer, "zheng").await;
        open_account(&house, &cast.other_unit_officer, "xulian").await;
        let mut officer = house.stranger();
        officer.post("/sign-in", &[("login", "zheng"), ("password", PASSWORD)]).await;
        let own = officer.get(&format!("/units/{first}")).await.text();
        let (path, token) = (format!("/units/{first}/liaison"), token_of(&own));
        let fields = [("csrf", token.as_str()), ("liaison_name", "郑联络"), ("liaison_phone", "13800138000"), ("version", "1")];
        assert_eq!(officer.post("/session/place", &[("id", &second)]).await.status, 303, "in another tab");
        let refused = officer.post(&path, &fields).await;
        assert_eq!(refused.status, 409);
        assert!(refused.text().contains("本页是为“青禾区第一医院”打开的"), "{}", refused.text());
        let leave = [("csrf", token.as_str()), ("id", first.as_str())];
        assert_eq!(officer.post("/session/place", &leave).await.status, 409, "an old page goes nowhere either");

        house.clock().set(house.clock().now().plus_seconds(9 * 60 * 60));
        let late = [("csrf", token.as_str()), ("text", "长长的一段话"), ("n", "1")];
        let kept = read(&officer.post(&path, &late).await.text(), "kept");
        let again = officer.post("/sign-in", &[("login", "zheng"), ("password", PASSWORD), ("kept", &kept)]).await.text();
        assert!(again.contains("长长的一段话") && again.contains("郑联络，") && again.contains(">继续提交<"), "{again}");
        assert_eq!(officer.get(&format!("/units/{first}")).await.status, 200, "back at the place of the form");
        assert_eq!(house.ledger_count("session.place").await, 2);

        let kept = read(&house.stranger().post(&path, &late).await.text(), "kept");
        let mut other = house.stranger();
        let taken = other.post("/sign-in", &[("login", "xulian"), ("password", PASSWORD), ("kept", &kept)]).await.text();
        assert!(taken.contains("不是以您现在的身份填写的") && taken.contains("的名义提交<") && !taken.contains(">继续提交<"), "{taken}");
    }
}

testing_db::story! {
    async fn a_form_of_a_place_that_another_tab_left_is_kept(house: House) {
        let cast = &house.cast;
        let (first, second) = (cast.first_unit.to_string(), cast.second_unit.to_string());
        let mut security = house.visitor(&cast.security_administrator);
        let grant = [("role", "unit_officer"), ("unit", second.as_str())];
        assert_eq!(act(&mut security, cast.unit_officer.person, "grants", &grant).await.status, 303);
        let mut officer = house.visitor(&cast.unit_officer);
        let token = token_of(&officer.get(&format!("/units/{first}")).await.text());
        let path = format!("/units/{first}/liaison");
        assert_eq!(officer.post("/session/place", &[("id", &second)]).await.status, 303, "in another tab");
        let words = "郑联络员\"<b>".to_owned() + "长".repeat(30).as_str();
        let fields = [("csrf", token.as_str()), ("liaison_name", &words), ("liaison_post", "办公室主任"), ("liaison_phone", "13800138000"), ("version", "1")];
        let refused = officer.post(&path, &fields).await;
        let page = refused.text();
        assert!(refused.status == 409 && page.contains("没有保存任何内容") && page.contains("写的文字有 2 处"), "{page}");
        assert!(page.contains("切换到“青禾区第一医院”，继续提交") && !page.contains("后退") && !page.contains("<b>长"), "{page}");
        let kept = read(&page, "kept");
        let back = officer.post("/session/place", &[("id", &first), ("kept", &kept)]).await;
        let page = back.text();
        assert!(back.status == 200 && page.contains("已切换：郑联络，第一医院") && page.contains(">继续提交<"), "{page}");
        assert_eq!(read(&page, "liaison_name"), words, "as it was typed");
        let again = [("csrf", token_of(&page)), ("liaison_name", "郑联络".to_owned()), ("liaison_post", read(&page, "liaison_post")),
            ("liaison_phone", read(&page, "liaison_phone")), ("version", read(&page, "version"))];
        let again: Vec<(&str, &str)> = again.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(officer.post(&path, &again).await.status, 303);
        assert_eq!(house.ledger_count("session.place").await, 2);
    }
}
