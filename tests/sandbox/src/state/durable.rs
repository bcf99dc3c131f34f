//! The journal: nowhere, or a `redb` file, which a kill at any moment leaves whole.

use std::path::{Path, PathBuf};

use redb::{Database, ReadableTable, TableDefinition, WriteTransaction};

use super::{Answered, Batch, Key, Limits, Order, State};
use crate::body::json;
use crate::body::value::Value;

const CARTS: TableDefinition<'_, (&str, &str), &str> = TableDefinition::new("carts");
const ORDERS: TableDefinition<'_, (&str, &str), &str> = TableDefinition::new("orders");
const ANSWERED: TableDefinition<'_, &str, &str> = TableDefinition::new("answered");
const APPLIED: TableDefinition<'_, u64, &str> = TableDefinition::new("applied");
const REFRESH: TableDefinition<'_, &str, i64> = TableDefinition::new("refresh_tokens");
/// The one entry is the last sequence: the ledger itself may have been trimmed.
const SEQUENCE: TableDefinition<'_, (), u64> = TableDefinition::new("sequence");

/// Why the state could not be read or kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The folder cannot be made.
    #[error("cannot create the folder {}: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file cannot be opened; perhaps another sandbox has it open.
    #[error(
        "cannot open {}: {source}; is another sandbox running on it? Name another folder with --state DIR",
        path.display()
    )]
    Open {
        /// The file.
        path: PathBuf,
        /// What the store says.
        source: Box<redb::Error>,
    },
    /// The file cannot be read or written.
    #[error("the state cannot be read or written: {0}")]
    Access(#[source] Box<redb::Error>),
    /// An entry is not what this program writes.
    #[error("the state holds {0}, which this program did not write; start with an empty folder")]
    Foreign(String),
}

impl<E: Into<redb::Error>> From<E> for StoreError {
    fn from(error: E) -> Self {
        Self::Access(Box::new(error.into()))
    }
}

/// Refresh tokens, each with its expiry in seconds since 1970.
pub(crate) type RefreshTokens = Vec<(String, i64)>;

/// Where changes are kept.
pub(crate) enum Journal {
    /// In memory alone.
    Memory,
    /// In a file: a commit returns when the change is on the disk.
    Disk(Database),
}

impl Journal {
    /// Opens the journal of a folder, and gives what it holds.
    pub(crate) fn open(
        folder: Option<&Path>,
        limits: Limits,
    ) -> Result<(Self, State, RefreshTokens), StoreError> {
        let mut state = State::new(limits);
        let Some(folder) = folder else {
            return Ok((Self::Memory, state, Vec::new()));
        };
        std::fs::create_dir_all(folder).map_err(|source| StoreError::Folder {
            path: folder.to_owned(),
            source,
        })?;
        let path = folder.join("sandbox.redb");
        let database = Database::create(&path).map_err(|source| StoreError::Open {
            path,
            source: Box::new(source.into()),
        })?;
        let transaction = database.begin_write()?;
        let refresh = load(&transaction, &mut state)?;
        // Makes the tables of a new file.
        transaction.commit()?;
        Ok((Self::Disk(database), state, refresh))
    }

    /// Takes a change. Once this returns, a kill does not undo it.
    pub(crate) fn commit(&self, batch: &Batch) -> Result<(), StoreError> {
        let Self::Disk(database) = self else {
            return Ok(());
        };
        let transaction = database.begin_write()?;
        write(&transaction, batch)?;
        transaction.commit()?;
        Ok(())
    }

    /// Takes a refresh token, or that it is no more.
    pub(crate) fn keep_refresh_token(
        &self,
        token: &str,
        expires: Option<i64>,
    ) -> Result<(), StoreError> {
        let Self::Disk(database) = self else {
            return Ok(());
        };
        let transaction = database.begin_write()?;
        {
            let mut table = transaction.open_table(REFRESH)?;
            match expires {
                Some(expires) => table.insert(token, expires)?,
                None => table.remove(token)?,
            };
        }
        transaction.commit()?;
        Ok(())
    }
}

fn write(transaction: &WriteTransaction, batch: &Batch) -> Result<(), StoreError> {
    let mut carts = transaction.open_table(CARTS)?;
    for ((customer, id), cart) in &batch.carts {
        let key = (customer.as_str(), id.as_str());
        match cart {
            Some(cart) => {
                let text = json::write(&cart.clone().into());
                carts.insert(key, text.as_str())?;
            }
            None => {
                carts.remove(key)?;
            }
        }
    }
    let mut orders = transaction.open_table(ORDERS)?;
    for ((customer, id), order) in &batch.orders {
        orders.insert((customer.as_str(), id.as_str()), order.write().as_str())?;
    }
    let mut answered = transaction.open_table(ANSWERED)?;
    if let Some((id, answer)) = &batch.answered {
        answered.insert(id.as_str(), answer.write().as_str())?;
    }
    for id in &batch.forgotten_answers {
        answered.remove(id.as_str())?;
    }
    let mut applied = transaction.open_table(APPLIED)?;
    if let Some(entry) = &batch.applied {
        let text = serde_json::to_string(entry).unwrap_or_default();
        applied.insert(entry.sequence, text.as_str())?;
        transaction
            .open_table(SEQUENCE)?
            .insert((), entry.sequence)?;
    }
    for sequence in &batch.forgotten_changes {
        applied.remove(*sequence)?;
    }
    Ok(())
}

fn load(transaction: &WriteTransaction, state: &mut State) -> Result<RefreshTokens, StoreError> {
    let foreign = |what: &str| StoreError::Foreign(what.to_owned());
    for entry in transaction.open_table(CARTS)?.iter()? {
        let (key, text) = entry?;
        match json::read(text.value().as_bytes()) {
            Ok(Value::Object(cart)) => state.set_cart(owned(key.value()), Some(cart)),
            _ => return Err(foreign("a cart")),
        }
    }
    let mut orders: Vec<(Key, Order)> = Vec::new();
    for entry in transaction.open_table(ORDERS)?.iter()? {
        let (key, text) = entry?;
        let order = Order::read(text.value()).ok_or_else(|| foreign("an order"))?;
        orders.push((owned(key.value()), order));
    }
    orders.sort_by_key(|(_, order)| order.sequence);
    for (key, order) in orders {
        state.set_order(key, order);
    }
    let mut answers = Vec::new();
    for entry in transaction.open_table(ANSWERED)?.iter()? {
        let (id, text) = entry?;
        let answer = Answered::read(text.value()).ok_or_else(|| foreign("an answer"))?;
        answers.push((id.value().to_owned(), answer));
    }
    answers.sort_by_key(|(_, answer)| answer.at);
    for (id, answer) in answers {
        state.add_answered(id, answer);
    }
    for entry in transaction.open_table(APPLIED)?.iter()? {
        let (_, text) = entry?;
        let applied = serde_json::from_str(text.value());
        state.add_applied(applied.map_err(|_| foreign("an entry of the ledger"))?);
    }
    if let Some(sequence) = transaction.open_table(SEQUENCE)?.get(())? {
        state.sequence = state.sequence.max(sequence.value());
    }
    let mut refresh = Vec::new();
    for entry in transaction.open_table(REFRESH)?.iter()? {
        let (token, expires) = entry?;
        refresh.push((token.value().to_owned(), expires.value()));
    }
    Ok(refresh)
}

fn owned((customer, id): (&str, &str)) -> Key {
    (customer.to_owned(), id.to_owned())
}
