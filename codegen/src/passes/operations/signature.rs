//! What progenitor's signature says of an operation's arguments.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{FnArg, Ident, Pat, Type, parse_quote};

use super::{Methods, PASS, PassError, is_argument};
use crate::passes::syntax::{self, ident};
use crate::plan::{
    Content, Encoding, ObjectEncoding, OperationPlan, ParameterPlan, Place, Shape, TypePlan,
    lowered_argument, lowered_operation,
};

/// The arguments of an operation, in our form.
pub(super) struct Signature<'a> {
    plan: &'a OperationPlan,
    document_types: &'a [TypePlan],
    /// progenitor's types by the arguments' names, without `Option` and `&`.
    types: HashMap<String, Type>,
    /// The body's type.
    pub(super) body: Option<Type>,
}

impl<'a> Signature<'a> {
    pub(super) fn read(
        plan: &'a OperationPlan,
        document_types: &'a [TypePlan],
        methods: &Methods,
    ) -> Result<Self, PassError> {
        let signature = method(methods, &lowered_operation(&plan.method))?;
        let mut types: HashMap<String, Type> =
            signature.inputs.iter().filter_map(argument).collect();
        let has_value = matches!(&plan.body, Some(body) if body.content == Content::Value);
        // progenitor borrows text as `str`; the wire knows it as `String`.
        let body = match has_value {
            true => types.remove("body").map(|ty| match is_text_type(&ty) {
                true => parse_quote!(String),
                false => ty,
            }),
            false => None,
        };
        if has_value != body.is_some() {
            return Err(PassError::new(
                PASS,
                format!("finds no body of `{}`", plan.id),
            ));
        }
        for parameter in &plan.parameters {
            if !types.contains_key(&lowered_argument(&parameter.rust)) {
                let problem = format!("finds no argument `{}` of `{}`", parameter.rust, plan.id);
                return Err(PassError::new(PASS, problem));
            }
        }
        Ok(Self {
            plan,
            document_types,
            types,
            body,
        })
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
        if self.plan.body.as_ref().is_some_and(|body| body.required) {
            arguments.extend(self.body_argument().map(|ty| quote!(body: #ty)));
        }
        arguments
    }

    /// The type of the body as an argument or a setter takes it; none for a body in parts.
    pub(super) fn body_argument(&self) -> Option<TokenStream> {
        Some(match self.plan.body.as_ref()?.content {
            Content::Value => {
                let body = self.body.as_ref()?;
                quote!(&'a #body)
            }
            Content::Text => quote!(impl Into<String>),
            Content::Bytes => quote!(impl Into<::client_runtime::Bytes>),
            Content::Parts => return None,
        })
    }

    /// The type of an argument, in its most convenient form.
    pub(super) fn argument_type(&self, parameter: &ParameterPlan) -> TokenStream {
        let ty = self.type_of(parameter);
        let is_plain = list_element(ty).is_some() || is_text_type(ty);
        match parameter.encoding {
            Encoding::Object(_) => return quote!(&#ty),
            Encoding::Json if !is_plain => return quote!(&#ty),
            _ => {}
        }
        match list_element(ty) {
            Some(element) => match into(element) {
                Some(element) => quote!(impl IntoIterator<Item = #element>),
                None => quote!(impl IntoIterator<Item = #element>),
            },
            None => into(ty).unwrap_or_else(|| quote!(#ty)),
        }
    }

    /// The statement that hands a parameter's value to the call.
    pub(super) fn set(
        &self,
        parameter: &ParameterPlan,
        call: &TokenStream,
        value: &Ident,
    ) -> TokenStream {
        let wire = &parameter.wire;
        let set = runtime_setter(parameter);
        let ty = self.type_of(parameter);
        match parameter.encoding {
            Encoding::Object(style) => {
                let style = ident(match style {
                    ObjectEncoding::Members => "Members",
                    ObjectEncoding::Joined => "Joined",
                    ObjectEncoding::Deep => "Deep",
                });
                quote!(#call.#set(#wire, #value, ::client_runtime::ObjectStyle::#style);)
            }
            Encoding::Json => {
                let json = match list_element(ty) {
                    Some(element) => {
                        let map = into(element).map(|_| quote!(.map(Into::into)));
                        quote!(&#value.into_iter()#map.collect::<Vec<#element>>())
                    }
                    None if is_text_type(ty) => quote!(&Into::<String>::into(#value)),
                    None => quote!(#value),
                };
                match &parameter.content_type {
                    Some(media_type) => quote! {
                        #call.set_part(#wire, ::client_runtime::Part::json(#json).content_type(#media_type));
                    },
                    None => quote!(#call.#set(#wire, #json);),
                }
            }
            Encoding::Value => {
                let text = self.text(parameter, ty, value);
                quote!(#call.#set(#wire, #text);)
            }
            Encoding::Each | Encoding::Joined(_) => {
                let delimiter = match (parameter.encoding, parameter.place) {
                    (Encoding::Joined(delimiter), Place::Query) => quote!(, #delimiter),
                    _ => quote!(),
                };
                let element = list_element(ty).unwrap_or(ty);
                let one = ident("value");
                let text = self.text(parameter, element, &one);
                let as_it_is = is_taken_as_it_is(parameter.place, element);
                let values = match as_it_is && parameter.content_type.is_none() {
                    true => quote!(#value),
                    false => quote!(#value.into_iter().map(|value| #text)),
                };
                quote!(#call.#set(#wire, #values #delimiter);)
            }
        }
    }

    /// What progenitor made of a parameter's schema; `read` made sure that it is there.
    fn type_of(&self, parameter: &ParameterPlan) -> &Type {
        &self.types[&lowered_argument(&parameter.rust)]
    }

    /// A single value as the runtime takes it: as text, or as a part.
    fn text(&self, parameter: &ParameterPlan, ty: &Type, value: &Ident) -> TokenStream {
        let as_it_is = is_taken_as_it_is(parameter.place, ty);
        match &parameter.content_type {
            Some(media_type) if as_it_is => quote! {
                Into::<::client_runtime::Part>::into(#value).default_content_type(#media_type)
            },
            Some(media_type) => {
                let text = self.written(ty, value);
                quote!(::client_runtime::Part::from(#text).default_content_type(#media_type))
            }
            None if as_it_is => quote!(#value),
            None => self.written(ty, value),
        }
    }

    /// A single value as text.
    fn written(&self, ty: &Type, value: &Ident) -> TokenStream {
        if is_text_type(ty) {
            return quote!(Into::<String>::into(#value));
        }
        if into(ty).is_none() {
            return quote!(#value.to_string());
        }
        let Some((name, _)) = syntax::last_segment(ty) else {
            return quote!(#value.to_string());
        };
        // They are sorted by their lowered names.
        let types = self.document_types;
        let position = types.binary_search_by(|planned| planned.lowered.as_str().cmp(&name));
        let is_integer_enum =
            position.is_ok_and(|position| matches!(types[position].shape, Shape::IntegerEnum(_)));
        // An integer enum shows itself with its name; the wire has the number.
        match is_integer_enum {
            true => quote!(Into::<#ty>::into(#value).value().to_string()),
            false => quote!(Into::<#ty>::into(#value).to_string()),
        }
    }
}

/// The runtime's method that takes a parameter's value.
fn runtime_setter(parameter: &ParameterPlan) -> Ident {
    let form = match parameter.encoding {
        Encoding::Value => "",
        Encoding::Each => "_each",
        Encoding::Joined(_) => "_joined",
        Encoding::Object(_) => "_object",
        Encoding::Json => "_json",
    };
    let place = match parameter.place {
        Place::Path => "set_path",
        Place::Query => "set_query",
        Place::Header => "set_header",
        Place::Cookie => "set_cookie",
        Place::Part => "set_part",
    };
    ident(&format!("{place}{form}"))
}

/// `T` of `Vec<T>`.
fn list_element(ty: &Type) -> Option<&Type> {
    match syntax::last_segment(ty) {
        Some((name, Some(element))) if name == "Vec" => Some(element),
        _ => None,
    }
}

/// `impl Into<T>` for the types that something shorter may stand for.
fn into(ty: &Type) -> Option<TokenStream> {
    match syntax::last_segment(ty) {
        Some((name, None)) if is_text(&name) => Some(quote!(impl Into<String>)),
        Some((name, None)) if name == "i64" || name == "bool" => None,
        Some((_, None)) => Some(quote!(impl Into<#ty>)),
        _ => None,
    }
}

/// Whether the runtime takes what the caller gives: text for a parameter, bytes for a part.
fn is_taken_as_it_is(place: Place, ty: &Type) -> bool {
    match place {
        Place::Part => matches!(syntax::last_segment(ty), Some((name, None)) if name == "Part"),
        _ => is_text_type(ty),
    }
}

fn is_text_type(ty: &Type) -> bool {
    matches!(syntax::last_segment(ty), Some((name, None)) if is_text(&name))
}

fn is_text(type_name: &str) -> bool {
    type_name == "str" || type_name == "String"
}

/// The method `name` among progenitor's.
pub(super) fn method<'m>(
    methods: &'m Methods,
    name: &str,
) -> Result<&'m syn::Signature, PassError> {
    methods
        .get(name)
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
