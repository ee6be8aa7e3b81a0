import { type ReactNode, useMemo } from 'react';
import { Link } from 'react-router';
import { type Filter, filterQuery, useFilter, withValues } from '../filters/filter.ts';

/** The address of the comments behind a number: those of the page's filter, narrowed down. */
export function useCommentsAddress(): (narrower: Filter) => string {
  const { filter } = useFilter();
  return useMemo(() => (narrower) => `/explore${filterQuery(withValues(filter, narrower))}`, [filter]);
}

export function CommentsLink({ of, children }: { of: Filter; children: ReactNode }): ReactNode {
  const address = useCommentsAddress();
  return <Link to={address(of)}>{children}</Link>;
}
