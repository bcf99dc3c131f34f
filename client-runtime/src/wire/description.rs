//! What a document says of the other spellings of a type: XML and forms.
//!
//! Both are spellings of the JSON model: a value becomes JSON by its own writer, and the JSON is
//! spelled in XML or as a form by these tables, and back. So the types need no second reader and
//! writer, and digits, order and unknown properties are kept in one place.

#[cfg(any(feature = "xml", feature = "form"))]
use super::{JsonObject, JsonValue, Map, Nullable, Timestamp, UnknownProperties, Wire};

/// A type that other syntaxes than JSON can spell. [`describe!`](super::describe!) implements it
/// for emitted types.
#[cfg(any(feature = "xml", feature = "form"))]
pub trait Described {
    /// What its value looks like.
    const SHAPE: Shape;
}

/// A type that other syntaxes than JSON can spell. Without the features `xml` and `form` there is
/// no other syntax, and every type is one.
#[cfg(not(any(feature = "xml", feature = "form")))]
pub trait Described {}

#[cfg(not(any(feature = "xml", feature = "form")))]
impl<T> Described for T {}

/// What a value looks like.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Text, timestamps and enumerations of text among it.
    Text,
    /// `true` or `false`.
    Boolean,
    /// A number, of whatever kind.
    Number,
    /// An integer of an enumeration, and the names of its values: XML has those.
    IntegerEnum(fn() -> &'static [(i64, &'static str)]),
    /// A free-form object whose members are elements named like them.
    Free,
    /// A free-form object as a list of entries, each a name and a value.
    Map(&'static Entries),
    /// An object with documented properties.
    Object(fn() -> &'static Description),
    /// A list.
    List(&'static Items),
}

/// An object's element and its properties.
#[derive(Clone, Copy, Debug)]
pub struct Description {
    /// The name of the element where nothing around it gives another: as the root, and in lists.
    pub element: &'static str,
    /// The namespace of that element and of those of the properties; empty for that of the
    /// element around.
    pub namespace: &'static str,
    /// The prefix to write for the namespace; empty for none, which makes it the default one.
    pub prefix: &'static str,
    /// The properties, in the order in which XML has them.
    pub properties: &'static [Property],
}

/// A property in XML. In a form it has its JSON name.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    /// The name in JSON.
    pub name: &'static str,
    /// The name of the element or attribute.
    pub element: &'static str,
    /// The element's namespace; empty for that of the object.
    pub namespace: &'static str,
    /// The prefix to write for the namespace of its own.
    pub prefix: &'static str,
    /// Is it an attribute?
    pub attribute: bool,
    /// What its value looks like.
    pub shape: Shape,
}

impl Property {
    /// An element of text in the object's namespace: what the emitted tables only say the rest of.
    pub const PLAIN: Self = Self {
        name: "",
        element: "",
        namespace: "",
        prefix: "",
        attribute: false,
        shape: Shape::Text,
    };
}

/// The items of a list.
#[derive(Clone, Copy, Debug)]
pub struct Items {
    /// Does an element of the list's own stand around them?
    pub wrapped: bool,
    /// The name of an item's element, in a wrapped list.
    pub element: &'static str,
    /// The namespace of an item's element; empty for that of the element around.
    pub namespace: &'static str,
    /// The prefix to write for that namespace.
    pub prefix: &'static str,
    /// What an item looks like.
    pub shape: Shape,
}

/// The entries of a free-form object that XML has as a list of names and values.
#[derive(Clone, Copy, Debug)]
pub struct Entries {
    /// The name of an entry's element.
    pub element: &'static str,
    /// The element in it that holds the name.
    pub key: &'static str,
    /// The element in it that holds the value.
    pub value: &'static str,
    /// The namespace of the three.
    pub namespace: &'static str,
    /// Does a value say its type, as XML Schema's `xsi:type`?
    pub typed: bool,
}

/// Gives an emitted type its spelling in XML and forms. Without the features `xml` and `form` it is
/// nothing at all, so that it costs those who do not use them nothing; it stands in the runtime,
/// and not behind a feature of the emitted crate, because cargo may turn the runtime's features on
/// for a crate that did not ask for them.
///
/// ```
/// use client_runtime::wire::{self, UnknownProperties};
///
/// #[derive(Clone, Debug, Default, PartialEq)]
/// #[non_exhaustive]
/// pub struct Term {
///     pub length: Option<String>,
///     pub unknown_properties: UnknownProperties,
/// }
///
/// wire::object! { Term { length: "length" } }
/// wire::describe! {
///     Term {
///         element: "Term",
///         namespace: "http://example.com/terms",
///         prefix: "",
///         properties: &[
///             Property { name: "length", element: "Length", shape: Shape::Text, ..PLAIN },
///         ],
///     }
/// }
/// # #[cfg(feature = "xml")] {
/// let term: Term = wire::xml::from_str("<Term><Length>P1Y</Length><Grace>7</Grace></Term>")?;
/// assert_eq!(term.length.as_deref(), Some("P1Y"));
/// assert_eq!(
///     wire::xml::to_string(&term)?,
///     r#"<Term xmlns="http://example.com/terms"><Grace>7</Grace><Length>P1Y</Length></Term>"#
/// );
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg(any(feature = "xml", feature = "form"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __wire_describe {
    ($type:ident { $($description:tt)* }) => {
        impl $crate::wire::Described for $type {
            const SHAPE: $crate::wire::description::Shape = {
                // A method of the type could have the name of a property's.
                fn description() -> &'static $crate::wire::description::Description {
                    #[allow(unused_imports)]
                    use $crate::wire::description::{
                        Described, Description, Entries, Items, Property, Shape,
                    };
                    #[allow(dead_code)]
                    const PLAIN: Property = Property::PLAIN;
                    static DESCRIPTION: Description = Description { $($description)* };
                    &DESCRIPTION
                }
                $crate::wire::description::Shape::Object(description)
            };
        }
    };
}

/// Gives an emitted type whose values have no one shape the spelling of free-form values.
#[cfg(any(feature = "xml", feature = "form"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __wire_describe_freely {
    ($type:ident) => {
        impl $crate::wire::Described for $type {
            const SHAPE: $crate::wire::description::Shape = $crate::wire::description::Shape::Free;
        }
    };
}

/// Gives an emitted type its spelling in XML and forms, which are switched off: nothing.
#[cfg(not(any(feature = "xml", feature = "form")))]
#[doc(hidden)]
#[macro_export]
macro_rules! __wire_describe_freely {
    ($type:ident) => {};
}

/// Gives an emitted type its spelling in XML and forms, which are switched off: nothing.
#[cfg(not(any(feature = "xml", feature = "form")))]
#[doc(hidden)]
#[macro_export]
macro_rules! __wire_describe {
    ($($description:tt)*) => {};
}

#[cfg(any(feature = "xml", feature = "form"))]
mod shapes {
    use rust_decimal::Decimal;

    use super::{
        Described, Items, JsonObject, JsonValue, Map, Nullable, Shape, Timestamp,
        UnknownProperties, Wire,
    };

    macro_rules! shapes {
        ($($type:ty: $shape:ident;)*) => {
            $(impl Described for $type {
                const SHAPE: Shape = Shape::$shape;
            })*
        };
    }

    shapes! {
        String: Text;
        Timestamp: Text;
        bool: Boolean;
        i64: Number;
        Decimal: Number;
        JsonObject: Free;
        JsonValue: Free;
        UnknownProperties: Free;
    }

    impl<T: Described> Described for Box<T> {
        const SHAPE: Shape = T::SHAPE;
    }

    impl<T: Described> Described for Nullable<T> {
        const SHAPE: Shape = T::SHAPE;
    }

    /// Its names are data, so no table can list them.
    impl<T> Described for Map<T> {
        const SHAPE: Shape = Shape::Free;
    }

    impl<T: Described + Wire> Described for Vec<T> {
        const SHAPE: Shape = Shape::List(
            const {
                &Items {
                    wrapped: true,
                    element: "item",
                    namespace: "",
                    prefix: "",
                    shape: T::SHAPE,
                }
            },
        );
    }
}
