//! What may be done about the account of somebody with whom one works.

use super::{InviteToUnit, OFFICER};
use crate::account::Account;
use crate::permit::{Denied, Target, Verb};
use crate::{Actor, NodePath, Role};

/// Somebody with a role at a unit, as whoever works with them sees it.
#[derive(Clone, Debug)]
pub(crate) struct Colleague {
    pub(crate) account: Account,
    pub(crate) roles: Vec<Role>,
    pub(crate) unit: NodePath,
}

impl Target for Colleague {
    const KIND: &'static str = "person";

    fn id(&self) -> String {
        self.account.id()
    }

    fn version(&self) -> i64 {
        self.account.version()
    }

    fn place(&self) -> &NodePath {
        &self.unit
    }
}

/// Make a link by which a colleague who lost the password chooses another one.
#[derive(Debug)]
pub(crate) struct HelpIn;

impl Verb for HelpIn {
    const NAME: &'static str = "unit.reset_password";
    const CALLERS: &'static [Role] = &[Role::BureauOfficer, Role::UnitOfficer];
    type On = Colleague;

    fn rule(actor: &Actor, colleague: &Colleague) -> Result<(), Denied> {
        if colleague.account.is_of(actor) {
            return Err(Denied::State("自己的密码请在“我的账号”里修改。"));
        }
        if colleague.account.row.login.is_none() {
            return Err(Denied::State("此人还没有启用账号，请重新生成登录链接。"));
        }
        may_make_link(actor, colleague)
    }
}

/// Make another link for a colleague who has not come yet.
#[derive(Debug)]
pub(crate) struct InviteAgain;

impl Verb for InviteAgain {
    const NAME: &'static str = InviteToUnit::NAME;
    const CALLERS: &'static [Role] = InviteToUnit::CALLERS;
    type On = Colleague;

    fn rule(actor: &Actor, colleague: &Colleague) -> Result<(), Denied> {
        if colleague.account.row.login.is_some() {
            return Err(Denied::State("此人已经启用账号，不能再用首次登录的链接；忘记密码请点“重设密码”。"));
        }
        may_make_link(actor, colleague)
    }
}

/// Let somebody take over from a colleague on a day.
#[derive(Debug)]
pub(crate) struct HandOver;

impl Verb for HandOver {
    const NAME: &'static str = "unit.hand_over";
    const CALLERS: &'static [Role] = OFFICER;
    type On = Colleague;

    fn rule(actor: &Actor, colleague: &Colleague) -> Result<(), Denied> {
        let below = [Role::UnitOfficer, Role::UnitLeader, Role::Member];
        match answers_for(actor, colleague, &below) {
            true => Ok(()),
            false => Err(Denied::State("此人的角色高于或超出您的管理范围，移交请由安全管理员调整角色。")),
        }
    }
}

/// Whoever makes the link could enter with it, so it is for whom one answers: an officer of the bureau for everybody who sees
/// business data within reach, a unit's officer for the officers and staff.
fn may_make_link(actor: &Actor, colleague: &Colleague) -> Result<(), Denied> {
    let roles: &[Role] = match actor.is_bureau() {
        true => &[
            Role::BureauOfficer,
            Role::BureauReviewer,
            Role::UnitLeader,
            Role::UnitOfficer,
            Role::Member,
            Role::Inspector,
        ],
        false => &[Role::UnitOfficer, Role::Member],
    };
    match answers_for(actor, colleague, roles) {
        true => Ok(()),
        false => Err(Denied::State(
            "此人的角色高于或超出您的管理范围，生成链接请联系上级主管部门的经办人；管理员的请联系安全管理员。",
        )),
    }
}

/// Whether all that somebody may do lies within the actor's reach and is one of these roles.
fn answers_for(actor: &Actor, colleague: &Colleague, roles: &[Role]) -> bool {
    colleague.account.is_within(actor) && colleague.roles.iter().all(|role| roles.contains(role))
}
