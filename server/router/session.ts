import type { Histories, Place } from "@/lib/router/histories";
import { joined, type Marks, noMarks, readToken, toToken, withMark } from "@/lib/router/marks";
import type { Session } from "./public";

/** A session of a router of this process. */
export class WriteSession implements Session {
  private written: Marks;

  /** @throws TypeError for a token that is none */
  constructor(
    private readonly histories: Histories,
    token: string | undefined,
  ) {
    const read = token === undefined ? null : readToken(token);
    if (read !== null && !read.ok) throw new TypeError(read.error);
    this.written = read === null ? noMarks : read.value;
  }

  get marks(): Marks {
    return this.written;
  }

  get token(): string {
    return toToken(this.written);
  }

  note(place: Place): void {
    this.written = withMark(this.written, place, this.histories);
  }
}

/** What a session has written; one of another router is read from its token. @throws TypeError for what is no session */
export function marksOf(session: Session): Marks {
  if (session instanceof WriteSession) return session.marks;
  const read = readToken(session.token);
  if (!read.ok) throw new TypeError(read.error);
  return joined(noMarks, read.value);
}
