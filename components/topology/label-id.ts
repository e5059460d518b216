/** The id of the element that holds an instance's sentence, so that its node can be named by it. */
export const labelId = (instanceId: string): string => `sentence-${instanceId}`;
