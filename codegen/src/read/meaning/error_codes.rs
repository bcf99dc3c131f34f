//! The service's own error codes, from `x-error-codes`.

use super::Meaning;
use crate::diagnostic::Code;
use crate::naming;
use crate::read::faults::quoted;
use crate::read::node::Node;
use heck::ToUpperCamelCase;
use std::collections::HashSet;

impl Meaning<'_, '_> {
    pub(super) fn error_codes(&mut self) {
        let Some(codes) = self.document.get("x-error-codes") else {
            return;
        };
        let mut numbers = HashSet::new();
        let mut names = HashSet::new();
        for item in codes.items() {
            if let Some(code) = item.get("code")
                && let Some(number) = code.integer()
                && !numbers.insert(number)
            {
                self.faults.report(
                    Code::DuplicateErrorCode,
                    code.extent,
                    format!("the error code {number} stands twice"),
                    "keep one of the two",
                );
            }
            if let Some(name) = item.get("name")
                && let Some(text) = name.text()
            {
                self.upper_camel_case(text, name);
                if !names.insert(naming::loose(text)) {
                    self.faults.report(
                        Code::DuplicateErrorCode,
                        name.extent,
                        format!("the error name {} stands twice", quoted(text)),
                        "give one of the two another name",
                    );
                }
            }
            if let Some(status) = item.get("status")
                && let Some(number) = status.integer()
                && !(100..=599).contains(&number)
            {
                self.faults.report(
                    Code::InvalidStatus,
                    status.extent,
                    format!("{number} is not a status"),
                    "write three digits from 100 to 599",
                );
            }
        }
    }

    /// Reports a name that is to be taken as it stands and is no Rust variant.
    pub(super) fn upper_camel_case(&mut self, text: &str, node: &Node) {
        let made = text.to_upper_camel_case();
        if text != made || !naming::is_legal(text) {
            let help = if naming::is_legal(&made) {
                format!("write `{made}`")
            } else {
                "use ASCII letters and digits, starting with a capital letter".to_owned()
            };
            self.faults.report(
                Code::InvalidName,
                node.extent,
                format!("{} is not in upper camel case", quoted(text)),
                help,
            );
        }
    }
}
