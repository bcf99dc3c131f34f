//! The client: a way to every operation.
//!
//! What the operations require is taken from their builders' `new`, so that the two cannot differ.

mod server;

use std::collections::HashMap;

use quote::quote;
use syn::{File, FnArg, ImplItem, ImplItemFn, Item, ItemImpl, Pat, parse_quote};

use super::PassError;
use super::docs::{Docs, escape};
use super::objects::deprecated;
use super::syntax::{self, ident};
use crate::plan::{Content, OperationPlan, Plan};

const PASS: &str = "client";

pub(super) fn run(file: &mut File, plan: &Plan) -> Result<(), PassError> {
    let operations = syntax::module(file, "operations", PASS)?;
    let modules: HashMap<String, &[Item]> = operations
        .iter()
        .filter_map(|item| match item {
            Item::Mod(module) => {
                let (_, items) = module.content.as_ref()?;
                Some((module.ident.to_string(), items.as_slice()))
            }
            _ => None,
        })
        .collect();
    let methods = plan
        .operations
        .iter()
        .map(|operation| method(operation, &modules))
        .collect::<Result<Vec<ImplItem>, _>>()?;

    let (title, base_url) = (&plan.service.title, &plan.service.base_url);
    let parameters = plan.service.client_parameters.iter().map(|parameter| {
        let (name, default) = (&parameter.name, &parameter.default);
        quote!((#name, #default))
    });
    let docs = Docs::new()
        .paragraph(format!("A client of {title}."))
        .paragraph(
            "It is cheap to clone, and its clones share connections and settings. Calls go to \
             the document's server unless the builder is told otherwise.",
        )
        .outer();
    let new_docs = Docs::new()
        .paragraph(format!(
            "A client of `{base_url}` with the defaults of the builder."
        ))
        .paragraph("# Errors")
        .paragraph("The transport could not be set up.")
        .outer();
    let server = server::items(&plan.service);
    file.items.push(parse_quote! {
        mod client {
            //! The client, with a method an operation.

            /// What the document says of the service.
            static SERVICE: ::client_runtime::Service = ::client_runtime::Service {
                base_url: #base_url,
                user_agent: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")),
                parameters: &[#(#parameters),*],
            };

            #docs
            #[derive(Clone, Debug)]
            pub struct Client {
                inner: ::client_runtime::Client,
            }

            impl Client {
                #new_docs
                pub fn new(
                    credential: impl Into<::client_runtime::Credentials>,
                ) -> Result<Self, ::client_runtime::Error> {
                    Self::builder().credential(credential).build()
                }

                /// Settings of a client, to be built.
                pub fn builder() -> ::client_runtime::ClientBuilder<Self> {
                    ::client_runtime::ClientBuilder::new(&SERVICE)
                }

                #(#methods)*
            }

            impl From<::client_runtime::Client> for Client {
                fn from(inner: ::client_runtime::Client) -> Self {
                    Self { inner }
                }
            }

            #(#server)*
        }
    });
    Ok(())
}

fn method(plan: &OperationPlan, modules: &HashMap<String, &[Item]>) -> Result<ImplItem, PassError> {
    let new = constructor(plan, modules)?;
    let arguments: Vec<&FnArg> = new.sig.inputs.iter().skip(1).collect();
    let names = arguments.iter().filter_map(|argument| match argument {
        FnArg::Typed(argument) => match &*argument.pat {
            Pat::Ident(name) => Some(&name.ident),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    });
    let names: Vec<_> = names.collect();
    let (name, builder) = (ident(&plan.method), ident(&plan.type_name));
    // The body is borrowed for as long as the client.
    let borrows =
        matches!(&plan.body, Some(body) if body.required && body.content == Content::Value);
    let (generics, receiver, lifetime) = match borrows {
        true => (quote!(<'a>), quote!(&'a self), quote!(<'a>)),
        false => (quote!(), quote!(&self), quote!(<'_>)),
    };
    let docs = docs(plan).outer();
    let deprecated = deprecated(plan.deprecated);
    Ok(parse_quote! {
        #docs
        #deprecated
        pub fn #name #generics (#receiver, #(#arguments),*) -> crate::operations::#builder #lifetime {
            crate::operations::#builder::new(&self.inner, #(#names),*)
        }
    })
}

/// The `new` of an operation's builder.
fn constructor<'a>(
    plan: &OperationPlan,
    modules: &HashMap<String, &'a [Item]>,
) -> Result<&'a ImplItemFn, PassError> {
    let items = modules.get(&plan.method).copied().unwrap_or_default();
    let functions = items.iter().filter_map(|item| match item {
        Item::Impl(ItemImpl { items, .. }) => Some(items),
        _ => None,
    });
    functions
        .flatten()
        .find_map(|item| match item {
            ImplItem::Fn(function) if function.sig.ident == "new" => Some(function),
            _ => None,
        })
        .ok_or_else(|| PassError::new(PASS, format!("finds no builder of `{}`", plan.id)))
}

const DEPRECATED: &str = "The API's document marks it as deprecated.";

/// What the document says of the operation, its arguments and its options.
fn docs(plan: &OperationPlan) -> Docs {
    let mut docs = Docs::new()
        .document(
            plan.summary
                .as_ref()
                .map(|summary| format!("{}.", summary.trim_end_matches('.')))
                .as_ref(),
        )
        .document(plan.description.as_ref())
        .paragraph(format!("Sends `{} {}`.", plan.http_method, plan.path));
    let required = plan
        .parameters
        .iter()
        .filter(|parameter| super::operations::is_argument(parameter));
    // An argument cannot be marked by an attribute, as a setter is.
    let described: Vec<_> = required
        .map(|parameter| {
            let description = parameter.description.as_deref().unwrap_or_default();
            let deprecated = if parameter.deprecated { DEPRECATED } else { "" };
            (
                parameter.rust.as_str(),
                format!("{description} {deprecated}"),
            )
        })
        .chain(
            plan.body
                .iter()
                .filter(|body| body.required && body.content != Content::Parts)
                .filter_map(|body| Some(("body", body.description.clone()?))),
        )
        .filter(|(_, description)| !description.trim().is_empty())
        .map(|(name, description)| format!("`{name}`: {}", escape(description.trim())))
        .collect();
    if !described.is_empty() {
        docs = docs.paragraph("# Arguments");
        for line in described {
            docs = docs.bullet(&line);
        }
    }
    docs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passes::tests::{bare_plan, operation_plan, text};
    use crate::plan::{ClientParameter, Encoding, ParameterPlan, Place};

    fn plan() -> Plan {
        let mut plan = bare_plan();
        plan.service.client_parameters.push(ClientParameter {
            name: String::from("version"),
            default: String::from("1"),
        });
        plan.operations.push(operation_plan("get_cart", "GetCart"));
        plan
    }

    #[test]
    fn the_client_has_a_method_an_operation() {
        let mut file: File = parse_quote! {
            pub mod operations {
                mod get_cart {
                    impl GetCart {
                        pub(crate) fn new(client: &::client_runtime::Client, id: impl Into<String>) -> Self {}
                    }
                }
            }
        };
        run(&mut file, &plan()).unwrap();
        let text = text(&file);
        for expected in [
            "base_url: \"https://api.example.com\"",
            "parameters: &[(\"version\", \"1\")]",
            "pub fn get_cart(&self, id: impl Into<String>)",
            "crate::operations::GetCart::new(&self.inner, id)",
        ] {
            assert!(text.contains(expected), "{expected:?} is not in\n{text}");
        }
    }

    #[test]
    fn a_deprecated_argument_is_told() {
        let mut plan = plan();
        plan.operations[0].parameters.push(ParameterPlan {
            wire: String::from("id"),
            rust: String::from("id"),
            place: Place::Path,
            encoding: Encoding::Value,
            required: true,
            client: None,
            description: Some(String::from("Which.")),
            notes: Vec::new(),
            deprecated: true,
            content_type: None,
        });
        let mut file: File = parse_quote! {
            pub mod operations {
                mod get_cart {
                    impl GetCart {
                        pub(crate) fn new(client: &::client_runtime::Client, id: impl Into<String>) -> Self {}
                    }
                }
            }
        };
        run(&mut file, &plan).unwrap();
        let text = text(&file);
        let told = "- `id`: Which. The API's document marks it as deprecated.";
        assert!(text.contains(told), "{text}");
    }

    #[test]
    fn an_operation_without_a_builder_is_an_error() {
        let mut file: File = parse_quote!(
            pub mod operations {}
        );
        let error = run(&mut file, &plan()).unwrap_err();
        assert!(
            error.to_string().contains("no builder of `get_cart`"),
            "{error}"
        );
    }
}
