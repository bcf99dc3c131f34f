//! What the document says and progenitor cannot carry.
//!
//! [`lower`](crate::lower) hands progenitor a subset of the document and writes down here what it
//! took away, one entry a type and one an operation. The [passes](crate::passes) put it back.
//! Everything is sorted by name, never by its place in the document, so that the order of the
//! document's keys cannot change the emitted code.

use std::collections::BTreeMap;
use std::fmt;

use crate::alternatives::Kind;
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

impl Plan {
    /// The operation that an operation of the lowered document belongs to.
    pub(crate) fn operation_of(&self, lowered_id: &str) -> Option<&OperationPlan> {
        self.operations.iter().find(|operation| {
            lowered_operation(&operation.method) == lowered_id
                || operation
                    .successes
                    .iter()
                    .any(|success| success.carrier == lowered_id)
                || operation.errors.iter().any(|error| {
                    matches!(&error.body, Some(ErrorBody::Carrier(carrier)) if carrier == lowered_id)
                })
        })
    }
}

/// The `operationId` in the lowered document. It begins with a word of its own, so that it is no
/// keyword, starts with no digit, and is that of no other lowered operation; progenitor keeps it.
pub(crate) fn lowered_operation(method: &str) -> String {
    format!("call_{}", method.trim_matches('_'))
}

/// The `operationId` of the operation that only carries the type of an answer.
pub(crate) fn lowered_answer(method: &str, status: Status) -> String {
    let status = status.to_string().to_lowercase();
    format!("answer_{status}_{}", method.trim_matches('_'))
}

/// The name of a parameter in the lowered document, which progenitor keeps.
pub(crate) fn lowered_argument(rust: &str) -> String {
    format!("of_{}", rust.trim_matches('_'))
}

/// The API as a whole.
#[derive(Debug)]
pub(crate) struct Service {
    /// How the emitted crate is called in Rust, or the path of the module that holds it.
    pub(crate) crate_path: String,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    /// The first server's URL, without a slash at its end.
    pub(crate) base_url: String,
    /// What the URL is made of, where it has variables.
    pub(crate) server: Option<ServerPlan>,
    /// Path parameters that the client holds, sorted by name.
    pub(crate) client_parameters: Vec<ClientParameter>,
}

/// A server whose URL has variables.
#[derive(Debug)]
pub(crate) struct ServerPlan {
    /// The URL with the variables in braces, without a slash at its end.
    pub(crate) template: String,
    /// In the order in which the URL names them.
    pub(crate) variables: Vec<ServerVariablePlan>,
}

/// A variable of a server's URL.
#[derive(Debug)]
pub(crate) struct ServerVariablePlan {
    pub(crate) name: String,
    pub(crate) rust: String,
    pub(crate) default: String,
    /// The values that the document lists, in its order.
    pub(crate) values: Vec<String>,
    pub(crate) description: Option<String>,
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
    /// What the document says of its values beyond their type, in phrases.
    pub(crate) notes: Vec<String>,
    pub(crate) deprecated: bool,
    pub(crate) shape: Shape,
}

/// What kind of type a schema becomes.
#[derive(Debug)]
pub(crate) enum Shape {
    /// Properties sorted by wire name.
    Object(Vec<PropertyPlan>),
    Union(UnionPlan),
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
    /// What the document says of its values beyond their type, in phrases.
    pub(crate) notes: Vec<String>,
    /// Whether `null` is told from what is absent (`x-keep-null`).
    pub(crate) keep_null: bool,
    /// Whether it says that a part of the value failed (`x-failure`).
    pub(crate) failure: bool,
}

/// A value of one of several types.
#[derive(Debug)]
pub(crate) struct UnionPlan {
    /// The property that tells which, if one does.
    pub(crate) tag: Option<String>,
    /// In the document's order.
    pub(crate) variants: Vec<VariantPlan>,
}

/// One of the types of a union.
#[derive(Debug)]
pub(crate) struct VariantPlan {
    /// The property of the lowered object that stands for it.
    pub(crate) property: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    /// What the tag says of it; the first is what it is written with.
    pub(crate) tags: Vec<String>,
    /// A property that it alone must have among objects.
    pub(crate) marker: Option<String>,
    pub(crate) kind: Kind,
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
    /// The documented headers of all answers, sorted by name.
    pub(crate) headers: Vec<HeaderPlan>,
    pub(crate) security: SecurityPlan,
}

