package schedule_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"landform/internal/schedule"
)

func names(tasks []schedule.Task) string {
	var found []string
	for _, task := range tasks {
		found = append(found, task.Name)
	}
	return strings.Join(found, " ")
}

func TestOrderPutsWhatIsNeededFirstAndKeepsTheRest(t *testing.T) {
	sorted, err := schedule.Order([]schedule.Task{
		{Name: "production", After: []string{"staging", "state"}}, {Name: "other"},
		{Name: "staging", After: []string{"dev"}}, {Name: "dev", After: []string{"state", "not scheduled"}}, {Name: "state"},
	})
	if got := names(sorted); err != nil || got != "other state dev staging production" {
		t.Errorf("order is %q with error %v", got, err)
	}
}

func TestOrderRefusesCycles(t *testing.T) {
	_, err := schedule.Order([]schedule.Task{{Name: "free"}, {Name: "a", After: []string{"b"}}, {Name: "b", After: []string{"a"}}})
	if err == nil || err.Error() != "a, b depend on each other" {
		t.Errorf("error is %v", err)
	}
}

// recorder records which tasks start, and lets the test decide when they end.
type recorder struct {
	mutex sync.Mutex
	begun []string
	most  int
	now   int
}

func (r *recorder) work(fail ...string) func(context.Context, string) error {
	return func(_ context.Context, name string) error {
		r.mutex.Lock()
		r.begun = append(r.begun, name)
		r.now++
		r.most = max(r.most, r.now)
		r.mutex.Unlock()
		defer func() { r.mutex.Lock(); r.now--; r.mutex.Unlock() }()
		if slices.Contains(fail, name) {
			return fmt.Errorf("%s is broken", name)
		}
		return nil
	}
}

func TestAFailureStopsWhatDependsOnItAndNothingElse(t *testing.T) {
	tasks := []schedule.Task{{Name: "a"}, {Name: "b", After: []string{"a"}}, {Name: "c", After: []string{"b"}}, {Name: "x"}, {Name: "y", After: []string{"x"}}}
	r := &recorder{}
	outcomes := schedule.Run(t.Context(), tasks, 2, r.work("a"))
	slices.Sort(r.begun)
	if got := strings.Join(r.begun, " "); got != "a x y" {
		t.Errorf("begun: %s, want a, x and y", got)
	}
	if outcomes["a"].Err == nil || outcomes["a"].Skipped || outcomes["x"].Err != nil || outcomes["y"].Err != nil {
		t.Errorf("outcomes are %+v", outcomes)
	}
	for _, name := range []string{"b", "c"} {
		if got := outcomes[name]; !got.Skipped || got.Because != "a" || !errors.Is(got.Err, schedule.ErrFailedBefore) {
			t.Errorf("%s: %+v, want it skipped because of a", name, got)
		}
	}
}

func TestIndependentTasksRunSideBySideWithinTheLimit(t *testing.T) {
	for limit, want := range map[int]int{1: 1, 2: 2, 3: 3} {
		var tasks []schedule.Task
		for index := range 6 {
			tasks = append(tasks, schedule.Task{Name: fmt.Sprint(index)})
		}
		r := &recorder{}
		together := make(chan struct{})
		var arrived sync.WaitGroup
		arrived.Add(want)
		go func() { arrived.Wait(); close(together) }()
		work := r.work()
		schedule.Run(t.Context(), tasks, limit, func(ctx context.Context, name string) error {
			if index := name[0] - '0'; int(index) < want {
				r.mutex.Lock()
				r.now++
				r.most = max(r.most, r.now)
				r.mutex.Unlock()
				arrived.Done()
				<-together // the first ones wait for each other: all of them run at once, or none ends
				r.mutex.Lock()
				r.now--
				r.mutex.Unlock()
				return nil
			}
			return work(ctx, name)
		})
		if r.most > limit {
			t.Errorf("%d at a time, the limit is %d", r.most, limit)
		}
	}
}

func TestNothingBeginsOnceTheContextHasEnded(t *testing.T) {
	ctx, end := context.WithCancelCause(t.Context())
	tasks := []schedule.Task{{Name: "a"}, {Name: "b"}, {Name: "c", After: []string{"a"}}}
	begun := 0
	outcomes := schedule.Run(ctx, tasks, 1, func(context.Context, string) error {
		begun++
		end(errors.New("interrupted"))
		return nil // and what runs comes to its end
	})
	if begun != 1 || outcomes["a"].Err != nil || outcomes["a"].Skipped {
		t.Errorf("%d begun, a: %+v", begun, outcomes["a"])
	}
	for _, name := range []string{"b", "c"} {
		if got := outcomes[name]; !got.Skipped || got.Err == nil || got.Err.Error() != "interrupted" {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
