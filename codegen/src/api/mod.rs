//! The public interface of a crate, read from its sources.
//!
//! It is kept as a text beside the emitted client, so that a reviewer sees what a change means for
//! its users; and two of them are what [`changes`](crate::changes) compares. Only emitted crates
//! are understood: modules in files, no globs, no conditional compilation, and of macros those of
//! the runtime that the generator writes.

mod crate_reader;
mod facts;
mod macros;
mod names;
mod provided;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// The public interface of a crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicApi {
    items: BTreeMap<(String, Kind), Item>,
    facts: BTreeMap<Fact, String>,
}

/// Something that another crate can name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// Its path from the crate's name on; for an impl, of the type and of the trait.
    pub path: String,
    /// How Rust declares it, with full paths, without docs and bodies.
    pub declaration: String,
    /// What the compiler of a caller's code looks at: the declaration without attributes and
    /// without the names of arguments.
    pub contract: String,
    /// The names of its arguments, if it has any.
    pub arguments: Vec<String>,
    /// The path of the type that it belongs to, if it does.
    pub owner: Option<String>,
    /// Whether other crates may rely on its having no more fields or variants than these.
    pub is_exhaustive: bool,
    /// Whether its use warns.
    pub is_deprecated: bool,
}

/// The kinds of items, in the order in which they are listed under the same path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// A module.
    Module,
    /// A struct, an enum or an alias.
    Type,
    /// A field of a struct.
    Field,
    /// A variant of an enum.
    Variant,
    /// A constant or a static.
    Constant,
    /// A function or a method.
    Function,
    /// A trait that a type has.
    Impl,
    /// Something of another crate that can be named through this one.
    Reexport,
    /// A macro whose effect is not known.
    Macro,
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Module => "module",
            Self::Type => "type",
            Self::Field => "field",
            Self::Variant => "variant",
            Self::Constant => "constant",
            Self::Function => "function",
            Self::Impl => "impl",
            Self::Reexport => "re-export",
            Self::Macro => "macro",
        })
    }
}

/// Something that no signature says and that a call depends on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    /// The path of what it is about.
    pub path: String,
    /// Which fact it is: `name on the wire`, `path`, `request_types`.
    pub name: String,
}

/// The sources are not what the generator emits.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the interface of {}: {source}", path.display())]
pub struct ApiError {
    path: PathBuf,
    source: syn::Error,
}

impl PublicApi {
    /// Reads the interface of the crate `name` from its files, by their paths under `src`.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    ///
    /// let files = BTreeMap::from([("lib.rs".into(), "pub fn add(a: u8) -> u8 { a + 1 }".into())]);
    /// let api = codegen::PublicApi::read("sums", &files)?;
    /// assert_eq!(api.to_string(), "pub mod sums\npub fn sums::add(a: u8) -> u8\n");
    /// # Ok::<(), codegen::ApiError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A file is not Rust.
    pub fn read(name: &str, files: &BTreeMap<PathBuf, String>) -> Result<Self, ApiError> {
        let mut parsed = BTreeMap::new();
        for (path, text) in files {
            let file = syn::parse_file(text).map_err(|source| ApiError {
                path: path.clone(),
                source,
            })?;
            parsed.insert(module_of(path), file);
        }
        Ok(crate_reader::read(name, &parsed))
    }

    /// All items, by path.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.items.values()
    }

    /// The item of this kind at this path.
    pub fn item(&self, path: &str, kind: Kind) -> Option<&Item> {
        self.items.get(&(path.to_owned(), kind))
    }

    /// What no signature says.
    pub fn facts(&self) -> &BTreeMap<Fact, String> {
        &self.facts
    }

    fn add(&mut self, item: Item) {
        self.items.insert((item.path.clone(), item.kind), item);
    }

    fn add_fact(&mut self, path: &str, name: &str, value: impl Into<String>) {
        let fact = Fact {
            path: path.to_owned(),
            name: name.to_owned(),
        };
        self.facts.insert(fact, value.into());
    }
}

/// A line an item, sorted by path.
impl fmt::Display for PublicApi {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for item in self.items() {
            writeln!(formatter, "{}", item.declaration)?;
        }
        Ok(())
    }
}

/// The module that a file is, as its path from the crate's root: `types/carts.rs` is
/// `["types", "carts"]`.
fn module_of(path: &Path) -> Vec<String> {
    let mut module: Vec<String> = path
        .with_extension("")
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    if matches!(module.last().map(String::as_str), Some("mod" | "lib")) {
        module.pop();
    }
    module
}
