//! From the files of a crate to its public items.
//!
//! Items of private modules count where a public one re-exports them, under that path.

use std::collections::{BTreeMap, HashMap, HashSet};

use syn::visit_mut::VisitMut;
use syn::{
    Attribute, Expr, ExprLit, Fields, File, FnArg, Generics, ImplItem, ItemImpl, Lit, Pat,
    Signature, Visibility,
};

use super::facts::{TOKEN, elements, wire_names};
use super::names::{Scope, imported, last_segment, one_line};
use super::{Item, Kind, PublicApi, provided};

/// Reads a crate whose files are known by the path of their module.
pub(super) fn read(name: &str, files: &BTreeMap<Vec<String>, File>) -> PublicApi {
    let root = vec![name.to_owned()];
    let modules: BTreeMap<Vec<String>, &[syn::Item]> = files
        .iter()
        .map(|(module, file)| ([&root[..], module].concat(), file.items.as_slice()))
        .collect();
    let mut visible = HashSet::from([root.clone()]);
    // A module comes before those in it.
    for (module, items) in &modules {
        if visible.contains(module) {
            let inner = items.iter().filter_map(|item| match item {
                syn::Item::Mod(inner) if is_public(&inner.vis) => Some(inner.ident.to_string()),
                _ => None,
            });
            visible.extend(inner.map(|inner| [&module[..], &[inner]].concat()));
        }
    }
    let mut reader = Reader {
        visible,
        aliases: HashMap::new(),
        api: PublicApi::default(),
    };
    for (module, items) in &modules {
        if reader.visible.contains(module) {
            reader.reexports(module, items);
        }
    }
    for (module, items) in &modules {
        reader.module(module, items);
    }
    reader.api
}

pub(super) struct Reader {
    visible: HashSet<Vec<String>>,
    /// From where something is declared to where it is to be named.
    aliases: HashMap<Vec<String>, Vec<String>>,
    pub(super) api: PublicApi,
}

impl Reader {
    fn reexports(&mut self, module: &[String], items: &[syn::Item]) {
        let scope = Scope::of(module, items);
        for item in items {
            let syn::Item::Use(item) = item else { continue };
            if !is_public(&item.vis) {
                continue;
            }
            for (name, path) in imported(&item.tree) {
                let target = scope.full(&path);
                let public = [module, &[name]].concat();
                let (holder, _) = target.split_at(target.len().saturating_sub(1));
                let is_own = target.first() == module.first();
                if is_own && !self.visible.contains(holder) {
                    self.aliases.insert(target, public);
                } else {
                    let path = public.join("::");
                    let declaration = format!("pub use {path} = {}", target.join("::"));
                    self.api.add(plain(Kind::Reexport, path, declaration, None));
                }
            }
        }
    }

    fn module(&mut self, module: &[String], items: &[syn::Item]) {
        let scope = Scope::of(module, items);
        if self.visible.contains(module) {
            let path = module.join("::");
            let declaration = format!("pub mod {path}");
            self.api.add(plain(Kind::Module, path, declaration, None));
        }
        for item in items {
            match item {
                syn::Item::Struct(item) if is_public(&item.vis) => {
                    self.structure(&scope, module, item)
                }
                syn::Item::Enum(item) if is_public(&item.vis) => {
                    self.enumeration(&scope, module, item)
                }
                syn::Item::Const(item) if is_public(&item.vis) => {
                    if let Some(path) = self.public(module, &item.ident) {
                        self.constant(&scope, &path, &item.ty, &item.expr, &item.attrs, None);
                    }
                }
                syn::Item::Type(item) if is_public(&item.vis) => {
                    if let Some(path) = self.public(module, &item.ident) {
                        let ty = scope.text(&*item.ty, |it, ty| it.visit_type_mut(ty));
                        let generics = self.generics(&scope, &item.generics);
                        let declaration = format!("pub type {path}{generics} = {ty}");
                        self.api.add(plain(Kind::Type, path, declaration, None));
                    }
                }
                syn::Item::Fn(item) if is_public(&item.vis) => {
                    if let Some(path) = self.public(module, &item.sig.ident) {
                        self.function(&scope, &path, &item.sig, &item.attrs, None);
                    }
                }
                syn::Item::Static(item) => self.description(&item.ident, &item.expr, module),
                syn::Item::Impl(item) => self.implementation(&scope, module, item),
                syn::Item::Macro(item) => self.macro_call(&scope, module, &item.mac),
                _ => {}
            }
        }
    }

