//! The CSV, as one job for each cart: a PUT replaces a whole cart, so all changes of one go together.

use std::collections::BTreeMap;
use std::path::Path;

use super::support::Outcome;

/// The changes of one cart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Job {
    pub(crate) customer: String,
    pub(crate) cart: String,
    /// The quantity that each line is to have.
    pub(crate) quantities: BTreeMap<i64, i64>,
}

impl Job {
    /// What the journal knows it by: all of it, so that another CSV makes other jobs.
    pub(crate) fn key(&self) -> String {
        let quantities = self.quantities.iter();
        let quantities: Vec<String> = quantities
            .map(|(line, quantity)| format!("{line}={quantity}"))
            .collect();
        format!("{} {} {}", self.customer, self.cart, quantities.join(","))
    }
}

/// Reads the jobs of a CSV, in the order in which their carts first come.
pub(crate) fn read(path: &Path) -> Outcome<Vec<Job>> {
    let shown = path.display();
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .comment(Some(b'#'))
        .from_path(path)
        .map_err(|error| format!("cannot read {shown}: {error}"))?;
    let names: Vec<String> = reader
        .headers()?
        .iter()
        .map(str::to_ascii_lowercase)
        .collect();
    let column = |name: &str| {
        let found = names.iter().position(|known| known == name);
        found.ok_or_else(|| format!("{shown} has no column `{name}`"))
    };
    let columns = [
        column("customer")?,
        column("cart")?,
        column("line")?,
        column("quantity")?,
    ];
    let mut jobs: Vec<Job> = Vec::new();
    let mut places: BTreeMap<(String, String), usize> = BTreeMap::new();
    for record in reader.records() {
        let record = record.map_err(|error| format!("{shown}: {error}"))?;
        let at = record.position().map_or(0, csv::Position::line);
        let [customer, cart, line, quantity] = columns.map(|index| record[index].to_owned());
        if customer.is_empty() || cart.is_empty() {
            return Err(format!("{shown}, line {at}: customer or cart is empty").into());
        }
        let number = |name: &str, text: &str| {
            let number = text.parse::<i64>().ok().filter(|number| *number >= 0);
            number.ok_or_else(|| format!("{shown}, line {at}: {name} is no number: `{text}`"))
        };
        let (line, quantity) = (number("line", &line)?, number("quantity", &quantity)?);
        let place = *places
            .entry((customer.clone(), cart.clone()))
            .or_insert_with(|| {
                jobs.push(Job {
                    customer,
                    cart,
                    quantities: BTreeMap::new(),
                });
                jobs.len() - 1
            });
        if jobs[place].quantities.insert(line, quantity).is_some() {
            return Err(format!("{shown}, line {at}: this line of the cart comes twice").into());
        }
    }
    Ok(jobs)
}
