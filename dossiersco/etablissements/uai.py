"""L'UAI (ex-RNE) : sept chiffres et une lettre-clé, le reste de la division par 23."""

from dossiersco.siecle.nomenclatures import lignes

_CLES = "ABCDEFGHJKLMNPRSTUVWXYZ"


def est_valable(uai: str) -> bool:
    """ "0590181B" -> True. En capitales, huit caractères."""
    numero, cle = uai[:7], uai[7:]
    return len(uai) == 8 and numero.isdecimal() and cle == _CLES[int(numero) % 23]


def mel_officiel(uai: str) -> str:
    """ "0590181B" -> "ce.0590181b@ac-lille.fr" ; "" si le département n'est pas connu."""
    domaines = {ligne["departement_men"]: ligne["domaine_mail"] for ligne in lignes("academies")}
    domaine = domaines.get(uai[:3], "")
    return f"ce.{uai.lower()}@{domaine}" if domaine else ""
