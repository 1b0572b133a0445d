import { setTimeout as delay } from 'node:timers/promises';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { BadUserInputError, TooManyRequestsError } from '../../../../src/errors';
import { Passwords } from '../../../../src/modules/identity/password/passwords';
import { password } from '../../../support/sign-in';
import { minimumsOf, processorMsOf, threadMs } from '../../../support/timing';

const address = '192.0.2.1';

const passwords = new Passwords(4);

/** The reason why a password is refused; null if it is acceptable. */
async function refusal(candidate: string, personal: string[] = []): Promise<string | null> {
  try {
    await passwords.assertAcceptable(candidate, 'input.newPassword', personal);
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(BadUserInputError);
    expect((error as BadUserInputError).field).toBe('input.newPassword');
    return (error as Error).message;
  }
}

describe('a password is acceptable', () => {
  test.each([
    ['of a few uncommon words', password],
    ['of random characters', 'zK8#vQ!m2Lp0'],
    ['in another script', 'лазурит-двенадцать-осёл'],
    ['of exactly 72 bytes', 'Xq7%'.padEnd(72, 'kfmw93vbq1zy6')],
    ['of 72 bytes in 36 letters', 'жщюфьъыэцхчшйёзхъфывапролдячсмитьбюё'],
    ['of random characters after a long run of one', `${'a'.repeat(50)}zK8#vQ!m2Lp0`],
    ['of uncommon words in Spanish', 'caballo grapa correcto bateria'],
    ['of four common words', 'river lamp paper stone'],
    ['of a season among unrelated words', 'summer-kettle-walks-far'],
    ['of a city among unrelated words', 'Bishkek-anchor-velvet-41'],
    ['of random characters, most of them signs', '%x#9$K!2@v&L'],
    ['of random letters and digits', 'h4kq8zw1nt6c'],
  ])('%s', async (_what, candidate) => {
    expect(await refusal(candidate)).toBeNull();
  });
});

describe('a password is refused, with the reason,', () => {
  test.each([
    ['that is short', 'zK8#vQ!m2Lp', /at least 12 characters/],
    ['whose characters are fewer than its bytes', 'ёжщцыя', /at least 12 characters/],
    ['longer than 72 bytes', `${'Xq7%'.padEnd(72, 'kfmw93vbq1zy6')}!`, /longer than 72 bytes/],
    ['longer than 72 bytes with fewer than 72 letters', 'ж'.repeat(37), /longer than 72 bytes/],
    ['with NUL, where bcrypt stops', 'zK8#vQ!m2Lp0\0more', /NUL/],
    ['that is common', 'password123456', /commonly used/],
    ['that is common, with digits for letters', 'p4ssw0rdp4ssw0rd', /easy to guess/],
    ['of one character', 'aaaaaaaaaaaaaaaa', /Repeated characters/],
    ['of a row of keys', 'qwertyuiopasdfgh', /easy to guess/],
    ['of a repeated part', 'abcabcabcabcabc', /Repeated/],
    ["of the server's own name", 'ententeXq7%z', /easy to guess/],
    ['that is common in Spanish', 'contraseña123', /easy to guess/],
    ['that is common in Spanish, without its accent', 'investigacion2024', /easy to guess/],
    ['that is common in French', 'procureur2024', /easy to guess/],
    ['of a Cyrillic keyboard', 'йцукенгшщзхъ', /easy to guess/],
    ['of a Cyrillic keyboard, with digits', 'йцукен123456', /easy to guess/],
    ['that is common in Russian', 'пароль123456', /easy to guess/],
    ['that is common in Russian, with a dash', 'Пароль-Пароль-24', /easy to guess/],
    ['of a word of the field in Russian', 'прокуратура2024', /easy to guess/],
    ['of a Russian word in Latin letters', 'lyubov123456', /easy to guess/],
    ['of a Russian word with a soft sign', 'любовь123456', /easy to guess/],
    ['that is long, and repeats a common password', 'p@ssw0rd$'.repeat(8), /easy to guess/],
    ['that is long, and repeats a common password with a suffix', `${'p@ssw0rd$'.repeat(7)}x`, /easy to guess/],
    ['that is long, and in alphabetical order', 'abcdefghijklmnopqrstuvwxyz0123456789', /easy to guess/],
  ])('%s', async (_what, candidate, reason) => {
    expect(await refusal(candidate)).toMatch(reason);
  });

  test.each(['gulnara.toktogulova', 'Gulnara-Toktogulova', 'гульнара-токтогулова', 'toktogulova@prosecutor.example'])(
    'made of the name or address of its owner: %s',
    async (candidate) => {
      expect(await refusal(candidate, [])).toBeNull();
      const personal = ['toktogulova@prosecutor.example', 'Gulnara Toktogulova'];
      expect(await refusal(candidate, personal)).toMatch(/easy to guess/);
    },
  );

  test.each([
    ...['Summer2026!!', 'Winter-2025!?', '!!Summer2026!!', 'Summer@2026#1', '$umm3r.2026.!', 'Summer2026Summer!'],
    ...['October2026!', 'December-31-2026', 'Monday!2026!!', 'Friday_Friday1', 'JanuaryFebruary1', 'SummerWinter2026'],
    ...[
      'Sommer2026!!',
      'Verano!2026!',
      'Octobre2026!!',
      'Été-2026!!!!',
      'Лето2026!!!!',
      'Октябрь!2026!',
      'Jrnz,hm2026!!',
    ],
    ...['EU-ACT2026!!', 'euact/2026/!', 'Casc-Network1', 'Entente!2026!', 'api.entente.example1', 'Prosecutor2026!'],
    ...['Bishkek2026!', 'Welcome2026!!', 'Changeme2026!', 'purpleElephantDances'],
  ])('of a season, a month, a weekday, a name or a common word with a year and signs: %s', async (candidate) => {
    const names = [
      'eu-act',
      'EU-ACT',
      'EU Action against Drugs',
      'casc',
      'Central Asian Network',
      'api.entente.example',
    ];
    const ofProgramme = new Passwords(4, () => Promise.resolve(names));
    await expect(ofProgramme.assertAcceptable(candidate, 'input.password', [])).rejects.toThrow(
      /^This password is easy/,
    );
  });

  test('by the beginning of each spelling, and each spelling is checked once', async () => {
    const check = jest.spyOn(ZxcvbnFactory.prototype, 'check');
    const looksAt = async (candidate: string): Promise<string[]> => {
      check.mockClear();
      await refusal(candidate);
      return check.mock.calls.map(([text]) => text);
    };
    try {
      expect(await looksAt('p4$$w0rd'.repeat(9))).toEqual(['p4$$w0rd']);
      expect(await looksAt('zK8#vQ!m2Lp0')).toEqual(['zK8#vQ!m2Lp0']);
      expect(await looksAt('zK8#-vQ!m2Lp0')).toEqual(['zK8#-vQ!m2Lp0', 'zK8#vQ!m2Lp0']);
      expect(await looksAt('пароль-123456')).toEqual([
        'пароль-123456',
        'parol-123456',
        'gfhjkm-123456',
        'пароль123456',
        'parol123456',
        'gfhjkm123456',
      ]);
      const long = await looksAt('ящик-ёлка-щука-цапля-юность-шхуна');
      expect(Math.max(...long.map(({ length }) => length))).toBe(32);
    } finally {
      check.mockRestore();
    }
  });

  test('in little time for every input', async () => {
    await refusal('warm up the dictionaries');
    const worst = ['p@ssw0rd$'.repeat(8), '1.2.3.4/5/6/7-8-9 '.repeat(4), '4@8({[<369&!1|!|$50$7+2%'.repeat(3)];
    for (const candidate of worst) {
      const start = threadMs();
      await refusal(candidate);
      expect(threadMs() - start).toBeLessThan(1_500);
    }
  });
});

