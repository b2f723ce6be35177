// Complète l'adresse d'après la Base Adresse Nationale, si le service l'a branchée et si elle
// répond ; sinon rien ne se voit. Chaque proposition est un bouton, donc au clavier aussi.
"use strict";
(() => {
  const liste = document.querySelector("[data-ban]");
  const champ = (nom) => document.querySelector(`[name="${nom}"]`);
  const rue = champ("rue");
  if (!liste || !rue) return;

  let minuterie = 0;
  let demande = null;

  const poser = (nom, valeur) => {
    champ(nom).value = valeur;
    champ(nom).dispatchEvent(new Event("change", { bubbles: true }));
  };

  const vider = () => {
    liste.hidden = true;
    liste.querySelectorAll("button").forEach((bouton) => bouton.remove());
  };

  const choisir = (lieu) => {
    // Le bâtiment ou la résidence, écrits au-dessus, restent.
    const avant = rue.value.split("\n").slice(0, -1);
    poser("rue", [...avant, lieu.name].join("\n"));
    poser("code_postal", lieu.postcode);
    poser("commune", lieu.city);
    vider();
    rue.focus();
  };

  const montrer = (lieux) => {
    vider();
    for (const lieu of lieux) {
      const bouton = document.createElement("button");
      bouton.type = "button";
      bouton.className = "fr-btn fr-btn--tertiary";
      bouton.textContent = lieu.label;
      bouton.addEventListener("click", () => choisir(lieu));
      liste.append(bouton);
    }
    liste.hidden = lieux.length === 0;
  };

  async function chercher() {
    const ligne = rue.value.split("\n").pop().trim();
    if (ligne.length < 6) return vider();
    if (demande) demande.abort();
    demande = new AbortController();
    const adresse = new URL(liste.dataset.ban);
    adresse.searchParams.set("q", `${ligne} ${champ("code_postal").value}`.trim());
    adresse.searchParams.set("limit", "4");
    try {
      const reponse = await fetch(adresse, {
        credentials: "omit", referrerPolicy: "no-referrer", signal: demande.signal,
      });
      const dit = reponse.ok ? await reponse.json() : { features: [] };
      montrer(dit.features.map((trouve) => trouve.properties).filter((lieu) => lieu.postcode));
    } catch {
      vider();
    }
  }

  rue.addEventListener("input", () => {
    clearTimeout(minuterie);
    minuterie = setTimeout(chercher, 300);
  });
})();
