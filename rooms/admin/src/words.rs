//! Chinese words for the codes in the audit trail and the queue. A code without a word is shown as it is.

mod fields;
pub(crate) mod told;
mod values;

use fields::FIELDS;
pub use told::Told;
use values::VALUES;

/// What kind of thing was acted upon.
const KINDS: &[(&str, &str)] = &[
    ("access_token", "访问令牌"),
    ("account", "账号"),
    ("activity", "活动"),
    ("activity_draft", "活动草稿"),
    ("activity_import", "活动台账"),
    ("annex", "宣传内容、附件与标语"),
    ("api", "接口"),
    ("asset", "页面文件"),
    ("bureau", "主管部门"),
    ("campaign", "专项行动"),
    ("consolidation", "汇总"),
    ("days_off", "放假安排"),
    ("desk", "调度台"),
    ("dossier", "一单位一档"),
    ("due", "报送要求"),
    ("enrolment", "签收"),
    ("figure", "数据"),
    ("health", "运行状态"),
    ("indicator", "指标"),
    ("job", "后台任务"),
    ("ledger", "审计日志"),
    ("measure", "指标目录"),
    ("metrics", "运行指标"),
    ("paper", "材料"),
    ("parcel", "分段上传的文件"),
    ("permission", "权限"),
    ("person", "人员"),
    ("phase", "阶段"),
    ("photo", "图片"),
    ("plan", "方案"),
    ("question", "待定事项"),
    ("report", "报送"),
    ("reports", "报送"),
    ("session", "登录"),
    ("sign_in", "登录"),
    ("site", "系统"),
    ("task", "任务"),
    ("token", "访问令牌"),
    ("unit", "单位"),
    ("unit_plan", "单位方案"),
    ("unit_set", "挂片"),
    ("workbench", "工作台"),
];

/// What was done to it.
const ACTS: &[(&str, &str)] = &[
    ("add", "新增"),
    ("add_series", "批量新增"),
    ("aim", "设定目标"),
    ("amend", "起草补充通知"),
    ("answer", "确定"),
    ("approve", "审核通过"),
    ("archive", "归档"),
    ("arrange_pictures", "选用图片"),
    ("attach", "上传或移除文件"),
    ("begin", "进入"),
    ("begin_second_step", "开始启用登录验证"),
    ("cancel", "取消"),
    ("cancel_handover", "取消移交"),
    ("choose", "查找"),
    ("choose_password", "凭链接设置新密码"),
    ("choose_units", "选择单位"),
    ("clear_patients", "确认含患者画面可用"),
    ("close", "办结"),
    ("cohost", "答复协办"),
    ("compare", "比对"),
    ("confirm_liaison", "确认联络员"),
    ("consolidate", "生成汇总"),
    ("copy", "复制为新的一项"),
    ("correct", "更正"),
    ("create", "新建"),
    ("deduct", "核减"),
    ("describe", "查看说明"),
    ("discard", "丢弃草稿"),
    ("download", "下载"),
    ("download_all", "批量下载原图"),
    ("drop", "去掉或恢复"),
    ("drop_second_step", "关闭他人的登录验证"),
    ("edit", "修改"),
    ("edit_section", "修改内容"),
    ("end", "退出"),
    ("end_other", "退出其他设备"),
    ("end_others", "退出其他全部设备"),
    ("end_second_step", "关闭登录验证"),
    ("exempt", "免报"),
    ("expire", "清除过期的"),
    ("explain", "查看说明"),
    ("export", "导出"),
    ("give_up", "放弃上传"),
    ("grant", "分配角色"),
    ("hand_over", "移交工作"),
    ("import", "导入"),
    ("invite", "生成登录链接"),
    ("invite_all", "批量生成登录链接"),
    ("join", "增加参加单位"),
    ("keep", "维持原方案"),
    ("launch", "下发"),
    ("launch_amendment", "下发补充通知"),
    ("leave", "单位退出"),
    ("let_serve", "指定代报"),
    ("lift", "解除网络地址的登录限制"),
    ("list", "查看列表"),
    ("lock", "锁定"),
    ("log", "登记"),
    ("make", "生成"),
    ("mark_done", "标记已完成"),
    ("mark_patients", "标记含患者画面"),
    ("merge", "并入别的单位"),
    ("move", "移动"),
    ("name_responsible", "填写责任人"),
    ("open", "启用"),
    ("pass_duties", "移交职责"),
    ("password", "修改密码"),
    ("place", "切换单位"),
    ("policy", "修改登录策略"),
    ("progress", "查看进度"),
    ("prolong", "沿用"),
    ("prove", "核对登录验证码"),
    ("prove_second_step", "启用登录验证"),
    ("read", "读取"),
    ("read_title", "读取网页标题"),
    ("recall", "恢复报送"),
    ("recall_amendment", "撤回补充通知"),
    ("remove", "删除"),
    ("rename", "更正姓名"),
    ("renew_link", "重新生成登录链接"),
    ("reopen", "恢复办理"),
    ("replace_notice", "更换通知原文"),
    ("reset", "生成重设密码链接"),
    ("reset_password", "生成重设密码链接"),
    ("restore", "恢复"),
    ("retry", "重做"),
    ("return", "退回修改"),
    ("return_back", "退回修改"),
    ("review", "审看"),
    ("revise", "修订"),
    ("revoke", "收回"),
    ("save", "保存"),
    ("send_piece", "上传一段"),
    ("set_active", "停用或恢复"),
    ("set_expiry", "修改有效期"),
    ("set_up", "首次设置"),
    ("settings", "修改系统设置"),
    ("show", "查看"),
    ("show_import", "查看导入"),
    ("show_other", "查看他人"),
    ("sign", "签收"),
    ("start", "生成汇总"),
    ("submit", "提交"),
    ("submit_liaison", "以联络员确认代替报送"),
    ("take_proposals", "采用补充通知的改动"),
    ("unlock", "解锁"),
    ("unmerge", "撤销合并"),
    ("update", "修改"),
    ("upload", "上传"),
    ("view", "查看"),
    ("void", "作废"),
    ("watch", "查看进展"),
    ("withdraw", "撤回"),
    ("words", "建立查找索引"),
    ("zero", "零报告"),
];

