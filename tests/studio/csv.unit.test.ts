import { fromCell, toCell } from '../../src/core/csv-cells';
import { csvOf } from '../../web/studio/ui/csv';

it('writes texts that a spreadsheet would take for a formula as the files of the server have them', () => {
  const texts = ['=1+1', '+1', '-1', '@SUM(A1)', "'=1", '\t=1', '\r=1', '\n=1', '＝1', '1=1', "it's", ''];
  const cells = csvOf(texts.map((text) => [text]))
    .slice(1)
    .split('\r\n')
    .slice(0, -1)
    .map((cell) => cell.replace(/^"([\s\S]*)"$/, '$1'));
  expect(cells).toEqual(texts.map(toCell));
  expect(cells.map(fromCell)).toEqual(texts);
});
