//! Types, one by one: each is parsed, goes through its passes, gets its short paths, and is handed
//! over before the next is begun. All of them as trees would take ten times the memory of their
//! text. Modules do not know of each other, so that threads share them out.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use syn::visit_mut::VisitMut;
use syn::{File, Item, parse_quote};

use super::failures::Kind;
use super::modules::{self, Names, Shortener};
use super::nodes::Table;
use super::syntax::{self, ident};
use super::{
    PassError, Sink, failures, integer_enums, objects, spellings, string_enums, strip, unions,
};
use crate::panics;
use crate::plan::{Plan, Shape, TypePlan};
use crate::progenitor::Bare;

const PASS: &str = "types";

/// So many types are worth a thread more.
const TYPES_OF_A_THREAD: usize = 64;

/// What the main thread has on most systems, so that no type is too deep for a helper alone.
const STACK: usize = 8 << 20;

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

/// What the passes over types look up, and what a thread makes once.
pub(super) struct Context<'a> {
    pub(super) plan: &'a Plan,
    shapes: &'a Shapes<'a>,
    pub(super) failures: &'a [Kind],
    pub(super) objects: objects::Patterns,
    pub(super) string_enums: string_enums::Patterns,
    pub(super) integer_enums: Table,
    pub(super) spellings: Table,
}

/// The shapes of all types by their lowered names.
pub(super) type Shapes<'a> = HashMap<&'a str, &'a Shape>;

pub(super) fn shapes(plan: &Plan) -> Shapes<'_> {
    let types = plan.types.iter();
    types
        .map(|planned| (planned.lowered.as_str(), &planned.shape))
        .collect()
}

impl<'a> Context<'a> {
    pub(super) fn new(plan: &'a Plan, shapes: &'a Shapes<'a>, failures: &'a [Kind]) -> Self {
        Self {
            plan,
            shapes,
            failures,
            objects: objects::Patterns::new(),
            string_enums: string_enums::Patterns::new(),
            integer_enums: Table::new("integer_enum"),
            spellings: Table::new("describe"),
        }
    }

    /// What kind of type is called so in the lowered document, if any is.
    pub(super) fn shape(&self, lowered: &str) -> Option<&'a Shape> {
        self.shapes.get(lowered).copied()
    }

    pub(super) fn is_object(&self, lowered: &str) -> bool {
        matches!(self.shape(lowered), Some(Shape::Object(_)))
    }
}

/// Hands all types over, while `others` makes what is no type; then the modules of types are
/// declared there.
pub(super) fn run<S: Sink + Send>(
    bare: &Bare,
    plan: &Plan,
    sink: &(impl Fn() -> S + Sync),
    others: impl FnOnce() -> Result<File, PassError>,
) -> Result<(File, Vec<S>), PassError> {
    let shapes = shapes(plan);
    let make = |planned: &TypePlan| strip::bare_type(bare, planned);
    let failures = failures::kinds(&make, plan, &shapes)?;
    let modules = by_module(plan)?;
    let names = Names::of(plan);
    let next = AtomicUsize::new(0);
    // The module that failed goes with its fault, so that it is always the first one that is told.
    let work = || -> Result<S, (usize, PassError)> {
        let context = Context::new(plan, &shapes, &failures);
        let mut sink = sink();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some((module, types)) = modules.get(index) else {
                return Ok(sink);
            };
            let through_passes = &mut |planned: &TypePlan| {
                let mut items = vec![make(planned)?];
                for pass in PASSES {
                    pass(&mut items, planned, &context)?;
                }
                Ok(items)
            };
            emit(module, types, &names, &mut sink, through_passes)
                .map_err(|error| (index, error))?;
        }
    };
    let work = || {
        panics::catch(work).unwrap_or_else(|message| {
            let problem = format!("panicked: {message}");
            Err((0, PassError::new(PASS, problem)))
        })
    };
    let threads = match plan.types.len() / TYPES_OF_A_THREAD {
        // To ask the system takes as long as a small document.
        0 | 1 => 1,
        wanted => thread::available_parallelism()
            .map_or(1, usize::from)
            .min(wanted),
    };
    let (others, outcomes) = thread::scope(|scope| {
        // Where there can be no thread, this one does the work.
        let spawn = |_| {
            let helper = thread::Builder::new().stack_size(STACK);
            helper.spawn_scoped(scope, work).ok()
        };
        let helpers: Vec<_> = (1..threads).filter_map(spawn).collect();
        let others = others();
        let mut outcomes = vec![work()];
        for helper in helpers {
            let outcome = helper.join();
            outcomes.push(outcome.unwrap_or_else(|_| {
                let problem = "panicked and cannot say why";
                Err((0, PassError::new(PASS, problem)))
            }));
        }
        (others, outcomes)
    });
    let mut sinks = Vec::with_capacity(outcomes.len());
    let mut faults = Vec::new();
    for outcome in outcomes {
        match outcome {
            Ok(sink) => sinks.push(sink),
            Err(fault) => faults.push(fault),
        }
    }
    if let Some((_, fault)) = faults.into_iter().min_by_key(|(index, _)| *index) {
        return Err(fault);
    }
    let mut file = others?;
    let declarations = modules.iter().map(|(module, _)| -> Item {
        let name = ident(module);
        parse_quote!(pub mod #name;)
    });
    syntax::module(&mut file, "types", PASS)?.extend(declarations);
    Ok((file, sinks))
}

/// The types of a module by their short names.
pub(super) type ModuleTypes<'a> = BTreeMap<&'a str, &'a TypePlan>;

/// The types by the modules of their documented names.
pub(super) fn by_module(plan: &Plan) -> Result<Vec<(&str, ModuleTypes<'_>)>, PassError> {
    let mut modules: BTreeMap<&str, ModuleTypes<'_>> = BTreeMap::new();
    for planned in &plan.types {
        let module = modules.entry(&planned.name.module).or_default();
        // The read stage has refused names that collide.
        if let Some(other) = module.insert(&planned.name.name, planned) {
            let problem = format!(
                "finds `{}` and `{}` both called `{}`",
                other.lowered, planned.lowered, planned.name
            );
            return Err(PassError::new(PASS, problem));
        }
    }
    Ok(modules.into_iter().collect())
}

/// The items of a type, under progenitor's names.
type Make<'m> = dyn FnMut(&TypePlan) -> Result<Vec<Item>, PassError> + 'm;

/// Hands the types of a module over, under their short names.
pub(super) fn emit(
    module: &str,
    types: &ModuleTypes<'_>,
    names: &Names<'_>,
    sink: &mut impl Sink,
    make: &mut Make<'_>,
) -> Result<(), PassError> {
    let name = ident(module);
    let path = format!("types::{name}");
    let mut shortener = Shortener::new(names, &path, types.keys().copied());
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
    Ok(())
}
