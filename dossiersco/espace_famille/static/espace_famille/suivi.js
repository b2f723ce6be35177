// Pendant qu'on photographie ailleurs, cette page dit ce qui arrive. Sans lui, le lien actualise.
"use strict";
(() => {
  const lieu = document.querySelector("[data-suivi]");
  const avant = Number(lieu.dataset.pages);
  const fin = Date.now() + 16 * 60 * 1000;

  async function regarder() {
    try {
      const reponse = await fetch(lieu.dataset.suivi);
      const neuves = (await reponse.json()).pages - avant;
      if (neuves > 0) {
        const dit = neuves > 1 ? lieu.dataset.ditPlusieurs : lieu.dataset.ditUne;
        const phrase = dit.replaceAll("#", neuves);
        if (lieu.textContent !== phrase) lieu.textContent = phrase;
      }
    } catch {
      // Réseau coupé : on redemande.
    }
    if (Date.now() < fin) setTimeout(regarder, 3000);
  }

  setTimeout(regarder, 3000);
})();
