import type { ActivityTexts } from './demonstration-translations';

export const activitiesInFrench: Readonly<Record<string, ActivityTexts>> = {
  'cooperation-in-prosecution-of-countering-drugs-and-organized-crime': {
    title: 'Atelier international sur la coopération des parquets contre la drogue et la criminalité organisée',
    summary:
      "Des procureurs et des enquêteurs de plus de quinze pays d'Asie centrale, du Caucase et d'Europe rencontrent des experts d'organisations internationales, pour que les affaires transfrontalières de drogue et de criminalité organisée avancent mieux entre services et entre États.",
    description:
      "Le Parquet général du Kirghizistan appartient au réseau CASC, qui relie les procureurs et les autorités centrales des pays d'origine, de transit et de destination contre la criminalité transnationale organisée en Asie centrale et dans le Caucase du Sud. Le réseau soutient la coopération judiciaire internationale, sert de plateforme interrégionale et traite déjà des affaires de criminalité organisée et d'autres formes graves de criminalité. Les parquets généraux du Kazakhstan, du Kirghizistan, du Tadjikistan, du Turkménistan et d'Ouzbékistan en sont les membres actifs ; l'Arménie, l'Azerbaïdjan et la Géorgie participent à la plupart de ses activités depuis 2014. L'ONUDC soutient le réseau. Associer CASC à cette activité y apporte le point de vue des procureurs et leur expérience des affaires transfrontalières.",
    objectives: [
      'Instaurer la confiance entre les pays participants et élargir la coopération et les contacts entre régions en matière de drogue.',
      'Ouvrir un canal durable entre les parquets et les services répressifs pour les affaires de drogue, et encourager les enquêtes transnationales communes.',
      "Approfondir la connaissance des techniques spéciales d'enquête et les revoir à mesure que la criminalité et ses méthodes évoluent.",
      'Présenter de bonnes pratiques que les praticiens peuvent appliquer au niveau national.',
      "Intégrer l'état de droit et les droits humains à chaque sujet abordé.",
      'Créer une plateforme interservices permanente ou un groupe opérationnel.',
      "Encourager l'échange d'informations et d'expériences réussies.",
      "Étudier des affaires dans lesquelles des demandes d'entraide sont restées sans réponse ou sans solution.",
    ],
  },
  'first-working-group-meeting-of-ukrainian-drugs-forensic-institutions': {
    title: "Première réunion du groupe de travail des institutions ukrainiennes d'analyse des drogues",
    summary:
      "Les institutions d'Ukraine qui analysent les drogues saisies se sont réunies pour la première fois en groupe de travail, à Kyiv.",
  },
  'first-workshop-on-joint-investigation-teams-and-controlled-deliveries': {
    title: "Premier atelier sur les équipes communes d'enquête et les livraisons surveillées",
    summary:
      "Onze pays, de la mer Noire à l'Asie du Sud, ont consacré une semaine à Tbilissi à deux façons de mener une affaire ensemble : les équipes communes d'enquête et les livraisons surveillées.",
  },
  'workshop-to-discuss-the-assessment-of-laboratories-conducted-by-eu-act-ukraine-kiev': {
    title: "Atelier sur l'évaluation des laboratoires menée par EU-ACT en Ukraine, Kyiv",
    summary:
      "Un atelier d'une journée à Kyiv a passé en revue l'évaluation des laboratoires qu'EU-ACT avait menée en Ukraine.",
    objectives: ["Discuter l'évaluation des laboratoires qu'EU-ACT a menée en Ukraine."],
  },
  'official-study-tour-of-kyrgyz-representatives-to-the-georgian-police-academy': {
    title: "Visite d'étude officielle de représentants kirghizes à l'Académie de police de Géorgie",
    summary: "Quatre participants du Kirghizistan ont passé trois jours à l'académie de police de Géorgie.",
  },
  'workshop-on-drafting-a-rapid-reference-guide-on-drug-related-offences-arusha': {
    title: "Atelier de rédaction d'un guide de référence rapide sur les infractions liées à la drogue, Arusha",
    summary:
      'À Arusha, EU-ACT a réuni pendant trois jours des participants pour rédiger un court guide sur les infractions liées à la drogue.',
    objectives: ['Rédiger un guide de référence rapide sur les infractions liées à la drogue.'],
  },
  // Not published yet.
  'planning-and-review-meeting-february-2020-ukraine': {
    state: 'DRAFT',
    title: 'Réunion de planification et de bilan, février 2020, Ukraine',
    summary:
      "EU-ACT a tenu à Kyiv, en février 2020, une réunion d'une journée de planification et de bilan pour l'Ukraine.",
    objectives: ['Dresser le bilan du travail accompli en Ukraine.', 'Planifier la suite.'],
  },
  'drafting-curriculum-for-drug-addiction-professionals-bagamoyo-tanzania': {
    title: "Élaboration d'un programme de formation pour les professionnels de la toxicomanie, Bagamoyo (Tanzanie)",
    summary:
      'Vingt participants ont travaillé cinq jours à Bagamoyo sur un programme destiné à celles et ceux que leur métier met en contact avec la toxicomanie.',
    objectives: ['Élaborer un programme de formation pour les professionnels de la toxicomanie.'],
  },
  'workshop-on-drafting-the-national-anti-drug-action-plan-for-2021-2022-in-georgia': {
    title: "Atelier de rédaction du plan d'action national antidrogue 2021-2022 en Géorgie",
    summary: "En deux jours à Kvareli, le plan d'action antidrogue de la Géorgie pour 2021 et 2022 a été rédigé.",
    objectives: ["Rédiger le plan d'action national antidrogue de la Géorgie pour 2021 et 2022."],
  },
  'eu-act-ukraine-official-handover-of-specialised-technical-equipment-for-the-counter-narcotic-department': {
    title: 'EU-ACT Ukraine : remise officielle de matériel technique spécialisé au département antidrogue',
    summary: 'EU-ACT a remis du matériel technique spécialisé au département antidrogue en Ukraine.',
    objectives: ['Remettre du matériel technique spécialisé au département antidrogue.'],
  },
  'tot-curriculum-for-drug-addiction-professionals': {
    title: 'Formation de formateurs au programme pour les professionnels de la toxicomanie',
    summary:
      'Cinq instructeurs et vingt participants se sont réunis à Morogoro pour une formation de formateurs au programme destiné aux professionnels de la toxicomanie.',
    objectives: ['Préparer des formateurs à enseigner le programme pour les professionnels de la toxicomanie.'],
  },
  'casc-third-plenary-meeting': {
    title: 'Troisième réunion plénière de CASC',
    summary: "La troisième réunion plénière de CASC a duré trois jours et s'est tenue dans la capitale de l'Arménie.",
  },
  'casc-annual-plenary-meeting-2024': {
    title:
      "Réunion plénière annuelle 2024 du Réseau de coopération judiciaire pour l'Asie centrale et le Caucase du Sud (CASC)",
    summary: "CASC s'est réuni à Astana pour sa réunion plénière annuelle de 2024, dans la dixième année du réseau.",
  },
  'euromed-justice-opening-conference': {
    title: "Conférence d'ouverture d'EuroMed Justice",
    summary: "Une conférence à La Haye a ouvert la quatrième phase d'EuroMed Justice.",
  },
  'first-crimex-session': {
    title: '1re session de CrimEx',
    summary:
      "Six pays partenaires d'EuroMed Justice ont envoyé leurs experts en matière pénale à Madrid, où le groupe s'est réuni pour la première fois.",
  },
  'second-conference-of-euromed-justice': {
    title: "Deuxième conférence d'EuroMed Justice",
    summary:
      "EuroMed Justice a tenu sa deuxième conférence à Bruxelles, avec au moins sept États membres de l'Union européenne.",
  },
  'euromed-justice-study-visit-the-hague': {
    title: "Visite d'étude d'EuroMed Justice, La Haye",
    summary:
      "Des participants de six partenaires du sud de la Méditerranée sont venus à La Haye pour trois jours d'étude.",
  },
  'seventh-plenary-meeting-of-wacap-joint-with-the-fourth-plenary-meeting-of-arinwa': {
    title: "Septième réunion plénière de WACAP, conjointe à la quatrième réunion plénière d'ARINWA",
    summary:
      "Deux réseaux d'Afrique de l'Ouest ont partagé une réunion plénière à Saly, avec quarante-cinq participants pendant trois jours.",
  },
};
