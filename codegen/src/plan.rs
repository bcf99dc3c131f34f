//! What the document says and progenitor cannot carry.
//!
//! [`lower`](crate::lower) hands progenitor a subset of the document and writes down here what it
//! took away, one entry a type and one an operation. The [passes](crate::passes) put it back.
//! Everything is sorted by name, never by its place in the document, so that the order of the
//! document's keys cannot change the emitted code.

use std::collections::BTreeMap;

use crate::naming::TypeName;

/// Everything that the passes need to know beside progenitor's syntax tree.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) service: Service,
    /// Sorted by lowered name.
    pub(crate) types: Vec<TypePlan>,
    /// Sorted by method name.
    pub(crate) operations: Vec<OperationPlan>,
    /// Sorted by code.
    pub(crate) error_codes: Vec<ErrorCode>,
    /// How XML spells the objects, by lowered name.
    pub(crate) spellings: BTreeMap<String, Spelling>,
}

/// How XML spells an object (`xml`).
#[derive(Debug, Default)]
pub(crate) struct Spelling {
    pub(crate) name: XmlName,
    /// By wire name.
    pub(crate) properties: BTreeMap<String, PropertySpelling>,
}

/// How XML spells a property.
#[derive(Debug, Default)]
pub(crate) struct PropertySpelling {
    pub(crate) name: XmlName,
    pub(crate) attribute: bool,
    /// Of a list: does an element stand around its items?
    pub(crate) wrapped: bool,
    /// Of a list: the name of its items.
    pub(crate) item: XmlName,
    /// Of a free-form object: how a list of names and values spells it (`x-entries`).
    pub(crate) entries: Option<EntriesSpelling>,
}

/// The name of an element or attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct XmlName {
    pub(crate) local: String,
    /// Empty where the document names none.
    pub(crate) namespace: String,
    /// Empty where the document names none.
    pub(crate) prefix: String,
}

/// The entries of a free-form object (`x-entries`).
#[derive(Debug)]
pub(crate) struct EntriesSpelling {
    pub(crate) name: String,
    pub(crate) key: String,
    pub(crate) value: String,
    pub(crate) namespace: String,
    pub(crate) typed: bool,
}

/// The API as a whole.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    /// The first server's URL, without a slash at its end.
    pub(crate) base_url: String,
    /// Path parameters that the client holds, sorted by name.
    pub(crate) client_parameters: Vec<ClientParameter>,
}

/// A path parameter that the client holds and a call may override (`x-client-parameter`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ClientParameter {
    pub(crate) name: String,
    pub(crate) default: String,
}

/// A schema that becomes a Rust type of its own.
#[derive(Debug)]
pub(crate) struct TypePlan {
    /// JSON pointer to its schema.
    pub(crate) pointer: String,
    /// What the lowered document, and so progenitor's output, calls it.
    pub(crate) lowered: String,
    pub(crate) name: TypeName,
    /// The full name in the reference, where it has one.
    pub(crate) documented_name: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) deprecated: bool,
    pub(crate) shape: Shape,
}

/// What kind of type a schema becomes.
#[derive(Debug)]
pub(crate) enum Shape {
    /// Properties sorted by wire name.
    Object(Vec<PropertyPlan>),
    StringEnum(Vec<StringMember>),
    IntegerEnum(Vec<IntegerMember>),
}

/// A property of an object.
#[derive(Debug)]
pub(crate) struct PropertyPlan {
    pub(crate) wire: String,
    pub(crate) field: String,
    pub(crate) description: Option<String>,
    pub(crate) deprecated: bool,
    /// Whether it says that a part of the value failed (`x-failure`).
    pub(crate) failure: bool,
}

/// A member of an open string enum.
#[derive(Debug)]
pub(crate) struct StringMember {
    pub(crate) wire: String,
    pub(crate) variant: String,
    pub(crate) description: Option<String>,
}

/// A member of an open integer enum.
#[derive(Debug)]
pub(crate) struct IntegerMember {
    pub(crate) value: i64,
    /// The name that a source gives it; a value without one gets none invented.
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
}

/// An operation with all that the document says of it.
#[derive(Debug)]
pub(crate) struct OperationPlan {
    /// The `operationId` as it stands in the document.
    pub(crate) id: String,
    /// The client's method, which is also the module's name.
    pub(crate) method: String,
    /// The request builder's name.
    pub(crate) type_name: String,
    pub(crate) http_method: http::Method,
    /// The path template as it stands in the document.
    pub(crate) path: String,
    pub(crate) summary: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) deprecated: bool,
    /// In the order in which the document's path names them, then by name.
    pub(crate) parameters: Vec<ParameterPlan>,
    pub(crate) body: Option<BodyPlan>,
    /// Sorted by status; at least one.
    pub(crate) successes: Vec<SuccessPlan>,
    /// Sorted by status.
    pub(crate) errors: Vec<ErrorPlan>,
}

/// Where a parameter stands in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
}

/// A parameter of an operation.
#[derive(Debug)]
pub(crate) struct ParameterPlan {
    pub(crate) wire: String,
    /// The name of the argument or setter, and of progenitor's argument.
    pub(crate) rust: String,
    pub(crate) place: Place,
    pub(crate) required: bool,
    pub(crate) client: Option<ClientParameter>,
    pub(crate) description: Option<String>,
    pub(crate) deprecated: bool,
}

/// The request body.
#[derive(Debug)]
pub(crate) struct BodyPlan {
    /// In the document's spelling, sorted with the default first.
    pub(crate) media_types: Vec<String>,
    pub(crate) description: Option<String>,
}

/// A documented success.
#[derive(Debug)]
pub(crate) struct SuccessPlan {
    pub(crate) status: u16,
    pub(crate) description: String,
    pub(crate) media_types: Vec<String>,
    /// The operation in the lowered document whose return type is this success's.
    pub(crate) carrier: String,
}

/// A documented failure.
#[derive(Debug)]
pub(crate) struct ErrorPlan {
    pub(crate) status: u16,
    pub(crate) description: String,
}

/// A code that the service's error bodies may carry (`x-error-codes`).
#[derive(Debug)]
pub(crate) struct ErrorCode {
    pub(crate) code: i64,
    pub(crate) name: String,
    pub(crate) status: Option<u16>,
    pub(crate) retry_later: bool,
    pub(crate) description: Option<String>,
}
