//! Chinese words for the codes in the audit trail and the queue. A code without a word is shown as it is.

/// What kind of thing was acted upon.
const KINDS: &[(&str, &str)] = &[
    ("access_token", "访问令牌"),
    ("account", "账号"),
    ("activity", "活动"),
    ("campaign", "专项行动"),
    ("consolidation", "汇总"),
    ("due", "报送要求"),
    ("enrolment", "签收"),
    ("indicator", "指标"),
    ("job", "后台任务"),
    ("ledger", "审计日志"),
    ("person", "人员"),
    ("phase", "阶段"),
    ("photo", "图片"),
    ("plan", "方案"),
    ("question", "待定事项"),
    ("report", "报送"),
    ("session", "登录"),
    ("site", "系统"),
    ("task", "任务"),
    ("token", "访问令牌"),
    ("unit", "单位"),
];

/// What was done to it.
const ACTS: &[(&str, &str)] = &[
    ("add", "新增"),
    ("answer", "确定"),
    ("approve", "审核通过"),
    ("begin", "进入"),
    ("cancel", "取消"),
    ("confirm_liaison", "确认联络员"),
    ("consolidate", "生成汇总"),
    ("correct", "更正"),
    ("create", "新建"),
    ("deduct", "核减"),
    ("edit", "修改"),
    ("end_other", "退出其他设备"),
    ("export", "导出"),
    ("grant", "分配角色"),
    ("import", "导入"),
    ("invite", "生成登录链接"),
    ("invite_all", "批量生成登录链接"),
    ("launch", "下发"),
    ("lock", "锁定"),
    ("log", "登记"),
    ("make", "生成"),
    ("open", "启用"),
    ("password", "修改密码"),
    ("read", "读取"),
    ("remove", "删除"),
    ("renew_link", "重新生成登录链接"),
    ("return", "退回修改"),
    ("return_back", "退回修改"),
    ("revoke", "收回"),
    ("save", "保存"),
    ("set_active", "停用或恢复"),
    ("set_up", "首次设置"),
    ("sign", "签收"),
    ("submit", "提交"),
    ("unlock", "解锁"),
    ("update", "修改"),
    ("void", "作废"),
    ("withdraw", "撤回"),
];

/// What an entry tells beside verb and target.
const FIELDS: &[(&str, &str)] = &[
    ("active", "启用"),
    ("added", "新增"),
    ("changed", "更新"),
    ("days", "天数"),
    ("file", "文件"),
    ("filter", "筛选条件"),
    ("invited", "邀请"),
    ("liaison", "联络员"),
    ("login", "登录名"),
    ("name", "名称"),
    ("peer", "网络地址"),
    ("person", "人员编号"),
    ("reason", "原因"),
    ("role", "角色"),
    ("rows", "行数"),
    ("scope", "权限"),
    ("session", "登录编号"),
    ("token", "令牌编号"),
    ("unit", "单位编号"),
    ("units", "单位数"),
    ("was", "原来"),
    ("who", "对象"),
];

fn word<'a>(words: &[(&str, &'static str)], code: &'a str) -> &'a str {
    words.iter().find(|(known, _)| *known == code).map_or(code, |(_, word)| word)
}

/// `unit` → 单位.
pub(crate) fn kind(code: &str) -> &str {
    word(KINDS, code)
}

/// `unit.import` → 单位 · 导入.
pub(crate) fn verb(code: &str) -> String {
    match code.split_once('.') {
        Some((kind_code, act)) => format!("{} · {}", kind(kind_code), word(ACTS, act)),
        None => word(ACTS, code).to_owned(),
    }
}

/// The detail of an entry as a line: `名称：东街中心；version：3`.
pub(crate) fn detail(detail: &serde_json::Value) -> String {
    let serde_json::Value::Object(fields) = detail else { return String::new() };
    let shown = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        other => other.to_string(),
    };
    let given = fields.iter().filter(|(_, value)| !value.is_null());
    given
        .map(|(name, value)| format!("{}：{}", word(FIELDS, name), shown(value)))
        .collect::<Vec<_>>()
        .join("；")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_code_is_shown_as_it_is() {
        assert_eq!(verb("unit.import"), "单位 · 导入");
        assert_eq!(verb("unit.teleport"), "单位 · teleport");
        assert_eq!(verb("odd"), "odd");
    }

    #[test]
    fn a_detail_is_one_line() {
        assert_eq!(detail(&serde_json::json!({ "a": "甲", "name": 2, "c": null })), "a：甲；名称：2");
        assert_eq!(detail(&serde_json::Value::Null), "");
    }
}
