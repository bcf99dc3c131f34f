//! The crate's root: its docs, its modules and what it re-exports.

use syn::{File, Item, Visibility, parse_quote};

use super::docs::Docs;
use super::{PassError, syntax};
use crate::plan::Plan;

const PASS: &str = "crate_root";

pub(super) fn run(file: &mut File, plan: &Plan) -> Result<(), PassError> {
    for name in ["client", "operations", "types"] {
        syntax::module(file, name, PASS)?;
    }
    if let Some(item) = file.items.iter().find(|item| !matches!(item, Item::Mod(_))) {
        let problem = format!(
            "finds something outside of any module: {}",
            quote::quote!(#item)
        );
        return Err(PassError::new(PASS, problem));
    }
    for item in &mut file.items {
        let Item::Mod(module) = item else { continue };
        module.attrs = match module.ident.to_string().as_str() {
            "types" => {
                vec![parse_quote!(#![doc = " The types of the document's schemas, by namespace."])]
            }
            _ => std::mem::take(&mut module.attrs),
        };
        module.vis = match module.ident == "client" {
            true => Visibility::Inherited,
            false => parse_quote!(pub),
        };
    }
    file.items.sort_by_key(|item| match item {
        Item::Mod(module) => module.ident.to_string(),
        _ => String::new(),
    });
    let docs = Docs::new()
        .paragraph(format!("A client of {}.", plan.service.title))
        .document(plan.service.description.as_ref())
        .paragraph(
            "[`Client`] makes the calls, [`operations`] has each call's options and answers, and \
             [`types`] what is sent and received. What every client of this kind shares, such as \
             [`Error`] and [`Response`], is re-exported from `client_runtime`.",
        );
    let docs = docs.inner();
    let client: Item = match plan.service.server {
        Some(_) => parse_quote!(
            pub use client::{Client, Server};
        ),
        None => parse_quote!(
            pub use client::Client;
        ),
    };
    let root: File = parse_quote! {
        #docs
        #client
        pub use client_runtime::{
            self, ClientCredentials, ClientProof, Cloud, CredentialError, Credentials, Error,
            ErrorKind, RateLimit, RefreshToken, Response, RetryBudget, RetryPolicy, SecretString,
        };
    };
    file.attrs = root.attrs;
    file.items.extend(root.items);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passes::tests::{bare_plan, text};

    #[test]
    fn the_root_says_what_is_where() {
        let mut file: File = parse_quote! {
            #[allow(clippy::all)]
            pub mod types {}
            pub mod operations {}
            mod client {}
        };
        run(&mut file, &bare_plan()).unwrap();
        let text = text(&file);
        assert!(text.starts_with("//! A client of Example."), "{text}");
        assert!(text.contains("pub use client::Client;"), "{text}");
        assert!(!text.contains("allow"), "{text}");
    }

    #[test]
    fn what_no_pass_took_away_is_an_error() {
        let mut file: File = parse_quote! {
            mod client {}
            mod operations {}
            mod types {}
            struct Left;
        };
        let error = run(&mut file, &bare_plan()).unwrap_err();
        assert!(error.to_string().contains("struct Left"), "{error}");
    }
}
