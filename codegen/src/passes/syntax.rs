//! Small helpers on syntax trees that several passes need.

use std::collections::{HashMap, HashSet};

use proc_macro2::Span;
use syn::{Expr, Field, File, Ident, Item, ItemMod, ItemStruct, LitInt, LitStr, Type, parse_quote};

use super::PassError;
use crate::naming;
use crate::plan::{Plan, Shape};

/// An identifier; a keyword becomes a raw one.
pub(crate) fn ident(name: &str) -> Ident {
    // Most names are, and to lex each of them costs more than to look.
    if naming::is_legal(name) {
        return Ident::new(name, Span::call_site());
    }
    match syn::parse_str::<Ident>(name) {
        Ok(ident) => ident,
        Err(_) => Ident::new_raw(name, Span::call_site()),
    }
}

/// The items of the file's module `name`.
pub(super) fn module<'a>(
    file: &'a mut File,
    name: &str,
    pass: &'static str,
) -> Result<&'a mut Vec<Item>, PassError> {
    let found = file.items.iter_mut().find_map(|item| match item {
        Item::Mod(ItemMod {
            ident,
            content: Some((_, items)),
            ..
        }) if ident == name => Some(items),
        _ => None,
    });
    found.ok_or_else(|| PassError::new(pass, format!("finds no module `{name}`")))
}

/// A module with items at its end. They are moved: quoting them would parse them once more.
pub(super) fn module_of(mut module: ItemMod, items: impl IntoIterator<Item = Item>) -> Item {
    let (_, content) = module.content.get_or_insert_with(Default::default);
    content.extend(items);
    Item::Mod(module)
}

/// The name of a struct or an enum.
pub(super) fn type_ident(item: &Item) -> Option<&Ident> {
    match item {
        Item::Struct(item) => Some(&item.ident),
        Item::Enum(item) => Some(&item.ident),
        _ => None,
    }
}

/// The places of types by their names: there are tens of thousands, and each is looked for.
pub(super) struct TypePositions {
    by_name: HashMap<String, usize>,
    pass: &'static str,
}

impl TypePositions {
    pub(super) fn of(items: &[Item], pass: &'static str) -> Self {
        let named = items.iter().enumerate();
        let by_name = named
            .filter_map(|(position, item)| Some((type_ident(item)?.to_string(), position)))
            .collect();
        Self { by_name, pass }
    }

    /// The place of the type `name`.
    pub(super) fn find(&self, name: &str) -> Result<usize, PassError> {
        let found = self.by_name.get(name).copied();
        found.ok_or_else(|| PassError::new(self.pass, format!("finds no type `{name}`")))
    }

    /// The place of the struct `name` among `items`, and the struct.
    pub(super) fn find_struct<'i>(
        &self,
        items: &'i [Item],
        name: &str,
    ) -> Result<(usize, &'i ItemStruct), PassError> {
        let position = self.find(name)?;
        match &items[position] {
            Item::Struct(item) => Ok((position, item)),
            _ => Err(PassError::new(
                self.pass,
                format!("finds `{name}` not a struct"),
            )),
        }
    }
}

/// The names of the types that become objects.
pub(super) fn object_names(plan: &Plan) -> HashSet<&str> {
    plan.types
        .iter()
        .filter(|planned| matches!(planned.shape, Shape::Object(_)))
        .map(|planned| planned.lowered.as_str())
        .collect()
}

/// Puts an item behind each of these places, all at once.
pub(super) fn insert_behind(items: &mut Vec<Item>, mut new: HashMap<usize, Item>) {
    let old = std::mem::take(items);
    items.reserve(old.len() + new.len());
    for (position, item) in old.into_iter().enumerate() {
        items.push(item);
        items.extend(new.remove(&position));
    }
}

/// Puts items in the places of others, all at once.
pub(super) fn replace(items: &mut Vec<Item>, mut replacements: HashMap<usize, Vec<Item>>) {
    let old = std::mem::take(items);
    items.reserve(old.len() + 2 * replacements.len());
    for (position, item) in old.into_iter().enumerate() {
        match replacements.remove(&position) {
            Some(new) => items.extend(new),
            None => items.push(item),
        }
    }
}

/// The last segment of a path type, with its first generic argument if it has one.
pub(super) fn last_segment(ty: &Type) -> Option<(String, Option<&Type>)> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last()?;
    let argument = match &segment.arguments {
        syn::PathArguments::AngleBracketed(arguments) => {
            arguments.args.iter().find_map(|argument| match argument {
                syn::GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
        }
        _ => None,
    };
    Some((segment.ident.to_string(), argument))
}

/// A field's type without the `Option` and the `Box` that progenitor puts around it, in either
/// order, and whether there was an `Option`.
pub(super) fn bare(ty: &Type) -> (&Type, bool) {
    let (mut ty, mut optional) = (ty, false);
    while let Some((name, Some(inner))) = last_segment(ty) {
        match name.as_str() {
            "Option" => optional = true,
            "Box" => {}
            _ => break,
        }
        ty = inner;
    }
    (ty, optional)
}

/// The name of a field on the wire: what `#[serde(rename = "…")]` says, else its own.
pub(super) fn wire_name(field: &Field) -> String {
    let mut renamed = None;
    for attribute in field
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
    {
        // A key that is not understood only means that the name has not been found there.
        let _ = attribute.parse_nested_meta(|meta| {
            let value = meta.value().and_then(|value| value.parse::<LitStr>());
            if meta.path.is_ident("rename") {
                renamed = Some(value?.value());
            }
            Ok(())
        });
    }
    let own = || {
        field
            .ident
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default()
    };
    renamed.unwrap_or_else(own)
}

/// A number as a person writes it: without a suffix, in groups of three digits.
pub(super) fn number(value: i64) -> Expr {
    let digits = value.unsigned_abs().to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) && digits.len() > 4 {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    let literal = LitInt::new(&grouped, Span::call_site());
    match value < 0 {
        true => parse_quote!(-#literal),
        false => parse_quote!(#literal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn long_numbers_are_grouped() {
        let text = |value| {
            let expression = number(value);
            quote!(#expression).to_string()
        };
        assert_eq!(text(1000), "1000");
        assert_eq!(text(400_013), "400_013");
        assert_eq!(text(i64::MIN), "- 9_223_372_036_854_775_808");
    }
}
