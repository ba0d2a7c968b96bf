"""Pack 'own17': what offices write: police notes, school and doctor, contact centre, landlord, minutes; with lines, labels, times and colleagues."""
from pack_dev import *  # noqa
import render as r
NAME = "own17"; SEED = 20261125
NAME_PARITY = 1; STREET_THEME = "b"
FLAT_RATE = .10; CO_RATE = .02
TYPOS = ["drop", "swap", "phon", "adj", "ocr"]
SUFFIX_STYLES = ["word", "glue", "dash", "up", "sp"]
PATS = {"SNPW": ["{S} {N}, {P} {W}", "{S} {N} te {W} ({P})", "{S} {N} | {P} {W}", "{S} {N} / {P} / {W}"], "SNP": ["{S} {N}, {P}", "{S} {N} - {P}"],
        "SNW": ["{S} {N} te {W}", "{S} {N} in {W}", "{S} {N}, {W}", "{S} {N} / {W}"], "SN": ["{S} {N}", "{S} nr {N}", "{S}, nr. {N}"],
        "NPW": ["{P} nr. {N} te {W}"], "NP": ["{P} nr. {N}", "{P}, huisnr. {N}"], "SW": ["{S} te {W}", "{S} in {W}"], "S": ["{S}"],
        "W": ["{W}"], "PW": ["{P} {W}"], "P": ["{P}"], "SPW": ["{S}, {P} {W}"], "SP": ["{S} ({P})"], "NW": ["nr. {N} te {W}"], "N": ["nr. {N}"]}
PCFMT = ["sp", "glue", "sp"]; DOBF = ["dash", "long", "dot", "short", "yy"]; TELF = ["grp", "dash", "raw", "intlsp"]
T = {"m": ["dhr.", "de heer", "meneer", "hr."], "v": ["mw.", "mevrouw", "mevr.", "mw"]}

def nm(rng, p, rev=True):
    ch = rng.choice
    tv, an, vn, ini = p["tussenvoegsel"] or "", p["achternaam"], p["voornaam"], p["initialen"]
    low = f"{tv} {an}".strip() if an else ""; cap = low[:1].upper() + low[1:]
    t = ch(T[p["geslacht"]])
    if an and vn and ini: return ch([f"{ini} {low} ({vn})", f"{vn} ({ini}) {low}", f"{t} {ini} {low}, roepnaam {vn}"])
    if an and vn: return ch([f"{vn} {low}", f"{t} {vn} {low}", f"{an}, {vn}{(' ' + tv) if tv else ''}" if rev else f"{vn} {low}", f"{vn} {low}"])
    if an and ini: return ch([f"{ini} {low}", f"{t} {ini} {low}", f"{an}, {ini}{(' ' + tv) if tv else ''}" if rev else f"{ini} {low}"])
    if an: return f"{t} {cap}"
    return vn or ini or ""

def det(rng, p):
    if p["geboortedatum"]:
        b = r.dob(rng, p["geboortedatum"], DOBF); return rng.choice([f" ({b})", f", geb. {b}", f" (geb.dat. {b})", f" - {b}", f", geboren {b}", f" *{b}"])
    if p.get("leeftijd") is not None: return rng.choice([f" ({p['leeftijd']} jr.)", f", {p['leeftijd']} jaar", f" (lft. {p['leeftijd']})"])
    return ""

def who(rng, p): return nm(rng, p) + det(rng, p)
WHAT = ["Betrokkene was onder invloed.", "Woning sterk vervuild, weinig eten aanwezig.", "Er zijn zorgen over de kinderen.", "Zorgmijdend gedrag, deur blijft dicht.", "Schulden lopen op, energie is afgesloten.", "Veel geschreeuw, omwonenden zijn bang.", "Verzuim loopt op.", "Medicatie gestaakt."]
COL = ["Henk Rozema", "M. Stubbe", "Petra van Loon", "Y. Haddad", "Sjaak Bakker-Prins", "J.M. Oosting", "Wendy Kruize", "F. el Mansouri"]
JOB = ["wijkagent", "jeugdarts", "casemanager", "schoolmaatschappelijk werker", "consulent Wmo", "woonconsulent", "verpleegkundig specialist", "leerplichtambtenaar"]
ORG = ["Politie Noord, team Oost", "GGD", "Woongroep Oldambt", "Huisartsenpraktijk De Brug", "Scholengroep Het Plein", "Zorgcentrum Ons Huis"]

