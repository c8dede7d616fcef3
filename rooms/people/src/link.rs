use clock::Moment;

use crate::PersonId;

ids::id_of!(
    /// A link that works once.
    pub(crate) LinkId, LinkMark
);

db::coded! {
    /// What a link is for.
    pub(crate) enum LinkKind {
        Setup = "setup" / "首次设置",
        Welcome = "welcome" / "设置账号",
        Reset = "reset" / "重设密码",
        /// No link of a mail or a slip, but the ticket between the two steps of a sign-in.
        SecondStep = "second_step" / "登录第二步",
    }
}

db::record! {
    /// A one-time link as it is kept: its secret is known only to whoever was given it.
    #[derive(Clone, Debug)]
    pub(crate) struct Link {
        pub(crate) id: LinkId,
        pub(crate) kind: LinkKind,
        pub(crate) person: Option<PersonId>,
        pub(crate) login_hint: String,
        pub(crate) expires_at: Moment,
        pub(crate) used_at: Option<Moment>,
        /// When it stopped working because a role was given to its person.
        pub(crate) outgrown_at: Option<Moment>,
        /// Who made it; `None` for one that nobody made: the ticket of a sign-in, and links from before makers were kept.
        pub(crate) made_by: Option<String>,
        /// Whether another one of its kind was made for the same person, which nobody has used yet.
        pub(crate) has_newer: bool,
    }
}

/// Why a link does not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DeadLink {
    #[error("这个链接不存在，请核对是否复制完整。")]
    Unknown,
    #[error("这个链接已经用过，不能再用。如果是您本人用的，请直接登录；否则请联系给您链接的人。")]
    Used,
    #[error("已有新的链接，这一个不能再用，请用最新的一个。")]
    Superseded,
    #[error(
        "生成这个链接之后，您的角色有了变动，这个链接不能再用。请联系所在单位的主管部门经办人重新生成；主管部门还没有人启用账号的，请联系系统管理员。"
    )]
    Outgrown,
    #[error("这个链接已经过期。请联系给您链接的人重新生成一个。")]
    Expired,
}

impl LinkKind {
    /// Seconds for which a link of this kind works.
    pub(crate) const fn lifetime(self) -> i64 {
        const DAY: i64 = 24 * 60 * 60;
        match self {
            Self::SecondStep => 5 * 60,
            Self::Setup | Self::Reset => DAY,
            Self::Welcome => 14 * DAY,
        }
    }

    /// The address of a link with this secret; its last part is the secret.
    pub(crate) fn path(self, secret: &ids::Secret) -> String {
        format!("/{}/{}", self.code(), secret.reveal())
    }
}

/// The link, if it can be used for `kind` now.
pub(crate) fn usable(found: Option<Link>, kind: LinkKind, now: Moment) -> Result<Link, DeadLink> {
    let link = found.filter(|link| link.kind == kind).ok_or(DeadLink::Unknown)?;
    if link.used_at.is_some() {
        return Err(match link.outgrown_at {
            _ if link.has_newer => DeadLink::Superseded,
            Some(_) => DeadLink::Outgrown,
            None => DeadLink::Used,
        });
    }
    if now >= link.expires_at {
        return Err(DeadLink::Expired);
    }
    Ok(link)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_works_once_in_its_time_and_for_its_purpose() {
        let at = |seconds| Moment::from_micros(0).plus_seconds(seconds);
        let link = |used_at| Link {
            id: LinkId::parse("00000000000000000000000000000001").unwrap(),
            kind: LinkKind::Setup,
            person: None,
            login_hint: String::new(),
            expires_at: at(10),
            used_at,
            outgrown_at: None,
            made_by: None,
            has_newer: false,
        };
        let judge = |used, kind, now| usable(Some(link(used)), kind, at(now)).map(drop);
        assert_eq!(judge(None, LinkKind::Setup, 9), Ok(()));
        assert_eq!(judge(None, LinkKind::Setup, 10), Err(DeadLink::Expired));
        assert_eq!(judge(Some(at(1)), LinkKind::Setup, 2), Err(DeadLink::Used));
        let replaced = Link { has_newer: true, ..link(Some(at(1))) };
        assert_eq!(usable(Some(replaced), LinkKind::Setup, at(2)).map(drop), Err(DeadLink::Superseded));
        let outgrown = Link { outgrown_at: Some(at(1)), ..link(Some(at(1))) };
        assert_eq!(usable(Some(outgrown), LinkKind::Setup, at(2)).map(drop), Err(DeadLink::Outgrown));
        assert_eq!(judge(None, LinkKind::Welcome, 2), Err(DeadLink::Unknown));
        assert_eq!(usable(None, LinkKind::Setup, at(0)).map(drop), Err(DeadLink::Unknown));
    }
}
