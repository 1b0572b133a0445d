/** Maximum length of the identifier of an activity in IATI, in UTF-16 code units. */
export const MAX_IATI_IDENTIFIER = 200;

/** Maximum length of an identifier that is folded for filters: folding can make a text longer. */
export const MAX_FOLDED_IATI_IDENTIFIER = 400;

/** The characters that the ruleset of the IATI standard allows in identifiers, without white space and control characters. */
export const IATI_IDENTIFIER = /^[^/&|?\s\p{C}]+$/u;

export const IATI_IDENTIFIER_RULE = `have 1 to ${MAX_IATI_IDENTIFIER} characters, without white space and without / & | ?`;
