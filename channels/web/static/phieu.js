/* The survey page without loading it anew. All of it is optional: each form and link works alone.
   It sends nothing by itself but what a button was pressed for. What is ticked or typed is kept on
   this device, under the invitation's public reference, until it is sent; nothing sensitive is. */
(() => {
  'use strict';
  const DAY = 864e5, PATIENCE = 3e4, FIRST_WAIT = 2e3, LONGEST_WAIT = 6e4;
  const get = (id) => document.getElementById(id);
  const main = () => get('noi-dung');
  const here = () => location.pathname + location.search;
  if (!window.fetch || !window.DOMParser || !main() || !main().dataset.ref) return;

  let pressed = null, waiting = null, busy = false, shown = here();

  const say = (text, seen) => {  // `seen`: a class of the line, else it is only read out
    const line = get('tin');
    line.className = seen ? 'tin ' + seen : 'unseen';
    line.textContent = text;
  };

  /* -- the draft ------------------------------------------------------------------------- */
  const key = () => 'nghe.' + main().dataset.ref;
  const store = (act) => { try { return act(localStorage); } catch (e) { return null; } };
  const read = (name) => store((s) => JSON.parse(s.getItem(name))) || { at: 0, screens: {} };
  const write = (draft) => store((s) => Object.keys(draft.screens).length
    ? s.setItem(key(), JSON.stringify(draft)) : s.removeItem(key()));
  const fields = (form) => [...form.elements].filter((e) => /^q\./.test(e.name) && !e.closest('[data-quiet]'));
  const ticks = (e) => e.type === 'radio' || e.type === 'checkbox';

  const forgetOld = () => store((s) => Object.keys(s)
    .filter((name) => /^nghe\./.test(name) && Date.now() - read(name).at > DAY)
    .forEach((name) => s.removeItem(name)));

  const keep = () => {
    const form = get('phieu'), draft = read(key());
    if (!main().dataset.screen) return;  // what a link preselects is no draft
    draft.at = Date.now();
    draft.screens[main().dataset.screen] = fields(form)
      .filter((e) => (ticks(e) ? e.checked : e.value))
      .map((e) => [e.name, e.value]);
    write(draft);
  };

  const drop = (screen) => {
    const draft = read(key());
    delete draft.screens[screen];
    write(draft);
  };

  const restore = () => {
    const form = get('phieu');
    if (main().hasAttribute('data-over')) return store((s) => s.removeItem(key()));
    const kept = form && read(key()).screens[main().dataset.screen];
    if (!kept) return null;
    let changed = false;
    fields(form).forEach((e) => {
      const mine = kept.filter((pair) => pair[0] === e.name);
      const was = ticks(e) ? e.checked : e.value;
      if (ticks(e)) e.checked = mine.some((pair) => pair[1] === e.value);
      else if (mine.length) e.value = mine[0][1];
      if (was !== (ticks(e) ? e.checked : e.value)) changed = true;
    });
    return changed;
  };

  /* -- one screen for another ------------------------------------------------------------ */
  const swap = (text) => {
    const page = new DOMParser().parseFromString(text, 'text/html');
    ['header', 'main', 'footer'].forEach((tag) => {
      document.querySelector('body > ' + tag).replaceWith(document.importNode(page.querySelector('body > ' + tag), true));
    });
    const words = page.getElementById('tin');
    if (words) ['sending', 'unsent', 'draft'].forEach((name) => { get('tin').dataset[name] = words.dataset[name]; });
    document.title = page.title;
    document.documentElement.lang = page.documentElement.lang;
    document.documentElement.className = page.documentElement.className;
  };

  const arrive = (first) => {
    const changed = main().dataset.ref && restore();
    const label = !first && document.querySelector('.progress label');
    if (changed) say(get('tin').dataset.draft, 'draft');
    else say(label ? label.textContent : '', '');
  };

  const look = () => {  // at what is wrong, else at what is said first, else at the heading
    const first = ['[autofocus]', '.done', '#noi-dung > .note, h2', 'h1'].map((what) => main().querySelector(what)).find((e) => e);
    window.scrollTo(0, 0);
    first.setAttribute('tabindex', '-1');
    first.focus();
  };

  const show = (text, push) => {
    swap(text);
    const at = main().dataset.at;
    if (push && at && at !== here()) history.pushState(null, '', at);
    shown = here();
    arrive(false);
    look();
  };

  /* -- sending --------------------------------------------------------------------------- */
  const body = (form, button) => {
    const sent = new URLSearchParams();
    for (const pair of new FormData(form)) sent.append(pair[0], pair[1]);
    if (button) sent.append(button.name, button.value);
    return sent.toString();
  };

  const call = (url, options) => {
    const stop = window.AbortController && new AbortController();
    const late = stop && setTimeout(() => stop.abort(), PATIENCE);
    const asked = Object.assign({ credentials: 'same-origin', signal: stop ? stop.signal : undefined }, options);
    return fetch(url, asked).then((answer) => {
      if (answer.status >= 500 || answer.status === 429) throw new Error('later');
      return answer.text();
    }).then((text) => {
      clearTimeout(late);
      if (!/ id="noi-dung"/.test(text)) throw new Error('not ours');  // a hotel's or a carrier's own page
      return text;
    }, (error) => { clearTimeout(late); throw error; });
  };

  const send = (form, button, wait) => {
    if (busy) return;
    busy = true;
    clearTimeout(waiting && waiting.timer);
    waiting = null;
    const screen = main().dataset.screen, act = button ? button.value : '';
    const url = (button && button.getAttribute('formaction')) || form.getAttribute('action');
    const slow = setTimeout(() => say(get('tin').dataset.sending, 'wait'), 700);
    call(url, { method: 'POST', body: body(form, button), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })
      .then((text) => {
        busy = false;
        clearTimeout(slow);
        const taken = /<main[^>]* data-ref=/.test(text);  // a kind page says that nothing was
        if (taken && act !== 'redraw' && act !== 'back') drop(screen);
        show(text, true);
      }, () => {
        busy = false;
        clearTimeout(slow);
        say(get('tin').dataset.unsent, 'wait');
        const again = () => { if (document.contains(form)) send(form, button, Math.min(wait * 2, LONGEST_WAIT)); };
        waiting = { again, timer: setTimeout(again, wait) };
      });
  };

  const load = (url, push) => call(url, {}).then((text) => show(text, push));

  document.addEventListener('click', (e) => {
    const button = e.target.closest && e.target.closest('button');
    if (button) pressed = button;
    const link = e.target.closest && e.target.closest('a[href]');
    const plain = !(e.defaultPrevented || e.button || e.metaKey || e.ctrlKey || e.shiftKey);
    if (!link || !plain || link.pathname !== location.pathname || link.hash) return;
    e.preventDefault();
    load(link.href, true).catch(() => { location.href = link.href; });
  });

  document.addEventListener('submit', (e) => {
    const form = e.target;
    if (form.id !== 'phieu') return;
    e.preventDefault();
    const button = e.submitter || (pressed && pressed.form === form ? pressed : document.querySelector('button[form=phieu]'));
    pressed = null;
    send(form, button, FIRST_WAIT);
  });

  document.addEventListener('input', (e) => { if (e.target.form === get('phieu')) keep(); });
  document.addEventListener('change', (e) => { if (e.target.form && e.target.form === get('phieu')) keep(); });
  window.addEventListener('online', () => { if (waiting) waiting.again(); });
  window.addEventListener('popstate', () => {
    if (shown === here()) return;  // only a place on this screen
    load(main().hasAttribute('data-over') ? main().dataset.at : here(), false).catch(() => location.reload());
  });
  window.addEventListener('pageshow', (e) => { if (e.persisted) load(here(), false).catch(() => {}); });

  forgetOld();
  history.replaceState(null, '', main().dataset.at);  // so that “Back” comes to this screen again
  shown = here();
  arrive(true);
})();
