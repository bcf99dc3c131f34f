//! Operations: progenitor's positional methods become request builders.
//!
//! Each operation gets a module with what the document says of it (`OPERATION`), a builder that
//! takes the optional parameters by name, and, where there is more than one documented success, an
//! enum with a variant a status. What the operation requires is an argument of `new`; what it may
//! have is a setter; how it is sent is the runtime's business.

mod answer;
mod signature;

use quote::quote;
use syn::{File, ImplItem, Item, ItemImpl, parse_quote};

use self::answer::Answer;
use self::signature::Signature;
use super::PassError;
use super::docs::{Docs, escape};
use super::objects::deprecated;
use super::syntax::ident;
use crate::plan::{OperationPlan, ParameterPlan, Place, Plan, TypePlan};

const PASS: &str = "operations";

pub(super) fn run(file: &mut File, plan: &Plan) -> Result<(), PassError> {
    let methods = take_methods(file);
    let planned: usize = plan
        .operations
        .iter()
        .map(|operation| operation.successes.len())
        .sum();
    if methods.len() != planned {
        let problem = format!(
            "finds {} methods where {planned} are planned",
            methods.len()
        );
        return Err(PassError::new(PASS, problem));
    }
    let modules = plan
        .operations
        .iter()
        .map(|operation| module(operation, &plan.types, &methods))
        .collect::<Result<Vec<Item>, _>>()?;
    let exports = plan.operations.iter().map(|operation| {
        let module = ident(&operation.method);
        let names = Answer::exported(operation);
        let exports = names.iter().map(|name| ident(name));
        let item: Item = parse_quote!(pub use #module::{#(#exports),*};);
        item
    });
    file.items.push(parse_quote! {
        pub mod operations {
            //! Each operation's call: its options, and what it answers.

            #(#modules)*
            #(#exports)*
        }
    });
    Ok(())
}

/// Takes progenitor's methods out of the tree.
fn take_methods(file: &mut File) -> Vec<syn::Signature> {
    let mut methods = Vec::new();
    file.items.retain_mut(|item| match item {
        Item::Impl(ItemImpl { items, .. }) => {
            methods.extend(items.drain(..).filter_map(|item| match item {
                ImplItem::Fn(function) => Some(function.sig),
                _ => None,
            }));
            false
        }
        _ => true,
    });
    methods
}

fn module(
    plan: &OperationPlan,
    types: &[TypePlan],
    methods: &[syn::Signature],
) -> Result<Item, PassError> {
    let signature = Signature::read(plan, methods)?;
    let answer = Answer::read(plan, types, methods)?;
    let name = ident(&plan.method);
    let title = plan.summary.as_deref().unwrap_or(&plan.id);
    let docs = Docs::new()
        .paragraph(format!("`{}`: {}.", plan.id, title.trim_end_matches('.')))
        .inner();
    let description = description(plan);
    let builder = builder(plan, &signature, &answer);
    let answer = answer.definition();
    Ok(parse_quote! {
        mod #name {
            #docs

            #description
            #(#builder)*
            #(#answer)*
        }
    })
}

