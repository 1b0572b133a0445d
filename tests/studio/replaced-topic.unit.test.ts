import { withReplacedTopic } from '../../web/studio/content/replaced-topic';

describe('a topic that is replaced', () => {
  it('makes way for the other, which takes the place of the first of both', () => {
    expect(withReplacedTopic(['ports', 'borders', 'rail'], 'Börders', 'frontiers')).toEqual([
      'ports',
      'frontiers',
      'rail',
    ]);
    expect(withReplacedTopic(['ports', 'rail', 'borders'], 'borders', 'Ports')).toEqual(['Ports', 'rail']);
    expect(withReplacedTopic(['borders', 'rail', 'ports'], 'borders', 'Ports')).toEqual(['Ports', 'rail']);
    expect(withReplacedTopic(['ports'], 'ports', 'Ports')).toEqual(['Ports']);
  });

  it('leaves topics that the server distinguishes', () => {
    expect(withReplacedTopic(['Łódź', 'X'], 'X', 'Lodz')).toEqual(['Łódź', 'Lodz']);
    expect(withReplacedTopic(['Øresund', 'ア'], 'あ', 'sea')).toBeNull();
  });

  it('is found in any spelling that the server takes for the same', () => {
    expect(withReplacedTopic(['Йод', 'Straße'], 'иод', 'iodine')).toEqual(['iodine', 'Straße']);
    expect(withReplacedTopic(['Йод', 'Straße'], 'STRASSE', 'road')).toEqual(['Йод', 'road']);
  });

  it('changes nothing in activities without it', () => {
    expect(withReplacedTopic(['ports'], 'prots', 'harbours')).toBeNull();
    expect(withReplacedTopic(['ports'], 'ports', 'ports')).toBeNull();
  });
});
