//! What schemas are called: in Rust, and in the document that progenitor sees.

use heck::ToUpperCamelCase;
use openapiv3::{ReferenceOr, Schema};
use sha2::{Digest, Sha256};

use super::schemas::Owner;
use crate::naming::{self, TypeName};

/// What references to schemas start with.
pub(super) const REFERENCE_PREFIX: &str = "#/components/schemas/";

pub(super) fn component_name(key: &str, schema: &Schema) -> TypeName {
    naming::type_name(documented_name(schema).as_deref().unwrap_or(key))
}

pub(super) fn inline_name(schema: &Schema, owner: &Owner<'_>) -> TypeName {
    match documented_name(schema) {
        Some(name) => naming::type_name(&name),
        None => naming::inline_type_name(owner.type_name, owner.property),
    }
}

/// The key in the lowered document: another for each type, and such that progenitor keeps it as it
/// is. Names that can be read in one way only stay readable; `order::LineItem` and
/// `order_line::Item`, and whatever has digits where it puts capitals, are told apart by a number.
pub(super) fn lowered_name(name: &TypeName) -> String {
    let joined = format!("{} {}", name.module, name.name).to_upper_camel_case();
    let settled = joined.to_upper_camel_case() == joined;
    let one_word = name.module.bytes().all(|byte| byte.is_ascii_lowercase());
    if settled && one_word && joined.ends_with(&name.name) {
        return joined;
    }
    let digest = Sha256::digest(name.to_string());
    let number = digest[..4]
        .iter()
        .fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    let letters = match settled && naming::is_legal(&joined) {
        true => joined,
        false => format!("Type {}", joined.to_lowercase()).to_upper_camel_case(),
    };
    format!("{letters}{number:010}")
}

pub(super) fn reference_to(name: &TypeName) -> ReferenceOr<Schema> {
    ReferenceOr::Reference {
        reference: format!("{REFERENCE_PREFIX}{}", lowered_name(name)),
    }
}

/// The lowered name that a reference of the lowered document leads to.
pub(super) fn lowered_key(reference: &str) -> String {
    let key = reference.strip_prefix(REFERENCE_PREFIX);
    key.unwrap_or(reference).to_owned()
}

pub(super) fn documented_name(schema: &Schema) -> Option<String> {
    let name = schema.schema_data.extensions.get("x-documented-name")?;
    name.as_str().map(str::to_owned)
}

/// A key as a segment of a JSON pointer (RFC 6901).
pub(super) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

pub(super) fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn name(module: &str, name: &str) -> TypeName {
        TypeName {
            module: module.to_owned(),
            name: name.to_owned(),
        }
    }

    #[test]
    fn common_names_stay_readable() {
        let lowered = lowered_name(&name("carts", "CartLineItem"));
        assert_eq!(lowered, "CartsCartLineItem");
        let lowered = lowered_name(&name("models", "Vector2"));
        assert_eq!(lowered, "ModelsVector2");
    }

    #[test]
    fn each_type_has_a_lowered_name_of_its_own_that_progenitor_keeps() {
        let modules = [
            "a",
            "a_b",
            "ab",
            "order",
            "order_line",
            "i64",
            "type_",
            "_1",
            "x9",
        ];
        let names = [
            "A", "B", "Ab", "AB", "BCd", "BC", "Bc", "Cd", "Item", "LineItem", "T9", "Self_",
            "_1a", "X9Y", "X9y",
        ];
        let mut seen = BTreeMap::new();
        for module in modules {
            for short in names {
                let name = name(module, short);
                let lowered = lowered_name(&name);
                assert_eq!(lowered.to_upper_camel_case(), lowered, "{name}");
                assert!(naming::is_legal(&lowered), "{name}: {lowered}");
                if let Some(other) = seen.insert(lowered.clone(), name.clone()) {
                    panic!("{name} and {other} are both {lowered}");
                }
            }
        }
    }
}
