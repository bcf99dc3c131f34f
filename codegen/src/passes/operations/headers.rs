//! The documented headers of an operation's answers: a reader with a method a header.

use quote::{format_ident, quote};
use syn::{Item, Type, parse_quote};

use crate::passes::docs::{Docs, escape};
use crate::passes::objects::deprecated;
use crate::passes::syntax::ident;
use crate::plan::{HeaderKind, HeaderPlan, OperationPlan};

/// The public names of the reader.
pub(super) fn exported(plan: &OperationPlan) -> Option<String> {
    (!plan.headers.is_empty()).then(|| name(plan))
}

/// The reader; nothing where no header is documented.
pub(super) fn definition(plan: &OperationPlan) -> Vec<Item> {
    if plan.headers.is_empty() {
        return Vec::new();
    }
    let reader = ident(&name(plan));
    let docs = Docs::new()
        .paragraph(format!(
            "The documented headers of what [`{}`](super::{}) answers.",
            plan.id, plan.type_name
        ))
        .paragraph(
            "It is made of a response's or an error's `headers`. A header that is absent, or is \
             not what is documented, is none; its text is still among them.",
        )
        .outer();
    let methods = plan.headers.iter().map(method);
    vec![
        parse_quote! {
            #docs
            #[derive(Clone, Copy, Debug)]
            pub struct #reader<'a>(&'a ::client_runtime::http::HeaderMap);
        },
        parse_quote! {
            impl<'a> #reader<'a> {
                #(#methods)*
            }
        },
        parse_quote! {
            impl<'a> From<&'a ::client_runtime::http::HeaderMap> for #reader<'a> {
                fn from(headers: &'a ::client_runtime::http::HeaderMap) -> Self {
                    Self(headers)
                }
            }
        },
    ]
}

fn name(plan: &OperationPlan) -> String {
    format!("{}Headers", plan.type_name)
}

fn method(header: &HeaderPlan) -> syn::ImplItem {
    let wire = &header.wire;
    let name = format_ident!("{}", header.rust);
    let fallback = || format!("The header `{wire}`.");
    let description = header.description.as_deref();
    let mut docs = Docs::new().paragraph(description.map_or_else(fallback, escape));
    if description.is_some() {
        docs = docs.paragraph(format!("The header `{wire}`."));
    }
    let docs = docs.outer();
    let deprecated = deprecated(header.deprecated);
    let element: Type = match &header.kind {
        HeaderKind::Text if !header.list => {
            return parse_quote! {
                #docs
                #deprecated
                pub fn #name(&self) -> Option<&'a str> {
                    ::client_runtime::headers::text(self.0, #wire)
                }
            };
        }
        HeaderKind::Text => parse_quote!(String),
        HeaderKind::Integer => parse_quote!(i64),
        HeaderKind::Number => parse_quote!(::client_runtime::wire::Decimal),
        HeaderKind::Boolean => parse_quote!(bool),
        HeaderKind::Timestamp => parse_quote!(::client_runtime::wire::Timestamp),
        HeaderKind::StringEnum(lowered) | HeaderKind::IntegerEnum(lowered) => {
            let lowered = ident(lowered);
            parse_quote!(types::#lowered)
        }
    };
    // What stands in the header, and what is made of it.
    let (read, map): (Type, _) = match (&header.kind, header.list) {
        (HeaderKind::IntegerEnum(_), true) => (
            parse_quote!(i64),
            quote!(.into_iter().map(Into::into).collect()),
        ),
        (HeaderKind::IntegerEnum(_), false) => (parse_quote!(i64), quote!(.map(Into::into))),
        (HeaderKind::Timestamp, true) => (
            parse_quote!(String),
            quote!(.into_iter().map(#element::from).collect()),
        ),
        (HeaderKind::Timestamp, false) => (parse_quote!(String), quote!(.map(#element::from))),
        _ => (element.clone(), quote!()),
    };
    match header.list {
        true => parse_quote! {
            #docs
            #deprecated
            pub fn #name(&self) -> Vec<#element> {
                ::client_runtime::headers::list::<#read>(self.0, #wire)#map
            }
        },
        false => parse_quote! {
            #docs
            #deprecated
            pub fn #name(&self) -> Option<#element> {
                ::client_runtime::headers::parse::<#read>(self.0, #wire)#map
            }
        },
    }
}
