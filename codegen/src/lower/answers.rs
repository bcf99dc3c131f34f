//! Responses: progenitor sees one success; the types of the others, and of errors, are carried by
//! operations of their own.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use openapiv3::{
    Header, MediaType, Operation, ParameterSchemaOrContent, ReferenceOr, Response, Responses,
    Schema, SchemaKind, StatusCode, Type,
};

use super::LowerError;
use super::bodies::content_of;
use super::names::lowered_key;
use super::operations::{LoweredOperation, Resolved, Site, json_content, sorted_media_types};
use super::schemas::{Lowering, Owner, Scalar};
use crate::naming;
use crate::plan::{
    self, Content, ErrorBody, ErrorPlan, HeaderKind, HeaderPlan, Status, SuccessPlan,
};

/// The documented answers of an operation, lowered.
pub(super) struct Answers {
    pub(super) main: Responses,
    pub(super) carriers: Vec<LoweredOperation>,
    pub(super) successes: Vec<SuccessPlan>,
    pub(super) errors: Vec<ErrorPlan>,
    pub(super) headers: Vec<HeaderPlan>,
}

impl Answers {
    pub(super) fn of(
        site: &Site<'_>,
        method: &str,
        schemas: &mut Lowering<'_>,
    ) -> Result<Self, LowerError> {
        let documented = documented(site)?;
        let successes = documented
            .keys()
            .filter(|status| is_success(**status))
            .count();
        let mut answers = Self {
            main: Responses::default(),
            carriers: vec![],
            successes: vec![],
            errors: vec![],
            headers: vec![],
        };
        for (status, response) in &documented {
            let key = status.to_string();
            let pointer = format!("{}/responses/{key}", site.pointer);
            answers.read_headers(site, response.item, schemas, &pointer)?;
            // A component's schema is named after the component.
            let component = response.key.map(naming::type_name);
            let property = naming::answer(&key, successes);
            let owner = match &component {
                Some(component) => Owner {
                    type_name: component,
                    property: "response",
                },
                None => Owner {
                    type_name: &site.owner,
                    property: &property,
                },
            };
            // Source: RFC 9110, section 9.3.2: what answers HEAD has no body.
            let none = IndexMap::new();
            let body = match site.method {
                "head" => &none,
                _ => &response.item.content,
            };
            let content = content_of(body, schemas, &pointer)?;
            let lowered = lower_response(body, content, &owner, &pointer, schemas)?;
            let description = response.item.description.clone();
            // `default` is the success where nothing else is, and else what all errors are.
            let is_default_success = *status == Status::Default && successes == 0;
            if is_success(*status) || is_default_success {
                let carrier = match answers.successes.is_empty() {
                    true => {
                        answers.main = responses(lowered.clone());
                        plan::lowered_operation(method)
                    }
                    false => answers.carry(method, *status, lowered.clone()),
                };
                answers.successes.push(SuccessPlan {
                    status: *status,
                    description: description.clone(),
                    media_types: sorted_media_types(&response.item.content),
                    content,
                    carrier,
                });
            }
            if !is_success(*status) {
                let body = match type_of(&lowered) {
                    // Most errors have a type of their own, which needs nothing to carry it.
                    Some(ReferenceOr::Reference { reference }) => {
                        Some(ErrorBody::Type(lowered_key(reference)))
                    }
                    Some(_) if is_default_success => {
                        Some(ErrorBody::Carrier(plan::lowered_operation(method)))
                    }
                    Some(_) => Some(ErrorBody::Carrier(answers.carry(method, *status, lowered))),
                    None => None,
                };
                answers.errors.push(ErrorPlan {
                    status: *status,
                    description,
                    body,
                });
            }
        }
        answers
            .headers
            .sort_by(|one, other| one.wire.cmp(&other.wire));
        Ok(answers)
    }

    /// Adds an operation that only carries the type of a response; gives its name.
    fn carry(&mut self, method: &str, status: Status, response: Response) -> String {
        let name = plan::lowered_answer(method, status);
        self.carriers.push(LoweredOperation {
            path: format!("/{name}"),
            method: "get",
            operation: Operation {
                operation_id: Some(name.clone()),
                responses: responses(response),
                ..Operation::default()
            },
        });
        name
    }

