/** What pg reads out of the address of a database counts before what it is told beside it. */

/**
 * How a connection is opened. The name is always ours, since a move knows by it who is there; options of the address stay,
 * and ours come after them, where they count.
 */
export function connectionOf(
  url: string,
  name: string,
  options = '',
): { connectionString: string; application_name: string; options: string } {
  const [address = ''] = url.split('?', 1);
  const parameters = new URLSearchParams(url.slice(address.length));
  const given = parameters.get('options') ?? '';
  parameters.delete('options');
  parameters.delete('application_name');
  const rest = parameters.toString();
  return {
    connectionString: rest === '' ? address : `${address}?${rest}`,
    application_name: name,
    options: `${given} ${options}`.trim(),
  };
}
