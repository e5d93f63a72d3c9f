//! The operator's queries: named parameters become the placeholders of a database.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

use crate::mail::{Address, Domain};

/// How a database writes what lies outside the standard.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    MySql,
}

/// What a query may ask for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Parameter {
    /// `:domain`
    Domain,
    /// `:address`
    Address,
    /// `:local_part`
    LocalPart,
}

impl Parameter {
    const fn name(self) -> &'static str {
        match self {
            Self::Domain => ":domain",
            Self::Address => ":address",
            Self::LocalPart => ":local_part",
        }
    }
}

/// A query that a database can prepare.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Query {
    /// The text, with placeholders.
    pub sql: Arc<str>,
    /// What goes into each placeholder.
    pub parameters: Vec<Parameter>,
}

/// Why a text is not a query of ours.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum QueryError {
    /// A name that is not among those allowed.
    #[error("the parameter `{found}` is unknown")]
    UnknownParameter {
        /// The name as it stands there.
        found: String,
    },
    /// A quotation or a comment without end; what it begins with.
    #[error("what begins with {0} does not end")]
    Unclosed(String),
    /// Two statements.
    #[error("there is a second statement behind the `;`")]
    SecondStatement,
    /// None of the parameters without which the query is about nobody.
    #[error("missing parameter {0}")]
    NoParameter(Names),
}

/// Names of parameters, for a sentence.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Names(pub &'static [Parameter]);

impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, parameter) in self.0.iter().enumerate() {
            let before = match number {
                0 => "",
                last if last + 1 == self.0.len() => " or ",
                _ => ", ",
            };
            write!(f, "{before}`{}`", parameter.name())?;
        }
        Ok(())
    }
}

impl Query {
    /// Reads a query. Only parameters of `allowed` may occur, one of `needed` must.
    pub fn parse(
        text: &str,
        dialect: Dialect,
        allowed: &'static [Parameter],
        needed: &'static [Parameter],
    ) -> Result<Self, QueryError> {
        let query = Self::scan(text, dialect, allowed)?;
        let is_there = |parameter| query.parameters.contains(parameter);
        match needed.is_empty() || needed.iter().any(is_there) {
            true => Ok(query),
            false => Err(QueryError::NoParameter(Names(needed))),
        }
    }

    fn scan(text: &str, dialect: Dialect, allowed: &[Parameter]) -> Result<Self, QueryError> {
        let mut sql = String::with_capacity(text.len());
        let mut parameters: Vec<Parameter> = Vec::new();
        let mut ended = false;
        let mut before = "";
        let mut rest = text;
        while !rest.is_empty() {
            let (kind, length) = token(rest, before, dialect)?;
            let (token, behind) = rest.split_at(length);
            match kind {
                Kind::Text | Kind::Named if ended => return Err(QueryError::SecondStatement),
                Kind::Named => {
                    let parameter = allowed.iter().find(|known| known.name() == token);
                    let unknown = || QueryError::UnknownParameter { found: token.to_owned() };
                    let parameter = *parameter.ok_or_else(unknown)?;
                    sql.push_str(&placeholder(parameter, &mut parameters, dialect));
                }
                Kind::Space | Kind::End | Kind::Text => sql.push_str(token),
            }
            ended |= matches!(kind, Kind::End);
            (before, rest) = (token, behind);
        }
        Ok(Self { sql: sql.into(), parameters })
    }

    /// The values of the placeholders for a domain. [`Query::parse`] has seen to it that a query
    /// about domains names nothing else.
    pub fn about_domain(&self, domain: &Domain) -> Vec<String> {
        self.parameters.iter().map(|_| domain.as_str().to_owned()).collect()
    }

    /// The values of the placeholders for an address.
    pub fn about_address(&self, address: &Address) -> Vec<String> {
        let value = |parameter: &Parameter| match parameter {
            Parameter::Domain => address.domain().as_str().to_owned(),
            Parameter::Address => address.to_string(),
            Parameter::LocalPart => address.local_part().to_owned(),
        };
        self.parameters.iter().map(value).collect()
    }
}

