'use strict';
const API = '/api/v1/';
const find = (id) => document.getElementById(id);
const parts = ['login', 'link', 'inside'];
let csrfToken = null;

function show(part) {
  for (const id of parts) find(id).hidden = id !== part;
}

function say(text) {
  find('message').textContent = text;
  find('message').hidden = text === '';
}

async function ask(method, path, body) {
  const headers = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (csrfToken !== null) headers['x-csrf-token'] = csrfToken;
  const answer = await fetch(API + path, { method, headers, body: body && JSON.stringify(body) });
  const document = answer.status === 204 ? {} : await answer.json();
  if (answer.ok) return document;
  throw Object.assign(new Error(document.detail || 'this did not work'), { status: answer.status });
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
    const { data } = await ask('GET', 'incidents?limit=50');
    const open = data.filter(({ status }) => status !== 'resolved');
    if (open.length === 0) return ['none'];
    return open.map(({ number, severity, status, title }) => `#${number} SEV${severity} ${status}: ${title}`);
  } catch (error) {
    return [`not known: ${error.message}`];
  }
}

function onSubmit(id, work) {
  find(id).addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = event.target.querySelector('button');
    button.disabled = true;
    try {
      await work(new FormData(event.target));
      event.target.reset();
    } catch (error) {
      say(error.message);
    } finally {
      button.disabled = false;
    }
  });
}

onSubmit('login', async (form) => enter(await ask('POST', 'session', Object.fromEntries(form))));

onSubmit('link', async (form) => {
  if (form.get('password') !== form.get('again')) throw new Error('the two passwords differ');
  const token = location.hash.slice(1);
  const who = await ask('POST', 'session/link', { token, password: form.get('password') });
  history.replaceState(null, '', location.pathname);
  await enter(who);
});

onSubmit('logout', async () => {
  await ask('DELETE', 'session');
  csrfToken = null;
  show('login');
});

async function begin() {
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
