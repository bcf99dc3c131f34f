//! What the generator understood of a document: its operations, its types, what lowering took away
//! from each, and which pass puts it back.
//!
//! What was taken away is found by comparing the plan with the lowered document that progenitor
//! is given, not by asking lowering what it meant to do.

mod lowering;
#[cfg(test)]
mod tests;
mod text;
mod values;

use serde::Serialize;

use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::plan::{ErrorBody, OperationPlan, Shape, Spelling, TypePlan, lowered_operation};
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
    /// The variables of the server's URL, in the order in which it names them.
    pub server_variables: Vec<ServerVariable>,
    /// How many error codes the document names.
    pub error_codes: usize,
    /// The operations, sorted by the client's methods.
    pub operations: Vec<Operation>,
    /// The types, sorted by their names in the lowered document.
    pub types: Vec<Type>,
    /// What lowering changed in the document as a whole.
    pub lowering: Vec<Lowering>,
}

/// A variable of the server's URL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ServerVariable {
    /// Its name in the URL.
    pub name: String,
    /// The method that sets it.
    pub rust: String,
    /// Its value unless it is set.
    pub default: String,
    /// The values that the document lists; none where it lists none.
    pub values: Vec<String>,
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
    /// What its body is, in words: `shop::Pet`, `list of text`, `parts`; none without a body.
    pub request_body: Option<String>,
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
    /// What its body is, in words; none where it has none, or none with a type.
    pub body: Option<String>,
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
    /// What its value is, in words: `Decimal`, `list of shop::Pet`; none for members of enums.
    pub value: Option<String>,
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
    let lowered = LoweredDocument::of(&openapi, &plan);
    Ok(Inspection {
        version: 1,
        title: plan.service.title.clone(),
        base_url: plan.service.base_url.clone(),
        server_variables: plan
            .service
            .server
            .iter()
            .flat_map(|server| &server.variables)
            .map(|variable| ServerVariable {
                name: variable.name.clone(),
                rust: variable.rust.clone(),
                default: variable.default.clone(),
                values: variable.values.clone(),
            })
            .collect(),
        error_codes: plan.error_codes.len(),
        operations: plan
            .operations
            .iter()
            .map(|operation| self::operation(operation, &lowered))
            .collect(),
        types: plan
            .types
            .iter()
            .map(|planned| {
                let spelling = plan.spellings.get(&planned.lowered);
                self::planned_type(planned, spelling, &lowered)
            })
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
        body: lowered
            .names
            .body(success.content, lowered.answer(&success.carrier)),
    });
    let errors = plan.errors.iter().map(|error| Answer {
        status: error.status.to_string(),
        success: false,
        media_types: Vec::new(),
        body: match &error.body {
            None => None,
            Some(ErrorBody::Type(name)) => Some(lowered.names.named(name)),
            Some(ErrorBody::Carrier(carrier)) => lowered
                .answer(carrier)
                .map(|schema| lowered.names.value(schema)),
        },
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
        request_body: plan.body.as_ref().and_then(|body| {
            let schema = lowered.request(&lowered_operation(&plan.method));
            lowered.names.body(body.content, schema)
        }),
        answers: successes.chain(errors).collect(),
        lowering: lowering::of_operation(plan, lowered),
    }
}

fn planned_type(
    plan: &TypePlan,
    spelling: Option<&Spelling>,
    lowered: &LoweredDocument<'_>,
) -> Type {
    let member = |wire: String, rust: Option<String>| Member {
        wire,
        rust,
        value: None,
    };
    let valued = |member: Member, property: &str| Member {
        value: lowered
            .property(&plan.lowered, property)
            .map(|schema| lowered.names.value(&schema)),
        ..member
    };
    let (shape, members) = if let Shape::Object(properties) = &plan.shape {
        let members = properties.iter().map(|property| {
            let named = member(property.wire.clone(), Some(property.field.clone()));
            valued(named, &property.wire)
        });
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
            let named = member(wire.clone(), Some(variant.name.clone()));
            valued(named, &variant.property)
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
        lowering: lowering::of_type(plan, spelling, lowered),
    }
}
