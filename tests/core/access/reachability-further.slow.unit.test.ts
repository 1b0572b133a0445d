import { expectPoliciesOnEveryPath, useWorld } from './reachability';

useWorld();

// Each type has one policy, however it is reached, so the fourth step, which takes longest, is for those who differ most.
test.each(['nobody', 'memberOfOther', 'editorOfOne'] as const)(
  'along every path of four steps, %s reaches exactly what the policies allow',
  (asker) => expectPoliciesOnEveryPath(asker, 4),
);
