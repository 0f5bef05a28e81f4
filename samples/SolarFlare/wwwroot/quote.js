// The quote page's own script: how long the form was looked at, and whether it changed meanwhile. The page works without it.
const form = () => document.getElementById("quote-form");

// Seconds during which the page could be seen; sent once, when the page is left, by whichever way.
let shown = document.visibilityState === "visible" ? performance.now() : null;
let seconds = 0;
let sent = false;

function pause() {
  if (shown !== null) seconds += (performance.now() - shown) / 1000;
  shown = null;
}

addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") shown = performance.now();
  else pause();
});

function sendTime() {
  pause();
  if (sent || seconds <= 0) return;
  sent = true;
  const data = new FormData();
  data.append("seconds", seconds.toFixed(2));
  data.append("__RequestVerificationToken", form().elements.__RequestVerificationToken.value);
  navigator.sendBeacon("/time-on-form", data);
}

addEventListener("pagehide", sendTime);
// Before the form in the footer makes the visitor somebody else, to whom the time would not belong.
document.querySelector("form[action='/who']").addEventListener("submit", sendTime);

// Another form for this visitor? An untouched one is exchanged, one that was begun stays until its owner says so.
let begun = document.querySelector(".input-validation-error") !== null;
document.addEventListener("input", (event) => { begun ||= form().contains(event.target); });

async function exchange() {
  const answer = await fetch(location.href, { headers: { "X-Live-Refresh": "1" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const put = () => document.querySelector("section.quote").replaceWith(page.querySelector("section.quote"));
  begun = false;
  if (document.startViewTransition && !matchMedia("(prefers-reduced-motion: reduce)").matches) document.startViewTransition(put);
  else put();
}

const changes = new EventSource("/flag-changes");
changes.addEventListener("variant", ({ data }) => {
  const news = document.querySelector(".news");
  if (data === form().dataset.variant) news.hidden = true;
  else if (begun) {
    news.hidden = false;
    news.querySelector("button").onclick = exchange;
  } else exchange();
});
addEventListener("pagehide", () => changes.close());
