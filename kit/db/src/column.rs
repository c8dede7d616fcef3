use clock::{CivilDate, Moment};
use ids::{Id, SecretHash};
pub use sea_orm::Value;

use crate::query::Plain;
use crate::{DbError, Row};

/// The values of one statement, in the order of `$1 … $n`.
pub type Params = Vec<Value>;

/// A value that can be written to a column.
pub trait Bind {
    /// The value as the driver takes it.
    fn bind(self) -> Value;
    /// NULL of this type (PostgreSQL wants to know which).
    fn null() -> Value;
}

/// A value that can be read from a column.
pub trait Column: Sized {
    /// Reads the column `name`; NULL is `None`.
    fn read(row: &Row<'_>, name: &str) -> Result<Option<Self>, DbError>;
}

/// Collects the values of a statement: `params![id, name, Some(date)]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { ::std::vec![$($crate::Bind::bind($value)),*] };
}

macro_rules! plain {
    ($($type:ty, $of_text:expr;)*) => {$(
        impl Bind for $type {
            fn bind(self) -> Value {
                Value::from(self)
            }
            fn null() -> Value {
                Value::from(None::<$type>)
            }
        }
        impl Plain for $type {
            fn of_text(text: &str) -> Option<Self> {
                let of_text: fn(&str) -> Option<$type> = $of_text;
                of_text(text)
            }
        }
        impl Column for $type {
            fn read(row: &Row<'_>, name: &str) -> Result<Option<Self>, DbError> {
                row.raw(name)
            }
        }
    )*};
}

plain! {
    String, |text| Some(text.to_owned());
    i64, |text| text.parse().ok();
    // SQLite would write 15 digits of it: it is never packed.
    f64, |_| None;
    // SQLite writes a truth as a number, PostgreSQL as a word.
    bool, |text| match text {
        "1" | "true" => Some(true),
        "0" | "false" => Some(false),
        _ => None,
    };
    // Bytes are never packed: their text is the engine's own.
    Vec<u8>, |_| None;
}

impl Bind for &str {
    fn bind(self) -> Value {
        Value::from(self)
    }
    fn null() -> Value {
        String::null()
    }
}

impl Bind for &String {
    fn bind(self) -> Value {
        Value::from(self.as_str())
    }
    fn null() -> Value {
        String::null()
    }
}

impl<T: Bind> Bind for Option<T> {
    fn bind(self) -> Value {
        self.map_or_else(T::null, T::bind)
    }
    fn null() -> Value {
        T::null()
    }
}

/// Columns that are TEXT or BIGINT behind a type with a rule of its own.
macro_rules! through {
    ($([$($generic:ident)?] $type:ty, $inner:ty, $to:expr, $from:expr;)*) => {$(
        impl$(<$generic>)? Bind for $type {
            fn bind(self) -> Value {
                let to: fn($type) -> $inner = $to;
                to(self).bind()
            }
            fn null() -> Value {
                <$inner>::null()
            }
        }
        impl$(<$generic>)? Column for $type {
            fn read(row: &Row<'_>, name: &str) -> Result<Option<Self>, DbError> {
                let Some(stored) = <$inner>::read(row, name)? else { return Ok(None) };
                let from: fn(&$inner) -> Option<$type> = $from;
                let damaged = || DbError::Damaged { column: name.to_owned(), value: format!("{stored:?}") };
                from(&stored).map(Some).ok_or_else(damaged)
            }
        }
    )*};
}

through! {
    [T] Id<T>, String, |id| id.to_string(), |text| Id::parse(text).ok();
    [] CivilDate, String, |date| date.to_string(), |text| CivilDate::parse(text).ok();
    [] Moment, i64, Moment::as_micros, |micros| Some(Moment::from_micros(*micros));
    [] serde_json::Value, String, |json| json.to_string(), |text| serde_json::from_str(text).ok();
}

impl Bind for &SecretHash {
    fn bind(self) -> Value {
        self.as_str().bind()
    }
    fn null() -> Value {
        String::null()
    }
}

/// A closed list of words, stored as TEXT and shown by its label:
/// `coded! { pub enum State { Draft = "draft" / "草稿", Sent = "sent" / "已提交" } }`.
///
/// Gives `ALL`, `code()`, `label()`, `parse()`, and makes it a column and a JSON string.
#[macro_export]
macro_rules! coded {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal / $label:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name { $($(#[$vmeta])* $variant),+ }

        #[allow(dead_code, reason = "a closed list offers all of its faces, used or not")]
        impl $name {
            /// Every value, in the order of the list.
            $vis const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in the database and in JSON.
            $vis const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The word on the screen.
            $vis const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }

            /// The value of a code; `None` for any other text.
            $vis fn parse(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.code() == code)
            }
        }

        impl $crate::Bind for $name {
            fn bind(self) -> $crate::Value {
                $crate::Bind::bind(self.code())
            }
            fn null() -> $crate::Value {
                <String as $crate::Bind>::null()
            }
        }

        impl $crate::Column for $name {
            fn read(row: &$crate::Row<'_>, name: &str) -> Result<Option<Self>, $crate::DbError> {
                let Some(code) = <String as $crate::Column>::read(row, name)? else { return Ok(None) };
                match Self::parse(&code) {
                    Some(value) => Ok(Some(value)),
                    None => Err($crate::DbError::Damaged { column: name.to_owned(), value: code }),
                }
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }
    };
}
