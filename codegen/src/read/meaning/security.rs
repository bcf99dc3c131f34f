//! How calls are authorised.

use super::Meaning;
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
            if let Some(second) = requirements.items().get(1) {
                self.faults.report(
                    Code::UnsupportedSecurity,
                    second.extent,
                    "alternatives in `security` are not supported by this generator yet",
                    "keep one requirement",
                );
            }
        }
    }

    /// `security` at an operation may repeat what stands at the top, not change it.
    pub(super) fn operation_security(&mut self, operation: &'a Node) {
        let Some(own) = operation.entry("security") else {
            return;
        };
        self.requirements(&own.node);
        let same = self
            .document
            .get("security")
            .is_some_and(|top| top.says_the_same_as(&own.node));
        if !same {
            self.faults.report(
                Code::UnsupportedSecurity,
                own.key,
                "another `security` for one operation is not supported by this generator yet",
                "say it once, at the top of the document",
            );
        }
    }

    fn security_scheme(&mut self, scheme: &Node) {
        let Some(kind) = scheme.get("type") else {
            return;
        };
        match kind.text() {
            Some("http") => {}
            Some("apiKey" | "oauth2" | "openIdConnect") => {
                self.faults.report(
                    Code::UnsupportedSecurity,
                    kind.extent,
                    format!("security of type {} is not supported by this generator yet", quoted(kind.text().unwrap_or_default())),
                    "write `type: http` and `scheme: bearer`: the client takes tokens from a credential, wherever they come from",
                );
                return;
            }
            _ => return,
        }
        for (name, entry) in scheme.entries() {
            if matches!(name, "name" | "in" | "flows" | "openIdConnectUrl") {
                self.faults.report(
                    Code::UnknownKey,
                    entry.key,
                    format!("`{name}` is not a key of a Security Scheme Object of type `http`"),
                    "remove it",
                );
            }
        }
        match scheme.get("scheme") {
            None if self.faults.is_misread(scheme) => {}
            None => self.faults.report(
                Code::MissingKey,
                kind.extent,
                "a Security Scheme Object of type `http` needs the key `scheme`",
                "add `scheme: bearer`",
            ),
            Some(name) => {
                if let Some(text) = name.text()
                    && !text.eq_ignore_ascii_case("bearer")
                {
                    self.faults.report(
                        Code::UnsupportedSecurity,
                        name.extent,
                        format!(
                            "the HTTP scheme {} is not supported by this generator yet",
                            quoted(text)
                        ),
                        "write `scheme: bearer`",
                    );
                }
            }
        }
    }

    fn requirements(&mut self, requirements: &'a Node) {
        for requirement in requirements.items() {
            for (position, (name, entry)) in requirement.entries().enumerate() {
                if self.components.get("securitySchemes", name).is_none() {
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
                } else if let Some(scope) = entry.node.items().first() {
                    self.faults.report(
                        Code::UnsupportedSecurity,
                        scope.extent,
                        "an HTTP scheme has no scopes",
                        format!("write `{name}: []`"),
                    );
                }
                if position == 1 {
                    self.faults.report(
                        Code::UnsupportedSecurity,
                        entry.key,
                        "two security schemes at once are not supported by this generator yet",
                        "keep one",
                    );
                }
            }
        }
    }
}
