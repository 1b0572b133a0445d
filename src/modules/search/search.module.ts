import type { ResolverClass } from '../../core/module';
import { SearchResolver } from './search.resolver';

/** Full-text search in everything that is published. */
export const searchResolvers: readonly ResolverClass[] = [SearchResolver];
