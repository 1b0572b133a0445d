import { pastedCells } from '../../web/studio/forms/cells';
import { BLANK_ENTRY, cellOf, isSendable, withPasted } from '../../web/studio/forms/inputs/participation-cells';

const row = (values: object) => ({ ...BLANK_ENTRY, ...values });

describe('cells of participation', () => {
  it('are codes and counts where the text is one, and the text otherwise', () => {
    expect(cellOf('country', ' kg ')).toBe('KG');
    expect(cellOf('country', 'Kyrgyzstan')).toBe('Kyrgyzstan');
    expect(cellOf('women', '1\u00a0234')).toBe(1234);
    expect(cellOf('men', 'about 7')).toBe('about 7');
    expect(cellOf('unspecified', ' ')).toBeNull();
    expect([isSendable('country', 'Kyrgyzstan'), isSendable('men', 'about 7'), isSendable('men', 7)]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('are pasted from the cell that has the focus on, and rows are added', () => {
    const cells = pastedCells('KG\tacademy\t5\t3\t\tmore\r\nKZ\t\t\t4\t\r\n')!;
    expect(withPasted([row({ men: 9 })], { row: 0, column: 'country' }, cells)).toEqual([
      row({ country: 'KG', organisation: 'academy', women: 5, men: 3 }),
      row({ country: 'KZ', men: 4 }),
    ]);
    expect(withPasted([row({ country: 'KG' })], { row: 0, column: 'men' }, pastedCells('1\t2\n3\t4')!)).toEqual([
      row({ country: 'KG', men: 1, unspecified: 2 }),
      row({ men: 3, unspecified: 4 }),
    ]);
  });

  it('are not taken from the text of a single cell, which the browser pastes itself', () => {
    expect(pastedCells('Kyrgyzstan\n')).toBeNull();
  });
});