/// The next placeholder. PostgreSQL has numbered ones, which can stand more than once; that lets
/// it find out one type for all.
fn placeholder(parameter: Parameter, used: &mut Vec<Parameter>, dialect: Dialect) -> String {
    if dialect != Dialect::Postgres {
        used.push(parameter);
        return "?".to_owned();
    }
    let known = used.iter().position(|other| *other == parameter);
    let position = known.unwrap_or_else(|| {
        used.push(parameter);
        used.len() - 1
    });
    format!("${}", position + 1)
}

#[derive(Clone, Copy)]
enum Kind {
    /// White space and comments.
    Space,
    /// A semicolon.
    End,
    /// `:name`.
    Named,
    /// All else.
    Text,
}

/// The kind and the length of what `rest`, which is not empty, begins with.
fn token(rest: &str, before: &str, dialect: Dialect) -> Result<(Kind, usize), QueryError> {
    let mut chars = rest.chars();
    let first = chars.next().unwrap_or_default();
    let second = chars.next().unwrap_or_default();
    let unclosed = |opening: &str| QueryError::Unclosed(format!("`{opening}`"));
    Ok(match (first, second) {
        ('-', '-') if comment_begins(&rest[2..], dialect) => (Kind::Space, line(rest)),
        ('#', _) if dialect == Dialect::MySql => (Kind::Space, line(rest)),
        ('/', '*') => {
            (Kind::Space, block(rest, dialect == Dialect::Postgres).ok_or_else(|| unclosed("/*"))?)
        }
        ('\'' | '"' | '`', _) => {
            let escapes = match dialect {
                Dialect::Sqlite => false,
                Dialect::Postgres => first == '\'' && before.eq_ignore_ascii_case("e"),
                Dialect::MySql => first != '`',
            };
            let length = quoted(rest, first, escapes);
            (Kind::Text, length.ok_or_else(|| unclosed(&first.to_string()))?)
        }
        ('[', _) if dialect == Dialect::Sqlite => {
            (Kind::Text, rest.find(']').ok_or_else(|| unclosed("["))? + 1)
        }
        ('$', _) if dialect == Dialect::Postgres => match dollar_tag(rest) {
            Some(tag) => {
                let end = rest[tag.len()..].find(tag).ok_or_else(|| unclosed(tag))?;
                (Kind::Text, end + 2 * tag.len())
            }
            None => (Kind::Text, 1),
        },
        (':', ':') => (Kind::Text, 2),
        (':', 'a'..='z' | 'A'..='Z' | '_') => (Kind::Named, 1 + word(&rest[1..])),
        (';', _) => (Kind::End, 1),
        (space, _) if space.is_whitespace() => (Kind::Space, space.len_utf8()),
        (letter, _) if is_word(letter) => (Kind::Text, word_with_dollars(rest)),
        (other, _) => (Kind::Text, other.len_utf8()),
    })
}

/// MySQL wants white space behind `--`; elsewhere nothing is needed.
fn comment_begins(behind: &str, dialect: Dialect) -> bool {
    let fits = |c: char| c.is_whitespace() || c.is_control();
    dialect != Dialect::MySql || behind.chars().next().is_none_or(fits)
}

fn line(rest: &str) -> usize {
    rest.find('\n').map_or(rest.len(), |end| end + 1)
}

/// A comment in `/* */`, which PostgreSQL nests.
fn block(rest: &str, nests: bool) -> Option<usize> {
    let mut depth = 1_usize;
    let mut at = 2;
    loop {
        let end = at + rest[at..].find("*/")?;
        match rest[at..end].find("/*") {
            Some(inner) if nests => {
                depth += 1;
                at += inner + 2;
            }
            _ => {
                depth -= 1;
                at = end + 2;
                if depth == 0 {
                    return Some(at);
                }
            }
        }
    }
}

