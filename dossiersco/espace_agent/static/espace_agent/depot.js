// Glisser les fichiers n'importe où dans la zone, et voir l'envoi avancer. Sans ce fichier, le
// champ et le bouton font la même chose.
(() => {
  const formulaire = document.querySelector("[data-depot]");
  if (!formulaire) return;
  const zone = formulaire.querySelector("[data-depot-zone]");
  const champ = formulaire.querySelector("input[type=file]");
  const envoi = formulaire.querySelector("[data-depot-envoi]");
  const barre = envoi.querySelector("progress");
  const texte = envoi.querySelector("[data-depot-texte]");
  const bouton = formulaire.querySelector("button[type=submit]");

  zone.classList.add("agt-depot--actif");
  formulaire.querySelector("[data-depot-mot]").hidden = false;
  for (const nom of ["dragenter", "dragover"]) {
    zone.addEventListener(nom, (evenement) => {
      evenement.preventDefault();
      zone.classList.add("agt-depot--survol");
    });
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("agt-depot--survol"));
  zone.addEventListener("drop", (evenement) => {
    evenement.preventDefault();
    zone.classList.remove("agt-depot--survol");
    if (evenement.dataTransfer.files.length) champ.files = evenement.dataTransfer.files;
  });

  const dire = (phrase) => { texte.textContent = phrase; };
  const reposer = () => { bouton.disabled = false; };

  formulaire.addEventListener("submit", (evenement) => {
    if (!champ.files.length) return;
    evenement.preventDefault();
    bouton.disabled = true;
    envoi.hidden = false;
    barre.value = 0;
    const requete = new XMLHttpRequest();
    requete.open("POST", formulaire.action);
    requete.upload.addEventListener("progress", ({ loaded, total }) => {
      barre.value = (100 * loaded) / total;
      dire(loaded < total ? `${Math.round(barre.value)} %` : "Lecture des fichiers…");
    });
    requete.upload.addEventListener("load", () => {
      barre.removeAttribute("value");
      dire("Lecture des fichiers…");
    });
    requete.addEventListener("load", () => {
      if (requete.status < 300 && requete.responseURL !== location.href) {
        location.assign(requete.responseURL);
        return;
      }
      montrerLeRefus(requete.responseText);
    });
    requete.addEventListener("error", () => {
      reposer();
      envoi.hidden = true;
      dire("");
      // Sans progression, le navigateur dira lui-même ce qui ne va pas.
      formulaire.submit();
    });
    requete.send(new FormData(formulaire));
  });

  function montrerLeRefus(html) {
    const recu = new DOMParser().parseFromString(html, "text/html");
    const neuf = recu.querySelector("[data-depot-zone]");
    reposer();
    envoi.hidden = true;
    if (!neuf) {
      formulaire.submit();
      return;
    }
    document.title = recu.title;
    const fichiers = champ.files;
    zone.replaceChildren(...neuf.childNodes);
    const remplacant = zone.querySelector("input[type=file]");
    remplacant.replaceWith(champ);
    for (const nom of ["aria-describedby", "aria-invalid", "class"]) {
      if (remplacant.hasAttribute(nom)) champ.setAttribute(nom, remplacant.getAttribute(nom));
    }
    champ.files = fichiers;
    (zone.querySelector("[tabindex='-1'], .fr-alert, a") || champ).focus();
  }

  // Revenir en arrière après un envoi ne laisse pas le bouton inerte.
  window.addEventListener("pageshow", () => {
    reposer();
    envoi.hidden = true;
  });
})();
