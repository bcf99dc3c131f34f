//! What an operation documents of its failures: an enum with a variant for each status whose body
//! has a type, read from the error when it is asked for.

use quote::quote;
use syn::{Item, Type, parse_quote};

use super::answer::{returned, status_arm, status_name};
use super::signature::method;
use super::{Methods, PASS, PassError};
use crate::passes::docs::{Docs, escape};
use crate::passes::syntax::ident;
use crate::plan::{ErrorBody, ErrorPlan, OperationPlan, Status};

/// The documented failures of an operation that have a body with a type.
pub(super) struct Failure<'a> {
    plan: &'a OperationPlan,
    errors: Vec<(&'a ErrorPlan, Type)>,
}

impl<'a> Failure<'a> {
    pub(super) fn read(plan: &'a OperationPlan, methods: &Methods) -> Result<Self, PassError> {
        let mut errors = Vec::new();
        for error in &plan.errors {
            let ty: Type = match &error.body {
                None => continue,
                Some(ErrorBody::Type(lowered)) => {
                    let lowered = ident(lowered);
                    parse_quote!(types::#lowered)
                }
                Some(ErrorBody::Carrier(carrier)) => {
                    let signature = method(methods, carrier)?;
                    returned(&signature.output).ok_or_else(|| {
                        let problem = format!("does not understand what `{carrier}` returns");
                        PassError::new(PASS, problem)
                    })?
                }
            };
            errors.push((error, ty));
        }
        Ok(Self { plan, errors })
    }

    /// The public name, where there is one.
    pub(super) fn exported(plan: &OperationPlan) -> Option<String> {
        let typed = plan.errors.iter().any(|error| error.body.is_some());
        typed.then(|| name(plan))
    }

    /// The enum and what belongs to it; nothing where no failure has a type.
    pub(super) fn definition(&self) -> Vec<Item> {
        if self.errors.is_empty() {
            return Vec::new();
        }
        let name = ident(&name(self.plan));
        let docs = Docs::new()
            .paragraph(format!(
                "What [`{}`](super::{}) documents of its failures, by status.",
                self.plan.id, self.plan.type_name
            ))
            .outer();
        let variants = self.errors.iter().map(|(error, ty)| {
            let variant = ident(&status_name(error.status));
            let docs = Docs::new()
                .paragraph(format!(
                    "{}: {}",
                    status_words(error.status),
                    escape(&error.description)
                ))
                .outer();
            quote!(#docs #variant(#ty))
        });
        let mut items = vec![
            parse_quote! {
                #docs
                #[derive(Clone, Debug, PartialEq)]
                #[allow(clippy::large_enum_variant, reason = "there is one of it at a time")]
                #[non_exhaustive]
                pub enum #name {
                    #(#variants,)*
                }
            },
            self.reading(),
        ];
        items.extend(self.unification());
        items
    }

    fn reading(&self) -> Item {
        let name = ident(&name(self.plan));
        let has_default = self
            .errors
            .iter()
            .any(|(error, _)| error.status == Status::Default);
        // What is documented without a type is not read as what a range or `default` documents.
        // Codes come before the ranges that hold them: the plan has them in this order.
        let documented = self
            .plan
            .errors
            .iter()
            .filter(|error| error.body.is_some() || error.status != Status::Default);
        let all = documented.map(|error| {
            let arm = status_arm(error.status);
            let variant = ident(&status_name(error.status));
            match error.body {
                Some(_) => quote!(#arm => Ok(error.decode_body()?.map(Self::#variant)),),
                None => quote!(#arm => Ok(None),),
            }
        });
        let rest = (!has_default).then(|| quote!(_ => Ok(None),));
        let docs = Docs::new()
            .paragraph(
                "The documented body of a failure of this call; none where its status documents \
                 none, where there is no body, and where the failure is not the service's.",
            )
            .paragraph("# Errors")
            .paragraph(
                "The body is something else than what is documented, such as a gateway's page. \
                 The failure itself has it all the same.",
            )
            .outer();
        let only_default =
            matches!(&self.plan.errors[..], [only] if only.status == Status::Default);
        let read = match only_default {
            true => quote!(Ok(error.decode_body()?.map(Self::Default))),
            false => quote! {
                let Some(status) = error.status() else {
                    return Ok(None);
                };
                match status.as_u16() {
                    #(#all)*
                    #rest
                }
            },
        };
        let redirects = self
            .errors
            .iter()
            .any(|(error, _)| matches!(error.status, Status::Code(300..400) | Status::Range(3)));
        let other_kind = match redirects {
            true => quote! {
                !matches!(
                    error.kind(),
                    ::client_runtime::ErrorKind::Api | ::client_runtime::ErrorKind::Redirect
                )
            },
            false => quote!(error.kind() != ::client_runtime::ErrorKind::Api),
        };
        parse_quote! {
            impl #name {
                #docs
                pub fn of(error: &::client_runtime::Error) -> Result<Option<Self>, ::client_runtime::Error> {
                    if #other_kind {
                        return Ok(None);
                    }
                    #read
                }
            }
        }
    }

    /// The method that gives the one type that all failures have.
    fn unification(&self) -> Option<Item> {
        let (_, first) = self.errors.first()?;
        if self.errors.iter().any(|(_, ty)| ty != first) {
            return None;
        }
        let name = ident(&name(self.plan));
        let patterns = self.errors.iter().map(|(error, _)| {
            let variant = ident(&status_name(error.status));
            quote!(Self::#variant(value))
        });
        Some(parse_quote! {
            impl #name {
                /// The body, whatever the status.
                pub fn into_body(self) -> #first {
                    match self {
                        #(#patterns)|* => value,
                    }
                }
            }
        })
    }
}

fn name(plan: &OperationPlan) -> String {
    format!("{}Error", plan.type_name)
}

/// A status in words, at the beginning of a sentence.
fn status_words(status: Status) -> String {
    match status {
        Status::Code(code) => format!("Status {code}"),
        Status::Range(first) => format!("Status {first}00 to {first}99"),
        Status::Default => String::from("Any other status"),
    }
}
