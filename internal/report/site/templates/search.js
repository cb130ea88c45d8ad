// Hides what does not hold every word of the search, and opens the entry that the address names.
const entries = [...document.querySelectorAll(".filtered .entry, table.filtered tbody tr")];
const filter = document.querySelector(".filter");
const count = document.querySelector("#count");
function search() {
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const entry of entries) {
    const text = entry.textContent.toLowerCase();
    entry.hidden = !words.every((word) => text.includes(word));
    if (!entry.hidden) shown++;
  }
  if (count) count.textContent = words.length ? `${shown} of ${entries.length}` : `${entries.length}`;
}
function open() {
  const entry = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (entry && entry.tagName === "DETAILS") {
    entry.hidden = false;
    entry.open = true;
    entry.scrollIntoView();
  }
}
if (filter) {
  filter.value = new URLSearchParams(location.search).get("q") ?? ""; // a link may hold a search
  filter.addEventListener("input", search);
  search();
}
addEventListener("hashchange", open);
open();
