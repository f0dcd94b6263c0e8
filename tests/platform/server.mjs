/**
 * A service without dependencies, with the moods of real ones: it says what it is told to say, gets ready late or never,
 * is sick while a file is there, is deaf to SIGTERM.
 *
 * Writes every path it is asked for to stdout, and one word to stderr when it starts. `/slow` answers after a while,
 * `/fail` with 500, `/back` with what is at BACK_URL.
 */
import { existsSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    say: { type: 'string', default: '' },
    'ready-after': { type: 'string', default: '0' },
    'sick-if': { type: 'string' },
    'ignore-term': { type: 'boolean', default: false },
  },
});
const readyAt = performance.now() + Number(values['ready-after']);
const isReady = () =>
  performance.now() >= readyAt && (values['sick-if'] === undefined || !existsSync(values['sick-if']));

const server = createServer((request, response) => {
  if (request.url === '/ready') {
    if (!isReady()) response.statusCode = 503;
  } else process.stdout.write(`asked for ${request.url}\n`);
  const body = JSON.stringify({ pid: process.pid, says: values.say });
  if (request.url === '/fail') response.statusCode = 500;
  if (request.url === '/back') passOn(response);
  else if (request.url === '/slow') setTimeout(() => response.end(body), 200);
  else response.end(body);
});
function passOn(response) {
  const passed = get(process.env.BACK_URL, { agent: false }, (answer) => answer.pipe(response));
  passed.on('error', () => response.writeHead(502).end());
}

server.listen(Number(process.env.PORT), '127.0.0.1');
process.stderr.write('hello\n');
process.on('SIGTERM', () => {
  if (values['ignore-term']) return;
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
