//! The inspection as text for people.

use std::fmt;

use super::{Inspection, Lowering, Operation, Type};

impl fmt::Display for Inspection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{} at {}", self.title, self.base_url)?;
        for variable in &self.server_variables {
            let (name, rust, default) = (&variable.name, &variable.rust, &variable.default);
            write!(
                formatter,
                "    {name} in the URL: `{default}` unless set by `{rust}`"
            )?;
            match variable.values.is_empty() {
                true => writeln!(formatter)?,
                false => writeln!(formatter, ", documented are {}", variable.values.join(", "))?,
            }
        }
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
            let body = self.request_body.as_deref().unwrap_or("nothing");
            let types = self.request_types.join(", ");
            writeln!(formatter, "    body: {body} in {types}")?;
        }
        for answer in &self.answers {
            let what = if answer.success { "success" } else { "error" };
            let types = answer.media_types.join(", ");
            let types = if types.is_empty() {
                types
            } else {
                format!(" in {types}")
            };
            let body = match &answer.body {
                Some(body) => format!(": {body}"),
                None => String::new(),
            };
            writeln!(formatter, "    {} {what}{body}{types}", answer.status)?;
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
                Some(rust) => write!(formatter, "    {} as `{rust}`", member.wire)?,
                None => write!(formatter, "    {}", member.wire)?,
            }
            match &member.value {
                Some(value) => writeln!(formatter, ": {value}")?,
                None => writeln!(formatter)?,
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
