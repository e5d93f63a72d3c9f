//! Connections to one directory: a bounded number, used again, replaced when they have died.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::fault::DirectoryFault;

/// How long a connection may lie idle. A firewall that forgets connections does so later.
const IDLE_MAX: Duration = Duration::from_secs(60);

/// A server that is asked one question at a time on each connection.
pub(super) trait Server: Send + Sync {
    /// A connection that is ready to be asked. Dropping it breaks it off.
    type Connection: Send + 'static;
    /// What is asked.
    type Question: Sync;
    /// What comes back.
    type Answer: Send;

    /// Opens a connection.
    fn connect(&self) -> impl Future<Output = Result<Self::Connection, DirectoryFault>> + Send;

    /// Asks. After an error the connection is not used again.
    fn ask(
        &self,
        connection: &mut Self::Connection,
        question: &Self::Question,
    ) -> impl Future<Output = Result<Self::Answer, DirectoryFault>> + Send;

    /// Closes a connection as the protocol wants it.
    fn close(connection: Self::Connection) -> impl Future<Output = ()> + Send + 'static;
}

/// The connections to one server.
pub(super) struct Pool<S: Server> {
    server: S,
    turns: Semaphore,
    idle: Mutex<Vec<(S::Connection, Instant)>>,
    timeout: Duration,
}

impl<S: Server> Pool<S> {
    /// A pool of at most so many connections, at least one, beginning with one that is open.
    /// A question takes at most `timeout`, with all waiting and connecting.
    pub(super) fn new(
        server: S,
        first: S::Connection,
        connections: u32,
        timeout: Duration,
    ) -> Self {
        let turns = Semaphore::new(connections.max(1) as usize);
        Self { server, turns, idle: Mutex::new(vec![(first, Instant::now())]), timeout }
    }

    /// Asks one question.
    pub(super) async fn ask(&self, question: &S::Question) -> Result<S::Answer, DirectoryFault> {
        self.ask_within(self.timeout, question).await
    }

    /// Asks one question that may take as long as that.
    pub(super) async fn ask_within(
        &self,
        timeout: Duration,
        question: &S::Question,
    ) -> Result<S::Answer, DirectoryFault> {
        match tokio::time::timeout(timeout, self.ask_in_turn(question)).await {
            Ok(answer) => answer,
            Err(_) => {
                // Who is silent on one connection is likely so on those that lie idle.
                drop(self.take_all_idle());
                Err(DirectoryFault::TimedOut)
            }
        }
    }

    async fn ask_in_turn(&self, question: &S::Question) -> Result<S::Answer, DirectoryFault> {
        let _turn = self.turns.acquire().await.expect("the semaphore is never closed");
        if let Some(mut connection) = self.take_idle() {
            if let Ok(answer) = self.server.ask(&mut connection, question).await {
                self.keep(connection);
                return Ok(answer);
            }
            // It may have died since it was last used, or hold a plan made for tables that have
            // changed since. What a new connection says counts.
            drop(self.take_all_idle());
        }
        let mut connection = self.server.connect().await?;
        let answer = self.server.ask(&mut connection, question).await?;
        self.keep(connection);
        Ok(answer)
    }

    fn take_idle(&self) -> Option<S::Connection> {
        let newest = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let (connection, since) = newest?;
        if since.elapsed() < IDLE_MAX {
            return Some(connection);
        }
        for expired in std::iter::once(connection).chain(self.take_all_idle()) {
            tokio::spawn(tokio::time::timeout(self.timeout, S::close(expired)));
        }
        None
    }

    fn take_all_idle(&self) -> Vec<S::Connection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.drain(..).map(|(connection, _)| connection).collect()
    }

    fn keep(&self, connection: S::Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push((connection, Instant::now()));
    }
}
