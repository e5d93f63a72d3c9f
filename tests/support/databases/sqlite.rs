//! A SQLite file of a test.

use std::path::PathBuf;

use super::Folder;

/// A SQLite file.
pub struct SqliteFile {
    folder: Folder,
}

impl SqliteFile {
    /// Creates and fills one.
    pub fn create(text: &str) -> Self {
        let file = Self { folder: Folder::new() };
        file.sql(text);
        file
    }

    /// A table `domain` with `customer-1.example` to `customer-<number>.example`.
    pub fn create_domains(number: usize) -> Self {
        Self::create(&format!(
            "CREATE TABLE domain (name VARCHAR(255) PRIMARY KEY);
             INSERT INTO domain
             WITH RECURSIVE numbers (n) AS
               (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {number})
             SELECT 'customer-' || n || '.example' FROM numbers"
        ))
    }

    /// Runs SQL.
    pub fn sql(&self, text: &str) {
        let text = text.to_owned();
        let url = format!("{}?mode=rwc", self.url());
        // A test may have a runtime already, in which no other can be entered.
        let running = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                use sqlx::{Connection, Executor};
                let mut file = sqlx::SqliteConnection::connect(&url).await.unwrap();
                file.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(text))).await.unwrap();
                file.close().await.unwrap();
            });
        });
        running.join().unwrap();
    }

    /// Where it lies.
    pub fn path(&self) -> PathBuf {
        self.folder.path("mail.db")
    }

    /// How it is opened.
    pub fn url(&self) -> String {
        format!("sqlite:{}", self.path().display())
    }
}
