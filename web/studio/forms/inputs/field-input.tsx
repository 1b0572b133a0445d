import type { ReactElement } from 'react';
import type { FieldValue } from '../form-values';
import { BudgetsInput } from './budgets-input';
import { LocaleInput, OptionInput } from './choice-inputs';
import { CodesInput, RecipientsInput, SectorsInput } from './classification-inputs';
import { CountriesInput, CountryInput } from './country-inputs';
import type { FieldInputProps } from './field-input-props';
import { LinksInput, MultilineTextsInput, TextsInput } from './list-inputs';
import { LocationsInput } from './locations-input';
import { MarkdownInput } from './markdown-input';
import { AttachmentsInput, ImageInput, ImagesInput } from './media-inputs';
import { OrganisationsInRolesInput } from './organisations-in-roles-input';
import { PartialDateInput } from './partial-date-input';
import { ParticipationInput } from './participation-input';
import { ReferenceInput, ReferencesInput } from './reference-inputs';
import { ResultsInput } from './results-input';
import { DateInput, DateTimeInput, IntegerInput, MultilineTextInput, TextFieldInput, UrlInput } from './text-inputs';

/** The input of each kind of field. */
const inputs = {
  ATTACHMENTS: AttachmentsInput,
  CODES: CodesInput,
  BUDGETS: BudgetsInput,
  COUNTRIES: CountriesInput,
  COUNTRY: CountryInput,
  DATE: DateInput,
  DATE_TIME: DateTimeInput,
  IMAGE: ImageInput,
  IMAGES: ImagesInput,
  INTEGER: IntegerInput,
  LINKS: LinksInput,
  LOCALE: LocaleInput,
  LOCATIONS: LocationsInput,
  MARKDOWN: MarkdownInput,
  MULTILINE_TEXT: MultilineTextInput,
  MULTILINE_TEXTS: MultilineTextsInput,
  OPTION: OptionInput,
  ORGANISATIONS_IN_ROLES: OrganisationsInRolesInput,
  PARTIAL_DATE: PartialDateInput,
  PARTICIPATION: ParticipationInput,
  RECIPIENTS: RecipientsInput,
  REFERENCE: ReferenceInput,
  REFERENCES: ReferencesInput,
  RESULTS: ResultsInput,
  SECTORS: SectorsInput,
  SLUG: TextFieldInput,
  TEXT: TextFieldInput,
  TEXTS: TextsInput,
  URL: UrlInput,
};

/** The input of a field, by its kind, which says what its value is. */
export function FieldInput(props: FieldInputProps<FieldValue>): ReactElement | null {
  const Input = (inputs as unknown as Readonly<Record<string, (props: FieldInputProps<FieldValue>) => ReactElement>>)[
    props.field.kind
  ];
  return Input === undefined ? null : <Input {...props} />;
}
