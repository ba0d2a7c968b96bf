//! Replies, forwards, cards and disclaimers, and everything that only looks like them.

use super::*;

const NEW: Context<'static> = Context { subject: "Zorg om gezin", answers: false };
const REPLY: Context<'static> = Context { subject: "RE: Zorg om gezin", answers: true };
const FORWARD: Context<'static> = Context { subject: "FW: nachtdienst", answers: false };

fn said(text: &str, context: Context<'_>) -> String {
    new_text(text, context).text
}

#[test]
fn quotes_of_known_programs_are_cut() {
    let quotes = [
        "Van: Piet <piet@x.example>\nVerzonden: maandag 2 maart 2026 10:00\nAan: Joke\nOnderwerp: Zorg\n\noude tekst",
        "________________________________\nVan: Piet <piet@x.example>\nVerzonden: maandag 2 maart 2026 10:00\nAan: J\n\noude tekst",
        "-----Oorspronkelijk bericht-----\nVan: Piet\nVerzonden: maandag\n\noude tekst",
        "*Van:* Piet\n*Verzonden:* donderdag, 9 februari 2012 13:36\n*Aan:* Joke\n\noude tekst",
        "Op 2 feb. 2015 om 05:28 heeft Piet <piet@x.example> het volgende geschreven:\n\n> oude tekst",
        "Op 16 aug. 2014 05:13 schreef \"Piet\" <piet@x.example> het\nvolgende geschreven:\n> oude tekst",
        "Op ma 2 mrt 2026 om 10:00 schreef Piet de Lange <\npiet@x.example>:\n\n> oude tekst\n>\n> meer oude tekst",
        "Piet schreef op 02-03-2026 om 10:00:\n> oude tekst",
        "On Mon, 2 Mar 2026 at 10:00, Piet <piet@x.example> wrote:\n\n> oude tekst",
        "On 02/03/2026 10:00, Piet wrote:\n> oude tekst",
        "From: Piet <piet@x.example>\nSent: Monday, March 2, 2026 10:00 AM\nTo: Joke\nSubject: Zorg\n\noude tekst",
        "-------- Oorspronkelijke bericht --------\nDatum: 02-03-2026\nVan: Piet\n\noude tekst",
        "> Op 2 mrt 2026 om 10:00 schreef Piet <piet@x.example>:\n> oude tekst",
        "On Mon, 2 Mar 2026 at 10:00 AM Piet de Lange wrote:\n\noude tekst",
        "Piet <piet@x.example> schreef:\n\noude tekst",
        "---- On Mon, 2 Mar 2026 10:00:36 +0100 Piet <piet@x.example> wrote ----\n\noude tekst",
        "2026-03-02 10:00 GMT+01:00 Piet de Lange <piet@x.example>:\n\noude tekst",
    ];
    for quote in quotes {
        assert_eq!(said(&format!("Hij is verhuisd.\n\n{quote}\n"), REPLY), "Hij is verhuisd.", "{quote}");
    }
}

#[test]
fn quotes_of_programs_in_other_languages_are_cut() {
    for quote in [
        "Am Mo., 2. März 2026 um 10:00 Uhr schrieb Piet <\npiet@x.example>:\n\n> oude tekst",
        "Le lun. 2 mars 2026 à 10:00, Piet <piet@x.example> a écrit :\n> oude tekst",
        "Den 2. marts 2026 kl. 10.00 skrev Piet <piet@x.example>:\n\noude tekst",
        "Von: Piet <piet@x.example>\nGesendet: Montag, 2. März 2026 10:00\nAn: Joke\nBetreff: Zorg\n\noude tekst",
        "De : Piet<mailto:piet@x.example>\nEnvoyé le :lundi 2 mars 2026 10:00\nÀ : Joke\nObjet :Zorg\n\noude tekst",
        "-----Ursprüngliche Nachricht-----\nVon: Piet\n\noude tekst",
        "Dnia 2 marca 2026 10:00 Piet <piet@x.example> napisał(a):\n> oude tekst",
        "ma 2. maaliskuuta 2026 klo 10.00 Piet\n<piet@x.example> kirjoitti:\n\noude tekst",
        "Em 2 de março de 2026 às 10:00:35, Piet de Lange (\npiet@x.example) escreveu:\n\noude tekst",
        "Message du : 02/03/2026 10:00\nDe : \"Piet\" <piet@x.example>\nA : joke@x.example\nSujet : Zorg\n\noude tekst",
        "От: Piet\nОтправлено: 2 марта 2026 г. 10:00\nКому: Joke\n\noude tekst",
    ] {
        assert_eq!(said(&format!("Hij is verhuisd.\n\n{quote}\n"), REPLY), "Hij is verhuisd.", "{quote}");
    }
}

