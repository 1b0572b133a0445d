/**
 * One part of the activities that have an identifier in IATI, or one activity (`isOne`). It is executed again for their texts
 * in each other language (`isTranslation`), for their results (`isResults`), for the recipients of all activities (`isRecipients`), and for the further
 * transactions of an activity (`isMore`).
 */
export const iatiActivitiesQuery = `
  query IatiActivities(
    $locale: [Locale!]!
    $first: Int!
    $after: String
    $isStart: Boolean!
    $isTranslation: Boolean! = false
    $hasFigures: Boolean! = true
    $isResults: Boolean! = false
    $isPart: Boolean! = true
    $isOne: Boolean! = false
    $isRecipients: Boolean! = false
    $afterRecipient: String
    $isMore: Boolean! = false
    $slug: String
    $afterTransaction: String
  ) @inLocales(preferred: $locale) {
    activities(
      filter: { iatiIdentifier: { isNull: false } }
      orderBy: [{ field: IATI_IDENTIFIER, direction: ASC }]
      first: $first
      after: $after
    ) @include(if: $isPart) {
      nodes { ...Whole }
      pageInfo { hasNextPage endCursor }
    }
    one: activity(slug: $slug) @include(if: $isOne) { ...Whole }
    slugs: programmes @include(if: $isOne) { slug }
    latest: activities(orderBy: [{ field: UPDATED_AT, direction: DESC }], first: 1) @include(if: $isStart) {
      nodes { updatedAt }
    }
    programmes @include(if: $isStart) {
      ...ProgrammeTexts
      ...ProgrammeFigures @skip(if: $isTranslation)
    }
    ...ProgrammeStatistics @include(if: $isStart) @skip(if: $isTranslation)
    recipients: activities(filter: { iatiIdentifier: { isNull: false } }, first: 100, after: $afterRecipient)
    @include(if: $isRecipients) {
      nodes { programme { slug } recipients { country { code } region { code } } }
      pageInfo { hasNextPage endCursor }
    }
    more: activity(slug: $slug) @include(if: $isMore) { ...Transactions }
  }

  fragment Whole on Activity {
    id
    ...Texts @skip(if: $isResults)
    ...Figures @include(if: $hasFigures)
    ...Results @include(if: $isResults)
  }

  fragment Texts on Activity {
    id
    locale
    title
    summary
    description
    objectives { text }
    locations { name }
    reportingOrganisation { identifier }
    organisations(roles: [FUNDING, ACCOUNTABLE, EXTENDING, IMPLEMENTING]) {
      role
      organisation { ...Organisation }
    }
  }

  fragment ProgrammeTexts on Programme {
    id
    locale
    name
    description
    organisations(roles: [FUNDING, ACCOUNTABLE, EXTENDING, IMPLEMENTING]) {
      role
      organisation { ...Organisation }
    }
  }

  fragment ProgrammeFigures on Programme {
    slug
    availableLocales
    originalLocale
    startsOn
    endsOn
    links { title url }
  }

  fragment ProgrammeStatistics on Query {
    statuses: activityStatistics(groupBy: [PROGRAMME, STATUS], filter: { iatiIdentifier: { isNull: false } }) {
      ...Group
    }
    sectors: activityStatistics(groupBy: [PROGRAMME, SECTOR], filter: { iatiIdentifier: { isNull: false } }) {
      ...Group
    }
  }

  fragment Group on ActivityStatistic {
    keys { value }
    count
  }

  fragment Organisation on Organisation {
    slug
    locale
    identifier
    name
  }

  fragment Figures on Activity {
    slug
    iatiIdentifier
    availableLocales
    originalLocale
    status
    dates { plannedStart actualStart plannedEnd actualEnd }
    operativeDimension { code }
    recipients { country { code } region { code } percentage }
    sectors { sector { code } percentage }
    sdgs { code vocabulary }
    policyMarkers { code }
    locations { name point { latitude longitude } exactness { code } }
    budgets { type status periodStart periodEnd value { amount currency } valueDate }
    ...Transactions
    attachments { title language mediaType publishedOn url }
    links { title url }
    programme { slug }
    relatedActivities { iatiIdentifier }
    updatedAt
  }

  fragment Results on Activity {
    locale
    results {
      id
      type
      title
      description
      indicators {
        id
        measure
        isAscending
        title
        baseline { ...Measurement }
        periods { start end targets { ...Measurement } actuals { ...Measurement } }
      }
    }
  }

  fragment Measurement on Measurement {
    value
    number
    date
    comment
    dimensions { name value }
  }

  fragment Transactions on Activity {
    transactions(first: 100, after: $afterTransaction) {
      nodes {
        reference
        kind
        date
        value { amount currency }
        valueDate
        description
        provider { ...Organisation }
        receiver { ...Organisation }
        country { code }
        sector { code }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`;
