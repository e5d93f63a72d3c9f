//! automx2: a JSON seed, or the tables of its database.
//!
//! Both are brought into a `Catalogue`, the tables as automx2 has them; domains with the same
//! servers then share a service.

mod catalogue;
mod seed;
mod tables;

pub use seed::import_seed;
pub use tables::{ROWS_MAX, TABLES, Table, import_tables};
