/** A country in which generated activities take place, with a region of the demonstration programme. */
export interface GeneratedCountry {
  readonly code: string;
  /** In English, with the article that it needs in a sentence. */
  readonly name: string;
  readonly region: string;
  /** The weight in the choice of countries. A few countries host most activities. */
  readonly weight: number;
  readonly languages: readonly ('ru' | 'fr' | 'es')[];
  readonly places: readonly string[];
}

type Row = readonly [code: string, name: string, weight: number, languages: string, places: string];

const rowsByRegion: Readonly<Record<string, readonly Row[]>> = {
  'CENTRAL-ASIA': [
    ['KG', 'Kyrgyzstan', 130, 'ru', 'Bishkek|Osh|Issyk-Kul|Cholpon-Ata|Jalal-Abad|Karakol'],
    ['KZ', 'Kazakhstan', 70, 'ru', 'Astana|Almaty|Shymkent|Aktau|Burabay'],
    ['UZ', 'Uzbekistan', 60, 'ru', 'Tashkent|Samarkand|Bukhara|Termez'],
    ['TJ', 'Tajikistan', 40, 'ru', 'Dushanbe|Khujand|Bokhtar'],
    ['TM', 'Turkmenistan', 14, 'ru', 'Ashgabat|Türkmenabat|Awaza'],
  ],
  'SOUTH-CAUCASUS': [
    ['GE', 'Georgia', 110, 'ru', 'Tbilisi|Batumi|Kutaisi|Kvareli|Telavi|Gudauri'],
    ['AM', 'Armenia', 35, 'ru', 'Yerevan|Gyumri|Dilijan'],
    ['AZ', 'Azerbaijan', 30, 'ru', 'Baku|Gəncə|Sumqayıt'],
  ],
  'EASTERN-EUROPE': [
    ['UA', 'Ukraine', 105, 'ru', 'Kyiv|Lviv|Odesa|Kharkiv|Dnipro'],
    ['MD', 'Moldova', 25, 'ru', 'Chișinău|Bălți'],
  ],
  'EAST-AFRICA': [
    ['TZ', 'Tanzania', 90, '', 'Dar es Salaam|Dodoma|Arusha|Bagamoyo|Morogoro|Zanzibar'],
    ['KE', 'Kenya', 55, '', 'Nairobi|Mombasa|Naivasha'],
    ['ET', 'Ethiopia', 22, '', 'Addis Ababa|Bishoftu'],
    ['MZ', 'Mozambique', 18, '', 'Maputo|Nampula|Pemba'],
    ['SC', 'the Seychelles', 10, 'fr', 'Victoria'],
    ['MU', 'Mauritius', 9, 'fr', 'Port Louis|Ebène'],
    ['MG', 'Madagascar', 8, 'fr', 'Antananarivo|Toamasina'],
    ['KM', 'the Comoros', 4, 'fr', 'Moroni'],
  ],
  'GREAT-LAKES': [
    ['UG', 'Uganda', 24, '', 'Kampala|Entebbe'],
    ['RW', 'Rwanda', 16, 'fr', 'Kigali|Musanze'],
    ['ZM', 'Zambia', 10, '', 'Lusaka|Livingstone'],
    ['BI', 'Burundi', 6, 'fr', 'Bujumbura|Gitega'],
  ],
  'SOUTH-ASIA': [
    ['PK', 'Pakistan', 85, '', 'Islamabad|Karachi|Lahore|Peshawar|Quetta'],
    ['LK', 'Sri Lanka', 20, '', 'Colombo|Kandy|Negombo'],
    ['IN', 'India', 14, '', 'New Delhi|Mumbai|Hyderabad'],
    ['AF', 'Afghanistan', 8, '', 'Kabul'],
  ],
  'WEST-AFRICA': [
    ['SN', 'Senegal', 30, 'fr', 'Dakar|Saly|Saint-Louis|Thiès'],
    ['CI', 'Côte d’Ivoire', 24, 'fr', 'Abidjan|Yamoussoukro|Grand-Bassam'],
    ['NG', 'Nigeria', 22, '', 'Abuja|Lagos'],
    ['GH', 'Ghana', 18, '', 'Accra|Kumasi'],
    ['NE', 'Niger', 10, 'fr', 'Niamey|Agadez'],
    ['BJ', 'Benin', 9, 'fr', 'Cotonou|Porto-Novo'],
    ['TG', 'Togo', 7, 'fr', 'Lomé|Kpalimé'],
    ['CV', 'Cabo Verde', 5, '', 'Praia|Mindelo'],
    ['GW', 'Guinea-Bissau', 4, '', 'Bissau'],
  ],
  'SOUTH-MEDITERRANEAN': [
    ['MA', 'Morocco', 28, 'fr|es', 'Rabat|Tangier|Tétouan|Marrakech'],
    ['TN', 'Tunisia', 22, 'fr', 'Tunis|Sfax|Hammamet'],
    ['DZ', 'Algeria', 14, 'fr', 'Algiers|Oran|Béjaïa'],
    ['EG', 'Egypt', 14, '', 'Cairo|Alexandria'],
    ['JO', 'Jordan', 12, '', 'Amman|Aqaba'],
    ['LB', 'Lebanon', 9, 'fr', 'Beirut|Byblos'],
  ],
  'MIDDLE-EAST': [['TR', 'Türkiye', 16, '', 'Ankara|Istanbul|İzmir']],
  'SOUTH-EAST-ASIA': [
    ['PH', 'the Philippines', 9, 'es', 'Manila|Cebu'],
    ['MY', 'Malaysia', 7, '', 'Kuala Lumpur|Penang'],
    ['KH', 'Cambodia', 4, '', 'Phnom Penh|Siem Reap'],
    ['MV', 'the Maldives', 3, '', 'Malé'],
  ],
};

export const generatedCountries: readonly GeneratedCountry[] = Object.entries(rowsByRegion).flatMap(([region, rows]) =>
  rows.map(([code, name, weight, languages, places]) => ({
    code,
    name,
    region,
    weight,
    languages: (['ru', 'fr', 'es'] as const).filter((language) => languages.split('|').includes(language)),
    places: places.split('|'),
  })),
);

/** The network of each region. An activity in another region has a random network. */
export const networkByRegion: Readonly<Partial<Record<string, string>>> = {
  'CENTRAL-ASIA': 'casc',
  'SOUTH-CAUCASUS': 'casc',
  'EAST-AFRICA': 'gljcn',
  'GREAT-LAKES': 'gljcn',
  'WEST-AFRICA': 'wacap',
  'SOUTH-MEDITERRANEAN': 'crimex',
  'SOUTH-EAST-ASIA': 'seajust',
};
