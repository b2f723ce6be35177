"""Lieux : de vraies communes et leurs codes, des voies et des établissements inventés.

Les domiciles sont autour de Lille quel que soit l'UAI : une trentaine de communes suffit.
"""

from dossiersco.siecle.lus import Photo

# (code INSEE, code postal, libellé d'acheminement)
COMMUNES = (
    ("59350", "59000", "LILLE"),
    ("59350", "59800", "LILLE"),
    ("59512", "59100", "ROUBAIX"),
    ("59599", "59200", "TOURCOING"),
    ("59009", "59491", "VILLENEUVE D ASCQ"),
    ("59009", "59650", "VILLENEUVE D ASCQ"),
    ("59378", "59700", "MARCQ EN BAROEUL"),
    ("59410", "59370", "MONS EN BAROEUL"),
    ("59368", "59110", "LA MADELEINE"),
    ("59328", "59130", "LAMBERSART"),
    ("59360", "59120", "LOOS"),
    ("59286", "59320", "HAUBOURDIN"),
    ("59507", "59790", "RONCHIN"),
    ("59220", "59155", "FACHES THUMESNIL"),
    ("59648", "59139", "WATTIGNIES"),
    ("59560", "59113", "SECLIN"),
    ("59343", "59810", "LESQUIN"),
    ("59163", "59170", "CROIX"),
    ("59646", "59290", "WASQUEHAL"),
    ("59421", "59420", "MOUVAUX"),
    ("59090", "59910", "BONDUES"),
    ("59650", "59150", "WATTRELOS"),
    ("59299", "59510", "HEM"),
    ("59339", "59115", "LEERS"),
    ("59152", "59560", "COMINES"),
    ("59279", "59250", "HALLUIN"),
    ("59017", "59280", "ARMENTIERES"),
    ("59386", "59520", "MARQUETTE LEZ LILLE"),
    ("59636", "59118", "WAMBRECHIES"),
    ("59527", "59350", "ST ANDRE LEZ LILLE"),
    ("59044", "59780", "BAISIEUX"),
)

VOIES = (
    "RUE DES LILAS",
    "RUE DE LA GARE",
    "RUE DU MOULIN",
    "RUE PASTEUR",
    "RUE DU GÉNÉRAL DE GAULLE",
    "AVENUE DE LA RÉPUBLIQUE",
    "AVENUE DES CHÂTAIGNIERS",
    "BOULEVARD DE L'ÉGALITÉ",
    "PLACE DU MARCHÉ",
    "ALLÉE DES ÉCUREUILS",
    "IMPASSE DU BŒUF COURONNÉ",
    "CHEMIN DES PRÉS",
    "RUE DU SACRÉ-CŒUR",
    "RUE JEAN JAURÈS",
    "RUE D'ISLY",
    "SENTIER DE L'HAŸ",
    "RUE VICTOR HUGO",
    "QUAI DE L'OUEST",
    "RUE DU 8 MAI 1945",
    "COUR DES TISSERANDS",
)

RESIDENCES = (
    "Résidence Les Tilleuls",
    "Résidence Le Clos d'Hespel",
    "Résidence Sacré-Cœur",
    "Bât. L'€uropéen",
    "Les Hauts de Flandre",
)

COMPLEMENTS = ("Appt 12", "Bâtiment B  Escalier 3", "2e étage droite", "Porte 104", "Boîte 7")

COMMUNES_BELGES = ("7500 TOURNAI", "7700 MOUSCRON", "7730 ESTAIMPUIS", "8930 MENEN")

# (département sur trois caractères, code INSEE) ; Corse : 620, le code de l'Éducation nationale.
NAISSANCES_PROCHES = (
    ("059", "59350"),
    ("059", "59512"),
    ("059", "59599"),
    ("059", "59560"),
    ("059", "59183"),
    ("059", "59606"),
    ("059", "59178"),
    ("062", "62041"),
    ("062", "62498"),
)
NAISSANCES_LOINTAINES = (
    ("075", "75112"),
    ("075", "75114"),
    ("013", "13208"),
    ("069", "69383"),
    ("620", "2A004"),
    ("720", "2B033"),
    ("974", "97411"),
    ("971", "97105"),
    ("976", "97611"),
    ("031", "31555"),
    ("033", "33063"),
    ("035", "35238"),
    ("001", "01053"),
)

# (code du pays, ville)
NAISSANCES_A_L_ETRANGER = (
    ("131", "TOURNAI"),
    ("350", "CASABLANCA"),
    ("352", "TIZI OUZOU"),
    ("351", "SFAX"),
    ("208", "IZMIR"),
    ("216", "WENZHOU"),
    ("114", "CLUJ-NAPOCA"),
    ("139", "VILA NOVA DE GAIA"),
    ("155", "KHARKIV"),
    ("212", "HERAT"),
    ("326", "ABIDJAN"),
    ("341", "SAINT-LOUIS"),
    ("335", "KAYES"),
    ("330", "CONAKRY"),
    ("312", "LUBUMBASHI"),
    ("397", "MORONI"),
    ("410", "CAP-HAÏTIEN"),
    ("235", "JAFFNA"),
)

# (numéro de l'UAI inventé, dénomination, complément, provenance, code INSEE, commune)
ECOLES = (
    (599901, "ECOLE ELEMENTAIRE", "LES TROIS TILLEULS", "1", "59350", "LILLE"),
    (599902, "ECOLE ELEMENTAIRE", "DU VIEUX MOULIN", "1", "59350", "LILLE"),
    (599903, "ECOLE PRIMAIRE", "DES BATELIERS", "1", "59328", "LAMBERSART"),
    (599904, "ECOLE PRIMAIRE", "LE PETIT PONT", "1", "59360", "LOOS"),
    (599905, "ECOLE ELEMENTAIRE", "LES GRANDS CHAMPS", "1", "59512", "ROUBAIX"),
    (599906, "ECOLE PRIMAIRE PRIVEE", "NOTRE DAME DES DUNES", "2", "59163", "CROIX"),
    (809901, "ECOLE ELEMENTAIRE", "DES HORTILLONS", "3", "80021", "AMIENS"),
)

NUMERO_ECOLE_FRANCAISE = 1319901

# Les autres collèges : mêmes colonnes.
COLLEGES = (
    (599951, "COLLEGE", "DU BEFFROI", "1", "59599", "TOURCOING"),
    (599952, "COLLEGE PRIVE", "SAINTE ELISABETH", "2", "59512", "ROUBAIX"),
    (629951, "COLLEGE", "LES TERRILS", "1", "62498", "LENS"),
    (809951, "COLLEGE", "DE LA BAIE", "3", "80001", "ABBEVILLE"),
    (759951, "COLLEGE PRIVE", "LES MARRONNIERS", "4", "75114", "PARIS 14E  ARRONDISSEMENT"),
)

NOTRE_COLLEGE: Photo = {
    "SIGLE": "CLG",
    "DENOM_PRINC": "COLLEGE",
    "DENOM_COMPL": "DES TROIS MOULINS",
    "LIGNE1_ADRESSE": "1 RUE DES TROIS MOULINS",
    "CODE_COMMUNE_INSEE": "59350",
    "TELEPHONE": "0353010000",
}
