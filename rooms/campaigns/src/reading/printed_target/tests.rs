use super::*;
use crate::Basis;
use crate::reading::Every;

/// What is said of the unit's `word` in the sentence; `others` are the words of other measures, with their units.
fn said(sentence: &str, word: &str, unit: &str, others: &[(&str, &str)]) -> Option<Said> {
    said_to(sentence, word, unit, others, "各单位")
}

fn said_to(sentence: &str, word: &str, unit: &str, others: &[(&str, &str)], everybody: &str) -> Option<Said> {
    fn named<'c>(sentence: &str, word: &'c str, unit: &'c str) -> Named<'c> {
        let at = sentence.find(word).unwrap();
        Named { at: at..at + word.len(), code: word, unit }
    }
    let others: Vec<_> = others.iter().map(|(other, unit)| named(sentence, other, unit)).collect();
    target(sentence, &named(sentence, word, unit), &others, everybody)
}

/// Its target, as count and cycle.
fn of(sentence: &str, word: &str, unit: &str, others: &[(&str, &str)]) -> Option<(u32, Option<Every>)> {
    let target = said(sentence, word, unit, others)?.what.unwrap();
    Some((target.count, target.every))
}

#[test]
fn a_quantity_beside_its_measure_is_its_target() {
    let both = "开展专题讲座不少于2场，悬挂横幅不少于3条";
    assert_eq!(of(both, "讲座", "场", &[("横幅", "条")]), Some((2, None)));
    assert_eq!(of(both, "横幅", "条", &[("讲座", "场")]), Some((3, None)));
    for (sentence, word, unit, expected) in [
        ("至少开展1次应急演练", "应急演练", "次", (1, None)),
        ("组织消防演练一次", "演练", "次", (1, None)),
        ("举办专题讲座，每家单位不少于两场", "讲座", "场", (2, None)),
        ("每季度至少组织1次应急演练", "应急演练", "次", (1, Some(Every::Quarter))),
        ("组织应急演练每季度开展一次", "演练", "次", (1, Some(Every::Quarter))),
        ("每月至少1次开展隐患排查", "隐患排查", "次", (1, Some(Every::Month))),
        ("演练一季度一次", "演练", "次", (1, Some(Every::Quarter))),
        ("印发宣传手册２００份以上", "手册", "册", (200, None)),
        ("发放宣传资料1千份", "宣传资料", "份", (1000, None)),
        ("发放手册1.5万册", "手册", "册", (15_000, None)),
        ("发放宣传资料12,000份", "宣传资料", "份", (12_000, None)),
        ("培训不少于50人次", "培训不少于50人次", "人次", (50, None)),
        ("发布推文10余篇", "推文", "篇", (10, None)),
        ("悬挂横幅（不少于2条）", "横幅", "条", (2, None)),
        ("累计举办讲座不少于3场", "讲座", "场", (3, None)),
        ("全区各医疗机构举办讲座3场", "讲座", "场", (3, None)),
        ("举办讲座，做好签到，每校不少于1场", "讲座", "场", (1, None)),
        ("区属单位要举办讲座2场", "讲座", "场", (2, None)),
        ("发放一封家长信", "家长信", "份", (1, None)),
    ] {
        assert_eq!(of(sentence, word, unit, &[]), Some(expected), "{sentence}");
    }
    let said = said("悬挂横幅2至5条", "横幅", "条", &[]).unwrap().what.unwrap();
    assert_eq!((said.count, said.most), (2, Some(5)));
}

#[test]
fn each_quantity_goes_to_the_measure_beside_it() {
    let row = "举办讲座2场、培训3场，开展演练1次";
    let all = [("讲座", "场"), ("培训", "场"), ("演练", "次")];
    for (word, unit, count) in [("讲座", "场", 2), ("培训", "场", 3), ("演练", "次", 1)] {
        assert_eq!(of(row, word, unit, &all), Some((count, None)), "{word}");
    }
    let each = "组织培训和演练各1次";
    assert_eq!(of(each, "培训", "场", &[("演练", "次")]), Some((1, None)));
    assert_eq!(of(each, "演练", "次", &[("培训", "场")]), Some((1, None)));
    let before = "开展1次培训、2次演练";
    assert_eq!(of(before, "培训", "场", &[("演练", "次")]), Some((1, None)));
    assert_eq!(of(before, "演练", "次", &[("培训", "场")]), Some((2, None)));
}

