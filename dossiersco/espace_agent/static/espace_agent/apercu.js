// Voir un texte en le tapant. Sans ce fichier, le bouton « Voir » montre la même chose.
(() => {
  const formulaire = document.querySelector("[data-apercu-adresse]");
  if (!formulaire) return;
  const jeton = formulaire.querySelector("[name=csrfmiddlewaretoken]").value;
  const bouton = formulaire.querySelector("[data-apercu-bouton]");
  if (bouton) bouton.hidden = true;

  for (const champ of formulaire.querySelectorAll("[data-apercu]")) {
    const vitre = formulaire.querySelector(`[data-apercu-de="${champ.id}"] [data-apercu-texte]`);
    let attente;
    let demande = 0;
    champ.addEventListener("input", () => {
      clearTimeout(attente);
      attente = setTimeout(async () => {
        const rang = ++demande;
        const corps = new URLSearchParams({ texte: champ.value, csrfmiddlewaretoken: jeton });
        try {
          const reponse = await fetch(formulaire.dataset.apercuAdresse, { method: "POST", body: corps });
          // Une réponse en retard n'efface pas une plus récente.
          if (reponse.ok && rang === demande) vitre.innerHTML = await reponse.text();
        } catch {
          if (bouton) bouton.hidden = false;
        }
      }, 400);
    });
  }
})();
