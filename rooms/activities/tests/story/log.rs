use db::{Reads, params};
use testing::escaped;

use crate::scene::jpeg;
use crate::scene::{
    FIRE, MEASURES, SAFETY, Stage, THIRD, count, launch, launch_third, lecture, log, photo, post, tally,
    upload, with,
};

const ACTIVITIES: &str = "SELECT COUNT(*) AS value FROM activity";
const PHOTOS: &str = "SELECT COUNT(*) AS value FROM photo";

testing_db::story! {
    async fn a_lecture_with_four_numbers_counts_in_three_campaigns(house: Stage) {
        launch(&house).await;
        launch_third(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let page = officer.get("/activities/new").await;
        assert_eq!(page.status, 200, "{}", page.text());
        assert!(page.text().contains("标准化提升宣贯"));

        let id = log(&mut officer, &with(lecture(), "campaigns[2]", THIRD)).await;

        let expected = ["a1 display_board 4", "a1 handbook 200", "a1 lecture 1", "a1 trainee_visit 60"];
        assert_eq!(tally(&house.db, house.cast.first_unit, SAFETY).await, expected);
        let in_open_phase = |rows: Vec<String>| rows.iter().map(|row| row[3..].to_owned()).collect::<Vec<_>>();
        let same = expected.map(|row| row[3..].to_owned());
        for campaign in [FIRE, THIRD] {
            let rows = tally(&house.db, house.cast.first_unit, campaign).await;
            assert_eq!(in_open_phase(rows), same, "the same four numbers in {campaign}");
        }
        assert_eq!(count(&house.db, ACTIVITIES).await, 1);
        assert_eq!(house.ledger_count("activity.log").await, 1);
        let shown = officer.get(&format!("/activities/{id}")).await.text();
        for part in ["安全生产专题讲座", "60 人次", "门诊三楼会议室", "专家", "造强宣传声势", "郑联络"] {
            assert!(shown.contains(part), "{part}");
        }
    }
}

testing_db::story! {
    async fn unticking_the_first_of_two_campaigns_leaves_the_second(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let mut fields = lecture();
        fields.retain(|(_, value)| value != SAFETY);
        assert!(fields.iter().any(|(name, value)| name == "campaigns[1]" && value == FIRE), "{fields:?}");
        log(&mut officer, &fields).await;
        assert_eq!(tally(&house.db, house.cast.first_unit, FIRE).await.len(), 4);
        assert_eq!(tally(&house.db, house.cast.first_unit, SAFETY).await.len(), 0);
    }
}

testing_db::story! {
    async fn a_task_is_ticked_not_counted(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let task = |amount: &str| {
            let fields = with(lecture(), "quantities[4][measure]", "leading_group");
            with(fields, "quantities[4][amount]", amount)
        };
        let refused = post(&mut officer, "/activities", &task("3")).await;
        assert_eq!(refused.status, 422);
        for part in ["定性任务", r#"name="quantities[4][amount]" type="checkbox""#] {
            assert!(refused.text().contains(part), "{part}: {}", refused.text());
        }
        let id = log(&mut officer, &task("1")).await;
        let shown = officer.get(&format!("/activities/{id}")).await.text();
        assert!(shown.contains("成立领导小组") && shown.contains("已完成"), "{shown}");
        let form = officer.get(&format!("/activities/{id}/edit")).await.text();
        assert!(form.contains(r#"type="checkbox" value="1" checked"#), "{form}");
    }
}

testing_db::story! {
    async fn a_form_sent_twice_is_one_activity(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let fields = with(lecture(), "idempotency_key", "key-of-one-form");
        let first = log(&mut officer, &fields).await;
        let again = log(&mut officer, &fields).await;
        assert_eq!(first, again);
        assert_eq!(count(&house.db, ACTIVITIES).await, 1);
        assert_eq!(tally(&house.db, house.cast.first_unit, SAFETY).await.len(), 4);

        let other = post(&mut officer, "/activities", &with(fields, "name", "另一场讲座")).await;
        assert_eq!(other.status, 409, "one key cannot mean two forms");
        assert!(other.text().contains("另一场讲座"), "what was typed is still there");
    }
}

testing_db::story! {
    async fn a_standing_banner_counts_in_each_phase(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let fields = [
            ("name", "横幅"), ("starts_on", "2026-03-01"), ("ends_on", "2026-05-01"), ("is_standing", "on"),
            ("quantities[0][measure]", "slogan"), ("quantities[0][amount]", "２"), ("campaigns[0]", SAFETY),
        ];
        let fields: Vec<_> = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        log(&mut officer, &fields).await;
        assert_eq!(tally(&house.db, house.cast.first_unit, SAFETY).await, ["a1 slogan 2", "a2 slogan 2"]);
    }
}

testing_db::story! {
    async fn a_refused_form_comes_back_as_it_was_typed(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let photo = photo(&mut officer, "photo-key-1", &jpeg(1)).await;
        let bad = [
            ("name", "", "请填写这一项"),
            ("name", &"讲".repeat(101), "共 101 个字"),
            ("starts_on", "2026-03-07", "还没有到"),
            ("starts_on", "2026-02-30", "真实存在的一天"),
            ("starts_on", "2026-01-05", "通知日期 2026-02-01"),
            ("ends_on", "2026-03-04", "早于开始日期"),
            ("ends_on", "2026-03-09", "长期展示"),
            ("quantities[1][amount]", "−1", "正整数"),
            ("quantities[1][amount]", "10^12", "超过上限"),
            ("quantities[1][amount]", "5000余", "如 5000"),
            ("quantities[1][amount]", "1.5", "只能是整数"),
            ("quantities[1][measure]", "no_such_measure", "请选择这个数量对应的项目"),
            ("quantities[1][measure]", MEASURES[0], "填了两次"),
            ("speaker", "nobody", "主讲请在"),
            ("campaigns[0]", "00000000000000000000000000000fff", "本单位没有参加"),
            ("photos[1]", "00000000000000000000000000000fff", "已被移除或已用于其他活动"),
            ("photos[1]", "../../etc/passwd", "照片的编号不正确"),
        ];
        for (field, value, sentence) in bad {
            let fields = with(with(lecture(), "photos[0]", &photo), "description", "讲了三个案例");
            let answer = post(&mut officer, "/activities", &with(fields, field, value)).await;
            let page = answer.text();
            assert_eq!(answer.status, 422, "{field}={value}");
            assert!(page.contains(&escaped(sentence)), "{field}={value}: no “{sentence}”");
            assert!(page.contains("讲了三个案例") && page.contains("门诊三楼会议室"), "{field}={value}");
            assert!(page.contains(&photo), "{field}={value}: the photo is gone");
            let on_top = page.split("class=\"faults\"").nth(1).and_then(|rest| rest.split("</ul>").next()).unwrap();
            assert!(on_top.contains("href=\"#f-") && on_top.contains(&escaped(sentence)), "{field}={value}: listed on top, and leads there");
        }
        assert_eq!(count(&house.db, ACTIVITIES).await, 0);
        assert_eq!(count(&house.db, "SELECT COUNT(*) AS value FROM tally").await, 0);

        let early = with(with(lecture(), "starts_on", "2026-01-05"), "early_reason", "通知前已经开讲");
        let early = log(&mut officer, &early).await;
        let page = officer.get(&format!("/activities/{early}")).await.text();
        assert!(page.contains("不在任何阶段内"), "it counts for the whole only: {page}");
    }
}

testing_db::story! {
    async fn a_day_before_the_notice_is_asked_why_and_the_answer_stays_with_the_activity(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let early = with(lecture(), "starts_on", "2026-01-05");
        for (reason, sentence) in [("", "写明原因"), (" ", "写明原因"), (&*"长".repeat(201), "共 201 个字")] {
            let refused = post(&mut officer, "/activities", &with(early.clone(), "early_reason", reason)).await;
            assert_eq!(refused.status, 422, "{reason}");
            let page = refused.text();
            assert!(page.contains(sentence) && page.contains("name=\"early_reason\""), "{page}");
        }
        assert_eq!(count(&house.db, ACTIVITIES).await, 0);
        let id = log(&mut officer, &with(early.clone(), "early_reason", "通知前已经开讲")).await;
        for who in [&house.cast.unit_officer, &house.cast.bureau_reviewer] {
            let page = house.visitor(who).get(&format!("/activities/{id}")).await.text();
            assert!(page.contains("早于通知的原因") && page.contains("通知前已经开讲"), "{page}");
        }
        let told = "SELECT detail AS value FROM ledger WHERE verb = 'activity.log' AND outcome = 'done'";
        let told: Option<String> = house.db.value(told, params![]).await.unwrap();
        assert!(told.as_deref().is_some_and(|told| told.contains("早于通知的原因：通知前已经开讲")), "{told:?}");

        // A correction keeps it, says it otherwise, and lets go of it with the early day.
        let form = officer.get(&format!("/activities/{id}/edit")).await.text();
        assert!(form.contains("value=\"通知前已经开讲\""), "{form}");
        let edit = format!("/activities/{id}/edit");
        let other = with(with(early, "early_reason", "年前已经排定"), "version", "1");
        assert_eq!(post(&mut officer, &edit, &other).await.status, 303);
        let page = officer.get(&format!("/activities/{id}")).await.text();
        assert!(page.contains("早于通知的原因：通知前已经开讲 → 年前已经排定"), "{page}");
        let late = with(with(lecture(), "early_reason", "年前已经排定"), "version", "2");
        assert_eq!(post(&mut officer, &edit, &late).await.status, 303);
        let view = house.program(&house.cast.unit_officer).get(&format!("/api/v1/activities/{id}")).await.json();
        assert_eq!(view["early_reason"], "");
    }
}

testing_db::story! {
    async fn photos_of_a_plain_form_are_kept_when_one_is_refused(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let good = jpeg(2);
        let fields = [("name", "演练"), ("starts_on", "2026-03-05"), ("idempotency_key", "plain-form")];
        let files = [("files", "好.jpg", good.as_slice()), ("files", "签到表.jpg", b"%PDF-1.7 ...".as_slice())];
        let answer = officer.upload("/activities", &fields, &files).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("签到表.jpg") && answer.text().contains("这是 PDF 文件"));
        assert_eq!(count(&house.db, PHOTOS).await, 1);
        assert_eq!(count(&house.db, ACTIVITIES).await, 0);

        let all_good = [("files", "好.jpg", good.as_slice())];
        let first = officer.upload("/activities", &fields, &all_good).await;
        assert_eq!(first.status, 303);
        let again = officer.upload("/activities", &fields, &all_good).await;
        assert_eq!(again.location(), first.location());
        assert_eq!(count(&house.db, PHOTOS).await, 1, "the same file of the same form is one photo");
    }
}

testing_db::story! {
    async fn lists_may_repeat_their_name_with_files_and_without(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let first = photo(&mut officer, "photo-key-1", &jpeg(1)).await;
        let second = photo(&mut officer, "photo-key-2", &jpeg(2)).await;
        let third = photo(&mut officer, "photo-key-3", &jpeg(3)).await;
        let fields = |photos: [&str; 2]| {
            [("name", "讲座"), ("starts_on", "2026-03-05"), ("campaigns[]", SAFETY), ("campaigns[]", FIRE)]
                .into_iter()
                .chain(photos.into_iter().filter(|id| !id.is_empty()).map(|id| ("photos[]", id)))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect::<Vec<_>>()
        };
        let id = log(&mut officer, &fields([&first, &second])).await;
        let shown = officer.get(&format!("/activities/{id}")).await.text();
        assert!(shown.contains(&first) && shown.contains(&second));
        assert!(shown.contains("标准化提升宣贯") && shown.contains("消防宣传月"));

        let plain = fields([&third, ""]);
        let plain: Vec<(&str, &str)> = plain.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = officer.post("/activities", &plain).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        assert!(officer.get(answer.location()).await.text().contains(&third));
    }
}

testing_db::story! {
    async fn the_last_activity_can_be_copied_and_without_numbers_says_so(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let empty = [("name".to_owned(), "专题会议".to_owned()), ("starts_on".to_owned(), "2026-03-05".to_owned())];
        let answer = post(&mut officer, "/activities", &empty).await;
        assert!(officer.get(answer.location()).await.text().contains("没有填写数量"));

        let copy = officer.get("/activities/new?copy=last").await.text();
        assert!(copy.contains("专题会议") && copy.contains("2026-03-06"));
        assert_eq!(officer.get("/activities/new?copy=%27%20OR%201%3D1").await.status, 404);
        assert_eq!(upload(&mut officer, "photo-key-9", &jpeg(9)).await.status, 200);
    }
}

testing_db::story! {
    async fn who_logs_for_another_unit_signs_with_the_own(house: Stage) {
        launch(&house).await;
        let (served, server) = (house.cast.second_unit, house.cast.first_unit);
        let mut tx = house.db.begin().await.unwrap();
        tx.run("INSERT INTO service (unit, served_by, since) VALUES ($1, $2, 1)", params![served, server]).await.unwrap();
        tx.commit().await.unwrap();
        let mut officer = house.visitor(&house.cast.unit_officer);
        assert_eq!(officer.post("/session/place", &[("id", &served.to_string())]).await.status, 303);
        let id = log(&mut officer, &lecture()).await;
        let mut bureau = house.visitor(&house.cast.bureau_officer);
        for page in [format!("/activities/{id}"), "/activities".to_owned()] {
            let page = bureau.get(&page).await.text();
            assert!(page.contains("代报）"), "{page}");
        }
        assert_eq!(tally(&house.db, served, SAFETY).await.len(), 4, "and it counts there");
        assert_eq!(tally(&house.db, server, SAFETY).await.len(), 0);
    }
}
