use ids::Mint;

use super::plan::{Measure, Phase};

/// Something that units do, with what it counts for: code of the catalogue, the least, and how much more at most.
pub(super) struct Deed {
    pub(super) name: &'static str,
    /// Said of the activity itself, beside its day, place and numbers: field of the form and value.
    pub(super) said: &'static [(&'static str, &'static str)],
    /// For how many days it stays on the wall.
    pub(super) stands: Option<i32>,
    /// Who came signs a sheet, which is kept as a paper.
    pub(super) is_signed: bool,
    counts: &'static [(&'static str, u64, u64)],
}

/// A deed of which nothing more is said.
const PLAIN: Deed = Deed { name: "", said: &[], stands: None, is_signed: false, counts: &[] };

const DEEDS: &[Deed] = &[
    Deed {
        name: "安全生产专题讲座",
        said: &[("speaker", "expert"), ("subjects[]", "安全生产规范")],
        counts: &[
            ("lecture", 1, 0),
            ("expert_lecture", 1, 0),
            ("trainee_visit", 40, 60),
            ("handbook", 50, 150),
        ],
        ..PLAIN
    },
    Deed {
        name: "安全专栏上线与信息发布",
        said: &[
            ("link", "https://news.example.org/aqsc/0412.html"),
            ("link_title", "守住安全底线，护航群众就医"),
        ],
        counts: &[("topic_column", 1, 0), ("knowledge_post", 2, 4), ("media_report", 1, 3)],
        ..PLAIN
    },
    Deed {
        name: "标语、展板集中布置",
        stands: Some(120),
        counts: &[("slogan", 2, 4), ("poster", 3, 5), ("display_board", 2, 4), ("led_slogan", 2, 4)],
        ..PLAIN
    },
    Deed {
        name: "分级分类业务培训",
        is_signed: true,
        counts: &[
            ("training_class", 1, 0),
            ("training_session", 1, 1),
            ("trainee_visit", 30, 60),
            ("exam", 1, 0),
        ],
        ..PLAIN
    },
    Deed {
        name: "门诊大厅现场咨询",
        counts: &[("consultation", 1, 0), ("handbook", 80, 120), ("leaflet", 100, 200)],
        ..PLAIN
    },
    Deed {
        name: "典型案例警示教育",
        counts: &[("case_analysis", 1, 0), ("warning_film", 1, 1), ("trainee_visit", 20, 40)],
        ..PLAIN
    },
    Deed {
        name: "经验做法总结交流",
        said: &[("is_major", "on")],
        counts: &[
            ("experience_summary", 1, 0),
            ("role_model", 0, 1),
            ("field_meeting", 1, 0),
            ("working_method", 1, 0),
        ],
        ..PLAIN
    },
    Deed {
        name: "隐患排查整治",
        counts: &[("hazard_check", 1, 2), ("hazard_found", 2, 5), ("hazard_rectified", 2, 3)],
        ..PLAIN
    },
    Deed {
        name: "领导班子讲安全第一课",
        said: &[("speaker", "leader"), ("subjects[]", "主体责任")],
        counts: &[("leader_lecture", 1, 0), ("trainee_visit", 30, 50)],
        ..PLAIN
    },
    Deed {
        name: "职工安全知识竞赛", counts: &[("quiz", 1, 0), ("quiz_participant", 30, 60)], ..PLAIN
    },
    Deed {
        name: "安全宣传进社区",
        counts: &[("outreach", 1, 1), ("handbook", 60, 90), ("open_letter", 50, 100)],
        ..PLAIN
    },
    Deed {
        name: "疏散逃生应急演练", counts: &[("drill", 1, 0), ("drill_participant", 40, 60)], ..PLAIN
    },
    Deed {
        name: "一线班组互动讲安全",
        said: &[("speaker", "frontline")],
        counts: &[("frontline_lecture", 1, 1), ("trainee_visit", 20, 30)],
        ..PLAIN
    },
    Deed {
        name: "候诊区公益宣传片展播", counts: &[("public_film", 5, 15), ("led_slogan", 2, 3)], ..PLAIN
    },
    Deed {
        name: "安全工作专题会议",
        counts: &[("special_meeting", 1, 1), ("leading_group", 1, 0), ("unit_plan", 1, 0)],
        ..PLAIN
    },
    Deed {
        name: "双重预防机制建设推进会",
        counts: &[("dual_prevention", 1, 0), ("annual_self_assessment", 1, 0), ("risk_register", 5, 10)],
        ..PLAIN
    },
];

/// The deeds that count for something that the phase asks for, the most fitting first.
pub(super) fn fitting(phase: &Phase) -> Vec<&'static Deed> {
    let mut fitting: Vec<&Deed> = DEEDS.iter().filter(|deed| deed.fit(phase) > 0).collect();
    fitting.sort_by_key(|deed| std::cmp::Reverse(deed.fit(phase)));
    fitting
}

impl Deed {
    fn fit(&self, phase: &Phase) -> usize {
        self.counts
            .iter()
            .filter(|(code, ..)| phase.measures.iter().any(|measure| measure.code == *code))
            .count()
    }

    /// What it comes to this time, in the measures that the phase asks for.
    pub(super) fn amounts<'a>(&self, phase: &'a Phase, mint: &Mint) -> Vec<(&'a Measure, u64)> {
        let asked = |code: &str| phase.measures.iter().find(|measure| measure.code == code);
        let counts = self.counts.iter().filter_map(|(code, least, more)| {
            let amount = least + mint.below(more + 1);
            Some((asked(code)?, amount))
        });
        counts.filter(|(_, amount)| *amount > 0).collect()
    }
}
