/**
 * The exact sum of Decimals of the API.
 *
 * @param amounts such as "1250000.5" and "-3"
 */
export function sumOf(amounts: readonly string[]): string {
  const places = Math.max(0, ...amounts.map((amount) => fractionOf(amount).length));
  const sum = amounts.reduce((total, amount) => total + unitsOf(amount, places), 0n);
  const digits = String(sum < 0n ? -sum : sum).padStart(places + 1, '0');
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '');
  const whole = digits.slice(0, digits.length - places);
  return `${sum < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

function fractionOf(amount: string): string {
  return amount.split('.')[1] ?? '';
}

function unitsOf(amount: string, places: number): bigint {
  return BigInt(amount.replace('.', '') + '0'.repeat(places - fractionOf(amount).length));
}
