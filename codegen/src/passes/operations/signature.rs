//! What progenitor's signature says of an operation's arguments.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{FnArg, Ident, Pat, Type};

use super::{PASS, PassError, is_argument};
use crate::passes::syntax::{self, ident};
use crate::plan::{OperationPlan, ParameterPlan, Place};

/// The arguments of an operation, in our form.
pub(super) struct Signature<'a> {
    plan: &'a OperationPlan,
    /// progenitor's types by the arguments' names, without `Option` and `&`.
    types: HashMap<String, Type>,
    /// The body's type.
    pub(super) body: Option<Type>,
}

impl<'a> Signature<'a> {
    pub(super) fn read(
        plan: &'a OperationPlan,
        methods: &[syn::Signature],
    ) -> Result<Self, PassError> {
        let signature = method(methods, &plan.method)?;
        let mut types: HashMap<String, Type> =
            signature.inputs.iter().filter_map(argument).collect();
        let body = match plan.body {
            Some(_) => types.remove("body"),
            None => None,
        };
        if plan.body.is_some() != body.is_some() {
            return Err(PassError::new(
                PASS,
                format!("finds no body of `{}`", plan.id),
            ));
        }
        for parameter in &plan.parameters {
            if !types.contains_key(&parameter.rust) {
                let problem = format!("finds no argument `{}` of `{}`", parameter.rust, plan.id);
                return Err(PassError::new(PASS, problem));
            }
        }
        Ok(Self { plan, types, body })
    }

    /// The arguments that a call needs: what is required, then the body.
    pub(in crate::passes) fn arguments(&self) -> Vec<TokenStream> {
        let required = self
            .plan
            .parameters
            .iter()
            .filter(|parameter| is_argument(parameter));
        let mut arguments: Vec<_> = required
            .map(|parameter| {
                let name = ident(&parameter.rust);
                let ty = self.argument_type(parameter);
                quote!(#name: #ty)
            })
            .collect();
        arguments.extend(self.body.as_ref().map(|body| quote!(body: &'a #body)));
        arguments
    }

    /// The type of an argument, in its most convenient form.
    pub(super) fn argument_type(&self, parameter: &ParameterPlan) -> TokenStream {
        let ty = &self.types[&parameter.rust];
        match syntax::last_segment(ty) {
            Some((name, None)) if is_text(&name) => quote!(impl Into<String>),
            Some((name, Some(element))) if name == "Vec" => match syntax::last_segment(element) {
                Some((name, None)) if is_text(&name) => {
                    quote!(impl IntoIterator<Item = impl Into<String>>)
                }
                _ => quote!(impl IntoIterator<Item = #element>),
            },
            _ => quote!(#ty),
        }
    }

    /// A parameter's value as the runtime takes it: as text.
    pub(super) fn runtime_value(&self, parameter: &ParameterPlan, value: &Ident) -> TokenStream {
        match syntax::last_segment(&self.types[&parameter.rust]) {
            Some((name, None)) if is_text(&name) => quote!(#value),
            Some((name, Some(element))) if name == "Vec" => match syntax::last_segment(element) {
                Some((name, None)) if is_text(&name) => quote!(#value),
                _ => quote!(#value.into_iter().map(|value| value.to_string())),
            },
            _ => quote!(#value.to_string()),
        }
    }

    /// The runtime's method that takes a parameter's value.
    pub(super) fn runtime_setter(&self, parameter: &ParameterPlan) -> Ident {
        let list = syntax::last_segment(&self.types[&parameter.rust]);
        let list = list.is_some_and(|(name, _)| name == "Vec");
        ident(match parameter.place {
            Place::Path => "set_path",
            Place::Query if list => "set_query_each",
            Place::Query => "set_query",
            Place::Header => "set_header",
        })
    }
}

fn is_text(type_name: &str) -> bool {
    type_name == "str" || type_name == "String"
}

/// The method `name` among progenitor's.
pub(super) fn method<'m>(
    methods: &'m [syn::Signature],
    name: &str,
) -> Result<&'m syn::Signature, PassError> {
    methods
        .iter()
        .find(|signature| signature.ident == name)
        .ok_or_else(|| PassError::new(PASS, format!("finds no method `{name}`")))
}

/// The name of an argument and its type without `Option` and `&`.
fn argument(input: &FnArg) -> Option<(String, Type)> {
    let FnArg::Typed(input) = input else {
        return None;
    };
    let Pat::Ident(name) = &*input.pat else {
        return None;
    };
    let mut ty = &*input.ty;
    if let Some((outer, Some(inner))) = syntax::last_segment(ty)
        && outer == "Option"
    {
        ty = inner;
    }
    if let Type::Reference(reference) = ty {
        ty = &reference.elem;
    }
    Some((name.ident.to_string(), ty.clone()))
}
