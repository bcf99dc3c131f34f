//! Types, one by one: each goes through its passes, gets its short paths, and is handed over before
//! the next is begun. All of them as trees would take ten times the memory of their text.

use std::collections::{BTreeMap, HashMap};

use syn::visit_mut::VisitMut;
use syn::{File, Item, parse_quote};

use super::failures::Kind;
use super::modules::{self, Names, Shortener};
use super::nodes::Table;
use super::syntax::{self, ident};
use super::{PassError, Sink, failures, integer_enums, objects, spellings, string_enums, unions};
use crate::plan::{Plan, Shape, TypePlan};

const PASS: &str = "types";

/// A pass over the items of one type, the first of which is what progenitor wrote, or what the
/// passes before made of it.
pub(super) type TypePass = fn(&mut Vec<Item>, &TypePlan, &Context<'_>) -> Result<(), PassError>;

/// Every pass over types, in the order in which they run.
const PASSES: &[TypePass] = &[
    string_enums::run,
    integer_enums::run,
    unions::run,
    objects::run,
    failures::run,
    spellings::run,
];

/// What the passes over types look up, and what they make once.
pub(super) struct Context<'a> {
    pub(super) plan: &'a Plan,
    shapes: HashMap<&'a str, &'a Shape>,
    /// The kinds of failures inside a success.
    pub(super) failures: Vec<Kind>,
    pub(super) objects: objects::Patterns,
    pub(super) string_enums: string_enums::Patterns,
    pub(super) integer_enums: Table,
    pub(super) spellings: Table,
}

impl<'a> Context<'a> {
    /// The context of all types, as progenitor wrote them.
    pub(super) fn of(plan: &'a Plan, bare: &[Item]) -> Result<Self, PassError> {
        let types = plan.types.iter();
        let mut context = Self {
            plan,
            shapes: types
                .map(|planned| (planned.lowered.as_str(), &planned.shape))
                .collect(),
            failures: Vec::new(),
            objects: objects::Patterns::new(),
            string_enums: string_enums::Patterns::new(),
            integer_enums: Table::new("integer_enum"),
            spellings: Table::new("describe"),
        };
        context.failures = failures::kinds(bare, &context)?;
        Ok(context)
    }

    /// What kind of type is called so in the lowered document, if any is.
    pub(super) fn shape(&self, lowered: &str) -> Option<&'a Shape> {
        self.shapes.get(lowered).copied()
    }

    pub(super) fn is_object(&self, lowered: &str) -> bool {
        matches!(self.shape(lowered), Some(Shape::Object(_)))
    }
}

/// Hands the types over, module by module; what stays are the declarations of their modules.
pub(super) fn run(file: &mut File, plan: &Plan, sink: &mut dyn Sink) -> Result<(), PassError> {
    let types = syntax::module(file, "types", PASS)?;
    let bare = std::mem::take(types);
    let context = Context::of(plan, &bare)?;
    let named = bare.into_iter().filter_map(|item| {
        let name = syntax::type_ident(&item)?.to_string();
        Some((name, item))
    });
    let mut bare: HashMap<String, Item> = named.collect();
    *types = emit(plan, sink, &mut |planned| {
        let found = bare.remove(&planned.lowered);
        let found = found
            .ok_or_else(|| PassError::new(PASS, format!("finds no type `{}`", planned.lowered)))?;
        let mut items = vec![found];
        for pass in PASSES {
            pass(&mut items, planned, &context)?;
        }
        Ok(items)
    })?;
    Ok(())
}

/// The items of a type, under progenitor's names.
type Make<'m> = dyn FnMut(&TypePlan) -> Result<Vec<Item>, PassError> + 'm;

/// Puts each type into the module of its documented name, under its short name.
pub(super) fn emit(
    plan: &Plan,
    sink: &mut dyn Sink,
    make: &mut Make<'_>,
) -> Result<Vec<Item>, PassError> {
    let mut by_module: BTreeMap<&str, BTreeMap<&str, &TypePlan>> = BTreeMap::new();
    for planned in &plan.types {
        let module = by_module.entry(&planned.name.module).or_default();
        module.insert(&planned.name.name, planned);
    }
    let names = Names::of(plan);
    let mut declarations = Vec::with_capacity(by_module.len());
    for (module, types) in by_module {
        let name = ident(module);
        let path = format!("types::{name}");
        let mut shortener = Shortener::new(&names, &path, types.keys().copied());
        for planned in types.values() {
            for mut item in make(planned)? {
                modules::rename(&mut item, planned);
                shortener.visit_item_mut(&mut item);
                sink.item(item);
            }
        }
        let docs = modules::docs(types.values().copied()).inner();
        let module = parse_quote!(pub mod #name { #docs });
        sink.end("types", syntax::filled(module, shortener.imports()));
        declarations.push(parse_quote!(pub mod #name;));
    }
    Ok(declarations)
}
