//! What an operation answers: one type, or an enum with a variant a documented status.

use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, Item, ReturnType, Type, parse_quote};

use super::failure::Failure;
use super::signature::method;
use super::{Methods, PASS, PassError};
use crate::passes::docs::{Docs, escape};
use crate::passes::syntax::{self, ident, number};
use crate::plan::{Content, OperationPlan, Status, SuccessPlan, TypePlan};

/// The successes of an operation with their types.
pub(super) struct Answer<'a> {
    plan: &'a OperationPlan,
    types: &'a [TypePlan],
    successes: Vec<Success<'a>>,
}

struct Success<'a> {
    plan: &'a SuccessPlan,
    /// None where the document has no body.
    body: Option<Type>,
}

impl<'a> Answer<'a> {
    pub(super) fn read(
        plan: &'a OperationPlan,
        types: &'a [TypePlan],
        methods: &Methods,
    ) -> Result<Self, PassError> {
        let successes = plan.successes.iter().map(|success| {
            let signature = method(methods, &success.carrier)?;
            let Some(ty) = returned(&signature.output) else {
                let problem = format!("does not understand what `{}` returns", success.carrier);
                return Err(PassError::new(PASS, problem));
            };
            let ty = match success.content {
                Content::Text => parse_quote!(String),
                Content::Bytes => parse_quote!(::client_runtime::Bytes),
                Content::Value | Content::Parts => ty,
            };
            let empty = matches!(&ty, Type::Tuple(tuple) if tuple.elems.is_empty());
            Ok(Success {
                plan: success,
                body: (!empty).then_some(ty),
            })
        });
        Ok(Self {
            plan,
            types,
            successes: successes.collect::<Result<_, _>>()?,
        })
    }

    /// The public names of the operation's module.
    pub(super) fn exported(plan: &OperationPlan) -> Vec<String> {
        let mut names = vec![plan.type_name.clone()];
        if plan.successes.len() > 1 {
            names.push(enum_name(plan));
        }
        names
    }

