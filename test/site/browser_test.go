package site_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"landform/test/shipped"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// tab is a tab of a headless Chromium, and what its pages said and asked for.
type tab struct {
	t      testing.TB
	ctx    context.Context
	folder string

	mutex    sync.Mutex
	messages []string // of the console
	requests []string // that are of no file
}

// browser is one Chromium for all tests of the package, which resolves no names.
var browser = sync.OnceValues(func() (context.Context, error) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		return nil, errors.New("chromium is not on PATH: install it from your distribution, apt-get install chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"), chromedp.Flag("disable-component-update", true))
	allocator, _ := chromedp.NewExecAllocator(context.Background(), options...) // TestMain cancels what is made of it, and waits
	ctx, _ := chromedp.NewContext(allocator)
	started = ctx
	return ctx, chromedp.Do(ctx)
})

// started is the context of the browser, where one was started.
var started context.Context

// shippedSite is the folder of the shipped stacks' site, written once: reading it changes nothing.
var shippedSite string

func TestMain(m *testing.M) {
	code := m.Run()
	if started != nil {
		if err := chromedp.Cancel(started); err != nil {
			fmt.Fprintln(os.Stderr, "chromium:", err)
		}
	}
	_ = os.RemoveAll(shippedSite)
	os.Exit(code)
}

// newTab opens a tab for the pages of the shipped stacks. It is closed with the test.
func newTab(t testing.TB) *tab {
	t.Helper()
	parent, err := browser()
	if err != nil {
		t.Fatal(err)
	}
	if shippedSite == "" {
		if shippedSite, err = os.MkdirTemp("", "site-"); err != nil {
			t.Fatal(err)
		}
		writeTo(t, shipped.Stacks(t), shippedSite)
	}
	ctx, cancel := chromedp.NewContext(parent)
	t.Cleanup(cancel)
	one := &tab{t: t, ctx: ctx, folder: shippedSite}
	if err := chromedp.Listen(ctx, one.hear); err != nil {
		t.Fatal(err)
	}
	return one
}

// hear collects what a page has no business to say or to ask for.
func (b *tab) hear(event any) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	switch event := event.(type) {
	case *runtime.EventConsoleAPICalled:
		b.messages = append(b.messages, "console: "+string(event.Type))
	case *runtime.EventExceptionThrown:
		b.messages = append(b.messages, "exception: "+event.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		b.messages = append(b.messages, event.Entry.Text)
	case *network.EventRequestWillBeSent:
		if url := event.Request.URL; !strings.HasPrefix(url, "file://") && !strings.HasPrefix(url, "data:") {
			b.requests = append(b.requests, url)
		}
	}
}

// do runs actions, and ends the test where one fails.
func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

// open opens a page of the folder in a theme and a width, "light" or "dark" and in pixels.
func (b *tab) open(page, theme string, width int64) {
	b.t.Helper()
	b.emulate("", theme)
	b.do(chromedp.EmulateViewport(width, 900), chromedp.Navigate("file://"+filepath.Join(b.folder, page)))
}

func (b *tab) emulate(media, theme string) {
	b.t.Helper()
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}
	b.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media, Features: features})
		return err
	}))
}

// evaluate returns the value of a JavaScript expression.
func evaluate[T any](b *tab, expression string, options ...chromedp.EvaluateOption) T {
	b.t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, options...))
	if err != nil {
		b.t.Fatalf("%.80s: %v", expression, err)
	}
	return value
}

