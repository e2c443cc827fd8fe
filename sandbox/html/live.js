// Keeps the page's parts fresh and sends forms without leaving it. Without it every form still works.
const source = document.body.dataset.live;
const LOST = "Không nối được với sân tập · Cannot reach the sandbox";
const told = document.getElementById("told");
const made = new WeakMap(); // node -> the HTML that it was made from: what one types or opens in it is no change

function note(node) {
  if (node.id) made.set(node, node.outerHTML);
  for (const child of node.children) note(child);
}

const keyed = (node) => node.children.length > 0 && [...node.children].every((child) => child.id);

// Makes `mine` what `fresh` is, and touches nothing that did not change.
function merge(mine, fresh) {
  const html = fresh.outerHTML;
  if (made.get(mine) === html) return;
  if (!keyed(mine) || !keyed(fresh)) {
    note(fresh);
    mine.replaceWith(fresh);
    return;
  }
  mine.className = fresh.className;
  const known = new Map([...mine.children].map((child) => [child.id, child]));
  const wanted = new Set([...fresh.children].map((child) => child.id));
  for (const [id, child] of known) if (!wanted.has(id)) child.remove();
  let place = mine.firstElementChild;
  for (const child of [...fresh.children]) {
    const old = known.get(child.id);
    if (!old) {
      note(child);
      mine.insertBefore(child, place);
      continue;
    }
    if (old === place) place = place.nextElementSibling;
    else mine.insertBefore(old, place);
    merge(old, child);
  }
  made.set(mine, html);
}

// A chat's scroller is turned over: its end is scrollTop 0, above it is negative.
function steady(scroller, follow) {
  const away = -scroller.scrollTop;
  const top = scroller.scrollHeight - away;
  const last = scroller.querySelector(".row:nth-last-child(2)")?.id;
  return () => {
    if (follow || away < 80) scroller.scrollTop = 0;
    else scroller.scrollTop = top - scroller.scrollHeight;
    const newer = scroller.querySelector(".row:nth-last-child(2)")?.id !== last;
    const down = scroller.parentElement.querySelector(".down");
    if (scroller.scrollTop > -80) down.hidden = true;
    else if (newer) down.hidden = false;
  };
}

let asked = 0, shown = 0; // an answer that a later one overtook is old

async function refresh(follow) {
  if (!source) return;
  const turn = ++asked;
  const answer = await fetch(source).catch(() => null);
  if (!answer) told.textContent = LOST;
  else if (told.textContent === LOST) told.textContent = "";
  if (!answer || !answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (turn < shown) return;
  shown = turn;
  const focused = document.activeElement;
  const stay = focused?.closest?.("[id]")?.id;
  const settle = [...document.querySelectorAll(".scroll")].map((one) => steady(one, follow));
  for (const fresh of page.querySelectorAll("[data-part]")) {
    const mine = document.getElementById(fresh.id);
    if (mine && !fresh.parentElement.closest("[data-part]")) merge(mine, fresh);
  }
  for (const done of settle) done();
  if (focused && !focused.isConnected && stay) {
    document.getElementById(stay)?.querySelector("button, a")?.focus({ preventScroll: true });
  } else if (focused !== document.activeElement) focused?.focus?.({ preventScroll: true });
}

async function send(form, submitter) {
  const body = new URLSearchParams(new FormData(form, submitter));
  const address = submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;
  const write = form.matches(".say") ? form.elements.text : null;
  const words = write?.value;
  form.reset(); // now, so that what is typed while it travels stays
  const answer = await fetch(address, { method: "POST", body, redirect: "manual" }).catch(() => null);
  const done = answer && (answer.ok || answer.type === "opaqueredirect");
  told.textContent = done ? "" : answer ? await answer.text() : LOST;
  if (!done && write && !write.value) write.value = words;
  if (done) form.closest("details.more")?.removeAttribute("open");
  await refresh(form.closest(".phone") !== null);
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-act]")) return;
  event.preventDefault();
  send(event.target, event.submitter);
});

document.addEventListener("click", (event) => {
  if (!event.target.closest(".down")) return;
  const scroller = event.target.closest(".phone").querySelector(".scroll");
  scroller.scrollTop = 0;
  event.target.closest(".down").hidden = true;
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelectorAll("details.more[open]").forEach((one) => one.removeAttribute("open"));
});

document.querySelectorAll("[data-part]").forEach(note);
setInterval(() => document.hidden || refresh(false), 1000);