    fn read_headers(
        &mut self,
        site: &Site<'_>,
        response: &Response,
        schemas: &mut Lowering<'_>,
        pointer: &str,
    ) -> Result<(), LowerError> {
        for (wire, header) in &response.headers {
            // Source: OpenAPI 3.0.3, Response Object: the content type follows from `content`.
            if wire.eq_ignore_ascii_case("content-type") {
                continue;
            }
            let header = site_header(site, header)?;
            let plan = header_plan(wire, header, schemas, pointer)?;
            let known = self
                .headers
                .iter_mut()
                .find(|known| known.wire.eq_ignore_ascii_case(wire));
            match known {
                // Text is what all answers can agree on.
                Some(known) if known.kind != plan.kind || known.list != plan.list => {
                    known.kind = HeaderKind::Text;
                    known.list = false;
                }
                Some(_) => {}
                None => self.headers.push(plan),
            }
        }
        Ok(())
    }
}

/// The lowered schema of a response's body.
fn type_of(response: &Response) -> Option<&ReferenceOr<Schema>> {
    response.content.values().next()?.schema.as_ref()
}

fn site_header<'h>(
    site: &Site<'h>,
    header: &'h ReferenceOr<Header>,
) -> Result<&'h Header, LowerError> {
    Ok(site.header(header)?.item)
}

/// The responses by their keys: codes, then ranges, then `default`.
fn documented<'a>(site: &Site<'a>) -> Result<BTreeMap<Status, Resolved<'a, Response>>, LowerError> {
    let responses = &site.operation.responses;
    let mut documented = BTreeMap::new();
    for (status, response) in &responses.responses {
        let status = match status {
            StatusCode::Code(code) => Status::Code(*code),
            StatusCode::Range(first) => u8::try_from(*first)
                .map(Status::Range)
                .map_err(|_| LowerError::new(&site.pointer, "this is no range of statuses"))?,
        };
        documented.insert(status, site.response(response)?);
    }
    if let Some(response) = &responses.default {
        documented.insert(Status::Default, site.response(response)?);
    }
    Ok(documented)
}

fn is_success(status: Status) -> bool {
    matches!(status, Status::Code(200..300) | Status::Range(2))
}

/// progenitor sees a response under the status 200, whatever its own.
fn responses(response: Response) -> Responses {
    Responses {
        responses: IndexMap::from([(StatusCode::Code(200), ReferenceOr::Item(response))]),
        ..Responses::default()
    }
}

fn lower_response(
    content_types: &IndexMap<String, MediaType>,
    content: Content,
    owner: &Owner<'_>,
    pointer: &str,
    schemas: &mut Lowering<'_>,
) -> Result<Response, LowerError> {
    let schema = content_types
        .values()
        .find_map(|media| media.schema.as_ref())
        .filter(|_| content == Content::Value);
    let content = match schema {
        Some(schema) => json_content(schemas.lower_use(schema, owner, pointer)?),
        None => IndexMap::new(),
    };
    Ok(Response {
        description: String::new(),
        content,
        ..Response::default()
    })
}

fn header_plan(
    wire: &str,
    header: &Header,
    schemas: &mut Lowering<'_>,
    pointer: &str,
) -> Result<HeaderPlan, LowerError> {
    let ParameterSchemaOrContent::Schema(schema) = &header.format else {
        return Err(LowerError::new(
            pointer,
            "a header has a content, not a schema",
        ));
    };
    let resolved = schemas.resolve_use(schema, pointer)?;
    let (list, kind) = match &resolved.schema_kind {
        SchemaKind::Type(Type::Array(array)) => {
            let items = array.items.clone().map(ReferenceOr::unbox);
            let kind = items.map(|items| schemas.scalar(&items, pointer));
            (true, kind.transpose()?)
        }
        _ => (false, Some(schemas.scalar(schema, pointer)?)),
    };
    let kind = match kind {
        Some(Scalar::Integer) => HeaderKind::Integer,
        Some(Scalar::Number) => HeaderKind::Number,
        Some(Scalar::Boolean) => HeaderKind::Boolean,
        Some(Scalar::Timestamp) => HeaderKind::Timestamp,
        Some(Scalar::StringEnum(name)) => HeaderKind::StringEnum(name),
        Some(Scalar::IntegerEnum(name)) => HeaderKind::IntegerEnum(name),
        Some(Scalar::Text) | None => HeaderKind::Text,
    };
    let given = header.extensions.get("x-rust-name");
    let given = given.and_then(|name| name.as_str().map(str::to_owned));
    Ok(HeaderPlan {
        wire: wire.to_owned(),
        rust: given.unwrap_or_else(|| naming::field(wire)),
        kind,
        list,
        description: header.description.clone(),
        deprecated: header.deprecated.unwrap_or_default(),
    })
}
