//! Examples: each method of the client shows a call, which the tests of the docs compile.

use std::collections::{BTreeMap, HashMap};

use quote::ToTokens;
use syn::{AttrStyle, File, FnArg, ImplItem, ImplItemFn, Item, Pat, Type, TypeParamBound};

use super::PassError;
use super::docs::Docs;
use super::nodes;
use super::syntax::{self, ident};
use crate::naming::TypeName;
use crate::plan::{Plan, Shape, TypePlan};

const PASS: &str = "examples";

pub(super) fn run(file: &mut File, plan: &Plan) -> Result<(), PassError> {
    let client = syntax::module(file, "client", PASS)?;
    let methods = client.iter_mut().filter_map(|item| match item {
        Item::Impl(item) if item.trait_.is_none() => Some(&mut item.items),
        _ => None,
    });
    let mut by_name: HashMap<String, &mut ImplItemFn> = HashMap::new();
    for item in methods.flatten() {
        // The client's come first; what else is here may have one of the same name.
        if let ImplItem::Fn(method) = item {
            let name = method.sig.ident.to_string();
            by_name.entry(name).or_insert(method);
        }
    }
    for operation in &plan.operations {
        let Some(method) = by_name.get_mut(&ident(&operation.method).to_string()) else {
            let problem = format!("finds no method of `{}`", operation.id);
            return Err(PassError::new(PASS, problem));
        };
        if let Some(text) = example(method, plan) {
            let docs = Docs::new().paragraph("# Examples").paragraph(text);
            // Behind the docs that are there, and before other attributes.
            let behind = method
                .attrs
                .iter()
                .take_while(|attribute| attribute.path().is_ident("doc"))
                .count();
            let blank = nodes::doc("", AttrStyle::Outer);
            let added = std::iter::once(blank).chain(docs.attributes());
            method.attrs.splice(behind..behind, added);
        }
    }
    Ok(())
}

/// A call with made-up arguments; none where an argument is of a type that nothing short can be
/// made up for.
fn example(method: &ImplItemFn, plan: &Plan) -> Option<String> {
    let mut made = MadeUp::default();
    for argument in method.sig.inputs.iter().skip(1) {
        let FnArg::Typed(argument) = argument else {
            return None;
        };
        let Pat::Ident(name) = &*argument.pat else {
            return None;
        };
        made.argument(&name.ident.to_string(), &argument.ty, &plan.types)?;
    }
    let crate_path = &plan.service.crate_path;
    let mut uses = vec![format!("use {crate_path}::Client;")];
    for name in made.types.values() {
        uses.push(format!(
            "use {crate_path}::types::{}::{};",
            name.module, name.name
        ));
    }
    uses.sort_unstable();
    let name = method.sig.ident.to_string();
    let call = format!("{name}({})", made.arguments.join(", "));
    let lines = [
        vec![
            String::from("```no_run"),
            String::from("# async fn example() -> Result<(), Box<dyn std::error::Error>> {"),
        ],
        uses,
        vec![
            String::new(),
            String::from("let client = Client::new(std::env::var(\"TOKEN\")?)?;"),
        ],
        made.statements,
        vec![
            format!("let response = client.{call}.send().await?;"),
            String::from("println!(\"{}: {:?}\", response.status(), response.value());"),
            String::from("# Ok(())"),
            String::from("# }"),
            String::from("```"),
        ],
    ];
    Some(lines.concat().join("\n"))
}

/// What an example calls by a short name itself.
const NAMES: &[&str] = &["Box", "Client", "Ok", "Result"];

/// What an example makes up.
#[derive(Default)]
struct MadeUp<'a> {
    /// What is imported, by its short name.
    types: BTreeMap<&'a str, &'a TypeName>,
    statements: Vec<String>,
    arguments: Vec<String>,
}

