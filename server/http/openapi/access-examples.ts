import type {
  Access,
  AddToken,
  AddUser,
  ApiToken,
  ChangePassword,
  ChangeUser,
  ConfirmIdentity,
  Grants,
  Identity,
  Invitation,
  LinkAnswer,
  NewToken,
  RecoveryCodes,
  Session,
  SetUp,
  SignIn,
  TotpSecret,
  User,
} from "@/lib/contract";

const at = "2026-11-22T14:03:12.000Z";
const later = "2026-11-29T14:03:12.000Z";
const grants: Grants = { all: "viewer", groups: { orders: "operator" } };
const identity: Identity = {
  kind: "user",
  name: "ana",
  grants,
  password: true,
  secondFactor: true,
  confirmedUntil: "2026-11-22T14:08:12.000Z",
};
const access: Access = { you: identity, accounts: true, provider: null };
const signIn: SignIn = { name: "ana", password: "correct horse battery", code: "123456" };
const confirm: ConfirmIdentity = { password: "correct horse battery", code: "123456" };
const linkToken = "Qm9vay1vZi1saW5rcy10aGF0LXdvcmstb25jZS1vbmx";
const linkAnswer: LinkAnswer = { kind: "invitation", name: "ben", expiresAt: later };
const setUp: SetUp = { token: linkToken, password: "correct horse battery" };
const changePassword: ChangePassword = {
  current: "correct horse battery",
  password: "staple battery correct",
};
const totp: TotpSecret = {
  secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
  uri: "otpauth://totp/Tidemark:ana?issuer=Tidemark&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30",
};
const codes: RecoveryCodes = { codes: ["abcde-fghij", "klmno-pqrst"] };
const session: Session = {
  id: "019aab3c-4f10-7000-8000-0123456789ab",
  startedAt: at,
  seenAt: at,
  expiresAt: later,
  address: "10.1.2.3",
  agent: "Mozilla/5.0",
  current: true,
};
const user: User = {
  id: "019aab3c-4f10-7001-8000-0123456789ab",
  name: "ben",
  source: "local",
  grants,
  disabled: false,
  secondFactor: false,
  invited: true,
  createdAt: at,
  lastSignInAt: null,
};
const addUser: AddUser = { name: "ben", grants };
const changeUser: ChangeUser = { grants };
const invitation: Invitation = {
  user,
  link: `https://tidemark.example/setup#${linkToken}`,
  expiresAt: later,
};
const token: ApiToken = {
  id: "019aab3c-4f10-7002-8000-0123456789ab",
  name: "prometheus",
  grants: { all: "viewer", groups: {} },
  source: "added",
  createdAt: at,
  createdBy: "ana",
  expiresAt: null,
  lastUsedAt: null,
};
const addToken: AddToken = { name: "prometheus", grants: { all: "viewer", groups: {} }, days: null };
const newToken: NewToken = { token, secret: "tdm_Qm9vay1vZi1saW5rcy10aGF0LXdvcmstb25jZS1vbmx" };

/** Of everything about who may do what. */
export const accessExamples = {
  Access: access,
  AddToken: addToken,
  AddUser: addUser,
  ApiToken: token,
  ApiTokenList: { tokens: [token] },
  ChangePassword: changePassword,
  ChangeUser: changeUser,
  ConfirmIdentity: confirm,
  Grants: grants,
  Identity: identity,
  Invitation: invitation,
  LinkAnswer: linkAnswer,
  LinkQuestion: { token: linkToken },
  NewToken: newToken,
  RecoveryCodes: codes,
  Session: session,
  SessionList: { sessions: [session] },
  SetUp: setUp,
  SignIn: signIn,
  TotpCode: { code: "123456" },
  TotpSecret: totp,
  User: user,
  UserList: { users: [user] },
};