#[test]
fn a_quantity_is_counted_on_what_its_words_say() {
    for (sentence, word, unit, expected) in [
        ("每床位发放宣传手册1册", "手册", "册", (1, Basis::Beds)),
        ("每张床位发放宣传手册不少于2册", "手册", "册", (2, Basis::Beds)),
        ("发放宣传手册每张病床1册", "手册", "册", (1, Basis::Beds)),
        ("每百名职工举办专题讲座2场", "讲座", "场", (2, Basis::Staff)),
        ("举办专题讲座，每百人不少于1场", "讲座", "场", (1, Basis::Staff)),
        ("按每100名医务人员不少于3条悬挂横幅", "横幅", "条", (3, Basis::Staff)),
        ("每家单位发放宣传手册20册", "手册", "册", (20, Basis::Unit)),
        ("张贴宣传海报不少于10张", "海报", "幅", (10, Basis::Unit)),
        ("张贴宣传画5幅", "宣传画", "幅", (5, Basis::Unit)),
    ] {
        let found = said(sentence, word, unit, &[]).unwrap().what.unwrap();
        assert_eq!((found.count, found.basis), expected, "{sentence}");
    }
}

#[test]
fn what_no_target_can_be_kept_on_is_asked() {
    for (sentence, word, unit, why) in [
        ("LED屏每天播放宣传片不少于2次", "宣传片", "场次", OpenTarget::Rate),
        ("上半年、下半年各开展业务培训1次", "业务培训", "场", OpenTarget::Rate),
        ("6月、9月分别组织1次演练", "演练", "次", OpenTarget::Rate),
        ("区疾控中心举办培训班2期", "培训班", "期", OpenTarget::SomeUnits),
        ("区卫生健康局每季度开展1次督导检查", "督导检查", "次", OpenTarget::SomeUnits),
        ("各学校开展一次演练", "演练", "次", OpenTarget::SomeUnits),
        ("每半月开展1次演练", "演练", "次", OpenTarget::Rate),
        ("每两个月开展演练1次", "演练", "次", OpenTarget::Rate),
        ("每10张床位发放宣传手册1册", "手册", "册", OpenTarget::Rate),
        ("每名患者发放宣传手册1册", "手册", "册", OpenTarget::Rate),
        ("每个科室举办讲座1场", "讲座", "场", OpenTarget::Rate),
        ("举办专题讲座，二级以上医院不少于2场，乡镇卫生院不少于1场", "讲座", "场", OpenTarget::SomeUnits),
        ("乡镇卫生院举办讲座1场", "讲座", "场", OpenTarget::SomeUnits),
        ("举办讲座（医院2场，卫生院1场）", "讲座", "场", OpenTarget::SomeUnits),
        ("各医院举办讲座，不少于2场", "讲座", "场", OpenTarget::SomeUnits),
        ("举办讲座2场，全年不少于4场", "讲座", "场", OpenTarget::Several),
        ("悬挂横幅10张", "横幅", "条", OpenTarget::OtherUnit),
        ("知识竞赛每单位参赛不少于10人", "知识竞赛", "场", OpenTarget::OtherUnit),
        ("入户宣传五百户以上", "入户宣传", "次", OpenTarget::OtherUnit),
        ("选派培训1名骨干", "培训1名", "人次", OpenTarget::OtherUnit),
        ("举办讲座两三场", "讲座", "场", OpenTarget::Number),
    ] {
        let found = said(sentence, word, unit, &[]).unwrap_or_else(|| panic!("{sentence}"));
        assert_eq!(found.what, Err(why), "{sentence}");
    }
    let departments = said_to("每个科室举办讲座1场", "讲座", "场", &[], "各科室\n各病区").unwrap();
    assert_eq!(departments.what.map(|target| target.count), Ok(1), "the notice goes to 科室");
    let clinics = said_to("卫生院举办讲座1场", "讲座", "场", &[], "各乡镇卫生院").unwrap();
    assert_eq!(clinics.what.map(|target| target.count), Ok(1), "the notice goes to no others");
}

