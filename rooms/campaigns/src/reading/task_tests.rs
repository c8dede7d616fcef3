//! Which sentences of a notice are demands on the units, and what becomes of the others.

use super::{Decoded, Reading, read};

/// A notice of a county bureau to its units, with these lines in its middle.
fn reading(body: &str) -> Reading {
    let text = format!(
        "青溪县卫生健康局关于开展夏季安全检查的通知\n\n各医疗卫生单位：\n\n{body}\n\n青溪县卫生健康局\n2026年5月6日\n"
    );
    read(&Decoded::from_text(&text).unwrap()).unwrap()
}

fn tasks(body: &str) -> Vec<String> {
    reading(body).tasks.into_iter().map(|task| task.text).collect()
}

/// The tasks of one sentence under a heading of the work.
fn told(sentence: &str) -> Vec<String> {
    tasks(&format!("一、主要任务\n{sentence}"))
}

/// What is asked about sentences: the part of the question, its words.
fn asked(body: &str) -> Vec<(String, String)> {
    let questions = reading(body).questions.into_iter();
    questions.filter(|one| one.about.starts_with("tasks.")).map(|one| (one.about, one.text)).collect()
}

#[test]
fn a_demand_is_kept_whatever_its_purpose_its_marks_and_its_verb() {
    for sentence in [
        "各单位要开展电梯巡查，防止困人事故发生",
        "各单位要组织演练，如发生停电及时启用备用电源",
        "发生泄漏的，要立即关闭阀门",
        "各单位要对发生过跌倒的病区开展评估",
        "对自查发现的短板,请各单位限期补齐",
        "各科室应完善交接记录",
        "发现漏电的,应暂停使用",
        "各单位确定一名联络员",
        "各乡镇卫生院务于8月底完成初验",
        "未安装护栏的，6月底前安装到位",
        "5月20日上午各单位同时试响警铃",
        "对是否使用液化气开展摸底，于8月25日前填写登记表",
        "各医院对污水站每日消毒两次",
        "各卫生院负责组织对村卫生室进行走访",
        "工作人员佩戴口罩",
        "全员签订承诺书",
        "重点整治消防设施故障、通道堵塞等问题",
    ] {
        assert_eq!(told(&format!("{sentence}。")), [sentence]);
    }
}

#[test]
fn a_first_sentence_that_tells_is_no_heading() {
    assert_eq!(
        tasks("一、请各单位组织全员培训，签订责任书。培训资料归档。"),
        ["请各单位组织全员培训，签订责任书", "培训资料归档"]
    );
    assert_eq!(told("一是各单位在门诊设置咨询台。收集资料备查。").len(), 2);
    let found = reading(
        "一、主要任务\n开展自查。\n二、工作要求\n（一）请各医院即日起开展自查，发现隐患及时整改。收集资料备查。",
    );
    assert_eq!(found.requirements, ["请各医院即日起开展自查，发现隐患及时整改", "收集资料备查"]);
}

#[test]
fn what_is_told_in_front_of_the_sections_is_a_task_and_no_purpose() {
    let found = reading(
        "为落实会议精神，各单位要立即开展电梯隐患排查，现将有关要求通知如下：\n一、范围\n全县电梯。\n二、主要任务\n各单位开展自查。",
    );
    let tasks: Vec<&str> = found.tasks.iter().map(|task| task.text.as_str()).collect();
    assert_eq!(tasks, ["为落实会议精神，各单位要立即开展电梯隐患排查", "各单位开展自查"]);
    assert_eq!(found.purpose.as_deref(), Some("为落实会议精神"));
    for exhorted in [
        "为落实会议精神，现将《青溪县夏季安全检查方案》印发给你们，请结合实际，认真组织实施。",
        "各单位要高度重视，密切配合，确保平安。",
    ] {
        let found = tasks_of(exhorted);
        assert_eq!(found, ["各单位开展自查"], "{exhorted}");
    }
}

fn tasks_of(lead: &str) -> Vec<String> {
    tasks(&format!("{lead}\n一、主要任务\n各单位开展自查。"))
}