// wait waits for a JavaScript condition, over the change from one page to another too.
func (b *tab) wait(condition string) {
	b.t.Helper()
	const patience = time.Minute // a loaded machine; who waits that long waits for nothing
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	for {
		if holds, err := chromedp.Run(ctx, chromedp.Evaluate[bool](condition)); err == nil && holds {
			return
		}
		select {
		case <-ctx.Done():
			b.t.Fatalf("%s: never so at %s", condition, evaluate[string](b, `location.href + " " + document.querySelector("#count")?.textContent`))
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// htmlFiles are the names of a folder's pages.
func htmlFiles(t testing.TB, folder string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(folder, "*.html"))
	if err != nil || len(found) == 0 {
		t.Fatalf("no pages in %s: %v", folder, err)
	}
	for index := range found {
		found[index] = filepath.Base(found[index])
	}
	return found
}

// TestEveryPageOpens as wide as a screen and as a phone: nothing is wider than it, the console is silent, and nothing is
// asked of a network.
func TestEveryPageOpens(t *testing.T) {
	b := newTab(t)
	for _, page := range htmlFiles(t, b.folder) {
		for _, wide := range []int64{1280, 390} {
			b.open(page, "light", wide)
			unfold(b)
			if width := evaluate[int64](b, `document.documentElement.scrollWidth`); width > wide {
				t.Errorf("%s is %d pixels wide on a screen of %d", page, width, wide)
			}
		}
	}
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if len(b.messages)+len(b.requests) > 0 {
		t.Errorf("the console says %v, requests are %v", b.messages, b.requests)
	}
}

// TestEveryKindOfPageIsForEverybody: no rule of WCAG that axe knows is broken, contrast included, on a wide light screen and
// on a narrow dark one.
func TestEveryKindOfPageIsForEverybody(t *testing.T) {
	b := newTab(t)
	for _, page := range []string{
		"index.html", "dev-stack.html", "ticketing-prod-stack.html", "organization-stack.html", "compare-dev-stack-production-stack.html",
		"requirements.html", "resources.html", "changes.html",
	} {
		b.open(page, "light", 1280)
		b.audit(page + ", light, wide")
		b.open(page, "dark", 390)
		b.audit(page + ", dark, narrow")
	}
}

// audit fails the test for each rule that the open page breaks.
func (b *tab) audit(page string) {
	b.t.Helper()
	for _, violation := range b.violations() {
		b.t.Errorf("%s: %s", page, violation)
	}
}

// violations are what axe finds on the open page. Of rows that are all alike it sees the first ones.
func (b *tab) violations() []string {
	b.t.Helper()
	axe, err := os.ReadFile(filepath.Join(shipped.Root(), "node_modules/axe-core/axe.min.js"))
	if err != nil {
		b.t.Fatalf("%v: \"make tools\" installs it", err)
	}
	unfold(b)
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("tr:nth-child(n+9), details.entry:nth-of-type(n+9), tbody.entry:nth-of-type(n+9), li:nth-child(n+9)")
		.forEach((one) => one.remove())`), chromedp.Evaluate[chromedp.Void](string(axe)))
	return evaluate[[]string](b, audit, chromedp.EvalAwaitPromise)
}

// unfold opens what is folded; of the resources the first, since all are alike.
func unfold(b *tab) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details:not(.entry), details.entry:nth-of-type(-n+4)").forEach((one) => one.open = true)`))
}

// audit runs axe with its rules for WCAG 2.2 AA and its best practices, and names what breaks one. It fetches nothing.
const audit = `axe.run(document, {preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"]})
	.then((result) => result.violations.map((one) => one.id + ": " + one.help + ": " +
		one.nodes.slice(0, 3).map((node) => node.html.slice(0, 120) + " " + node.any.map((check) => check.message).join("; ")).join(" | ")))`

// TestContrastIsMeasured plants text that is too pale, so that a silent audit means something.
func TestContrastIsMeasured(t *testing.T) {
	b := newTab(t)
	for _, theme := range []string{"light", "dark"} {
		b.open("index.html", theme, 1280)
		b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("h1").style.cssText = "color:#888;background:#999"`))
		if found := b.violations(); len(found) != 1 || !strings.HasPrefix(found[0], "color-contrast") {
			t.Errorf("%s: the audit finds %v", theme, found)
		}
	}
}
