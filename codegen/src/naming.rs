//! From the names of a document to the names of Rust.
//!
//! These rules are pure, so that the stage that looks for collisions and the stages that emit
//! code cannot disagree. Every function returns a name that is legal in Rust, or (when the
//! document's name holds nothing to make one of) a name for which [`is_legal`] is false.

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// The module of types whose documented name has no namespace.
pub const DEFAULT_MODULE: &str = "models";

/// The field that keeps the properties that the document does not know.
pub const UNKNOWN_PROPERTIES: &str = "unknown_properties";

/// The variant that keeps the enum members that the document does not know.
pub const UNDOCUMENTED: &str = "Undocumented";

/// Names that every emitted builder uses for itself: its fields, and the methods that all calls
/// have.
pub const RESERVED_ARGUMENTS: &[&str] = &[
    "accept",
    "attempt_timeout",
    "body",
    "build",
    "call",
    "client",
    "content_type",
    "header",
    "idle_timeout",
    "keep_body",
    "new",
    "retry",
    "send",
    "send_blocking",
    "send_raw",
    "send_raw_blocking",
    "timeout",
];

/// Methods that the client has beside those of the operations.
pub const CLIENT_METHODS: &[&str] = &["builder", "clone", "into", "new", "try_into"];

/// Methods that every emitted object and the emitted server have, and that take no value: a method
/// of the same name would be called in their place.
pub const COMMON_METHODS: &[&str] = &["clone", "default", "into", "try_into"];

/// Constants that every integer enum has.
pub const ENUM_CONSTANTS: &[&str] = &["DOCUMENTED", "NAMES"];

/// Where a Rust type lives and what it is called there.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeName {
    /// The module, in snake case: `carts`.
    pub module: String,
    /// The type, in upper camel case: `CartLineItem`.
    pub name: String,
}

impl std::fmt::Display for TypeName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}::{}", self.module, self.name)
    }
}

/// The Rust type of a schema, from its documented name (else its component key).
///
/// The last segment is the type. The module is the last segment of the namespace that is neither
/// a version nor `Models`. Arguments of a .NET generic are added to the type's name.
///
/// ```
/// use codegen::naming::type_name;
///
/// let cart = type_name("Microsoft.Partner.Services.Carts.V1.Models.Cart");
/// assert_eq!(cart.to_string(), "carts::Cart");
/// let pair = type_name("System.Collections.Generic.KeyValuePair[System.String,System.Int32]");
/// assert_eq!(pair.to_string(), "generic::KeyValuePairOfStringAndInt32");
/// assert_eq!(type_name("Pet").to_string(), "models::Pet");
/// ```
pub fn type_name(documented: &str) -> TypeName {
    let (path, _) = split_arguments(documented);
    let mut namespace = path.split('.').rev();
    namespace.next();
    let module = namespace
        .find(|segment| !segment.is_empty() && !is_version(segment) && !is_models(segment))
        .unwrap_or(DEFAULT_MODULE);
    TypeName {
        module: legal(module.to_snake_case()),
        name: legal(simple_name(documented)),
    }
}

/// The Rust type of a schema that stands inside another and has no documented name: the owner's
/// module, and the owner's name followed by the property's, words that both share written once.
///
/// ```
/// use codegen::naming::{inline_type_name, type_name};
///
/// let owner = type_name("Shop.Carts.CartError");
/// assert_eq!(inline_type_name(&owner, "errorCode").to_string(), "carts::CartErrorCode");
/// assert_eq!(inline_type_name(&owner, "status").to_string(), "carts::CartErrorStatus");
/// ```
pub fn inline_type_name(owner: &TypeName, property: &str) -> TypeName {
    let owner_words = words(&owner.name);
    let property_words = words(property);
    let most = owner_words.len().min(property_words.len());
    let shared = (0..=most)
        .rev()
        .find(|&count| owner_words[owner_words.len() - count..] == property_words[..count])
        .unwrap_or(0);
    let mut name = owner.name.clone();
    for word in &property_words[shared..] {
        name.push_str(&word.to_upper_camel_case());
    }
    TypeName {
        module: owner.module.clone(),
        name: legal(name),
    }
}

/// The name under which what an operation declares inline is named: its body, answers and
/// parameters (by [`inline_type_name`]).
///
/// ```
/// use codegen::naming::{inline_type_name, operation_owner};
///
/// let owner = operation_owner("createPet");
/// assert_eq!(inline_type_name(&owner, "body").to_string(), "operations::CreatePetBody");
/// assert_eq!(operation_owner("2fast").name, "Call2fast");
/// ```
pub fn operation_owner(operation_id: &str) -> TypeName {
    TypeName {
        module: String::from("operations"),
        name: match operation_id.to_upper_camel_case() {
            // Letters come first, so that it is not the name of the operation's module, too.
            name if name.starts_with(|first: char| first.is_ascii_digit()) => format!("Call{name}"),
            name => legal(name),
        },
    }
}

