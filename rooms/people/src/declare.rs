/// Declares verbs, a line each: the type, its name in the ledger, what it is done to, who may, whether it writes, and the
/// rule about the target's state where there is one: a function `fn(&On) -> Result<(), Denied>`.
///
/// `Sign = "campaign.sign" on Met, UNITS, writes true, still_open;`
#[macro_export]
macro_rules! verbs {
    ($($(#[$meta:meta])* $verb:ident = $name:literal on $on:ty, $callers:expr, writes $writes:literal $(, $rule:expr)?;)*) => {$(
        $(#[$meta])*
        #[derive(Debug)]
        pub(crate) enum $verb {}

        impl $crate::Verb for $verb {
            const NAME: &'static str = $name;
            const CALLERS: &'static [$crate::Role] = $callers;
            const WRITES: bool = $writes;
            type On = $on;
            $(fn rule(_actor: &$crate::Actor, on: &Self::On) -> Result<(), $crate::Denied> {
                $rule(on)
            })?
        }
    )*};
}
