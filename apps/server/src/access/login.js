'use strict';
const API = '/api/v1/';
const find = (id) => document.getElementById(id);
/** What is shown, one of them at a time, and what is typed into first. */
const parts = { login: 'input', link: 'input', inside: '#who' };
let csrfToken = null;

function show(part) {
  for (const id of Object.keys(parts)) find(id).hidden = id !== part;
  find(part).querySelector(parts[part]).focus();
}

/** @param notice what went well, instead */
function say(text, notice = '') {
  write('message', text);
  write('notice', notice);
}

function write(id, text) {
  find(id).textContent = text && text[0].toUpperCase() + text.slice(1).replace(/\.?$/, '.');
  find(id).hidden = text === '';
}

async function ask(method, path, body) {
  const headers = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (csrfToken !== null) headers['x-csrf-token'] = csrfToken;
  const answer = await fetch(API + path, { method, headers, body: body && JSON.stringify(body) }).catch(() => {
    throw new Error('the server does not answer. Try again');
  });
  const document = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
  if (answer.ok) return document;
  throw Object.assign(new Error(document.detail || 'this did not work. Try again'), { status: answer.status });
}

async function enter(who) {
  csrfToken = who.csrfToken;
  find('name').textContent = who.name;
  find('role').textContent = who.role;
  say('');
  show('inside');
  const list = find('incidents');
  list.textContent = '';
  const lines = await openIncidents();
  for (const line of lines) list.append(Object.assign(document.createElement('li'), { textContent: line }));
}

async function openIncidents() {
  try {
    const { data } = await ask('GET', 'incidents?status=triggered&status=acknowledged&status=mitigated');
    if (data.length === 0) return ['none'];
    return data.map(({ number, severity, status, title, drill }) => {
      return `${drill === null ? '' : 'DRILL '}#${number} SEV${severity} ${status}: ${title}`;
    });
  } catch (error) {
    return [`not known: ${error.message}`];
  }
}

function leave(text, notice) {
  csrfToken = null;
  history.replaceState(null, '', location.pathname);
  say(text, notice);
  show('login');
}

/** @param onRefused what else is done where the server lets nobody in */
function onSubmit(id, work, onRefused) {
  find(id).addEventListener('submit', async (event) => {
    event.preventDefault();
    const form = event.target;
    const button = form.querySelector('button');
    button.disabled = true;
    try {
      await work(new FormData(form));
      form.reset();
    } catch (error) {
      say(error.message);
      const password = form.querySelector('[type=password]');
      if (error.status === 401) onRefused(error.message);
      else if (password !== null) password.select();
    } finally {
      button.disabled = false;
    }
  });
}

onSubmit(
  'login',
  async (form) => enter(await ask('POST', 'session', Object.fromEntries(form))),
  () => find('login').querySelector('[type=password]').select(),
);

onSubmit(
  'link',
  async (form) => {
    if (form.get('password') !== form.get('again')) throw new Error('the two passwords differ');
    const token = location.hash.slice(1);
    const who = await ask('POST', 'session/link', { token, password: form.get('password') });
    history.replaceState(null, '', location.pathname);
    await enter(who);
  },
  (text) => {
    find('link').reset();
    leave(text);
  },
);

onSubmit(
  'logout',
  async () => {
    await ask('DELETE', 'session');
    leave('', 'you are logged out');
  },
  () => leave('', 'you were logged out before'),
);

async function begin() {
  say('');
  if (location.hash.length > 1) return show('link');
  try {
    await enter(await ask('GET', 'session'));
  } catch (error) {
    if (error.status !== 401) say(error.message);
    show('login');
  }
}

window.addEventListener('hashchange', begin);
begin();
