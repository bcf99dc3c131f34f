//! Small helpers on syntax trees that several passes need.

use proc_macro2::Span;
use syn::{Expr, Field, File, Ident, Item, ItemMod, LitInt, LitStr, Type, parse_quote};

use super::PassError;
use crate::naming;

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
pub(super) fn filled(mut module: ItemMod, items: impl IntoIterator<Item = Item>) -> ItemMod {
    let (_, content) = module.content.get_or_insert_with(Default::default);
    content.extend(items);
    module
}

/// [`filled`], as an item.
pub(super) fn module_of(module: ItemMod, items: impl IntoIterator<Item = Item>) -> Item {
    Item::Mod(filled(module, items))
}

/// The name of a struct or an enum.
#[cfg(test)]
pub(super) fn type_ident(item: &Item) -> Option<&Ident> {
    match item {
        Item::Struct(item) => Some(&item.ident),
        Item::Enum(item) => Some(&item.ident),
        _ => None,
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
