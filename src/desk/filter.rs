//! Which part of the queue somebody looks at: read from a URL, written back into one.
//!
//! **Invariant:** what comes out of [`Filter::href`] is made of our own words and ids only, whatever went in.

use serde::Deserialize;

use super::words;
use crate::{
    domain::Urgency,
    intake::desk::{Order, View},
};

const VIEWS: [(&str, View); 9] = [
    ("te-verdelen", View::TeVerdelen),
    ("spoed", View::Spoed),
    ("te-laat", View::TeLaat),
    ("van-mij", View::VanMij),
    ("uitgesteld", View::Uitgesteld),
    ("agenda", View::Agenda),
    ("alles", View::Alles),
    ("afgesloten", View::Afgesloten),
    ("zonder-adres", View::ZonderAdres),
];

const ORDERS: [(&str, Order, &str); 3] = [
    ("eerst", Order::WatEerstMoet, "Wat eerst moet"),
    ("nieuwste", Order::Nieuwste, "Nieuwste signaal"),
    ("meeste", Order::MeesteSignalen, "Meeste signalen"),
];

/// The URL's words as they came.
#[derive(Deserialize, Default)]
pub(super) struct Wanted {
    #[serde(default)]
    weergave: String,
    #[serde(default)]
    voordeur: String,
    #[serde(default)]
    urgentie: String,
    #[serde(default)]
    wie: String,
    #[serde(default)]
    volgorde: String,
    #[serde(default)]
    pub vanaf: String,
    /// The bundle of what was just done.
    #[serde(default)]
    pub gedaan: String,
    /// A word for what there is to say.
    #[serde(default)]
    pub melding: String,
    /// Which card to stand on.
    #[serde(default)]
    pub kaart: String,
    /// How many others were left alone.
    #[serde(default)]
    pub overgeslagen: u32,
}

/// A part of the queue.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Filter {
    pub view: View,
    pub order: Order,
    /// Empty: all.
    pub partner: String,
    pub urgency: Option<Urgency>,
    /// Person id; empty: all.
    pub assignee: String,
}

impl Filter {
    pub(super) fn of(wanted: &Wanted) -> Self {
        let view = VIEWS.iter().find(|(word, _)| *word == wanted.weergave);
        let order = ORDERS.iter().find(|(word, ..)| *word == wanted.volgorde);
        Self {
            view: view.map(|(_, view)| *view).unwrap_or_default(),
            order: order.map(|(_, order, _)| *order).unwrap_or_default(),
            partner: plain(&wanted.voordeur),
            urgency: Urgency::ALL.into_iter().find(|urgency| urgency.as_str() == wanted.urgentie),
            assignee: plain(&wanted.wie),
        }
    }

    /// From what a form sent back of an earlier [`Filter::href`]; anything else is the whole queue.
    pub(super) fn parse(href: &str) -> Self {
        let query = href.split_once('?').map_or("", |(_, query)| query);
        let mut wanted = Wanted::default();
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            match name {
                "weergave" => value.clone_into(&mut wanted.weergave),
                "voordeur" => value.clone_into(&mut wanted.voordeur),
                "urgentie" => value.clone_into(&mut wanted.urgentie),
                "wie" => value.clone_into(&mut wanted.wie),
                "volgorde" => value.clone_into(&mut wanted.volgorde),
                _ => {}
            }
        }
        Self::of(&wanted)
    }

    /// `/wachtrij?…`; what is as usual is left out.
    pub(super) fn href(&self) -> String {
        let mut pairs = Vec::new();
        let mut add = |name: &str, value: &str, usual: bool| {
            if !usual {
                pairs.push(format!("{name}={value}"));
            }
        };
        add("weergave", self.view_word(), self.view == View::default());
        add("voordeur", &self.partner, self.partner.is_empty());
        add("urgentie", self.urgency_word(), self.urgency.is_none());
        add("wie", &self.assignee, self.assignee.is_empty());
        add("volgorde", self.order_word(), self.order == Order::default());
        if pairs.is_empty() { "/wachtrij".to_owned() } else { format!("/wachtrij?{}", pairs.join("&")) }
    }

    /// The same part of the queue, with more said.
    pub(super) fn href_with(&self, name: &str, value: &str) -> String {
        let href = self.href();
        let joint = if href.contains('?') { '&' } else { '?' };
        format!("{href}{joint}{name}={value}")
    }

    /// Its view without what narrows it.
    pub(super) fn whole_href(&self) -> String {
        Self { view: self.view, ..Self::default() }.href()
    }

    pub(super) fn view_word(&self) -> &'static str {
        VIEWS.iter().find(|(_, view)| *view == self.view).map_or("", |(word, _)| word)
    }

    /// Empty: any.
    pub(super) fn urgency_word(&self) -> &'static str {
        self.urgency.map_or("", Urgency::as_str)
    }

    pub(super) fn order_word(&self) -> &'static str {
        ORDERS.iter().find(|(_, order, _)| *order == self.order).map_or("", |(word, ..)| word)
    }

    /// Whether it narrows its view.
    pub(super) fn narrows(&self) -> bool {
        *self != Self { view: self.view, order: self.order, ..Self::default() }
    }
}

pub(super) fn orders() -> Vec<(&'static str, &'static str)> {
    ORDERS.iter().map(|(word, _, label)| (*word, *label)).collect()
}

pub(super) fn urgencies() -> Vec<(&'static str, &'static str)> {
    Urgency::ALL.into_iter().rev().map(|urgency| (urgency.as_str(), words::urgency(urgency))).collect()
}

/// Names of partners and ids of people: letters, digits and hyphens. What else came goes no further.
fn plain(word: &str) -> String {
    word.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_survives_its_url() {
        let filter = Filter {
            view: View::Alles,
            order: Order::Nieuwste,
            partner: "meldpunt".to_owned(),
            urgency: Some(Urgency::Hoog),
            assignee: "0193-ab".to_owned(),
        };
        assert_eq!(Filter::parse(&filter.href()), filter);
        assert_eq!(Filter::default().href(), "/wachtrij");
    }

    #[test]
    fn nothing_strange_comes_back_out() {
        let filter = Filter::parse("//elders.example/?weergave=x&voordeur=a\"><script>&wie=../..");
        assert_eq!(filter.href(), "/wachtrij?voordeur=ascript");
    }
}
