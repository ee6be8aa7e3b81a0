import { createContext, useContext } from 'react';
import type { Session } from '../api/session.ts';

/** Who is signed in; null with a key. */
export const SessionContext = createContext<Session | null>(null);

/** Whether to offer what needs `scope`. What a key may do, the service says when it is asked. */
export function useMay(scope: string): boolean {
  const session = useContext(SessionContext);
  return session === null || session.scopes.includes(scope);
}
