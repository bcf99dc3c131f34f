//! Where the service is.

use super::Meaning;
use crate::diagnostic::Code;
use crate::naming;
use crate::read::faults::quoted;
use crate::read::node::Node;
use std::collections::HashMap;

const HELP: &str = "write an absolute URL such as `https://api.example.com/base`";

impl<'a> Meaning<'a, '_> {
    pub(super) fn servers(&mut self) {
        let servers = self.document.get("servers");
        let items = servers.map_or(&[][..], |servers| servers.items());
        let Some(first) = items.first() else {
            if !self.faults.is_misread(self.document) {
                self.faults.report(
                    Code::InvalidServer,
                    self.document.place_of("servers"),
                    "no server is given",
                    "add `servers: [{url: https://api.example.com}]`",
                );
            }
            return;
        };
        let Some(filled) = self.server_variables(first) else {
            return;
        };
        if let Some(url) = first.get("url")
            && let Some(text) = url.text()
            && let Err(reason) = usable(&filled)
        {
            self.faults.report(
                Code::InvalidServer,
                url.extent,
                format!("the URL {} {reason}", quoted(text)),
                HELP,
            );
        }
        if let Some(second) = items.get(1) {
            self.faults.report(
                Code::SeveralServers,
                second.extent,
                "only the first server is used",
                "remove the others, or name them in the `description` of the first",
            );
        }
    }
}

impl<'a> Meaning<'a, '_> {
    /// The URL with the defaults of its variables; none where it has no text.
    fn server_variables(&mut self, server: &'a Node) -> Option<String> {
        let url = server.get("url")?;
        let mut filled = url.text()?.to_owned();
        let mut names: HashMap<String, &str> = HashMap::new();
        for (name, entry) in server.get("variables").into_iter().flat_map(Node::entries) {
            let place = format!("{{{name}}}");
            if !filled.contains(&place) {
                self.faults.report(
                    Code::ServerVariable,
                    entry.key,
                    format!("the URL has no {}", quoted(&place)),
                    "add it to the URL, or remove the variable",
                );
                continue;
            }
            let field = naming::field(name);
            if !naming::is_legal(&field) {
                self.faults.report(
                    Code::NoRustName,
                    entry.key,
                    format!("no Rust field can be named after {}", quoted(name)),
                    "use ASCII letters, digits and `_`",
                );
            } else if naming::COMMON_METHODS.contains(&field.as_str()) {
                self.faults.report(
                    Code::ServerVariable,
                    entry.key,
                    format!(
                        "{} becomes the method `{field}`, which every type has already",
                        quoted(name)
                    ),
                    "rename it, here and in the URL",
                );
            } else if let Some(other) = names.insert(field.clone(), name) {
                self.faults.report(
                    Code::ServerVariable,
                    entry.key,
                    format!(
                        "{} and {} both become `{field}`",
                        quoted(other),
                        quoted(name)
                    ),
                    "rename one of them",
                );
            }
            let Some(default) = entry.node.get("default") else {
                // The grammar misses it.
                return None;
            };
            let text = default.text()?;
            let members = entry.node.get("enum").map_or(&[][..], Node::items);
            if !members.is_empty() && !members.iter().any(|member| member.text() == Some(text)) {
                self.faults.report(
                    Code::ServerVariable,
                    default.extent,
                    format!("the default {} is not in `enum`", quoted(text)),
                    "write one of its members",
                );
            }
            filled = filled.replace(&place, text);
        }
        if let Some((_, rest)) = filled.split_once('{')
            && let Some((name, _)) = rest.split_once('}')
        {
            self.faults.report(
                Code::ServerVariable,
                url.extent,
                format!("the variable {} is not declared", quoted(name)),
                format!("add `{name}: {{default: …}}` under `variables`"),
            );
            return None;
        }
        Some(filled)
    }
}

fn usable(url: &str) -> Result<(), &'static str> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))
        .ok_or("does not start with `https://` or `http://`")?;
    let host = rest.split('/').next().unwrap_or_default();
    if host.is_empty() {
        return Err("has no host");
    }
    if host.contains('@') {
        return Err("has a user name in it");
    }
    if rest.contains(['?', '#']) {
        return Err("has a query or fragment");
    }
    if rest.contains(['{', '}']) {
        return Err("has braces that are no variable");
    }
    if !rest.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("has characters that a URL cannot have");
    }
    Ok(())
}
