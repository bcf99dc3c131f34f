//! Short names of a module as full paths, and syntax as text of one line.

use std::collections::HashMap;

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Item, Path, UseTree};

/// What the short names of a module mean.
pub(super) struct Scope {
    /// The module's path, from the crate's name on.
    module: Vec<String>,
    names: HashMap<String, Vec<String>>,
}

impl Scope {
    pub(super) fn of(module: &[String], items: &[Item]) -> Self {
        let mut scope = Self {
            module: module.to_vec(),
            names: HashMap::new(),
        };
        for item in items {
            let declared = match item {
                Item::Struct(item) => &item.ident,
                Item::Enum(item) => &item.ident,
                Item::Type(item) => &item.ident,
                Item::Trait(item) => &item.ident,
                Item::Mod(item) => &item.ident,
                _ => continue,
            };
            let name = declared.to_string();
            let path = [module, std::slice::from_ref(&name)].concat();
            scope.names.insert(name, path);
        }
        for item in items {
            if let Item::Use(item) = item {
                for (name, path) in imported(&item.tree) {
                    let path = scope.full(&path);
                    scope.names.insert(name, path);
                }
            }
        }
        scope
    }

    /// The full path of what a path in this module means.
    pub(super) fn full(&self, path: &[String]) -> Vec<String> {
        let Some((first, rest)) = path.split_first() else {
            return Vec::new();
        };
        let outer = |levels: usize| {
            let kept = self.module.len().saturating_sub(levels).max(1);
            self.module[..kept].to_vec()
        };
        let head = match first.as_str() {
            "crate" => self.module[..1].to_vec(),
            "self" => self.module.clone(),
            "super" => outer(1),
            name => match self.names.get(name) {
                Some(path) => path.clone(),
                None => vec![first.clone()],
            },
        };
        [head, rest.to_vec()].concat()
    }

    /// The syntax with full paths, in one line.
    pub(super) fn text<T: ToTokens + Clone>(
        &self,
        syntax: &T,
        visit: fn(&mut Lengthener<'_>, &mut T),
    ) -> String {
        let mut syntax = syntax.clone();
        visit(&mut Lengthener { scope: self }, &mut syntax);
        one_line(&syntax)
    }
}

/// What a `use` brings in: the names, and where they are from.
pub(super) fn imported(tree: &UseTree) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    let mut open = vec![(Vec::new(), tree)];
    while let Some((path, tree)) = open.pop() {
        let longer = |last: &syn::Ident| {
            let mut path: Vec<String> = path.clone();
            path.push(last.to_string());
            path
        };
        match tree {
            UseTree::Path(next) => open.push((longer(&next.ident), &next.tree)),
            UseTree::Group(group) => {
                open.extend(group.items.iter().map(|tree| (path.clone(), tree)));
            }
            UseTree::Name(name) if name.ident == "self" => {
                if let Some(last) = path.last() {
                    found.push((last.clone(), path.clone()));
                }
            }
            UseTree::Name(name) => found.push((name.ident.to_string(), longer(&name.ident))),
            UseTree::Rename(name) => found.push((name.rename.to_string(), longer(&name.ident))),
            // Emitted code has none.
            _ => {}
        }
    }
    found
}

/// Writes full paths in the place of short ones.
pub(super) struct Lengthener<'a> {
    scope: &'a Scope,
}

impl VisitMut for Lengthener<'_> {
    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        if path.leading_colon.take().is_some() {
            return;
        }
        let Some(first) = path.segments.first() else {
            return;
        };
        let full = self.scope.full(&[first.ident.to_string()]);
        if let [name] = full.as_slice()
            && first.ident == name
        {
            return;
        }
        let arguments = first.arguments.clone();
        let rest = std::mem::take(&mut path.segments).into_iter().skip(1);
        let mut head: Vec<syn::PathSegment> = full
            .iter()
            .map(|name| crate::passes::ident(name).into())
            .collect();
        if let Some(last) = head.last_mut() {
            last.arguments = arguments;
        }
        path.segments = head.into_iter().chain(rest).collect();
    }
}

/// Syntax without literals, as a person would write it in one line.
pub(super) fn one_line(syntax: &impl ToTokens) -> String {
    let mut text = syntax.to_token_stream().to_string();
    for (loose, tight) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" < ", "<"),
        ("< ", "<"),
        (" <", "<"),
        (" >", ">"),
        ("& ", "&"),
        (" ,", ","),
        (",)", ")"),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        ("[ ", "["),
        (" ]", "]"),
        (" :", ":"),
        (" ;", ";"),
        ("->(", "-> ("),
        (">->", "> ->"),
        (",>", ">"),
        (",)", ")"),
    ] {
        text = text.replace(loose, tight);
    }
    text
}

pub(super) fn last_segment(path: &syn::Path) -> String {
    path.segments
        .last()
        .map(|segment| segment.ident.to_token_stream().to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::{File, parse_quote};

    #[test]
    fn short_names_are_made_full() {
        let file: File = parse_quote! {
            use client_runtime::wire;
            use client_runtime::wire::{Decimal, Timestamp as Time};
            use crate::types::carts::Cart;
            use super::orders::Order;
            pub struct Own;
        };
        let module = ["client", "types", "own"].map(String::from);
        let scope = Scope::of(&module, &file.items);
        for (short, full) in [
            ("Option<Decimal>", "Option<client_runtime::wire::Decimal>"),
            ("Time", "client_runtime::wire::Timestamp"),
            ("&'a mut Cart", "&'a mut client::types::carts::Cart"),
            ("Vec<Order>", "Vec<client::types::orders::Order>"),
            (
                "wire::Own<Own>",
                "client_runtime::wire::Own<client::types::own::Own>",
            ),
            ("::std::time::Duration", "std::time::Duration"),
            ("(u8, [u8])", "(u8, [u8])"),
            (
                "impl Iterator<Item = impl Into<String>>",
                "impl Iterator<Item = impl Into<String>>",
            ),
        ] {
            let ty: syn::Type = syn::parse_str(short).unwrap();
            assert_eq!(
                scope.text(&ty, |lengthener, ty| lengthener.visit_type_mut(ty)),
                full
            );
        }
    }
}