/// A quoted text; its quote stands for itself when doubled, or behind a `\` where that escapes.
fn quoted(rest: &str, quote: char, escapes: bool) -> Option<usize> {
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if escapes && c == '\\' {
            chars.next();
        } else if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            return Some(at + quote.len_utf8());
        }
    }
    None
}

/// `$$` or `$name$` (PostgreSQL, "Dollar-Quoted String Constants").
fn dollar_tag(rest: &str) -> Option<&str> {
    let name = word(&rest[1..]);
    let inside = &rest[1..=name];
    let tag = rest.get(..name + 2)?;
    let is_tag = tag.ends_with('$') && !inside.starts_with(|c: char| c.is_ascii_digit());
    is_tag.then_some(tag)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn word(rest: &str) -> usize {
    rest.find(|c| !is_word(c)).unwrap_or(rest.len())
}

/// A `$` inside a name does not begin a quotation.
fn word_with_dollars(rest: &str) -> usize {
    rest.find(|c| !is_word(c) && c != '$').unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Dialect::{MySql, Postgres, Sqlite};
    use super::Parameter::{Address, Domain, LocalPart};
    use super::*;

    const ALL: [Parameter; 3] = [Domain, Address, LocalPart];

    fn scan(text: &str, dialect: Dialect) -> Result<(String, Vec<Parameter>), QueryError> {
        let query = Query::scan(text, dialect, &ALL)?;
        Ok((query.sql.to_string(), query.parameters))
    }

    #[test]
    fn parameters_become_placeholders() {
        let text = "SELECT :domain WHERE a=:address AND b = (:local_part) OR c=:domain";
        let question_marks = "SELECT ? WHERE a=? AND b = (?) OR c=?";
        let each = vec![Domain, Address, LocalPart, Domain];
        assert_eq!(scan(text, Sqlite), Ok((question_marks.to_owned(), each.clone())));
        assert_eq!(scan(text, MySql), Ok((question_marks.to_owned(), each)));
        let numbered = "SELECT $1 WHERE a=$2 AND b = ($3) OR c=$1";
        let once = vec![Domain, Address, LocalPart];
        assert_eq!(scan(text, Postgres), Ok((numbered.to_owned(), once)));
    }

    #[test]
    fn what_only_looks_like_a_parameter_stays() {
        for (dialects, text) in [
            (&[Sqlite, Postgres, MySql][..], "SELECT ':domain', \":domain\", `:domain`"),
            (&[Sqlite, Postgres, MySql], "SELECT 'it''s :domain' -- :domain\n/* :domain */"),
            (&[Sqlite, Postgres, MySql], "SELECT 1; -- :domain and no more"),
            (&[Postgres], "SELECT a::domain, b :: text, c[1:2], d[1 : 2]"),
            (&[Postgres], "SELECT $$ :domain ' $$, $q$ :domain $$ $q$, name$$ FROM t"),
            (&[Postgres], r"SELECT E'\' :domain', 'a\' || 'b'"),
            (&[Postgres], "SELECT 1 /* /* :domain */ :domain */ # 2, data ? 'key'"),
            (&[MySql], r#"SELECT '\' :domain', "\" :domain" # :domain"#),
            (&[MySql], "SELECT @a := 1, 5--1"),
            (&[Sqlite], r"SELECT [:domain], 'a\' FROM t"),
            (&[Sqlite, MySql], "SELECT 'ü:domain', ü FROM ü"),
        ] {
            for dialect in dialects {
                assert_eq!(scan(text, *dialect), Ok((text.to_owned(), vec![])), "{dialect:?}");
            }
        }
    }

    #[test]
    fn parameters_behind_quotations_are_found() {
        for (dialect, text, expected) in [
            (Postgres, "SELECT $$a$$ || :domain", "SELECT $$a$$ || $1"),
            (Postgres, r"SELECT 'a\', :domain", r"SELECT 'a\', $1"),
            (Postgres, "SELECT :domain::citext", "SELECT $1::citext"),
            (Sqlite, "SELECT 1 /* /* */ , :domain", "SELECT 1 /* /* */ , ?"),
            (MySql, "SELECT 5--:domain", "SELECT 5--?"),
            (MySql, "SELECT '''' -- '\n, :domain;", "SELECT '''' -- '\n, ?;"),
        ] {
            assert_eq!(scan(text, dialect), Ok((expected.to_owned(), vec![Domain])), "{text}");
        }
    }

    #[test]
    fn faults_are_told() {
        let unknown = |found: &str| QueryError::UnknownParameter { found: found.to_owned() };
        let unclosed = |opening: &str| QueryError::Unclosed(format!("`{opening}`"));
        for (dialect, text, error) in [
            (Sqlite, "SELECT :doman", unknown(":doman")),
            (Sqlite, "SELECT :Domain", unknown(":Domain")),
            (Sqlite, "SELECT :domain_", unknown(":domain_")),
            (Sqlite, "SELECT 'a", unclosed("'")),
            (Sqlite, "SELECT [a", unclosed("[")),
            (MySql, r"SELECT 'a\'", unclosed("'")),
            (Postgres, "SELECT /* /* */", unclosed("/*")),
            (Postgres, "SELECT $a$ $b$", unclosed("$a$")),
            (Sqlite, "SELECT :domain; DELETE FROM t", QueryError::SecondStatement),
            (Sqlite, "SELECT 1; :domain", QueryError::SecondStatement),
        ] {
            assert_eq!(scan(text, dialect), Err(error), "{text}");
        }
        assert_eq!(
            Query::parse("SELECT :domain", Sqlite, &ALL, &[Address, LocalPart]),
            Err(QueryError::NoParameter(Names(&[Address, LocalPart]))),
        );
        let names = Names(&[Domain, Address, LocalPart]).to_string();
        assert_eq!(names, "`:domain`, `:address` or `:local_part`");
    }

    /// A piece of a query, and the parameter that it is.
    fn piece() -> impl Strategy<Value = (String, Option<Parameter>)> {
        let kept = prop_oneof![
            "[a-z0-9_=<>|.,()* \n]{0,9}",
            "'([^'\\\\]|''){0,9}'",
            "\"([^\"\\\\]|\"\"){0,9}\"",
            "`[^`]{0,9}`",
            "-- [^\n]{0,9}\n",
            "/\\*[^*/]{0,9}\\*/",
            Just("::".to_owned()),
        ];
        prop_oneof![
            3 => kept.prop_map(|text| (text, None)),
            1 => Just((":domain".to_owned(), Some(Domain))),
            1 => Just((":address".to_owned(), Some(Address))),
            1 => Just((":local_part".to_owned(), Some(LocalPart))),
        ]
    }

    proptest! {
        #[test]
        fn text_outside_parameters_is_kept(
            pieces in proptest::collection::vec(piece(), 0..12),
            dialect in prop_oneof![Just(Sqlite), Just(MySql)],
        ) {
            // Blanks keep pieces from forming others together.
            let join = |texts: Vec<&str>| texts.join(" ");
            let text = join(pieces.iter().map(|(text, _)| text.as_str()).collect());
            let kept = pieces.iter().map(|(text, parameter)| match parameter {
                Some(_) => "?",
                None => text.as_str(),
            });
            let parameters = pieces.iter().filter_map(|(_, parameter)| *parameter).collect();
            prop_assert_eq!(scan(&text, dialect), Ok((join(kept.collect()), parameters)));
        }

        #[test]
        fn any_text_is_read_or_refused(
            text in "([:'\"`$\\[\\]/*#;\\\\ \n-]|:domain|[ae1_ü]){0,24}",
            dialect in prop_oneof![Just(Sqlite), Just(Postgres), Just(MySql)],
        ) {
            if let Ok((sql, parameters)) = scan(&text, dialect)
                && parameters.is_empty()
            {
                prop_assert_eq!(sql, text);
            }
        }
    }
}
