// Un confort : sans lui, le formulaire envoie tout. Chaque fichier part dès qu'il est choisi, allégé,
// par morceaux ; coupé, il reprend où le serveur en était.
"use strict";
(() => {
  const MORCEAU = 262144;
  const POIDS_VISE = 400000;
  const COTE_MAXIMUM = 2000;
  const ATTENTES = [1, 2, 4, 8, 15, 30];
  const AUCUN = "00000000-0000-0000-0000-000000000000";
  let enCours = 0;
  let suite = Promise.resolve();

  // Ce qu'un nouvel essai ne changera pas ; le message est pour la famille.
  class Refus extends Error {}

  async function alleger(fichier) {
    if (!fichier.type.startsWith("image/")) return fichier;
    if (fichier.type === "image/jpeg" && fichier.size <= POIDS_VISE) return fichier;
    let image;
    try {
      image = await createImageBitmap(fichier, { imageOrientation: "from-image" });
    } catch {
      // Un format que ce navigateur n'ouvre pas (HEIC) : le serveur sait.
      return fichier;
    }
    const echelle = Math.min(1, COTE_MAXIMUM / Math.max(image.width, image.height));
    const toile = document.createElement("canvas");
    toile.width = Math.round(image.width * echelle);
    toile.height = Math.round(image.height * echelle);
    const dessin = toile.getContext("2d");
    dessin.fillStyle = "#fff";
    dessin.fillRect(0, 0, toile.width, toile.height);
    dessin.drawImage(image, 0, 0, toile.width, toile.height);
    image.close();
    let allege = null;
    for (const qualite of [0.85, 0.7, 0.55, 0.4]) {
      allege = await new Promise((rendre) => toile.toBlob(rendre, "image/jpeg", qualite));
      if (allege && allege.size <= POIDS_VISE) break;
    }
    return allege && allege.size < fichier.size ? allege : fichier;
  }

  async function demander(adresse, mots, options = {}) {
    const reponse = await fetch(adresse, { ...options, signal: AbortSignal.timeout(60000) });
    if (reponse.status >= 500 && reponse.status !== 507) throw new TypeError("serveur indisponible");
    if (!(reponse.headers.get("Content-Type") || "").startsWith("application/json")) {
      throw new Refus(mots.ditPerime);
    }
    const etat = await reponse.json();
    if (etat.refus) throw new Refus(etat.refus);
    return etat;
  }

  function patienter(secondes) {
    return new Promise((reprendre) => {
      setTimeout(reprendre, secondes * 1000);
      addEventListener("online", reprendre, { once: true });
    });
  }

  async function insister(ligne, mots, essai) {
    for (let rate = 0; ; rate += 1) {
      try {
        return await essai(rate > 0);
      } catch (erreur) {
        if (erreur instanceof Refus) throw erreur;
        ligne.dire(mots.ditCoupe);
        await patienter(ATTENTES[Math.min(rate, ATTENTES.length - 1)]);
      }
    }
  }

  async function envoyer(formulaire, fichier, ligne) {
    const corps = await alleger(fichier);
    const mots = formulaire.dataset;
    const jeton = formulaire.querySelector("[name=csrfmiddlewaretoken]").value;
    const poster = (adresse, body) =>
      demander(adresse, mots, { method: "POST", headers: { "X-CSRFToken": jeton }, body });
    const annonce = new URLSearchParams({ taille: corps.size });
    let etat = await insister(ligne, mots, () => poster(mots.envoi, annonce));
    const adresse = mots.suite.replace(AUCUN, etat.id);
    while (!etat.fini) {
      etat = await insister(ligne, mots, async (coupe) => {
        if (coupe) etat = await demander(adresse, mots);
        if (etat.fini) return etat;
        const morceau = corps.slice(etat.recu, etat.recu + MORCEAU);
        return poster(`${adresse}?debut=${etat.recu}`, morceau);
      });
      ligne.avancer(etat.recu / corps.size);
    }
  }

  function nouvelleLigne(liste, nom, mots) {
    const ligne = document.createElement("li");
    const barre = document.createElement("progress");
    const phrase = document.createElement("span");
    barre.max = 1;
    barre.value = 0;
    barre.setAttribute("aria-label", nom);
    phrase.setAttribute("role", "status");
    const titre = document.createElement("strong");
    titre.textContent = nom;
    ligne.append(titre, " ", barre, " ", phrase);
    liste.append(ligne);
    return {
      dire: (texte) => { phrase.textContent = texte; },
      avancer: (part) => { barre.value = part; phrase.textContent = `${Math.round(part * 100)} %`; },
      finir: (texte) => { barre.remove(); phrase.textContent = texte; },
      echouer: (texte) => {
        barre.remove();
        ligne.className = "sco-echec";
        // La traduction suit après un tiret : chaque langue a sa ligne, et son sens de lecture.
        phrase.textContent = `${mots.ditRate}\n${texte}`.replaceAll(" – ", "\n");
      },
      retirer: () => ligne.remove(),
    };
  }

  async function traiter(formulaire, fichier, ligne, recues) {
    enCours += 1;
    ligne.dire(formulaire.dataset.ditEnvoi);
    try {
      await envoyer(formulaire, fichier, ligne);
      ligne.finir(formulaire.dataset.ditRecue);
      recues.push(ligne);
    } catch (erreur) {
      if (!(erreur instanceof Refus)) throw erreur;
      ligne.echouer(erreur.message);
    } finally {
      enCours -= 1;
    }
  }

  // La page dit elle-même où en est le document : on lui reprend ce morceau.
  async function rafraichir(formulaire, recues) {
    const pages = document.getElementById(formulaire.dataset.pages);
    if (!pages || !recues.length) return;
    const reponse = await fetch(location.pathname);
    const neuve = new DOMParser().parseFromString(await reponse.text(), "text/html");
    const recentes = neuve.getElementById(pages.id);
    if (!recentes) return;
    pages.replaceWith(recentes);
    recues.forEach((ligne) => ligne.retirer());
    recentes.focus();
  }

  function surveiller(formulaire) {
    const choix = formulaire.querySelector("[type=file]");
    const liste = document.createElement("ul");
    liste.className = "sco-envois";
    formulaire.append(liste);
    formulaire.querySelector("[type=submit]").hidden = true;
    const prendre = () => {
      const fichiers = [...choix.files];
      choix.value = "";
      // On recommence : l'échec d'avant ferait douter de ce qui part maintenant.
      liste.querySelectorAll(".sco-echec").forEach((ligne) => ligne.remove());
      const lignes = fichiers.map((fichier) => nouvelleLigne(liste, fichier.name, formulaire.dataset));
      const recues = [];
      fichiers.forEach((fichier, rang) => {
        suite = suite.then(() => traiter(formulaire, fichier, lignes[rang], recues));
      });
      // Coupé à ce moment-là, « Page reçue » reste affiché : c'est vrai aussi.
      suite = suite.then(() => rafraichir(formulaire, recues)).catch(() => {});
    };
    choix.addEventListener("change", prendre);
    // Choisi avant que ce script n'arrive, sur un réseau lent : le bouton n'est plus là pour l'envoyer.
    if (choix.files.length) prendre();
  }

  addEventListener("beforeunload", (evenement) => {
    if (enCours) evenement.preventDefault();
  });
  document.querySelectorAll("form[data-envoi]").forEach(surveiller);
})();
