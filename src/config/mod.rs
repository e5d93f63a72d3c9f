//! What the operator decides: settings and domains, from the file, the environment and the arguments.
//!
//! Settings are texts with an origin ([`Settings`]) until [`Config`] checks them; the tables of
//! services and domains become [`Configured`]. Nothing here touches a disk: the shell hands in texts.

mod acme;
mod admin;
mod configured;
mod definitions;
mod directories;
mod domain_list;
mod domains;
mod layers;
mod offer;
mod records;
mod sample;
mod secondaries;
mod service;
mod setting;
mod show;
mod traps;
mod typed;
mod words;

pub use self::acme::acme_warnings;
pub use admin::AdminListen;
pub use configured::{Configured, ConfiguredService};
pub use definitions::{DEFINITIONS, SECTIONS};
pub use domain_list::DomainList;
pub use domains::{ReadDomains, SourceFile, Surroundings, read as read_domains};
pub use layers::{Arguments, Settings};
pub use sample::{FirstDomain, ServedBy, quoted, sample};
pub use setting::{Definition, Kind, Origin, Setting};
pub use show::{show, show_json};
pub use typed::{Config, RunAs, SettingFaults, check_named_services};
pub use words::path;
