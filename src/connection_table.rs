//! Which connections there are, and which one goes when there are too many.
//!
//! Each connection that waits for its client may be cut to make room: of some that are drawn by
//! lot, one of the client that has most, and of these the one that has been idle for longest. So
//! whoever fills the table mostly cuts itself off, and a client with one connection is the last
//! to lose it. A draw costs the same however large the table is.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::ops::Deref;
use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use crate::network::Network;

/// How many connections are drawn of which one is cut.
const DRAWN: u64 = 16;

/// How many connections there may be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ConnectionLimits {
    /// At a time.
    pub all: NonZeroU32,
    /// Of one client.
    pub per_client: NonZeroU32,
}

/// All connections of all listeners of a front.
#[derive(Default)]
pub struct ConnectionTable {
    table: Arc<Mutex<Table>>,
}

#[derive(Default)]
struct Table {
    connections: Vec<Arc<Connection>>,
    /// How many each client has.
    clients: HashMap<Network, u32>,
    hasher: RandomState,
    /// How many were drawn so far, which the next lots are made from.
    draws: u64,
}

/// Why a connection is not served.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Refusal {
    /// Its client opens more in a minute than it may.
    TooFast {
        /// When it should try again.
        wait: Duration,
    },
    /// Its client has as many as it may.
    TooMany,
    /// There are as many as there may be, and all are being answered.
    Full,
}

/// One connection, from its acceptance to its end.
pub struct Connection {
    client: Network,
    limited: bool,
    /// Where it stands in the table; it changes only while the table is locked.
    place: AtomicUsize,
    /// How many requests are being answered: not those that wait for the client.
    answering: AtomicU32,
    /// When it was accepted, or a request last began or ended to be answered; in milliseconds.
    active: AtomicU64,
    cut: Notify,
}

impl Connection {
    /// Returns when the connection is to be closed at once, to make room.
    pub async fn cut(&self) {
        self.cut.notified().await;
    }

    /// While the result lives a request is being answered, and the connection is not cut.
    pub fn answer(&self, now: Duration) -> Answering<'_> {
        self.active.store(now.as_millis() as u64, Ordering::Relaxed);
        self.answering.fetch_add(1, Ordering::Relaxed);
        Answering(self)
    }
}

/// A request is being answered.
pub struct Answering<'c>(&'c Connection);

impl Drop for Answering<'_> {
    fn drop(&mut self) {
        self.0.answering.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A connection that stands in the table until this is dropped.
pub struct Admitted {
    connection: Arc<Connection>,
    table: Arc<Mutex<Table>>,
}

impl Admitted {
    /// The connection, for those who answer its requests.
    pub fn connection(&self) -> Arc<Connection> {
        Arc::clone(&self.connection)
    }
}

impl Deref for Admitted {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        lock(&self.table).remove(&self.connection);
    }
}

impl ConnectionTable {
    /// Puts a new connection into the table, where another may have to go for it. A client that
    /// is not `limited` may have any number of all there are.
    pub fn admit(
        &self,
        client: IpAddr,
        limited: bool,
        now: Duration,
        limits: ConnectionLimits,
    ) -> Result<Admitted, Refusal> {
        let client = Network::of_client(client);
        let mut table = lock(&self.table);
        let has = table.clients.get(&client).copied().unwrap_or(0);
        if limited && has >= limits.per_client.get() {
            return Err(Refusal::TooMany);
        }
        while table.connections.len() >= limits.all.get() as usize {
            if !table.cut_one() {
                return Err(Refusal::Full);
            }
        }
        let connection = Arc::new(Connection {
            client,
            limited,
            place: AtomicUsize::new(table.connections.len()),
            answering: AtomicU32::new(0),
            active: AtomicU64::new(now.as_millis() as u64),
            cut: Notify::new(),
        });
        table.connections.push(Arc::clone(&connection));
        *table.clients.entry(client).or_default() += 1;
        Ok(Admitted { connection, table: Arc::clone(&self.table) })
    }

