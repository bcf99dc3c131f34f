//! Operations: one media type and one success for progenitor, the rest for the plan.

use std::collections::BTreeMap;

use heck::ToUpperCamelCase;
use indexmap::IndexMap;
use openapiv3::{
    HeaderStyle, MediaType, OpenAPI, Operation, Parameter, ParameterData, ParameterSchemaOrContent,
    PathItem, PathStyle, QueryStyle, ReferenceOr, RequestBody, Response, Responses, Schema,
    SchemaData, SchemaKind, StatusCode, StringType, Type,
};

use super::LowerError;
use super::schemas::{Lowering, Owner, escape};
use crate::naming::{self, TypeName};
use crate::plan::{
    BodyPlan, ClientParameter, ErrorPlan, OperationPlan, ParameterPlan, Place, SuccessPlan,
};

/// What lowering makes of all operations.
pub(super) struct Lowered {
    pub(super) paths: IndexMap<String, ReferenceOr<PathItem>>,
    pub(super) plans: Vec<OperationPlan>,
    pub(super) client_parameters: Vec<ClientParameter>,
}

/// Lowers every operation of the document, in the order of the method names.
pub(super) fn lower(document: &OpenAPI, schemas: &mut Lowering<'_>) -> Result<Lowered, LowerError> {
    let mut plans = BTreeMap::new();
    let mut paths: BTreeMap<String, PathItem> = BTreeMap::new();
    let mut client_parameters = BTreeMap::new();
    for (path, item) in &document.paths.paths {
        let ReferenceOr::Item(item) = item else {
            continue;
        };
        for (method, operation) in item.iter() {
            let place = Site {
                document,
                path,
                method,
                item,
                operation,
                pointer: format!("/paths/{}/{method}", escape(path)),
            };
            let (plan, lowered) = lower_operation(&place, schemas)?;
            for parameter in plan
                .parameters
                .iter()
                .filter_map(|parameter| parameter.client.as_ref())
            {
                client_parameters.insert(parameter.name.clone(), parameter.clone());
            }
            for lowered in lowered {
                let item = paths.entry(lowered.path).or_default();
                *slot(item, lowered.method) = Some(lowered.operation);
            }
            plans.insert(plan.method.clone(), plan);
        }
    }
    Ok(Lowered {
        paths: paths
            .into_iter()
            .map(|(path, item)| (path, ReferenceOr::Item(item)))
            .collect(),
        plans: plans.into_values().collect(),
        client_parameters: client_parameters.into_values().collect(),
    })
}

/// An operation and where it stands.
struct Site<'a> {
    document: &'a OpenAPI,
    path: &'a str,
    method: &'a str,
    item: &'a PathItem,
    operation: &'a Operation,
    pointer: String,
}

/// An operation of the lowered document.
struct LoweredOperation {
    path: String,
    method: &'static str,
    operation: Operation,
}

fn lower_operation(
    site: &Site<'_>,
    schemas: &mut Lowering<'_>,
) -> Result<(OperationPlan, Vec<LoweredOperation>), LowerError> {
    let operation = site.operation;
    let id = operation.operation_id.clone().unwrap_or_default();
    let method = naming::method(&id);
    let owner = TypeName {
        module: String::from("operations"),
        name: id.to_upper_camel_case(),
    };
    let http_method = http::Method::from_bytes(site.method.to_ascii_uppercase().as_bytes())
        .map_err(|_| LowerError::new(&site.pointer, "this method is not one of HTTP"))?;

    let (parameters, lowered_parameters) = lower_parameters(site, &owner, schemas)?;
    let (body, lowered_body) = match &operation.request_body {
        Some(body) => lower_body(site, body, &owner, schemas)?,
        None => (None, None),
    };
    let responses = Answers::of(site, &method, &owner, schemas)?;

    let mut path = site.path.to_owned();
    for parameter in parameters
        .iter()
        .filter(|parameter| parameter.place == Place::Path)
    {
        path = path.replace(
            &format!("{{{}}}", parameter.wire),
            &format!("{{{}}}", parameter.rust),
        );
    }
    let main = LoweredOperation {
        path,
        method: static_method(site.method),
        operation: Operation {
            operation_id: Some(method.clone()),
            parameters: lowered_parameters,
            request_body: lowered_body.map(ReferenceOr::Item),
            responses: responses.main,
            ..Operation::default()
        },
    };
    let mut lowered = vec![main];
    lowered.extend(responses.carriers);

    let plan = OperationPlan {
        type_name: owner.name,
        id,
        method,
        http_method,
        path: site.path.to_owned(),
        summary: operation.summary.clone(),
        description: operation.description.clone(),
        deprecated: operation.deprecated,
        parameters,
        body,
        successes: responses.successes,
        errors: responses.errors,
    };
    Ok((plan, lowered))
}

