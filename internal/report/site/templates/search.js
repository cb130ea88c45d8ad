// Hides entries that do not contain every word of the search, opens the entry in the URL's fragment, and opens collapsed sections
// for printing.
const entries = [...document.querySelectorAll(".entry")];
const texts = new Map();
const filter = document.querySelector(".filter");
const count = document.querySelector("#count");

// text returns the text of an entry. It is cached, since a page has hundreds of entries.
function text(entry) {
  if (!texts.has(entry)) texts.set(entry, entry.textContent.toLowerCase());
  return texts.get(entry);
}

function search() {
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  let matches = 0;
  for (const entry of entries) {
    entry.hidden = !words.every((word) => text(entry).includes(word));
    if (!entry.hidden) matches++;
  }
  if (words.length === 0) count.textContent = `${entries.length}`;
  else if (matches === 0) count.textContent = "Nothing matches all of these words.";
  else count.textContent = `${matches} of ${entries.length}`;
}

function open() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  target.hidden = false;
  for (let element = target; element; element = element.parentElement) {
    if (element.tagName === "DETAILS") element.open = true;
  }
  target.scrollIntoView();
}

if (filter) {
  filter.value = new URLSearchParams(location.search).get("q") ?? ""; // a link may contain a search
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
