//! String enums: open, so that a member that the document does not list is kept, not refused.

use quote::quote;
use syn::{Item, ItemEnum, Variant, parse_quote};

use super::PassError;
use super::docs::{Docs, escape};
use super::nodes::{self, Table};
use super::objects::type_docs;
use super::syntax::ident;
use super::types::Context;
use crate::plan::{Shape, StringMember, TypePlan};

const PASS: &str = "string_enums";

pub(super) fn run(
    items: &mut Vec<Item>,
    planned: &TypePlan,
    context: &Context<'_>,
) -> Result<(), PassError> {
    let Shape::StringEnum(members) = &planned.shape else {
        return Ok(());
    };
    let Some(Item::Enum(item)) = items.first() else {
        let problem = format!("finds `{}` not an enum", planned.lowered);
        return Err(PassError::new(PASS, problem));
    };
    if item.variants.len() != members.len() {
        let problem = format!("finds other members in `{}` than planned", planned.lowered);
        return Err(PassError::new(PASS, problem));
    }
    *items = self::items(planned, members, &context.string_enums);
    Ok(())
}

/// What every enum is made of.
pub(super) struct Patterns {
    /// With the last variant alone.
    definition: ItemEnum,
    table: Table,
}

impl Patterns {
    pub(super) fn new() -> Self {
        Self {
            definition: parse_quote! {
                #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
                #[non_exhaustive]
                pub enum Name {
                    /// A member that the document does not list, kept as it came.
                    Undocumented(::client_runtime::wire::Undocumented<Self>),
                }
            },
            table: Table::new("open_enum"),
        }
    }
}

fn items(planned: &TypePlan, members: &[StringMember], patterns: &Patterns) -> Vec<Item> {
    let name = ident(&planned.lowered);
    let docs = type_docs(planned).paragraph(
        "Members match without regard to ASCII case and underscores; they are written as \
         documented.",
    );
    let mut definition = patterns.definition.clone();
    definition.ident = name.clone();
    definition.attrs.splice(..0, docs.attributes());
    let undocumented = std::mem::take(&mut definition.variants);
    let variants = members.iter().map(variant);
    definition.variants = variants.chain(undocumented).collect();

    let entries = members.iter().map(|member| {
        let (name, wire) = (ident(&member.variant), &member.wire);
        quote!(#name: #wire)
    });
    let table = patterns.table.of(quote!(#name { #(#entries,)* }));
    vec![Item::Enum(definition), table]
}

fn variant(member: &StringMember) -> Variant {
    let wire = format!("`{}`", member.wire);
    let text = match &member.description {
        Some(description) => format!("{wire}: {}", escape(description)),
        None => format!("{wire}."),
    };
    let docs = Docs::new().paragraph(text);
    nodes::variant(docs.attributes(), ident(&member.variant))
}

#[cfg(test)]
mod tests {
    use syn::File;

    use super::*;
    use crate::passes::tests::{bare_plan, run_on_types, text, type_plan};
    use crate::plan::Plan;

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
        run_on_types(run, &mut file, &plan()).unwrap();
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
        assert!(run_on_types(run, &mut file, &plan()).is_err());
        let mut file: File = parse_quote!(
            pub mod types {
                pub struct Cycle;
            }
        );
        assert!(run_on_types(run, &mut file, &plan()).is_err());
    }
}
