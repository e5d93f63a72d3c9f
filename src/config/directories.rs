//! The settings of SQL and LDAP directories, checked against each other.

use super::typed::Reader;
use crate::directory::ldap::LdapSettings;
use crate::directory::sql::SqlSettings;
use crate::mail::Template;

impl Reader<'_> {
    pub(super) fn sql(&mut self) -> Option<SqlSettings> {
        let timeout = self.duration("sql.timeout");
        let connections = self.number("sql.connections");
        let list_interval = self.duration("sql.list_interval");
        let list_most = self.number("sql.list_most");
        let list_query = self.text("sql.list_query");
        if list_query.is_some() && self.text("sql.domain_query").is_none() {
            let setting = self.settings.get("sql.list_query");
            let problem = "domains are listed that nobody can be asked about";
            self.faults.push(setting, problem, "set sql.domain_query");
        }
        let url = self.together("sql", "sql.url", &["sql.domain_query", "sql.login_query"])?;
        Some(SqlSettings {
            url,
            domain_query: self.text("sql.domain_query"),
            login_query: self.text("sql.login_query"),
            list_query,
            list_interval: list_interval?,
            list_most: list_most?.get(),
            service: self.text("sql.service").map(String::into_boxed_str),
            timeout: timeout?,
            connections: connections?.get(),
        })
    }

    pub(super) fn ldap(&mut self) -> Option<LdapSettings> {
        let timeout = self.duration("ldap.timeout");
        let connections = self.number("ldap.connections");
        let filter = "%EMAILADDRESS%, %EMAILLOCALPART% and %EMAILDOMAIN% are filled in; write %% \
                      for a percent sign";
        let domain_filter = self.one("ldap.domain_filter", Template::parse, filter);
        let login_filter = self.one("ldap.login_filter", Template::parse, filter);
        let list_interval = self.duration("ldap.list_interval");
        let list_most = self.number("ldap.list_most");
        let list_filter = self.text("ldap.list_filter");
        if list_filter.is_some() {
            let setting = self.settings.get("ldap.list_filter");
            if self.text("ldap.domain_filter").is_none() {
                let problem = "domains are listed that nobody can be asked about";
                self.faults.push(setting, problem, "set ldap.domain_filter");
            }
            if self.text("ldap.domain_attribute").is_none() {
                let problem = "the filter needs ldap.domain_attribute";
                self.faults.push(setting, problem, "set ldap.domain_attribute");
            }
        }
        let url =
            self.together("ldap", "ldap.url", &["ldap.domain_filter", "ldap.login_filter"])?;
        for (filter, needs) in
            [("ldap.login_filter", "ldap.login_attribute"), ("ldap.domain_filter", "ldap.base")]
        {
            let setting = self.settings.get(filter);
            if !setting.values.is_empty() && self.text(needs).is_none() {
                let remedy = format!("set {needs}");
                self.faults.push(setting, &format!("the filter needs {needs}"), &remedy);
            }
        }
        Some(LdapSettings {
            url,
            start_tls: self.switch("ldap.start_tls"),
            authority_file: self.path("ldap.authority"),
            bind_dn: self.text("ldap.bind_dn"),
            bind_password: self.text("ldap.bind_password"),
            base: self.text("ldap.base").unwrap_or_default(),
            domain_filter,
            service_attribute: self.text("ldap.service_attribute"),
            list_filter,
            domain_attribute: self.text("ldap.domain_attribute"),
            list_interval: list_interval?,
            list_most: list_most?.get(),
            login_filter,
            login_attribute: self.text("ldap.login_attribute"),
            service: self.text("ldap.service").map(String::into_boxed_str),
            timeout: timeout?,
            connections: connections?.get(),
        })
    }

    /// The address of a directory that is asked something; one without the other is a fault.
    fn together(&mut self, section: &str, url: &str, questions: &[&str]) -> Option<String> {
        let asked = questions.iter().find(|key| self.text(key).is_some());
        match (self.text(url), asked) {
            (Some(text), Some(_)) => Some(text),
            (None, None) => None,
            (Some(_), None) => {
                let remedy = format!("set {}", questions.join(" or "));
                let problem = format!("the {section} directory is asked nothing");
                self.faults.push(self.settings.get(url), &problem, &remedy);
                None
            }
            (None, Some(asked)) => {
                let remedy = format!("set {url}");
                let problem = "there is no directory to ask this";
                self.faults.push(self.settings.get(asked), problem, &remedy);
                None
            }
        }
    }
}
