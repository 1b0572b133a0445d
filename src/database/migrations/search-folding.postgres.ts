import { MAX_CHARACTERS } from './full-text-search.postgres';

/**
 * The function that returns the words of a text as `foldWords` defines them. Replaces the existing function of that
 * name.
 *
 * @param hasIcu whether the server has ICU collations, which know the case of letters in every language
 */
export function postgresFolding(hasIcu: boolean): string {
  const collation = hasIcu ? '"und-x-icu"' : '"default"';
  return `CREATE OR REPLACE FUNCTION search_words(full_text text) RETURNS tsvector LANGUAGE plpgsql STABLE AS $body$
    DECLARE
      written text := left(coalesce(full_text, ''), ${MAX_CHARACTERS});
    BEGIN
      IF octet_length(written) = char_length(written) THEN
        RETURN to_tsvector('pg_catalog.simple', regexp_replace(written, '[^a-zA-Z0-9 ]+', ' ', 'g'));
      END IF;
      written := normalize(lower(written COLLATE ${collation}), NFD);
      written := normalize(regexp_replace(written, '[\\u0300-\\u036f\\u00ad\\u200b\\u2060\\ufeff]+', '', 'g'), NFC);
      written := replace(translate(written, 'ςʹʻʼ', 'σ   '), 'ß', 'ss');
      RETURN to_tsvector('pg_catalog.simple', regexp_replace(written COLLATE ${collation}, '[^[:alnum:] ]+', ' ', 'g'));
    END $body$`;
}
