//! Whether paths can be filled in.

use super::Meaning;
use super::operations::OperationNames;
use super::parameters::Parameter;
use crate::diagnostic::{Code, Extent};
use crate::naming;
use crate::read::faults::{nearest, quoted};
use crate::read::node::Node;
use std::collections::{HashMap, HashSet};

/// The HTTP methods of a Path Item Object; those that are not supported are checked as well.
const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

impl<'a> Meaning<'a, '_> {
    pub(super) fn paths(&mut self) {
        let Some(paths) = self.document.get("paths") else {
            return;
        };
        let mut templates: HashMap<String, &str> = HashMap::new();
        let mut names = OperationNames::default();
        for (path, entry) in paths.entries().filter(|(path, _)| !path.starts_with("x-")) {
            let template = self.template(path, entry.key);
            if let Some(template) = &template
                && let Some(other) = templates.insert(template.shape.clone(), path)
            {
                self.faults.report(
                    Code::SamePath,
                    entry.key,
                    format!("{} and {} are the same path", quoted(other), quoted(path)),
                    "put the operations of both under one",
                );
            }
            let of_path = self.parameter_list(&entry.node, None);
            for method in METHODS {
                let Some(operation) = entry.node.entry(method) else {
                    continue;
                };
                if operation.node.kind() != "an object" {
                    continue;
                }
                self.operation(method, operation, &mut names);
                let owner = operation
                    .node
                    .get("operationId")
                    .and_then(Node::text)
                    .map(naming::operation_owner);
                let own = self.parameter_list(&operation.node, owner.as_ref());
                let parts = self.parts(&operation.node);
                let parameters = self.merged(&of_path, own, parts);
                if let Some(template) = &template {
                    let misread = self.faults.is_misread(&operation.node)
                        || self.faults.is_misread(&entry.node);
                    self.filled_in(
                        template,
                        &parameters,
                        operation.key,
                        misread,
                        &operation.node,
                    );
                }
            }
        }
    }

    /// The parameters in braces. None if the path is malformed, which is reported.
    fn template<'p>(&mut self, path: &'p str, place: Extent) -> Option<Template<'p>> {
        match Template::of(path) {
            Ok(template) => Some(template),
            Err((message, help)) => {
                self.faults.report(
                    Code::MalformedPath,
                    place,
                    format!("the path {} {message}", quoted(path)),
                    help,
                );
                None
            }
        }
    }

    /// Both ways: each name in the path is declared, and each path parameter is in the path.
    fn filled_in(
        &mut self,
        template: &Template<'_>,
        parameters: &[Parameter<'a>],
        operation: Extent,
        misread: bool,
        node: &Node,
    ) {
        let declared: Vec<_> = parameters
            .iter()
            .filter(|parameter| parameter.location == "path")
            .collect();
        // A reference that leads nowhere may have been the missing parameter.
        let unread = node
            .get("parameters")
            .map_or(&[][..], Node::items)
            .iter()
            .any(|item| {
                self.components.resolve(item).is_none_or(|parameter| {
                    !parameter.has("name")
                        || !parameter.has("in")
                        || self.faults.is_misread(parameter)
                })
            });
        for name in &template.names {
            let is_declared = declared.iter().any(|parameter| parameter.name == *name);
            if !is_declared && !misread && !unread {
                self.faults.report(
                    Code::MissingPathParameter,
                    operation,
                    format!("the path parameter {} is not declared", quoted(name)),
                    format!("add `- {{name: {name}, in: path, required: true, schema: {{type: string}}}}` to `parameters`"),
                );
            }
        }
        for parameter in declared {
            if !template.names.contains(&parameter.name) {
                let help = match nearest(parameter.name, template.names.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!(
                        "add `{{{}}}` to the path, or remove the parameter",
                        parameter.name
                    ),
                };
                self.faults.report(
                    Code::SurplusPathParameter,
                    parameter.place,
                    format!(
                        "the path has no {}",
                        quoted(&format!("{{{}}}", parameter.name))
                    ),
                    help,
                );
            }
        }
    }
}

struct Template<'p> {
    names: Vec<&'p str>,
    /// The path without the names.
    shape: String,
}

impl<'p> Template<'p> {
    fn of(path: &'p str) -> Result<Self, (&'static str, &'static str)> {
        const BRACES: &str = "write each parameter as `{name}`";
        if !path.starts_with('/') {
            return Err(("does not start with `/`", "write `/` in front"));
        }
        if path.contains(['?', '#']) {
            return Err((
                "has a query or fragment",
                "declare query parameters under `parameters`",
            ));
        }
        if path
            .chars()
            .any(|character| character.is_whitespace() || character.is_control())
        {
            return Err(("has white space in it", "remove it, or write `%20`"));
        }
        let mut names = Vec::new();
        let mut seen = HashSet::new();
        let mut shape = String::new();
        let mut rest = path;
        while let Some(open) = rest.find(['{', '}']) {
            let after = rest[open..]
                .strip_prefix('{')
                .ok_or(("has a `}` without `{`", BRACES))?;
            let close = after.find(['{', '}', '/']).unwrap_or(after.len());
            if !after[close..].starts_with('}') {
                return Err(("has a `{` without `}`", BRACES));
            }
            let name = &after[..close];
            if name.is_empty() {
                return Err(("has a parameter without a name", BRACES));
            }
            if !seen.insert(name) {
                return Err(("has a parameter twice", "give each parameter its own name"));
            }
            names.push(name);
            shape.push_str(&rest[..open]);
            shape.push_str("{}");
            rest = &after[close + 1..];
        }
        shape.push_str(rest);
        Ok(Self { names, shape })
    }
}

#[cfg(test)]
mod tests {
    use super::Template;

    #[test]
    fn templates() {
        let template = Template::of("/v{version}/carts/{id}").unwrap();
        assert_eq!(template.names, ["version", "id"]);
        assert_eq!(template.shape, "/v{}/carts/{}");
        for path in [
            "carts", "/a?b", "/a#b", "/{a", "/a}", "/{a/b}", "/{}", "/{a}/{a}", "/a b", "/{{a}}",
        ] {
            assert!(Template::of(path).is_err(), "{path}");
        }
    }
}