fn lower_parameters(
    site: &Site<'_>,
    owner: &TypeName,
    schemas: &mut Lowering<'_>,
) -> Result<(Vec<ParameterPlan>, Vec<ReferenceOr<Parameter>>), LowerError> {
    // A parameter of the operation replaces the path item's of the same name and place.
    let mut merged: BTreeMap<(String, &str), &Parameter> = BTreeMap::new();
    for parameter in site
        .item
        .parameters
        .iter()
        .chain(&site.operation.parameters)
    {
        let parameter = resolve_parameter(site, parameter)?;
        let (data, place) = parts(parameter);
        merged.insert((data.name.clone(), place), parameter);
    }

    let mut parameters = Vec::with_capacity(merged.len());
    let mut lowered = Vec::with_capacity(merged.len());
    for parameter in merged.into_values() {
        let (plan, parameter) = lower_parameter(site, parameter, owner, schemas)?;
        parameters.push(plan);
        lowered.push(ReferenceOr::Item(parameter));
    }
    // Arguments stand in the order in which the path names them.
    let position = |parameter: &ParameterPlan| {
        let found = site.path.find(&format!("{{{}}}", parameter.wire));
        (found.unwrap_or(usize::MAX), parameter.rust.clone())
    };
    parameters.sort_by_key(position);
    Ok((parameters, lowered))
}

fn lower_parameter(
    site: &Site<'_>,
    parameter: &Parameter,
    owner: &TypeName,
    schemas: &mut Lowering<'_>,
) -> Result<(ParameterPlan, Parameter), LowerError> {
    let (data, place) = parts(parameter);
    let ParameterSchemaOrContent::Schema(schema) = &data.format else {
        let message = format!("the parameter `{}` has a content, not a schema", data.name);
        return Err(LowerError::new(&site.pointer, message));
    };
    let rust = extension_text(data, "x-rust-name").unwrap_or_else(|| naming::field(&data.name));
    let client = data
        .extensions
        .get("x-client-parameter")
        .and_then(|held| held.get("default")?.as_str())
        .map(|default| ClientParameter {
            name: data.name.clone(),
            default: default.to_owned(),
        });

    let lowered_schema = match place {
        // On the wire both are text, and any text may be asked for.
        "path" | "header" => ReferenceOr::Item(Schema {
            schema_data: SchemaData::default(),
            schema_kind: SchemaKind::Type(Type::String(StringType::default())),
        }),
        _ => {
            let owner = Owner {
                type_name: owner,
                property: &data.name,
            };
            schemas.lower_use(schema, &owner, &site.pointer)?
        }
    };
    let parameter_data = ParameterData {
        name: rust.clone(),
        required: data.required,
        description: None,
        deprecated: None,
        format: ParameterSchemaOrContent::Schema(lowered_schema),
        example: None,
        examples: IndexMap::new(),
        explode: None,
        extensions: IndexMap::new(),
    };
    let (place, lowered) = match place {
        "path" => (
            Place::Path,
            Parameter::Path {
                parameter_data,
                style: PathStyle::default(),
            },
        ),
        "header" => (
            Place::Header,
            Parameter::Header {
                parameter_data,
                style: HeaderStyle::default(),
            },
        ),
        _ => {
            let lowered = Parameter::Query {
                parameter_data,
                allow_reserved: false,
                style: QueryStyle::default(),
                allow_empty_value: None,
            };
            (Place::Query, lowered)
        }
    };
    let plan = ParameterPlan {
        wire: data.name.clone(),
        rust,
        place,
        required: data.required,
        client,
        description: data.description.clone(),
        deprecated: data.deprecated.unwrap_or_default(),
    };
    Ok((plan, lowered))
}

