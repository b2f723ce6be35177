"""Les bancs de performance : `make banc`. Ils mesurent et disent ; ils ne font échouer aucun test.

Un banc est un module de ce paquet qui définit `mesures()`. Chacun tourne dans un processus neuf,
sur une base et un dossier jetables.
"""
