// Un confort : sur un téléphone, le menu défile d'une ligne ; l'écran ouvert y est sous les yeux.
"use strict";
(() => {
  const ici = document.querySelector(".agt-menu [aria-current]");
  const menu = ici && ici.closest("ul");
  // Le menu seul défile : la page reste où elle est.
  if (menu) menu.scrollLeft = ici.offsetLeft - (menu.clientWidth - ici.offsetWidth) / 2;
})();
