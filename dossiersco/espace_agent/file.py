"""La file : ce qui attend le collège, l'identité et les désaccords d'abord, puis le plus ancien."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db.models import Case, Count, Prefetch, Q, QuerySet, Value, When
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dossiersco.campagnes.tables import tables_de
from dossiersco.dossiers.champs import CHAMPS, Cible
from dossiersco.dossiers.models import Dossier, Signature
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut, derniere_campagne
from dossiersco.espace_agent.fiches import Fiche, fiches
from dossiersco.espace_agent.motifs import MOTIFS_CHAMP, MOTIFS_PIECE
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste
