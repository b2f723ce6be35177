// Dit aux collègues quel dossier on regarde, et voit ce qu'ils regardent. Sans ce fichier, la page
// montre ce qu'il en était quand elle s'est ouverte.
"use strict";
(() => {
  const CADENCE = 40000;
  // Passer trois dossiers d'un trait n'est pas les regarder.
  const POSE = 800;
  const jeton = document.querySelector("[name=csrfmiddlewaretoken]");
  let ici = document.querySelector("[data-regarder][data-ouvert]");
  let dits = null;
  let attente = 0;

  const montrer = () => {
    if (!dits) return;
    for (const lieu of document.querySelectorAll("[data-regarder]")) {
      const phrase = dits[lieu.dataset.dossier] || "";
      if (lieu.textContent !== phrase) lieu.textContent = phrase;
      lieu.hidden = !phrase;
    }
  };

  async function regarder() {
    if (!ici || document.hidden) return;
    try {
      const reponse = await fetch(ici.dataset.regarder, {
        method: "POST", headers: { "X-CSRFToken": jeton.value }, redirect: "manual",
      });
      if (!reponse.ok) return;
      dits = await reponse.json();
      montrer();
    } catch {
      // Le réseau reviendra : le passage suivant aussi.
    }
  }

  document.addEventListener("focusin", (evenement) => {
    const fiche = evenement.target.closest(".agt-fiche");
    if (!fiche) return;
    const lieu = fiche.querySelector("[data-regarder]");
    const change = lieu && !(ici && ici.dataset.dossier === lieu.dataset.dossier);
    ici = lieu;
    if (!change) return;
    clearTimeout(attente);
    attente = setTimeout(regarder, POSE);
  });
  document.addEventListener("visibilitychange", regarder);
  document.addEventListener("htmx:afterSettle", montrer);
  setInterval(regarder, CADENCE);
  regarder();
})();
