/** The name of a topic in the four languages of generated titles and texts. */
export interface GeneratedTopic {
  /** The name that is stored as the topic. */
  readonly en: string;
  readonly ru: string;
  readonly fr: string;
  readonly es: string;
}

type Row = readonly [en: string, ru: string, fr: string, es: string];

/** The most common topics come first, because the generator draws them by rank. */
const rows: readonly Row[] = [
  ['Money laundering', 'Отмывание денег', 'Blanchiment de capitaux', 'Blanqueo de capitales'],
  [
    'Controlled deliveries in transnational investigations',
    'Контролируемые поставки в транснациональных расследованиях',
    'Livraisons surveillées dans les enquêtes transnationales',
    'Entregas vigiladas en investigaciones transnacionales',
  ],
  [
    'International judicial cooperation',
    'Международное судебное сотрудничество',
    'Coopération judiciaire internationale',
    'Cooperación judicial internacional',
  ],
  [
    'Drug trafficking in darknet markets',
    'Торговля наркотиками в даркнете',
    'Trafic de drogues sur le darknet',
    'Tráfico de drogas en la red oscura',
  ],
  ['Cryptocurrencies', 'Криптовалюты', 'Cryptomonnaies', 'Criptomonedas'],
  ['Mutual legal assistance', 'Взаимная правовая помощь', 'Entraide judiciaire', 'Asistencia jurídica mutua'],
  [
    'Joint investigation teams',
    'Совместные следственные группы',
    'Équipes communes d’enquête',
    'Equipos conjuntos de investigación',
  ],
  ['Asset recovery', 'Возврат активов', 'Recouvrement des avoirs', 'Recuperación de activos'],
  [
    'Forensic laboratories',
    'Криминалистические лаборатории',
    'Laboratoires de police scientifique',
    'Laboratorios forenses',
  ],
  ['Financial investigations', 'Финансовые расследования', 'Enquêtes financières', 'Investigaciones financieras'],
  [
    'New psychoactive substances',
    'Новые психоактивные вещества',
    'Nouvelles substances psychoactives',
    'Nuevas sustancias psicoactivas',
  ],
  ['Precursor control', 'Контроль прекурсоров', 'Contrôle des précurseurs', 'Control de precursores'],
  ['Border control', 'Пограничный контроль', 'Contrôle aux frontières', 'Control de fronteras'],
  [
    'Drug-related offences',
    'Преступления, связанные с наркотиками',
    'Infractions liées à la drogue',
    'Delitos relacionados con las drogas',
  ],
  ['Digital evidence', 'Цифровые доказательства', 'Preuve numérique', 'Prueba digital'],
  ['Undercover operations', 'Оперативное внедрение', 'Opérations d’infiltration', 'Operaciones encubiertas'],
  ['Witness protection', 'Защита свидетелей', 'Protection des témoins', 'Protección de testigos'],
  [
    'Treatment of drug addiction',
    'Лечение наркозависимости',
    'Traitement de la toxicomanie',
    'Tratamiento de la drogodependencia',
  ],
  [
    'National drug strategies',
    'Национальные стратегии по наркотикам',
    'Stratégies nationales antidrogue',
    'Estrategias nacionales sobre drogas',
  ],
  ['Training curricula', 'Учебные программы', 'Programmes de formation', 'Planes de formación'],
  ['Human rights', 'Права человека', 'Droits de l’homme', 'Derechos humanos'],
  [
    'Criminal intelligence analysis',
    'Анализ оперативной информации',
    'Analyse du renseignement criminel',
    'Análisis de inteligencia criminal',
  ],
  ['Container profiling', 'Профилирование контейнеров', 'Ciblage des conteneurs', 'Selección de contenedores'],
  ['Maritime trafficking', 'Морской наркотрафик', 'Trafic maritime', 'Tráfico marítimo'],
  ['Corruption', 'Коррупция', 'Corruption', 'Corrupción'],
  ['Extradition', 'Экстрадиция', 'Extradition', 'Extradición'],
  ['Trafficking in persons', 'Торговля людьми', 'Traite des personnes', 'Trata de personas'],
  ['Smuggling of migrants', 'Незаконный ввоз мигрантов', 'Trafic illicite de migrants', 'Tráfico ilícito de migrantes'],
  ['Police education', 'Полицейское образование', 'Formation de la police', 'Formación policial'],
  ['Technical equipment', 'Техническое оснащение', 'Équipement technique', 'Equipamiento técnico'],
  [
    'Open-source intelligence',
    'Разведка по открытым источникам',
    'Renseignement de sources ouvertes',
    'Inteligencia de fuentes abiertas',
  ],
  ['Cybercrime', 'Киберпреступность', 'Cybercriminalité', 'Ciberdelincuencia'],
  ['Heroin routes', 'Маршруты героина', 'Routes de l’héroïne', 'Rutas de la heroína'],
  ['Synthetic drugs', 'Синтетические наркотики', 'Drogues de synthèse', 'Drogas sintéticas'],
  [
    'Prevention among young people',
    'Профилактика среди молодёжи',
    'Prévention auprès des jeunes',
    'Prevención entre los jóvenes',
  ],
  ['Prison health', 'Здоровье в местах лишения свободы', 'Santé en prison', 'Salud penitenciaria'],
  ['Airport controls', 'Контроль в аэропортах', 'Contrôles aéroportuaires', 'Controles aeroportuarios'],
  ['Firearms trafficking', 'Незаконный оборот оружия', 'Trafic d’armes à feu', 'Tráfico de armas de fuego'],
  [
    'Gender and organised crime',
    'Гендер и организованная преступность',
    'Genre et criminalité organisée',
    'Género y delincuencia organizada',
  ],
  [
    'Informal value transfer',
    'Неформальные денежные переводы',
    'Transferts informels de fonds',
    'Transferencias informales de dinero',
  ],
];

export const generatedTopics: readonly GeneratedTopic[] = rows.map(([en, ru, fr, es]) => ({ en, ru, fr, es }));