fn lower_body(
    site: &Site<'_>,
    body: &ReferenceOr<RequestBody>,
    owner: &TypeName,
    schemas: &mut Lowering<'_>,
) -> Result<(Option<BodyPlan>, Option<RequestBody>), LowerError> {
    let body = resolve_body(site, body)?;
    let pointer = format!("{}/requestBody", site.pointer);
    let Some(schema) = body
        .content
        .values()
        .find_map(|media| media.schema.as_ref())
    else {
        return Err(LowerError::new(pointer, "this request body has no schema"));
    };
    let owner = Owner {
        type_name: owner,
        property: "body",
    };
    let lowered = RequestBody {
        content: json_content(schemas.lower_use(schema, &owner, &pointer)?),
        required: true,
        ..RequestBody::default()
    };
    let plan = BodyPlan {
        media_types: sorted_media_types(&body.content),
        description: body.description.clone(),
    };
    Ok((Some(plan), Some(lowered)))
}

/// The documented answers of an operation, lowered.
struct Answers {
    main: Responses,
    carriers: Vec<LoweredOperation>,
    successes: Vec<SuccessPlan>,
    errors: Vec<ErrorPlan>,
}

impl Answers {
    fn of(
        site: &Site<'_>,
        method: &str,
        owner: &TypeName,
        schemas: &mut Lowering<'_>,
    ) -> Result<Self, LowerError> {
        let mut documented = BTreeMap::new();
        for (status, response) in &site.operation.responses.responses {
            let StatusCode::Code(status) = status else {
                return Err(LowerError::new(
                    &site.pointer,
                    "a range of statuses is not supported",
                ));
            };
            documented.insert(*status, resolve_response(site, response)?);
        }

        let mut answers = Self {
            main: Responses::default(),
            carriers: vec![],
            successes: vec![],
            errors: vec![],
        };
        for (status, response) in documented {
            if !(200..300).contains(&status) {
                answers.errors.push(ErrorPlan {
                    status,
                    description: response.description.clone(),
                });
                continue;
            }
            let pointer = format!("{}/responses/{status}", site.pointer);
            let owner = Owner {
                type_name: owner,
                property: "response",
            };
            let lowered = lower_success(response, &owner, &pointer, schemas)?;
            let responses = Responses {
                responses: IndexMap::from([(StatusCode::Code(status), ReferenceOr::Item(lowered))]),
                ..Responses::default()
            };
            let carrier = match answers.successes.is_empty() {
                true => {
                    answers.main = responses;
                    method.to_owned()
                }
                false => answers.carry(method, status, responses),
            };
            answers.successes.push(SuccessPlan {
                status,
                description: response.description.clone(),
                media_types: sorted_media_types(&response.content),
                carrier,
            });
        }
        Ok(answers)
    }

    /// Adds an operation that only carries the type of a further success; gives its name.
    fn carry(&mut self, method: &str, status: u16, responses: Responses) -> String {
        let name = format!("{method}_status_{status}");
        self.carriers.push(LoweredOperation {
            path: format!("/carriers/{name}"),
            method: "get",
            operation: Operation {
                operation_id: Some(name.clone()),
                responses,
                ..Operation::default()
            },
        });
        name
    }
}

fn lower_success(
    response: &Response,
    owner: &Owner<'_>,
    pointer: &str,
    schemas: &mut Lowering<'_>,
) -> Result<Response, LowerError> {
    let content = match response
        .content
        .values()
        .find_map(|media| media.schema.as_ref())
    {
        Some(schema) => json_content(schemas.lower_use(schema, owner, pointer)?),
        None => IndexMap::new(),
    };
    Ok(Response {
        description: String::new(),
        content,
        ..Response::default()
    })
}

