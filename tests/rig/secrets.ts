/** Secrets of the tests, of which no log may hold one, see logRules.ts. */

/** Admin of every service that is started without another one. */
export const adminKey = 'rig-admin-key-0123456789-0123456789-abc';
/** Of everybody in a workspace of `furnish`. */
export const furnishedPassword = 'correct horse battery staple';
/** Of everybody in the application over fakes. */
export const fakePassword = 'the password of everybody';
/** Of the first admin of a service. */
export const firstPassword = 'a password that is long';
