// Garde sur le serveur ce qui est tapé, champ après champ ; rien dans le navigateur (données
// personnelles). Sans ce fichier, le formulaire s'envoie comme toujours.
"use strict";
(() => {
  const formulaire = document.querySelector("form[data-brouillon]");
  const etat = document.querySelector(".sco-etat");
  if (!formulaire || !etat) return;

  const ATTENTE = 700;
  const RECUL_MAXIMUM = 30000;
  let rang = 0;
  let sale = false;
  let enVol = null;
  let envoye = false;
  let recul = 1000;
  let minuterie = 0;

  // L'état est collé en bas de l'écran : il ne doit pas couvrir le champ où l'on tape. Un champ
  // qu'on a déjà quitté des yeux ne ramène pas la page à lui : le bouton visé se déroberait.
  const decouvrir = (champ) => {
    const { top, bottom } = champ.getBoundingClientRect();
    const couvert = bottom > etat.getBoundingClientRect().top && top < innerHeight;
    if (couvert) champ.scrollIntoView({ block: "nearest" });
  };

  const dire = (quoi) => {
    if (etat.dataset.etat === quoi) return;
    etat.dataset.etat = quoi;
    etat.textContent = etat.dataset[quoi];
    const actif = document.activeElement;
    if (actif.matches("input, select, textarea") && formulaire.contains(actif)) decouvrir(actif);
  };

  const donnees = () => {
    const corps = new FormData(formulaire);
    for (const [nom, valeur] of [...corps]) if (valeur instanceof File) corps.delete(nom);
    corps.set("rang", ++rang);
    return corps;
  };

  const plusTard = (delai) => {
    clearTimeout(minuterie);
    if (!envoye) minuterie = setTimeout(garder, delai);
  };

  const reessayer = (delai) => {
    sale = true;
    dire("coupe");
    plusTard(delai || recul);
    recul = Math.min(recul * 2, RECUL_MAXIMUM);
  };

  const lire = (reponse) => {
    if (reponse.status === 429 || reponse.status >= 500) {
      return reessayer(1000 * Number(reponse.headers.get("Retry-After")));
    }
    recul = 1000;
    if (reponse.status === 202) return dire("fini");
    if (reponse.status !== 204) return dire("refus");
    if (!sale) return dire("garde");
    plusTard(ATTENTE);
  };

  // Une sauvegarde à la fois : la dernière dit toujours le dernier état.
  async function garder() {
    if (!sale || enVol || envoye) return;
    sale = false;
    enVol = new AbortController();
    const limite = setTimeout(() => enVol && enVol.abort(), 15000);
    try {
      lire(await fetch(formulaire.dataset.brouillon, {
        method: "POST", body: donnees(), redirect: "manual", signal: enVol.signal,
      }));
    } catch {
      if (!envoye) reessayer();
    } finally {
      clearTimeout(limite);
      enVol = null;
      if (sale && etat.dataset.etat === "attente") plusTard(ATTENTE);
    }
  }

  const changer = (delai) => {
    sale = true;
    dire("attente");
    plusTard(delai);
  };

  // Ce qui part en quittant la page n'attend pas de réponse.
  const partir = () => {
    if ((sale || enVol) && !envoye) navigator.sendBeacon(formulaire.dataset.brouillon, donnees());
  };

  formulaire.addEventListener("input", () => changer(ATTENTE));
  formulaire.addEventListener("change", () => changer(0));
  formulaire.addEventListener("submit", () => {
    envoye = true;
    clearTimeout(minuterie);
    if (enVol) enVol.abort();
  });
  addEventListener("pagehide", partir);
  addEventListener("pageshow", () => { envoye = false; });
  addEventListener("online", () => { if (sale) plusTard(0); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) partir(); });
})();