    /// The type that a successful call gives.
    pub(super) fn result(&self) -> Type {
        match self.successes.as_slice() {
            [
                Success {
                    body: Some(body), ..
                },
            ] => body.clone(),
            [_] => parse_quote!(()),
            _ => {
                let name = ident(&enum_name(self.plan));
                parse_quote!(#name)
            }
        }
    }

    /// The statements that decode `response`.
    pub(super) fn decode(&self) -> TokenStream {
        if let [success] = self.successes.as_slice() {
            return match (&success.body, success.plan.content) {
                (None, _) => quote!(Ok(response.without_value())),
                (_, Content::Text) => quote!(response.decode_text()),
                (_, Content::Bytes) => quote!(Ok(response.decode_bytes())),
                _ => quote!(response.decode()),
            };
        }
        let name = ident(&enum_name(self.plan));
        let best = self.best();
        let arms = self
            .successes
            .iter()
            .filter(|success| success.plan.status != best.plan.status);
        let arms = arms.map(|success| {
            let arm = status_arm(success.plan.status);
            let decode = decode_variant(&name, success);
            quote!(#arm => #decode,)
        });
        let decode_best = decode_variant(&name, best);
        quote! {
            match response.status().as_u16() {
                #(#arms)*
                _ => #decode_best,
            }
        }
    }

    /// The enum of several successes and what belongs to it; nothing for one.
    pub(super) fn definition(&self) -> Vec<Item> {
        if self.successes.len() < 2 {
            return Vec::new();
        }
        let name = ident(&enum_name(self.plan));
        let docs = format!(
            " What [`{}`](super::{}) answers, by status.",
            self.plan.id, self.plan.type_name
        );
        let variants = self.successes.iter().map(|success| {
            let variant = success.variant();
            let docs = Docs::new()
                .paragraph(format!(
                    "Status {}: {}",
                    success.plan.status,
                    escape(&success.plan.description)
                ))
                .outer();
            match &success.body {
                Some(body) => quote!(#docs #variant(#body)),
                None => quote!(#docs #variant),
            }
        });
        let mut items = vec![parse_quote! {
            #[doc = #docs]
            #[derive(Clone, Debug, PartialEq)]
            #[allow(clippy::large_enum_variant, reason = "there is one of it at a time")]
            #[non_exhaustive]
            pub enum #name {
                #(#variants,)*
            }
        }];
        items.extend(self.unification());
        items
    }

    /// What `send` gives and which errors it may end in.
    pub(super) fn send_docs(&self) -> Docs {
        let mut docs = Docs::new().paragraph("Sends the call and decodes its answer.");
        for success in &self.successes {
            docs = docs.bullet(format!(
                "{}: {}",
                status_title(success.plan.status),
                escape(&success.plan.description)
            ));
        }
        if !self.plan.headers.is_empty() {
            let name = format!("{}Headers", self.plan.type_name);
            docs = docs.paragraph(format!("The documented headers are read by [`{name}`]."));
        }
        docs = docs.paragraph("# Errors").paragraph(
            "Every other status is an error of the kind \
             [`Api`](client_runtime::ErrorKind::Api), with the service's fault and the raw body.",
        );
        for error in &self.plan.errors {
            let description = escape(&error.description);
            docs = docs.bullet(format!("{}: {description}", status_title(error.status)));
        }
        if let Some(name) = Failure::exported(self.plan) {
            docs = docs.paragraph(format!(
                "[`{name}::of`] reads the bodies whose types are documented."
            ));
        }
        docs.paragraph(
            "Before that, the request may be refused as invalid, the credential may fail, and the \
             connection may; after it, the answer may not decode. \
             [`Error::kind`](client_runtime::Error::kind) tells which.",
        )
    }

    /// The success that undocumented statuses of success are read as: the last that has a name.
    fn best(&self) -> &Success<'a> {
        // A range says itself that it is for all the others.
        let range = |success: &&Success<'_>| !matches!(success.plan.status, Status::Code(_));
        let named = |success: &&Success<'_>| success.named_type().is_some();
        let with_body = |success: &&Success<'_>| success.body.is_some();
        let successes = || self.successes.iter().rev();
        successes()
            .find(range)
            .or_else(|| successes().find(named))
            .or_else(|| successes().find(with_body))
            .unwrap_or(&self.successes[0])
    }

    /// The method that gives one type of every variant, where one type can hold them all: each
    /// variant holds it, or JSON of no fixed shape that may be read as it.
    fn unification(&self) -> Option<Item> {
        let target = self.best().body.as_ref()?;
        let target_name = self.best().named_type()?;
        // They are sorted by their lowered names.
        let position = self
            .types
            .binary_search_by(|planned| planned.lowered.as_str().cmp(&target_name))
            .ok()?;
        let short = &self.types[position].name.name;
        let mut arms = Vec::new();
        for success in &self.successes {
            let variant = success.variant();
            let body = success.body.as_ref()?;
            arms.push(match success.named_type() {
                Some(name) if name == target_name => quote!(Self::#variant(value) => Ok(value),),
                None if is_json(body) => quote!(Self::#variant(value) => value.to_typed(),),
                _ => return None,
            });
        }
        let name = ident(&enum_name(self.plan));
        let method = format_ident!("into_{}", short.to_snake_case());
        let docs = Docs::new()
            .paragraph(format!(
                "The answer as one type, whatever its status: an untyped body is read as \
                 a `{short}`."
            ))
            .paragraph("# Errors")
            .paragraph("An untyped body that does not decode: the error names the place in it.")
            .outer();
        Some(parse_quote! {
            impl #name {
                #docs
                pub fn #method(self) -> Result<#target, ::client_runtime::wire::DecodeError> {
                    match self {
                        #(#arms)*
                    }
                }
            }
        })
    }
}

impl Success<'_> {
    fn variant(&self) -> Ident {
        ident(&status_name(self.plan.status))
    }

    /// The name of the body's type if it is one of the document's.
    fn named_type(&self) -> Option<String> {
        let Type::Path(path) = self.body.as_ref()? else {
            return None;
        };
        let of_document = path.path.segments.first()?.ident == "types";
        of_document
            .then(|| syntax::last_segment(self.body.as_ref()?))?
            .map(|(name, _)| name)
    }
}

fn enum_name(plan: &OperationPlan) -> String {
    format!("{}Response", plan.type_name)
}

fn decode_variant(name: &Ident, success: &Success<'_>) -> TokenStream {
    let variant = success.variant();
    match (&success.body, success.plan.content) {
        (None, _) => quote!(Ok(response.without_value().map(|()| #name::#variant))),
        (_, Content::Text) => quote!(Ok(response.decode_text()?.map(#name::#variant))),
        (_, Content::Bytes) => quote!(Ok(response.decode_bytes().map(#name::#variant))),
        _ => quote!(response.decode_into(#name::#variant)),
    }
}

fn is_json(ty: &Type) -> bool {
    matches!(syntax::last_segment(ty), Some((name, _)) if name == "JsonObject")
}

/// A status as the name of a variant.
pub(super) fn status_name(status: Status) -> String {
    match status {
        Status::Code(code) => match reason(code) {
            // Two of these must not have one name.
            UNREGISTERED => format!("Status{code}"),
            reason => reason.to_upper_camel_case(),
        },
        Status::Range(2) => String::from("Success"),
        Status::Range(3) => String::from("Redirection"),
        Status::Range(4) => String::from("ClientError"),
        Status::Range(5) => String::from("ServerError"),
        Status::Range(first) => format!("Status{first}xx"),
        Status::Default => String::from("Default"),
    }
}

/// A status as the pattern of a `match` on its number.
pub(super) fn status_arm(status: Status) -> TokenStream {
    match status {
        Status::Code(code) => {
            let code = number(code.into());
            quote!(#code)
        }
        // A guard, as a range would overlap with the codes in it.
        Status::Range(2) => quote!(_ if status.is_success()),
        Status::Range(3) => quote!(_ if status.is_redirection()),
        Status::Range(4) => quote!(_ if status.is_client_error()),
        Status::Range(_) => quote!(_ if status.is_server_error()),
        Status::Default => quote!(_),
    }
}

/// A status as it begins a line of documentation.
fn status_title(status: Status) -> String {
    match status {
        Status::Code(code) => match reason(code) {
            UNREGISTERED => code.to_string(),
            reason => format!("{code} {reason}"),
        },
        Status::Range(first) => format!("{first}00 to {first}99"),
        Status::Default => String::from("Any other status"),
    }
}

const UNREGISTERED: &str = "";

/// The reason phrase of a status, as HTTP registers it.
fn reason(status: u16) -> &'static str {
    let known = http::StatusCode::from_u16(status).ok();
    known
        .and_then(|status| status.canonical_reason())
        .unwrap_or(UNREGISTERED)
}

/// `T` of `Result<ResponseValue<T>, _>`.
pub(super) fn returned(output: &ReturnType) -> Option<Type> {
    let ReturnType::Type(_, ty) = output else {
        return None;
    };
    let (_, value) = syntax::last_segment(ty)?;
    let (name, inner) = syntax::last_segment(value?)?;
    (name == "ResponseValue").then(|| inner.cloned())?
}
