/** How one line is told from another: by colour and by dash. */
export interface LineStyle {
  readonly colour: string;
  readonly dash: string | undefined;
  readonly widthPx: number;
}

const styles: readonly LineStyle[] = [
  { colour: "var(--s1)", dash: undefined, widthPx: 1.25 },
  { colour: "var(--s2)", dash: "7 3", widthPx: 1.5 },
  { colour: "var(--s3)", dash: "2 2.5", widthPx: 1.75 },
  { colour: "var(--s4)", dash: "9 3 2 3", widthPx: 1.25 },
  { colour: "var(--s5)", dash: "4 2", widthPx: 1.25 },
  { colour: "var(--s6)", dash: "1 2.5", widthPx: 1.75 },
];

/** More lines than this cannot be told apart. */
export const MOST_LINES = styles.length;

/** The style of the line at `index`. The first is solid and is drawn last, on top. */
export const styleOf = (index: number): LineStyle =>
  styles[index % styles.length] ?? { colour: "var(--s1)", dash: undefined, widthPx: 1.25 };
