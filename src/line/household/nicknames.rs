//! Given names that are one name: what people are called by, beside what is in their papers.
//!
//! Source: common knowledge of Dutch naming, as in the lists of the Meertens Instituut's Voornamenbank; official form
//! first. A name may stand in several groups. Only names of one sex stand together.

use std::{collections::HashMap, sync::LazyLock};

/// One group a line, folded.
const GROUPS: &str = "\
johannes jan hans johan joop jo johnny john jannes joan hannes janus
hendrik henk rik henri henry hein hendrikus hendricus harry heino
cornelis kees cor cornelius corneel nelis cees
petrus piet peter pieter piotr pier pjotr
gerardus gerard gerrit gert gerhard ger geert gerrie sjraar
wilhelmus wim willem wil bill guillaume pim
jacobus jaap koos jacob jakob cobus sjaak jaco co
antonius ton toon anton antoon tonnie anthonie antonie teun toine antonie
theodorus theo dorus theodoor
lambertus bert lammert lambert bertus
albertus albert appie bert bertus ab albrecht
hubertus huub hub bert hubert
norbertus norbert bert
harmannus harm harman herman hermannus hermanus manus
egbertus egbert eppo bert
roelof roel roelf rolf rudolf ruud
rudolfus rudolf ruud rudi rolf dolf
berend be barend bernd beert
bernardus bernard ben bennie bernhard nardus
jurjen jur jurrien jurgen jurriaan
hinderk hinnie hindrik
martinus martin tinus maarten marten tiny mart
franciscus frans cis francois frank franciscus sus
leonardus leo leonard leon lennart
frederik frits fred freek frederick freddy fredericus
nicolaas nico klaas nicolas niek claas nicolaus
matthijs thijs mathijs matthias mathias matheus thijmen matthieu ties mattheus
michael michel michiel maikel mike micha
christiaan chris christian krist kris
christoffel chris christof stoffel kris
krzysztof chris krzys
alexander alex sander xander lex aleksander
bastiaan bas sebastiaan sebastian
robert rob robbie robbert bob robin
rudolphus ruud dolf
marinus rinus marien
adrianus adriaan ad arie adri janus adrie
arnoldus arnold nol arno noud
aloysius lou louis loek
ludovicus lodewijk louis lou lode
josephus joseph jos jef sjef josef joep jozef
laurentius laurens lau laurent lars rens
gerhardus gerhard gerrit
evert eef everardus everhard
steven stefan stephan stef stephanus steef
thomas tom tommie tomas tomasz
lucas luuk luc lukas luca
mohammed mo mohamed muhammed mohammad muhammad mehmet moh
ahmed ahmet achmed ahmad
youssef yusuf joesoef yousef jusuf yosef
khaled khalid
ibrahim ebrahim brahim
mustafa mostafa moustapha
ronald ron ronnie
gabriel gaby gabe
benjamin ben benny
daniel daan danny dan
samuel sam sammy
maximiliaan max
vincent vince vincentius
willibrordus wil bror
everhardus evert
jeroen jerome hieronymus
joachim jochem jo achim
jonathan jon jonas
simon siem sijmen symen
sietse sytse
douwe douwes
zacharias zach
wilhelmina willie mien wil mina willy wilma helmi minie
catharina trijntje toos ina catrien trijn katrien rina tineke cato to tini karin kaat toosje ineke kathy
katarzyna kasia katja
johanna jo annie hanna hannie anneke jannie joke hanneke jopie janna johanneke annet
maria marie ria mia marijke mieke maaike marietje mies riet marja mariette rietje mary
cornelia corrie lia cora nel nelly corry nelleke
hendrika riek henny hennie riekje heintje hendrikje rika drika henrike henriette jet
geertruida truus trudy geertje truida geertrui truusje trui gerda
elisabeth els betty lies elly liesbeth elsje bets elsa lisa bep elise beth ellie liza
anna anneke an ans annie anke antje annemarie ank anja anouk
margaretha greet margriet gre greetje gretha margreet marga griet rita gretje
grietje griet greet
aaltje alie aal aleida
jantje jannie janna jan
petronella nel nelly petra pietje nellie petronel ella
antonia toos tonia tonny toosje ton antoinette
jacoba coby jacobien coba cobi
adriana adrie jana adri jaantje sjaan janny ria
helena leny heleen lena helen leni ellen leentje
frederika freddie rika frederiek fred
alberta bertha bertie berta
lamberta bertha bertie
bertha bep bertje
hilje hillie hil hilda
gerarda gerda gera gerry
gerritje gerrie gerry gerda
theodora dora thea dorien door
christina stien tina christien chris stientje tine ina christine kristien
francisca francis cisca fransje franciska
martina tina martine tineke
jacomina mina mien
magdalena magda leen lena madeleine madelon
agnieszka aga agnes
dorothea dora thea dorien
priscilla cilla
sophia sophie sofie fie sofia
susanna suzan suze suzanne san sanne
alida alie lida ali
roelfien roelie roelina
roelina roelie ina
everdina dina diny dien
berendina dina dini ina
hendrina rina ina hennie
gezina sien ina
geziena siena ina
jozefina jos fien josefien josephine
josephina jos fien josefien
carolina lien caro karolien carolien
paulina lien paula pauline
emilia emma milia emmy
wilhelmijntje mien mijntje
fatima fatma fatiha
aicha ayse aisha aysa
khadija hatice khadidja
mariam meryem maryam miriam
zeynep zainab zaineb
nicole nicolien nico
patricia pat patries
jacqueline jackie lien
annemieke annemiek mieke
marianne jannie janne
gijsbertha gijsje bertha
";

/// The groups that a name stands in, by their place in the list.
static BY_NAME: LazyLock<HashMap<&str, Vec<u16>>> = LazyLock::new(|| {
    let mut by_name: HashMap<&str, Vec<u16>> = HashMap::new();
    for (at, group) in (0..).zip(GROUPS.lines()) {
        for name in group.split(' ') {
            by_name.entry(name).or_default().push(at);
        }
    }
    by_name
});

/// The first letter of each group.
static LETTERS: LazyLock<Vec<char>> =
    LazyLock::new(|| GROUPS.lines().filter_map(|group| group.chars().next()).collect());

pub(super) fn groups(name: &str) -> Option<&'static Vec<u16>> {
    BY_NAME.get(name)
}

/// Whether the official name of one of `groups` begins with `initial`.
pub(super) fn may_begin_with(groups: &[u16], initial: char) -> bool {
    groups.iter().any(|group| LETTERS.get(usize::from(*group)) == Some(&initial))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same_name(one: &str, other: &str) -> bool {
        groups(one).zip(groups(other)).is_some_and(|(one, other)| one.iter().any(|group| other.contains(group)))
    }

    #[test]
    fn a_call_name_and_the_name_in_the_papers_are_one() {
        assert!(same_name("hans", "johannes") && same_name("kees", "cornelis") && same_name("truus", "geertruida"));
        assert!(!same_name("hans", "kees") && !same_name("jan", "hendrik"));
    }

    #[test]
    fn hans_may_sign_with_a_j() {
        let hans = groups("hans").unwrap();
        assert!(may_begin_with(hans, 'j') && !may_begin_with(hans, 'k'));
    }
}
