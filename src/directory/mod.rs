//! What must be asked elsewhere before an answer can be given. The only steps that may wait, each
//! with a time limit and a cache.

mod pool;
mod value;

pub mod fault;
pub mod ldap;
pub mod mx;
pub mod sql;