#[test]
fn what_others_do_is_no_task_of_the_units() {
    for sentence in [
        "我局将于9月中旬组织人员对各单位进行抽查。",
        "县民政局将于6月24日至26日对各机构进行检查。",
        "县级层面将组织开展暗访。",
        "医政处将与相关部门对各单位完成复查。",
    ] {
        assert_eq!(told(sentence), Vec::<String>::new());
        assert_eq!(asked(&format!("一、主要任务\n{sentence}")), [], "{sentence}");
        assert_eq!(reading(&format!("一、主要任务\n{sentence}")).measures, []);
    }
    for sentence in ["局领导小组要定期研究部署。", "县公安局要会同县消防大队检查通道。"]
    {
        assert_eq!(told(sentence), Vec::<String>::new());
        let asked = asked(&format!("一、主要任务\n{sentence}"));
        assert_eq!(asked.len(), 1, "{sentence}");
        assert_eq!(asked[0].0, "tasks.others");
    }
    // The issuer's contest may well be the units' too: it stays, and is asked.
    assert_eq!(told("县卫生健康局组织技能比武。"), ["县卫生健康局组织技能比武"]);
    assert_eq!(asked("一、主要任务\n县卫生健康局组织技能比武。")[0].0, "tasks.issuer");
    assert_eq!(told("县卫生健康局将组织抽查，各单位要做好迎检准备。"), ["各单位要做好迎检准备"]);
    // Nobody is named, and yet it is no unit that does it.
    for announced in [
        "届时，将组织专家于6月10日前对各单位开展抽查。",
        "5月中旬，将对各单位整改情况进行考核验收。",
        "对先进单位将于7月1日前予以表彰。",
        "评选结果将于6月30日前公布。",
    ] {
        assert_eq!(told(announced), Vec::<String>::new(), "{announced}");
    }
    assert_eq!(told("各单位要将演练情况对全体职工通报。"), ["各单位要将演练情况对全体职工通报"]);
    assert_eq!(told("各单位要建立通报制度，我局将定期开展督查。"), ["各单位要建立通报制度"]);
    let named = "各单位要将自查情况纳入年度考核";
    assert_eq!(told(&format!("{named}。")), [named]);
}

#[test]
fn a_body_that_the_notice_goes_to_does_its_own_work() {
    let text = "青溪县人民政府关于开展夏季安全检查的通知\n\n县公安局、县卫生健康局，各乡镇人民政府：\n\n一、主要任务\n县公安局要检查通道。\n\n青溪县人民政府\n2026年5月6日\n";
    let found = read(&Decoded::from_text(text).unwrap()).unwrap();
    assert_eq!(found.tasks.len(), 1);
}

#[test]
fn what_is_not_understood_is_asked_and_facts_are_not() {
    let asked_for = asked("一、主要任务\n各单位开展自查。\n护士站墙面张挂流程图，科科有人管。");
    assert_eq!(asked_for.len(), 1);
    assert_eq!(asked_for[0].0, "tasks.unread");
    assert!(asked_for[0].1.contains("护士站墙面张挂流程图"), "{asked_for:?}");
    for fact in [
        "安全是发展的前提。",
        "近年来，全县事故起数有所下降。",
        "加强夏季安全工作，事关发展稳定大局。",
        "申明：本站新闻未经书面同意不得复制或镜像",
        "第 [1] [2] 页 共[2]页",
        "检查时间：即日起至7月8日。",
    ] {
        let body = format!("一、主要任务\n各单位开展自查。\n{fact}");
        assert_eq!(asked(&body), [], "{fact}");
        assert_eq!(tasks(&body), ["各单位开展自查"], "{fact}");
    }
}

#[test]
fn a_table_with_a_cell_a_line_and_bars_behind_is_read() {
    let cells = [
        "序号",
        "日期",
        "地点",
        "活动内容",
        "参与人员",
        "组织部门",
        "1",
        "5月18日",
        "",
        "食堂安全讲座",
        "食堂职工",
        "总务科",
    ];
    let lines: Vec<String> = cells.iter().map(|cell| format!("{cell} |")).collect();
    let found = tasks(&format!("活动安排如下：\n{}", lines.join("\n")));
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("食堂安全讲座（"), "{found:?}");
}

#[test]
fn a_name_is_offered_where_no_title_is_printed() {
    let asked = |lead: &str| {
        let text = format!(
            "各乡镇卫生院：\n\n{lead}\n\n一、主要任务\n各单位开展自查。\n\n青溪县卫生健康局\n2026年5月6日\n"
        );
        let found = read(&Decoded::from_text(&text).unwrap()).unwrap();
        let question = found.questions.into_iter().find(|one| one.about == "title").unwrap();
        (found.name, question.choices[0].clone())
    };
    let offered = |name: &str| (Some(name.to_owned()), "用这个名称".to_owned());
    assert_eq!(
        asked("现将《青溪县夏季防溺水活动方案》印发给你们，请认真执行。"),
        offered("青溪县夏季防溺水活动方案")
    );
    assert_eq!(
        asked("现将《县安委办关于开展电梯安全月活动的通知》转发给你们，请认真执行。"),
        offered("电梯安全月活动")
    );
    assert_eq!(asked("为保障安全，决定在全县开展电梯安全大检查，请各单位落实。"), offered("电梯安全大检查"));
    assert_eq!(asked("请各单位落实。"), (None, "由我填写".to_owned()));
}

