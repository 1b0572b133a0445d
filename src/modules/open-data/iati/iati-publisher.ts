/** The organisation that reports in IATI. */
export interface IatiPublisher {
  /** The organisation's identifier in IATI, for example `XM-DAC-41128`. */
  readonly identifier: string;
  /** The code of the organisation's type in the codelist OrganisationType. */
  readonly type: string;
  readonly name: string;
  /** The identifiers under which it has reported earlier. */
  readonly formerIdentifiers: readonly string[];
}
