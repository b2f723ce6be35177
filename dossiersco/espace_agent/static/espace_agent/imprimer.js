// Un confort : le bouton « Imprimer » ouvre ce que le menu du navigateur ouvrirait.
"use strict";
document.querySelectorAll("[data-imprimer]").forEach((bouton) => {
  bouton.hidden = false;
  bouton.addEventListener("click", () => window.print());
});
