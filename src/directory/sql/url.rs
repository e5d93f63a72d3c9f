//! The URL of a SQL directory: which database it is for, and how it is shown without its password.

use super::query::Dialect;
use crate::directory::fault::DirectoryError;

/// The key of the setting.
pub(super) const SETTING: &str = "sql.url";

/// What a URL may say behind its `?`, by database. The drivers let others pass in silence, also a
/// misspelt wish for TLS. SQLite's own driver refuses them.
const POSTGRES_OPTIONS: [&str; 18] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "ssl-ca",
    "ssl-cert",
    "ssl-key",
    "ssl-mode",
    "ssl-root-cert",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "statement-cache-capacity",
    "user",
];
const MYSQL_OPTIONS: [&str; 12] = [
    "charset",
    "collation",
    "socket",
    "ssl-ca",
    "ssl-cert",
    "ssl-key",
    "ssl-mode",
    "sslca",
    "sslcert",
    "sslkey",
    "sslmode",
    "statement-cache-capacity",
];

/// The database that a URL is for.
pub(crate) fn dialect(url: &str) -> Result<Dialect, DirectoryError> {
    let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
    let (dialect, known): (_, &[&str]) = match scheme {
        "sqlite" => return Ok(Dialect::Sqlite),
        "postgres" | "postgresql" => (Dialect::Postgres, &POSTGRES_OPTIONS),
        "mysql" | "mariadb" => (Dialect::MySql, &MYSQL_OPTIONS),
        _ => {
            return Err(DirectoryError::configuration(
                SETTING,
                "the URL names no database that is supported",
                "begin it with sqlite:, postgres:// or mysql://",
            ));
        }
    };
    let options = url.split_once('?').map_or("", |(_, options)| options);
    let names = options.split('&').filter(|option| !option.is_empty());
    let names = names.map(|option| option.split_once('=').map_or(option, |(name, _)| name));
    match names.into_iter().find(|name| !known.contains(name)) {
        None => Ok(dialect),
        Some(_) => Err(DirectoryError::configuration(
            SETTING,
            "the URL has an option behind its `?` that is unknown",
            format!("known are {}; a `?` in a password is written %3F", known.join(", ")),
        )),
    }
}

/// A URL as it may be shown: without its password.
pub fn masked(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    // The last @ counts: a password may hold others that should have been percent-encoded.
    let rest = match rest.rsplit_once('@') {
        Some((user, host)) => match user.split_once(':') {
            Some((user, _)) => format!("{user}:***@{host}"),
            None => rest.to_owned(),
        },
        None => rest.to_owned(),
    };
    let Some((place, options)) = rest.split_once('?') else { return format!("{scheme}://{rest}") };
    let hidden = |option: &str| match option.split_once('=') {
        Some((name, _)) if name.contains("pass") => format!("{name}=***"),
        _ => option.to_owned(),
    };
    let options: Vec<String> = options.split('&').map(hidden).collect();
    format!("{scheme}://{place}?{}", options.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_shown() {
        for (url, shown) in [
            ("sqlite:/var/lib/mail.db", "sqlite:/var/lib/mail.db"),
            ("postgres://host/db", "postgres://host/db"),
            ("postgres://fred@host:5432/db", "postgres://fred@host:5432/db"),
            ("postgres://fred:s3cret@host/db", "postgres://fred:***@host/db"),
            ("mysql://fred:s3@c/r?et@host/db", "mysql://fred:***@host/db"),
            ("mysql://:s3cret@host/db", "mysql://:***@host/db"),
            (
                "postgres:///db?user=fred&password=s3cret&host=/run",
                "postgres:///db?user=fred&password=***&host=/run",
            ),
        ] {
            assert_eq!(masked(url), shown);
        }
    }

    #[test]
    fn schemes_and_options_are_known() {
        for (url, expected) in [
            ("sqlite:mail.db", Dialect::Sqlite),
            ("sqlite:///mail.db?mode=ro", Dialect::Sqlite),
            ("postgresql://host/db?sslmode=verify-full", Dialect::Postgres),
            ("mariadb://host/db?ssl-mode=REQUIRED&socket=/run/s", Dialect::MySql),
        ] {
            assert_eq!(dialect(url), Ok(expected));
        }
        for url in ["", "mail.db", "mssql://host/db", "SQLITE", "mysql://host/db?sslmod=required"] {
            let error = dialect(url).unwrap_err();
            assert!(!error.is_unreachable() && error.setting() == "sql.url", "{url}: {error}");
        }
    }
}
