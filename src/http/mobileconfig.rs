//! Apple profiles: a question in, a file out, signed where there is a key.

use std::time::Duration;

use super::answer::not_served;
use super::reply::{Cache, Reply, text};
use super::route::Resource;
use crate::documents::mobileconfig::CONTENT_TYPE;
use crate::guide::Language;
use crate::lookup::{Answer, Reason};
use crate::mail::{Address, Domain};
use crate::signing::Signer;

/// Answers. `asked` is the domain of the question, for the log.
pub(super) fn answer(
    answer: Answer<'_>,
    asked: Option<Domain>,
    address: Option<&Address>,
    language: Language,
) -> Reply {
    let resource = Resource::Mobileconfig.as_str();
    let found = match answer {
        Answer::Found(found) => found,
        Answer::NotServed { reason, .. } => return not_served(reason, resource, asked),
    };
    let Some(profile) = &found.documents.mobileconfig else {
        let reason = match found.entry.service().takes_password() {
            true => Reason::NotExpressible,
            false => Reason::NoPasswordWorks,
        };
        return not_served(reason, resource, Some(found.domain));
    };
    let login = found.login.as_deref();
    let body = profile.render(&found.domain, found.own(address), login, language);
    Reply {
        content_type: CONTENT_TYPE,
        cache: Cache::Never,
        body,
        mx: found.mx,
        ..text(200, found.reason, resource, Some(found.domain), String::new())
    }
}

/// Puts a profile under a signature; what is none stays as it is.
pub(super) fn sign(reply: Reply, signer: Option<&Signer>, now: Duration) -> Reply {
    match signer {
        Some(signer) if reply.content_type == CONTENT_TYPE => {
            Reply { body: signer.sign(&reply.body, now), ..reply }
        }
        _ => reply,
    }
}

impl Reply {
    /// The value of `Content-Disposition`, for what is a file to its reader.
    pub fn attachment(&self) -> Option<String> {
        let domain = self.domain.as_ref().filter(|_| self.content_type == CONTENT_TYPE)?;
        Some(format!("attachment; filename=\"{domain}.mobileconfig\""))
    }
}
