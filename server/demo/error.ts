/** The demo could not be started; the message is one line for a person. */
export class DemoError extends Error {}
