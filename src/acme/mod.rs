//! Certificates from an authority (ACME, RFC 8555): which names get one, when, and how an order is
//! carried out so that nothing is lost or repeated when the server is killed in the middle of it.
//!
//! Pure are [`names`] (who may have a certificate), [`schedule`] (when what is due), [`challenges`]
//! (what is answered to the authority), [`record`] (what is kept). The rest is the shell: [`store`]
//! and its kinds [`folder`] and [`database`] keep, [`client`] and [`registration`] speak, [`order`]
//! carries one order out,
//! [`orderer`] all of them.

pub mod challenges;
pub mod client;
pub mod database;
pub mod failure;
pub mod folder;
pub mod names;
pub mod order;
pub mod orderer;
pub mod record;
pub mod registration;
pub mod schedule;
pub mod settings;
pub mod store;
pub mod table;
