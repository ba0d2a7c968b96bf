"""Pack 'own16': residents who tell of neighbours and kin, and short notes of professionals, in everyday Dutch."""
from pack_dev import *  # noqa
import pack_dev as d
import render as r
NAME = "own16"; SEED = 20261124
NAME_PARITY = 1; STREET_THEME = "b"
FLAT_RATE = .08; CO_RATE = .02
TYPOS = ["drop", "swap", "phon", "adj", "ocr"]
SUFFIX_STYLES = ["word", "glue", "dash", "up", "sp"]
PATS = {"SNPW": ["{S} {N}, {P} {W}", "{S} {N} in {W} ({P})", "{S} {N} {P} {W}", "{S} {N} - {P} {W}"], "SNP": ["{S} {N}, {P}", "{S} {N} ({P})", "{S} {N} {P}"],
        "SNW": ["{S} {N} in {W}", "{S} {N} te {W}", "{S} {N}, {W}", "{S} {N} ({W})"], "SN": ["{S} {N}", "{S} {N}", "{S} nr. {N}", "{S} nummer {N}"],
        "NPW": ["{P}, nummer {N}, {W}"], "NP": ["{P} nr {N}", "{P} huisnummer {N}"], "SW": ["{S} in {W}", "{S} ({W})"], "S": ["{S}"],
        "W": ["{W}"], "PW": ["{P} {W}"], "P": ["{P}"], "SPW": ["{S}, {P} {W}"], "SP": ["{S} ({P})"], "NW": ["nr {N} in {W}"], "N": ["nr {N}"]}
PCFMT = ["sp", "glue", "sp"]; DOBF = ["dash", "long", "dot", "short", "yy"]; TELF = ["grp", "dash", "raw", "intlsp"]
c = None
WIE = {"m": ["meneer", "dhr.", "de heer", "hr.", "mijnheer", "dhr"], "v": ["mevrouw", "mevr.", "mw.", "mw", "mevr"]}

def nm(rng, p, title=True):
    tv, an, vn, ini = p["tussenvoegsel"] or "", p["achternaam"], p["voornaam"], p["initialen"]
    low = f"{tv} {an}".strip() if an else ""
    if vn and an: s = f"{vn} {low}"
    elif ini and an: s = f"{ini} {low}"
    elif an: return rng.choice(WIE[p["geslacht"]]) + " " + (low[:1].upper() + low[1:]) if title else low[:1].upper() + low[1:]
    elif vn: return vn
    else: s = ini or ""
    if title and not vn and rng.random() < .8 or title and rng.random() < .15: s = rng.choice(WIE[p["geslacht"]]) + " " + s
    return s

def det(rng, p):
    o = []
    if p["geboortedatum"]:
        b = r.dob(rng, p["geboortedatum"], DOBF)
        o.append(rng.choice([f"({b})", f"(geb. {b})", f", geboren {b}", f", geboren op {b},", f"(geboortedatum {b})", f", {b},"]))
    elif p.get("leeftijd") is not None:
        a = p["leeftijd"]; o.append(rng.choice([f"({a})", f"({a} jr)", f", {a} jaar,", f"van {a}"]))
    s = " ".join(o); return (s if s.startswith(",") else " " + s) if s else ""

def pers(rng, p): return nm(rng, p) + det(rng, p)
def strip(s): return s.rstrip(",")

HALF = {"wijkverpleegkundige": "Anja Toering", "mij": None}
RES_PA = ["Ik maak me zorgen over mijn {buur}, {h}, {a}.", "Het gaat niet goed met mijn {buur} {h} van {a}.", "Mijn {buur}, {h}, woont op {a} en laat zich niet meer zien.", "Op {a} woont {h}. Daar is van alles mis.", "Ik wil iets melden over {h}, {a}.",
  "Kennen jullie {h} van {a}?", "Bij {h} op {a} klopt er iets niet.", "De situatie bij {h} ({a}) loopt uit de hand.", "Wie gaat er eens kijken bij {h}? Het adres is {a}.", "Al weken hoor ik geschreeuw bij {h}, {a}."]
