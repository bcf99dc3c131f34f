//! The inspection as text for people.

use std::fmt;

use super::{Inspection, Lowering, Operation, Type};

impl fmt::Display for Inspection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{} at {}", self.title, self.base_url)?;
        lowerings(formatter, &self.lowering)?;
        writeln!(formatter, "\n{} operations", self.operations.len())?;
        for operation in &self.operations {
            write!(formatter, "\n{operation}")?;
        }
        writeln!(formatter, "\n{} types", self.types.len())?;
        for planned in &self.types {
            write!(formatter, "\n{planned}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "  {} ({}): {} {}",
            self.rust, self.id, self.method, self.path
        )?;
        for parameter in &self.parameters {
            let how = match (&parameter.client_default, parameter.required) {
                (Some(default), _) => format!("held by the client, `{default}`"),
                (None, true) => String::from("an argument"),
                (None, false) => String::from("a setter"),
            };
            writeln!(
                formatter,
                "    {} in {}: {how} `{}`",
                parameter.name, parameter.place, parameter.rust
            )?;
        }
        if !self.request_types.is_empty() {
            writeln!(formatter, "    body in {}", self.request_types.join(", "))?;
        }
        for answer in &self.answers {
            let what = if answer.success { "success" } else { "error" };
            let types = answer.media_types.join(", ");
            let types = if types.is_empty() {
                types
            } else {
                format!(" in {types}")
            };
            writeln!(formatter, "    {} {what}{types}", answer.status)?;
        }
        lowerings(formatter, &self.lowering)
    }
}

impl fmt::Display for Type {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let documented = match &self.documented_name {
            Some(name) => format!(", documented as {name}"),
            None => String::new(),
        };
        writeln!(formatter, "  {}: {}{documented}", self.rust, self.shape)?;
        for member in &self.members {
            match &member.rust {
                Some(rust) => writeln!(formatter, "    {} as `{rust}`", member.wire)?,
                None => writeln!(formatter, "    {}", member.wire)?,
            }
        }
        lowerings(formatter, &self.lowering)
    }
}

fn lowerings(formatter: &mut fmt::Formatter<'_>, lowerings: &[Lowering]) -> fmt::Result {
    for lowering in lowerings {
        writeln!(
            formatter,
            "    for progenitor, {}; `{}` puts it back",
            lowering.change, lowering.restored_by
        )?;
    }
    Ok(())
}