/// Where what was done is called by another word for one kind of thing.
const VERBS: &[(&str, &str)] = &[
    ("account.join", "账号 · 用已有账号接受邀请"),
    ("campaign.begin", "专项行动 · 读取通知"),
    ("campaign.recall", "专项行动 · 撤回下发"),
    ("unit.close", "单位 · 停办"),
    ("unit.reopen", "单位 · 恢复"),
    ("unit_plan.approve", "单位方案 · 备案"),
    ("unit_plan.recall", "单位方案 · 恢复报备"),
    ("unit_plan.submit", "单位方案 · 报备"),
];

fn word<'a>(words: &[(&str, &'static str)], code: &'a str) -> &'a str {
    words.iter().find(|(known, _)| *known == code).map_or(code, |(_, word)| word)
}

/// `unit` → 单位.
pub(crate) fn kind(code: &str) -> &str {
    word(KINDS, code)
}

/// What was done, as the audit trail tells it: `unit.import` → 单位 · 导入. A code without a word is shown as it is.
pub fn verb(code: &str) -> String {
    if let Some((_, words)) = VERBS.iter().find(|(known, _)| *known == code) {
        return (*words).to_owned();
    }
    match code.split_once('.') {
        Some((kind_code, act)) => format!("{} · {}", kind(kind_code), word(ACTS, act)),
        None => word(ACTS, code).to_owned(),
    }
}

/// The word for what stands in a field as a code: the section `problems` → 存在问题和下步打算, the kind `reports.consolidate` →
/// 报送 · 生成汇总.
fn value(field: &str, code: &str) -> Option<String> {
    let of_trail = match field {
        "verb" => Some(verb(code)),
        "target_kind" => Some(kind(code).to_owned()),
        _ => None,
    };
    let meant = VALUES.iter().filter(|(fields, _)| fields.contains(&field));
    let known = meant.flat_map(|(_, codes)| *codes).find(|(known, _)| *known == code);
    let is_verb = || field == "kind" && code.split_once('.').is_some_and(|(of, _)| kind(of) != of);
    of_trail.or_else(|| known.map(|(_, word)| (*word).to_owned())).or_else(|| is_verb().then(|| verb(code)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::told::{Called, plainly};
    use super::*;

    #[test]
    fn an_unknown_code_is_shown_as_it_is() {
        assert_eq!(verb("unit.import"), "单位 · 导入");
        assert_eq!(verb("campaign.recall"), "专项行动 · 撤回下发");
        assert_eq!(verb("unit.teleport"), "单位 · teleport");
        assert_eq!(verb("odd"), "odd");
        assert_eq!((kind("bureau"), kind("odd")), ("主管部门", "odd"));
    }

    struct Nobody;

    impl Called for Nobody {
        fn called(&self, _: &str) -> Option<String> {
            None
        }
    }

    fn detail(fields: &serde_json::Value) -> String {
        plainly(fields, &Nobody)
    }

    #[test]
    fn a_detail_is_one_line() {
        assert_eq!(detail(&json!({ "a": "甲", "name": 2, "c": null })), "a：甲；名称：2");
        assert_eq!(
            detail(&json!({ "photos": [1, 2], "before": { "name": "旧" } })),
            "改前：（名称：旧）；照片：2 项"
        );
        assert_eq!(detail(&serde_json::Value::Null), "");
    }

    #[test]
    fn of_a_row_before_and_after_only_what_differs_is_told() {
        let before = json!({ "id": "1", "name": "甲", "target": null, "version": 1, "source_start": 2 });
        let after = json!({ "id": "1", "name": "甲", "target": 3, "version": 2, "source_start": 4 });
        assert_eq!(detail(&json!({ "before": before, "after": after })), "目标：空 → 3");
        assert_eq!(detail(&json!({ "before": "甲", "after": "乙" })), "改后：乙；改前：甲");
    }

    #[test]
    fn many_things_are_named_and_counted() {
        assert_eq!(
            detail(&json!({ "dues": [{ "title": "一月" }, { "title": "二月" }] })),
            "报送要求：一月、二月"
        );
        let many: Vec<String> = (1..=9).map(|i| format!("第{i}")).collect();
        let told = detail(&json!({ "moved": many }));
        assert!(told.ends_with("第8等 9 项") && !told.contains("第9、"), "{told}");
    }

    #[test]
    fn a_code_has_its_word_where_it_stands() {
        assert_eq!(detail(&json!({ "section": "problems" })), "部分：存在问题和下步打算");
        assert_eq!(detail(&json!({ "sections": ["overview", "data"] })), "涉及部分：总体情况、数据");
        assert_eq!(detail(&json!({ "before": "closed", "name": "closed" })), "改前：已办结；名称：closed");
        assert_eq!(detail(&json!({ "kind": "reports.consolidate" })), "类型：报送 · 生成汇总");
        assert_eq!(detail(&json!({ "reason": "secrecy_mark" })), "原因：带有密级标志");
        assert_eq!(detail(&json!({ "reason": "密码不正确" })), "原因：密码不正确");
        assert_eq!(detail(&json!({ "filter": { "channel": ["press"] } })), "筛选条件：（渠道：报刊）");
        assert_eq!(
            detail(&json!({ "filter": { "verb": "unit.import" } })),
            "筛选条件：（操作：单位 · 导入）"
        );
    }
}
