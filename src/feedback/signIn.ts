/** One spelling for what people may type in several: width, case and blanks around it do not count. */
export function toLogin(typed: string): string {
  return typed.normalize('NFKC').trim().toLowerCase();
}

/** A keyboard may send the same letters composed or not. */
export function toPassword(typed: string): string {
  return typed.normalize('NFC');
}

/** Nobody else should be able to read a password off the list of users. */
export function isOwnName(password: string, { login, name }: { login: string; name: string }): boolean {
  const plain = toLogin(password);
  return plain === toLogin(login) || plain === toLogin(name);
}
