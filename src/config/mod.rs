//! What the operator decides: settings and domains, from the file, the environment and the arguments.

mod configured;

pub use configured::{Configured, ConfiguredService};