def facts(rng, f, style):
    """lines that hold all facts; style: label, prose, police."""
    ch = rng.choice; P, ad = f["personen"], f["adres"]; L = []
    A = r.addr(rng, ad, PATS, PCFMT) if ad else ""
    num = bool(ad and ad["huisnummer"])
    W = [who(rng, p) for p in P]
    if style == "label":
        if W: L.append(ch(["Betreft: {}", "Wie: {}", "Inzake: {}", "Cliënt: {}", "Betrokkene 1: {}"]).format(W[0]))
        if A: L.append(ch(["Adres: {}", "Woonadres: {}", "Waar: {}", "Verblijfadres: {}"] if num else ["Waar: {}", "Omgeving: {}"]).format(A))
        for p, w in zip(P[1:], W[1:]): L.append({"partner": ch(["Partner: {}", "Medebewoner: {}"]), "kind": ch(["Kind: {}", "Kinderen: {}"])}.get(p["rol"], "Betrokkene 2: {}").format(w))
        for p in P:
            if p["telefoon"]: L.append(ch(["Tel. cliënt: {}", "Bereikbaar op: {}", "Mobiel: {}"]).format(r.phone(rng, p["telefoon"], TELF)))
        if f["vorig_adres"]: L.append(ch(["Vorig adres: {}", "Voorheen: {}"]).format(r.addr(rng, f["vorig_adres"], PATS, PCFMT)))
    elif style == "police":
        if W and num: L.append(ch(["Ter plaatse {a} troffen wij {h} aan.", "In perceel {a} werd gesproken met bewoner {h}.", "Kregen het verzoek te gaan naar {a}. Aldaar wonende: {h}.", "Voor de deur van de woning {a} stond {h}, die daar woont.", "Betrokkene {h} staat ingeschreven op {a}."]).format(a=A, h=W[0]))
        else:
            if W: L.append(ch(["Staande gehouden werd {h}.", "Betrokkene gaf op te zijn: {h}.", "Het betrof {h}."]).format(h=W[0]))
            if A: L.append((ch(["Pleegplaats: {a}.", "Gingen ter plaatse: {a}."]) if num else ch(["Omgeving {a}.", "Het speelde in {a}."])).format(a=A))
        for p, w in zip(P[1:], W[1:]): L.append(ch(["In de woning ook aanwezig: {}.", "Tevens aangetroffen: {}.", "Medebetrokkene {}."]).format(w))
        for p in P:
            if p["telefoon"]: L.append(ch(["Betrokkene is te bereiken op {}.", "Telefoonnummer van betrokkene: {}."]).format(r.phone(rng, p["telefoon"], TELF)))
        if f["vorig_adres"]: L.append(ch(["Stond eerder ingeschreven op {}.", "Voorheen wonende {}."]).format(r.addr(rng, f["vorig_adres"], PATS, PCFMT)))
    else:
        if W and num: L.append(ch(["Hierbij vraag ik aandacht voor {h}, woonachtig {a}.", "{h} ({a}) is bij ons in zorg.", "Op {a} woont {h}.", "Wij verhuren de woning {a} aan {h}.", "In ons spreekuur zagen wij {h}; adres {a}.", "Vandaag is {h} besproken. Het adres is {a}.", "Wij hebben zorgen om {h}, {a}.", "Uw hulp is gewenst bij {h} op {a}."]).format(h=W[0], a=A))
        else:
            if W: L.append(ch(["Hierbij vraag ik aandacht voor {h}.", "In ons overleg kwam {h} ter sprake.", "Wij hebben zorgen om {h}."]).format(h=W[0]))
            if A: L.append((ch(["Het gaat om het pand {a}.", "De overlast komt van {a}."]) if num else ch(["Waarschijnlijk ergens in {a}.", "Woont in {a}, meer is niet bekend."])).format(a=A))
        for p, w in zip(P[1:], W[1:]): L.append(ch(["Het huishouden telt verder {}.", "Samenwonend met {}.", "Ook betrokken: {}."] if p["rol"] != "kind" else ["Er is een kind, {}.", "Zorgen zijn er vooral over {}.", "Thuiswonend kind: {}."]).format(w))
        for p in P:
            if p["telefoon"]: L.append(ch(["Telefonisch te bereiken via {}.", "Het nummer van cliënt is {}."]).format(r.phone(rng, p["telefoon"], TELF)))
        if f["vorig_adres"]: L.append(ch(["Hiervoor woonde men op {}.", "Is onlangs verhuisd van {}."]).format(r.addr(rng, f["vorig_adres"], PATS, PCFMT)))
    for p in P:
        if p["bsn"]: L.append(f"BSN: {p['bsn']}")
    return [x[:1].upper() + x[1:] for x in L]

