// Hides what does not hold every word of the search, opens the entry that the address names, and opens for print what is
// folded on a screen.
const entries = [...document.querySelectorAll(".entry")];
const texts = new Map();
const filter = document.querySelector(".filter");
const count = document.querySelector("#count");

// text of an entry, read once: a page has hundreds of them.
function text(entry) {
  if (!texts.has(entry)) texts.set(entry, entry.textContent.toLowerCase());
  return texts.get(entry);
}

function search() {
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const entry of entries) {
    entry.hidden = !words.every((word) => text(entry).includes(word));
    if (!entry.hidden) shown++;
  }
  if (words.length === 0) count.textContent = `${entries.length}`;
  else if (shown === 0) count.textContent = "Nothing holds all of these words.";
  else count.textContent = `${shown} of ${entries.length}`;
}

function open() {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!place) return;
  place.hidden = false;
  for (let around = place; around; around = around.parentElement) {
    if (around.tagName === "DETAILS") around.open = true;
  }
  place.scrollIntoView();
}

if (filter) {
  filter.value = new URLSearchParams(location.search).get("q") ?? ""; // a link may hold a search
  filter.addEventListener("input", search);
  search();
}
addEventListener("keydown", (event) => {
  const field = document.querySelector("input[type=search]");
  if (event.key === "/" && field && event.target.tagName !== "INPUT") {
    event.preventDefault();
    field.focus();
  }
});
addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll(".open-in-print")) part.open = true;
});
addEventListener("hashchange", open);
open();
