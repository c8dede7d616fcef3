//! What may be done here, to what, by whom.

mod colleague;

pub(crate) use colleague::{Colleague, HandOver, HelpIn, InviteAgain};

use crate::account::Account;
use crate::permit::{Denied, Target, Verb};
use crate::unit::Unit;
use crate::unit_set::UnitSet;
use crate::{Actor, NodeKind, NodePath, PersonId, Place, Role};

impl Target for Place {
    const KIND: &'static str = "unit";

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn place(&self) -> &NodePath {
        &self.path
    }
}

/// Declares verbs whose rule is role and reach alone.
macro_rules! verbs {
    ($($(#[$meta:meta])* $name:ident = $code:literal on $on:ty, by $callers:expr, writes $writes:literal;)+) => {$(
        $(#[$meta])*
        #[derive(Debug)]
        pub(crate) struct $name;

        impl Verb for $name {
            const NAME: &'static str = $code;
            const CALLERS: &'static [Role] = $callers;
            const WRITES: bool = $writes;
            type On = $on;
        }
    )+};
}

const OFFICER: &[Role] = &[Role::BureauOfficer];
/// Whoever fills in a form that names a node.
const CHOOSERS: &[Role] =
    &[Role::BureauOfficer, Role::SystemAdministrator, Role::SecurityAdministrator, Role::AuditAdministrator];

verbs! {
    /// See the units below one's place.
    ListUnits = "unit.list" on Place, by Role::BUREAU, writes false;
    /// Look for a node to choose, by a part of its name.
    ChooseNode = "unit.choose" on Place, by CHOOSERS, writes false;
    /// See one unit with its people.
    ShowUnit = "unit.show" on Unit, by Role::BUSINESS, writes false;
    /// Change what is known of a node.
    EditUnit = "unit.edit" on Unit, by OFFICER, writes true;
    /// Say which unit reports for a unit that has nobody.
    LetServe = "unit.let_serve" on Unit, by OFFICER, writes true;
    /// See the named sets of units.
    ListUnitSets = "unit_set.list" on Place, by Role::BUREAU, writes false;
    /// See one set.
    ShowUnitSet = "unit_set.show" on UnitSet, by Role::BUREAU, writes false;
    /// Make a named set of units.
    AddUnitSet = "unit_set.add" on Place, by OFFICER, writes true;
    /// Say which units belong to a set and who looks after them.
    EditUnitSet = "unit_set.edit" on UnitSet, by OFFICER, writes true;
    /// Bring a sheet of units.
    ImportUnits = "unit.import" on Place, by OFFICER, writes true;
    /// Make a one-time link for a person of a unit.
    InviteToUnit = "unit.invite" on Unit, by OFFICER, writes true;
    /// Take back what was handed over for a day that has not come.
    CancelHandover = "unit.cancel_handover" on Unit, by OFFICER, writes true;
    /// Make one-time links for every unit that has nobody yet.
    InviteEveryUnit = "unit.invite_all" on Place, by OFFICER, writes true;
}

crate::verbs! {
    /// Add a unit, a bureau or a department below a node.
    AddUnit = "unit.add" on Unit, OFFICER, writes true, is_living;
    /// Hang a node, with all that is below it, below another one.
    MoveUnit = "unit.move" on Unit, OFFICER, writes true, is_living;
    /// Let a unit go into another one from a day on.
    MergeUnit = "unit.merge" on Unit, OFFICER, writes true, may_merge;
    /// Take a merge back.
    UnmergeUnit = "unit.unmerge" on Unit, OFFICER, writes true, is_merged;
    /// Let a unit or a department close after its last day.
    CloseUnit = "unit.close" on Unit, OFFICER, writes true, may_close;
    /// Take the closing of a unit back.
    ReopenUnit = "unit.reopen" on Unit, OFFICER, writes true, is_closed;
}

fn is_living(unit: &Unit) -> Result<(), Denied> {
    match (unit.merged_into, unit.closed_on) {
        (None, None) => Ok(()),
        (None, Some(_)) => Err(Denied::State("这个单位已经停办。确需改动的，请先在它的页面恢复。")),
        (Some(_), _) => Err(Denied::State("这个单位已经并入别的单位。确需改动的，请先在它的页面撤销合并。")),
    }
}

fn may_merge(unit: &Unit) -> Result<(), Denied> {
    is_living(unit)?;
    match unit.kind {
        NodeKind::Unit => Ok(()),
        _ => Err(Denied::State("只有单位可以并入别的单位；主管部门和科室请用“移到别的上级”。")),
    }
}

fn may_close(unit: &Unit) -> Result<(), Denied> {
    is_living(unit)?;
    match unit.kind {
        NodeKind::Bureau => Err(Denied::State("主管部门不能停办；请停办它下面的单位，或修改它的名称。")),
        NodeKind::Unit | NodeKind::Department => Ok(()),
    }
}

fn is_closed(unit: &Unit) -> Result<(), Denied> {
    match unit.closed_on {
        Some(_) => Ok(()),
        None => Err(Denied::State("这个单位没有停办，不需要恢复。")),
    }
}

fn is_merged(unit: &Unit) -> Result<(), Denied> {
    match unit.merged_into {
        Some(_) => Ok(()),
        None => Err(Denied::State("这个单位没有并入别的单位，不需要撤销。")),
    }
}

/// Say that one's own unit's liaison is right.
#[derive(Debug)]
pub(crate) struct ConfirmLiaison;

impl Verb for ConfirmLiaison {
    const NAME: &'static str = "unit.confirm_liaison";
    const CALLERS: &'static [Role] = &[Role::UnitOfficer, Role::UnitLeader];
    type On = Unit;

    fn rule(actor: &Actor, unit: &Unit) -> Result<(), Denied> {
        if actor.at.id == unit.id { Ok(()) } else { Err(Denied::Role) }
    }
}

/// Say who answers for a unit.
#[derive(Debug)]
pub(crate) struct NameResponsible;

impl Verb for NameResponsible {
    const NAME: &'static str = "unit.name_responsible";
    const CALLERS: &'static [Role] = &[Role::BureauOfficer, Role::UnitOfficer, Role::UnitLeader];
    type On = Unit;
}

/// One's own account, as a target.
#[derive(Clone, Debug)]
pub(crate) struct OwnAccount {
    person: PersonId,
    path: NodePath,
}

impl OwnAccount {
    pub(crate) fn of(actor: &Actor) -> Self {
        Self { person: actor.person, path: actor.at.path.clone() }
    }
}

impl Target for OwnAccount {
    const KIND: &'static str = "person";

    fn id(&self) -> String {
        self.person.to_string()
    }

    fn place(&self) -> &NodePath {
        &self.path
    }
}

verbs! {
    /// See one's own data, sessions and tokens.
    ShowOwnAccount = "account.show" on OwnAccount, by Role::ALL, writes false;
    /// Make a personal access token.
    MakeToken = "token.make" on OwnAccount, by Role::ALL, writes true;
    /// Revoke one's own token.
    RevokeToken = "token.revoke" on OwnAccount, by Role::ALL, writes true;
    /// End another session of one's own.
    EndSession = "session.end_other" on OwnAccount, by Role::ALL, writes true;
    /// End all other sessions of one's own.
    EndOtherSessions = "session.end_others" on OwnAccount, by Role::ALL, writes true;
    /// Correct one's own name.
    Rename = "account.rename" on OwnAccount, by Role::ALL, writes true;
    /// Choose another password.
    ChangePassword = "account.password" on OwnAccount, by Role::ALL, writes true;
    /// Show the secret of an authenticator app, which has yet to be proven.
    BeginSecondStep = "account.begin_second_step" on OwnAccount, by Role::ALL, writes true;
    /// Prove the app by a code; from then on each sign-in asks for one.
    ProveSecondStep = "account.prove_second_step" on OwnAccount, by Role::ALL, writes true;
    /// Stop asking for codes.
    EndSecondStep = "account.end_second_step" on OwnAccount, by Role::ALL, writes true;
}

const SYSTEM: &[Role] = &[Role::SystemAdministrator];
const SECURITY: &[Role] = &[Role::SecurityAdministrator];
const KEEPERS: &[Role] = &[Role::SystemAdministrator, Role::SecurityAdministrator];

verbs! {
    /// See who has an account, with which roles where.
    ListAccounts = "account.list" on Place, by KEEPERS, writes false;
    /// See one account.
    ShowAccount = "account.show_other" on Account, by KEEPERS, writes false;
    /// Open an account for somebody, still without a role.
    AddAccount = "account.add" on Place, by SYSTEM, writes true;
    /// Let an account sign in again after too many failures.
    Unlock = "account.unlock" on Account, by SECURITY, writes true;
}

/// Declares verbs that concern the whole site, so that whoever keeps a lower bureau has no say.
macro_rules! verbs_of_the_site {
    ($($(#[$meta:meta])* $name:ident = $code:literal, by $callers:expr;)+) => {$(
        $(#[$meta])*
        #[derive(Debug)]
        pub(crate) struct $name;

        impl Verb for $name {
            const NAME: &'static str = $code;
            const CALLERS: &'static [Role] = $callers;
            type On = Place;

            fn rule(_: &Actor, place: &Place) -> Result<(), Denied> {
                if place.path == NodePath::root(place.id) { Ok(()) } else { Err(Denied::Role) }
            }
        }
    )+};
}

verbs_of_the_site! {
    /// See and decide how sign-ins are guarded.
    ChangePolicy = "sign_in.policy", by SECURITY;
    /// Let an address try to sign in again from which too many attempts failed.
    LiftPause = "sign_in.lift", by SECURITY;
    /// See and decide what the site calls itself and how it counts.
    ChangeSettings = "site.settings", by SYSTEM;
}

/// Declares verbs that nobody may do to their own account, nor to one that reaches beyond them.
macro_rules! verbs_on_others {
    ($($(#[$meta:meta])* $name:ident = $code:literal, by $callers:expr, if $state:expr;)+) => {$(
        $(#[$meta])*
        #[derive(Debug)]
        pub(crate) struct $name;

        impl Verb for $name {
            const NAME: &'static str = $code;
            const CALLERS: &'static [Role] = $callers;
            type On = Account;

            fn rule(actor: &Actor, account: &Account) -> Result<(), Denied> {
                if account.is_of(actor) {
                    return Err(Denied::State("不能改动自己的账号和角色，请另一位管理员操作；密码请在“我的账号”里修改。"));
                }
                if !account.is_within(actor) {
                    return Err(Denied::State("此人在您的管理范围之外还有角色，请由上一级管理员操作。"));
                }
                let state: fn(&Account) -> Result<(), Denied> = $state;
                state(account)
            }
        }
    )+};
}

verbs_on_others! {
    /// Give somebody a role at a node.
    GrantRole = "account.grant", by SECURITY, if |_| Ok(());
    /// Take a role away.
    RevokeRole = "account.revoke", by SECURITY, if |_| Ok(());
    /// Close an account, or open it again.
    SetActive = "account.set_active", by SYSTEM, if |_| Ok(());
    /// Say until which day an account works.
    SetExpiry = "account.set_expiry", by SYSTEM, if |_| Ok(());
    /// Make a new one-time link for an account that nobody has opened yet.
    RenewLink = "account.renew_link", by SYSTEM, if may_renew;
    /// Stop asking somebody for codes whose phone is lost.
    DropSecondStep = "account.drop_second_step", by SECURITY, if |account| match account.row.has_second_step {
        true => Ok(()),
        false => Err(Denied::State("此人没有启用登录验证。")),
    };
    /// Make a link by which somebody chooses another password.
    ResetPassword = "account.reset", by SECURITY, if may_reset;
}

// Whoever makes a link could enter with it (decision 82).
const AN_OFFICERS: &str =
    "此人有业务角色，管理员不能为其生成链接。请由主管部门的经办人在“单位”里打开此人所在单位的页面生成。";

fn may_renew(account: &Account) -> Result<(), Denied> {
    if account.row.login.is_some() {
        return Err(Denied::State("这个账号已经启用，重设密码请由主管部门经办人或安全管理员操作。"));
    }
    if account.is_an_officers() {
        return Err(Denied::State(AN_OFFICERS));
    }
    if account.is_another_administrators() {
        return Err(Denied::State(
            "此人已分配另一类管理员的角色，不能由您生成链接。请安全管理员先收回这个角色，待本人启用账号后再分配。",
        ));
    }
    Ok(())
}

fn may_reset(account: &Account) -> Result<(), Denied> {
    match account.row.login {
        None => Err(Denied::State("这个账号还没有启用，请由主管部门经办人或系统管理员重新生成登录链接。")),
        Some(_) if account.is_an_officers() => Err(Denied::State(AN_OFFICERS)),
        Some(_) => Ok(()),
    }
}