/// What an inline schema of an answer is named after, beside its operation. `successes` is how
/// many successes the operation documents.
///
/// ```
/// use codegen::naming::answer;
///
/// assert_eq!(answer("200", 1), "response");
/// assert_eq!(answer("201", 2), "response 201");
/// assert_eq!(answer("404", 1), "error 404");
/// assert_eq!(answer("default", 0), "response");
/// ```
pub fn answer(status: &str, successes: usize) -> String {
    match (status, successes) {
        ("default", 0) => String::from("response"),
        (status, 1) if status.starts_with('2') => String::from("response"),
        (status, _) if status.starts_with('2') => format!("response {status}"),
        (status, _) => format!("error {status}"),
    }
}

/// The Rust variant of an alternative that has no name of its own, by its schema's `type`.
///
/// ```
/// assert_eq!(codegen::naming::alternative("integer"), "Integer");
/// ```
pub fn alternative(schema_type: &str) -> &'static str {
    match schema_type {
        "array" => "List",
        "boolean" => "Boolean",
        "integer" => "Integer",
        "number" => "Number",
        "string" => "Text",
        _ => "Object",
    }
}

/// The Rust field of a property, and the argument or setter of a parameter.
///
/// ```
/// use codegen::naming::field;
///
/// assert_eq!(field("creationTimestamp"), "creation_timestamp");
/// assert_eq!(field("ms-requestid"), "ms_requestid");
/// assert_eq!(field("type"), "type_");
/// ```
pub fn field(property: &str) -> String {
    legal(property.to_snake_case())
}

/// The method that sets a field.
///
/// ```
/// assert_eq!(codegen::naming::setter("name"), "with_name");
/// assert_eq!(codegen::naming::setter("_2nd"), "with_2nd");
/// ```
pub fn setter(field: &str) -> String {
    format!("with_{}", field.trim_start_matches('_'))
}

/// The method that gives the elements of a list to be changed.
///
/// ```
/// assert_eq!(codegen::naming::mutable_elements("names"), "names_mut");
/// assert_eq!(codegen::naming::mutable_elements("type_"), "type_mut");
/// ```
pub fn mutable_elements(field: &str) -> String {
    format!("{}_mut", field.trim_end_matches('_'))
}

/// The Rust method of an operation.
///
/// ```
/// assert_eq!(codegen::naming::method("UpdateCart"), "update_cart");
/// ```
pub fn method(operation_id: &str) -> String {
    legal(operation_id.to_snake_case())
}

/// The Rust variant of a string enum's member.
///
/// ```
/// use codegen::naming::variant;
///
/// assert_eq!(variant("pending_po_upload"), "PendingPoUpload");
/// assert_eq!(variant("1Year"), "_1year");
/// assert_eq!(variant("self"), "Self_");
/// ```
pub fn variant(member: &str) -> String {
    legal(member.to_upper_camel_case())
}

/// The Rust constant of an integer enum's member.
///
/// ```
/// use codegen::naming::constant;
///
/// assert_eq!(constant("QuotaNotAvailable"), "QUOTA_NOT_AVAILABLE");
/// assert_eq!(constant("QuantityRefused2001"), "QUANTITY_REFUSED_2001");
/// ```
pub fn constant(name: &str) -> String {
    // A number at the end of a name is a word of its own.
    let words = name.trim_end_matches(|last: char| last.is_ascii_digit());
    let number = &name[words.len()..];
    match words.is_empty() || number.is_empty() {
        true => legal(name.to_shouty_snake_case()),
        false => legal(format!("{}_{number}", words.to_shouty_snake_case())),
    }
}

/// What the spellings of one enum member have in common: services are not consistent in letter
/// case and underscores, so members are recognised without regard to both.
///
/// ```
/// use codegen::naming::loose;
///
/// assert_eq!(loose("one_time"), loose("OneTime"));
/// ```
pub fn loose(member: &str) -> String {
    member
        .chars()
        .filter(|&character| character != '_')
        .map(|character| character.to_ascii_lowercase())
        .collect()
}

/// Whether a name can stand in Rust code. Only ASCII is taken, so that two names that look the
/// same are the same.
///
/// ```
/// use codegen::naming::is_legal;
///
/// assert!(is_legal("type_"));
/// assert!(!is_legal("type"));
/// assert!(!is_legal(""));
/// ```
pub fn is_legal(name: &str) -> bool {
    let starts = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let continues = name
        .chars()
        .all(|character| character.is_ascii_alphanumeric() || character == '_');
    starts && continues && name != "_" && !KEYWORDS.contains(&name)
}

