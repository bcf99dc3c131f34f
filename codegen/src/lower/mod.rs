//! The document, cut down to what progenitor 0.15 takes, and the [`Plan`] of what was cut.
//!
//! progenitor refuses several media types a body, several success types an operation and
//! responses without a schema (it panics at the first two), and knows closed enums, `f64` prices
//! and validated timestamps only. Lowering therefore
//!
//! - brings schemas into a few canonical forms: `allOf` becomes one object;
//! - gives every named schema a key that is already its Rust name, hoists inline enums and
//!   objects into schemas of their own, and puts schemas that need no type in their users' place;
//! - marks numbers, timestamps and free-form JSON with `x-rust-type`, progenitor's own lever for
//!   foreign types, so that they come out as the runtime's types;
//! - keeps one media type a body and one success an operation; each further success becomes a
//!   carrier, an operation that exists only so that progenitor resolves its type;
//! - drops all that is documentation: the plan has it, and the passes write it.

mod answers;
mod bodies;
mod canonical;
mod enums;
mod foreign;
mod names;
mod notes;
mod operations;
mod parameters;
mod schemas;
mod security;
mod server;
mod spellings;
mod unions;

use indexmap::IndexMap;
use openapiv3::{Components, Info, OpenAPI, Paths};
use serde_json::Value;

use crate::plan::{ErrorCode, Plan, Service};

/// Something that the read stage should have refused, at a place in the document.
///
/// It is a fault of the generator: the read stage promises that lowering never meets one.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct LowerError {
    /// JSON pointer to the place.
    pub(crate) pointer: String,
    pub(crate) message: String,
}

impl LowerError {
    fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            message: message.into(),
        }
    }
}

/// Splits a checked document into what progenitor sees and what the passes put back.
///
/// `source` is the same document with the keys that `openapiv3` does not keep: `xml`.
pub(crate) fn lower(
    document: &OpenAPI,
    source: &Value,
    crate_path: &str,
) -> Result<(OpenAPI, Plan), LowerError> {
    let document = &canonical::canonical(document);
    let mut schemas = schemas::Lowering::new(document);
    schemas.lower_components()?;
    let operations = operations::lower(document, &mut schemas)?;
    let (lowered_schemas, types) = schemas.finish();

    let spellings = spellings::read(source, &types);
    let plan = Plan {
        service: Service {
            crate_path: crate_path.to_owned(),
            title: document.info.title.clone(),
            description: document.info.description.clone(),
            base_url: server::base_url(document),
            server: server::plan(document),
            client_parameters: operations.client_parameters,
        },
        types,
        operations: operations.plans,
        error_codes: error_codes(document)?,
        spellings,
    };
    let lowered = OpenAPI {
        openapi: document.openapi.clone(),
        info: Info {
            title: document.info.title.clone(),
            // progenitor sends it in a header of its own; the passes remove that header.
            version: String::from("0"),
            ..Info::default()
        },
        paths: Paths {
            paths: operations.paths,
            extensions: IndexMap::new(),
        },
        components: Some(Components {
            schemas: lowered_schemas,
            ..Components::default()
        }),
        ..OpenAPI::default()
    };
    Ok((lowered, plan))
}

fn error_codes(document: &OpenAPI) -> Result<Vec<ErrorCode>, LowerError> {
    let Some(list) = document.extensions.get("x-error-codes") else {
        return Ok(Vec::new());
    };
    let entries = list.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut codes = Vec::with_capacity(entries.len());
    for (index, entry) in entries.iter().enumerate() {
        let (Some(code), Some(name)) = (
            entry.get("code").and_then(Value::as_i64),
            text(entry, "name"),
        ) else {
            let pointer = format!("/x-error-codes/{index}");
            return Err(LowerError::new(
                pointer,
                "an error code needs a `code` and a `name`",
            ));
        };
        let status = entry.get("status").and_then(Value::as_u64);
        codes.push(ErrorCode {
            code,
            name,
            status: status.and_then(|status| u16::try_from(status).ok()),
            retry_later: text(entry, "retry").as_deref() == Some("later"),
            description: text(entry, "description"),
        });
    }
    codes.sort_by_key(|code| code.code);
    Ok(codes)
}

/// The text under `key` of a JSON object, if it is one.
fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}