#[test]
fn each_class_has_its_quantity() {
    let of = |sentence: &str, word, unit| {
        let found = said(sentence, word, unit, &[]).unwrap_or_else(|| panic!("{sentence}"));
        let classes = found.classes.into_iter().map(|one| (one.class, one.target.count, one.target.every));
        (found.what.map(|target| target.count), classes.collect::<Vec<_>>())
    };
    let named = |pairs: &[(&str, u32)]| {
        pairs.iter().map(|(class, count)| ((*class).to_owned(), *count, None)).collect::<Vec<_>>()
    };
    let some = Err(OpenTarget::SomeUnits);
    let three = named(&[("医院", 4), ("社区卫生服务中心", 2), ("诊所", 1)]);
    for sentence in [
        "开展专题讲座，各医院不少于4次，社区卫生服务中心不少于2次，诊所不少于1次",
        "开展专题讲座（各医院4次、社区卫生服务中心2次、诊所1次）",
        "开展专题讲座，医院不少于4次；社区卫生服务中心不少于2次；诊所不少于1次",
    ] {
        assert_eq!(of(sentence, "讲座", "场"), (some, three.clone()), "{sentence}");
    }
    let default = "每家单位举办讲座不少于1场，二级医院不少于3场";
    assert_eq!(of(default, "讲座", "场"), (Ok(1), named(&[("二级医院", 3)])));
    let others = "组织演练，三级医院、二级医院每季度不少于1次，其他单位全年不少于2次";
    let (rest, quarterly) = of(others, "演练", "次");
    assert_eq!((rest, quarterly.len()), (Ok(2), 2));
    assert!(quarterly.iter().all(|(_, count, every)| (*count, *every) == (1, Some(Every::Quarter))));
    let twice = of("诊所举办讲座不少于1场，诊所不少于2场", "讲座", "场");
    assert_eq!(twice, (Err(OpenTarget::Several), Vec::new()));
}

#[test]
fn one_number_in_a_bracket_is_of_the_whole_list() {
    let list = "开展主题班会、演练（每校不少于2次）";
    assert_eq!(of(list, "主题班会", "节", &[("演练", "次")]), Some((2, None)));
    assert_eq!(of(list, "演练", "次", &[("主题班会", "节")]), Some((2, None)));
    let apart = "组织主题班会，开展演练（每校不少于2次）";
    assert_eq!(of(apart, "主题班会", "节", &[("演练", "次")]), None);
}

#[test]
fn what_is_no_quantity_of_a_unit_is_none() {
    for (sentence, word, unit) in [
        ("第一次讲座要讲清意义", "讲座", "场"),
        ("每次讲座要有签到", "讲座", "场"),
        ("全区举办讲座不少于10场", "讲座", "场"),
        ("讲座参加人数不少于200人", "讲座", "场"),
        ("减少一次性用品，举办讲座", "讲座", "场"),
        ("去年以来开展讲座3场", "讲座", "场"),
        ("举办讲座", "讲座", "场"),
        ("举办讲座（3个月内完成）", "讲座", "场"),
        ("报送宣传资料（附图片不少于5张）", "宣传资料", "份"),
        ("报送宣传资料，附照片不少于5张", "宣传资料", "份"),
        ("开展活动（讲座、演练）3次", "讲座", "场"),
        ("举办讲座，做好签到，开展活动不少于3次", "讲座", "场"),
    ] {
        assert_eq!(said(sentence, word, unit, &[]), None, "{sentence}");
    }
    assert_eq!(said("讲座、横幅3条", "讲座", "场", &[("横幅", "条")]), None);
}

