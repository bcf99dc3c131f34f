//! Whether what the document says makes sense, and can be said in Rust.
//!
//! The grammar has been checked, but its faults may still be in the tree: what is missing or of
//! the wrong type was reported there and is passed over here.

mod accessors;
mod bodies;
mod composition;
mod enums;
mod error_codes;
mod multipart;
mod operations;
mod parameters;
mod paths;
mod properties;
mod references;
mod schemas;
mod security;
mod servers;
mod types;
mod usage;
mod xml;

use super::faults::Faults;
use super::grammar::Reference;
use super::node::Node;
use references::Components;
use types::Types;

/// Reports everything in which the document contradicts itself or goes beyond what is supported.
pub(super) fn check(document: &Node, references: &[Reference<'_>], faults: &mut Faults) {
    let mut meaning = Meaning {
        document,
        components: Components::of(document),
        types: Types::default(),
        faults,
    };
    meaning.references(references);
    meaning.servers();
    meaning.security();
    meaning.error_codes();
    meaning.schemas();
    meaning.endless_schemas();
    meaning.parameters();
    meaning.request_bodies();
    meaning.responses();
    meaning.headers();
    meaning.paths();
    // What a broken document seems to leave unused may be used by what is broken.
    if !meaning.faults.has_errors() {
        meaning.usage(references);
    }
}

struct Meaning<'a, 'f> {
    document: &'a Node,
    components: Components<'a>,
    types: Types,
    faults: &'f mut Faults,
}
