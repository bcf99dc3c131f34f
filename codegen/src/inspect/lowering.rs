//! What the lowered document has no more, found by comparing it with the plan.

use std::collections::HashMap;

use openapiv3::{
    AdditionalProperties, OpenAPI, Operation, Parameter, ReferenceOr, Schema, SchemaKind, Type,
};

use super::Lowering;
use super::values::{self, Names};
use crate::naming;
use crate::plan::{
    Content, Encoding, ErrorBody, OperationPlan, ParameterPlan, Place, Plan, PropertyPlan,
    SecurityPlan, Shape, Spelling, TypePlan, lowered_argument, lowered_operation,
};

/// The lowered document, by the names that the plan uses.
pub(super) struct LoweredDocument<'a> {
    openapi: &'a OpenAPI,
    operations: HashMap<&'a str, (&'a str, &'a Operation)>,
    pub(super) names: Names<'a>,
}

impl<'a> LoweredDocument<'a> {
    pub(super) fn of(openapi: &'a OpenAPI, plan: &'a Plan) -> Self {
        let operations = openapi
            .operations()
            .filter_map(|(path, _, operation)| {
                Some((operation.operation_id.as_deref()?, (path, operation)))
            })
            .collect();
        Self {
            openapi,
            operations,
            names: Names::of(plan),
        }
    }

    /// The schema of the one answer of the operation of this id.
    pub(super) fn answer(&self, id: &str) -> Option<&'a ReferenceOr<Schema>> {
        values::answer(self.operations.get(id)?.1)
    }

    /// The schema of the body of the operation of this id.
    pub(super) fn request(&self, id: &str) -> Option<&'a ReferenceOr<Schema>> {
        values::request(self.operations.get(id)?.1)
    }

    /// The schema of a property of the type of this name.
    pub(super) fn property(&self, name: &str, property: &str) -> Option<ReferenceOr<Schema>> {
        match &self.schema(name)?.schema_kind {
            SchemaKind::Type(Type::Object(object)) => {
                Some(object.properties.get(property)?.clone().unbox())
            }
            _ => None,
        }
    }

    fn schema(&self, name: &str) -> Option<&'a Schema> {
        self.openapi
            .components
            .as_ref()?
            .schemas
            .get(name)?
            .as_item()
    }
}

pub(super) fn of_service(plan: &Plan) -> Vec<Lowering> {
    let mut found = vec![lowering("the server's URL is left out", "client")];
    if let Some(server) = &plan.service.server {
        let names = server.variables.iter().map(|variable| &variable.name);
        let change = format!("the variables {} of the URL are left out", listed(names));
        found.push(lowering(change, "client"));
    }
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
    let Some((path, operation)) = lowered.operations.get(id.as_str()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    if plan.id != id {
        found.push(format!("`{}` is called `{id}`", plan.id));
    }
    if plan.path != *path {
        found.push(format!("the path is given as `{path}`"));
    }
    found.extend(of_parameters(plan, operation));
    found.extend(of_body(plan, operation));
    found.extend(of_successes(plan, &id));
    found.extend(of_errors(plan, &id));
    if !plan.headers.is_empty() {
        let names = plan.headers.iter().map(|header| &header.wire);
        found.push(format!(
            "the headers {} of answers are left out",
            listed(names)
        ));
    }
    if plan.security != SecurityPlan::Nothing && operation.security.is_none() {
        found.push(String::from("what proves the caller is left out"));
    }
    let mut found: Vec<Lowering> = found
        .into_iter()
        .map(|change| lowering(change, "operations"))
        .collect();
    let described = plan.description.is_some() || plan.summary.is_some();
    if described && operation.description.is_none() && operation.summary.is_none() {
        found.push(lowering("summary and description are left out", "client"));
    }
    if plan.deprecated && !operation.deprecated {
        found.push(lowering("that it is deprecated is left out", "client"));
    }
    found
}

fn of_parameters(plan: &OperationPlan, operation: &Operation) -> Vec<String> {
    let given: HashMap<&str, &Parameter> = operation
        .parameters
        .iter()
        .filter_map(ReferenceOr::as_item)
        .map(|parameter| (parameter.parameter_data_ref().name.as_str(), parameter))
        .collect();
    let mut found = Vec::new();
    for parameter in &plan.parameters {
        let name = lowered_argument(&parameter.rust);
        let Some(lowered) = given.get(name.as_str()) else {
            continue;
        };
        let mut change = format!("`{}` is called `{name}`", parameter.wire);
        let of_query = matches!(lowered, Parameter::Query { .. });
        match parameter.place {
            Place::Cookie if of_query => {
                change.push_str(" and a parameter of the query, not a cookie")
            }
            Place::Part if of_query => change.push_str(" and a parameter of the query, not a part"),
            _ => {}
        }
        let left_out = left_out_of(parameter, lowered);
        if !left_out.is_empty() {
            change.push_str(&format!(", without {}", left_out.join(", ")));
        }
        found.push(change);
    }
    found
}

/// What the document says of a parameter and the lowered one does not.
fn left_out_of(parameter: &ParameterPlan, lowered: &Parameter) -> Vec<&'static str> {
    let data = lowered.parameter_data_ref();
    let mut left_out = Vec::new();
    if parameter.encoding != Encoding::Value {
        left_out.push("how it is written");
    }
    if parameter.description.is_some() && data.description.is_none() {
        left_out.push("its description");
    }
    if !parameter.notes.is_empty() {
        left_out.push("what limits it");
    }
    if parameter.deprecated && data.deprecated.is_none() {
        left_out.push("that it is deprecated");
    }
    left_out
}

