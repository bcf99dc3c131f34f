//! Operations: one media type and one success for progenitor, the rest for the plan.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use openapiv3::{
    Header, MediaType, OpenAPI, Operation, Parameter, PathItem, ReferenceOr, RequestBody, Response,
    Schema,
};

use super::answers::Answers;
use super::names::escape;
use super::schemas::Lowering;
use super::{LowerError, bodies, parameters, security};
use crate::naming::{self, TypeName};
use crate::plan::{self, ClientParameter, OperationPlan, Place};

/// How many references may lead to each other before lowering gives up.
///
/// The read stage refuses circles of references; this only bounds the work should it fail to.
pub(super) const MAX_REFERENCES: usize = 64;

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
                owner: naming::operation_owner(operation.operation_id.as_deref().unwrap_or("")),
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
pub(super) struct Site<'a> {
    pub(super) document: &'a OpenAPI,
    pub(super) path: &'a str,
    pub(super) method: &'a str,
    pub(super) item: &'a PathItem,
    pub(super) operation: &'a Operation,
    pub(super) pointer: String,
    /// What inline schemas are named after.
    pub(super) owner: TypeName,
}

/// An operation of the lowered document.
pub(super) struct LoweredOperation {
    pub(super) path: String,
    pub(super) method: &'static str,
    pub(super) operation: Operation,
}

fn lower_operation(
    site: &Site<'_>,
    schemas: &mut Lowering<'_>,
) -> Result<(OperationPlan, Vec<LoweredOperation>), LowerError> {
    let operation = site.operation;
    let id = operation.operation_id.clone().unwrap_or_default();
    let method = naming::method(&id);
    let http_method = http::Method::from_bytes(site.method.to_ascii_uppercase().as_bytes())
        .map_err(|_| LowerError::new(&site.pointer, "this method is not one of HTTP"))?;

    let (mut parameters, mut lowered_parameters) = parameters::lower(site, schemas)?;
    let body = bodies::lower(site, schemas)?;
    for (plan, lowered) in body.parts {
        parameters.push(plan);
        lowered_parameters.push(ReferenceOr::Item(lowered));
    }
    let responses = Answers::of(site, &method, schemas)?;

    // progenitor asks of a path only that it names the parameters.
    let lowered_id = plan::lowered_operation(&method);
    let mut path = format!("/{lowered_id}");
    for parameter in &parameters {
        if parameter.place == Place::Path {
            path.push_str(&format!("/{{{}}}", plan::lowered_argument(&parameter.rust)));
        }
    }
    let main = LoweredOperation {
        path,
        method: static_method(site.method),
        operation: Operation {
            operation_id: Some(lowered_id),
            parameters: lowered_parameters,
            request_body: body.lowered.map(ReferenceOr::Item),
            responses: responses.main,
            ..Operation::default()
        },
    };
    let mut lowered = vec![main];
    lowered.extend(responses.carriers);

    let plan = OperationPlan {
        type_name: site.owner.name.clone(),
        id,
        method,
        http_method,
        path: site.path.to_owned(),
        summary: operation.summary.clone(),
        description: operation.description.clone(),
        deprecated: operation.deprecated,
        parameters,
        body: body.plan,
        successes: responses.successes,
        errors: responses.errors,
        headers: responses.headers,
        security: security::of(site),
    };
    Ok((plan, lowered))
}

pub(super) fn json_content(schema: ReferenceOr<Schema>) -> IndexMap<String, MediaType> {
    let media_type = MediaType {
        schema: Some(schema),
        ..MediaType::default()
    };
    IndexMap::from([(String::from("application/json"), media_type)])
}

/// JSON first, because it is the default; the others by name.
pub(super) fn sorted_media_types(content: &IndexMap<String, MediaType>) -> Vec<String> {
    let mut media_types: Vec<String> = content.keys().cloned().collect();
    media_types.sort_by_key(|media_type| (media_type != "application/json", media_type.clone()));
    media_types
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

/// Something that may stand in its place or under `components`, and the key it has there.
pub(super) struct Resolved<'a, T> {
    pub(super) item: &'a T,
    pub(super) key: Option<&'a str>,
}

impl<'a> Site<'a> {
    pub(super) fn parameter(
        &self,
        parameter: &'a ReferenceOr<Parameter>,
    ) -> Result<Resolved<'a, Parameter>, LowerError> {
        let section = |document: &'a OpenAPI| Some(&document.components.as_ref()?.parameters);
        self.resolve(parameter, "parameters", section)
    }

    pub(super) fn body(
        &self,
        body: &'a ReferenceOr<RequestBody>,
    ) -> Result<Resolved<'a, RequestBody>, LowerError> {
        let section = |document: &'a OpenAPI| Some(&document.components.as_ref()?.request_bodies);
        self.resolve(body, "requestBodies", section)
    }

    pub(super) fn response(
        &self,
        response: &'a ReferenceOr<Response>,
    ) -> Result<Resolved<'a, Response>, LowerError> {
        let section = |document: &'a OpenAPI| Some(&document.components.as_ref()?.responses);
        self.resolve(response, "responses", section)
    }

    pub(super) fn header(
        &self,
        header: &'a ReferenceOr<Header>,
    ) -> Result<Resolved<'a, Header>, LowerError> {
        let section = |document: &'a OpenAPI| Some(&document.components.as_ref()?.headers);
        self.resolve(header, "headers", section)
    }

    /// Follows references, of which the read stage made sure that they end.
    fn resolve<T>(
        &self,
        item: &'a ReferenceOr<T>,
        name: &str,
        section: impl Fn(&'a OpenAPI) -> Option<&'a IndexMap<String, ReferenceOr<T>>>,
    ) -> Result<Resolved<'a, T>, LowerError> {
        let (mut item, mut key) = (item, None);
        for _ in 0..MAX_REFERENCES {
            match item {
                ReferenceOr::Item(item) => return Ok(Resolved { item, key }),
                ReferenceOr::Reference { reference } => {
                    let found = reference
                        .strip_prefix("#/components/")
                        .and_then(|rest| rest.strip_prefix(name)?.strip_prefix('/'))
                        .and_then(|key| section(self.document)?.get_key_value(key));
                    let Some((found_key, found)) = found else {
                        break;
                    };
                    (item, key) = (found, Some(found_key.as_str()));
                }
            }
        }
        let message = format!("a reference to `components.{name}` leads nowhere");
        Err(LowerError::new(&self.pointer, message))
    }
}
