//! Byte strings under keys, in tables, by transactions.

use idb::{Database, DatabaseEvent as _, Factory, ObjectStoreParams, Transaction, TransactionMode};
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::error::StoreError;

/// The version of the tables and of what stands in them. Another form of a value is another version.
const VERSION: u32 = 1;

/// One entry to change.
#[derive(Clone, Copy, Debug)]
pub(super) enum Change<'a> {
    /// Table, key and value.
    Put(&'a str, &'a str, &'a [u8]),
    /// Table and key.
    Delete(&'a str, &'a str),
}

impl<'a> Change<'a> {
    fn table(&self) -> &'a str {
        match self {
            Self::Put(table, ..) | Self::Delete(table, _) => table,
        }
    }

    fn key(&self) -> &'a str {
        match self {
            Self::Put(_, key, _) | Self::Delete(_, key) => key,
        }
    }

    /// Asks for it; the transaction tells what becomes of it.
    fn ask(&self, transaction: &Transaction) -> Result<(), idb::Error> {
        let table = transaction.object_store(self.table())?;
        match self {
            Self::Put(_, key, value) => {
                table.put(&Uint8Array::from(*value), Some(&JsValue::from_str(key)))?;
            }
            Self::Delete(_, key) => {
                table.delete(JsValue::from_str(key))?;
            }
        }
        Ok(())
    }
}

/// An open database.
#[derive(Debug)]
pub(super) struct Connection {
    database: Database,
}

fn failed(error: idb::Error) -> StoreError {
    StoreError::thrown(error, false)
}

impl Connection {
    /// Opens a database and makes the tables that it lacks.
    pub(super) async fn open(
        name: &str,
        tables: &'static [&'static str],
    ) -> Result<Self, StoreError> {
        let refused = |error| StoreError::thrown(error, true);
        let factory = Factory::new().map_err(refused)?;
        let mut request = factory.open(name, Some(VERSION)).map_err(refused)?;
        request.on_upgrade_needed(move |event| {
            // What goes wrong here ends the opening: the transaction of this change is broken off.
            let Ok(database) = event.database() else {
                return;
            };
            let present = database.store_names();
            for &table in tables {
                if !present.iter().any(|name| name == table) {
                    let _ = database.create_object_store(table, ObjectStoreParams::new());
                }
            }
        });
        let mut database = request.await.map_err(refused)?;
        // A newer page in another tab would wait for this connection for ever.
        database.on_version_change(|event| {
            if let Some(Ok(database)) = event.target().map(Database::try_from) {
                database.close();
            }
        });
        Ok(Self { database })
    }

    /// The value of a key.
    pub(super) async fn get(&self, table: &str, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let transaction = self.begin(&[table], TransactionMode::ReadOnly)?;
        let request = transaction
            .object_store(table)
            .and_then(|table| table.get(JsValue::from_str(key)))
            .map_err(failed)?;
        let value = request.await.map_err(failed)?;
        Ok(value.as_ref().and_then(bytes))
    }

    /// All values of a table; entries that are no byte strings are left out.
    pub(super) async fn all(&self, table: &str) -> Result<Vec<Vec<u8>>, StoreError> {
        let transaction = self.begin(&[table], TransactionMode::ReadOnly)?;
        let request = transaction
            .object_store(table)
            .and_then(|table| table.get_all(None, None))
            .map_err(failed)?;
        let values = request.await.map_err(failed)?;
        Ok(values.iter().filter_map(bytes).collect())
    }

    /// Makes all changes, or none.
    pub(super) async fn change(&self, changes: &[Change<'_>]) -> Result<(), StoreError> {
        let tables: Vec<&str> = changes.iter().map(Change::table).collect();
        let mut transaction = self.begin(&tables, TransactionMode::ReadWrite)?;
        for change in changes {
            if let Err(error) = change.ask(&transaction) {
                // What was asked for before goes too; where it cannot be broken off it has ended already.
                let _ = transaction.abort();
                return Err(failed(error));
            }
        }
        settled(&mut transaction).await
    }

    /// Makes a change where `table` holds its key; says whether it does.
    pub(super) async fn replace(
        &self,
        table: &str,
        change: Change<'_>,
    ) -> Result<bool, StoreError> {
        let tables = [table, change.table()];
        let mut transaction = self.begin(&tables, TransactionMode::ReadWrite)?;
        let request = transaction
            .object_store(table)
            .and_then(|table| table.get_key(JsValue::from_str(change.key())))
            .map_err(failed)?;
        if request.await.map_err(failed)?.is_none() {
            return Ok(false);
        }
        change.ask(&transaction).map_err(failed)?;
        settled(&mut transaction).await?;
        Ok(true)
    }

    fn begin(&self, tables: &[&str], mode: TransactionMode) -> Result<Transaction, StoreError> {
        self.database.transaction(tables, mode).map_err(failed)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.database.close();
    }
}

/// Waits for the end of a transaction.
///
/// Neither its requests nor its `error` event are waited for: a request that fails breaks off the transaction, which then
/// tells why, and so does one that fails at its very end, for lack of room.
async fn settled(transaction: &mut Transaction) -> Result<(), StoreError> {
    let ended = Promise::new(&mut |resolve, _| {
        let committed = resolve.clone();
        transaction.on_complete(move |_| {
            let _ = committed.call1(&JsValue::UNDEFINED, &JsValue::TRUE);
        });
        transaction.on_abort(move |_| {
            let _ = resolve.call1(&JsValue::UNDEFINED, &JsValue::FALSE);
        });
    });
    // The promise only ever resolves.
    let committed = JsFuture::from(ended).await;
    if committed.is_ok_and(|committed| committed.is_truthy()) {
        return Ok(());
    }
    Err(match transaction.error() {
        Some(exception) => StoreError::of(&exception),
        None => StoreError::Failed("a change was broken off".to_owned()),
    })
}

fn bytes(value: &JsValue) -> Option<Vec<u8>> {
    value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec)
}
