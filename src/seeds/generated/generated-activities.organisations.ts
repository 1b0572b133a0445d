import { chance, integer, pick, pickSome, type Random, weighted } from '../random';
import type { SeedOrganisationRoles } from '../writing/seed.types';

/** The funding and the leading organisation of the activities of a programme. */
const organisationsByProgramme: Readonly<Record<string, readonly [funding: string, leading: string]>> = {
  'eu-act': ['european-commission-fpi', 'fiiapp'],
  'eu-act-ii': ['european-commission-fpi', 'fiiapp'],
  'euromed-justice-iv': ['european-commission-near', 'fiiapp'],
  'euromed-justice-v': ['european-commission-near', 'eurojust'],
  'euromed-justice-vi': ['european-commission-near', 'eurojust'],
};

const drawLeader = weighted<string>([
  ['unodc', 80],
  ['eurojust', 15],
  ['jci', 5],
]);

const contributors = [
  'unodc',
  'eurojust',
  'prosecutor-generals-office-kg',
  'arma-dei-carabinieri',
  'civipol',
  'national-crime-agency',
  'border-force',
  'cilc',
  'eipa',
  'jci',
];

/** Two to seven organisations in their roles. Some have several roles. */
export function drawOrganisations(random: Random, programme: string | undefined): SeedOrganisationRoles {
  const [funding, leading] = organisationsByProgramme[programme ?? ''] ?? [
    'european-commission-devco',
    drawLeader(random),
  ];
  return {
    ...(chance(random, 0.9) && { FUNDING: [funding] }),
    ...(chance(random, 0.2) && { ACCOUNTABLE: [chance(random, 0.5) ? funding : leading] }),
    ...(chance(random, 0.1) && { EXTENDING: [leading] }),
    IMPLEMENTING: [leading],
    ...(chance(random, 0.5) && { HOST: [pick(random, contributors)] }),
    ...(chance(random, 0.4) && { PARTNER: pickSome(random, contributors, integer(random, 1, 2)) }),
  };
}
