"""L'UAI (ex-RNE) : sept chiffres et une lettre-clé, le reste de la division par 23."""

_CLES = "ABCDEFGHJKLMNPRSTUVWXYZ"


def est_valable(uai: str) -> bool:
    """ "0590181B" -> True. En capitales, huit caractères."""
    numero, cle = uai[:7], uai[7:]
    return len(uai) == 8 and numero.isdecimal() and cle == _CLES[int(numero) % 23]
