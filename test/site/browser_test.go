package site_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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

// tab is a tab of a headless Chromium. It records console messages and network requests of its pages.
type tab struct {
	t      testing.TB
	ctx    context.Context
	folder string

	mutex    sync.Mutex
	messages []string // of the console
	requests []string // other than for files
}

// browser starts one Chromium for all tests of the package. It resolves no host names.
var browser = sync.OnceValues(func() (context.Context, error) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		return nil, errors.New("chromium is not on PATH: install it from your distribution, apt-get install chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"), chromedp.Flag("disable-component-update", true))
	allocator, _ := chromedp.NewExecAllocator(context.Background(), options...) // TestMain cancels the context made of it, and waits
	ctx, _ := chromedp.NewContext(allocator)
	started = ctx
	return ctx, chromedp.Do(ctx)
})

// started is the context of the browser, or nil if it was not started.
var started context.Context

// shippedSite is the folder with the site of the shipped stacks. All tests share it, since none changes it.
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

// newTab opens a tab for the site of the shipped stacks. It is closed at the end of the test.
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
	if err := chromedp.Listen(ctx, one.record); err != nil {
		t.Fatal(err)
	}
	return one
}

// record records console messages, exceptions and network requests, none of which a page should cause.
func (b *tab) record(event any) {
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

// do runs actions, and ends the test if one fails.
func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

// open opens a page of the site. The theme is "light" or "dark", the width is in pixels.
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

// wait waits until a JavaScript condition is true, even while another page loads.
func (b *tab) wait(condition string) {
	b.t.Helper()
	const timeout = time.Minute // enough for a busy machine
	ctx, stop := context.WithTimeout(b.ctx, timeout)
	defer stop()
	for {
		if holds, err := chromedp.Run(ctx, chromedp.Evaluate[bool](condition)); err == nil && holds {
			return
		}
		select {
		case <-ctx.Done():
			b.t.Fatalf("%s: not true within a minute at %s", condition, evaluate[string](b, `location.href + " " + document.querySelector("#count")?.textContent`))
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// htmlFiles returns the names of the pages in a folder.
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

// TestEveryPageOpens opens each page on a wide screen and on a phone: no page is wider than the screen, logs to the console or
// sends a network request.
func TestEveryPageOpens(t *testing.T) {
	b := newTab(t)
	for _, page := range htmlFiles(t, b.folder) {
		for _, screen := range []int64{1280, 390} {
			b.open(page, "light", screen)
			unfold(b)
			if width := evaluate[int64](b, `document.documentElement.scrollWidth`); width > screen {
				t.Errorf("%s is %d pixels wide on a screen of %d", page, width, screen)
			}
		}
	}
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if len(b.messages)+len(b.requests) > 0 {
		t.Errorf("console messages: %v, network requests: %v, want none", b.messages, b.requests)
	}
}

// TestMessagesAndRequestsAreRecorded logs a message and sends a request, so that the absence of both in other tests means
// something.
func TestMessagesAndRequestsAreRecorded(t *testing.T) {
	b := newTab(t)
	b.open("index.html", "light", 1280)
	evaluate[bool](b, `console.log("test"), fetch("http://site.test/").catch(() => true)`, chromedp.EvalAwaitPromise)
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if !slices.Contains(b.messages, "console: log") || !slices.Contains(b.requests, "http://site.test/") {
		t.Errorf("recorded messages: %v, requests: %v, want one of each", b.messages, b.requests)
	}
}

// TestPagesAreAccessible checks one page of each kind with axe, on a wide light and on a narrow dark screen: none violates WCAG,
// for example by low contrast.
func TestPagesAreAccessible(t *testing.T) {
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

// audit fails the test for each accessibility rule that the open page violates.
func (b *tab) audit(page string) {
	b.t.Helper()
	for _, violation := range b.violations() {
		b.t.Errorf("%s: %s", page, violation)
	}
}

// violations returns the findings of axe on the open page. It removes all but the first rows and entries, which are all similar, to
// save time.
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

// unfold opens all folded sections, but only the first few resources, since all are similar.
func unfold(b *tab) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details:not(.entry), details.entry:nth-of-type(-n+4)").forEach((one) => one.open = true)`))
}

// audit runs axe with its rules for WCAG 2.2 AA and its best practices, and returns the violations. preload: false prevents
// requests.
const audit = `axe.run(document, {preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"]})
	.then((result) => result.violations.map((one) => one.id + ": " + one.help + ": " +
		one.nodes.slice(0, 3).map((node) => node.html.slice(0, 120) + " " + node.any.map((check) => check.message).join("; ")).join(" | ")))`

// TestLowContrastIsFound gives a heading a low contrast, so that an audit without findings means something.
func TestLowContrastIsFound(t *testing.T) {
	b := newTab(t)
	for _, theme := range []string{"light", "dark"} {
		b.open("index.html", theme, 1280)
		b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("h1").style.cssText = "color:#888;background:#999"`))
		if found := b.violations(); len(found) != 1 || !strings.HasPrefix(found[0], "color-contrast") {
			t.Errorf("%s: the audit finds %v, want only the contrast of the heading", theme, found)
		}
	}
}