impl OperationPlan {
    /// How many operations of the lowered document it is.
    pub(crate) fn carriers(&self) -> usize {
        let own = lowered_operation(&self.method);
        let errors = self.errors.iter().filter(
            |error| matches!(&error.body, Some(ErrorBody::Carrier(carrier)) if *carrier != own),
        );
        self.successes.len() + errors.count()
    }
}

/// What an operation wants to know of its caller.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum SecurityPlan {
    /// The token of the client's credential.
    Token,
    Nothing,
    /// One of these, all schemes of it together.
    OneOf(Vec<Vec<SchemePlan>>),
}

/// A security scheme; those that are not the credential's are known by their name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SchemePlan {
    Bearer,
    Basic {
        scheme: String,
    },
    ApiKey {
        scheme: String,
        place: Place,
        name: String,
    },
}

impl OperationPlan {
    /// The JSON pointer to it in the document.
    pub(crate) fn pointer(&self) -> String {
        let path = self.path.replace('~', "~0").replace('/', "~1");
        let method = self.http_method.as_str().to_ascii_lowercase();
        format!("/paths/{path}/{method}")
    }
}

/// Where a parameter stands in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
    Cookie,
    /// A part of a body of `multipart/form-data`.
    Part,
}

/// How a parameter's value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// One value as one text.
    Value,
    /// A list, each element by itself.
    Each,
    /// A list in one text.
    Joined(char),
    /// An object, by its style.
    Object(ObjectEncoding),
    /// A value as JSON.
    Json,
}

/// How an object stands in a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ObjectEncoding {
    Members,
    Joined,
    Deep,
}

/// A parameter of an operation.
#[derive(Debug)]
pub(crate) struct ParameterPlan {
    pub(crate) wire: String,
    /// The name of the argument or setter, and of progenitor's argument.
    pub(crate) rust: String,
    pub(crate) place: Place,
    pub(crate) encoding: Encoding,
    pub(crate) required: bool,
    pub(crate) client: Option<ClientParameter>,
    pub(crate) description: Option<String>,
    /// What the document says of its values beyond their type, in phrases.
    pub(crate) notes: Vec<String>,
    pub(crate) deprecated: bool,
    /// Of a part: its media type, where it says none itself.
    pub(crate) content_type: Option<String>,
}

/// The request body.
#[derive(Debug)]
pub(crate) struct BodyPlan {
    /// In the document's spelling, sorted with the default first.
    pub(crate) media_types: Vec<String>,
    pub(crate) description: Option<String>,
    pub(crate) required: bool,
    pub(crate) content: Content,
}

/// What a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// A value with a structure, or none where progenitor's type is `()`.
    Value,
    Text,
    Bytes,
    /// Parts, which are parameters.
    Parts,
}

/// The key of a response: codes come before ranges, and these before `default`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    Code(u16),
    /// The first digit: `2XX`.
    Range(u8),
    Default,
}

impl fmt::Display for Status {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(formatter, "{code}"),
            Self::Range(first) => write!(formatter, "{first}XX"),
            Self::Default => formatter.write_str("default"),
        }
    }
}

/// A documented success.
#[derive(Debug)]
pub(crate) struct SuccessPlan {
    pub(crate) status: Status,
    pub(crate) description: String,
    pub(crate) media_types: Vec<String>,
    pub(crate) content: Content,
    /// The operation in the lowered document whose return type is this success's.
    pub(crate) carrier: String,
}

/// A documented failure.
#[derive(Debug)]
pub(crate) struct ErrorPlan {
    pub(crate) status: Status,
    pub(crate) description: String,
    /// The type of the body, where it has a schema.
    pub(crate) body: Option<ErrorBody>,
}

/// Where the type of an error's body is to be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ErrorBody {
    /// A type of the document, by its lowered name.
    Type(String),
    /// The operation in the lowered document whose return type it is.
    Carrier(String),
}

/// A documented header of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HeaderPlan {
    pub(crate) wire: String,
    /// The method that reads it.
    pub(crate) rust: String,
    pub(crate) kind: HeaderKind,
    pub(crate) list: bool,
    pub(crate) description: Option<String>,
    pub(crate) deprecated: bool,
}

/// The type of a header's value, or of its elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HeaderKind {
    Text,
    Integer,
    Number,
    Boolean,
    Timestamp,
    /// A type of the document, by its lowered name.
    StringEnum(String),
    IntegerEnum(String),
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
