/** The names of enum values as people read them, by enum and value, in one language. */
export type Labels = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The languages that Entente has labels in. */
export const builtInLabels: Readonly<Record<string, Labels>> = {
  en: {
    ActivityType: {
      WORKSHOP: 'Workshop',
      TRAINING: 'Training',
      TRAINING_OF_TRAINERS: 'Training of trainers',
      SEMINAR: 'Seminar',
      CONFERENCE: 'Conference',
      MEETING: 'Meeting',
      EXPERT_GROUP: 'Expert group',
      EXPERT_VISIT: 'Expert visit',
      STUDY_VISIT: 'Study visit',
      CURRICULUM_DESIGN: 'Curriculum design',
      OPERATION: 'Operation',
      OTHER: 'Other',
    },
  },
  fr: {
    ActivityType: {
      WORKSHOP: 'Atelier',
      TRAINING: 'Formation',
      TRAINING_OF_TRAINERS: 'Formation de formateurs',
      SEMINAR: 'Séminaire',
      CONFERENCE: 'Conférence',
      MEETING: 'Réunion',
      EXPERT_GROUP: 'Groupe d’experts',
      EXPERT_VISIT: 'Visite d’experts',
      STUDY_VISIT: 'Visite d’étude',
      CURRICULUM_DESIGN: 'Élaboration de programmes de formation',
      OPERATION: 'Opération',
      OTHER: 'Autre',
    },
  },
  ru: {
    ActivityType: {
      WORKSHOP: 'Практикум',
      TRAINING: 'Обучение',
      TRAINING_OF_TRAINERS: 'Подготовка инструкторов',
      SEMINAR: 'Семинар',
      CONFERENCE: 'Конференция',
      MEETING: 'Совещание',
      EXPERT_GROUP: 'Экспертная группа',
      EXPERT_VISIT: 'Визит экспертов',
      STUDY_VISIT: 'Ознакомительный визит',
      CURRICULUM_DESIGN: 'Разработка учебной программы',
      OPERATION: 'Операция',
      OTHER: 'Другое',
    },
  },
};
