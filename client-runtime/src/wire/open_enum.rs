//! Enumerations of text that may grow: what a document does not list is kept.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use super::reader::{ReadResult, Reader};

/// An enumeration of text, to which a service may add members at any time.
/// [`open_enum!`](super::open_enum!) implements it.
pub trait OpenEnum: Sized + 'static {
    /// The documented members, in the document's order.
    const DOCUMENTED: &'static [Self];

    /// The text of the member: the documented spelling, or for others the text that came.
    fn as_str(&self) -> &str;

    /// The documented member of exactly this text.
    fn documented(text: &str) -> Option<Self>;

    /// The documented member whose text differs in nothing but the case of ASCII letters and
    /// underscores.
    fn documented_loosely(text: &str) -> Option<Self>;

    /// A member that the document does not list.
    fn undocumented(text: Undocumented<Self>) -> Self;
}

/// The text of an `E` that the document does not list.
///
/// Only reading makes one, so that it never holds a documented member: to make an `E` of a text,
/// use `E::from`.
pub struct Undocumented<E> {
    text: Box<str>,
    of: PhantomData<fn() -> E>,
}

impl<E> Undocumented<E> {
    /// The text as it came.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<E> Clone for Undocumented<E> {
    fn clone(&self) -> Self {
        Self {
            text: self.text.clone(),
            of: PhantomData,
        }
    }
}

impl<E> PartialEq for Undocumented<E> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<E> Eq for Undocumented<E> {}

impl<E> PartialOrd for Undocumented<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> Ord for Undocumented<E> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl<E> Hash for Undocumented<E> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<E> fmt::Debug for Undocumented<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, formatter)
    }
}

impl<E> fmt::Display for Undocumented<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// Gives an enumeration of text its form on the wire: its members and their documented spelling.
///
/// The enum has these variants, without data, and `Undocumented(Undocumented<Self>)`. It gets
/// `as_str`, `DOCUMENTED`, `is_documented`, `From` text, `FromStr` that cannot fail, `Display`,
/// `AsRef<str>`, and serde's traits.
///
/// ```
/// use client_runtime::wire::{self, Undocumented};
///
/// #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
/// #[non_exhaustive]
/// pub enum BillingCycle {
///     Annual,
///     OneTime,
///     Undocumented(Undocumented<Self>),
/// }
///
/// wire::open_enum! {
///     BillingCycle {
///         Annual: "annual",
///         OneTime: "one_time",
///     }
/// }
///
/// assert_eq!(BillingCycle::from("OneTime"), BillingCycle::OneTime);
/// assert_eq!(BillingCycle::OneTime.as_str(), "one_time");
/// assert_eq!(BillingCycle::from("fortnightly").as_str(), "fortnightly");
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __wire_open_enum {
    ($name:ident { $($variant:ident: $text:literal),* $(,)? }) => {
        impl $name {
            /// The documented members, in the document's order.
            pub const DOCUMENTED: &'static [Self] = &[$(Self::$variant),*];

            /// The text of the member: the documented spelling, or for others the text that came.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Undocumented(text) => text.as_str(),
                }
            }

            /// Does the document list this member?
            pub fn is_documented(&self) -> bool {
                !::std::matches!(self, Self::Undocumented(_))
            }
        }

        impl $crate::wire::OpenEnum for $name {
            const DOCUMENTED: &'static [Self] = Self::DOCUMENTED;

            fn as_str(&self) -> &str {
                self.as_str()
            }

            fn documented(text: &str) -> ::std::option::Option<Self> {
                match text {
                    $($text => ::std::option::Option::Some(Self::$variant),)*
                    _ => ::std::option::Option::None,
                }
            }

            fn documented_loosely(text: &str) -> ::std::option::Option<Self> {
                $(
                    if $crate::wire::matches_loosely(text, $text) {
                        return ::std::option::Option::Some(Self::$variant);
                    }
                )*
                ::std::option::Option::None
            }

            fn undocumented(text: $crate::wire::Undocumented<Self>) -> Self {
                Self::Undocumented(text)
            }
        }

        /// Ignores the case of ASCII letters, and underscores.
        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                $crate::wire::open_enum_from_text(text)
            }
        }

        /// Ignores the case of ASCII letters, and underscores.
        impl ::std::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                $crate::wire::open_enum_from_text(&text)
            }
        }

        /// Cannot fail: a text that no documented member has is kept.
        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(
                text: &str,
            ) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                ::std::result::Result::Ok(Self::from(text))
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl $crate::wire::Wire for $name {
            fn read(reader: &mut $crate::wire::Reader<'_>) -> $crate::wire::ReadResult<Self> {
                $crate::wire::read_open_enum(reader)
            }

            fn write(&self, writer: &mut $crate::wire::Writer) {
                writer.string(self.as_str());
            }
        }

        $crate::__wire_serde! { $name }
    };
}

/// The member that a text stands for.
#[doc(hidden)]
#[inline]
pub fn open_enum_from_text<E: OpenEnum>(text: &str) -> E {
    match E::documented(text) {
        Some(member) => member,
        None => from_other_text(text),
    }
}

#[cold]
fn from_other_text<E: OpenEnum>(text: &str) -> E {
    E::documented_loosely(text).unwrap_or_else(|| {
        E::undocumented(Undocumented {
            text: text.into(),
            of: PhantomData,
        })
    })
}

/// Reads a member.
#[doc(hidden)]
#[inline]
pub fn read_open_enum<E: OpenEnum>(reader: &mut Reader<'_>) -> ReadResult<E> {
    if reader.peek() != b'"' {
        return Err(reader.wrong_type("a string"));
    }
    Ok(open_enum_from_text(&reader.string()?))
}

/// Are two texts the same but for the case of ASCII letters and for underscores?
#[doc(hidden)]
pub fn matches_loosely(text: &str, documented: &str) -> bool {
    let letters = |text: &str| {
        text.bytes()
            .filter(|byte| *byte != b'_')
            .map(|byte| byte.to_ascii_lowercase())
            .collect::<Vec<_>>()
    };
    letters(text) == letters(documented)
}