RES_P = ["Het gaat over {h}.", "Ik ken {h} al jaren en dit gaat mis.", "Ik maak me zorgen om {h}.", "Kan iemand eens bij {h} gaan kijken?"]
RES_A = ["Op {a} gaat het helemaal mis.", "De mensen van {a} maken elke nacht ruzie.", "Bewoners van {a} drinken en schreeuwen.", "Bij ons in de buurt, op {a}, wordt geslagen.", "Het is {a}, daar moet u wezen."]
PRO_PA = ["Vanmorgen zou ik naar {h}, {a}, maar er werd niet opengedaan.", "{h} woont op {a} en mijdt zorg.", "Trof {h} aan in eigen woning, {a}.", "Graag meekijken bij {h}; adres {a}.", "Huisbezoek gedaan bij {h}, {a}.", "Betreft {h} / {a}.", "{a}: {h}.", "Onze huurder {h}, {a}, laat niemand binnen.",
  "Wij begeleiden {h} sinds kort. {h2} woont op {a}.", "Sinds mei komt onze organisatie bij {h} thuis ({a}).", "Wij kregen vandaag een telefoontje over {h}, wonende {a}.", "Ambulance was vannacht bij {h}, {a}."]
PRO_P = ["Betreft {h}.", "Wij zien {h} steeds verder afglijden.", "Graag jullie hulp bij {h}.", "Het gaat om {h}; adres weet ik niet."]
PRO_A = ["Locatie: {a}.", "Het gaat om het huishouden op {a}.", "Melding van overlast op {a}.", "Er is zorg over de bewoners van {a}."]
STREET = ["Het is in de {a}, het nummer weet ik niet.", "Ergens in de {a}.", "Speelt zich af in de {a}, huisnummer onbekend."]
PLACE = ["Waar precies weet ik niet, ergens in {a}.", "Adres onbekend, wel in {a}."]
KIN = {"partner": ["Woont samen met {h}.", "Partner is {h}.", "{h} woont er ook."], "kind": ["Er is een kind: {h}.", "{k} {h} maakt alles mee.", "Zorgen vooral om {k} {h}.", "In huis ook {k} {h}."]}
RES_C = ["Er komt nooit meer iemand.", "De gordijnen zijn steeds dicht.", "Het stinkt op de galerij.", "Ik hoor elke avond gebonk en gehuil.", "Er liggen overal lege flessen.", "Vorige week stond het gas aan.", "Zo kan het niet langer."]
PRO_C = ["Koelkast was leeg en er lag ongeopende post.", "Medicatie wordt niet ingenomen.", "Er is sprake van drie maanden achterstand.", "Veel ruzie, hulp wordt afgehouden.", "Maakte een verwarde indruk.", "Vervuilde woning, katten binnen.", "Afspraken worden niet nagekomen."]
OTH_RES = ["Mijn {buur} {o} op {n} heeft het ook gehoord.", "De buren van {n} ({fo}) durven niets te zeggen.", "Ik woon zelf op {s} {n}.", "Als u mij wilt bellen: {t}.", "Mijn naam is {o}, ik woon op {s} {n}.", "Ik sprak er laatst {o} over, die woont op {s} {n}.", "{o} van {s} {n} wil ook wel getuigen."]
OTH_PRO = ["Buurvrouw {o} ({s} {n}) heeft een sleutel.", "Gemeld door {o}, {s} {n}, tel. {t}.", "Dochter uit eerste huwelijk, {o}, woont elders: {s} {n}.", "Bewindvoerder is {o}, {t}.", "Wij zijn bereikbaar op {t}.", "{o} van {s} {n} belde ons hierover.", "Contact loopt via mantelzorger {o} ({t}).", "Huisarts is dr. {an}, {t}."]
BUUR = ["buurvrouw", "buurman", "overbuurman", "bovenbuurvrouw", "buren"]

