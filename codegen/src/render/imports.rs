//! `use` declarations: merged by module, sorted and broken as rustfmt does it.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Item, UseTree, Visibility};

const WIDTH: usize = 100;

/// The imports as blocks of text: other crates' first, then our own, then re-exports.
pub(super) fn blocks(imports: &[Item]) -> Vec<String> {
    let mut groups: [Paths; 3] = Default::default();
    for item in imports {
        let Item::Use(item) = item else { continue };
        let mut names = Vec::new();
        flatten(&item.tree, &mut Vec::new(), &mut names);
        for (module, name) in names {
            let group = match (&item.vis, module.split("::").next()) {
                (Visibility::Public(_), _) => 2,
                (_, Some("crate" | "super" | "self")) => 1,
                _ => 0,
            };
            groups[group].entry(module).or_default().insert(name);
        }
    }
    let [foreign, own, public] = groups;
    let groups = [("use ", foreign), ("use ", own), ("pub use ", public)];
    groups
        .iter()
        .map(|(keyword, paths)| {
            let mut paths: Vec<_> = paths.iter().collect();
            paths.sort_by_key(|(module, names)| order(module, names));
            paths
                .iter()
                .map(|(module, names)| declaration(keyword, module, names))
                .collect()
        })
        .filter(|block: &String| !block.is_empty())
        .collect()
}

/// Names by the module that they are imported from.
type Paths = BTreeMap<String, BTreeSet<String>>;

fn flatten(tree: &UseTree, prefix: &mut Vec<String>, names: &mut Vec<(String, String)>) {
    match tree {
        UseTree::Path(path) => {
            prefix.push(path.ident.to_string());
            flatten(&path.tree, prefix, names);
            prefix.pop();
        }
        UseTree::Name(name) => names.push((prefix.join("::"), name.ident.to_string())),
        UseTree::Rename(rename) => {
            names.push((
                prefix.join("::"),
                format!("{} as {}", rename.ident, rename.rename),
            ));
        }
        UseTree::Glob(_) => names.push((prefix.join("::"), String::from("*"))),
        UseTree::Group(group) => {
            for tree in &group.items {
                flatten(tree, prefix, names);
            }
        }
    }
}

/// Where rustfmt puts a declaration: by its segments, a list of names after every single one.
fn order(module: &str, names: &BTreeSet<String>) -> Vec<String> {
    let mut segments: Vec<String> = module.split("::").map(str::to_owned).collect();
    segments.push(match names.first() {
        Some(name) if names.len() == 1 => name.clone(),
        _ => String::from("{"),
    });
    segments
}

fn declaration(keyword: &str, module: &str, names: &BTreeSet<String>) -> String {
    let mut list: Vec<&str> = names.iter().map(String::as_str).collect();
    list.sort_by_key(|name| *name != "self");
    let line = match list.as_slice() {
        [name] => format!("{keyword}{module}::{name};"),
        names => format!("{keyword}{module}::{{{}}};", names.join(", ")),
    };
    if line.len() <= WIDTH || list.len() == 1 {
        return line + "\n";
    }
    let mut text = format!("{keyword}{module}::{{\n");
    let mut current = String::from("   ");
    for name in list {
        if current.len() + name.len() + 2 > WIDTH {
            text.push_str(&current);
            text.push('\n');
            current = String::from("   ");
        }
        current.push(' ');
        current.push_str(name);
        current.push(',');
    }
    text.push_str(&current);
    text.push_str("\n};\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    #[test]
    fn imports_are_merged_and_grouped() {
        let imports: Vec<Item> = vec![
            parse_quote!(
                use crate::types::carts::Cart;
            ),
            parse_quote!(
                use client_runtime::wire::Object;
            ),
            parse_quote!(
                use client_runtime::wire::Decimal;
            ),
            parse_quote!(
                pub use client::Client;
            ),
        ];
        let expected = [
            "use client_runtime::wire::{Decimal, Object};\n",
            "use crate::types::carts::Cart;\n",
            "pub use client::Client;\n",
        ];
        assert_eq!(blocks(&imports), expected);
    }

    #[test]
    fn a_list_too_long_for_a_line_is_packed() {
        let names: BTreeSet<String> = (10..30).map(|number| format!("Name{number}")).collect();
        let text = declaration("use ", "a::b", &names);
        assert!(text.lines().all(|line| line.len() <= WIDTH), "{text}");
        assert!(
            text.starts_with("use a::b::{\n    Name10, Name11,"),
            "{text}"
        );
        assert!(text.ends_with("Name29,\n};\n"), "{text}");
    }
}
