//! Integer enums: named constants on a number, so that any other number is kept.

use quote::quote;
use syn::{Item, parse_quote};

use super::PassError;
use super::docs::{Docs, escape};
use super::nodes::Table;
use super::objects::type_docs;
use super::syntax::{ident, number};
use super::types::Context;
use crate::naming;
use crate::plan::{IntegerMember, Shape, TypePlan};

const PASS: &str = "integer_enums";

pub(super) fn run(
    items: &mut Vec<Item>,
    planned: &TypePlan,
    context: &Context<'_>,
) -> Result<(), PassError> {
    let Shape::IntegerEnum(members) = &planned.shape else {
        return Ok(());
    };
    let is_newtype = matches!(items.first(), Some(Item::Struct(item)) if item.fields.len() == 1);
    if !is_newtype {
        let problem = format!("finds `{}` not a newtype", planned.lowered);
        return Err(PassError::new(PASS, problem));
    }
    *items = self::items(planned, members, &context.integer_enums);
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
    use syn::File;

    use super::*;
    use crate::passes::tests::{bare_plan, run_on_types, text, type_plan};
    use crate::plan::Plan;

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
        run_on_types(run, &mut file, &plan()).unwrap();
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
        assert!(run_on_types(run, &mut file, &plan()).is_err());
    }
}