def text(rng, f, source, ctx):
    P, ad = f["personen"], f["adres"]; ch = rng.choice
    res = source == "bewoner"
    self_report = res and ctx["self"]
    A = r.addr(rng, ad, PATS, PCFMT) if ad else ""
    full = bool(ad and ad["huisnummer"] and ad["straat"]); num = bool(ad and ad["huisnummer"]); street = bool(ad and ad["straat"] and not ad["huisnummer"])
    L = []
    h = strip(pers(rng, P[0])) if P else None
    if self_report and P:
        L.append(ch(["Mijn naam is {h}.", "Ik ben {h}.", "Hallo, {h} hier."]).format(h=strip(nm(rng, P[0], False) + det(rng, P[0]))))
        if A: L.append(ch(["Ik woon {o}{a}.", "Wij wonen {o}{a}.", "Mijn adres: {a}."]).format(a=A, o="op " if num else "in "))
        L += [ch(["Bel mij op {t}.", "Mijn nummer is {t}.", "Ik ben bereikbaar op {t}."]).format(t=r.phone(rng, p["telefoon"], TELF)) for p in P if p["telefoon"]]
    else:
        g = P[0]["geslacht"] if P else "m"
        buur = ch(["buurvrouw", "bovenbuurvrouw", "overbuurvrouw"] if g == "v" else ["buurman", "overbuurman", "bovenbuurman"])
        h2 = "Mevrouw" if g == "v" else "Meneer"
        if h and num: L.append(ch(RES_PA if res else PRO_PA).format(h=h, a=A, buur=buur, h2=h2))
        else:
            if h: L.append(ch(RES_P if res else PRO_P).format(h=h))
            if num: L.append(ch(RES_A if res else PRO_A).format(a=A))
        if street: L.append(ch(STREET).format(a=A))
        elif A and not num: L.append(ch(PLACE).format(a=A))
        for p in P:
            if p["telefoon"]: L.append(ch(["Te bereiken op {t}.", "Telefoon cliënt {t}.", "Nummer van {w}: {t}."] if not res else ["Nummer van {w}: {t}.", "Het nummer daar is {t}."]).format(t=r.phone(rng, p["telefoon"], TELF), w=("mevrouw" if p["geslacht"] == "v" else "meneer")))
    for p in P[1:]:
        k = "zoon" if p["geslacht"] == "m" else "dochter"
        t = ch(KIN.get(p["rol"]) or KIN["partner"]).format(h=strip(pers(rng, p)), k=k); L.append(t[:1].upper() + t[1:])
    for p in P:
        if p["bsn"]: L.append(f"BSN {p['bsn']}.")
    if f["vorig_adres"]:
        v = r.addr(rng, f["vorig_adres"], PATS, PCFMT); L.append(ch(["Woonde eerder op {v}.", "Komt van {v}.", "Tot voor kort {v}.", "Oude adres: {v}."]).format(v=v))
    C = [ch(RES_C if res else PRO_C)]
    if ctx["other"] and not self_report:
        o = ctx["other"]
        C.append(ch(OTH_RES if res else OTH_PRO).format(o=o["naam"], n=o["nr"], s=o["straat"], t=o["tel"], an=o["an"], fo="fam. " + o["an"], buur=ch(["buurvrouw", "buurman"])))
    body = C + L if rng.random() < .3 else L + C
    seps = ch([" ", " ", " ", "\n"])
    out = [ch(["Hallo,", "Goedemiddag,", "L.S.,", "Beste mensen,", "Hoi,", "Dag,"]), "", seps.join(x[:1].upper() + x[1:] for x in body), "", ch(["Groeten,", "Vriendelijke groet,", "Mvg", "Dank alvast.", "Gr."])]
    if ctx["sign"]:
        out.append((ctx["prof"] + ch(["\nmaatschappelijk werk", ", wijkzorg", "\nTeam Noord", ""])) if not res else (f"{ctx['other']['naam']}\n{ctx['other']['straat']} {ctx['other']['nr']}" if ctx["other"] and not self_report else ""))
    subj = ch(["Zorgen", "Melding", "Buurt", "Hulp nodig", "Vraag", "Gesprek", "Bericht", "Zorgen om bewoner", "Huisbezoek"])
    if P and P[0]["achternaam"] and rng.random() < .2: subj += ch([" ", " - ", ": "]) + P[0]["achternaam"]
    return subj, "\n".join(out).strip()