/// What the document says of the operation, for the runtime.
fn description(plan: &OperationPlan) -> Item {
    let (id, path) = (&plan.id, &plan.path);
    let method = ident(plan.http_method.as_str());
    let request = plan.body.iter().flat_map(|body| &body.media_types);
    let mut response: Vec<&String> = plan
        .successes
        .iter()
        .flat_map(|success| &success.media_types)
        .collect();
    response.sort_by_key(|media_type| (*media_type != "application/json", *media_type));
    response.dedup();
    let successes = plan.successes.iter().map(|success| success.status);
    let errors = plan.errors.iter().map(|error| error.status);
    let statuses = successes.chain(errors).map(|status| status.to_string());
    parse_quote! {
        /// What the document says of the operation.
        static OPERATION: ::client_runtime::Operation = ::client_runtime::Operation {
            id: #id,
            method: ::client_runtime::http::Method::#method,
            path: #path,
            request_types: &[#(#request),*],
            response_types: &[#(#response),*],
            statuses: &[#(#statuses),*],
            anonymous: false,
        };
    }
}

fn builder(plan: &OperationPlan, signature: &Signature, answer: &Answer) -> [Item; 2] {
    let name = ident(&plan.type_name);
    let method = &plan.method;
    let line = format!("{} {}", plan.http_method, plan.path);
    let docs = Docs::new()
        .paragraph(format!(
            "The call `{line}`, made by [`Client::{method}`](crate::Client::{method})."
        ))
        .outer();
    let deprecated = deprecated(plan.deprecated);
    let body_field = signature.body.as_ref().map(|body| quote!(body: &'a #body,));
    let definition = parse_quote! {
        #docs
        #deprecated
        #[derive(Clone, Debug)]
        #[must_use = "a call is not made until it is sent"]
        pub struct #name<'a> {
            call: ::client_runtime::Call<'a>,
            #body_field
        }
    };

    let arguments = signature.arguments();
    let sets = plan
        .parameters
        .iter()
        .filter(|parameter| is_argument(parameter))
        .map(|parameter| {
            let argument = ident(&parameter.rust);
            let wire = &parameter.wire;
            let set = signature.runtime_setter(parameter);
            let value = signature.runtime_value(parameter, &argument);
            quote!(call.#set(#wire, #value);)
        });
    let mutable = plan.parameters.iter().any(is_argument).then(|| quote!(mut));
    let body = signature.body.as_ref().map(|_| quote!(, body));
    let setters = plan
        .parameters
        .iter()
        .filter(|parameter| !is_argument(parameter))
        .map(|parameter| setter(parameter, signature));
    let methods: ImplItem = match &signature.body {
        Some(_) => parse_quote!(::client_runtime::call_methods!(body);),
        None => parse_quote!(::client_runtime::call_methods!();),
    };
    let send = send(signature, answer);
    let result = answer.result();
    let implementation = parse_quote! {
        impl<'a> #name<'a> {
            pub(crate) fn new(client: &'a ::client_runtime::Client, #(#arguments),*) -> Self {
                let #mutable call = ::client_runtime::Call::new(client, &OPERATION);
                #(#sets)*
                Self { call #body }
            }

            #(#setters)*

            #methods

            #send

            ::client_runtime::blocking_methods!(#result);
        }
    };
    [definition, implementation]
}

fn setter(parameter: &ParameterPlan, signature: &Signature) -> ImplItem {
    let name = ident(&parameter.rust);
    let wire = &parameter.wire;
    let fallback = format!(
        "Sets the {} parameter `{wire}`.",
        place_text(parameter.place)
    );
    let docs = Docs::new()
        .paragraph(parameter.description.as_deref().map_or(fallback, escape))
        .outer();
    let deprecated = deprecated(parameter.deprecated);
    let set = signature.runtime_setter(parameter);
    let argument = signature.argument_type(parameter);
    let value = signature.runtime_value(parameter, &ident("value"));
    parse_quote! {
        #docs
        #deprecated
        pub fn #name(mut self, value: #argument) -> Self {
            self.call.#set(#wire, #value);
            self
        }
    }
}

fn send(signature: &Signature, answer: &Answer) -> proc_macro2::TokenStream {
    let docs = answer.send_docs().outer();
    let result = answer.result();
    let body = match &signature.body {
        Some(_) => quote!(Some(self.body)),
        None => quote!(::client_runtime::NO_BODY),
    };
    let decode = answer.decode();
    quote! {
        #docs
        pub async fn send(self) -> Result<::client_runtime::Response<#result>, ::client_runtime::Error> {
            let response = self.call.send(#body).await?.success()?;
            #decode
        }
    }
}

/// Whether a parameter must be given when the call is made, rather than be set on it.
pub(super) fn is_argument(parameter: &ParameterPlan) -> bool {
    parameter.required && parameter.client.is_none()
}

fn place_text(place: Place) -> &'static str {
    match place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Header => "header",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passes::tests::{bare_plan, operation_plan, success_plan, text, type_plan};
    use crate::plan::{BodyPlan, ClientParameter};

    /// progenitor's method for `PUT /v{version}/carts/{id}` with two successes.
    fn tree() -> File {
        parse_quote! {
            pub mod types {}
            impl Client {
                pub async fn put_cart<'a>(
                    &'a self,
                    version: &'a str,
                    id: &'a str,
                    note: Option<&'a str>,
                    pages: Option<&'a ::std::vec::Vec<i64>>,
                    body: &'a types::CartsCart,
                ) -> Result<ResponseValue<::client_runtime::wire::JsonObject>, Error<()>> {}
                pub async fn put_cart_status_201<'a>(&'a self)
                    -> Result<ResponseValue<types::CartsCart>, Error<()>> {}
            }
        }
    }

    fn plan() -> Plan {
        let parameter = |wire: &str, rust: &str, place, required| ParameterPlan {
            wire: wire.to_owned(),
            rust: rust.to_owned(),
            place,
            required,
            client: None,
            description: None,
            deprecated: false,
        };
        let held = ClientParameter {
            name: String::from("version"),
            default: String::from("1"),
        };
        let mut plan = bare_plan();
        plan.types
            .push(type_plan("CartsCart", "Example.Carts.Cart"));
        plan.operations.push(OperationPlan {
            http_method: http::Method::PUT,
            path: String::from("/v{version}/carts/{id}"),
            parameters: vec![
                ParameterPlan {
                    client: Some(held),
                    ..parameter("version", "version", Place::Path, true)
                },
                parameter("id", "id", Place::Path, true),
                parameter("x-note", "note", Place::Header, false),
                parameter("pages", "pages", Place::Query, false),
            ],
            body: Some(BodyPlan {
                media_types: vec![String::from("application/json"), String::from("text/json")],
                description: None,
            }),
            successes: vec![
                success_plan(200, "put_cart"),
                success_plan(201, "put_cart_status_201"),
            ],
            ..operation_plan("put_cart", "PutCart")
        });
        plan
    }

    #[test]
    fn a_method_becomes_a_builder_with_an_answer_by_status() {
        let mut file = tree();
        run(&mut file, &plan()).unwrap();
        let text = text(&file);
        for expected in [
            "pub struct PutCart<'a>",
            "id: impl Into<String>,\n                body: &'a types::CartsCart",
            "call.set_path(\"id\", id);",
            "pub fn version(mut self, value: impl Into<String>) -> Self",
            "self.call.set_header(\"x-note\", value);",
            "value: impl IntoIterator<Item = i64>",
            "value.into_iter().map(|value| value.to_string())",
            "request_types: &[\"application/json\", \"text/json\"]",
            "::client_runtime::call_methods!(body);",
            "200 => response.decode_into(PutCartResponse::Ok)",
            "_ => response.decode_into(PutCartResponse::Created)",
            "pub fn into_cart(",
            "pub use put_cart::{PutCart, PutCartResponse};",
        ] {
            assert!(text.contains(expected), "{expected:?} is not in\n{text}");
        }
        assert!(!text.contains("impl Client"), "{text}");
    }

    #[test]
    fn an_operation_without_body_and_answer_needs_no_enum() {
        let mut file: File = parse_quote! {
            impl Client {
                pub async fn drop_cart<'a>(&'a self) -> Result<ResponseValue<()>, Error<()>> {}
            }
        };
        let mut plan = bare_plan();
        plan.operations
            .push(operation_plan("drop_cart", "DropCart"));
        run(&mut file, &plan).unwrap();
        let text = text(&file);
        assert!(text.contains("Ok(response.without_value())"), "{text}");
        assert!(text.contains("call_methods!()"), "{text}");
        assert!(!text.contains("enum"), "{text}");
    }

    #[test]
    fn what_the_plan_promises_and_the_tree_lacks_is_an_error() {
        let mut file: File = parse_quote!(impl Client {});
        assert!(run(&mut file, &plan()).is_err());

        let mut file = tree();
        let mut plan = plan();
        plan.operations[0].parameters[1].rust = String::from("other");
        let error = run(&mut file, &plan).unwrap_err();
        assert!(error.to_string().contains("no argument `other`"), "{error}");
    }
}
