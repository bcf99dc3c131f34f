//! String enums: open, so that a member that the document does not list is kept, not refused.

use std::collections::HashMap;

use syn::{File, Item, Variant, parse_quote};

use super::PassError;
use super::docs::{Docs, escape};
use super::objects::type_docs;
use super::syntax::{self, TypePositions, ident};
use crate::plan::{Plan, Shape, StringMember, TypePlan};

const PASS: &str = "string_enums";

pub(super) fn run(file: &mut File, plan: &Plan) -> Result<(), PassError> {
    let types = syntax::module(file, "types", PASS)?;
    let positions = TypePositions::of(types, PASS);
    let mut replacements = HashMap::new();
    for planned in &plan.types {
        let Shape::StringEnum(members) = &planned.shape else {
            continue;
        };
        let position = positions.find(&planned.lowered)?;
        let Item::Enum(item) = &types[position] else {
            return Err(PassError::new(
                PASS,
                format!("finds `{}` not an enum", planned.lowered),
            ));
        };
        if item.variants.len() != members.len() {
            let problem = format!("finds other members in `{}` than planned", planned.lowered);
            return Err(PassError::new(PASS, problem));
        }
        replacements.insert(position, items(planned, members));
    }
    syntax::replace(types, replacements);
    Ok(())
}

fn items(planned: &TypePlan, members: &[StringMember]) -> Vec<Item> {
    let name = ident(&planned.lowered);
    let docs = type_docs(planned)
        .paragraph(
            "Members match without regard to ASCII case and underscores; they are written as \
             documented.",
        )
        .outer();
    let variants = members.iter().map(variant);
    let names: Vec<_> = members
        .iter()
        .map(|member| ident(&member.variant))
        .collect();
    let wires: Vec<_> = members.iter().map(|member| &member.wire).collect();
    let definition = parse_quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A member that the document does not list, kept as it came.
            Undocumented(::client_runtime::wire::Undocumented<Self>),
        }
    };
    let table = parse_quote! {
        ::client_runtime::wire::open_enum! {
            #name {
                #(#names: #wires,)*
            }
        }
    };
    vec![definition, table]
}

fn variant(member: &StringMember) -> Variant {
    let name = ident(&member.variant);
    let wire = format!("`{}`", member.wire);
    let text = match &member.description {
        Some(description) => format!("{wire}: {}", escape(description)),
        None => format!("{wire}."),
    };
    let docs = Docs::new().paragraph(text).outer();
    parse_quote!(#docs #name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passes::tests::{bare_plan, text, type_plan};

    fn plan() -> Plan {
        let members = [("annual", "Annual"), ("one_time", "OneTime")];
        let members = members.map(|(wire, variant)| StringMember {
            wire: wire.to_owned(),
            variant: variant.to_owned(),
            description: (wire == "annual").then(|| String::from("Once a year.")),
        });
        let mut plan = bare_plan();
        plan.types.push(TypePlan {
            shape: Shape::StringEnum(members.into()),
            ..type_plan("Cycle", "Example.Cycle")
        });
        plan
    }

    #[test]
    fn an_enum_is_opened() {
        let mut file: File = parse_quote!(
            pub mod types {
                pub enum Cycle {
                    Annual,
                    OneTime,
                }
            }
        );
        run(&mut file, &plan()).unwrap();
        let text = text(&file);
        for expected in [
            "/// `annual`: Once a year.",
            "Undocumented(::client_runtime::wire::Undocumented<Self>)",
            "#[non_exhaustive]",
            "OneTime : \"one_time\"",
        ] {
            assert!(text.contains(expected), "{expected} is not in\n{text}");
        }
    }

    #[test]
    fn an_enum_with_other_members_than_planned_is_an_error() {
        let mut file: File = parse_quote!(
            pub mod types {
                pub enum Cycle {
                    Annual,
                }
            }
        );
        assert!(run(&mut file, &plan()).is_err());
        let mut file: File = parse_quote!(
            pub mod types {
                pub struct Cycle;
            }
        );
        assert!(run(&mut file, &plan()).is_err());
    }
}
