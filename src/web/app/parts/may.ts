import { createContext, useContext } from 'react';

/** The scopes of whoever is signed in; null with a key, whose scopes the service tells when it is asked. */
export const Scopes = createContext<readonly string[] | null>(null);

/** Whether buttons that need this scope are worth showing. */
export function useMay(scope: string): boolean {
  const scopes = useContext(Scopes);
  return scopes === null || scopes.includes(scope);
}
