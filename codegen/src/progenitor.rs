//! progenitor's part: it resolves the types, breaks recursion and writes each operation's signature.
//!
//! The positional style is asked for because it says all that the passes need (each operation's
//! arguments and result as Rust types) in a quarter of the code of the builder style.

mod skim;

use std::collections::BTreeMap;

use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use progenitor_impl::{CrateVers, GenerationSettings, Generator, InterfaceStyle};

use crate::panics;

/// The version of progenitor whose output the passes know.
pub(crate) const VERSION: &str = "0.15.1";

/// progenitor did not take the lowered document: a fault of lowering, never of the user's.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProgenitorError {
    #[error("progenitor refused the lowered document: {0}")]
    Refused(#[from] progenitor_impl::Error),
    #[error("progenitor panicked on the lowered document: {0}")]
    Panicked(String),
}

/// What the passes use of what progenitor wrote, as text: a type is parsed when its turn comes, on
/// whatever thread, and until then takes a tenth of the memory of a tree.
#[derive(Debug, Default)]
pub(crate) struct Bare {
    /// The bare types by their names.
    pub(crate) types: BTreeMap<String, String>,
    /// The client's impls, with signatures alone.
    pub(crate) client: String,
}

impl Bare {
    /// What is used of progenitor's tokens.
    pub(crate) fn of(tokens: TokenStream) -> Self {
        skim::skim(tokens)
    }
}

/// Runs progenitor on a lowered document.
pub(crate) fn generate(lowered: &OpenAPI) -> Result<Bare, ProgenitorError> {
    Ok(Bare::of(tokens(lowered)?))
}

fn tokens(lowered: &OpenAPI) -> Result<TokenStream, ProgenitorError> {
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_crate("client-runtime", CrateVers::Any, None);
    let mut generator = Generator::new(&settings);
    let tokens = panics::catch(|| generator.generate_tokens(lowered))
        .map_err(ProgenitorError::Panicked)??;
    Ok(tokens)
}

/// The `operationId` of an operation that progenitor does not take, when it did not take the
/// document: found by halves, so that a large document takes a few runs more, not thousands.
pub(crate) fn culprit(lowered: &OpenAPI) -> Option<String> {
    let mut suspects: Vec<(String, String)> = lowered
        .operations()
        .map(|(path, method, _)| (path.to_owned(), method.to_owned()))
        .collect();
    let fails = |suspects: &[(String, String)]| tokens(&with_only(lowered, suspects)).is_err();
    // Then it is not an operation, but a schema.
    if fails(&[]) {
        return None;
    }
    while suspects.len() > 1 {
        let second = suspects.split_off(suspects.len() / 2);
        if !fails(&suspects) {
            if !fails(&second) {
                return None;
            }
            suspects = second;
        }
    }
    let (path, method) = suspects.first()?;
    lowered
        .operations()
        .find(|(of, at, _)| of == path && at == method)
        .and_then(|(_, _, operation)| operation.operation_id.clone())
}

/// The document with none but these operations.
fn with_only(document: &OpenAPI, kept: &[(String, String)]) -> OpenAPI {
    let mut document = document.clone();
    for (path, item) in &mut document.paths.paths {
        let openapiv3::ReferenceOr::Item(item) = item else {
            continue;
        };
        for (method, slot) in [
            ("get", &mut item.get),
            ("put", &mut item.put),
            ("post", &mut item.post),
            ("delete", &mut item.delete),
            ("options", &mut item.options),
            ("head", &mut item.head),
            ("patch", &mut item.patch),
            ("trace", &mut item.trace),
        ] {
            if !kept.iter().any(|(of, at)| of == path && at == method) {
                *slot = None;
            }
        }
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A document that was not lowered: progenitor panics at several media types of a request.
    fn not_lowered() -> OpenAPI {
        let operation = |id: &str, media_types: &[&str]| {
            let content: serde_json::Map<_, _> = media_types
                .iter()
                .map(|name| {
                    (
                        (*name).to_owned(),
                        serde_json::json!({"schema": {"type": "object"}}),
                    )
                })
                .collect();
            serde_json::json!({
                "operationId": id,
                "requestBody": {"content": content, "required": true},
                "responses": {"200": {"description": "Well."}},
            })
        };
        let one = ["application/json"];
        let two = ["application/json", "text/json"];
        serde_json::from_value(serde_json::json!({
            "openapi": "3.0.3",
            "info": {"title": "Pets", "version": "1"},
            "paths": {
                "/a": {"put": operation("a_put", &one), "post": operation("a_post", &one)},
                "/b": {"put": operation("b_put", &one), "post": operation("b_post", &two)},
                "/c": {"put": operation("c_put", &one)},
            },
        }))
        .unwrap()
    }

    #[test]
    fn a_panic_is_an_error_that_says_where() {
        let error = generate(&not_lowered()).unwrap_err();
        assert!(matches!(error, ProgenitorError::Panicked(_)), "{error}");
        assert!(error.to_string().contains("src/method.rs:"), "{error}");
    }

    #[test]
    fn the_operation_at_which_it_panics_is_found() {
        assert_eq!(culprit(&not_lowered()).as_deref(), Some("b_post"));
    }
}