    fn structure(&mut self, scope: &Scope, module: &[String], item: &syn::ItemStruct) {
        let Some(path) = self.public(module, &item.ident) else {
            return;
        };
        let is_exhaustive = !has(&item.attrs, "non_exhaustive")
            && item.fields.iter().all(|field| is_public(&field.vis));
        let generics = self.generics(scope, &item.generics);
        self.declare(
            &item.attrs,
            is_exhaustive,
            &path,
            format!("struct {path}{generics}"),
        );
        for (index, field) in item.fields.iter().enumerate() {
            if !is_public(&field.vis) {
                continue;
            }
            let name = match &field.ident {
                Some(name) => name.to_string(),
                None => index.to_string(),
            };
            let ty = self.ty(scope, &field.ty);
            let declaration = format!("pub {path}::{name}: {ty}");
            let mut field_item = plain(
                Kind::Field,
                format!("{path}::{name}"),
                declaration,
                Some(&path),
            );
            mark_deprecated(&mut field_item, &field.attrs);
            self.api.add(field_item);
        }
    }

    fn enumeration(&mut self, scope: &Scope, module: &[String], item: &syn::ItemEnum) {
        let Some(path) = self.public(module, &item.ident) else {
            return;
        };
        let is_exhaustive = !has(&item.attrs, "non_exhaustive");
        let generics = self.generics(scope, &item.generics);
        self.declare(
            &item.attrs,
            is_exhaustive,
            &path,
            format!("enum {path}{generics}"),
        );
        for variant in &item.variants {
            let name = format!("{path}::{}", variant.ident);
            let types: Vec<String> = variant
                .fields
                .iter()
                .map(|field| self.ty(scope, &field.ty))
                .collect();
            let fields = match &variant.fields {
                Fields::Unit => String::new(),
                _ => format!("({})", types.join(", ")),
            };
            let declaration = format!("pub {name}{fields}");
            let mut variant_item = plain(Kind::Variant, name, declaration, Some(&path));
            mark_deprecated(&mut variant_item, &variant.attrs);
            self.api.add(variant_item);
        }
    }

    /// A struct or an enum, and the traits that are derived for it.
    fn declare(&mut self, attrs: &[Attribute], is_exhaustive: bool, path: &str, declared: String) {
        let marker = match has(attrs, "non_exhaustive") {
            true => "#[non_exhaustive] ",
            false => "",
        };
        let mut item = plain(Kind::Type, path.to_owned(), format!("pub {declared}"), None);
        item.declaration.insert_str(0, marker);
        item.is_exhaustive = is_exhaustive;
        mark_deprecated(&mut item, attrs);
        self.api.add(item);
        for attr in attrs.iter().filter(|attr| attr.path().is_ident("derive")) {
            // What is no list of paths derives nothing.
            let _ = attr.parse_nested_meta(|meta| {
                self.has_trait(path, &one_line(&meta.path));
                Ok(())
            });
        }
    }

    fn has_trait(&mut self, path: &str, name: &str) {
        let declaration = format!("impl {name} for {path}");
        self.api.add(plain(
            Kind::Impl,
            format!("{path}: {name}"),
            declaration,
            Some(path),
        ));
    }

    fn constant(
        &mut self,
        scope: &Scope,
        path: &str,
        ty: &syn::Type,
        value: &Expr,
        attrs: &[Attribute],
        owner: Option<&str>,
    ) {
        let declaration = format!("pub const {path}: {}", self.ty(scope, ty));
        let mut item = plain(Kind::Constant, path.to_owned(), declaration, owner);
        mark_deprecated(&mut item, attrs);
        self.api.add(item);
        self.api.add_fact(path, "value", one_line(value));
    }

