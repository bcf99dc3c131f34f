//! How calls are authorised.

use super::Meaning;
use super::bodies::is_token;
use crate::diagnostic::Code;
use crate::read::faults::{nearest, quoted};
use crate::read::node::Node;

impl<'a> Meaning<'a, '_> {
    pub(super) fn security(&mut self) {
        for (_, entry) in self.components.kind("securitySchemes") {
            if entry.node.reference().is_none() {
                self.security_scheme(&entry.node);
            }
        }
        if let Some(requirements) = self.document.get("security") {
            self.requirements(requirements);
        }
    }

    /// What an operation wants in place of what stands at the top.
    pub(super) fn operation_security(&mut self, operation: &'a Node) {
        if let Some(own) = operation.get("security") {
            self.requirements(own);
        }
    }

    fn security_scheme(&mut self, scheme: &Node) {
        let Some(kind) = scheme.get("type") else {
            return;
        };
        let Some(text) = kind.text() else {
            return;
        };
        let (needed, allowed): (&[&str], &[&str]) = match text {
            "http" => (&["scheme"], &["scheme", "bearerFormat"]),
            "apiKey" => (&["name", "in"], &["name", "in"]),
            "oauth2" => (&["flows"], &["flows"]),
            "openIdConnect" => (&["openIdConnectUrl"], &["openIdConnectUrl"]),
            _ => return,
        };
        for (name, entry) in scheme.entries() {
            const OF_ONE_TYPE: [&str; 6] = [
                "name",
                "in",
                "scheme",
                "bearerFormat",
                "flows",
                "openIdConnectUrl",
            ];
            if OF_ONE_TYPE.contains(&name) && !allowed.contains(&name) {
                self.faults.report(
                    Code::UnknownKey,
                    entry.key,
                    format!("`{name}` is not a key of a Security Scheme Object of type `{text}`"),
                    "remove it",
                );
            }
        }
        for key in needed {
            if !scheme.has(key) && !self.faults.is_misread(scheme) {
                self.faults.report(
                    Code::MissingKey,
                    kind.extent,
                    format!("a Security Scheme Object of type `{text}` needs the key `{key}`"),
                    format!("add `{key}:`"),
                );
            }
        }
        if let Some(name) = scheme.get("scheme")
            && let Some(scheme) = name.text().filter(|_| text == "http")
            && !["bearer", "basic"].contains(&scheme.to_ascii_lowercase().as_str())
        {
            self.faults.report(
                Code::UnsupportedSecurity,
                name.extent,
                format!(
                    "the HTTP scheme {} is not supported by this generator yet",
                    quoted(scheme)
                ),
                "write `scheme: bearer` or `scheme: basic`",
            );
        }
        if text == "apiKey"
            && let Some(name) = scheme.get("name")
            && let Some(key) = name.text()
            && !is_token(key)
        {
            self.faults.report(
                Code::InvalidHeaderName,
                name.extent,
                format!(
                    "{} is not a name of a header, parameter or cookie",
                    quoted(key)
                ),
                "use letters, digits and `-`",
            );
        }
    }

    fn requirements(&mut self, requirements: &'a Node) {
        for requirement in requirements.items() {
            for (name, entry) in requirement.entries() {
                let Some(scheme) = self.components.get("securitySchemes", name) else {
                    let known = self
                        .components
                        .kind("securitySchemes")
                        .map(|(name, _)| name);
                    let help = match nearest(name, known) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "add it under `components.securitySchemes`".to_owned(),
                    };
                    self.faults.report(
                        Code::UndefinedSecurity,
                        entry.key,
                        format!("the security scheme {} is not defined", quoted(name)),
                        help,
                    );
                    continue;
                };
                let has_scopes = self
                    .components
                    .resolve(&scheme.node)
                    .and_then(|scheme| scheme.get("type")?.text())
                    .is_some_and(|kind| matches!(kind, "oauth2" | "openIdConnect"));
                if let Some(scope) = entry.node.items().first()
                    && !has_scopes
                {
                    self.faults.report(
                        Code::UnsupportedSecurity,
                        scope.extent,
                        "only schemes of type `oauth2` and `openIdConnect` have scopes",
                        format!("write `{name}: []`"),
                    );
                }
            }
        }
    }
}
