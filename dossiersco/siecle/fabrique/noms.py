"""Noms de famille et prénoms, courants ou inventés, tirés et combinés au hasard.

Une personne fabriquée n'est donc personne. Tous s'écrivent en ISO-8859-15.
"""


def _liste(texte: str) -> tuple[str, ...]:
    return tuple(nom.strip() for nom in texte.replace("\n", ",").split(",") if nom.strip())


NOMS = _liste("""
ABDALLAH, ABDOU, ADAM, AGUILAR, AÏT OUALI, ALLARD, ALVES, AMARI, AMRANI, ANDRÉ, ANTOINE, ARNAUD
ASSANI, AUBERT, AUGER, AZZOUZ, BA, BAH, BAILLEUL, BAKKALI, BALDÉ, BARBIER, BARBOSA, BARON
BARRY, BARTHÉLÉMY, BAUDE, BAYRAM, BEAUMONT, BECQUET, BELHADJ, BELKACEM, BENALI, BENOIT, BERGER
BERNARD, BERTIN, BERTRAND, BESSON, BIGOT, BLANC, BLONDEL, BOCQUET, BODART, BONNET, BOUCHER
BOUDJEMAA, BOULANGER, BOURGEOIS, BOUTIN, BOUZIDI, BRETON, BRIAND, BRUNEL, BULTEEL, BUISINE
CAMARA, CANDELIER, CAPELLE, CARDON, CARLIER, CARON, CARPENTIER, CARVALHO, CAUDRON, CHARPENTIER
CHAUVIN, CHEN, CHEVALIER, CISSÉ, CLÉMENT, COLIN, COPPIN, CORDIER, CORNET, COSTA, COULIBALY
COUSIN, CRÉPIN, DA COSTA, DA SILVA, DAMIEN, DANIEL, DANSETTE, DAUCHY, DAVID, DE ALMEIDA
DE SOUSA, DEBRUYNE, DECLERCQ, DECONINCK, DEFRANCE, DELANNOY, DELATTRE, DELCOURT, DELEPLANQUE
DELMOTTE, DELVALLÉE, DEMIR, DENIS, DEPREZ, DERVAUX, DESBONNETS, DESCAMPS, DESMET, DESROUSSEAUX
DEVOS, DEWAELE, DHONT, DIABATÉ, DIALLO, DIARRA, DIAS, DIOP, DIOUF, DJELLOUL, DO REGO, DOUAY
DRIEUX, DRISSI, DUBOIS, DUBUS, DUCROCQ, DUFLOT, DUFOUR, DUHAMEL, DUJARDIN, DUMONT, DUPONCHEL
DUPUIS, DURAND, DURIEZ, DUTHOIT, EL AMRANI, EL HADDAD, EL IDRISSI, ESSAÏDI, ÉTIENNE, FALL
FAURE, FERNANDES, FERREIRA, FIÉVET, FLAMENT, FLORES, FOFANA, FONTAINE, FOURNIER, FRANÇOIS
FREMAUX, GALLET, GARCIA, GARNIER, GAUTHIER, GÉRARD, GHESQUIÈRE, GILLES, GIRARD, GOMES, GOSSE
GRARD, GUÉRIN, GUEYE, GUILBERT, GUILLAUME, HACHEMI, HADDOUCHE, HAMDI, HAMMOU, HAMON, HASSANI
HECQUET, HENNEBELLE, HENRY, HERBAUT, HERMANT, HERNANDEZ, HOCQUET, HOUSSIN, HUBERT, HUGUET, HUYNH
IBRAHIM, IDRISSOU, JACOB, JACQUEMART, JANKOWSKI, JOLY, JOSEPH, JOURDAIN, JULIEN, KABA, KACI
KADDOURI, KANTÉ, KARAGÖZ, KASPRZAK, KAYA, KEITA, KHALDI, KIEFFER, KONATÉ, KONÉ, KOUASSI, KOUYATÉ
KOWALCZYK, LACROIX, LAGACHE, LAHAYE, LAMBERT, LAMOUREUX, LANGLOIS, LAURENT, LE BIHAN, LE GALL
LEBLANC, LEBRUN, LECLERCQ, LECOCQ, LECOMTE, LEFEBVRE, LEGRAND, LEMAIRE, LEMAÎTRE, LENOIR, LEPERS
LEROY, LESAGE, LEVEL, LIÉNARD, LIMA, LOPES, LOUIS, LOUVET, MAHIEU, MAILLARD, MALLET, MARCHAND
MARÉCHAL, MARQUES, MARTIN, MARTINEZ, MASSON, MATHIEU, MBAYE, MEBARKI, MENDES, MERCIER, MERLIN
MESSAOUDI, MEUNIER, MEZIANE, MICHEL, MILLET, MOHAMED, MONNIER, MOREAU, MOREL, MOULIN, MOUSSA
MULLER, NGUYEN, NICOLAS, NOËL, NOWAK, NUNES, OLIVIER, OUATTARA, OZTÜRK, PARENT, PARMENTIER
PATTYN, PAYEN, PENNEL, PEREIRA, PERRIN, PETIT, PETITPAS, PHAM, PICARD, PIERRE, PINTO, PIRES
PLANCKE, POLLET, POTTIER, POULAIN, PRÉVOST, PRUVOST, QUENTIN, RAHMANI, RAJAONA, RAMDANI, RAMOS
RAULT, RENARD, RENAUD, RÉMY, RIBEIRO, RICHARD, RIVIÈRE, ROBERT, ROCHE, RODRIGUES, ROGER, ROLAND
ROUSSEAU, ROUSSEL, ROUX, ROY, SAADI, SAÏD, SALMON, SANTOS, SARR, SEBBAH, SECK, SÉNÉCHAL, SIDIBÉ
SIMON, SINGH, SLIMANI, SOARES, SOILIHI, SOW, STIÉVENARD, SYLLA, TAHIRI, TALEB, TAVARES, TEIXEIRA
THÉRY, THOMAS, TIRMARCHE, TOURÉ, TOUZANI, TRAN, TRAORÉ, VALENTIN, VALLÉE, VAN HOVE, VANDAELE
VANDAMME, VANHOUTTE, VASSEUR, VERBEKE, VERHAEGHE, VERMERSCH, VIDAL, VINCENT, WALLAERT, WANG
WATEL, WILLEMS, WOJCIK, XAVIER, YACOUBI, YAHIAOUI, YILDIZ, YOUSSOUF, ZAHRAOUI, ZERROUKI, ZHANG
""")

