//! The service's error codes as named constants (`x-error-codes`).

use quote::quote;
use syn::{File, Item, parse_quote};

use super::PassError;
use super::docs::{Docs, escape};
use super::syntax::{ident, number};
use crate::naming;
use crate::plan::{ErrorCode, Plan};

pub(super) fn run(file: &mut File, plan: &Plan) -> Result<(), PassError> {
    if plan.error_codes.is_empty() {
        return Ok(());
    }
    let constants = plan.error_codes.iter().map(|code| {
        let name = ident(&naming::constant(&code.name));
        let value = number(code.code);
        let docs = docs(code).outer();
        quote! {
            #docs
            pub const #name: ::client_runtime::FaultCode = ::client_runtime::FaultCode::new(#value);
        }
    });
    let module: Item = parse_quote! {
        pub mod error_codes {
            //! Codes that the service's error bodies carry, to compare a fault's code with.

            #(#constants)*
        }
    };
    file.items.push(module);
    Ok(())
}

fn docs(code: &ErrorCode) -> Docs {
    let description = code
        .description
        .as_deref()
        .unwrap_or("Without a description.");
    let description = escape(description);
    let mut notes = Vec::new();
    if let Some(status) = code.status {
        notes.push(format!("Comes with status {status}."));
    }
    if code.retry_later {
        notes.push(String::from(
            "Resolves with time: the same call may succeed later.",
        ));
    }
    Docs::new()
        .paragraph(format!("`{}`: {description}", code.code))
        .paragraph(notes.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passes::tests::{bare_plan, text};

    #[test]
    fn each_code_becomes_a_documented_constant() {
        let mut plan = bare_plan();
        plan.error_codes.push(ErrorCode {
            code: 800_064,
            name: String::from("CartInProcess"),
            status: Some(409),
            retry_later: true,
            description: Some(String::from("Another request works on the cart.")),
        });
        let mut file: File = parse_quote!();
        run(&mut file, &plan).unwrap();
        let text = text(&file);
        assert!(text.contains("pub const CART_IN_PROCESS"), "{text}");
        assert!(text.contains("800_064"), "{text}");
        assert!(
            text.contains("/// Comes with status 409. Resolves with time"),
            "{text}"
        );
    }

    #[test]
    fn without_codes_there_is_no_module() {
        let mut file: File = parse_quote!();
        run(&mut file, &bare_plan()).unwrap();
        assert!(file.items.is_empty());
    }
}
