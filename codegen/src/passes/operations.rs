//! Operations: progenitor's positional methods become request builders.
//!
//! Each operation gets a module with what the document says of it (`OPERATION`), a builder that
//! takes the optional parameters by name, and, where there is more than one documented success, an
//! enum with a variant a status. What the operation requires is an argument of `new`; what it may
//! have is a setter; how it is sent is the runtime's business.

mod answer;
mod failure;
mod headers;
mod security;
mod signature;

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{File, Ident, ImplItem, Item, ItemImpl, parse_quote};

use self::answer::Answer;
use self::failure::Failure;
use self::signature::Signature;
use super::PassError;
use super::docs::{Docs, escape, notes};
use super::objects::deprecated;
use super::syntax::{self, ident};
use crate::plan::{Content, OperationPlan, ParameterPlan, Place, Plan, SecurityPlan, TypePlan};

const PASS: &str = "operations";

pub(super) fn run(file: &mut File, plan: &Plan) -> Result<(), PassError> {
    let methods = take_methods(file);
    let planned: usize = plan.operations.iter().map(OperationPlan::carriers).sum();
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
        let mut names = Answer::exported(operation);
        names.extend(Failure::exported(operation));
        names.extend(headers::exported(operation));
        names.sort_unstable();
        let exports = names.iter().map(|name| ident(name));
        // Without `self`, a module could be taken for a crate of its name.
        let item: Item = parse_quote!(pub use self::#module::{#(#exports),*};);
        item
    });
    let operations = parse_quote! {
        pub mod operations {
            //! Each operation's call: its options, and what it answers.
        }
    };
    let items = modules.into_iter().chain(exports);
    file.items.push(syntax::module_of(operations, items));
    Ok(())
}

/// progenitor's methods by their names.
type Methods = HashMap<String, syn::Signature>;

/// Takes progenitor's methods out of the tree.
fn take_methods(file: &mut File) -> Methods {
    let mut methods = Methods::new();
    file.items.retain_mut(|item| match item {
        Item::Impl(ItemImpl { items, .. }) => {
            methods.extend(items.drain(..).filter_map(|item| match item {
                ImplItem::Fn(function) => Some((function.sig.ident.to_string(), function.sig)),
                _ => None,
            }));
            false
        }
        _ => true,
    });
    methods
}