    fn function(
        &mut self,
        scope: &Scope,
        path: &str,
        signature: &Signature,
        attrs: &[Attribute],
        owner: Option<&str>,
    ) {
        let mut names = Vec::new();
        let mut arguments = Vec::new();
        let mut types = Vec::new();
        for argument in &signature.inputs {
            match argument {
                FnArg::Receiver(receiver) => {
                    let receiver = one_line(receiver);
                    // Whether a method changes its own copy is no caller's business.
                    let receiver = receiver.strip_prefix("mut ").unwrap_or(&receiver);
                    names.push(receiver.to_owned());
                    types.push(receiver.to_owned());
                }
                FnArg::Typed(argument) => {
                    let name = match &*argument.pat {
                        Pat::Ident(name) => name.ident.to_string(),
                        _ => String::from("_"),
                    };
                    let ty = self.ty(scope, &argument.ty);
                    names.push(format!("{name}: {ty}"));
                    arguments.push(name);
                    types.push(ty);
                }
            }
        }
        let output = match &signature.output {
            syn::ReturnType::Default => String::new(),
            syn::ReturnType::Type(_, ty) => format!(" -> {}", self.ty(scope, ty)),
        };
        let keywords: String = [
            signature.constness.is_some().then_some("const "),
            signature.asyncness.is_some().then_some("async "),
        ]
        .into_iter()
        .flatten()
        .collect();
        let generics = self.generics(scope, &signature.generics);
        let with = |arguments: &[String]| {
            format!(
                "pub {keywords}fn {path}{generics}({}){output}",
                arguments.join(", ")
            )
        };
        let mut item = plain(Kind::Function, path.to_owned(), with(&names), owner);
        item.contract = with(&types);
        item.arguments = arguments;
        mark_deprecated(&mut item, attrs);
        self.api.add(item);
    }

    fn implementation(&mut self, scope: &Scope, module: &[String], item: &ItemImpl) {
        let syn::Type::Path(of) = &*item.self_ty else {
            return;
        };
        let Some(of) = of.path.segments.first() else {
            return;
        };
        let Some(owner) = self.public(module, &of.ident) else {
            return;
        };
        if let Some((path, _)) = &item.trait_ {
            let name = scope.text(path, |it, path| it.visit_path_mut(path));
            self.has_trait(&owner, &self.shown(name));
            return;
        }
        for inner in &item.items {
            match inner {
                ImplItem::Fn(function) => {
                    let path = format!("{owner}::{}", function.sig.ident);
                    if is_public(&function.vis) {
                        self.function(scope, &path, &function.sig, &function.attrs, Some(&owner));
                    }
                    for name in wire_names(function) {
                        let path = match (function.sig.ident == "new", name.argument) {
                            (true, Some(argument)) => format!("{path}: {argument}"),
                            (true, None) => format!("{path}: {}", name.text),
                            (false, _) => path.clone(),
                        };
                        self.api.add_fact(&path, name.fact, name.text);
                    }
                }
                ImplItem::Const(constant) if is_public(&constant.vis) => {
                    let path = format!("{owner}::{}", constant.ident);
                    let attrs = &constant.attrs;
                    self.constant(
                        scope,
                        &path,
                        &constant.ty,
                        &constant.expr,
                        attrs,
                        Some(&owner),
                    );
                }
                ImplItem::Macro(call) => {
                    let name = last_segment(&call.mac.path);
                    let input = call.mac.tokens.to_string();
                    let known = provided::FOR_IMPLS
                        .iter()
                        .find(|(macro_name, for_input, _)| {
                            *macro_name == name && *for_input == input
                        });
                    let (for_answers, list) = provided::FOR_ANSWERS;
                    let answer = (name == for_answers)
                        .then(|| syn::parse2::<syn::Type>(call.mac.tokens.clone()).ok());
                    if let Some(answer) = answer.flatten() {
                        let answer = self.ty(scope, &answer);
                        let lines: Vec<String> = list
                            .iter()
                            .map(|line| line.replace("$answer", &answer))
                            .collect();
                        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
                        self.provide(&owner, &lines);
                        continue;
                    }
                    match known {
                        Some((_, _, lists)) => {
                            lists.iter().for_each(|list| self.provide(&owner, list))
                        }
                        None => self.unknown_macro(&owner, &one_line(&call.mac)),
                    }
                }
                _ => {}
            }
        }
    }

