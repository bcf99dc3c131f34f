//! What the lowered document has no more, found by comparing it with the plan.

use std::collections::HashMap;

use openapiv3::{OpenAPI, Operation, ReferenceOr, Schema, SchemaKind, StatusCode, Type};

use super::Lowering;
use crate::plan::{OperationPlan, Plan, Shape, TypePlan, lowered_operation};

/// The lowered document, by the names that the plan uses.
pub(super) struct LoweredDocument<'a> {
    openapi: &'a OpenAPI,
    operations: HashMap<&'a str, &'a Operation>,
}

impl<'a> LoweredDocument<'a> {
    pub(super) fn of(openapi: &'a OpenAPI) -> Self {
        let operations = openapi
            .operations()
            .filter_map(|(_, _, operation)| Some((operation.operation_id.as_deref()?, operation)))
            .collect();
        Self {
            openapi,
            operations,
        }
    }

    fn schema(&self, name: &str) -> Option<&'a Schema> {
        match self.openapi.components.as_ref()?.schemas.get(name)? {
            ReferenceOr::Item(schema) => Some(schema),
            ReferenceOr::Reference { .. } => None,
        }
    }
}

pub(super) fn of_service(plan: &Plan) -> Vec<Lowering> {
    let mut found = vec![lowering("the server's URL is left out", "client")];
    for parameter in &plan.service.client_parameters {
        let change = format!("the client's value of `{}` is left out", parameter.name);
        found.push(lowering(change, "client"));
    }
    if !plan.error_codes.is_empty() {
        let change = format!("{} error codes are left out", plan.error_codes.len());
        found.push(lowering(change, "error_codes"));
    }
    if plan.service.description.is_some() {
        found.push(lowering(
            "the description of the API is left out",
            "crate_root",
        ));
    }
    found
}

pub(super) fn of_operation(plan: &OperationPlan, lowered: &LoweredDocument<'_>) -> Vec<Lowering> {
    let id = lowered_operation(&plan.method);
    let Some(operation) = lowered.operations.get(id.as_str()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let kept_types: Vec<&String> = match &operation.request_body {
        Some(ReferenceOr::Item(body)) => body.content.keys().collect(),
        _ => Vec::new(),
    };
    let request_types = plan.body.iter().flat_map(|body| &body.media_types);
    let left_out: Vec<&str> = request_types
        .filter(|media_type| !kept_types.contains(media_type))
        .map(String::as_str)
        .collect();
    if !left_out.is_empty() {
        let change = format!(
            "the request's media types {} are left out",
            listed(&left_out)
        );
        found.push(lowering(change, "operations"));
    }
    for success in plan
        .successes
        .iter()
        .filter(|success| success.carrier != id)
    {
        let change = format!(
            "the success {} is moved to an operation of its own, `{}`",
            success.status, success.carrier
        );
        found.push(lowering(change, "operations"));
    }
    let kept = |status: &str| {
        operation.responses.responses.keys().any(|kept| match kept {
            StatusCode::Code(code) => code.to_string() == status,
            StatusCode::Range(range) => format!("{range}XX") == status,
        })
    };
    let errors: Vec<String> = plan
        .errors
        .iter()
        .map(|error| error.status.to_string())
        .collect();
    let left_out: Vec<&str> = errors
        .iter()
        .map(String::as_str)
        .filter(|status| !kept(status))
        .collect();
    if !left_out.is_empty() {
        let change = format!("the errors {} are left out", listed(&left_out));
        found.push(lowering(change, "operations"));
    }
    if operation.operation_id.as_deref() != Some(plan.id.as_str()) {
        let change = format!("`{}` is called `{id}`", plan.id);
        found.push(lowering(change, "operations"));
    }
    let described = plan.description.is_some() || plan.summary.is_some();
    if described && operation.description.is_none() && operation.summary.is_none() {
        found.push(lowering("summary and description are left out", "client"));
    }
    if plan.deprecated && !operation.deprecated {
        found.push(lowering("that it is deprecated is left out", "client"));
    }
    found
}

pub(super) fn of_type(plan: &TypePlan, lowered: &LoweredDocument<'_>) -> Vec<Lowering> {
    let mut found = Vec::new();
    if plan.lowered != plan.name.name {
        let change = format!("`{}` is called `{}`", plan.name.name, plan.lowered);
        found.push(lowering(change, "modules"));
    }
    let pass = if let Shape::Object(properties) = &plan.shape {
        for property in properties {
            if let Some(rust_type) = rust_type(lowered, &plan.lowered, &property.wire) {
                let change = format!("`{}` is given as the type {rust_type}", property.wire);
                found.push(lowering(change, "objects"));
            }
        }
        found.push(lowering(
            "properties that are not documented are not known",
            "objects",
        ));
        "objects"
    } else if let Shape::StringEnum(_) = &plan.shape {
        found.push(lowering("the set of its members is closed", "string_enums"));
        "string_enums"
    } else if let Shape::IntegerEnum(members) = &plan.shape {
        let names: Vec<&str> = members
            .iter()
            .filter_map(|member| member.name.as_deref())
            .collect();
        if !names.is_empty() {
            let change = format!("the names {} are left out", listed(&names));
            found.push(lowering(change, "integer_enums"));
        }
        found.push(lowering(
            "the set of its members is closed",
            "integer_enums",
        ));
        "integer_enums"
    } else if let Shape::Union(_) = &plan.shape {
        let change = "its alternatives are given as the properties of an object";
        found.push(lowering(change, "unions"));
        "unions"
    } else {
        return found;
    };
    let kept = lowered
        .schema(&plan.lowered)
        .map(|schema| &schema.schema_data);
    if plan.description.is_some() && kept.is_some_and(|kept| kept.description.is_none()) {
        found.push(lowering("the description is left out", pass));
    }
    found
}

/// The type of another crate that stands for a property's schema, in itself or in its items.
fn rust_type(lowered: &LoweredDocument<'_>, name: &str, property: &str) -> Option<String> {
    let SchemaKind::Type(Type::Object(object)) = &lowered.schema(name)?.schema_kind else {
        return None;
    };
    let mut schema = object.properties.get(property)?.as_item()?;
    while let SchemaKind::Type(Type::Array(array)) = &schema.schema_kind {
        schema = array.items.as_ref()?.as_item()?;
    }
    let path = schema
        .schema_data
        .extensions
        .get("x-rust-type")?
        .get("path")?;
    path.as_str().map(|path| format!("`{path}`"))
}

fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

fn lowering(change: impl Into<String>, restored_by: &str) -> Lowering {
    Lowering {
        change: change.into(),
        restored_by: restored_by.to_owned(),
    }
}
