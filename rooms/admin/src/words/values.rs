//! Codes that stand in the fields of an entry: the closed lists of the rooms, each with the fields in which it stands.

type Words = &'static [(&'static str, &'static str)];

pub(super) const VALUES: &[(&[&str], Words)] = &[
    (
        &["section", "sections"],
        &[
            ("overview", "总体情况"),
            ("practice", "主要做法"),
            ("data", "数据"),
            ("experience", "经验做法"),
            ("problems", "存在问题和下步打算"),
        ],
    ),
    (&["reckoning"], &[("logged", "已登记"), ("reported", "已报送"), ("approved", "已审核")]),
    (&["basis"], &[("unit", "每单位"), ("per_100_staff", "每百名职工"), ("per_bed", "每张床位")]),
    (
        &["series", "every"],
        &[
            ("day", "每日"),
            ("workday", "每个工作日"),
            ("week", "每周"),
            ("half_month", "每半月"),
            ("month", "每月"),
            ("two_months", "每双月"),
            ("quarter", "每季"),
            ("half_year", "每半年"),
            ("year", "每年"),
        ],
    ),
    (
        &["kind"],
        &[
            ("indicators", "指标"),
            ("tasks", "任务"),
            ("dues", "报送要求"),
            ("annexes", "宣传内容、附件与标语"),
            ("slogan", "标语"),
            ("attachment", "附件"),
            ("subject", "宣传内容"),
            ("phase_end", "阶段报送"),
            ("periodic", "定期报送"),
            ("once", "一次性报送"),
            ("any_time", "随时报送"),
            ("unit_plan", "方案报备"),
            ("count", "计数"),
            ("task", "完成与否"),
        ],
    ),
    (&["reason"], &[("secrecy_mark", "带有密级标志")]),
    (&["outcome"], &[("done", "已完成"), ("refused", "已拒绝")]),
    (&["off_holidays"], &[("next", "顺延"), ("before", "提前")]),
    (&["overlap"], &[("keep", "保留"), ("push", "顺延")]),
    (&["aggregate"], &[("sum", "累加"), ("max", "取最大"), ("distinct", "按名单去重")]),
    (
        &["state", "before"],
        &[
            ("draft", "草稿"),
            ("launched", "已下发"),
            ("closed", "已办结"),
            ("archived", "已归档"),
            ("gone", "已移除"),
        ],
    ),
    (
        &["dimensions"],
        &[
            ("channel", "渠道"),
            ("origin", "来源"),
            ("speaker", "主讲"),
            ("audience", "对象"),
            ("subject", "内容"),
            ("level", "级别"),
        ],
    ),
    (
        &["channel"],
        &[
            ("wechat", "微信公众号"),
            ("weibo", "微博"),
            ("website", "门户网站"),
            ("short_video", "短视频"),
            ("press", "报刊"),
            ("broadcast", "广播电视"),
            ("outdoor", "户外"),
            ("other", "其他"),
        ],
    ),
    (&["origin"], &[("own", "主动发布"), ("reprint", "转载刊发")]),
    (&["speaker"], &[("leader", "领导干部"), ("expert", "专家学者"), ("frontline", "一线工作者")]),
    (
        &["audience"],
        &[
            ("supervisor", "监管人员"),
            ("manager", "管理人员"),
            ("technician", "技术人员"),
            ("staff", "职工"),
            ("public", "群众"),
        ],
    ),
    (&["level"], &[("city", "市级"), ("district", "区级"), ("unit", "单位"), ("department", "科室")]),
];
