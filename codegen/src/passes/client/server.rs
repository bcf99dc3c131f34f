//! The server's URL, where it has variables: a type with a setter a variable.

use quote::quote;
use syn::{Item, parse_quote};

use crate::passes::docs::{Docs, escape};
use crate::passes::syntax::ident;
use crate::plan::{ServerVariablePlan, Service};

/// The type and what belongs to it; nothing where the URL has no variables.
pub(super) fn items(service: &Service) -> Vec<Item> {
    let Some(server) = &service.server else {
        return Vec::new();
    };
    let fields: Vec<_> = server
        .variables
        .iter()
        .map(|variable| ident(&variable.rust))
        .collect();
    let defaults = server.variables.iter().map(|variable| &variable.default);
    let setters = server.variables.iter().map(|variable| {
        let field = ident(&variable.rust);
        let docs = variable_docs(variable).outer();
        quote! {
            #docs
            #[must_use]
            pub fn #field(mut self, value: impl Into<String>) -> Self {
                self.#field = value.into();
                self
            }
        }
    });
    let template = server.variables.iter().fold(
        server.template.clone(),
        |template, ServerVariablePlan { name, rust, .. }| {
            template.replace(&format!("{{{name}}}"), &format!("{{{rust}}}"))
        },
    );
    let docs = Docs::new()
        .paragraph(format!("The service's URL, `{}`.", server.template))
        .paragraph(
            "Its variables have the document's defaults unless they are set. It is given to the \
             builder's `base_url`, which checks it when the client is built.",
        )
        .outer();
    vec![
        parse_quote! {
            #docs
            #[derive(Clone, Debug, PartialEq, Eq)]
            pub struct Server {
                #(#fields: String,)*
            }
        },
        parse_quote! {
            impl Server {
                #(#setters)*
            }
        },
        parse_quote! {
            impl Default for Server {
                fn default() -> Self {
                    Self {
                        #(#fields: String::from(#defaults),)*
                    }
                }
            }
        },
        parse_quote! {
            impl From<Server> for String {
                fn from(server: Server) -> Self {
                    let Server { #(#fields),* } = server;
                    format!(#template)
                }
            }
        },
    ]
}

fn variable_docs(variable: &ServerVariablePlan) -> Docs {
    let fallback = || format!("Sets the variable `{}`.", variable.name);
    let description = variable.description.as_deref();
    let values: Vec<String> = variable
        .values
        .iter()
        .map(|value| format!("`{value}`"))
        .collect();
    let documented = match values.is_empty() {
        true => String::new(),
        false => format!("Documented are {}.", values.join(", ")),
    };
    Docs::new()
        .paragraph(description.map_or_else(fallback, escape))
        .paragraph(format!("Default: `{}`. {documented}", variable.default))
}
