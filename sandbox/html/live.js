// Keeps #live fresh and sends forms without leaving the page. Without it every form still works.
const live = document.getElementById("live");
const chat = live && document.body.classList.contains("messenger") ? live : null;
let shown = "";

function toEnd() {
  if (chat) chat.scrollTop = chat.scrollHeight;
}

async function refresh(follow) {
  if (!live) return;
  const answer = await fetch(live.dataset.src).catch(() => null);
  if (!answer || !answer.ok) return;
  const words = await answer.text();
  if (words === shown) return;
  const focused = document.activeElement && live.contains(document.activeElement);
  const stay = focused ? document.activeElement.closest("article")?.id : "";
  const end = follow || (chat && chat.scrollHeight - chat.scrollTop - chat.clientHeight < 80);
  live.innerHTML = words;
  shown = words;
  if (stay) document.getElementById(stay)?.querySelector("button")?.focus({ preventScroll: true });
  const now = live.firstElementChild?.dataset.now;
  if (now) document.getElementById("now").textContent = now;
  if (end) toEnd();
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-act]")) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const action = event.submitter?.hasAttribute("formaction") ? event.submitter.formAction : form.action;
  const answer = await fetch(action, { method: "POST", body }).catch(() => null);
  if (answer && !answer.ok) alert(await answer.text());
  else form.reset();
  refresh(true);
});

toEnd();
setInterval(() => document.hidden || refresh(false), 1000);