fn of_body(plan: &OperationPlan, operation: &Operation) -> Vec<String> {
    let Some(body) = &plan.body else {
        return Vec::new();
    };
    let Some(ReferenceOr::Item(lowered)) = &operation.request_body else {
        return vec![match body.content {
            Content::Text => String::from("the body, a text, is left out"),
            Content::Bytes => String::from("the body, bytes, is left out"),
            Content::Parts => String::from("the body is left out but for its parts"),
            Content::Value => String::from("the body is left out"),
        }];
    };
    let mut found = Vec::new();
    let left_out: Vec<&String> = body
        .media_types
        .iter()
        .filter(|media_type| !lowered.content.contains_key(*media_type))
        .collect();
    if !left_out.is_empty() {
        let types = listed(left_out);
        found.push(format!("the request's media types {types} are left out"));
    }
    if lowered.required && !body.required {
        found.push(String::from("the body is given as required"));
    }
    if body.description.is_some() && lowered.description.is_none() {
        found.push(String::from("the body's description is left out"));
    }
    found
}

fn of_successes(plan: &OperationPlan, id: &str) -> Vec<String> {
    let mut found = Vec::new();
    for success in &plan.successes {
        let status = success.status;
        if success.carrier != id {
            found.push(format!(
                "the success {status} is moved to an operation of its own, `{}`",
                success.carrier
            ));
        } else if !values::is_kept(status) {
            found.push(format!("the success {status} is given as 200"));
        }
        match success.content {
            Content::Text => found.push(format!("the text of the success {status} is left out")),
            Content::Bytes => found.push(format!("the bytes of the success {status} are left out")),
            Content::Value | Content::Parts => {}
        }
    }
    found
}

fn of_errors(plan: &OperationPlan, id: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut left_out = Vec::new();
    for error in &plan.errors {
        match &error.body {
            Some(ErrorBody::Carrier(carrier)) if carrier == id => {}
            Some(ErrorBody::Carrier(carrier)) => found.push(format!(
                "the error {} is moved to an operation of its own, `{carrier}`",
                error.status
            )),
            Some(ErrorBody::Type(name)) => found.push(format!(
                "the error {} is left out, and its body, `{name}`",
                error.status
            )),
            None => left_out.push(error.status.to_string()),
        }
    }
    if !left_out.is_empty() {
        found.push(format!("the errors {} are left out", listed(&left_out)));
    }
    found
}

