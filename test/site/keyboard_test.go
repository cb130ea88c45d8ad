package site_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const focused = `document.activeElement.textContent.trim() || document.activeElement.id`

// TestAResourceIsFoundByKeyboard opens staging's database from the home page without a mouse.
func TestAResourceIsFoundByKeyboard(t *testing.T) {
	b := newTab(t)
	b.open("index.html", "light", 1280)
	b.do(chromedp.KeyEvent(kb.Tab))
	if first := evaluate[string](b, focused); first != "Skip to content" {
		t.Errorf("the first focused element is %q, want the link that skips the navigation", first)
	}
	b.do(chromedp.KeyEvent("/"))
	if field := evaluate[string](b, `document.activeElement.name`); field != "q" {
		t.Fatalf("the key / moves the focus to %q, want the search field", field)
	}
	b.do(chromedp.Evaluate[chromedp.Void](`document.activeElement.value = ""`)) // unlike a keyboard, chromedp types the "/" although the page cancels the event
	b.do(chromedp.KeyEvent("staging-stack/postgres/instance aws_db_instance" + kb.Enter))
	b.wait(`location.pathname.endsWith("resources.html") && document.readyState === "complete" && document.querySelector("#count").textContent.startsWith("1 of ")`)
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".filter").focus()`), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Tab))
	if link := evaluate[string](b, focused); link != "staging-stack/postgres/instance" {
		t.Fatalf("the second Tab after the search field reaches %q, want the database", link)
	}
	b.do(chromedp.KeyEvent(kb.Enter))
	b.wait(`location.pathname.endsWith("staging-stack.html") && document.querySelector("details.entry[open]") !== null`)
	if entry := evaluate[string](b, `document.querySelector("details.entry[open]").id`); !strings.HasPrefix(entry, "aws_db_instance.") {
		t.Errorf("%s is open, want the database", entry)
	}
}

// TestSearchHidesOtherResources also checks the message if nothing is found, and that an empty search shows all resources.
func TestSearchHidesOtherResources(t *testing.T) {
	b := newTab(t)
	b.open("dev-stack.html", "dark", 1280)
	const shown = `[...document.querySelectorAll(".entry")].filter((one) => !one.hidden).length`
	all := evaluate[int](b, shown)
	b.do(chromedp.SendKeys(chromedp.CSS("#filter"), "POSTGRES/instance aws_db_instance"))
	if found := evaluate[int](b, shown); found == 0 || found >= all {
		t.Errorf("%d of %d are shown", found, all)
	}
	b.do(chromedp.SendKeys(chromedp.CSS("#filter"), " no such word"))
	if found, text := evaluate[int](b, shown), evaluate[string](b, `document.querySelector("#count").textContent`); found != 0 || !strings.Contains(text, "Nothing") {
		t.Errorf("a search without results shows %d resources and %q", found, text)
	}
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".filter").value = ""; document.querySelector(".filter").dispatchEvent(new Event("input"))`))
	if found := evaluate[int](b, shown); found != all {
		t.Errorf("%d of %d are shown without a search", found, all)
	}
}

// TestALinkShowsAndOpensAResource follows a link to a resource that a search has hidden.
func TestALinkShowsAndOpensAResource(t *testing.T) {
	b := newTab(t)
	b.open("dev-stack.html?q=no-such-word", "light", 1280)
	b.do(chromedp.Evaluate[chromedp.Void](`location.hash = document.querySelector("details.entry").id`))
	b.wait(`document.querySelector("details.entry").open && !document.querySelector("details.entry").hidden`)
}

// TestPrintIsBlackOnWhite prints from a dark screen: without controls, and with sections that are folded on the screen.
func TestPrintIsBlackOnWhite(t *testing.T) {
	b := newTab(t)
	b.open("ticketing-dev-stack.html", "dark", 1280)
	b.emulate("print", "dark")
	b.do(chromedp.Evaluate[chromedp.Void](`dispatchEvent(new Event("beforeprint"))`))
	const look = `(() => { const style = getComputedStyle(document.body); return [style.color, style.backgroundColor,
		getComputedStyle(document.querySelector("header")).display, getComputedStyle(document.querySelector(".find")).display,
		document.querySelectorAll(".open-in-print").length > 0, document.querySelectorAll(".open-in-print:not([open])").length].join(" ") })()`
	if got := evaluate[string](b, look); got != "rgb(0, 0, 0) rgb(255, 255, 255) none none true 0" {
		t.Errorf("the print has %s, want black on white, no header, no search, and all sections open", got)
	}
	pdf, err := chromedp.Run(b.ctx, chromedp.PrintToPDF())
	if err != nil || len(pdf) < 10_000 {
		t.Errorf("a PDF of %d bytes: %v", len(pdf), err)
	}
}
