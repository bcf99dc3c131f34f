//! The first server: its URL, and the variables in it.

use openapiv3::OpenAPI;

use crate::naming;
use crate::plan::{ServerPlan, ServerVariablePlan};

/// The URL with the defaults of its variables, without a slash at its end.
pub(super) fn base_url(document: &OpenAPI) -> String {
    match plan(document) {
        Some(server) => {
            let filled = server
                .variables
                .iter()
                .fold(server.template, |url, variable| {
                    url.replace(&format!("{{{}}}", variable.name), &variable.default)
                });
            filled.trim_end_matches('/').to_owned()
        }
        None => template(document),
    }
}

/// The server, if its URL has variables.
pub(super) fn plan(document: &OpenAPI) -> Option<ServerPlan> {
    let template = template(document);
    let declared = document.servers.first()?.variables.as_ref()?;
    let mut variables: Vec<ServerVariablePlan> = declared
        .iter()
        .map(|(name, variable)| ServerVariablePlan {
            name: name.clone(),
            rust: naming::field(name),
            default: variable.default.clone(),
            values: variable.enumeration.clone(),
            description: variable.description.clone(),
        })
        .collect();
    if variables.is_empty() {
        return None;
    }
    variables.sort_by_key(|variable| template.find(&format!("{{{}}}", variable.name)));
    Some(ServerPlan {
        template,
        variables,
    })
}

fn template(document: &OpenAPI) -> String {
    let server = document.servers.first();
    let url = server.map_or("", |server| server.url.as_str());
    url.trim_end_matches('/').to_owned()
}