    /// What an emitted static says of the service or of an operation.
    fn description(&mut self, name: &syn::Ident, value: &Expr, module: &[String]) {
        if let (Some(operation), true, Expr::Reference(list)) =
            (module.last(), name == "SECURITY", value)
        {
            let alternatives = elements(&list.expr).join(" or ");
            let about = format!("operation {operation}");
            self.api.add_fact(&about, "security", alternatives);
        }
        let Expr::Struct(value) = value else { return };
        let about = match module.last() {
            Some(operation) if name == "OPERATION" => format!("operation {operation}"),
            _ if name == "SERVICE" => String::from("service"),
            _ => return,
        };
        for field in &value.fields {
            let syn::Member::Named(member) = &field.member else {
                continue;
            };
            if member == "anonymous" && one_line(&field.expr) == "false" {
                // Unless `SECURITY`, which follows, says something else.
                self.api.add_fact(&about, "security", TOKEN);
            }
            let text = match &field.expr {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(text),
                    ..
                }) => text.value(),
                Expr::Reference(list) => elements(&list.expr).join(", "),
                Expr::Path(path) => last_segment(&path.path),
                other => one_line(other),
            };
            self.api.add_fact(&about, &member.to_string(), text);
        }
    }

    fn ty(&self, scope: &Scope, ty: &syn::Type) -> String {
        self.shown(scope.text(ty, |it, ty| it.visit_type_mut(ty)))
    }

    fn generics(&self, scope: &Scope, generics: &Generics) -> String {
        let text = scope.text(generics, |it, generics| it.visit_generics_mut(generics));
        self.shown(text)
    }

    /// The text with paths that can be named in the place of those that cannot.
    fn shown(&self, text: String) -> String {
        let Some((crate_name, _)) = text.split_once("::") else {
            return text;
        };
        if self.aliases.is_empty() || crate_name.is_empty() {
            return text;
        }
        // Whole paths only: `a::Cart` is not in `a::CartError`.
        let mut shown = String::new();
        let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        let mut rest = text.as_str();
        while let Some(start) = rest.find(|c: char| c.is_alphanumeric() || c == '_') {
            let end = rest[start..]
                .find(|c| !is_path(c))
                .map_or(rest.len(), |end| start + end);
            shown.push_str(&rest[..start]);
            let path: Vec<String> = rest[start..end].split("::").map(str::to_owned).collect();
            match self.aliases.get(&path) {
                Some(public) => shown.push_str(&public.join("::")),
                None => shown.push_str(&rest[start..end]),
            }
            rest = &rest[end..];
        }
        shown.push_str(rest);
        shown
    }

    /// The path under which an item of a module can be named, if it can.
    pub(super) fn public(&self, module: &[String], name: &syn::Ident) -> Option<String> {
        let path = [module, &[name.to_string()]].concat();
        match self.aliases.get(&path) {
            Some(public) => Some(public.join("::")),
            None => self.visible.contains(module).then(|| path.join("::")),
        }
    }
}

pub(super) fn plain(kind: Kind, path: String, declaration: String, owner: Option<&str>) -> Item {
    Item {
        kind,
        path,
        contract: declaration.clone(),
        declaration,
        arguments: Vec::new(),
        owner: owner.map(str::to_owned),
        is_exhaustive: false,
        is_deprecated: false,
    }
}

fn mark_deprecated(item: &mut Item, attrs: &[Attribute]) {
    if has(attrs, "deprecated") {
        item.is_deprecated = true;
        item.declaration.insert_str(0, "#[deprecated] ");
    }
}

fn has(attrs: &[Attribute], name: &str) -> bool {
    attrs.iter().any(|attr| attr.path().is_ident(name))
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}
