//! Where the service is.

use super::Meaning;
use crate::diagnostic::Code;
use crate::read::faults::quoted;

const HELP: &str = "write an absolute URL such as `https://api.example.com/base`";

impl Meaning<'_, '_> {
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
        if let Some(url) = first.get("url")
            && let Some(text) = url.text()
            && let Err(reason) = usable(text)
            // A variable was reported already.
            && !first.has("variables")
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
        return Err("has variables, which are not supported yet");
    }
    if !rest.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("has characters that a URL cannot have");
    }
    Ok(())
}
