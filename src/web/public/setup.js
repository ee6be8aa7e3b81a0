/** Set-up: the token comes in the fragment of the address, goes out in a body, and leaves the address at once. */
import { startLanguage, t } from './texts.js';

const at = (id) => document.getElementById(id);
const token = new URLSearchParams(location.hash.slice(1)).get('token');
history.replaceState(null, '', '/setup');

const page = { message: token ? 'setupNote' : 'noToken' };

function draw() {
  at('message').textContent = page.message ? t(page.message) : '';
}

at('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  at('wrong').textContent = '';
  const response = await fetch('/v1/setup', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token, workspace: at('workspace').value, taxonomy: at('taxonomy').value }),
  });
  const answer = await response.json();
  if (!response.ok) {
    at('wrong').textContent = t('failed') + answer.detail;
    return;
  }
  sessionStorage.setItem('key', answer.key);
  page.message = null;
  draw();
  at('form').hidden = true;
  at('key').textContent = answer.key;
  at('result').hidden = false;
});

const { done } = await (await fetch('/v1/setup')).json();
if (done) page.message = 'setupDone';
at('form').hidden = done || !token;
startLanguage(at('language'), draw);
