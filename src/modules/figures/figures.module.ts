import type { ResolverClass } from '../../core/module';
import { CodelistResolver } from './codelists/codelist.resolver';

export const figuresResolvers: readonly ResolverClass[] = [CodelistResolver];