/// The last segment of a documented name with the arguments of a generic.
fn simple_name(documented: &str) -> String {
    let (path, arguments) = split_arguments(documented);
    let last = path.rsplit('.').next().unwrap_or_default();
    // .NET writes the number of arguments behind a grave accent: KeyValuePair`2.
    let last = last.split('`').next().unwrap_or_default();
    let mut name = last.to_upper_camel_case();
    for (position, argument) in arguments.into_iter().enumerate() {
        name.push_str(if position == 0 { "Of" } else { "And" });
        // One level of arguments is what occurs; deeper ones are flattened, so that hostile
        // nesting costs no stack.
        let (path, inner) = split_arguments(argument);
        name.push_str(
            &path
                .rsplit('.')
                .next()
                .unwrap_or_default()
                .to_upper_camel_case(),
        );
        for word in inner {
            name.push_str(&word.to_upper_camel_case());
        }
    }
    name
}

/// `A.B[C,D[E]]` as `A.B` and `C`, `D[E]`.
fn split_arguments(documented: &str) -> (&str, Vec<&str>) {
    let Some((path, rest)) = documented.split_once('[') else {
        return (documented, Vec::new());
    };
    let inside = rest.strip_suffix(']').unwrap_or(rest);
    let mut arguments = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (position, character) in inside.char_indices() {
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                arguments.push(inside[start..position].trim());
                start = position + 1;
            }
            _ => {}
        }
    }
    arguments.push(inside[start..].trim());
    arguments.retain(|argument| !argument.is_empty());
    (path, arguments)
}

fn is_version(segment: &str) -> bool {
    segment
        .strip_prefix(['V', 'v'])
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

fn is_models(segment: &str) -> bool {
    matches!(segment, "Models" | "Model")
}

fn words(name: &str) -> Vec<String> {
    name.to_snake_case()
        .split('_')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Keywords get an underscore behind (raw identifiers do not exist for `self` and `crate`),
/// leading digits one in front.
fn legal(mut name: String) -> String {
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert(0, '_');
    }
    if KEYWORDS.contains(&name.as_str()) {
        name.push('_');
    }
    name
}

/// Strict and reserved keywords up to edition 2024.
/// Source: The Rust Reference, "Keywords".
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_namespace_gives_the_module() {
        let cases = [
            (
                "Microsoft.Partner.Services.Carts.V1.Models.Cart",
                "carts::Cart",
            ),
            (
                "Microsoft.Partner.Core.Collections.Link",
                "collections::Link",
            ),
            ("Carts.CartLineItem", "carts::CartLineItem"),
            ("V1.Models.Thing", "models::Thing"),
            ("Thing", "models::Thing"),
            ("a.type.b", "type_::B"),
            (
                "System.Collections.Generic.KeyValuePair[Shop.Carts.V1.ParticipantType,System.String]",
                "generic::KeyValuePairOfParticipantTypeAndString",
            ),
            ("N.Pair`2[A.B,C.D]", "n::PairOfBAndD"),
            ("N.List[N.Pair[A.B,C.D]]", "n::ListOfPairABCD"),
            ("N.List[]", "n::List"),
        ];
        for (documented, expected) in cases {
            assert_eq!(type_name(documented).to_string(), expected, "{documented}");
        }
    }

    #[test]
    fn shared_words_are_written_once() {
        let cases = [
            ("CartError", "errorCode", "CartErrorCode"),
            ("Order", "status", "OrderStatus"),
            ("CartLineItem", "billingCycle", "CartLineItemBillingCycle"),
            ("OrderLineItem", "lineItemNumber", "OrderLineItemNumber"),
            ("Order", "order", "Order"),
        ];
        for (owner, property, expected) in cases {
            let owner = type_name(owner);
            assert_eq!(inline_type_name(&owner, property).name, expected);
        }
    }

    #[test]
    fn whatever_the_name_the_result_is_legal_or_known_not_to_be() {
        for name in [
            "", "_", "-", "é", "🦀", "[", "]", "a[b", "..", ".[,]", "1", "fn", "Self",
        ] {
            for made in [
                field(name),
                variant(name),
                constant(name),
                type_name(name).name,
                type_name(name).module,
            ] {
                assert!(
                    is_legal(&made) || made.is_empty() || !made.is_ascii(),
                    "{name:?}: {made:?}"
                );
            }
        }
    }
}
