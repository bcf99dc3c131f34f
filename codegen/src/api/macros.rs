//! Calls of the runtime's macros: what they give to a type, and what their tables say.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::Expr;
use syn::visit_mut::VisitMut;

use super::crate_reader::{Reader, plain};
use super::facts::{entries, literal_field, settings};
use super::names::{Scope, last_segment, one_line};
use super::{Kind, provided};

impl Reader {
    /// `wire::object! { Cart { line_items: "lineItems" } }`.
    pub(super) fn macro_call(&mut self, scope: &Scope, module: &[String], call: &syn::Macro) {
        let name = last_segment(&call.path);
        let mut tokens = call.tokens.clone().into_iter();
        let owner = match tokens.next() {
            Some(TokenTree::Ident(of)) => self.public(module, &of),
            _ => None,
        };
        let list = provided::FOR_TYPES
            .iter()
            .find(|(macro_name, _)| *macro_name == name);
        let (Some(owner), Some((_, list))) = (owner, list) else {
            let path = scope.text(&call.path, |it, path| it.visit_path_mut(path));
            self.unknown_macro(&module.join("::"), &format!("{path}!"));
            return;
        };
        self.provide(&owner, list);
        // Between the name and the table of a union may stand the property that tells which.
        let mut tag = Vec::new();
        let table = tokens.find_map(|token| match token {
            TokenTree::Group(table) => Some(table),
            other => {
                tag.push(other.to_string());
                None
            }
        });
        if !tag.is_empty() {
            self.api.add_fact(&owner, "tag on the wire", tag.join(" "));
        }
        let Some(table) = table else { return };
        if name == "describe" {
            self.spelling(&owner, table.stream());
        } else {
            for (member, text) in entries(table.stream()) {
                self.api
                    .add_fact(&format!("{owner}::{member}"), "name on the wire", text);
            }
        }
    }

    /// `wire::describe! { Cart { name: "Cart", properties: &[Property { name: "id", … }] } }`.
    fn spelling(&mut self, owner: &str, table: TokenStream) {
        let table = syn::parse2::<syn::ExprStruct>(quote::quote!(Description { #table }));
        let Ok(table) = table else {
            self.unknown_macro(owner, "describe!");
            return;
        };
        for field in &table.fields {
            let member = field.member.to_token_stream().to_string();
            let list = match &field.expr {
                Expr::Reference(list) => &*list.expr,
                other => other,
            };
            match list {
                Expr::Array(list) => {
                    for property in &list.elems {
                        let name = literal_field(property, "name").unwrap_or_default();
                        let path = format!("{owner}: {name}");
                        self.api
                            .add_fact(&path, "spelling in XML and forms", settings(property));
                    }
                }
                other => {
                    let fact = format!("{member} in XML and forms");
                    self.api.add_fact(owner, &fact, one_line(other));
                }
            }
        }
    }

    pub(super) fn provide(&mut self, owner: &str, list: &[&str]) {
        for line in list {
            let (condition, line) = match line.split_once("] ") {
                Some((condition, line)) if condition.starts_with("#[cfg") => {
                    (format!("{condition}] "), line)
                }
                _ => (String::new(), *line),
            };
            if let Some(line) = line.strip_prefix("impl ") {
                let declaration = format!("impl {}", line.replace("Self", owner));
                let name = line.trim_end_matches(" for Self");
                let path = format!("{owner}: {name}");
                self.api
                    .add(plain(Kind::Impl, path, declaration, Some(owner)));
                continue;
            }
            let (keyword, rest) = line.split_once("fn ").map_or(
                ("const ", line.trim_start_matches("const ")),
                |(keywords, rest)| (keywords, rest),
            );
            let is_function = line.contains("fn ");
            let end = rest.find(['(', ':']).unwrap_or(rest.len());
            let path = format!("{owner}::{}", &rest[..end]);
            let (kind, keyword) = match is_function {
                true => (Kind::Function, format!("{keyword}fn ")),
                false => (Kind::Constant, keyword.to_owned()),
            };
            let declaration = format!("pub {keyword}{path}{}", &rest[end..]);
            let mut item = plain(kind, path, declaration, Some(owner));
            item.declaration.insert_str(0, &condition);
            self.api.add(item);
        }
    }

    pub(super) fn unknown_macro(&mut self, owner: &str, text: &str) {
        let path = format!("{owner}: {text}");
        let declaration = format!("macro {text} in {owner}");
        self.api.add(plain(Kind::Macro, path, declaration, None));
    }
}
