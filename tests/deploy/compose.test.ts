/** The files for containers, by their form: they cannot be run where the tests run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/artefacts/paths.ts';
import { readConfig, settings } from '../../src/config.ts';

const text = (file: string) => readFileSync(join(packageRoot, file), 'utf8');
const compose = load(text('compose.yaml'), { schema: CORE_SCHEMA.withTags(mergeTag) }) as any;
const services = Object.entries<any>(compose.services);
const own = services.filter(([, { image }]) => image === 'huiyin');
const dockerfile = text('Dockerfile');

test('there are PostgreSQL 15, Redis 7, one process that answers and some that work', () => {
  expect(compose.services.postgres.image).toBe('postgres:15');
  expect(compose.services.redis.image).toBe('redis:7');
  expect(own.map(([name]) => name)).toEqual(['api', 'worker']);
  for (const [name, { command }] of own) expect(command.at(-1)).toBe(`--role=${name}`);
  expect(String(compose.services.worker.deploy.replicas)).toContain('HUIYIN_WORKER_COUNT');
});

test.each(services)('%s is watched, and is there again after a restart', (_name, { healthcheck, restart }) => {
  expect(healthcheck.test.length).toBeGreaterThan(1);
  expect(restart).toBe('unless-stopped');
});

test.each(own)('%s gets settings that there are, and starts with them', (name, { environment }) => {
  const known = settings.map((setting) => setting.name);
  for (const setting of Object.keys(environment)) expect(known).toContain(setting);
  const filled = Object.fromEntries(
    Object.entries<string>(environment).map(([setting, value]) => [
      setting,
      value.replace(/\$\{[^}]*:\?[^}]*\}/g, 'secret-'.repeat(6)).replace(/\$\{[^}]*:-([^}]*)\}/g, '$1'),
    ]),
  );
  expect(readConfig({ ...filled, HUIYIN_ROLE: name }, 4)).toMatchObject({ ok: true, value: { role: name } });
});

test.each(own)('%s writes nowhere but into its own folders, and has no rights to spare', (_name, service) => {
  expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
  expect(service.volumes).toHaveLength(1);
  expect(service.environment.HUIYIN_DATA_DIR).toBe('/data');
});

test('no secret has a default, and nothing is open to other machines', () => {
  const secret = /PASSWORD|KEY|SECRET|AUTH|TOKEN/;
  for (const [, { environment = {}, ports = [] }] of services) {
    for (const [name, value] of Object.entries<string>(environment))
      if (secret.test(name)) expect(value, name).toMatch(/^\$\{[A-Z_]+:\?[^}]+\}$/);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  }
  for (const variable of text('compose.yaml').match(/\$\{[^}]+\}/g) ?? [])
    if (secret.test(variable.split(/:[?-]/)[0]!)) expect(variable).toContain(':?');
  expect(compose.services.postgres.environment.POSTGRES_HOST_AUTH_METHOD).toBeUndefined();
});

test('named volumes are declared, and used', () => {
  const used = services.flatMap(([, { volumes = [] }]) => volumes).filter((volume: string) => !volume.startsWith('/'));
  expect(used.map((volume: string) => volume.split(':')[0]).sort()).toEqual(Object.keys(compose.volumes).sort());
});

test('the image is built in stages and run by a user of few rights, with nothing of the tests', () => {
  const stages = dockerfile.split(/^FROM /m).slice(1);
  expect(stages.length).toBe(2);
  const last = stages.at(-1)!;
  expect(last).toMatch(/^USER node$/m);
  expect(last).toMatch(/^HEALTHCHECK /m);
  expect(last).not.toMatch(/apt-get|npm /);
  expect(dockerfile).not.toMatch(/(?:PASSWORD|KEY|SECRET|TOKEN)=/);
  expect(text('.dockerignore').split('\n')).toEqual(expect.arrayContaining(['.git', 'node_modules', 'data', 'tests']));
});