#[test]
fn an_attribution_without_a_verb_or_without_its_colon_is_one_when_it_has_all_the_rest() {
    for quote in [
        "ср, 30 апр. 2025 г. в 15:19, Piet <piet@x.example>:\n\noude tekst",
        "Wednesday, 17 November 2021, 3:32 PM +0300 from Piet <piet@x.example>:\n\noude tekst",
        "On Wed, 14 Nov 2018 08:14:43 -0200 Piet <piet@x.example> wrote\n\noude tekst",
    ] {
        assert_eq!(said(&format!("Hij is verhuisd.\n\n{quote}\n"), REPLY), "Hij is verhuisd.", "{quote}");
    }
    for own in [
        "Op 3 maart 2026 om 14:05 kreeg ik dit van Jan <jan@x.example>:\nhet gaat niet",
        "Op 3 maart 2026 om 14:05 mailde zij (an@x.example) en schreef:\nhet gaat niet",
        "Zij kwam 3 maart 2026 om 14:05 niet. Ik heb haar <an@x.example> wat zij schreef\nvoorgelezen.",
    ] {
        assert_eq!(said(own, REPLY), own);
    }
}

#[test]
fn an_address_in_the_line_above_an_attribution_does_not_make_that_line_part_of_it() {
    let text = "Dit wist jan@x.example ook al. Ik heb pas\nover twee weken tijd.\nOp 16 aug. 2014 05:13 schreef Piet <p@x.example> het\n\
                volgende geschreven:\n\n> oude tekst";
    assert_eq!(said(text, REPLY), "Dit wist jan@x.example ook al. Ik heb pas\nover twee weken tijd.");
}

#[test]
fn answers_between_and_below_quotes_stay() {
    let below = "Op 2 mrt 2026 om 10:00 schreef Piet <p@x.example>:\n> Woont hij er nog?\n\nJa, sinds mei.";
    assert_eq!(said(below, REPLY), "Ja, sinds mei.");
    let between = "Hoi,\n\nOp 2 mrt 2026 om 10:00 schreef Piet <p@x.example>:\n> Woont hij er?\nJa.\n> En zij?\nNee.";
    assert_eq!(said(between, REPLY), "Hoi,\n\nJa.\nNee.");
    let outlook =
        "Zie mijn antwoorden hieronder in rood.\n\nVan: Piet\nVerzonden: maandag\nAan: J\n\nWoont hij er? Ja.";
    assert!(said(outlook, REPLY).contains("Woont hij er? Ja."));
}

#[test]
fn a_forward_keeps_what_was_forwarded() {
    let text = "Ter info voor het wijkteam. Geen strafbaar feit, wel zorg.\n-----Oorspronkelijk bericht----- Van: Meldkamer \
                <noreply@politie.example> Verzonden: zondag 08:10 Onderwerp: nachtdienst\nRuzie bij Pijlkruidhof 7.";
    let new = new_text(text, FORWARD);
    assert!(new.forwarded && new.text.contains("Ter info") && new.text.contains("Ruzie bij Pijlkruidhof 7."));
    assert_eq!(new.inner_sender.as_deref(), Some("Meldkamer <noreply@politie.example>"));
    assert!(said(text, REPLY).contains("Ruzie bij"), "ter info says so too");
}

#[test]
fn a_bare_forward_is_the_signal() {
    for text in [
        "---------- Forwarded message ---------\nVan: Piet <p@x.example>\nDate: ma 2 mrt 2026\nSubject: zorg\n\nZij eet niet.",
        "Begin doorgestuurd bericht:\n\n> Van: Piet <p@x.example>\n> Onderwerp: zorg\n>\n> Zij eet niet.",
        "-------- Doorgestuurd bericht --------\nOnderwerp: zorg\nDatum: ma\nVan: Piet <p@x.example>\n\nZij eet niet.",
        "Met vriendelijke groet,\nJoke\n\nVan: Piet <p@x.example>\nVerzonden: maandag\nAan: Joke\n\nZij eet niet.",
    ] {
        let new = new_text(text, NEW);
        assert!(new.forwarded && new.text.contains("\nZij eet niet."), "{text}: {new:?}");
        assert_eq!(new.inner_sender.as_deref(), Some("Piet <p@x.example>"), "{text}");
    }
}

#[test]
fn false_friends_are_content() {
    for text in [
        "Op 3 maart schreef de huisarts dat het niet langer gaat.\nZij heeft gelijk.",
        "Op 3 maart schreef de huisarts:\nhet gaat niet langer zo.",
        "Op 3 maart om 14:05 schreef buurvrouw in de app:\nkom snel",
        "Gehoord.\nVan: de buurvrouw, die het zag.\nMeer weet ik niet.",
        "De jongen (> 12 jaar) is thuis.\n> drie kinderen\n> een hond",
        "Groeten van de buurvrouw heb ik gekregen en die zegt dat hij ziek is.\nGroet hem niet meer",
        "Doorgestuurd bericht van de school ontvangen, zie dossier.",
        "-- let op --\nDe deur staat open.",
    ] {
        assert_eq!(said(text, NEW), text);
    }
}

