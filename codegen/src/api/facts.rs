//! What emitted code says to no compiler: the tables of the runtime's macros, and the names that
//! its calls are given.

use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Expr, ExprLit, FnArg, ImplItemFn, Lit, Pat};

use super::names::one_line;

/// How an operation that says nothing else is called.
pub(super) const TOKEN: &str = "&[SecurityScheme::Bearer]";

/// Where a value stands on the wire.
pub(super) struct WireName {
    /// Which fact it is.
    pub(super) fact: &'static str,
    /// The argument of the function that holds the value, if one does.
    pub(super) argument: Option<String>,
    /// The place, the name, and how it is written.
    pub(super) text: String,
}

/// What a function calls the runtime with: `set_query_joined("name", value, ',')`,
/// `headers::text(self.0, "name")`.
pub(super) fn wire_names(function: &ImplItemFn) -> Vec<WireName> {
    let arguments = function.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => match &*input.pat {
            Pat::Ident(name) => Some(name.ident.to_string()),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    });
    let mut calls = Calls {
        arguments: arguments.collect(),
        found: Vec::new(),
    };
    calls.visit_block(&function.block);
    calls.found
}

struct Calls {
    arguments: Vec<String>,
    found: Vec<WireName>,
}

impl Calls {
    fn argument_in(&self, value: &Expr) -> Option<String> {
        let mut tokens: Vec<_> = value.to_token_stream().into_iter().collect();
        tokens.reverse();
        while let Some(token) = tokens.pop() {
            match token {
                proc_macro2::TokenTree::Ident(name) => {
                    let name = name.to_string();
                    if self.arguments.contains(&name) {
                        return Some(name);
                    }
                }
                proc_macro2::TokenTree::Group(group) => {
                    let inner: Vec<_> = group.stream().into_iter().collect();
                    tokens.extend(inner.into_iter().rev());
                }
                _ => {}
            }
        }
        None
    }
}

impl Visit<'_> for Calls {
    fn visit_expr_method_call(&mut self, call: &syn::ExprMethodCall) {
        visit::visit_expr_method_call(self, call);
        let method = call.method.to_string();
        let Some(place) = method.strip_prefix("set_") else {
            return;
        };
        let mut given = call.args.iter();
        let Some(name) = given.next().and_then(text) else {
            return;
        };
        let argument = given.next().and_then(|value| self.argument_in(value));
        let how = given.map(|how| format!(" {}", one_line(how)));
        self.found.push(WireName {
            fact: "parameter on the wire",
            argument,
            text: format!("{place} {name}{}", how.collect::<String>()),
        });
    }

    fn visit_expr_call(&mut self, call: &syn::ExprCall) {
        visit::visit_expr_call(self, call);
        let Expr::Path(function) = &*call.func else {
            return;
        };
        let mut module = function.path.segments.iter().rev().skip(1);
        if module
            .next()
            .is_some_and(|module| module.ident == "headers")
            && let Some(name) = call.args.iter().nth(1).and_then(text)
        {
            self.found.push(WireName {
                fact: "header on the wire",
                argument: None,
                text: name,
            });
        }
    }
}

fn text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}

/// The entries `name: "text"` and `1: "text"` of a table, and bare `1`.
pub(super) fn entries(tokens: proc_macro2::TokenStream) -> Vec<(String, String)> {
    let mut entries = Vec::new();
    let mut parts: Vec<String> = Vec::new();
    for token in tokens {
        match &token {
            proc_macro2::TokenTree::Punct(sign) if sign.as_char() == ',' => {
                push_entry(&mut parts, &mut entries);
            }
            _ => parts.push(token.to_string()),
        }
    }
    push_entry(&mut parts, &mut entries);
    entries
}

fn push_entry(parts: &mut Vec<String>, entries: &mut Vec<(String, String)>) {
    let mut sides = parts.split(|part| part == ":");
    if let Some(member) = sides.next().filter(|member| !member.is_empty()) {
        let text: Vec<&str> = sides.flatten().map(|part| part.trim_matches('"')).collect();
        entries.push((member.concat(), text.join(" ")));
    }
    parts.clear();
}

/// The settings of a property's spelling at all depths, such as `element: "item"`. What it is made
/// of besides follows from its type, which is an item of its own.
pub(super) fn settings(value: &Expr) -> String {
    struct Settings(Vec<String>);
    impl Visit<'_> for Settings {
        fn visit_field_value(&mut self, field: &syn::FieldValue) {
            match &field.expr {
                Expr::Lit(_) => self.0.push(one_line(field)),
                _ => visit::visit_field_value(self, field),
            }
        }
    }
    let mut settings = Settings(Vec::new());
    settings.visit_expr(value);
    settings.0.join(", ")
}

/// The text that a field of a struct expression has.
pub(super) fn literal_field(value: &Expr, name: &str) -> Option<String> {
    let Expr::Struct(value) = value else {
        return None;
    };
    let mut fields = value.fields.iter();
    let field = fields
        .find(|field| matches!(&field.member, syn::Member::Named(member) if member == name))?;
    match &field.expr {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}

pub(super) fn elements(list: &Expr) -> Vec<String> {
    let Expr::Array(list) = list else {
        return vec![one_line(list)];
    };
    let text = |element: &Expr| match element {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => text.value(),
        other => one_line(other),
    };
    list.elems.iter().map(text).collect()
}
