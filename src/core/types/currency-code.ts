import { stringScalar } from './string-scalar';

/**
 * The currencies and funds of ISO 4217, and XBT, which IATI's codelist Currency adds. Metals and the codes for tests and
 * for no currency are left out.
 */
const CURRENT =
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF ' +
  'CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD ' +
  'HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL ' +
  'MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON ' +
  'RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX ' +
  'USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XBT XCD XCG XDR XOF XPF XSU XUA YER ZAR ZMW ZWG';

/** The codes that ISO 4217 has withdrawn. Money of earlier years is in these. */
const WITHDRAWN =
  'ADP AFA ALK ANG AOK AON AOR ARA ARP ARY ATS AYM AZM BAD BEC BEF BEL BGJ BGK BGL BOP BRB BRC BRE BRN BRR BUK BYB BYR ' +
  'CHC CSD CSJ CSK CUC CYP DDM DEM ECS ECV EEK ESA ESB ESP FIM FRF GEK GHC GHP GNE GNS GQE GRD GWE GWP HRD HRK IEP ILP ' +
  'ILR ISJ ITL LAJ LSM LTL LTT LUC LUF LUL LVL LVR MGF MLF MRO MTL MTP MVQ MXP MZE MZM NIC NLG PEH PEI PES PLZ PTE RHD ' +
  'ROK ROL RUR SDD SDP SIT SKK SLL SRG STD SUR TJR TMM TPE TRL UAK UGS UGW USS UYN UYP VEB VEF VNC XEU XFO XFU XRE YDD ' +
  'YUD YUM YUN ZAL ZMK ZRN ZRZ ZWC ZWD ZWL ZWN ZWR';

/** The decimal places of the minor units that are not hundredths. */
const MINOR_UNITS: Readonly<Record<number, string>> = {
  0: 'ADP BEF BIF BYR CLP DJF ESP GNF ISK ITL JPY KMF KRW LUF MGF PTE PYG RWF TPE TRL UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
  8: 'XBT',
};

const places = new Map(
  Object.entries(MINOR_UNITS).flatMap(([count, codes]) =>
    codes.split(' ').map((code) => [code, Number(count)] as const),
  ),
);

/** The codes of currencies that money may have, sorted. */
export const currencyCodes: readonly string[] = `${CURRENT} ${WITHDRAWN}`.split(' ').sort();

const known = new Set(currencyCodes);

/** True if money may have the currency. */
export function isCurrencyCode(text: string): boolean {
  return known.has(text);
}

/** The decimal places of a currency's minor unit: 2 for EUR, 0 for JPY. */
export function minorUnitPlaces(currency: string): number {
  return places.get(currency) ?? 2;
}

export const CurrencyCodeScalar = stringScalar({
  name: 'CurrencyCode',
  description: 'ISO 4217 code of a currency, in capitals, for example EUR. Withdrawn currencies are included.',
  specifiedByURL: 'https://www.iso.org/iso-4217-currency-codes.html',
  rule: 'an ISO 4217 code in capitals, such as EUR',
  parse: (text) => (isCurrencyCode(text) ? text : null),
});
