//! Where the admin listener is.

use std::net::SocketAddr;
use std::path::PathBuf;

/// Where monitors look.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum AdminListen {
    /// At a unix socket beside the control socket.
    #[default]
    BesideControl,
    /// Nowhere.
    Off,
    /// At an address.
    Tcp(SocketAddr),
    /// At a unix socket.
    Unix(PathBuf),
}

impl AdminListen {
    /// Reads `off`, `unix:/path`, or an address and a port.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        if text == "off" {
            return Ok(Self::Off);
        }
        if let Some(path) = text.strip_prefix("unix:") {
            let absolute = path.len() > 1 && path.starts_with('/');
            return match absolute {
                true => Ok(Self::Unix(path.into())),
                false => Err("its path does not begin with a slash"),
            };
        }
        text.parse().map(Self::Tcp).map_err(|_| "it is neither an address and a port nor a path")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_a_path_or_nothing() {
        let tcp = "[::1]:8081".parse().unwrap();
        assert_eq!(AdminListen::parse("[::1]:8081"), Ok(AdminListen::Tcp(tcp)));
        assert_eq!(AdminListen::parse("off"), Ok(AdminListen::Off));
        assert_eq!(AdminListen::parse("unix:/a"), Ok(AdminListen::Unix("/a".into())));
        for wrong in ["", "on", "unix:", "unix:/", "unix:a", "localhost:1", "127.0.0.1", ":1"] {
            assert!(AdminListen::parse(wrong).is_err(), "{wrong}");
        }
    }
}