#[test]
fn the_first_sentence_of_an_item_is_a_task_of_its_own() {
    for (item, expected) in [
        (
            "（一）各科室对照清单自查，确保整改到位。对查出的问题要列出清单，落实到人，限期整改，逐项销号，并留存整改前后的照片备查。",
            &[
                "各科室对照清单自查，确保整改到位",
                "对查出的问题要列出清单，落实到人，限期整改，逐项销号，并留存整改前后的照片备查",
            ][..],
        ),
        (
            "（一）组织出一期黑板报。各科室要结合实际，突出重点，图文并茂，并于当月底前更换一次，留存照片备查。",
            &["组织出一期黑板报", "各科室要结合实际，突出重点，图文并茂，并于当月底前更换一次，留存照片备查"],
        ),
        (
            "（一）加强组织领导。各单位要高度重视，落实责任，明确专人，并留存照片备查，扎实开展各项自查工作。",
            &["各单位要高度重视，落实责任，明确专人，并留存照片备查，扎实开展各项自查工作"],
        ),
        (
            "（一）坚持三个原则。各单位要突出重点，统筹兼顾，分步实施，并留存照片备查，认真做好各项自查工作。",
            &["各单位要突出重点，统筹兼顾，分步实施，并留存照片备查，认真做好各项自查工作"],
        ),
    ] {
        assert_eq!(tasks(&format!("一、主要任务\n{item}")), expected, "{item}");
    }
}

#[test]
fn by_when_it_is_done_belongs_to_the_task_before_it() {
    for time in ["（完成时限4月20日前）", "检查时间：10月17日"] {
        let item = format!("各科室要组织观看警示教育片，写出观后感，并在科内交流讨论，张贴心得。{time}。");
        assert_eq!(told(&item), [item.trim_end_matches('。')], "{time}");
    }
}

#[test]
fn a_number_for_each_is_a_task_and_another_is_asked() {
    for sentence in [
        "每科择优发5张照片。",
        "每班每项至少推出两个作品。",
        "各病区张贴提示牌每层2块。",
        "每科室录制视频1部。",
    ] {
        assert_eq!(told(sentence), [sentence.trim_end_matches('。')], "{sentence}");
    }
    let body = "一、主要任务\n各单位开展自查。\n二、材料\n（一）活动的照片三张及心得择优选取三份。";
    assert!(asked(body)[0].1.contains("照片三张"), "{:?}", asked(body));
}

#[test]
fn what_a_rule_says_of_itself_is_no_task() {
    for fact in [
        "第一条 为落实安全生产责任，制定本办法。",
        "本办法适用于全院各科室。",
        "近几年来，随着体制改革的深入，推动了医疗事业的发展。",
        "活动目的：进一步增强职工安全观念，培养良好习惯。",
    ] {
        assert_eq!(told(fact), Vec::<String>::new(), "{fact}");
    }
    assert_eq!(told("县医院将择机开展全院演练。"), Vec::<String>::new());
    for sentence in [
        "二级以上医院要聘请专业机构开展1次检测",
        "社区卫生服务中心组织演练2次",
        "各单位要配备适用于电气火灾的灭火器不少于4具",
    ] {
        assert_eq!(told(&format!("{sentence}。")), [sentence]);
    }
    assert_eq!(told("比赛设一等奖3名，每人颁发证书1份。"), Vec::<String>::new());
}

#[test]
fn a_paper_of_some_length_without_a_task_is_asked_about() {
    let head = "主题：垃圾分类\n地点：各班教室\n课程：班会\n形式：主题班会";
    let found = asked(&format!("{head}\n对象：六年级\n教材：分类手册\n类别：德育"));
    assert!(found.iter().any(|(about, _)| about == "tasks.none"), "{found:?}");
    let found = asked(&format!("{head}\n开课时间：10月23日下午第四节\n课件上传到公共文件夹"));
    assert!(
        found.iter().any(|(about, text)| about == "tasks.unread" && text.contains("课件上传")),
        "{found:?}"
    );
    assert!(asked("请各单位于5月10日前报送总结。").iter().all(|(about, _)| about != "tasks.none"));
}

#[test]
fn the_numbers_of_classes_are_no_quantity() {
    let text = "关于开展志愿服务的通知\n\n各班级：\n\n一、主要任务\n志愿服务：高二9-16班在班内统筹安排。\n\n某某中学\n2026年5月6日\n";
    let found = read(&Decoded::from_text(text).unwrap()).unwrap();
    assert!(
        found.measures.iter().all(|one| one.target.is_none() && one.open.is_none()),
        "{:?}",
        found.measures
    );
}

#[test]
fn words_of_meetings_in_general_name_no_second_measure() {
    let found = reading("一、主要任务\n每半年召开联席会议1次。");
    let named: Vec<&str> = found.measures.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(named, ["joint_meeting"]);
}
