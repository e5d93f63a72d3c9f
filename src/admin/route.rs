//! Method and path in, route out.

/// What an operator asks for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AdminRoute {
    /// Whether the process lives.
    Alive,
    /// Whether clients should be sent here.
    Ready,
    /// The numbers.
    Metrics,
    /// The last look-ups.
    Lookups,
    /// The path is there, the method is not.
    MethodNotAllowed,
    /// Nothing is there.
    NotFound,
}

impl AdminRoute {
    /// Finds the route.
    pub fn parse(method: &str, path: &str) -> Self {
        let route = match path {
            "/healthz" => Self::Alive,
            "/readyz" => Self::Ready,
            "/metrics" => Self::Metrics,
            "/lookups" => Self::Lookups,
            _ => return Self::NotFound,
        };
        match method {
            "GET" | "HEAD" => route,
            _ => Self::MethodNotAllowed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_exact_and_read_only() {
        for (method, path, route) in [
            ("GET", "/healthz", AdminRoute::Alive),
            ("HEAD", "/readyz", AdminRoute::Ready),
            ("GET", "/metrics", AdminRoute::Metrics),
            ("GET", "/lookups", AdminRoute::Lookups),
            ("POST", "/metrics", AdminRoute::MethodNotAllowed),
            ("POST", "/", AdminRoute::NotFound),
            ("GET", "/metrics/", AdminRoute::NotFound),
            ("GET", "/Metrics", AdminRoute::NotFound),
            ("GET", "/mail/config-v1.1.xml", AdminRoute::NotFound),
        ] {
            assert_eq!(AdminRoute::parse(method, path), route, "{method} {path}");
        }
    }
}
