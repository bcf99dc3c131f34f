//! What the generator understood of a document: its operations, its types, what lowering took away
//! from each, and which pass puts it back.
//!
//! What was taken away is found by comparing the plan with the lowered document that progenitor
//! is given, not by asking lowering what it meant to do.

mod lowering;
mod text;

use serde::Serialize;

use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::plan::{OperationPlan, Shape, TypePlan};
use crate::{lower, read};
use lowering::LoweredDocument;

/// What the generator understood of a document.
///
/// As JSON it has the names of these fields; a later version may add some, and does not change or
/// remove any without its [`version`](Self::version) going up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Inspection {
    /// The version of this structure: 1.
    pub version: u32,
    /// The title of the API.
    pub title: String,
    /// Where calls go.
    pub base_url: String,
    /// How many error codes the document names.
    pub error_codes: usize,
    /// The operations, sorted by the client's methods.
    pub operations: Vec<Operation>,
    /// The types, sorted by their names in the lowered document.
    pub types: Vec<Type>,
    /// What lowering changed in the document as a whole.
    pub lowering: Vec<Lowering>,
}

/// An operation of the API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Operation {
    /// Its `operationId`.
    pub id: String,
    /// The client's method.
    pub rust: String,
    /// The method of HTTP.
    pub method: String,
    /// The template of its path.
    pub path: String,
    /// Its parameters in the order of the arguments.
    pub parameters: Vec<Parameter>,
    /// The media types that its body can be sent in, the default first; none without a body.
    pub request_types: Vec<String>,
    /// The documented answers, successes first.
    pub answers: Vec<Answer>,
    /// What lowering changed in it.
    pub lowering: Vec<Lowering>,
}

/// A parameter of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Parameter {
    /// Its name in the request.
    pub name: String,
    /// Where it stands there: `path`, `query`, `header`, `cookie` or `part`.
    pub place: String,
    /// The argument or setter.
    pub rust: String,
    /// Whether a call must give it: then it is an argument, unless the client holds a value.
    pub required: bool,
    /// The value that the client holds for it, if it does.
    pub client_default: Option<String>,
}

/// A documented answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The status, as in the document.
    pub status: String,
    /// Whether it is a success.
    pub success: bool,
    /// The media types that a success is documented in.
    pub media_types: Vec<String>,
}

/// A schema that becomes a type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Type {
    /// Its path under `types`: `carts::Cart`.
    pub rust: String,
    /// Its full name in the documentation, where it has one.
    pub documented_name: Option<String>,
    /// `object`, `union`, `string enum` or `integer enum`.
    pub shape: String,
    /// Its properties, alternatives or members.
    pub members: Vec<Member>,
    /// What lowering changed in it.
    pub lowering: Vec<Lowering>,
}

/// A property of an object, an alternative of a union, or a member of an enum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Member {
    /// Its name, text or number on the wire; of an alternative, what tells it from the others.
    pub wire: String,
    /// The field, variant or constant; none for a number that has no name.
    pub rust: Option<String>,
}

/// Something that progenitor is not shown, or shown in another way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lowering {
    /// What was changed.
    pub change: String,
    /// The pass that puts it back.
    pub restored_by: String,
}

/// Reads a document and says what was understood, without generating anything.
///
/// ```
/// let document = codegen::Document {
///     name: "pets.yaml",
///     bytes: codegen::diagnostic::EXAMPLES_DOCUMENT.as_bytes(),
/// };
/// let inspection = codegen::inspect(&document).unwrap();
/// assert_eq!(inspection.operations[0].rust, "delete_owner");
/// ```
///
/// # Errors
///
/// The faults of the document.
pub fn inspect(document: &Document<'_>) -> Result<Inspection, Diagnostics> {
    let checked = read::read(document)?;
    let source = checked.source.value_of("").unwrap_or_default();
    let (openapi, plan) = lower::lower(&checked.openapi, &source, crate::CRATE)
        .map_err(|error| crate::generator_fault(&checked.source, &error.pointer, &error.message))?;
    let lowered = LoweredDocument::of(&openapi);
    Ok(Inspection {
        version: 1,
        title: plan.service.title.clone(),
        base_url: plan.service.base_url.clone(),
        error_codes: plan.error_codes.len(),
        operations: plan
            .operations
            .iter()
            .map(|operation| self::operation(operation, &lowered))
            .collect(),
        types: plan
            .types
            .iter()
            .map(|planned| self::planned_type(planned, &lowered))
            .collect(),
        lowering: lowering::of_service(&plan),
    })
}

