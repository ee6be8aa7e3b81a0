import type { DatabaseConnection, Dialect, Driver } from 'kysely';

type OnTime = (waited: number, held: number) => void;

/** The same dialect; `onTime` hears of the seconds that each loan of a connection was waited for, and that it lasted. */
export function measured(dialect: Dialect, onTime: OnTime): Dialect {
  return {
    createAdapter: () => dialect.createAdapter(),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createDriver: () => measuredDriver(dialect.createDriver(), onTime),
  };
}

function measuredDriver(driver: Driver, onTime: OnTime): Driver {
  const lent = new WeakMap<DatabaseConnection, { waited: number; since: number }>();
  const timed: Partial<Driver> = {
    async acquireConnection() {
      const asked = performance.now();
      const connection = await driver.acquireConnection();
      const since = performance.now();
      lent.set(connection, { waited: since - asked, since });
      return connection;
    },
    releaseConnection(connection) {
      const loan = lent.get(connection);
      if (loan) onTime(loan.waited / 1000, (performance.now() - loan.since) / 1000);
      return driver.releaseConnection(connection);
    },
  };
  return new Proxy(driver, {
    get(target, name) {
      const own = timed[name as keyof Driver];
      if (own) return own;
      const value = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
