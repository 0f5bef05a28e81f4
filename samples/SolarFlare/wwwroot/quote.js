// Script of the quote page: measures the time on the form and follows flag changes. The page works without it.
const form = () => document.getElementById("quote-form");

// Seconds during which the page was visible. Sent once, when the visitor leaves the page in any way.
let visibleSince = document.visibilityState === "visible" ? performance.now() : null;
let seconds = 0;
let sent = false;

function pause() {
  if (visibleSince !== null) seconds += (performance.now() - visibleSince) / 1000;
  visibleSince = null;
}

addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") visibleSince = performance.now();
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
// Send before the user switches in the footer, because the time belongs to the previous user.
document.querySelector("form[action='/who']").addEventListener("submit", sendTime);

// When the visitor's variant changes, replace an untouched form; if it is partly filled in, ask first.
let touched = document.querySelector(".input-validation-error") !== null;
document.addEventListener("input", (event) => { touched ||= form().contains(event.target); });

async function replaceForm() {
  const response = await fetch(location.href, { headers: { "X-Live-Refresh": "1" } });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const replace = () => document.querySelector("section.quote").replaceWith(page.querySelector("section.quote"));
  touched = false;
  if (document.startViewTransition && !matchMedia("(prefers-reduced-motion: reduce)").matches) document.startViewTransition(replace);
  else replace();
}

const changes = new EventSource("/flag-changes");
changes.addEventListener("variant", ({ data }) => {
  const news = document.querySelector(".news");
  if (data === form().dataset.variant) news.hidden = true;
  else if (touched) {
    news.hidden = false;
    news.querySelector("button").onclick = replaceForm;
  } else replaceForm();
});
addEventListener("pagehide", () => changes.close());
