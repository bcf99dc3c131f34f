//! The extensions that the generator knows; EXTENSIONS.md describes them to those who write
//! documents.

use super::table::{self, Shape};

/// An extension: a key that starts with `x-`.
pub(in crate::read) struct Extension {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    /// Where it has a meaning, for the message about one that stands elsewhere.
    pub(super) belongs: &'static str,
}

pub(super) static SOURCE: Extension = Extension {
    name: "x-source",
    shape: Shape::TextOrTexts,
    belongs: "to every object",
};

pub(super) static DOCUMENTED_NAME: Extension = Extension {
    name: "x-documented-name",
    shape: Shape::Name,
    belongs: "to schemas that become a type",
};

pub(super) static ENUM_VARNAMES: Extension = Extension {
    name: "x-enum-varnames",
    shape: Shape::List(&Shape::NameOrNull),
    belongs: "to schemas with an integer `enum`",
};

pub(super) static ENUM_DESCRIPTIONS: Extension = Extension {
    name: "x-enum-descriptions",
    shape: Shape::List(&Shape::NameOrNull),
    belongs: "to schemas with an `enum`",
};

pub(super) static ENUM_ADDITIONS: Extension = Extension {
    name: "x-enum-additions",
    shape: Shape::List(&Shape::Object(&table::ENUM_ADDITION)),
    belongs: "to schemas with an `enum`",
};

pub(super) static RUST_NAME: Extension = Extension {
    name: "x-rust-name",
    shape: Shape::Name,
    belongs: "to parameters, headers of responses and the schemas of properties",
};

pub(super) static FAILURE: Extension = Extension {
    name: "x-failure",
    shape: Shape::Boolean,
    belongs: "to the schemas of properties",
};

pub(super) static KEEP_NULL: Extension = Extension {
    name: "x-keep-null",
    shape: Shape::Boolean,
    belongs: "to the schemas of properties with `nullable: true`",
};

pub(super) static CLIENT_PARAMETER: Extension = Extension {
    name: "x-client-parameter",
    shape: Shape::Object(&table::CLIENT_PARAMETER),
    belongs: "to path parameters",
};

pub(super) static ERROR_CODES: Extension = Extension {
    name: "x-error-codes",
    shape: Shape::List(&Shape::Object(&table::ERROR_CODE)),
    belongs: "to the top of the document",
};

pub(super) static ENTRIES: Extension = Extension {
    name: "x-entries",
    shape: Shape::Object(&table::XML_ENTRIES),
    belongs: "to the `xml` of free-form objects",
};

pub(super) static ALL: &[&Extension] = &[
    &SOURCE,
    &DOCUMENTED_NAME,
    &ENUM_VARNAMES,
    &ENUM_DESCRIPTIONS,
    &ENUM_ADDITIONS,
    &RUST_NAME,
    &FAILURE,
    &CLIENT_PARAMETER,
    &KEEP_NULL,
    &ERROR_CODES,
    &ENTRIES,
];
