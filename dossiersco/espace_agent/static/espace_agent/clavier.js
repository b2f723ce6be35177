// La file au clavier. Une touche n'agit que si le curseur est dans un dossier (WCAG 2.1.4).
"use strict";

(() => {
  const FICHE = ".agt-fiche";
  const A_FAIRE = ".agt-fiche:not([data-faite])";
  const dans = (fiche, choix) => fiche.querySelector(choix);
  const clic = (element) => element && element.click();

  // Le haut du dossier sous les yeux : on n'accepte pas ce qu'on ne voit pas.
  const aller = (fiche) => {
    if (!fiche) return;
    fiche.focus({ preventScroll: true });
    fiche.scrollIntoView({ block: "start" });
  };

  const voisine = (fiche, sens) => {
    let autre = fiche[sens];
    while (autre && !autre.matches(FICHE)) autre = autre[sens];
    aller(autre);
    return autre;
  };

  const estPrise = (fiche) => dans(fiche, ".agt-regard:not([hidden])");

  // En avant, on passe ce qui est réglé, et ce qu'un collègue regarde s'il reste autre chose.
  const suivante = (fiche) => {
    const apres = [];
    for (let une = fiche.nextElementSibling; une; une = une.nextElementSibling) {
      if (une.matches(A_FAIRE)) apres.push(une);
    }
    const autre = apres.find((une) => !estPrise(une)) || apres[0];
    aller(autre);
    return autre;
  };

  // La même touche encore : le repli suivant, pour refuser le deuxième point ou le document.
  const ouvrir = (fiche, texte) => {
    const replis = [...fiche.querySelectorAll("details.agt-plus")].filter((un) =>
      un.querySelector("summary").textContent.trim().startsWith(texte));
    const ouvert = replis.findIndex((un) => un.contains(document.activeElement));
    const repli = replis[(ouvert + 1) % replis.length];
    if (!repli) return;
    if (ouvert >= 0) replis[ouvert].open = false;
    repli.open = true;
    const premier = dans(repli, "textarea, button, input:not([type=hidden])");
    if (premier) premier.focus();
  };

  // La raison du refus ouvert ; sinon, entre deux responsables, ce que le premier ou l'autre a écrit.
  const choisir = (fiche, rang) => {
    const ouvert = dans(fiche, "details.agt-plus[open] .agt-raisons");
    const boutons = (ouvert || fiche).querySelectorAll(ouvert ? "button" : ".agt-proposition button");
    clic(boutons[rang - 1]);
  };

  // Toutes les pages qui se montrent, document après document. Un PDF sans image s'ouvre à côté.
  const pages = (fiche) => [...fiche.querySelectorAll(".agt-vignette img")].flatMap((image) => {
    const vignette = image.closest(".agt-vignette");
    vignette.dataset.premiere ||= vignette.getAttribute("href");
    const suivantes = [...vignette.parentElement.querySelectorAll("[data-page]")].map((lien) =>
      ({ vignette, image, adresse: lien.getAttribute("href"), numero: lien.dataset.page }));
    return [{ vignette, image, adresse: vignette.dataset.premiere, numero: "1" }, ...suivantes];
  });

  const montrer = ({ vignette, image, adresse, numero }, phrase) => {
    if (image.getAttribute("src") !== adresse) image.src = adresse;
    vignette.href = adresse;
    const vue = dans(vignette.parentElement, ".agt-page-vue");
    if (vue) vue.textContent = phrase && `${phrase} ${numero}`;
  };

  // Sur place : un onglet de plus est un onglet à refermer. La même touche encore : la page d'après,
  // puis le document d'après ; au bout, la taille d'avant.
  const agrandir = (fiche) => {
    const toutes = pages(fiche);
    if (!toutes.length) return clic(dans(fiche, ".agt-vignette"));
    const enGrand = fiche.classList.contains("agt-fiche--en-grand");
    const rang = enGrand ? Number(fiche.dataset.vue) + 1 : 0;
    toutes.filter((page) => page.numero === "1").forEach((page) => montrer(page, ""));
    fiche.classList.toggle("agt-fiche--en-grand", rang < toutes.length);
    fiche.dataset.vue = rang;
    if (rang === toutes.length) return;
    montrer(toutes[rang], "Vous voyez la page");
    toutes[rang].image.scrollIntoView({ block: "center" });
  };

  // La dernière décision prise, où qu'elle soit dans la page : on ne décide pas toujours de haut en
  // bas. Celle qu'on vient de défaire ne cache pas les autres.
  let rendues = 0;
  const annulable = () =>
    [...document.querySelectorAll(".agt-annuler")]
      .map((bouton) => ({ bouton, rang: Number(bouton.closest(FICHE)?.dataset.rendue || 0) }))
      .reduce((autre, un) => (autre && autre.rang > un.rang ? autre : un), null)?.bouton;

  const TOUCHES = {
    a: (fiche) => clic(dans(fiche, ".agt-valider")),
    r: (fiche) => ouvrir(fiche, "Refuser"),
    c: (fiche) => ouvrir(fiche, "Demander une correction"),
    d: agrandir,
    s: suivante,
    p: (fiche) => voisine(fiche, "previousElementSibling"),
    u: () => clic(annulable()),
  };

  document.addEventListener("keydown", (evenement) => {
    const fiche = evenement.target.closest(FICHE);
    const saisit = evenement.target.matches("input:not([type=hidden]), textarea, select");
    const avec = evenement.ctrlKey || evenement.metaKey || evenement.altKey;
    if (saisit && evenement.ctrlKey && evenement.key === "Enter") evenement.target.form.requestSubmit();
    if (!fiche || saisit || avec) return;
    // Arrivé à l'instant, htmx ne le tient pas encore : la touche rechargerait la page.
    if (fiche.classList.contains("htmx-added")) return;
    const geste = TOUCHES[evenement.key.toLowerCase()];
    if (geste) {
      evenement.preventDefault();
      geste(fiche);
    } else if (/^[1-9]$/.test(evenement.key)) {
      choisir(fiche, Number(evenement.key));
    }
  });

  const sousLesYeux = () => document.activeElement.closest(FICHE)?.id;
  document.addEventListener("htmx:beforeRequest", (evenement) => {
    evenement.detail.requestConfig.depuis = sousLesYeux();
  });

  // Un dossier fini laisse la place au suivant, qu'il soit là ou qu'il arrive ; un autre garde
  // l'agent chez lui. Pas avant que htmx tienne ce qui arrive : la touche rechargerait la page.
  document.addEventListener("htmx:afterSettle", (evenement) => {
    const { target, requestConfig } = evenement.detail;
    const rendue = document.getElementById(target.id);
    const fiche = rendue && rendue.matches(FICHE) ? rendue : null;
    if (fiche) fiche.dataset.rendue = ++rendues;
    // Parti ailleurs en attendant : l'y laisser, sinon la raison qu'il tape devient des touches.
    // Sur un dossier fini, il n'y a rien à taper : la suite arrivée tard lui donne la main.
    const ici = document.activeElement.closest(FICHE);
    const ailleurs = ici && ici.id !== requestConfig.depuis;
    if (ailleurs && !ici.matches("[data-faite]")) return;
    if (fiche && !ailleurs) fiche.focus();
    const finie = document.activeElement.closest("[data-faite]");
    if (finie && !suivante(finie)) {
      const suite = document.querySelector(".agt-suite");
      if (suite) htmx.trigger(suite, "suivre");
    }
  });

  // Réseau coupé, session finie : le dire là où l'agent regarde, sans rien effacer.
  const dire = (evenement) => {
    const fiche = evenement.target.closest(FICHE);
    if (!fiche) return;
    const annonce = document.createElement("p");
    annonce.className = "agt-annonce agt-annonce--erreur";
    annonce.setAttribute("role", "alert");
    annonce.textContent = "Rien n’a été enregistré : vérifiez le réseau, ou rechargez la page.";
    fiche.prepend(annonce);
  };
  document.addEventListener("htmx:sendError", dire);
  document.addEventListener("htmx:responseError", dire);
})();
