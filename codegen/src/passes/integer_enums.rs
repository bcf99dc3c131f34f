//! Integer enums: named constants on a number, so that any other number is kept.

use std::collections::HashMap;

use quote::quote;
use syn::{File, Item, parse_quote};

use super::PassError;
use super::docs::{Docs, escape};
use super::nodes::Table;
use super::objects::type_docs;
use super::syntax::{self, TypePositions, ident, number};
use crate::naming;
use crate::plan::{IntegerMember, Plan, Shape, TypePlan};

const PASS: &str = "integer_enums";

pub(super) fn run(file: &mut File, plan: &Plan) -> Result<(), PassError> {
    let types = syntax::module(file, "types", PASS)?;
    let positions = TypePositions::of(types, PASS);
    let table = Table::new("integer_enum");
    let mut replacements = HashMap::new();
    for planned in &plan.types {
        let Shape::IntegerEnum(members) = &planned.shape else {
            continue;
        };
        let position = positions.find(&planned.lowered)?;
        let is_newtype = matches!(&types[position], Item::Struct(item) if item.fields.len() == 1 && !item.fields.is_empty());
        if !is_newtype {
            return Err(PassError::new(
                PASS,
                format!("finds `{}` not a newtype", planned.lowered),
            ));
        }
        replacements.insert(position, items(planned, members, &table));
    }
    syntax::replace(types, replacements);
    Ok(())
}

fn items(planned: &TypePlan, members: &[IntegerMember], table: &Table) -> Vec<Item> {
    let name = ident(&planned.lowered);
    let docs = type_docs(planned)
        .paragraph("Any other number is kept as it came.")
        .outer();
    let named = members
        .iter()
        .filter_map(|member| Some((member, member.name.as_ref()?)));
    let constants = named.map(|(member, member_name)| {
        let constant = ident(&naming::constant(member_name));
        let value = number(member.value);
        let text = match &member.description {
            Some(description) => format!("`{}`: {}", member.value, escape(description)),
            None => format!("`{}`.", member.value),
        };
        let docs = Docs::new().paragraph(text).outer();
        quote!(#docs pub const #constant: Self = Self(#value);)
    });
    let entries = members.iter().map(|member| {
        let value = number(member.value);
        match &member.name {
            Some(member_name) => quote!(#value: #member_name),
            None => quote!(#value),
        }
    });
    let definition = parse_quote! {
        #docs
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct #name(i64);
    };
    let constants = parse_quote!(impl #name { #(#constants)* });
    let table = table.of(quote!(#name { #(#entries,)* }));
    vec![definition, constants, table]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passes::tests::{bare_plan, text, type_plan};

    fn plan() -> Plan {
        let member = |value, name: Option<&str>| IntegerMember {
            value,
            name: name.map(str::to_owned),
            description: None,
        };
        let members = vec![member(-1, None), member(10_002, Some("QuotaNotAvailable"))];
        let mut plan = bare_plan();
        plan.types.push(TypePlan {
            shape: Shape::IntegerEnum(members),
            ..type_plan("Code", "Example.Code")
        });
        plan
    }

    #[test]
    fn named_values_become_constants_and_the_others_only_values() {
        let mut file: File = parse_quote!(
            pub mod types {
                pub struct Code(i64);
            }
        );
        run(&mut file, &plan()).unwrap();
        let text = text(&file);
        assert!(
            text.contains("pub const QUOTA_NOT_AVAILABLE: Self = Self(10_002);"),
            "{text}"
        );
        assert!(
            text.contains("- 1, 10_002 : \"QuotaNotAvailable\","),
            "{text}"
        );
        assert_eq!(text.matches("pub const").count(), 1, "{text}");
    }

    #[test]
    fn a_type_that_is_no_newtype_is_an_error() {
        let mut file: File = parse_quote!(
            pub mod types {
                pub enum Code {}
            }
        );
        assert!(run(&mut file, &plan()).is_err());
    }
}
