/** Who somebody of a provider is: both together, and neither alone. */
export interface ProviderPerson {
  readonly issuer: string;
  readonly subject: string;
}

/** Both as one text, which no other two give. */
export const personKey = ({ issuer, subject }: ProviderPerson): string => JSON.stringify([issuer, subject]);