    /// Cuts one connection, when something other than this table is full. Says whether there was
    /// one that could go.
    pub fn cut_one(&self) -> bool {
        lock(&self.table).cut_one()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        lock(&self.table).connections.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn lock(table: &Mutex<Table>) -> MutexGuard<'_, Table> {
    table.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Table {
    fn cut_one(&mut self) -> bool {
        let draws = self.draws..self.draws + DRAWN;
        self.draws = draws.end;
        let drawn = draws.filter_map(|draw| self.draw(draw)).max_by_key(|drawn| {
            // Who is not limited asks for many, and is spared like who has few.
            let has = match drawn.limited {
                true => self.clients.get(&drawn.client).copied().unwrap_or(0),
                false => 0,
            };
            (has, std::cmp::Reverse(drawn.active.load(Ordering::Relaxed)))
        });
        let Some(drawn) = drawn else { return false };
        self.remove(&drawn);
        drawn.cut.notify_one();
        true
    }

    /// Any connection, unless it is being answered.
    fn draw(&self, draw: u64) -> Option<Arc<Connection>> {
        let number = self.hasher.hash_one(draw) as usize;
        let drawn = self.connections.get(number.checked_rem(self.connections.len())?)?;
        (drawn.answering.load(Ordering::Relaxed) == 0).then(|| Arc::clone(drawn))
    }

    /// Takes a connection out, if it still stands here.
    fn remove(&mut self, connection: &Arc<Connection>) {
        let place = connection.place.load(Ordering::Relaxed);
        if !self.connections.get(place).is_some_and(|found| Arc::ptr_eq(found, connection)) {
            return;
        }
        self.connections.swap_remove(place);
        if let Some(moved) = self.connections.get(place) {
            moved.place.store(place, Ordering::Relaxed);
        }
        if let Some(count) = self.clients.get_mut(&connection.client) {
            *count -= 1;
            if *count == 0 {
                self.clients.remove(&connection.client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(1);

    fn limits(all: u32, per_client: u32) -> ConnectionLimits {
        let number = |number| NonZeroU32::new(number).unwrap();
        ConnectionLimits { all: number(all), per_client: number(per_client) }
    }

    fn is_cut(connection: &Admitted) -> bool {
        !lock(&connection.table).connections.iter().any(|c| Arc::ptr_eq(c, &connection.connection))
    }

    fn admit(
        connections: &ConnectionTable,
        client: &str,
        limits: &ConnectionLimits,
    ) -> Result<Admitted, Refusal> {
        // All but one are limited.
        connections.admit(client.parse().unwrap(), client != "192.0.2.9", NOW, *limits)
    }

    #[test]
    fn a_client_has_so_many_and_gets_them_back() {
        let (connections, limits) = (ConnectionTable::default(), limits(100, 2));
        let first = admit(&connections, "192.0.2.1", &limits).unwrap();
        let _second = admit(&connections, "192.0.2.1", &limits).unwrap();
        let third = admit(&connections, "192.0.2.1", &limits);
        assert_eq!(third.err(), Some(Refusal::TooMany));
        assert!(admit(&connections, "192.0.2.2", &limits).is_ok());
        drop(first);
        assert!(admit(&connections, "192.0.2.1", &limits).is_ok());
        let proxy: Vec<_> = (0..50).map(|_| admit(&connections, "192.0.2.9", &limits)).collect();
        assert!(proxy.iter().all(Result::is_ok), "who is not limited has any number");
        assert_eq!(connections.len(), 51);
    }

    #[test]
    fn who_has_most_makes_room() {
        let (connections, limits) = (ConnectionTable::default(), limits(40, 30));
        let honest = admit(&connections, "192.0.2.1", &limits).unwrap();
        let proxy: Vec<_> =
            (0..9).map(|_| admit(&connections, "192.0.2.9", &limits).unwrap()).collect();
        let greedy: Vec<_> =
            (0..30).map(|_| admit(&connections, "192.0.2.2", &limits).unwrap()).collect();
        let mut new = Vec::new();
        for n in 0..10 {
            new.push(admit(&connections, &format!("198.51.100.{n}"), &limits).unwrap());
        }
        assert_eq!(connections.len(), 40);
        let gone = greedy.iter().filter(|connection| is_cut(connection)).count();
        assert_eq!(gone, 10, "each newcomer took the place of one of the greedy client");
        assert!(!is_cut(&honest) && !proxy.iter().any(is_cut));
        drop(greedy);
        assert_eq!(connections.len(), 20, "what was cut is not removed twice");
    }

    #[test]
    fn who_is_being_answered_is_not_cut() {
        let (connections, limits) = (ConnectionTable::default(), limits(3, 3));
        let all: Vec<_> =
            (0..3).map(|_| admit(&connections, "192.0.2.1", &limits).unwrap()).collect();
        let answering: Vec<_> = all.iter().map(|connection| connection.answer(NOW)).collect();
        assert_eq!(admit(&connections, "192.0.2.2", &limits).err(), Some(Refusal::Full));
        assert!(!connections.cut_one());
        drop(answering);
        assert!(admit(&connections, "192.0.2.2", &limits).is_ok());
    }

    #[tokio::test]
    async fn who_is_cut_hears_of_it() {
        let (connections, limits) = (ConnectionTable::default(), limits(1, 1));
        let first = admit(&connections, "192.0.2.1", &limits).unwrap();
        let _second = admit(&connections, "192.0.2.2", &limits).unwrap();
        first.cut().await;
    }
}