def text(rng, f, source, ctx):
    ch = rng.choice; P = f["personen"]; o = ctx["other"]; me = ch(COL); job = ch(JOB); org = ch(ORG)
    style = {"politie": "police"}.get(source) or ch(["label", "prose", "prose"])
    L = facts(rng, f, style); side = []
    tel = f"0590-{rng.randrange(100000, 999999)}"; u = f"{rng.randrange(7, 23):02d}.{rng.randrange(10, 59)}"
    if o:
        side.append(ch(["Melder: {o}, {s} {n}, tel {t}", "Gebeld door: {o} ({t})", "Meldster wil anoniem blijven, bij ons bekend.", "Getuige: {o}, wonende {s} {n}.", "Aangever {o}, {s} {n}, wil op de hoogte blijven.", "Contactpersoon: {o}, {t}.", "Melding ontvangen via {o} ({s} {n}).", "De bewoner van {n}, {o}, klaagde als eerste.",
          "Huisarts: {an}, {t}.", "Ook gesproken met de buren ({o}, nummer {n}).", "Ex-partner {o} (woont {s} {n}) heeft een contactverbod."]).format(o=o["naam"], s=o["straat"], n=o["nr"], t=o["tel"], an=o["an"]))
    side.append(ch(["", "", f"Behandelaar: {me}", f"Ingevoerd door {me} om {u} uur.", f"Aanwezig bij overleg: {me}, {ch(COL)}.", f"Afspraak: {me} belt maandag terug.", f"Zie ook mail van {me} ({job}).", f"Voor vragen: {me}, {tel}.", f"{me} ({job}) is op huisbezoek geweest.", f"Dossier is overgedragen aan {me}.", f"Verbalisant: {me}."]))
    side.append(ch(WHAT)); side = [x for x in side if x]; rng.shuffle(side)
    if style == "label": body = "\n".join((L + side) if rng.random() < .6 else side + L)
    else:
        k = rng.randrange(0, len(side) + 1); body = " ".join((x if x.endswith((".", ":")) else x + ".") for x in side[:k] + L + side[k:])
    head = ch(["", "", "Geachte collega,\n\n", "Hoi team,\n\n", f"Beste {ch(['Marleen', 'Kees', 'collega van het sociaal team'])},\n\n", f"{rng.randrange(1, 28)}-{rng.randrange(1, 12)}-2026 {u} uur\n", f"Van: {me}\nAan: wijkteam\n\n", f"KCC-notitie {rng.randrange(10000, 99999)}\n"])
    foot = ch(["", "", f"\n\nMet vriendelijke groet,\n{me}\n{job}, {org}\nT {tel}", f"\n\n{me} | {org} | {tel}", f"\n\nGr. {me.split()[0]}", f"\n\nHoogachtend,\n\n{me}\n{job}", f"\n\nw.g. {me}", f"\n-- \n{me}\n{org}\nStationsweg {rng.randrange(1, 99)}, 9671 ZZ Winschoten"])
    subj = ch(["Melding", "Zorgmelding", "Mutatie", "Overdracht", "Casus", "Verzoek tot contact", "Terugkoppeling gevraagd", "Overleg", "Nieuwe aanmelding", "Kopie mutatie"])
    if P and P[0]["achternaam"] and rng.random() < .15: subj += ch([" ", " - ", ": ", " inz. "]) + P[0]["achternaam"]
    return subj, (head + body + foot).strip()
