//! Every template of the room, asked for by its address and rendered with data.

use people::Actor;
use testing::{House, Kit};
use web::Room;

struct Rooms;

impl testing::Rooms for Rooms {
    fn open(kit: &Kit) -> Vec<Room<Actor>> {
        vec![people::room(kit.db.clone()), campaigns::room(kit.db.clone())]
    }
}

const NOTICE: &str = include_str!("notice.txt");

/// What every page has, whoever sees it.
fn is_whole(page: &str) -> bool {
    page.contains("</html>")
        && page.contains("非涉密系统，禁止上传涉密及工作秘密信息")
        && page.contains("<h1>")
}

testing_db::story! {
    async fn every_page_renders(house: House<Rooms>) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut unit = house.visitor(&house.cast.unit_officer);
        let empty = officer.get("/campaigns").await.text();
        let new = officer.get("/campaigns/new").await.text();
        let read = officer.upload("/campaigns", &[("text", NOTICE)], &[]).await;
        let plan = read.location().to_owned();
        let shown = plan.strip_suffix("/plan").unwrap().to_owned();
        let draft = officer.get(&plan).await.text();
        let (units, launch) = (format!("{shown}/units"), format!("{shown}/launch"));
        let chooser = officer.get(&units).await.text();
        officer.post(&units, &[("every", "all")]).await;
        let targets = officer.get(&format!("{shown}/targets")).await.text();
        let first = targets.split("/targets/").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
        let target = officer.get(&format!("{shown}/targets/{first}")).await.text();
        let summary = officer.get(&launch).await.text();
        assert_eq!(officer.post(&launch, &[]).await.status, 303);
        let pages = [
            ("campaigns/list.html", empty, "上传一份通知"),
            ("campaigns/list.html", officer.get("/campaigns").await.text(), "青卫健〔2026〕18号"),
            ("campaigns/new.html", new, "读取通知"),
            ("campaigns/plan.html", draft, "下一步：选择单位与指标"),
            ("campaigns/units.html", chooser, "按人数、类别、单位设定"),
            ("campaigns/targets.html", targets, "定性任务不设目标"),
            ("campaigns/target.html", target, "按类别另定"),
            ("campaigns/launch.html", summary, "下发给 2 家单位"),
            ("campaigns/plan.html", officer.get(&plan).await.text(), "方案"),
            ("campaigns/show_bureau.html", officer.get(&shown).await.text(), "导出签收情况"),
            ("campaigns/show_unit.html", unit.get(&shown).await.text(), "请看过任务和报送要求后签收"),
        ];
        let amended = officer.upload(&format!("{shown}/amend"), &[("text", "期限顺延。")], &[]).await;
        let copied = officer.post(&format!("{shown}/copy"), &[]).await.location().replace("/plan", "/notice");
        let proposals = amended.location().to_owned();
        let changes = proposals.replace("/proposals", "/changes");
        let after = [
            ("campaigns/members.html", officer.get(&format!("{shown}/members")).await.text(), "管理范围内的单位都已参加"),
            ("campaigns/measures.html", unit.get("/measures").await.text(), "随系统提供"),
            ("campaigns/measure.html", officer.get("/measures/drill").await.text(), "保存为新的一版"),
            ("campaigns/days_off.html", officer.get("/days-off").await.text(), "录入一年的放假安排"),
            ("campaigns/amend.html", officer.get(&format!("{shown}/amend")).await.text(), "先建立下一版方案的草稿"),
            ("campaigns/notice.html", officer.get(&copied).await.text(), "换上这份通知"),
            ("campaigns/proposals.html", officer.get(&proposals).await.text(), "未能识别的改动"),
            ("campaigns/changes.html", officer.get(&changes).await.text(), "还没有修改"),
            ("campaigns/editions.html", unit.get(&format!("{shown}/editions")).await.text(), "按通知下发的方案"),
        ];
        for (template, page, expected) in pages.into_iter().chain(after) {
            assert!(is_whole(&page), "{template}: {page}");
            assert!(page.contains(expected), "{template} lacks {expected}: {page}");
        }
    }
}

testing_db::story! {
    async fn each_form_of_the_plan_opens(house: House<Rooms>) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let read = officer.upload("/campaigns", &[("text", NOTICE)], &[]).await;
        let plan = read.location().to_owned();
        let page = officer.get(&plan).await.text();
        let row = |kind: &str| {
            let start = page.find(&format!("edit={kind}-")).unwrap() + "edit=".len();
            page[start..].split(['#', '"']).next().unwrap().to_owned()
        };
        let forms = [
            ("head".to_owned(), "保存"),
            (row("phase"), "开始日期"),
            (row("indicator"), "从方案中去掉这项指标"),
            (row("due"), "不要求报送这一项"),
            ("add-phase".to_owned(), "阶段名称"),
            ("add-indicator".to_owned(), "指标（指标目录）"),
            ("add-task".to_owned(), "任务内容"),
            ("add-due".to_owned(), "要附图片"),
            ("add-series".to_owned(), "预览日期"),
            ("add-annex".to_owned(), "文字（附件填名称）"),
            (row("edit-annex"), "从方案中去掉这一条"),
        ];
        for (form, expected) in forms {
            let open = officer.get(&format!("{plan}?edit={form}")).await.text();
            assert!(is_whole(&open) && open.contains(expected), "{form} lacks {expected}");
        }
    }
}