#[test]
fn false_friends_stay_in_a_reply_too() {
    for text in [
        "Dit stond in het schrift.\nOp 3 maart 2026 om 14:05 schreef moeder:\nik kan niet meer",
        "Hierbij.\nVan: juf Anja\nBetreft: Noor\nZij is moe.",
        "Zij zei:\nop 3 maart 2026 schreef oom Jan in de app:\nik kan niet meer",
        "Moeder mailde (an@x.example) en schreef:\nhet gaat niet",
        "Zij belde.\nVan: de buurvrouw hoorde ik het ook.\n\nEn nog iets.",
    ] {
        assert_eq!(said(text, REPLY), text);
    }
}

#[test]
fn the_senders_card_goes_and_later_words_stay() {
    let card = "Met vriendelijke groet,\n\nJoke Hulzebos\nMeldpunt Zorg en Overlast\n\nT 0597-000000\nwww.meldpunt.example\n\
                Stationsplein 1, 9671 AB Winschoten\nWerkdagen: ma, di en do";
    assert_eq!(said(&format!("Hij eet niet.\n\n{card}"), NEW), "Hij eet niet.");
    let after = format!("Hij eet niet.\n\n{card}\n\nPS: het gaat om nummer 12A.");
    assert_eq!(said(&after, NEW), "Hij eet niet.\n\nPS: het gaat om nummer 12A.");
    assert_eq!(
        said("Hij eet niet.\nGroet, Hilda Wubs\nHet adres is Pijlkruidhof 7.", NEW),
        "Hij eet niet.\nHet adres is Pijlkruidhof 7."
    );
    assert_eq!(said("Hij eet niet.\n\nMet vriendelijke groet / Kind regards,\nJoke", NEW), "Hij eet niet.");
    assert_eq!(said("İİİİ\nGroet, İİİ ẞ", NEW), "İİİİ");
    assert_eq!(said("Hij eet niet.\n\nVerstuurd vanaf mijn iPad", NEW), "Hij eet niet.");
    let sentence = "Hij eet niet.\n\nSent from my desk, is much easier than my mobile phone.";
    assert_eq!(said(sentence, NEW), sentence);
    assert_eq!(said("Hij eet niet.\n-- \nJoke\n0597-000000", NEW), "Hij eet niet.");
    assert_eq!(said("Eerste deel.\n--\nTweede deel gaat over de moeder van het gezin hier.", NEW).lines().count(), 3);
}

#[test]
fn disclaimers_go_and_care_that_sounds_like_one_stays() {
    let disclaimer = "De informatie verzonden met dit e-mailbericht is uitsluitend bestemd voor de geadresseerde.\nGebruik \
                      door anderen is verboden. Openbaarmaking en verspreiding zijn niet toegestaan.";
    assert_eq!(said(&format!("Hij eet niet.\n\n{disclaimer}\n"), NEW), "Hij eet niet.");
    let care = "Deze e-mail is vertrouwelijk, alleen bestemd voor het wijkteam. Er moet onmiddellijk iemand langs.";
    assert_eq!(said(care, NEW), care);
}

#[test]
fn the_receivers_banner_goes_and_own_words_beside_it_stay() {
    let banner =
        "LET OP: Deze e-mail komt van buiten de organisatie. Klik niet op links tenzij u de\nafzender herkent.";
    assert_eq!(said(&format!("{banner}\n\nHij eet niet."), NEW), "Hij eet niet.");
    assert_eq!(said("[EXTERN]\nDe buurman links zag het.", NEW), "De buurman links zag het.");
    let own = "LET OP: de hond bijt.\nHij eet niet.";
    assert_eq!(said(own, NEW), own);
    let mixed = "LET OP: mail van buiten de organisatie. Er is ruzie op nummer 7.\nKom snel.";
    assert_eq!(said(mixed, NEW), mixed);
}

#[test]
fn the_armour_of_a_signed_text_goes() {
    let text = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHij eet niet.\n- - melk\n-----BEGIN PGP SIGNATURE-----\n\n\
                iQEz\n-----END PGP SIGNATURE-----\nGeen handtekening.";
    assert_eq!(said(text, NEW), "Hij eet niet.\n- melk\nGeen handtekening.");
    assert_eq!(said("-----BEGIN PGP SIGNED MESSAGE-----", NEW), "-----BEGIN PGP SIGNED MESSAGE-----");
}
