//! The rights of root: what needs them is done first, and then they are given up for good.

use std::ffi::CString;
use std::fmt;
use std::io;
use std::os::unix::fs::lchown;
use std::path::Path;

use nix::errno::Errno;
use nix::sys::prctl;
use nix::unistd::{Gid, Group, Uid, User, getegid, geteuid, initgroups, setresgid, setresuid};

use super::configuration::Loaded;
use super::{CommandError, tell};
use crate::config::RunAs;

/// Whether this process has the rights of root.
pub(super) fn are_root() -> bool {
    geteuid().is_root()
}

/// The number of the user that this process is.
pub(super) fn this_user() -> u32 {
    geteuid().as_raw()
}

/// A user, with the group that its process is in.
#[derive(Clone, Debug)]
pub(super) struct Account {
    name: CString,
    user: Uid,
    group: Gid,
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the user {}", self.name.to_string_lossy())
    }
}

/// Whom the server becomes once it is open, if it is to become somebody else.
pub(super) fn successor(loaded: &Loaded) -> Result<Option<Account>, CommandError> {
    let Some(run_as) = &loaded.config.run_as else { return Ok(None) };
    let account = find(loaded, run_as)?;
    if are_root() {
        return Ok(Some(account));
    }
    if account.user == geteuid() && (run_as.group.is_none() || account.group == getegid()) {
        return Ok(None);
    }
    let remedy = "start the server as root, or as that user, or leave process.user out";
    Err(loaded.fault("process.user", "nobody but root becomes another user", remedy))
}

fn find(loaded: &Loaded, run_as: &RunAs) -> Result<Account, CommandError> {
    let RunAs { user: name, group } = run_as;
    let missing = |key, what: &str, name: &str, found: Option<Errno>| {
        let why = found.map(|error| format!(": {error}")).unwrap_or_default();
        let problem = format!("this system knows no {what} `{}`{why}", name.escape_default());
        let remedy = format!("make one ({what}add --system), or name one that is there");
        loaded.fault(key, &problem, &remedy)
    };
    let user = match User::from_name(name) {
        Ok(Some(user)) => user,
        found => return Err(missing("process.user", "user", name, found.err())),
    };
    if user.uid.is_root() {
        let remedy = "name a user that may do little";
        return Err(loaded.fault("process.user", "this user is root by another name", remedy));
    }
    let group = match group.as_deref().map(|name| (name, Group::from_name(name))) {
        None => user.gid,
        Some((_, Ok(Some(group)))) => group.gid,
        Some((name, found)) => return Err(missing("process.group", "group", name, found.err())),
    };
    let name = CString::new(&**name).expect("names with control characters are refused");
    Ok(Account { name, user: user.uid, group })
}

impl Account {
    /// The number of the user.
    pub(super) fn user(&self) -> u32 {
        self.user.as_raw()
    }

    /// Makes a file this user's.
    pub(super) fn own(&self, path: &Path) -> io::Result<()> {
        lchown(path, Some(self.user.as_raw()), Some(self.group.as_raw()))
    }

    /// Becomes this user, in all threads: the C library sees to that. Groups go first, because only
    /// root can change them.
    pub(super) fn take_over(&self) -> Result<(), CommandError> {
        let Self { name, user, group } = self;
        initgroups(name, *group)
            .and_then(|()| setresgid(*group, *group, *group))
            .and_then(|()| setresuid(*user, *user, *user))
            .map_err(|error| {
                CommandError::Usage(format!(
                    "process.user: cannot become {self}: {error}; start the server as root with the \
                     capabilities CAP_SETUID and CAP_SETGID, or leave process.user out"
                ))
            })
    }
}

/// Tells root that the server stays root.
pub(super) fn warn_of_root() {
    if are_root() {
        tell(
            "warning: the server runs as root and stays it; name a user that it becomes with --user \
             (process.user), or let the service manager choose one",
        );
    }
}

/// Nothing that this process might ever start gets more rights than it has. To be called before there
/// are threads, which inherit it.
pub(super) fn gain_none() -> Result<(), CommandError> {
    prctl::set_no_new_privs().map_err(|error| CommandError::Start(error.into()))
}
