//! Mail that a partner's system wrote in fields, through the real door.

use voordeur::{domain::CasusId, gateway, intake::desk::Desk};

use super::{clients::Mail, desk_contract::leader, world::World};

const FORM: &str = "Gemeld door: J. Smit\nStraat: Kikkerbeetlaan\nHuisnummer: 4\nPostcode: 9675 XD\nPlaats: Winschoten\n\
                    Huurder: Wubs\nSpoed: ja\nOmschrijving: Al weken geluidsoverlast. Huurder doet niet open.";

fn form() -> Mail {
    Mail::from("meldingen@acantus.example", FORM).about("Overlastmelding 77")
}

#[tokio::test]
async fn a_form_by_mail_is_a_casus_with_its_fields() {
    let world = World::start().await;
    world.mailed(&form()).await;
    let casus = world.casussen().await.remove(0);
    assert_eq!(casus["huishouden"]["adres"]["straatnaam"], "Kikkerbeetlaan");
    assert_eq!(casus["huishouden"]["adres"]["postcode"], "9675XD");
    assert_eq!(casus["huishouden"]["betrokkenen"][0]["geslachtsnaam"], "Wubs");
    assert_eq!(casus["urgentie"], "hoog");
    let id = CasusId::parse(casus["id"].as_str().unwrap()).unwrap();
    let file = world.store.casus(id, &leader(&world).await.id, gateway::now()).await.unwrap().unwrap();
    assert_eq!(file.signals[0].template.as_deref(), Some("overlastformulier"));
}

#[tokio::test]
async fn a_letter_of_the_same_partner_is_read_as_a_letter() {
    let world = World::start().await;
    let letter = Mail::from("an@acantus.example", "Op de Kikkerbeetlaan 4, 9675 XD Winschoten, is overlast.");
    world.mailed(&letter.about("Overlastmelding")).await;
    let casus = world.casussen().await.remove(0);
    assert_eq!(casus["huishouden"]["adres"]["huisnummer"], 4);
}
