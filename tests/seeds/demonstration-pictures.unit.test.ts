import { drawPictures } from '../../src/seeds/demonstration/demonstration-pictures';

test('the pictures of the demonstration are small, differ, and have alternative texts in three languages', async () => {
  const pictures = await drawPictures();
  for (const { file, placeholder, picture } of pictures) {
    expect(file.bytes.length).toBeLessThan(25_000);
    expect(placeholder.length).toBeLessThanOrEqual(200);
    expect(Object.keys(picture.translations)).toEqual(['fr', 'ru']);
  }
  expect(new Set(pictures.map(({ file }) => file.bytes.toString('base64'))).size).toBe(pictures.length);
});