#[test]
fn what_some_units_or_the_district_reach_is_no_target_of_every_unit() {
    let some = |sentence: &str, word: &str, unit: &str| said(sentence, word, unit, &[]).map(|said| said.what);
    for sentence in [
        "职工50人以上的单位举办讲座不少于3场",
        "设有食堂的单位至少举办讲座2场",
        "设有食堂的，举办讲座2场",
        "公立单位举办讲座4场",
        "有条件的要举办讲座2场",
    ] {
        assert_eq!(some(sentence, "讲座", "场"), Some(Err(OpenTarget::SomeUnits)), "{sentence}");
    }
    for sentence in ["全区共设宣传栏100块", "全区设置宣传栏100块", "宣传栏全区共设100块"]
    {
        assert_eq!(some(sentence, "宣传栏", "块"), None, "{sentence}");
    }
    assert_eq!(some("每镇举办讲座5场", "讲座", "场"), Some(Err(OpenTarget::Rate)));
    for sentence in ["会议控制在2次以内", "会议不超过2次", "会议最多召开2次"] {
        assert_eq!(some(sentence, "会议", "次"), None, "{sentence}");
    }
}

#[test]
fn the_others_have_the_number_that_is_theirs() {
    let said = said("二级医院举办讲座4场，其他2场", "讲座", "场", &[]).unwrap();
    assert_eq!((said.classes.len(), said.what.unwrap().count), (1, 2));
}

/// What is said of a measure whose name `words` a sentence may hold several times; `others` likewise, each with its unit.
fn at_last(sentence: &str, word: &str, unit: &str, others: &[(&str, &str)]) -> Option<Said> {
    let all = |(word, unit)| {
        let at = sentence.match_indices(word).map(|(at, word)| at..at + word.len());
        at.map(move |at| Named { at, code: word, unit })
    };
    let own: Vec<Named<'_>> = all((word, unit)).collect();
    let others: Vec<Named<'_>> = others.iter().copied().flat_map(all).chain(own.clone()).collect();
    own.iter().find_map(|one| target(sentence, one, &others, "各单位"))
}

#[test]
fn a_number_is_of_the_measure_of_its_own_clause() {
    let of = |sentence: &str, word: &str, unit: &str, others: &[(&str, &str)]| {
        at_last(sentence, word, unit, others).map(|said| said.what.map(|target| target.count))
    };
    let both = "通过展板、海报等方式宣传，展板不少于3块，海报不少于20张";
    assert_eq!(of(both, "展板", "块", &[("海报", "幅")]), Some(Ok(3)));
    assert_eq!(of(both, "海报", "幅", &[("展板", "块")]), Some(Ok(20)));
    let other = "利用电子屏宣传，每月推文不少于2篇";
    assert_eq!(of(other, "电子屏", "条", &[("推文", "篇")]), None);
    let hours = "推文每月不少于1篇，电子屏每天不少于8小时";
    assert_eq!(of(hours, "电子屏", "条", &[("推文", "篇")]), Some(Err(OpenTarget::Rate)));
    let next = "组织全员培训，开展一次应急演练";
    assert_eq!(of(next, "演练", "次", &[("培训", "场")]), Some(Ok(1)));
    assert_eq!(of(next, "培训", "场", &[("演练", "次")]), None);
    let pair = "完成一次全员培训和一次疏散演练";
    assert_eq!(of(pair, "演练", "次", &[("培训", "场")]), Some(Ok(1)));
    let led = "负责人每季度带队对隐患情况至少开展1次检查";
    assert_eq!(of(led, "带队", "次", &[("开展1次检查", "次")]), Some(Ok(1)));
    let apart = "开展排查、召开1次会议";
    assert_eq!(of(apart, "排查", "次", &[("召开1次会议", "次")]), None);
}

