import { StudioNetworkNamesDocument } from '../../../clients/typescript/src/studio.js';
import { useInterface } from '../interface';
import { useReading } from '../reading';

/** Reads the names of networks. Returns the name of one; until it is known, that it is a network. */
export function useNetworkNames(ids: readonly string[]): (id: string) => string {
  const { t } = useInterface();
  const { data } = useReading(StudioNetworkNamesDocument, { ids: [...ids] }, { pause: ids.length === 0 });
  return (id) => {
    const network = data?.nodes.find((node) => node?.__typename === 'Network' && node.id === id);
    return network?.__typename === 'Network' ? network.name : t('people.hiddenNetwork');
  };
}
