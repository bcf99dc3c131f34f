//! Parameters: progenitor sees each as a plain one; how it is written on the wire is planned.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use openapiv3::{
    HeaderStyle, Parameter, ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle,
    ReferenceOr, Schema, SchemaKind, Type,
};

use super::LowerError;
use super::canonical;
use super::operations::{Resolved, Site};
use super::schemas::{Lowering, Owner};
use crate::naming;
use crate::plan::{self, ClientParameter, Encoding, ObjectEncoding, ParameterPlan, Place};

/// The parameters of an operation: their plans, in the order of the arguments, and what progenitor
/// sees of them.
pub(super) fn lower(
    site: &Site<'_>,
    schemas: &mut Lowering<'_>,
) -> Result<(Vec<ParameterPlan>, Vec<ReferenceOr<Parameter>>), LowerError> {
    // A parameter of the operation replaces the path item's of the same name and place.
    let mut merged: BTreeMap<(String, &str), Resolved<'_, Parameter>> = BTreeMap::new();
    for parameter in site
        .item
        .parameters
        .iter()
        .chain(&site.operation.parameters)
    {
        let parameter = site.parameter(parameter)?;
        let (data, place) = parts(parameter.item);
        let name = match place {
            "header" => data.name.to_ascii_lowercase(),
            _ => data.name.clone(),
        };
        merged.insert((name, place), parameter);
    }

    let mut parameters = Vec::with_capacity(merged.len());
    let mut lowered = Vec::with_capacity(merged.len());
    for parameter in merged.into_values() {
        let (plan, parameter) = lower_parameter(site, parameter, schemas)?;
        parameters.push(plan);
        lowered.push(ReferenceOr::Item(parameter));
    }
    // Arguments stand in the order in which the path names them.
    let position = |parameter: &ParameterPlan| {
        let found = site.path.find(&format!("{{{}}}", parameter.wire));
        let found = found.filter(|_| parameter.place == Place::Path);
        (found.unwrap_or(usize::MAX), parameter.rust.clone())
    };
    parameters.sort_by_key(position);
    Ok((parameters, lowered))
}

fn lower_parameter(
    site: &Site<'_>,
    parameter: Resolved<'_, Parameter>,
    schemas: &mut Lowering<'_>,
) -> Result<(ParameterPlan, Parameter), LowerError> {
    let (data, _) = parts(parameter.item);
    let (schema, as_json) = match &data.format {
        ParameterSchemaOrContent::Schema(schema) => (schema, false),
        ParameterSchemaOrContent::Content(content) => {
            let schema = content
                .values()
                .next()
                .and_then(|media| media.schema.as_ref());
            let missing = || {
                let message = format!("the content of the parameter `{}` has no schema", data.name);
                LowerError::new(&site.pointer, message)
            };
            (schema.ok_or_else(missing)?, true)
        }
    };
    let rust = data
        .extensions
        .get("x-rust-name")
        .and_then(|name| name.as_str().map(str::to_owned))
        .unwrap_or_else(|| naming::field(&data.name));
    let client = data
        .extensions
        .get("x-client-parameter")
        .and_then(|held| held.get("default")?.as_str())
        .map(|default| ClientParameter {
            name: data.name.clone(),
            default: default.to_owned(),
        });
    // A component's schema is named after the component, so that all who use it have one type.
    let component = parameter.key.map(naming::type_name);
    let owner = match &component {
        Some(component) => Owner {
            type_name: component,
            property: "parameter",
        },
        None => Owner {
            type_name: &site.owner,
            property: &data.name,
        },
    };
    let resolved = schemas.resolve_use(schema, &site.pointer)?;
    let encoding = match as_json {
        true => Encoding::Json,
        false => encoding(parameter.item, resolved),
    };
    let notes = canonical::notes_of(&resolved.schema_data);
    let lowered = schemas.lower_use(schema, &owner, &site.pointer)?;
    let place = match parameter.item {
        Parameter::Path { .. } => Place::Path,
        Parameter::Query { .. } => Place::Query,
        Parameter::Header { .. } => Place::Header,
        Parameter::Cookie { .. } => Place::Cookie,
    };
    let lowered = lowered_parameter(&rust, place, data.required, lowered);
    let plan = ParameterPlan {
        wire: data.name.clone(),
        rust,
        place,
        encoding,
        required: data.required,
        client,
        description: data.description.clone(),
        notes,
        deprecated: data.deprecated.unwrap_or_default(),
        content_type: None,
    };
    Ok((plan, lowered))
}

/// What progenitor sees: the type is all that it is asked for.
pub(super) fn lowered_parameter(
    rust: &str,
    place: Place,
    required: bool,
    schema: ReferenceOr<Schema>,
) -> Parameter {
    let parameter_data = ParameterData {
        name: plan::lowered_argument(rust),
        required,
        description: None,
        deprecated: None,
        format: ParameterSchemaOrContent::Schema(schema),
        example: None,
        examples: IndexMap::new(),
        explode: None,
        extensions: IndexMap::new(),
    };
    match place {
        Place::Path => Parameter::Path {
            parameter_data,
            style: PathStyle::default(),
        },
        Place::Header => Parameter::Header {
            parameter_data,
            style: HeaderStyle::default(),
        },
        // progenitor takes no cookies and no parts.
        Place::Query | Place::Cookie | Place::Part => Parameter::Query {
            parameter_data,
            allow_reserved: false,
            style: QueryStyle::default(),
            allow_empty_value: None,
        },
    }
}

/// How the value is written, by style and `explode`.
fn encoding(parameter: &Parameter, schema: &Schema) -> Encoding {
    let (data, _) = parts(parameter);
    let is_list = matches!(&schema.schema_kind, SchemaKind::Type(Type::Array(_)));
    let is_object = matches!(&schema.schema_kind, SchemaKind::Type(Type::Object(_)));
    let Parameter::Query { style, .. } = parameter else {
        return match is_list {
            true => Encoding::Joined(','),
            false => Encoding::Value,
        };
    };
    // Source: OpenAPI 3.0.3, Parameter Object: only `form` is exploded unless it is said.
    let explode = data
        .explode
        .unwrap_or(matches!(style, QueryStyle::Form | QueryStyle::DeepObject));
    match style {
        _ if is_list && explode => Encoding::Each,
        QueryStyle::SpaceDelimited if is_list => Encoding::Joined(' '),
        QueryStyle::PipeDelimited if is_list => Encoding::Joined('|'),
        _ if is_list => Encoding::Joined(','),
        QueryStyle::DeepObject if is_object => Encoding::Object(ObjectEncoding::Deep),
        _ if is_object && explode => Encoding::Object(ObjectEncoding::Members),
        _ if is_object => Encoding::Object(ObjectEncoding::Joined),
        _ => Encoding::Value,
    }
}

fn parts(parameter: &Parameter) -> (&ParameterData, &'static str) {
    match parameter {
        Parameter::Path { parameter_data, .. } => (parameter_data, "path"),
        Parameter::Query { parameter_data, .. } => (parameter_data, "query"),
        Parameter::Header { parameter_data, .. } => (parameter_data, "header"),
        Parameter::Cookie { parameter_data, .. } => (parameter_data, "cookie"),
    }
}