#[test]
fn a_number_before_its_measure_may_stand_some_words_away() {
    for (sentence, expected) in [
        ("每季度组织1次灭火和疏散演练", (1, Some(Every::Quarter))),
        ("每半年1次演练", (1, Some(Every::HalfYear))),
        ("每季度开展演练1遍", (1, Some(Every::Quarter))),
        ("演练不少于1次/月", (1, Some(Every::Month))),
        ("每单位开展演练2次", (2, None)),
        ("每家开展演练2次", (2, None)),
    ] {
        assert_eq!(of(sentence, "演练", "次", &[]), Some(expected), "{sentence}");
    }
    for sentence in ["开展谈话1次、演练", "召开1次现场会并部署演练"] {
        assert_eq!(said(sentence, "演练", "次", &[]), None, "{sentence}");
    }
}

#[test]
fn what_is_no_time_of_the_plan_is_a_rate() {
    for sentence in [
        "每学期举办讲座1场",
        "每学年举办讲座不少于2场",
        "每逢节假日举办讲座1场",
        "每逢重要节点举办讲座1场",
        "节假日前举办讲座1场",
        "每10天举办讲座1场",
        "每层楼举办讲座1场",
        "每个小区举办讲座1场",
        "门诊、病房各举办讲座1场",
        "讲座1场/科室",
    ] {
        let found = said(sentence, "讲座", "场", &[]).unwrap_or_else(|| panic!("{sentence}"));
        assert_eq!(found.what, Err(OpenTarget::Rate), "{sentence}");
    }
    let each = said("各单位分别举办讲座2场", "讲座", "场", &[]).unwrap();
    assert_eq!(each.what.map(|target| target.count), Ok(2));
}

#[test]
fn plain_words_count_what_they_fit_and_are_asked_otherwise() {
    for (sentence, word, unit, expected) in [
        ("展板2个", "展板", "块", Ok(2)),
        ("短视频1条", "短视频", "部", Ok(1)),
        ("上好一堂健康课", "健康课", "节", Ok(1)),
        ("完成一轮自查", "自查", "次", Ok(1)),
        ("展板20套", "展板", "块", Err(OpenTarget::OtherUnit)),
        ("制作1套展板", "展板", "块", Err(OpenTarget::OtherUnit)),
        ("宣传栏1个", "宣传栏", "期", Err(OpenTarget::OtherUnit)),
        ("开展培训不少于8学时", "培训", "场", Err(OpenTarget::OtherUnit)),
        ("短视频时长不少于1分钟，数量不少于2部", "短视频", "部", Ok(2)),
        ("累计发放手册200册以上", "手册", "册", Ok(200)),
    ] {
        let found = said(sentence, word, unit, &[]).unwrap_or_else(|| panic!("{sentence}"));
        assert_eq!(found.what.map(|target| target.count), expected, "{sentence}");
    }
    for sentence in ["隐患排查三项行动", "累计完成隐患排查2次"] {
        assert_eq!(said(sentence, "隐患排查", "次", &[]), None, "{sentence}");
    }
}

#[test]
fn what_named_bodies_do_is_no_target_of_every_unit() {
    for sentence in [
        "请中心医院、区中医院、区妇幼保健院各派1名讲师、举办讲座2场",
        "市第一人民医院举办讲座2场",
        "由区卫健局组织讲座2场",
        "讲座2场由区卫健局组织",
        "举办讲座2场（区局组织）",
        "举办讲座2场，由区疾控中心承办",
    ] {
        let found = said(sentence, "讲座", "场", &[]).unwrap_or_else(|| panic!("{sentence}"));
        assert_eq!(found.what, Err(OpenTarget::SomeUnits), "{sentence}");
    }
    for sentence in [
        "举办讲座2场（教材由区局统一印制）",
        "邀请市中心医院专家举办讲座2场",
        "举办讲座2场，由各单位组织",
        "张贴海报（由区局统一印制），举办讲座2场",
    ] {
        let found = said(sentence, "讲座", "场", &[]).unwrap_or_else(|| panic!("{sentence}"));
        assert_eq!(found.what.map(|target| target.count), Ok(2), "{sentence}");
    }
    let item = said("2.二级医院举办讲座2场", "讲座", "场", &[]).unwrap();
    assert_eq!(item.classes.len(), 1);
}