fn module(plan: &OperationPlan, types: &[TypePlan], methods: &Methods) -> Result<Item, PassError> {
    let signature = Signature::read(plan, types, methods)?;
    let answer = Answer::read(plan, types, methods)?;
    let failure = Failure::read(plan, methods)?;
    let name = ident(&plan.method);
    let title = plan.summary.as_deref().unwrap_or(&plan.id);
    let docs = Docs::new()
        .paragraph(format!("`{}`: {}.", plan.id, title.trim_end_matches('.')))
        .inner();
    let description = description(plan);
    let security = security::definition(&plan.security);
    let builder = builder(plan, &signature, &answer);
    let answer = answer.definition();
    let failure = failure.definition();
    let headers = headers::definition(plan);
    let items = std::iter::once(description)
        .chain(security)
        .chain(builder)
        .chain(answer)
        .chain(failure)
        .chain(headers);
    Ok(syntax::module_of(parse_quote!(mod #name { #docs }), items))
}

/// What the document says of the operation, for the runtime.
fn description(plan: &OperationPlan) -> Item {
    let (id, path) = (&plan.id, &plan.path);
    let method = ident(plan.http_method.as_str());
    // What has no structure is sent under its one media type.
    let structured = plan
        .body
        .iter()
        .filter(|body| body.content == Content::Value);
    let request = structured.flat_map(|body| &body.media_types);
    let mut response: Vec<&String> = plan
        .successes
        .iter()
        .flat_map(|success| &success.media_types)
        .collect();
    response.sort_by_key(|media_type| (*media_type != "application/json", *media_type));
    response.dedup();
    let successes = plan.successes.iter().map(|success| success.status);
    let errors = plan.errors.iter().map(|error| error.status);
    let mut statuses: Vec<_> = successes.chain(errors).collect();
    statuses.dedup();
    let statuses = statuses.iter().map(ToString::to_string);
    let anonymous = plan.security == SecurityPlan::Nothing;
    parse_quote! {
        /// What the document says of the operation.
        static OPERATION: ::client_runtime::Operation = ::client_runtime::Operation {
            id: #id,
            method: ::client_runtime::http::Method::#method,
            path: #path,
            request_types: &[#(#request),*],
            response_types: &[#(#response),*],
            statuses: &[#(#statuses),*],
            anonymous: #anonymous,
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
    let body_field = signature.body.as_ref().map(|body| match is_optional(plan) {
        true => quote!(body: Option<&'a #body>,),
        false => quote!(body: &'a #body,),
    });
    let definition = parse_quote! {
        #docs
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
        .map(|parameter| signature.set(parameter, &quote!(call), &ident(&parameter.rust)));
    let security = security::set(&plan.security);
    let raw_body = raw_body(plan, &quote!(call), &ident("body"));
    let raw_body = raw_body.filter(|_| !is_optional(plan));
    let mutable =
        (plan.parameters.iter().any(is_argument) || security.is_some() || raw_body.is_some())
            .then(|| quote!(mut));
    let body = signature.body.as_ref().map(|_| match is_optional(plan) {
        true => quote!(, body: None),
        false => quote!(, body),
    });
    let body_setter = body_setter(plan, signature);
    let setters = plan
        .parameters
        .iter()
        .filter(|parameter| !is_argument(parameter))
        .map(|parameter| setter(parameter, signature));
    let methods: ImplItem = match (&signature.body, is_optional(plan)) {
        (Some(_), true) => parse_quote!(::client_runtime::call_methods!(optional_body);),
        (Some(_), false) => parse_quote!(::client_runtime::call_methods!(body);),
        (None, _) => parse_quote!(::client_runtime::call_methods!();),
    };
    let send = send(plan, signature, answer);
    let result = answer.result();
    let implementation = parse_quote! {
        impl<'a> #name<'a> {
            pub(crate) fn new(client: &'a ::client_runtime::Client, #(#arguments),*) -> Self {
                let #mutable call = ::client_runtime::Call::new(client, &OPERATION);
                #(#sets)*
                #raw_body
                #security
                Self { call #body }
            }

            #body_setter
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
    let fallback = match parameter.place {
        Place::Part => format!("Sets the part `{wire}`."),
        Place::Cookie => format!("Sets the cookie `{wire}`."),
        Place::Path => format!("Sets the path parameter `{wire}`."),
        Place::Query => format!("Sets the query parameter `{wire}`."),
        Place::Header => format!("Sets the header parameter `{wire}`."),
    };
    let docs = Docs::new()
        .paragraph(parameter.description.as_deref().map_or(fallback, escape))
        .paragraph(notes(&parameter.notes))
        .outer();
    let deprecated = deprecated(parameter.deprecated);
    let argument = signature.argument_type(parameter);
    let set = signature.set(parameter, &quote!(self.call), &ident("value"));
    parse_quote! {
        #docs
        #deprecated
        pub fn #name(mut self, value: #argument) -> Self {
            #set
            self
        }
    }
}

/// Whether the body is set on the call rather than given with it.
fn is_optional(plan: &OperationPlan) -> bool {
    plan.body.as_ref().is_some_and(|body| !body.required)
}

/// The statement that hands a body without a structure to the call.
fn raw_body(plan: &OperationPlan, call: &TokenStream, value: &Ident) -> Option<TokenStream> {
    let body = plan.body.as_ref()?;
    let media_type = body.media_types.first()?;
    match body.content {
        Content::Text => Some(quote!(#call.set_body(#media_type, #value.into());)),
        Content::Bytes => Some(quote!(#call.set_body(#media_type, #value);)),
        Content::Value | Content::Parts => None,
    }
}

/// The setter of a body that a call may do without.
fn body_setter(plan: &OperationPlan, signature: &Signature) -> Option<ImplItem> {
    let body = plan.body.as_ref().filter(|_| is_optional(plan))?;
    let argument = signature.body_argument()?;
    let fallback = || String::from("Sets the body.");
    let docs = Docs::new()
        .paragraph(body.description.as_deref().map_or_else(fallback, escape))
        .paragraph("Without it, no body is sent.")
        .outer();
    let value = ident("value");
    let set = raw_body(plan, &quote!(self.call), &value)
        .unwrap_or_else(|| quote!(self.body = Some(value);));
    Some(parse_quote! {
        #docs
        pub fn body(mut self, value: #argument) -> Self {
            #set
            self
        }
    })
}

fn send(plan: &OperationPlan, signature: &Signature, answer: &Answer) -> TokenStream {
    let docs = answer.send_docs().outer();
    let result = answer.result();
    let body = match (&signature.body, is_optional(plan)) {
        (Some(_), true) => quote!(self.body),
        (Some(_), false) => quote!(Some(self.body)),
        (None, _) => quote!(::client_runtime::NO_BODY),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passes::tests::{bare_plan, operation_plan, success_plan, text, type_plan};
    use crate::plan::{BodyPlan, ClientParameter, Encoding};

    /// progenitor's method for `PUT /v{version}/carts/{id}` with two successes.
    fn tree() -> File {
        parse_quote! {
            pub mod types {}
            impl Client {
                pub async fn call_put_cart<'a>(
                    &'a self,
                    of_version: &'a str,
                    of_id: &'a str,
                    of_note: Option<&'a str>,
                    of_pages: Option<&'a ::std::vec::Vec<i64>>,
                    body: &'a types::CartsCart,
                ) -> Result<ResponseValue<::client_runtime::wire::JsonObject>, Error<()>> {}
                pub async fn answer_201_put_cart<'a>(&'a self)
                    -> Result<ResponseValue<types::CartsCart>, Error<()>> {}
            }
        }
    }

    fn plan() -> Plan {
        let parameter = |wire: &str, rust: &str, place, required| ParameterPlan {
            wire: wire.to_owned(),
            rust: rust.to_owned(),
            place,
            encoding: Encoding::Value,
            required,
            client: None,
            description: None,
            notes: Vec::new(),
            deprecated: false,
            content_type: None,
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
                ParameterPlan {
                    encoding: Encoding::Each,
                    ..parameter("pages", "pages", Place::Query, false)
                },
            ],
            body: Some(BodyPlan {
                media_types: vec![String::from("application/json"), String::from("text/json")],
                description: None,
                required: true,
                content: Content::Value,
            }),
            successes: vec![
                success_plan(200, "call_put_cart"),
                success_plan(201, "answer_201_put_cart"),
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
            "pub use self::put_cart::{PutCart, PutCartResponse};",
        ] {
            assert!(text.contains(expected), "{expected:?} is not in\n{text}");
        }
        assert!(!text.contains("impl Client"), "{text}");
    }

    #[test]
    fn an_operation_without_body_and_answer_needs_no_enum() {
        let mut file: File = parse_quote! {
            impl Client {
                pub async fn call_drop_cart<'a>(&'a self) -> Result<ResponseValue<()>, Error<()>> {}
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
