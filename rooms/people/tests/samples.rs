//! Every template of the room, asked for by its address and rendered with data.

#[path = "story/fresh.rs"]
mod fresh;

use fresh::Fresh;
use people::Actor;
use testing::{House, Kit};
use web::Room;

struct Rooms;

impl testing::Rooms for Rooms {
    fn open(kit: &Kit) -> Vec<Room<Actor>> {
        vec![people::room(kit.db.clone())]
    }
}

/// What every page has, whoever sees it.
fn is_whole(page: &str) -> bool {
    page.contains("</html>")
        && page.contains("非涉密系统，禁止上传涉密及工作秘密信息")
        && page.contains("<h1>")
}

testing_db::story! {
    async fn every_page_renders(house: House<Rooms>) {
        let cast = &house.cast;
        let unit = format!("/units/{}", cast.first_unit);
        let account = format!("/accounts/{}", cast.unit_officer.person);
        let mut officer = house.visitor(&cast.bureau_officer);
        let mut security = house.visitor(&cast.security_administrator);
        let mut system = house.visitor(&cast.system_administrator);
        let invite = [("name", "新联络"), ("role", "unit_officer")];
        let links = officer.post(&format!("{unit}/invite"), &invite).await.text();
        let welcome = links.split("http://localhost").nth(1).and_then(|rest| rest.split('<').next()).unwrap().to_owned();
        let password = "correct horse battery";
        let fields = [("name", "新联络"), ("login", "newcomer"), ("password", password), ("again", password)];
        let guest = house.stranger().get(&welcome).await.text();
        house.stranger().post(&welcome, &fields).await;
        let person = officer.get(&unit).await.text();
        let person = person.split("/reset\">").nth(1).and_then(|rest| rest.split("name=\"person\" value=\"").nth(1)).unwrap().split('"').next().unwrap().to_owned();
        let reset = officer.post(&format!("{unit}/reset"), &[("person", person.as_str())]).await.text();
        let reset = reset.split("http://localhost").nth(1).and_then(|rest| rest.split('<').next()).unwrap().to_owned();
        let mut newcomer = house.stranger();
        let sign_in = [("login", "newcomer"), ("password", password)];
        newcomer.post("/sign-in", &sign_in).await;
        newcomer.post("/account/second-step", &[]).await;
        let enrolling = newcomer.get("/account/second-step").await.text();
        let words = enrolling.split("id=\"secret\">").nth(1).and_then(|rest| rest.split('<').next()).unwrap().replace(' ', "");
        let own = totp_rs::Builder::new().with_secret(totp_rs::Secret::try_from_base32(words).unwrap()).build().unwrap();
        let now = u64::try_from(house.clock().now().as_micros() / 1_000_000).unwrap();
        let proof = own.generate(now).to_string();
        let recovery = newcomer.post("/account/second-step/proof", &[("code", &proof)]).await.text();
        let second = house.stranger().post("/sign-in", &sign_in).await.text();
        let kept = "{\"path\":\"/units\",\"is_multipart\":false,\"fields\":[[\"name\",\"诊所\"]],\"files\":1}";
        let ticket = testing::hidden(&second, "ticket");
        let typed = [("ticket", ticket.as_str()), ("code", &own.generate(now + 30).to_string()), ("kept", kept)];
        let resumed = house.stranger().post("/sign-in/code", &typed).await.text();
        let set = officer.post("/unit-sets", &[("name", "东片")]).await.location().to_owned();
        let leaving = cast.unit_officer.person.to_string();
        let successor = cast.unit_leader.person.to_string();
        let taken_over = [("person", leaving.as_str()), ("successor", successor.as_str())];
        let new_handover = officer.get(&format!("{unit}/handovers/new?person={leaving}")).await.text();
        let token = officer.post("/account/tokens", &[("name", "大屏"), ("scope", "read"), ("days", "9")]).await.text();
        let template = officer.get("/units/template.xlsx").await.body;
        let import = officer.upload("/units/import", &[], &[("file", "名册.xlsx", &template)]).await;
        let own = officer.get("/units").await.text();
        let seat = own.split("csrf-token\" content=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let elsewhere = seat.replace(&cast.bureau.to_string(), &cast.first_unit.to_string());
        let other_seat = officer.post("/unit-sets", &[("csrf", elsewhere.as_str()), ("name", "西片")]).await.text();
        let pages = [
            ("people/sign_in.html", house.stranger().get("/sign-in").await.text(), "登录名"),
            ("people/welcome.html", guest, "13800000000"),
            ("people/choose_password.html", house.stranger().get(&reset).await.text(), "newcomer"),
            ("people/dead_link.html", house.stranger().get("/welcome/none").await.text(), "这个链接不存在"),
            ("people/second_step.html", enrolling, "完成启用"),
            ("people/recovery_codes.html", recovery, "只显示这一次"),
            ("people/sign_in_code.html", second, "验证码"),
            ("people/other_seat.html", other_seat, "的名义提交"),
            ("people/resume.html", resumed, "有 1 个文件没能带过来"),
            ("people/settings.html", system.get("/settings").await.text(), "默认口径"),
            ("people/policy.html", security.get("/sign-in-policy").await.text(), "输错密码"),
            ("people/units.html", officer.get("/units").await.text(), "青禾区第一医院"),
            ("people/unit.html", officer.get(&unit).await.text(), "郑联络"),
            ("people/unit_new.html", officer.get("/units/new").await.text(), "统一社会信用代码"),
            ("people/unit_edit.html", officer.get(&format!("{unit}/edit")).await.text(), "须由本单位重新确认"),
            ("people/unit_micro.html", officer.get("/units/micro").await.text(), "接着新增下一家"),
            ("people/unit_close.html", officer.get(&format!("{unit}/close?last_day=2026-03-05&reason=注销")).await.text(), "停办之后"),
            ("people/unit_merge.html", officer.get(&format!("{unit}/merge?successor={}&last_day=2026-03-05&reason=x", cast.second_unit)).await.text(), "合并之后"),
            ("people/unit_move.html", officer.get(&format!("{unit}/move?parent={}", cast.second_unit)).await.text(), "新增管理范围"),
            ("people/tree.html", officer.get("/units/tree").await.text(), "东街社区卫生服务中心"),
            ("people/handover_new.html", new_handover, "下一步：核对"),
            ("people/invitations.html", officer.get("/units/invitations").await.text(), "已发出的链接"),
            ("people/unit_sets.html", officer.get("/unit-sets").await.text(), "东片"),
            ("people/unit_set.html", officer.get(&set).await.text(), "挂片人员"),
            ("people/units_import.html", officer.get("/units/import").await.text(), "下载模板"),
            ("people/units_preview.html", officer.get(import.location()).await.text(), "示例区第一医院"),
            ("people/links.html", links, "只显示这一次"),
            ("people/token.html", token, "Authorization: Bearer"),
            ("people/account.html", officer.get("/account").await.text(), "已登录的设备"),
            ("people/password.html", officer.get("/account/password").await.text(), "原密码"),
            ("people/accounts.html", security.get("/accounts").await.text(), "林经办"),
            ("people/account_new.html", system.get("/accounts/new").await.text(), "新增并生成链接"),
            ("people/account_of.html", security.get(&account).await.text(), "分配角色"),
            ("people/handover.html", { let made = officer.post(&format!("{unit}/handovers"), &taken_over).await; officer.get(made.location()).await.text() }, "接手人签字"),
        ];
        for (template, page, expected) in pages {
            assert!(is_whole(&page), "{template}: {page}");
            assert!(page.contains(expected), "{template} lacks {expected}: {page}");
        }
        let (template, options) = ("people/choices.html", officer.get("/units/choices?unit=第一").await.text());
        let only = "<option value=\"青禾区第一医院\">";
        assert!(options.starts_with(only) && options.trim_end().ends_with("</option>"), "{template}: {options}");
    }
}

testing_db::story! {
    async fn the_set_up_renders(fresh: Fresh) {
        let mut first = fresh.stranger.clone();
        let path = people::setup_link(&fresh.db).await.unwrap().unwrap();
        let form = first.get(&path).await.text();
        let password = "correct horse battery";
        let fields = [
            ("body_name", "云岭市青禾区卫生健康局"),
            ("body_short_name", "区卫健局"),
            ("name", "系统员"),
            ("login", "sysadmin"),
            ("password", password),
            ("again", password),
        ];
        let done = first.post(&path, &fields).await.text();
        for (template, page, expected) in [
            ("people/set_up.html", form, "系统管理员（您本人）"),
            ("people/set_up_done.html", done, "http://localhost/welcome/"),
        ] {
            assert!(is_whole(&page), "{template}: {page}");
            assert!(page.contains(expected), "{template} lacks {expected}: {page}");
        }
    }
}
