//! First names and surnames one meets in the Netherlands, and its larger places; data for [`super::lexicon`]. Folded.
//!
//! **Source:** written down for this program from common knowledge of Dutch, Frisian, Turkish, Moroccan, Polish,
//! Surinamese, Arabic, Romanian, Eritrean and Chinese names; no register of persons was used. They only tip the scale:
//! a name that is not here is still read from its title, initials, place in the sentence or date of birth.

use super::lexicon::Trait;

/// Names and places per trait.
pub(super) const LISTS: &[(Trait, &str)] = &[
    (
        Trait::Given,
        "aad aafke aagje aaltje aart abdel abdelkader abderrahim abdul abdullah abdulrahman abel abraham achmed ada adam \
         adel adem adil adnan adriaan adriana adrie adrianus aga agatha agnes agnieszka ahmad ahmed ahmet aicha aisha \
         aida akke alain albert alberta albertus aleida alex alexander alexandra alfred alfons ali alice alicja alida \
         alie alina aline alwin amal amanda amber ameer amin amina amir amira amy ana anastasia andrea andreas andrei \
         andres andrew andries andrzej angela angelique anil anita anja anke ankie ann anna anne anneke annelies \
         annemarie annemiek annet annette annie annika anouk ansje anton antonia antonius antoon apo appie arend ari \
         arie arjan arjen arnold arno arnoud arthur asia asiye astrid aukje august axel aya ayaan ayla aylin ayoub ayse \
         ayten aziz aziza babette badr bahar barbara barend bart barteld bas bastiaan bea beata beatrijs beatrix bert \
         berta bertha berend ben benjamin benno bennie berry betsie bettie betty bianca bilal bob boaz bodil bogdan boris \
         boudewijn boukje bouchra bouke bram brahim brenda brigitte britt brian bruno burak camiel carin carina carla \
         carlijn carlo carlos carola caroline casper catharina cecilia cees celine cem cemal chaima chantal charlotte \
         chelsea chris christa christel christiaan christian christina christine cilla cindy cisca claire clara claudia \
         clyde coby coen colin connie coos cor corina corine corinne corrie cornelia cornelis corry cynthia cyril daan \
         dagmar damian dana danielle daniel daniella danny daphne dave david davy dean debbie debora demi denise dennis \
         derk desi desiree deniz dewi diana dick diederik dieuwke dilan dimitri dina dinie dirk dirkje dolf dominique \
         dora dorien doris dorothea douwe driss duco dunya dwight dylan ebru eddy edgar edith edo edwin eefje eelco \
         eelke egbert eline elias elif elin elisa elisabeth elise eliza elke ella ellen elly elma elmar els elsbeth elsje \
         eltje eltjo elvira elvis emiel emiliano emily emine emir emma emmy emre engelina ennio enno enrico eppo erdem \
         eric erica erik erika erna ernst erwin esma esmee esra esther eugenie eva eveline evelien evelyn evert evi ewa \
         ewoud eyup fabian faisal fadma fanny farah farid fatih fatiha fatima fatma fay feike feitse felix femke feng \
         fenna ferdi ferdinand ferry fien fiete filip finn fiona fleur floor floortje flora floris foekje fokje fokke \
         frances franciscus frank frans fransje fred freddie freddy frederik frederika freek frida friso frits froukje \
         gabriel gabriela geert geertje geertruida geesje gerard gerarda gerardus gerben gerbrand gerda gerhard gerke \
         gerlof germa gerrie gerrit gerritje gert gertjan gertrude giel gijs gijsbert gilbert gina gino giovanni glenn \
         godfried gosia grace grard greet greetje gre grietje guido guus gulsum gunay habiba hadewych hailey hakan \
         halima hamid hamza hanan hanna hannah hanneke hannes hannie hans hao harald harm harma harman harmannus harmen \
         harmina harmke harold harriet harrie harry hasan hassan hatice hector hedwig hedy heidi hein helen helena helga \
         hella helma hendrik hendrika hendrikus henk hennie henny henri henriette henry herbert herma herman hermien \
         hermina hester hetty hicham hidde hilbert hilbrand hilda hilde hilje hillechien hillie hilma hinderk hinke hinnie \
         hiske hodan hortense houda hubert hugo huib huseyin huub hylke ian ibrahim ibtissam ida ids ikram ilham ilias \
         ilja ilona ilse ilyas iman imane imke imre ina inaya ine inez inge ingeborg ingrid ioana ira irene iris irma isa \
         isaac isabel isabella isabelle islam ismail ivan ivar ivo ivonne iwan jaap jack jacco jacob jacoba jacobus \
         jacqueline jade jakub jamal jamie jamila jan jana janet janine janke janna janneke jannes jannie janny jantien \
         jantina jantine jantje janusz jara jarno jasmijn jasmin jason jasper jayden jean jeanette jeannette jeff jelena jelle \
         jelmer jeltje jennifer jenny jens jeremy jeroen jesse jessica jet jetske jetty jian jikke jildou jill jim jimmy \
         jip jitske jo joachim joan joana joanna job jochem joel joep joeri johan johanna johannes john jolanda jolanda \
         jolien jolijn jonas jonathan joop joost jordy jorgen joris jorn jos jose josef josephine joshua jouke joukje \
         joy joyce juan judith jules julia julian juliana julie julien julius jur juriaan jurgen jurjen jurre jurriaan \
         justin kaan kai karel karim karima karin karina karl karolina kars kasia kasper katarzyna kate katharina katja \
         kay keano kees kelly kemal ken kenan kerem kevin khadija khaled khalid kiki kim kimberly kinge kirsten klaas \
         klaasje klara klazien klazina koen koenraad koert koos kornelis krystyna krzysztof kuba lana lambert lambertus \
         lammert lammigje lara lars latifa laura laurens layla lea leah leen leendert leentje lena lenie leny leo leon \
         leonard leonardus leonie leonoor leontien leroy levi levin leyla lia liam lian lidia lidwien lien lies liesbeth \
         lieke lieneke lieselot lieve lilian lily lina linda ling linn linus lisa lisanne lisette liv livia lize lizzy loes \
         lois lonneke lore lorena loretta lot lotte lotje louis louisa louise loubna luan luc luca lucas lucia lucie lucy \
         ludo ludwig luka lukas luna lutske luuk luuc lydia lynn maaike maarten maartje machiel machteld maciej madelon \
         mads magda magdalena mahmoud mahmut maik malak malgorzata malika malou manon manuel mara marc marcel marcella \
         marcin marco marek mareike margaret margaretha margot margreet margriet maria mariam marian marianne marie \
         mariette marieke mariel mariella marijke marijn marijke marika marina marinus mario marion mariska marit mariusz \
         marja marjan marjanne marjo marjolein mark marko markus marleen marlies marlies marlon marloes marry marta \
         martha martijn martin martina martine martinus marvin maryam mathijs mathilde mats matteo matthias matthijs maud \
         maureen maurice maurits max maxime mayra mees mehdi mehmet mei melanie melek melissa melle melvin menno merel \
         merijn meryem merve mia michael michaela michal michel michelle michiel mick mien mieke miep mies mihaela mihai \
         mike mila milan milena milo milou mina minke mira miranda miriam mirjam mirko mirthe mo moaz mohamed mohammed \
         mohamad mohammad monica monika monique morad morris mounir mourad muhammed murat mustafa myrna myrthe nabil nada \
         nadia naima najat najib nancy naomi natalia natalie natascha nathalie nathan nazli neeltje nel nelleke nelly \
         nevin nick nico nicolaas nicole niek niels nienke nikki nina nine noa noah noor nora norah norbert nour noud \
         nouria nynke odin okko oksana olaf olga olivia olivier omar omer orhan oscar oskar osman otis otto oumaima oussama \
         ozlem pascal patricia patrick patrycja paul paula paulien paulina pauline paulus pavel pawel pearl peggy pelle \
         peter petra petronella petrus philip pien pieter pieternel piet pietje pim piotr pippa pleun priscilla puck quincy \
         quinn quinten rachel rachid rachida radu rafael rahel rahma ralf ralph ramon ramona randy raoul raven ravi \
         raymond rayan rayen rebecca regina reinder reinier reinout rein reint reintje remco remi rena renate rene renee \
         renske resul reza rhea ria rian riana richard rick ricardo rie riek rika rik rikkert rina rinus rita rinske rob \
         robbie robert roberto robin roderick roel roelf roelfien roelie roelof roelofje roemer rogier roland rolf romana \
         romano romy ron ronald ronnie roos rosa rosalie rosanne rosemarie roxana roy ruben ruby rud rudi rudolf rudy ruth \
         rutger ruud ryan saar saartje sabine sabrina safae said saida salim salima sally salma sam samantha sami samir \
         samira samuel sander sandra sanne sanna santino sara sarah saskia sebastiaan sebastian selam selim selma sem sema \
         semih senna serdar serge serkan sevda sevgi shaniqua sharon sharona sheila shirley sibel siebe siebren sieds siem \
         siert sietse sietske sietze sigrid silke silvia simon simone sina sinan sipke sjaak sjaan sjef sjoerd sjors sjoukje \
         sofia sofie sonja sophie souad soufiane stan stanislaw stef stefan stefanie stella stephan steven stien stijn \
         sunita susan susanne suus suze suzan suzanne sven svetlana swaantje sybren sylvia sylvana szymon tamara tanja \
         tara tarik tatjana ted teun teunis tess tessa tesfay tetje thea theo theodora theodorus theresia thijmen thijs \
         thomas thom tiemen ties tieneke tilly tim timo timon tina tineke tinus titia tjaart tjalling tjerk tjitske tjitze \
         tobias tom tomas tomasz ton tonia tonnie tonnis tonny toon toos trees treintje trien trienke trientje trijn \
         trijntje trudy truus tugba turgut tycho ubbo ulrike umit ursula valentina valerie vanessa veerle vera verona \
         veronica victor victoria vincent viola vivian wanda ward wei wendy werner wessel wibo wicher wiebe wiebren \
         wiepkje wietske wil wilbert wilfred wilhelmina wilhelmus wilko willem willemien willemijn willie willy wilma wim \
         winston wisse wolter wouter wytske wytze xander xavi xiu yan yara yasin yasmin yasmina yassin yavuz yentl ymke \
         yonas youssef yunus yusuf yuri yvette yvon yvonne zafer zahra zainab zakaria zara zehra zeinab zeynep zita zoe \
         zohra zuhal zuleyha zwaantje zwannie ismael abdirahman habib hoda imad gladys owen btissam ionut zbigniew grzegorz halina zofia eise hessel tjeerd gosse enno jannes serhat oktay \
         cengiz anouar redouan romeo orlando minh berhane farhad siegfried sjef vigo ezra nathan bertus dieuwke nynke antje \
         reinou eelkje harmke nurcan gonul elena shanti thuy almaz shirin josine anneloes faye juul feline henriet ria \
         boukje jacqueline marcelle anniek lenneke rosita soraya yolanda ilonka jolande mieneke wietse sikke jentje \
         hennes remon jorik teije fedde durk harrie joris tijmen tijn mika noud sepp siebe sil boaz lenn tygo morris \
         wojciech jacek dariusz slawomir bozena iwona danuta aleksandra marzena vasile florin cristian denisa \
         abdou moussa issam nordin younes ismahan nawal sihame hayat bouchaib semra havva yasemin ayten umut ozan jelte kobus lamyae lou mijs nout",
    ),
    (
        Trait::Surname,
        "jong jansen vries berg dijk bakker janssen visser smit meijer boer mulder groot bos vos peters hendriks leeuwen \
         dekker brouwer wit dijkstra smits graaf meer linden kok jacobs haan vermeulen heuvel veen broek bruijn bruin \
         heijden schouten beek willems vliet ven hoekstra maas verhoeven koster dam wal prins blom huisman peeters jonge \
         kuipers post kuiper veenstra kramer brink scholten wijk postma martens vink ruiter timmermans groen gerritsen \
         jonker loon velde willemsen smeets lange bosch dongen schipper koning laan velden driessen doorn hermans evers \
         meulen hofman bosman wolters sanders horst mol kuijpers molenaar pol leeuw verbeek huizinga wiersema bosma \
         oosterhuis ploegsma yilmaz kaya demir sahin celik ozturk yildiz aydin arslan dogan amrani idrissi haddad nowak \
         kowalski wisniewski nguyen chen wang singh ramdin klein vlis hassan mohamed ali visscher bouwman verschoor hof \
         groenewoud zwart boersma dijkman westra wierda tuinstra zijlstra drent drenth drenthe boelens oldenhuis wubs",
    ),
    (
        Trait::Place,
        "amsterdam rotterdam groningen utrecht eindhoven tilburg almere breda nijmegen enschede haarlem arnhem amersfoort \
         apeldoorn hoofddorp maastricht leiden dordrecht zoetermeer zwolle deventer delft alkmaar heerlen venlo leeuwarden \
         hilversum assen emmen hoogeveen meppel winschoten veendam stadskanaal delfzijl appingedam hoogezand sappemeer \
         scheemda heiligerlee westerlee midwolda oostwold finsterwolde blauwestad beerta drieborg wildervank muntendam \
         bellingwolde oldambt pekela drachten sneek heerenveen franeker harlingen dokkum schiedam vlaardingen spijkenisse \
         gouda doetinchem ulft terborg silvolde gendringen varsseveld zutphen winterswijk aalten hengelo almelo kampen \
         lelystad middelburg vlissingen goes terneuzen zierikzee roosendaal oss helmond weert roermond sittard zaandam \
         purmerend hoorn nieuwegein veenendaal ede barneveld ermelo harderwijk wageningen rhenen tiel culemborg rijswijk \
         capelle ridderkerk barendrecht hellevoetsluis brielle noordwijk katwijk lisse hillegom heemstede zandvoort \
         castricum heerhugowaard schagen texel urk emmeloord steenwijk coevorden hardenberg ommen raalte nijverdal \
         oldenzaal losser haaksbergen eibergen groenlo lichtenvoorde borculo lochem vorden wsn musselkanaal zuidbroek \
         noordbroek siddeburen slochteren kolham harkstede haren eelde paterswolde roden leek zuidhorn grootegast winsum \
         bedum loppersum uithuizen wagenborgen nieuwolda nieuweschans onstwedde vlagtwedde wedde blijham",
    ),
];