describe('comparing', () => {
  test('matches the password that was hashed and no other', async () => {
    const hash = await passwords.hash(password);
    expect(await passwords.matches(password, hash, address)).toBe(true);
    expect(await passwords.matches(`${password}!`, hash, address)).toBe(false);
    expect(await passwords.matches('', hash, address)).toBe(false);
  });

  test('never matches a password that bcrypt would cut', async () => {
    const long = 'x1'.repeat(36);
    const hash = await passwords.hash(long);
    expect(await passwords.matches(long, hash, address)).toBe(true);
    expect(await passwords.matches(`${long}y`, hash, address)).toBe(false);
    await expect(passwords.hash(`${long}y`)).rejects.toThrow(/cut/);
    await expect(passwords.hash('some\0thing')).rejects.toThrow(/cut/);
  });

  test('without a hash takes as long as with one, and matches nothing', async () => {
    const costly = new Passwords(9);
    const hash = await costly.hash(password);
    const minimums = await minimumsOf(
      1.4,
      [
        () => costly.matches('not-the-password', hash, address),
        () => costly.matches('not-the-password', null, address),
        () => costly.matches('x'.repeat(73), hash, address),
      ].map((compare) => async () => {
        expect(await compare()).toBe(false);
      }),
      processorMsOf,
    );
    const [wrong, absent, long] = minimums as [number, number, number];
    expect(wrong).toBeGreaterThan(5);
    expect(absent / wrong).toBeGreaterThan(0.7);
    expect(absent / wrong).toBeLessThan(1.4);
    expect(long / wrong).toBeGreaterThan(0.7);
    expect(long / wrong).toBeLessThan(1.4);
  });

  test('rejects comparisons while the queue is full, and accepts them afterwards', async () => {
    const slow = new Passwords(9);
    const attempts = Array.from({ length: 200 }, (_, number) => slow.matches(password, null, `192.0.2.${number}`));
    const outcomes = await Promise.allSettled(attempts);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');

    // At most three at the same time, and fifty in the queue.
    expect(outcomes.length - refused.length).toBeGreaterThanOrEqual(50);
    expect(outcomes.length - refused.length).toBeLessThanOrEqual(53);
    for (const { reason } of refused) {
      expect(reason).toBeInstanceOf(TooManyRequestsError);
      expect((reason as TooManyRequestsError).retryAfterSeconds).toBeGreaterThan(0);
    }
    expect(await slow.matches(password, null, address)).toBe(false);
  });

  test('accepts other addresses while one address sends many passwords', async () => {
    const slow = new Passwords(9);
    const ofOne = Array.from({ length: 20 }, (_, number) => slow.matches(password, null, `2001:db8::${number}`));
    const another = slow.matches(password, null, address);
    const outcomes = await Promise.allSettled(ofOne);

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(8);
    expect(await another).toBe(false);
    expect(await slow.matches(password, null, '2001:db8::1')).toBe(false);
  });

  test('is ready at once: the substitute hash is not computed with bcrypt', async () => {
    const start = threadMs();
    const ready = new Passwords(16);
    expect(threadMs() - start).toBeLessThan(200);
    await delay(0);
    expect(ready.isOutdated(await passwords.hash(password))).toBe(true);
  });
});
