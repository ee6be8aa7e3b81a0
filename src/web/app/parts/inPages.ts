/** How a table beside charts turns its pages: `size` rows each, and no bar for one page alone. */
export const inPages = (size: number) =>
  ({ pageSize: size, hideOnSinglePage: true, showSizeChanger: false, size: 'small' }) as const;