fn operation(plan: &OperationPlan, lowered: &LoweredDocument<'_>) -> Operation {
    let parameters = plan.parameters.iter().map(|parameter| Parameter {
        name: parameter.wire.clone(),
        place: format!("{:?}", parameter.place).to_lowercase(),
        rust: parameter.rust.clone(),
        required: parameter.required,
        client_default: parameter
            .client
            .as_ref()
            .map(|client| client.default.clone()),
    });
    let successes = plan.successes.iter().map(|success| Answer {
        status: success.status.to_string(),
        success: true,
        media_types: success.media_types.clone(),
    });
    let errors = plan.errors.iter().map(|error| Answer {
        status: error.status.to_string(),
        success: false,
        media_types: Vec::new(),
    });
    Operation {
        id: plan.id.clone(),
        rust: plan.method.clone(),
        method: plan.http_method.to_string(),
        path: plan.path.clone(),
        parameters: parameters.collect(),
        request_types: plan
            .body
            .iter()
            .flat_map(|body| body.media_types.clone())
            .collect(),
        answers: successes.chain(errors).collect(),
        lowering: lowering::of_operation(plan, lowered),
    }
}

fn planned_type(plan: &TypePlan, lowered: &LoweredDocument<'_>) -> Type {
    let member = |wire: String, rust: Option<String>| Member { wire, rust };
    let (shape, members) = if let Shape::Object(properties) = &plan.shape {
        let members = properties
            .iter()
            .map(|property| member(property.wire.clone(), Some(property.field.clone())));
        ("object", members.collect())
    } else if let Shape::StringEnum(members) = &plan.shape {
        let members = members
            .iter()
            .map(|text| member(text.wire.clone(), Some(text.variant.clone())));
        ("string enum", members.collect())
    } else if let Shape::IntegerEnum(members) = &plan.shape {
        let members = members.iter().map(|number| {
            let rust = number.name.as_deref().map(crate::naming::constant);
            member(number.value.to_string(), rust)
        });
        ("integer enum", members.collect())
    } else if let Shape::Union(union) = &plan.shape {
        let members = union.variants.iter().map(|variant| {
            let wire = variant.tags.first().unwrap_or(&variant.property);
            member(wire.clone(), Some(variant.name.clone()))
        });
        ("union", members.collect())
    } else {
        ("other", Vec::new())
    };
    Type {
        rust: plan.name.to_string(),
        documented_name: plan.documented_name.clone(),
        shape: shape.to_owned(),
        members,
        lowering: lowering::of_type(plan, lowered),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::EXAMPLES_DOCUMENT;

    fn inspected(text: &str) -> Inspection {
        inspect(&Document {
            name: "pets.yaml",
            bytes: text.as_bytes(),
        })
        .unwrap()
    }

    #[test]
    fn operations_say_what_was_understood() {
        let inspection = inspected(EXAMPLES_DOCUMENT);
        let methods: Vec<_> = inspection
            .operations
            .iter()
            .map(|one| one.rust.as_str())
            .collect();
        assert_eq!(
            methods,
            ["delete_owner", "get_pet", "list_owners", "put_pet"]
        );
        let list = &inspection.operations[2];
        assert_eq!(
            (list.method.as_str(), list.path.as_str()),
            ("GET", "/v{version}/owners")
        );
        let version = &list.parameters[0];
        assert_eq!(version.client_default.as_deref(), Some("1"));
        let limit = list
            .parameters
            .iter()
            .find(|one| one.name == "limit")
            .unwrap();
        assert_eq!(
            (limit.rust.as_str(), limit.place.as_str()),
            ("at_most", "query")
        );
        let get = &inspection.operations[1];
        let answers: Vec<_> = get
            .answers
            .iter()
            .map(|one| (one.status.as_str(), one.success))
            .collect();
        assert_eq!(answers, [("200", true), ("404", false)]);
    }

    #[test]
    fn types_say_their_members() {
        let inspection = inspected(EXAMPLES_DOCUMENT);
        let state = inspection
            .types
            .iter()
            .find(|one| one.rust == "shop::PetState")
            .unwrap();
        assert_eq!(state.shape, "integer enum");
        let members: Vec<_> = state
            .members
            .iter()
            .map(|one| (one.wire.as_str(), one.rust.as_deref()))
            .collect();
        assert_eq!(members, [("10", Some("TOO_BIG")), ("20", None)]);
        let pet = inspection
            .types
            .iter()
            .find(|one| one.rust == "shop::Pet")
            .unwrap();
        assert_eq!(pet.documented_name.as_deref(), Some("Shop.Pet"));
    }

    #[test]
    fn what_lowering_changed_is_named_with_the_pass_that_puts_it_back() {
        let text = EXAMPLES_DOCUMENT.replace(
            "        '204': {description: Gone.}\n",
            "        '200': {description: Gone., content: {application/json: {schema: {type: object}}}}\n        '204': {description: Gone.}\n",
        );
        let inspection = inspected(&text);
        let has = |lowering: &[Lowering], change: &str, pass: &str| {
            let found = lowering
                .iter()
                .any(|one| one.change.contains(change) && one.restored_by == pass);
            assert!(found, "no {change:?} by {pass} in {lowering:#?}");
        };
        let operation = |rust: &str| {
            let found = inspection
                .operations
                .iter()
                .find(|one| one.rust == rust)
                .unwrap();
            &found.lowering
        };
        has(operation("delete_owner"), "204", "operations");
        has(operation("get_pet"), "404", "operations");
        has(operation("get_pet"), "description", "client");
        let of_type = |rust: &str| {
            let found = inspection
                .types
                .iter()
                .find(|one| one.rust == rust)
                .unwrap();
            &found.lowering
        };
        has(of_type("shop::PetKind"), "closed", "string_enums");
        has(of_type("shop::PetState"), "TooBig", "integer_enums");
        has(
            of_type("shop::Pet"),
            "client_runtime::wire::Decimal",
            "objects",
        );
        has(of_type("shop::Pet"), "ShopPet", "modules");
        has(&inspection.lowering, "2 error codes", "error_codes");
    }

    #[test]
    fn the_passes_that_are_named_exist() {
        let inspection = inspected(EXAMPLES_DOCUMENT);
        let all = inspection
            .operations
            .iter()
            .flat_map(|one| &one.lowering)
            .chain(inspection.types.iter().flat_map(|one| &one.lowering))
            .chain(&inspection.lowering);
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/passes");
        for lowering in all {
            let file = folder.join(format!("{}.rs", lowering.restored_by));
            assert!(file.is_file(), "{lowering:?}");
        }
    }

    #[test]
    fn text_and_json_say_the_same_names() {
        let inspection = inspected(EXAMPLES_DOCUMENT);
        let text = inspection.to_string();
        let json = serde_json::to_value(&inspection).unwrap();
        assert_eq!(json["version"], 1);
        for operation in json["operations"].as_array().unwrap() {
            assert!(text.contains(operation["id"].as_str().unwrap()), "{text}");
        }
        for planned in json["types"].as_array().unwrap() {
            assert!(text.contains(planned["rust"].as_str().unwrap()), "{text}");
        }
    }
}
