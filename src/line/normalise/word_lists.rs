//! The words of the field, by what each tells of its neighbours; data for [`super::lexicon`]. All of them folded.
//!
//! **Source:** the field's own vocabulary (reports of police, school, home care, housing), the month and unit words of
//! Dutch, the BAG's toevoegingen. No word here is private; a word that is missing costs recall, never safety.

use super::lexicon::Trait;

/// The words per trait. What a trait implies besides stands in [`super::lexicon`].
pub(super) const LISTS: &[(Trait, &str)] = &[
    (
        Trait::Abbreviation,
        "nr tel mw mevr mvr dhr hr fam toev app ca geb st dr ds mr prof burg ir drs jhr gen pr mob no verd circa betr \
         inz huisnr telnr mej jl bijv str kon joh gr adm gouv bgm nw wed jr plm mevr dat cli ber vh evt incl mgr \
         comm weth verl jan feb mrt apr jun jul aug sep sept okt nov dec zgn div aanw bereikb bew brig insp agt \
         hfdagt verb pt kapt burgem jac dek kptn doorkiesnr lft vltrs voorl tst",
    ),
    (Trait::Title, "mevrouw mevr mw mvr mej dhr heer hr meneer mijnheer menheer mevrouwtje juffrouw mej mvrouw mevrw"),
    (Trait::FamilyTitle, "familie fam gezin echtpaar huishouden"),
    (Trait::Particle, "van der den de het t ten ter te vd von da du la le op in v d aan bij onder uut tot dos zu"),
    (
        Trait::NamePart,
        "el al ben ait abu abd bin ibn ould oulad tjon lie a mac klein groot oude jonge grote lo fo kwie jin sjin",
    ),
    (
        Trait::StreetPrefix,
        "burgemeester burg bgm dokter dr doctor dominee ds professor prof prins pr prinses prs koning koningin kon \
         graaf gr gravin pastoor meester mr mgr kapelaan generaal gen admiraal adm kapitein sint st ingenieur ir \
         wethouder jonker jhr jonkheer nieuwe nw oude korte lange grote kleine hoge lage hooge eerste tweede derde \
         vierde vijfde verlengde verl noorder zuider ooster wester jan johan willem piet pieter frans anne anna albert \
         rembrandt vincent karel hendrik maria juliana beatrix wilhelmina bernhard gouverneur gouv commissaris comm \
         notaris minister president hertog joh mgr deken zuster broeder kolonel luitenant majoor aletta aletta michiel \
         abel sir paus schout laurens gerard titus nelson martin simon jacob jacobus cornelis klaas theo adriaan \
         prof nelson john van achter baron barones freule pst pater rector bisschop abt o k ben kapt kap burgem jac past dek wet kptn",
    ),
    (
        Trait::NoName,
        "melding overlastmelding zorgmelding zorgsignaal signaal signaalformulier overlast huurachterstand zorgen zorg \
         klacht overleg bijlage artikel hoofdstuk fase groep klas bsn ggz oggz cjg wmo politie gemeente stichting team \
         wijkteam meldpunt school obs cbs huisarts collega collegas woning woningen flat blok complex spoed update fw \
         fwd betreffende inzake nederland noord zuid oost west veilig thuis jeugdzorg leger kinderen ouders buren \
         woningcorporatie afdeling basisteam mantelzorger januari februari maart april mei juni juli augustus \
         september oktober november december maandag dinsdag woensdag donderdag vrijdag zaterdag zondag pagina \
         bijlagen kerst pasen aanmelding casus vraag postbus vrijdagavond formulier verzoek burgerservicenummer sofinummer \
         dossiernummer zaaknummer \
         registratienummer telefonisch bereikbaar plaatsnaam omgeving \
         bestuurder bestuurster verdachte slachtoffer fietser passagier doorzetten oppakken meekijken terugbelverzoek telefoonnotitie belnotitie intake trof treft bezocht sprak zag",
    ),
    (
        Trait::NoName,
        "\
         gehuurde complexadres zorgadres overlastlocatie loc vonnis gesprek pand klager klagers tkn moz aangenomen \
         opgenomen \
         lft tnr hnr wpl vltrs overdracht adres adresgegevens woonadres straat straatnaam huisnummer huisnr \
         postcode pc woonplaats plaats naam voornaam \
         roepnaam achternaam geslachtsnaam tussenvoegsel voorvoegsel initialen voorletters voornamen telefoon \
         telefoonnummer telnr tel mobiel geboortedatum gebdatum geboren geb geboortejaar leeftijd betreft betr locatie \
         onderwerp omschrijving toelichting nummer nr van aan datum email mail organisatie functie gegevens \
         persoonsgegevens contact contactgegevens ticket zaak bericht voicemail telefoontje belletje verwijzing visite taak actie scan document nieuwsbrief \
         versie agendapunt contactmoment aanvraag registratie verslag foto kopie formulier huisbezoek teamoverleg whatsapp ref case \
         sprint fax kamer unit cluster prioriteit \
         reden situatie bron soort oud vorig voormalig eerder t m e",
    ),
    (
        Trait::NoName,
        "op in aan bij het een er te uit met naar om over voor na en of maar want dat dit die deze wat wie waar \
         wanneer hoe hij zij ze ik wij we u jullie hun haar zijn mijn mij onze ons even is was heeft woont wonende woonachtig \
         ook nu vandaag gisteren morgen vanochtend vanmorgen vanavond vannacht graag kunnen kan kunt wilt wil hallo \
         hoi \
         beste geachte geacht dag goedemorgen goedemiddag goedenavond goedendag goeiedag goeiemorgen goeiemiddag \
         goeienavond ter tot volgens vanuit geen al omdat \
         toen als dan daar hier door tijdens sinds ergens rond groet groeten gr mvg hoogachtend bel zie gebeld speelt \
         de ja nee lieve alvast bedankt hartelijke vriendelijke fijne",
    ),
    (
        Trait::Child,
        "kind kindje jongen jongetje meisje zoon zoontje dochter dochtertje leerling baby peuter kleuter tiener puber \
         kleinzoon kleindochter jongeman pleegkind stiefzoon stiefdochter oudste jongste broertje zusje leerlinge \
         jongere jeugdige",
    ),
    (
        Trait::Role,
        "man vrouw klant client cliente bewoner bewoonster moeder vader betrokkene partner huurder huurster patient \
         patiente echtgenoot echtgenote opa oma dame medebetrokkene medebewoner medehuurder medebewoonster inwoner inwoonster weduwe \
         weduwnaar vriendin hoofdbewoner hoofdhuurder gemelde mama papa zorgvrager meneertje alleenstaande \
         contractant ouder \
         vriend huisgenoot bewoners vrouwtje mannetje gezinslid stiefvader stiefmoeder pleegmoeder student persoon pt",
    ),
    (
        Trait::Outsider,
        "melder meldster gebeld buren buur buurman buurvrouw buurmeisje buurjongen overbuurman overbuurvrouw overburen \
         onderburen bovenburen onderbuurman onderbuurvrouw bovenbuurman bovenbuurvrouw buurtgenoot buurtbewoner \
         kantoor \
         ex expartner exman exvrouw exvriend exvriendin huisarts dokter dr wijkagent agent agente hoofdagent brigadier \
         collega juf meester leerkracht mentor docent begeleider begeleidster consulent consulente jeugdconsulent \
         bewindvoerder curator advocaat bezoekadres postadres postbus contactpersoon contactpersonen afzender \
         psychiater psycholoog vrijwilliger thuisbegeleider wijkverpleegkundige verpleegkundige namens aangifte \
         casemanager casusregisseur leerplichtambtenaar verpleegkundig ambulant maatschappelijk hulpverlener \
         hulpverleenster jeugdwerker \
         jeugdhulpverlener \
         gezinscoach gezinsvoogd voogd schoolarts jeugdarts jeugdverpleegkundige behandelaar therapeut arts tandarts \
         apotheker praktijkondersteuner poh medewerker medewerkster beheerder woonconsulent buurtbeheerder huismeester \
         wijkbeheerder sociaal opbouwwerker ouderenadviseur klantmanager werkbegeleider intern ib verhuurder eigenaar \
         tipgever klagers getuigen aanmelder verwijzer informant inzender rapporteur verbalisant getuige omwonende \
         omwonenden \
         ambulancepersoneel thuishulp bezorger postbode pastor dominee notaris boa schuldhulpverlener coach \
         coordinator \
         teamleider regisseur mantelzorgconsulent mentorschap gevolmachtigde zaakwaarnemer wettelijk directeur \
         schoolmaatschappelijk schooldirecteur secretaresse baliemedewerker ondergetekende melders buurvrouwen \
         beller belster inbeller indiener indienster inbrenger inbrengster opsteller opstelster doorgever notulist \
         voorzitter auteur deelnemers aanwezigen genodigden behandelend dossierhouder casushouder trajectbegeleider \
         regiehouder zorgcoordinator buurtbewoonster buurtgenote overbuur terugbellen terugkoppelen terugkoppeling \
         wijkcoach buurtcoach gebiedsagent verslaglegger bron intaker doktersassistente doktersassistent \
         voorbijganger voorbijgangster passant buuv buuf dienstdoende invuller invulster \
         familielid familieleden professional noodnummer noodcontact cc spv bovenbuur onderbuur deurwaarder \
         gerechtsdeurwaarder klager klagers klaagster oppas weekendoppas gastouder apotheek evv aangever raadsonderzoeker steunfiguur bekende \
         klasgenoot klasgenote",
    ),
    (
        Trait::Relative,
        "dochter zoon broer zus oom tante neef nicht vriend vriendin schoonzoon schoondochter kleinzoon \
         kleindochter schoonzus zwager schoonmoeder schoonvader kennis mantelzorger nichtje neefje",
    ),
    (
        Trait::Unit,
        "jaar jarige jr jaren uur min minuten euro eur keer maal x dagen dag week weken maand maanden mnd meter km \
         cm m \
         kg procent personen persoons mensen man kinderen jongens meisjes mannen vrouwen jongeren katten honden poezen \
         woningen huizen klachten meldingen bewoners buren verdieping verdiepingen etage politieautos autos brieven \
         januari jan februari feb maart mrt april apr mei juni jun juli jul augustus aug september sep sept oktober \
         okt november nov december dec verzuimdagen nachten avonden ochtenden flessen blikjes leerlingen gezinnen \
         afspraken contacten pogingen incidenten mutaties keren graden pagina bijlagen a4 lessen volwassenen agenten \
         gram liter ml mg stuks letsels signalen kamers ambulances",
    ),
    (
        Trait::FollowsNumber,
        "en is was eens steeds wonen zijn hebben samen een geen komen staan liggen hier tussen sinds thuis alles waren \
         worden werden hoorden bleken blijven kwamen binnen buiten boven tegen door s ernstig horen klagen zagen zien \
         zitten maken krijgen kregen zouden willen kunnen moeten vragen bellen langs soms vaak altijd nogal wegens \
         alwaar volgens tijdens hebben melden doen gaan spelen dus huurders ons niets reeds verblijven heen weten \
         gelden bezocht mogen leven gemeten aangetroffen overlast op te in bij",
    ),
    (Trait::Toevoeging, "hs bis zw rd rood zwart bg ii iii iv vi vii viii ix xi xii hoog boven beneden huis bov ben"),
    (
        Trait::AnnouncesSuffix,
        "toev toevoeging huisletter letter huisnummertoevoeging app appartement appt unit kamer kmr k etage verd \
         verdieping flat woning wooneenheid studio",
    ),
    (
        Trait::TwoLetters,
        "en is in of op de te om nu al ik je we ze er na uw zo zn kg km cm mm ml mg gb mb jr wk nr pk st dd bv nv ca \
         eu tv pm am va mw hr uu ha nl ben ga ja me ma di wo do vr za ex hs id ok",
    ),
    (
        Trait::CommonNoun,
        "onderweg snelweg autoweg rijksweg halverweg uitweg omweg doorweg terugweg voetpad fietspad tuinpad wandelpad \
         zandpad zebrapad schoolplein speelplein parkeerplein supermarkt arbeidsmarkt woningmarkt kerstmarkt \
         rommelmarkt \
         weekmarkt loopbaan rijbaan snelbaan tennisbaan ijsbaan gerechtshof kerkhof speelpark vakantiepark \
         bungalowpark \
         zorgpark parkeerkade zijstraat winkelstraat eenrichtingsstraat bezoek huisbezoek onderzoek zoek verzoek \
         vakantiekamp woonwagenkamp binnenplein toegangsweg openbareweg doodlopendestraat woonerf uithoek haven straat \
         invalshoek dode ring boodschap beneden vereniging eigenweg aanleg achteraf portiek schoolbord afstand oorkant \
         huiskamer slaapkamer badkamer woonkamer kinderkamer plantsoen rotonde parkeerhaven telefoonzoek buurthuis \
         kinderdagverblijf dagbesteding bijbaan taakstraat achterstand achterkant stand verband weerstand toestand",
    ),
    (
        Trait::Organisation,
        "stichting politie gemeente vereniging bv nv leger heils kruis humanitas woningcorporatie corporatie meldpunt \
         basisschool school college lyceum obs cbs rkbs sbo vso mbo praktijk huisartsenpraktijk ziekenhuis umcg ggz \
         ggd \
         thuiszorg zorggroep lentis promens vnn tactus iriszorg cosis acantus oosterlengte team wijkteam basisteam \
         eenheid bureau veilig jeugdbescherming jeugdzorg kinderbescherming salvation buurtzorg wijkresto \
         voedselbank rechtbank apotheek moskee instelling instantie centrum kinderopvang reclassering \
         afdeling toegang kredietbank belastingdienst uwv svb cak welzijn elker molendrift \
         woonstichting woningstichting woningbouwvereniging wooncorporatie woonzorgcentrum zorginstelling \
         zorgorganisatie \
         zorgcentrum welzijnsorganisatie klantcontactcentrum kcc dienstverlener ambulancedienst brandweer \
         incassobureau \
         kinderdagverblijf kdv bso peuterspeelzaal bakkerij slagerij supermarkt cafe restaurant snackbar cafetaria \
         kliniek sportschool sporthal verpleeghuis verzorgingshuis verzorgingstehuis woongroep woonvorm wooncomplex bejaardenhuis dagopvang nachtopvang dagbesteding kapsalon \
         voetbalvereniging sportvereniging autobedrijf deurwaarderskantoor \
         accare vluchtelingenwerk schuldhulp schuldhulpverlening bewindvoering jeugdhulp jumbo lidl aldi hema \
         wegwijzer",
    ),
    (
        Trait::Turns,
        "over betreft betreffende inzake rondom omtrent omdat om dat tegen aangaande door van ik wij we woon wonen ben \
         bewind bewindvoering curatele \
         mijn onze ons mij me bel u met mensen bewoners bewoner bewoonster overkant ernaast voor vader moeder \
         woont verblijft is heeft gaat wil kan zou was had komt zit heet staat overleg schreef schrijft plaatse \
         doorkiesnr \
         doorkiesnummer toestel dienstnummer contact kopie afschrift besproken behandeling borgsteller borg actie actiehouder \
         tst dienstnr via overlegd afgestemd kortgesloten afstemming \
         ouder casusoverleg teamoverleg zorgoverleg mdo hier nummer nr aanwezig \
         afwezig verb trof treft vond zag bezocht verzorgt begeleidt afspraak zelf",
    ),
    (
        Trait::PartLabel,
        "voornaam voornamen roepnaam roepn voorletters voorletter vltrs voorl vrl initialen tussenvoegsel \
         voorvoegsel voorvoegsels achternaam \
         geslachtsnaam familienaam anaam tussenv",
    ),
    (
        Trait::NameLabel,
        "naam namen gezinslid betrokkenen gegevens persoonsgegevens inzake betreft betr betreffende aanmelding \
         kinderen \
         clientnaam ouders bewoners wie",
    ),
    (
        Trait::Birth,
        "gd geb geboren geboortedatum gebdatum geboortejaar gebdat gebjaar gebd geboortedat leeftijd uit bouwjaar \
         jaargang \
         verjaardag jarig geboortedag oud gb gbd gbdat gebdtm lft lftd leeft",
    ),
    (
        Trait::Locates,
        "woonachtig woont wonende verblijft wonen woon woonplaats plaats plaatsnaam dorp wpl wnpl woonpl plts wp \
         uit nr nummer huisnummer huisnr",
    ),
    (
        Trait::Common,
        "aanleiding naar aandacht hierbij deze buurt omwonenden buurtbewoners meerdere enkele regelmatig al vaak soms \
         steeds nog altijd nooit inmiddels momenteel verder tevens daarnaast bovendien echter helaas mogelijk \
         blijkbaar \
         kennelijk zojuist onlangs recent eergisteren afgelopen vorige volgende komende laatste eerst eerste tweede \
         derde drie twee vier vijf zes zeven acht negen tien een elf twaalf half heel veel weinig meer minder alle \
         iedereen niemand iemand iets niets alles sommige andere ander zulke zo zelf eigenlijk gewoon misschien \
         waarschijnlijk vermoedelijk zouden zou zullen zal moeten moet mag mogen hebben had hadden ben bent waren \
         worden wordt werd werden blijft blijven gaat gaan ging gingen komt komen kwam kwamen doet doen deed deden \
         maakt maken maakte geeft geven gaf staat staan stond ligt liggen lag zit zitten zat ziet zien zag hoort horen \
         hoorde zegt zeggen zei vraagt vragen vroeg belt bellen belde weet weten wist denkt denken dacht vindt vinden \
         vond lijkt lijken leek blijkt bleek laat laten liet houdt houden krijgt krijgen kreeg neemt nemen nam loopt \
         lopen liep slaapt slapen eet eten drinkt drinken gebruikt gebruiken vergeet vergeten wonen woon woonde \
         woonden \
         verblijft verblijven heet heten meldt melden meldde klaagt klagen klaagde reageert reageren spreekt spreken \
         sprak spraken troffen trof aangetroffen bekend onbekend betrokken woning huis deur tuin portiek trap galerij \
         straat straten hond honden kat katten post rekening rekeningen schuld schulden huur huurschuld medicatie \
         medicijnen verwarde verward indruk situatie thuissituatie incident mutatie ruzie geschreeuw lawaai muziek \
         stank afval rommel vuil vuilnis vervuild vervuiling verwaarloosd verwaarlozing dronken alcohol drugs wiet \
         geweld mishandeling dreiging agressie agressief hulp hulpverlening begeleiding ondersteuning contact gesprek \
         bezoek huisbezoek afspraak brief brieven mail telefoon dossier procedure ontruiming ontruimingsprocedure \
         afsluiting stroom water gas energie licht licht nacht nachten avond ochtend middag week weken maand maanden \
         jaar jaren tijd dagen uur keer kwartaal derde scheiding moeder vader ouder oudere jonge oud oude jong nieuwe \
         kleine grote goed goede slecht slechte ernstig ernstige zware extra eigen hele vele weer terug langs binnen \
         buiten boven onder achter naast tussen tegen zonder via per sinds nadat zodra terwijl hoewel zodat indien \
         mits \
         bewoner bewoners huurder inspectie bank kinderen kind baby school leerkracht verzuim brood ontbijt kleding \
         koelkast eten leeg valincidenten toename gevallen valt vallen begaanbaar niet overbelast mantelzorger client \
         cliente strafbaar feit geconstateerd sprake signalen vereenzaming zorgmijdend gedrag eenzaam eenzaamheid \
         financieel financiele problemen probleem administratie graag willen kennen ken jullie ons bereikte kunt \
         momenten aanwezig gezien gehoord gebeurt gebeurd samen alleen gehuwd gescheiden getrouwd weduwe zwanger ziek \
         opname opgenomen ontslagen ontslag traject regeling bewind inkomen uitkering werk baan opleiding gestopt \
         oppakken oppak contact opnemen langsgaan kijken bekijken meekijken informatie verzonden geschreven gestuurd \
         ontvangen binnengekomen gekomen aangegeven gegeven gaf aanmelden melden gevraagd nodig langer steeds vaker \
         perceel pand flatgebouw appartement kamer hoek begane grond verdieping etage wijk dorp stad gemeente plaats \
         kent kende belt gaan mee erg best lastig moeilijk druk rustig onrustig laat vroeg later eerder straks ooit \
         men je jij jou jouw hem haar hen zich wie welk welke elk elke ieder iedere beide hoeveel waarom waardoor \
         daarom dus toch wel even pas net reeds bijna ongeveer circa ruim minstens ongerust bezorgd bang boos \
         verdrietig \
         medebewoner samenwonend thuiswonende inwonend ingeschreven staand verhuisd vertrokken afkomstig voorheen \
         vroeger voormalig eveneens onderstaande bovenstaande genoemde bovengenoemde volgens hierboven hieronder \
         telefonisch bereikbaar bereiken nummer mobiele vaste bellen bel sms whatsapp app prive zakelijk werkdagen \
         personen persoon mensen man mannen vrouw vrouwen jongen meisje familie gezin gezinslid echtpaar stel koppel \
         onze huurders zoeken zoekt merkt merken ruikt ruiken rook gaslucht politieauto ambulance sirene brandt brand \
         zoals huilen huilt gillen gilt krijsen roepen roept lachen spelen blaffen blaft janken vermijdt afgehouden \
         geslagen schreeuwt schreeuwen slaan slaat gooien gooit rondlopen rondloopt zwerft",
    ),
];
