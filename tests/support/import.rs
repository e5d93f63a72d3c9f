//! The fixtures of imports, in a folder of their own, with the database that Git cannot hold.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its part of it")]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};

/// A folder with all fixtures, and `automx2.sqlite`; it is removed when dropped.
pub struct Fixtures(PathBuf);

impl Fixtures {
    pub fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("mailguide-import-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir(&folder).unwrap();
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import");
        for entry in std::fs::read_dir(fixtures).unwrap() {
            let path = entry.unwrap().path();
            std::fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
        }
        let fixtures = Self(folder);
        fixtures.database("automx2.sqlite", include_str!("../fixtures/import/automx2.sql"));
        fixtures
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Makes an SQLite database.
    pub fn database(&self, name: &str, statements: &'static str) {
        let options =
            SqliteConnectOptions::new().filename(self.0.join(name)).create_if_missing(true);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut connection = options.connect().await.unwrap();
            sqlx::raw_sql(statements).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        });
    }
}

impl Drop for Fixtures {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
