// Ne montre une suite que si la réponse la demande. Sans ce fichier, sa condition est écrite.
"use strict";
(() => {
  const suites = [...document.querySelectorAll("[data-si]")];
  if (!suites.length) return;
  const formulaire = suites[0].closest("form");
  const montrer = () => {
    const dites = new FormData(formulaire);
    for (const suite of suites) {
      const erreur = suite.querySelector(".fr-message--error");
      suite.hidden = dites.get(suite.dataset.si) !== suite.dataset.siValeur && !erreur;
    }
  };
  formulaire.addEventListener("change", montrer);
  montrer();
})();