impl<'a> MadeUp<'a> {
    fn argument(&mut self, name: &str, ty: &Type, types: &'a [TypePlan]) -> Option<()> {
        let shown = name.trim_start_matches("r#").replace('_', "-");
        let value = match ty {
            Type::ImplTrait(bounds) => {
                let [TypeParamBound::Trait(bound)] = bounds.bounds.iter().collect::<Vec<_>>()[..]
                else {
                    return None;
                };
                let into: Type = syn::parse2(bound.to_token_stream()).ok()?;
                match syntax::last_segment(&into)? {
                    (outer, Some(target)) if outer == "Into" => {
                        match syntax::last_segment(target)?.0.as_str() {
                            "String" | "Bytes" => format!("\"{shown}\""),
                            _ => return None,
                        }
                    }
                    (outer, Some(_)) if outer == "IntoIterator" => String::from("[]"),
                    _ => return None,
                }
            }
            Type::Reference(reference) => {
                let planned = planned(&reference.elem, types)?;
                if !matches!(planned.shape, Shape::Object(_)) {
                    return None;
                }
                let ty = self.import(&planned.name)?;
                self.statements
                    .push(format!("let {name} = {ty}::default();"));
                format!("&{name}")
            }
            _ => match syntax::last_segment(ty)?.0.as_str() {
                "i64" => String::from("1"),
                "bool" => String::from("true"),
                _ => {
                    let planned = planned(ty, types)?;
                    let Shape::StringEnum(members) = &planned.shape else {
                        return None;
                    };
                    let ty = self.import(&planned.name)?;
                    format!("{ty}::{}", members.first()?.variant)
                }
            },
        };
        self.arguments.push(value);
        Some(())
    }

    /// The short name of a type, which the example imports; none where something else has it.
    fn import(&mut self, name: &'a TypeName) -> Option<&'a str> {
        let short = name.name.as_str();
        if NAMES.contains(&short) {
            return None;
        }
        let imported = *self.types.entry(short).or_insert(name);
        (imported == name).then_some(short)
    }
}

/// The plan of a type by progenitor's name for it.
fn planned<'a>(ty: &Type, types: &'a [TypePlan]) -> Option<&'a TypePlan> {
    let (name, _) = syntax::last_segment(ty)?;
    // They are sorted by their lowered names.
    let position = types.binary_search_by(|planned| planned.lowered.as_str().cmp(&name));
    Some(&types[position.ok()?])
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;
    use crate::passes::tests::{bare_plan, object_plan, operation_plan, text};

    fn tree(arguments: proc_macro2::TokenStream) -> File {
        syn::parse_quote! {
            mod client {
                impl Client {
                    #[doc = " Puts a pet."]
                    #[deprecated]
                    pub fn put_pet<'a>(&'a self, #arguments) -> PutPet<'a> {}
                }
            }
        }
    }

    fn example_of(arguments: proc_macro2::TokenStream) -> String {
        let mut plan = bare_plan();
        plan.types.push(object_plan("Pet", &[]));
        plan.operations.push(operation_plan("put_pet", "PutPet"));
        let mut file = tree(arguments);
        run(&mut file, &plan).unwrap();
        text(&file)
    }

    #[test]
    fn a_method_shows_a_call() {
        let text = example_of(quote!(pet_id: impl Into<String>, age: i64, body: &'a types::Pet));
        for expected in [
            "/// Puts a pet.\n        ///\n        /// # Examples\n        ///\n        /// ```no_run\n",
            "/// use example::Client;\n",
            "/// use example::types::models::Pet;\n",
            "/// let body = Pet::default();\n",
            "client.put_pet(\"pet-id\", 1, &body).send().await?;\n",
            "/// ```\n        #[deprecated]",
        ] {
            assert!(text.contains(expected), "{expected:?} is not in\n{text}");
        }
    }

    #[test]
    fn what_nothing_can_be_made_up_for_has_no_example() {
        // Nor where two types would have one name in it.
        let mut plan = bare_plan();
        plan.types.push(object_plan("Pet", &[]));
        let mut client = object_plan("OtherPet", &[]);
        client.name.name = String::from("Client");
        plan.types.push(client);
        plan.operations.push(operation_plan("put_pet", "PutPet"));
        let mut file = tree(quote!(body: &'a types::Pet, filter: &types::OtherPet));
        run(&mut file, &plan).unwrap();
        assert!(!text(&file).contains("# Examples"), "{}", text(&file));

        assert!(!example_of(quote!(body: &'a Strange)).contains("# Examples"));
    }

    #[test]
    fn a_method_that_is_missing_is_an_error() {
        let mut plan = bare_plan();
        plan.operations.push(operation_plan("gone", "Gone"));
        let error = run(&mut tree(quote!()), &plan).unwrap_err();
        assert!(error.to_string().contains("no method of `gone`"), "{error}");
    }
}