fn json_content(schema: ReferenceOr<Schema>) -> IndexMap<String, MediaType> {
    let media_type = MediaType {
        schema: Some(schema),
        ..MediaType::default()
    };
    IndexMap::from([(String::from("application/json"), media_type)])
}

/// JSON first, because it is the default; the others by name.
fn sorted_media_types(content: &IndexMap<String, MediaType>) -> Vec<String> {
    let mut media_types: Vec<String> = content.keys().cloned().collect();
    media_types.sort_by_key(|media_type| (media_type != "application/json", media_type.clone()));
    media_types
}

fn parts(parameter: &Parameter) -> (&ParameterData, &'static str) {
    match parameter {
        Parameter::Path { parameter_data, .. } => (parameter_data, "path"),
        Parameter::Query { parameter_data, .. } => (parameter_data, "query"),
        Parameter::Header { parameter_data, .. } => (parameter_data, "header"),
        Parameter::Cookie { parameter_data, .. } => (parameter_data, "cookie"),
    }
}

fn extension_text(data: &ParameterData, key: &str) -> Option<String> {
    data.extensions.get(key)?.as_str().map(str::to_owned)
}

fn static_method(method: &str) -> &'static str {
    const METHODS: [&str; 8] = [
        "get", "put", "post", "delete", "options", "head", "patch", "trace",
    ];
    METHODS
        .into_iter()
        .find(|known| *known == method)
        .unwrap_or("get")
}

fn slot<'a>(item: &'a mut PathItem, method: &str) -> &'a mut Option<Operation> {
    match method {
        "put" => &mut item.put,
        "post" => &mut item.post,
        "delete" => &mut item.delete,
        "options" => &mut item.options,
        "head" => &mut item.head,
        "patch" => &mut item.patch,
        "trace" => &mut item.trace,
        _ => &mut item.get,
    }
}

fn resolve_parameter<'a>(
    site: &Site<'a>,
    parameter: &'a ReferenceOr<Parameter>,
) -> Result<&'a Parameter, LowerError> {
    let found = match parameter {
        ReferenceOr::Item(parameter) => Some(parameter),
        ReferenceOr::Reference { reference } => component(reference, "parameters", |key| {
            site.document.components.as_ref()?.parameters.get(key)
        }),
    };
    found.ok_or_else(|| LowerError::new(&site.pointer, "a parameter's reference leads nowhere"))
}

fn resolve_body<'a>(
    site: &Site<'a>,
    body: &'a ReferenceOr<RequestBody>,
) -> Result<&'a RequestBody, LowerError> {
    let found = match body {
        ReferenceOr::Item(body) => Some(body),
        ReferenceOr::Reference { reference } => component(reference, "requestBodies", |key| {
            site.document.components.as_ref()?.request_bodies.get(key)
        }),
    };
    found.ok_or_else(|| LowerError::new(&site.pointer, "the body's reference leads nowhere"))
}

fn resolve_response<'a>(
    site: &Site<'a>,
    response: &'a ReferenceOr<Response>,
) -> Result<&'a Response, LowerError> {
    let found = match response {
        ReferenceOr::Item(response) => Some(response),
        ReferenceOr::Reference { reference } => component(reference, "responses", |key| {
            site.document.components.as_ref()?.responses.get(key)
        }),
    };
    found.ok_or_else(|| LowerError::new(&site.pointer, "a response's reference leads nowhere"))
}

fn component<'a, T>(
    reference: &str,
    section: &str,
    get: impl Fn(&str) -> Option<&'a ReferenceOr<T>>,
) -> Option<&'a T> {
    let key = reference
        .strip_prefix("#/components/")?
        .strip_prefix(section)?
        .strip_prefix('/')?;
    get(key)?.as_item()
}