# Ce qu'un programme maltraite : ligatures, lettres propres à l'ISO-8859-15, apostrophes,
# particules, traits d'union doubles, noms d'une lettre ou très longs.
NOMS_RARES = _liste("""
LECŒUR, BŒUF, DE LA CŒUILLERIE, L'HAŸ, CHAŸLA, ŠIMEK, ŽARIN, D'ALMEIDA, N'DIAYE, N'GUESSAN, O'BRIEN
DE L'ÉTANG, LE GUILLOU DE KERVEN, DU BOIS DES PRÉS, VAN DEN BROECKE, EL-HAJJ, BEN AÏSSA, SAINT-OMER
PETIT-JEAN, FRANÇOIS--LÉON, MARTIN--DE SOUSA, DELÂTRE, HÉLÈNE-MARIE, Y, LÔ, ÑUÑEZ
RAKOTOMANDIMBIARISON, WOLNIEWSKA-VANDENBERGHE DE SAINT-AMAND, D'HAENE
""")

PRENOMS_FILLES = _liste("""
Adèle, Aïcha, Aïssatou, Alice, Alicia, Aliénor, Amandine, Ambre, Amina, Anaïs, Anastasia, Andréa
Anna, Apolline, Assia, Assya, Ava, Aya, Camélia, Camille, Capucine, Célia, Charlie, Charlotte
Chiara, Chloé, Clara, Clémence, Constance, Diana, Dina, Éléa, Élena, Élisa, Élise, Ella, Éloïse
Elsa, Emma, Emy, Ève, Fanta, Fatima, Fatoumata, Faustine, Flavie, Gabrielle, Giulia, Hafsa, Hana
Hanaé, Héloïse, Ilona, Inaya, Inès, Iris, Jade, Jasmine, Jeanne, Julia, Julie, Juliette, Justine
Kadiatou, Kenza, Khadija, Laly, Lana, Laura, Léa, Léna, Léonie, Leïla, Lila, Lilou, Lily, Lina
Linh, Lise, Lola, Lou, Louane, Louise, Louna, Lucie, Luna, Lya, Maëlle, Maëlys, Maïa, Malak
Manel, Manon, Margaux, Margot, Maria, Mariama, Marie, Maryam, Mathilde, Maya, Méline, Mélina
Mia, Mila, Myriam, Naëlle, Naomi, Nélia, Nina, Ninon, Noémie, Norah, Nour, Océane, Olivia, Pauline
Rania, Rokaya, Romane, Rose, Roxane, Safa, Salma, Salomé, Sara, Sarah, Selma, Sirine, Sofia
Soline, Sophia, Soumaya, Tess, Théa, Valentine, Victoire, Yasmine, Zélie, Zoé
""")

