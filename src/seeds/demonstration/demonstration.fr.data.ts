import { activitiesInFrench } from './demonstration-activities.fr.data';
import type { DemonstrationTexts } from './demonstration-translations';

/** The demonstration programme in French. docs/demonstration-data.md lists the sources of official names. */
export const demonstrationInFrench: DemonstrationTexts = {
  locale: 'fr',
  organisations: {
    unodc: 'Office des Nations Unies contre la drogue et le crime',
    'prosecutor-generals-office-kg': 'Parquet général du Kirghizistan',
    'european-commission-fpi': 'Commission européenne - Service des instruments de politique étrangère',
    'european-commission-near': "Commission européenne - Voisinage et négociations d'élargissement",
    'european-commission-devco': 'Commission européenne - Développement et coopération',
    'arma-dei-carabinieri': 'Arme des carabiniers',
    'national-crime-agency': 'Agence nationale de lutte contre la criminalité du Royaume-Uni',
    'border-force': 'Police aux frontières du Royaume-Uni',
    cilc: 'Centre pour la coopération juridique internationale',
    eipa: "Institut européen d'administration publique",
    'georgian-police-academy': 'Académie de police de Géorgie',
  },
  programmes: {
    'eu-act': {
      name: "Action de l'UE contre la drogue et la criminalité organisée",
      description:
        "EU-ACT a débuté en janvier 2017 comme projet du Programme mondial de l'UE sur les flux illicites, sous la conduite de la FIIAPP et avec un financement de l'Union européenne. Ses pays prioritaires étaient la Géorgie, le Kirghizistan, le Pakistan, la Tanzanie et l'Ukraine.",
    },
    'eu-act-ii': {
      name: "Action de l'UE contre la criminalité organisée et le terrorisme",
      description:
        "Le successeur d'EU-ACT a commencé en juin 2023 pour quatre ans. La FIIAPP le dirige, avec CIVIPOL et l'Arme des carabiniers pour partenaires ; il couvre l'Afrique de l'Est, le Moyen-Orient, l'Asie centrale et l'Asie du Sud.",
    },
    gifp: {
      name: "Programme mondial de l'Union européenne sur les flux illicites",
      description:
        'Depuis novembre 2019, ce programme de la Commission européenne réunit plusieurs projets contre les trafics illicites, dont EU-ACT, CRIMJUST, AIRCOP, SEACOP, COLIBRI et CORMS.',
    },
    'euromed-justice-iv': {
      name: 'EuroMed Justice IV',
      description:
        "La quatrième phase d'EuroMed Justice a commencé en 2016 sous la conduite de la FIIAPP, avec CILC, l'EIPA et JCI. Elle portait sur la coopération en matière pénale et en droit privé entre l'Union européenne et ses voisins du Sud.",
    },
    'euromed-justice-v': {
      name: 'EuroMed Justice V',
      description:
        "Eurojust a mené la cinquième phase d'EuroMed Justice de mai 2020 à 2023, avec neuf pays partenaires du sud de la Méditerranée.",
    },
    'euromed-justice-vi': {
      name: 'EuroMed Justice VI',
      description: "La sixième phase d'EuroMed Justice, prévue de 2024 à 2027, est de nouveau confiée à Eurojust.",
    },
  },
  components: {
    NAPOR: 'Politiques nationales et réponses opérationnelles',
    TAF: "Facilité d'assistance technique",
    COPI: 'Initiatives de coopération',
  },
  networks: {
    casc: {
      name: "Réseau de procureurs et d'autorités centrales des pays d'origine, de transit et de destination face à la criminalité transnationale organisée en Asie centrale et dans le Caucase du Sud",
      description:
        "CASC réunit les procureurs et les autorités centrales d'Asie centrale et du Caucase du Sud, pour que les demandes d'entraide judiciaire dans les affaires de criminalité organisée arrivent au bon bureau de l'autre côté de la frontière. Il est aussi connu sous le nom de Réseau de coopération judiciaire pour l'Asie centrale et le Caucase du Sud.",
    },
    wacap: {
      name: 'Réseau ouest-africain des autorités centrales et des procureurs contre la criminalité organisée',
      description:
        "WACAP unit les autorités centrales et les procureurs d'Afrique de l'Ouest, ainsi que de Mauritanie et du Tchad, contre la criminalité organisée. La Commission et la Cour de justice de la CEDEAO suivent ses travaux en observateurs.",
    },
    gljcn: {
      name: 'Réseau de coopération judiciaire des Grands Lacs',
      description:
        "Le réseau de coopération judiciaire de la région des Grands Lacs africains a été créé lors d'une réunion à Nairobi en novembre 2016 pour les douze États membres de la Conférence internationale sur la région des Grands Lacs.",
    },
    seajust: {
      name: "Réseau de justice d'Asie du Sud-Est",
      description:
        "SEAJUST, lancé en mars 2021, est un réseau de justice d'Asie du Sud-Est que l'Australie et les Maldives ont également rejoint. Seuls figurent ici les membres que nomme une page publique.",
    },
    crimex: {
      name: "Groupe d'experts d'EuroMed Justice en matière pénale",
      description:
        "CrimEx est le groupe d'experts en matière pénale qu'EuroMed Justice a formé en mars 2017 avec ses pays partenaires du sud de la Méditerranée.",
    },
  },
  regions: {
    'CENTRAL-ASIA': 'Asie centrale',
    'EAST-AFRICA': "Afrique de l'Est",
    'EASTERN-EUROPE': "Europe de l'Est",
    'GREAT-LAKES': 'Grands Lacs',
    'MIDDLE-EAST': 'Moyen-Orient',
    'SOUTH-ASIA': 'Asie du Sud',
    'SOUTH-CAUCASUS': 'Caucase du Sud',
    'SOUTH-EAST-ASIA': 'Asie du Sud-Est',
    'SOUTH-MEDITERRANEAN': 'Sud de la Méditerranée',
    'WEST-AFRICA': "Afrique de l'Ouest",
  },
  places: {
    Arusha: 'Arusha',
    Astana: 'Astana',
    Bagamoyo: 'Bagamoyo',
    Brussels: 'Bruxelles',
    'Issyk-Kul': 'Issyk-Koul',
    Kvareli: 'Kvareli',
    Kyiv: 'Kyiv',
    Madrid: 'Madrid',
    Morogoro: 'Morogoro',
    Nairobi: 'Nairobi',
    Saly: 'Saly',
    Tbilisi: 'Tbilissi',
    'The Hague': 'La Haye',
    Yerevan: 'Erevan',
  },
  topics: {
    'Asset recovery': "Recouvrement d'avoirs",
    'Controlled deliveries in transnational investigations': 'Livraisons surveillées dans les enquêtes transnationales',
    Cryptocurrencies: 'Cryptomonnaies',
    'Drug trafficking in darknet markets': 'Trafic de drogue sur les marchés du darknet',
    'Drug-related offences': 'Infractions liées à la drogue',
    'Forensic laboratories': 'Laboratoires de police scientifique',
    'International judicial cooperation': 'Coopération judiciaire internationale',
    'Joint investigation teams': "Équipes communes d'enquête",
    'Money laundering': "Blanchiment d'argent",
    'National drug strategies': 'Stratégies nationales en matière de drogue',
    'Police education': 'Formation des policiers',
    'Technical equipment': 'Équipement technique',
    'Training curricula': 'Programmes de formation',
    'Treatment of drug addiction': 'Traitement de la toxicomanie',
  },
  documents: { 'Concept note': 'Note conceptuelle', 'List of participants': 'Liste des participants' },
  activities: activitiesInFrench,
  newsItems: {
    'international-workshop-on-cooperation-in-prosecution-of-countering-drugs-and-organized-crime': {
      title: 'Atelier international sur la coopération des parquets contre la drogue et la criminalité organisée',
      excerpt:
        "Plus de quinze pays discutent avec des experts internationaux des livraisons surveillées, des marchés du darknet, du blanchiment d'argent et des cryptomonnaies.",
    },
    'eleven-countries-meet-in-tbilisi-on-joint-investigation-teams': {
      title: "Onze pays réunis à Tbilissi autour des équipes communes d'enquête",
      excerpt:
        "Un atelier d'une semaine dans la capitale géorgienne a traité des équipes communes d'enquête et des livraisons surveillées.",
      body: "Les participants venaient **d'Afghanistan, d'Arménie, d'Azerbaïdjan, de Bulgarie, de Géorgie, du Kazakhstan, du Kirghizistan, de Moldavie, du Pakistan, de Roumanie et d'Ukraine**. C'était le premier atelier d'EU-ACT sur ce sujet.",
    },
    'forensic-laboratories-of-ukraine-under-review': {
      title: "Les laboratoires de police scientifique d'Ukraine à l'examen",
      excerpt:
        "EU-ACT a évalué des laboratoires en Ukraine et discuté l'évaluation à Kyiv ; un groupe de travail des institutions qui analysent les drogues a suivi en janvier 2019.",
    },
    'tanzanian-curriculum-for-addiction-professionals-reaches-its-trainers': {
      title: "Le programme tanzanien pour les professionnels de l'addiction parvient à ses formateurs",
      excerpt:
        'Élaboré à Bagamoyo en août 2020, le programme destiné aux professionnels de la toxicomanie a été transmis à de futurs formateurs à Morogoro en mars 2021.',
      body: 'Chacune des deux rencontres a duré cinq jours et compté une vingtaine de participants :\n\n- **Bagamoyo**, du 10 au 14 août 2020 : élaboration du programme ;\n- **Morogoro**, du 1er au 5 mars 2021 : formation de formateurs, avec cinq instructeurs.',
    },
    'casc-marks-ten-years-in-astana': {
      title: 'CASC fête ses dix ans à Astana',
      excerpt:
        "Le réseau d'Asie centrale et du Caucase du Sud a tenu sa réunion plénière annuelle de 2024 dans la capitale du Kazakhstan, dix ans après son lancement.",
    },
    'wacap-and-arinwa-meet-side-by-side-in-saly': {
      title: 'WACAP et ARINWA réunis à Saly',
      excerpt:
        'Quarante-cinq participants sont venus au Sénégal pour une réunion plénière commune des deux réseaux ouest-africains.',
    },
    'euromed-justice-forms-its-expert-group-in-criminal-matters': {
      title: "EuroMed Justice forme son groupe d'experts en matière pénale",
      excerpt:
        'Des experts de six pays partenaires du sud de la Méditerranée se sont réunis à Madrid pour la première session de CrimEx.',
      body: "L'Algérie, l'Égypte, Israël, le Maroc, la Palestine et la Tunisie étaient présents en mars 2017. La Jordanie et le Liban choisissaient encore leurs experts.",
    },
  },
};
