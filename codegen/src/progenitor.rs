//! progenitor's part: it resolves the types, breaks recursion and writes each operation's signature.
//!
//! The positional style is asked for because it says all that the passes need (each operation's
//! arguments and result as Rust types) in a quarter of the code of the builder style.

use std::panic::{AssertUnwindSafe, catch_unwind};

use openapiv3::OpenAPI;
use progenitor_impl::{CrateVers, GenerationSettings, Generator, InterfaceStyle};

/// The version of progenitor whose output the passes know.
pub(crate) const VERSION: &str = "0.15.1";

/// progenitor did not take the lowered document: a fault of lowering, never of the user's.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProgenitorError {
    #[error("progenitor refused the lowered document: {0}")]
    Refused(#[from] progenitor_impl::Error),
    #[error("progenitor panicked on the lowered document: {0}")]
    Panicked(String),
    #[error("progenitor's output is not Rust: {0}")]
    NotRust(#[from] syn::Error),
}

/// Runs progenitor on a lowered document.
pub(crate) fn generate(lowered: &OpenAPI) -> Result<syn::File, ProgenitorError> {
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_crate("client-runtime", CrateVers::Any, None);
    let mut generator = Generator::new(&settings);
    let tokens = catch_unwind(AssertUnwindSafe(|| generator.generate_tokens(lowered)))
        .map_err(|payload| ProgenitorError::Panicked(panic_message(payload.as_ref())))??;
    Ok(syn::parse2(tokens)?)
}

fn panic_message(payload: &(dyn std::any::Any + Send)) -> String {
    if let Some(message) = payload.downcast_ref::<&str>() {
        (*message).to_owned()
    } else if let Some(message) = payload.downcast_ref::<String>() {
        message.clone()
    } else {
        String::from("without a message")
    }
}
