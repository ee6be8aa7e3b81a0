import { Card, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/texts.ts';
import { Appearance } from '../layout.tsx';

/** The frame of the pages that come before the app. */
export function DoorFrame({ children }: { children: ReactNode }): ReactNode {
  const { t } = useTexts();
  return (
    <main className="sign-in">
      <Card>
        <Typography.Title level={1} style={{ fontSize: 24 }}>
          回音 huiyin
        </Typography.Title>
        {children}
        <div className="row" style={{ marginTop: 24 }}>
          <Appearance />
          <a href="/docs">{t('documentation')}</a>
        </div>
      </Card>
    </main>
  );
}
