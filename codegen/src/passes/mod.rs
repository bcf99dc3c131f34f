//! The passes: progenitor's syntax tree in, the crate's syntax tree out.
//!
//! Each pass is one file and one function on the tree and the [`Plan`]; those over types see one type
//! at a time ([`types`]). A pass that does not find what the plan promises is an error, so that a new
//! version of progenitor cannot undo one in silence. Their order matters and stands in [`run`].

mod client;
mod crate_root;
mod docs;
mod error_codes;
mod examples;
mod failures;
mod integer_enums;
mod modules;
mod nodes;
mod objects;
mod operations;
mod spellings;
mod string_enums;
mod strip;
mod syntax;
mod types;
mod unions;

pub(crate) use syntax::ident;

use syn::{File, Item, ItemMod};

use crate::plan::Plan;
use crate::progenitor::Bare;

/// A pass did not find what the plan says is there.
#[derive(Debug, thiserror::Error)]
#[error("the pass `{pass}` {problem}")]
pub(crate) struct PassError {
    pass: &'static str,
    problem: String,
}

impl PassError {
    fn new(pass: &'static str, problem: impl Into<String>) -> Self {
        Self {
            pass,
            problem: problem.into(),
        }
    }
}

/// Takes the modules of types as they are made, on one thread.
pub(crate) trait Sink {
    /// An item of the module that is being made.
    fn item(&mut self, item: Item);

    /// The end of the module: its docs and imports, and the folder that it goes to.
    fn end(&mut self, folder: &'static str, module: ItemMod);
}

type Pass = fn(&mut File, &Plan) -> Result<(), PassError>;

/// Every pass over all but the types, in the order in which they run.
const PASSES: &[Pass] = &[
    // Each signature becomes a request builder, and the client a way to them,
    operations::run,
    client::run,
    examples::run,
    error_codes::run,
    // and paths become imports.
    modules::run,
    crate_root::run,
];

/// Runs all passes. Gives what is not handed over (operations, client and the crate's root) and the
/// sinks, one for each thread.
pub(crate) fn run<S: Sink + Send>(
    bare: &Bare,
    plan: &Plan,
    sink: impl Fn() -> S + Sync,
) -> Result<(File, Vec<S>), PassError> {
    let signatures = strip::run(bare, plan)?;
    types::run(bare, plan, &sink, || {
        let mut file = signatures;
        PASSES.iter().try_for_each(|pass| pass(&mut file, plan))?;
        Ok(file)
    })
}

#[cfg(test)]
mod tests {
    //! What the passes' own tests share: plans of a few lines, and trees compared as text.

    use std::collections::BTreeMap;

    use syn::{File, Item, ItemMod};

    use super::types::{Context, TypePass, shapes};
    use super::{PassError, Sink, failures, syntax};
    use crate::naming::{self, TypeName};
    use crate::plan::{
        Content, OperationPlan, Plan, PropertyPlan, SecurityPlan, Service, Shape, Status,
        SuccessPlan, TypePlan, lowered_operation,
    };

    /// Runs a pass over types on those of a tree: each is what declares it and what follows.
    pub(super) fn run_on_types(
        pass: TypePass,
        file: &mut File,
        plan: &Plan,
    ) -> Result<(), PassError> {
        let types = syntax::module(file, "types", "test")?;
        let bare = types.clone();
        let make = |planned: &TypePlan| {
            let mut items = bare.iter();
            let named = |item: &&Item| {
                syntax::type_ident(item).is_some_and(|name| *name == planned.lowered)
            };
            let item = items.find(named).cloned();
            item.ok_or_else(|| PassError::new("test", "finds no type"))
        };
        let shapes = shapes(plan);
        let kinds = failures::kinds(&make, plan, &shapes)?;
        let context = Context::new(plan, &shapes, &kinds);
        let mut done = Vec::new();
        for mut items in groups(std::mem::take(types)) {
            let name = syntax::type_ident(&items[0]).map(ToString::to_string);
            let mut planned = plan.types.iter();
            if let Some(planned) = planned.find(|planned| Some(&planned.lowered) == name.as_ref()) {
                pass(&mut items, planned, &context)?;
            }
            done.extend(items);
        }
        *syntax::module(file, "types", "test")? = done;
        Ok(())
    }

    /// The items of each type.
    pub(super) fn groups(items: Vec<Item>) -> Vec<Vec<Item>> {
        let mut groups: Vec<Vec<Item>> = Vec::new();
        for item in items {
            match groups.last_mut() {
                Some(group) if syntax::type_ident(&item).is_none() => group.push(item),
                _ => groups.push(vec![item]),
            }
        }
        groups
    }

    /// Keeps the modules as trees.
    #[derive(Default)]
    pub(super) struct Trees {
        items: Vec<Item>,
        pub(super) modules: Vec<Item>,
    }

    impl Sink for Trees {
        fn item(&mut self, item: Item) {
            self.items.push(item);
        }

        fn end(&mut self, _: &'static str, module: ItemMod) {
            let items = std::mem::take(&mut self.items);
            let module = syntax::filled(module, items);
            self.modules.push(Item::Mod(module));
        }
    }

    pub(super) fn bare_plan() -> Plan {
        Plan {
            service: Service {
                crate_path: String::from("example"),
                title: String::from("Example"),
                description: None,
                base_url: String::from("https://api.example.com"),
                server: None,
                client_parameters: Vec::new(),
            },
            types: Vec::new(),
            operations: Vec::new(),
            error_codes: Vec::new(),
            spellings: BTreeMap::new(),
        }
    }

    /// A type without properties under its documented name.
    pub(super) fn type_plan(lowered: &str, documented_name: &str) -> TypePlan {
        TypePlan {
            pointer: String::new(),
            lowered: lowered.to_owned(),
            name: naming::type_name(documented_name),
            documented_name: Some(documented_name.to_owned()),
            description: None,
            notes: Vec::new(),
            deprecated: false,
            shape: Shape::Object(Vec::new()),
        }
    }

    /// An object with properties by wire name and field.
    pub(super) fn object_plan(lowered: &str, properties: &[(&str, &str)]) -> TypePlan {
        let properties = properties.iter().map(|(wire, field)| PropertyPlan {
            wire: (*wire).to_owned(),
            field: (*field).to_owned(),
            description: None,
            notes: Vec::new(),
            keep_null: false,
            deprecated: false,
            failure: false,
        });
        TypePlan {
            name: TypeName {
                module: String::from("models"),
                name: lowered.to_owned(),
            },
            documented_name: None,
            shape: Shape::Object(properties.collect()),
            ..type_plan(lowered, lowered)
        }
    }

    /// An operation without parameters and body, with one success of its own.
    pub(super) fn operation_plan(method: &str, type_name: &str) -> OperationPlan {
        OperationPlan {
            id: method.to_owned(),
            method: method.to_owned(),
            type_name: type_name.to_owned(),
            http_method: http::Method::GET,
            path: String::from("/"),
            summary: None,
            description: None,
            deprecated: false,
            parameters: Vec::new(),
            body: None,
            successes: vec![success_plan(200, &lowered_operation(method))],
            errors: Vec::new(),
            headers: Vec::new(),
            security: SecurityPlan::Token,
        }
    }

    pub(super) fn success_plan(status: u16, carrier: &str) -> SuccessPlan {
        SuccessPlan {
            status: Status::Code(status),
            description: String::from("Well."),
            media_types: vec![String::from("application/json")],
            content: Content::Value,
            carrier: carrier.to_owned(),
        }
    }

    pub(super) fn text(file: &syn::File) -> String {
        prettyplease::unparse(file)
    }
}