PRENOMS_GARCONS = _liste("""
Aaron, Abdoulaye, Achille, Adam, Adrien, Alban, Alessio, Alexandre, Alexis, Ali, Amadou, Ambroise
Amine, Amir, Anas, Andrea, Antoine, Antonin, Aristide, Armand, Arthur, Augustin, Aurélien, Axel
Ayden, Ayoub, Baptiste, Basile, Bastien, Benjamin, Bilal, Boubacar, Camille, Célestin, Charles
Charly, Clément, Corentin, Côme, Cyprien, Daniel, Diego, Dorian, Éden, Eliott, Élias, Émile, Enzo
Ernest, Esteban, Ethan, Étienne, Eymen, Félix, Gabin, Gabriel, Gaël, Gaspard, Gaston, Grégoire
Gustave, Hamza, Haroun, Hector, Henri, Hugo, Ibrahim, Idriss, Ilyès, Imran, Isaac, Ismaël, Issa
Ivan, Jad, Jean, Joachim, Joseph, Joshua, Jules, Julian, Kaïs, Kélian, Kenzo, Kylian, Léandre
Lenny, Léo, Léon, Liam, Livio, Loan, Loïs, Louis, Louka, Luca, Lucas, Lucien, Mael, Maé, Mahdi
Malik, Malo, Mamadou, Marceau, Marius, Martin, Mathéo, Mathis, Mathys, Maxence, Maxime, Milan
Milo, Minh, Mohamed, Moussa, Nassim, Nathan, Naël, Nino, Noa, Noah, Noam, Noé, Nolan, Octave
Oscar, Paul, Pierre, Pablo, Rafael, Raphaël, Rayan, Rémi, Robin, Romain, Romeo, Sacha, Salomon
Samuel, Samy, Sandro, Sasha, Simon, Soan, Sohan, Souleymane, Tao, Théo, Thiago, Thomas, Tiago
Timéo, Titouan, Tom, Tristan, Valentin, Victor, Wassim, Yanis, Youssef, Yusuf, Zakaria, Zayn
""")

PRENOMS_RARES = _liste("""
Lœlia, Maÿlis, Žana, Nuš, Anne-Élise, Marie-Cœur, Jean--Noël, M'Baye, Lou Ann, Zoë, Aÿmeric
""")

PRENOMS_MERES = _liste("""
Agnieszka, Aïcha, Alexandra, Amandine, Amélie, Aminata, Anabela, Angélique, Anissa, Anne-Sophie
Audrey, Aurélie, Aurore, Awa, Aysel, Bérengère, Carine, Caroline, Catarina, Cathy, Cécile, Céline
Chafia, Charlène, Christelle, Cindy, Claire, Coralie, Cristina, Cynthia, Delphine, Djamila
Dominika, Élodie, Émilie, Estelle, Fadila, Fanny, Farida, Fatiha, Fatma, Fatou, Florence, Gaëlle
Géraldine, Gwendoline, Hafida, Hayat, Héléna, Houria, Ingrid, Isabelle, Jennifer, Jessica, Johanna
Joana, Karima, Karine, Katia, Khadija, Laetitia, Laurence, Latifa, Leïla, Linda, Ludivine, Lydie
Magali, Maïmouna, Malika, Marie, Marie-Laure, Marina, Marjorie, Mélanie, Mei, Mounia, Myriam
Nadège, Nadia, Naïma, Nathalie, Nawel, Ophélie, Oumou, Patricia, Perrine, Priscilla, Rachida
Ramatoulaye, Samira, Sandra, Sandrine, Saliha, Séverine, Sofia, Sonia, Sophie, Soraya, Stéphanie
Sylvie, Thi Lan, Tiphaine, Valérie, Vanessa, Véronique, Virginie, Wafa, Yamina, Zohra
""")

PRENOMS_PERES = _liste("""
Abdelkader, Abdellah, Adil, Ahmed, Alain, Alexandre, Aly, Amadou, André, Anthony, António, Arnaud
Aurélien, Aziz, Benjamin, Benoît, Bertrand, Brahim, Bruno, Cédric, Christophe, Cyril, Damien, David
Denis, Didier, Dimitri, Djibril, Emre, Éric, Étienne, Fabien, Fabrice, Farid, Fouad, Franck
François, Frédéric, Geoffrey, Gérald, Grégory, Guillaume, Hakim, Hassan, Hervé, Hicham, Ibrahima
Jamal, Jean-François, Jean-Marc, Jérémy, Jérôme, João, Johan, Jonathan, Julien, Kamel, Karim
Kevin, Khalid, Laurent, Lionel, Loïc, Ludovic, Malik, Manuel, Marc, Mathieu, Mehmet, Mickaël
Mohamed, Mourad, Moustapha, Mustapha, Nabil, Nicolas, Noureddine, Olivier, Ousmane, Pascal
Patrice, Patrick, Paulo, Pierre, Piotr, Rachid, Raphaël, Régis, Rodolphe, Romain, Saïd, Samuel
Sébastien, Seydou, Stéphane, Sylvain, Thierry, Thomas, Tony, Tuan, Vincent, Wei, Xavier, Yann
Yannick, Yassine, Youssouf, Zoubir
""")
