//! Addresses behind which nobody reads, by their local part (RFC 3834 §2; rule H8), and our own.

use super::OwnMail;

/// What an address says of who is behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Behind {
    /// Where reports of mail go: `mailer-daemon` or `postmaster`, as here without signs.
    Reports(&'static str),
    List,
    /// `noreply` and what it is called in Dutch.
    Nobody,
    /// An account in whose name programs mail, and people do not.
    Computer,
    /// As [`Computer`](Self::Computer), though a machine's keeper may write so too.
    Root,
}

const NOBODY: [&str; 5] = ["noreply", "donotreply", "nietbeantwoorden", "nietantwoorden", "geenantwoord"];

const SYSTEM_ACCOUNTS: [&str; 6] = ["daemon", "nobody", "cron", "wwwdata", "bounce", "bounces"];

/// `None`: a person, as far as its address tells.
pub(super) fn behind(address: &str) -> Option<Behind> {
    let local = address.split('@').next().unwrap_or_default().to_ascii_lowercase();
    let local = local.split('+').next().unwrap_or_default();
    let plain: String = local.chars().filter(|c| !matches!(c, '-' | '_' | '.')).collect();
    let is_list = matches!(plain.as_str(), "listserv" | "majordomo")
        || local.ends_with("-request")
        || local.starts_with("owner-");
    match plain.as_str() {
        "mailerdaemon" => Some(Behind::Reports("mailerdaemon")),
        "postmaster" => Some(Behind::Reports("postmaster")),
        _ if is_list => Some(Behind::List),
        plain if NOBODY.iter().any(|robot| plain.starts_with(robot)) => Some(Behind::Nobody),
        plain if SYSTEM_ACCOUNTS.contains(&plain) => Some(Behind::Computer),
        "root" => Some(Behind::Root),
        _ => None,
    }
}

impl OwnMail {
    /// Whether mail to this address comes to us; a tag after `+` is the same mailbox.
    pub fn is_ours(&self, address: &str) -> bool {
        let address = match address.trim().split_once('@') {
            Some((local, domain)) => format!("{}@{domain}", local.split('+').next().unwrap_or_default()),
            None => address.to_owned(),
        };
        self.addresses.iter().any(|own| own.eq_ignore_ascii_case(&address))
    }

    /// Whether no mail is sent to this address that somebody gave: nobody reads there, or we do ourselves.
    pub fn is_unread(&self, address: &str) -> bool {
        self.is_ours(address) || behind(address.trim()).is_some_and(|behind| behind != Behind::Root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_written_to_who_does_not_read_nor_are_we_ourselves() {
        let own = OwnMail { addresses: vec!["signaal@wijkteam.example".to_owned()], ..OwnMail::default() };
        for address in [
            "noreply@meldpunt.example",
            "No-Reply@meldpunt.example",
            "no.reply+123@meldpunt.example",
            "niet-beantwoorden@gemeente.example",
            "MAILER-DAEMON@relay.example",
            "postmaster@relay.example",
            "wijk-request@lijsten.example",
            "www-data@server.example",
            "signaal@wijkteam.example",
            " Signaal+H-0000@WIJKTEAM.example",
        ] {
            assert!(own.is_unread(address), "{address}");
        }
        for address in
            ["joke@meldpunt.example", "root@thuis.example", "reply@x.example", "signaal@ander.example", "", "@"]
        {
            assert!(!own.is_unread(address), "{address}");
        }
    }
}
