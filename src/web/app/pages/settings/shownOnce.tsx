import { Alert, Typography } from 'antd';
import type { ReactNode } from 'react';

/** A secret that is shown this once, to be copied. */
export function ShownOnce({ note, secret }: { note: string; secret: string }): ReactNode {
  return (
    <Alert
      type="success"
      showIcon
      style={{ marginBottom: 12 }}
      title={note}
      description={
        <Typography.Text code copyable className="key">
          {secret}
        </Typography.Text>
      }
    />
  );
}