pub(super) fn of_type(
    plan: &TypePlan,
    spelling: Option<&Spelling>,
    lowered: &LoweredDocument<'_>,
) -> Vec<Lowering> {
    let mut found = Vec::new();
    if plan.lowered != plan.name.name {
        let change = format!("`{}` is called `{}`", plan.name.name, plan.lowered);
        found.push(lowering(change, "modules"));
    }
    let pass = match &plan.shape {
        Shape::Object(properties) => {
            for property in properties {
                found.extend(of_property(plan, property, lowered));
            }
            found.push(lowering(
                "properties that are not documented are not known",
                "objects",
            ));
            if spelling.is_some_and(says_something) {
                found.push(lowering("how XML spells it is left out", "spellings"));
            }
            "objects"
        }
        Shape::StringEnum(members) => {
            let names = (0..members.len()).map(|index| format!("member_{index}"));
            let names: Vec<String> = names.collect();
            let change = format!("its members are called {}", listed(&names));
            found.push(lowering(change, "string_enums"));
            found.push(lowering("the set of its members is closed", "string_enums"));
            "string_enums"
        }
        Shape::IntegerEnum(members) => {
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
        }
        Shape::Union(union) => {
            let change = "its alternatives are given as the properties of an object";
            found.push(lowering(change, "unions"));
            if let Some(tag) = &union.tag {
                let change = format!("that `{tag}` tells which it is, is left out");
                found.push(lowering(change, "unions"));
            }
            "unions"
        }
    };
    let kept = lowered
        .schema(&plan.lowered)
        .map(|schema| &schema.schema_data);
    if plan.description.is_some() && kept.is_some_and(|kept| kept.description.is_none()) {
        found.push(lowering("the description is left out", pass));
    }
    if !plan.notes.is_empty() {
        found.push(lowering("what limits it is left out", pass));
    }
    if plan.deprecated && kept.is_some_and(|kept| !kept.deprecated) {
        found.push(lowering("that it is deprecated is left out", pass));
    }
    found
}

fn of_property(
    plan: &TypePlan,
    property: &PropertyPlan,
    lowered: &LoweredDocument<'_>,
) -> Vec<Lowering> {
    let wire = &property.wire;
    let mut found = Vec::new();
    let schema = lowered.property(&plan.lowered, wire);
    let schema = schema.as_ref().and_then(ReferenceOr::as_item);
    if let Some(path) = schema.and_then(foreign) {
        let change = format!("`{wire}` is given as the type `{path}`");
        found.push(lowering(change, "objects"));
    }
    if schema.is_some_and(is_map) {
        let change = format!("`{wire}` is given as a map without an order");
        found.push(lowering(change, "strip"));
    }
    let mut left_out = Vec::new();
    if property.field != naming::field(wire) {
        left_out.push("its name in Rust");
    }
    if property.description.is_some() {
        left_out.push("its description");
    }
    if !property.notes.is_empty() {
        left_out.push("what limits it");
    }
    if property.keep_null {
        left_out.push("that `null` is a value");
    }
    if property.deprecated {
        left_out.push("that it is deprecated");
    }
    if !left_out.is_empty() {
        let change = format!("`{wire}` is given without {}", left_out.join(", "));
        found.push(lowering(change, "objects"));
    }
    if property.failure {
        let change = format!("that `{wire}` tells of a failure is left out");
        found.push(lowering(change, "failures"));
    }
    found
}

/// The type of another crate that stands for a schema, for its items or for its values.
fn foreign(schema: &Schema) -> Option<&str> {
    let mut schema = schema;
    loop {
        schema = match &schema.schema_kind {
            SchemaKind::Type(Type::Array(array)) => array.items.as_ref()?.as_item()?,
            SchemaKind::Type(Type::Object(object)) => match &object.additional_properties {
                Some(AdditionalProperties::Schema(values)) => values.as_item()?,
                _ => return None,
            },
            _ => return values::rust_type(schema),
        };
    }
}

/// Whether a property is a map, or a list of maps.
fn is_map(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => object.additional_properties.is_some(),
        SchemaKind::Type(Type::Array(array)) => array
            .items
            .as_ref()
            .and_then(ReferenceOr::as_item)
            .is_some_and(|items| is_map(items)),
        _ => false,
    }
}

/// Whether XML spells an object otherwise than by the names of its properties.
fn says_something(spelling: &Spelling) -> bool {
    !spelling.name.namespace.is_empty()
        || spelling.properties.iter().any(|(wire, property)| {
            property.attribute
                || property.wrapped
                || property.entries.is_some()
                || property.name.local != *wire
                || !property.name.namespace.is_empty()
        })
}

fn listed<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> String {
    let quoted: Vec<String> = names
        .into_iter()
        .map(|name| format!("`{}`", name.as_ref()))
        .collect();
    quoted.join(", ")
}

fn lowering(change: impl Into<String>, restored_by: &str) -> Lowering {
    Lowering {
        change: change.into(),
        restored_by: restored_by.to_owned(),
    }
}
