import { type ReactNode, useMemo } from 'react';
import { Link } from 'react-router';
import { type Filter, filterOf, filterQuery, useFilter } from '../filters/filter.ts';
import { narrowed } from '../filters/narrowed.ts';

/** The address of the comments behind a number: those of the page's filter, narrowed down. */
export function useCommentsAddress(): (narrower: Filter) => string {
  const { filter } = useFilter();
  return useMemo(() => (narrower) => `/explore${filterQuery(narrowed(filter, narrower))}`, [filter]);
}

/** A filter as the API gives it with a figure. */
export type Opens = object | null;

export const addressOf = (filter: object): string => `/explore${filterQuery(filterOf({ ...filter }))}`;

/** Of the comments of a filter those with a rating that counts. */
export const rated = (filter: Opens): Opens => filter && { ...filter, rated: true };

/** Leads to the comments of a figure; plain where no filter names them. */
export function Opened({ by, children }: { by: Opens; children: ReactNode }): ReactNode {
  return by === null ? children : <Link to={addressOf(by)}>{children}</Link>;
}

export function CommentsLink({ of, children }: { of: Filter; children: ReactNode }): ReactNode {
  const address = useCommentsAddress();
  return <Link to={address(of)}>{children}</Link>;
}
