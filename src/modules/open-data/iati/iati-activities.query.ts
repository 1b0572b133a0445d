/**
 * Activities with these ids, or programmes. For their texts in another language, it is executed again without their figures; for
 * the further transactions of an activity, with its slug. `isStart` asks for what there is once in a file.
 */
export const iatiActivitiesQuery = `
  query IatiActivities(
    $locale: [Locale!]!
    $ids: [ID!]! = []
    $hasFigures: Boolean! = true
    $isProgrammes: Boolean! = false
    $isStart: Boolean! = false
    $counted: ActivityFilter
    $isSlugs: Boolean! = false
    $isMore: Boolean! = false
    $slug: String
    $afterTransaction: String
  ) @inLocales(preferred: $locale) {
    activities: nodes(ids: $ids) {
      ... on Activity {
        ...Texts
        ...Figures @include(if: $hasFigures)
      }
    }
    latest: activities(orderBy: [{ field: UPDATED_AT, direction: DESC }], first: 1) @include(if: $isStart) {
      nodes { updatedAt }
    }
    programmes @include(if: $isProgrammes) {
      ...ProgrammeTexts
      ...ProgrammeFigures @include(if: $hasFigures)
    }
    ...ProgrammeStatistics @include(if: $isStart)
    slugs: programmes @include(if: $isSlugs) { slug }
    more: activity(slug: $slug) @include(if: $isMore) { ...Transactions }
  }

  fragment Texts on Activity {
    id
    locale
    title
    summary
    description
    objectives { text }
    locations { name }
    reportingOrganisation { slug identifier }
    organisations(roles: [FUNDING, ACCOUNTABLE, EXTENDING, IMPLEMENTING]) {
      role
      organisation { ...Organisation }
    }
    ...Results
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
    statuses: activityStatistics(groupBy: [PROGRAMME, STATUS], filter: $counted) {
      ...Group
    }
    sectors: activityStatistics(groupBy: [PROGRAMME, SECTOR], filter: $counted) {
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
