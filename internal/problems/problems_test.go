package problems_test

import (
	"errors"
	"testing"

	"landform/internal/problems"
)

func TestEachProblemNamesItsPlace(t *testing.T) {
	var list problems.List
	list.Unless(true, "Zones", 3, "must be 2 or more")
	list.Unless(false, "StorageGiB", 10, "must be at least 20")
	list = append(list, errors.New("MaxStorageGiB is 0"))
	got := errors.Join(problems.In("Database.", errors.Join(list...))...)
	if want := "Database.StorageGiB is 10: must be at least 20\nDatabase.MaxStorageGiB is 0"; got == nil || got.Error() != want {
		t.Errorf("problems are %v, want %s", got, want)
	}
}

func TestNoProblemAndASingleOne(t *testing.T) {
	if got := problems.In("Cache.", nil); got != nil {
		t.Errorf("%v, want nothing", got)
	}
	if got := problems.In("Cache.", errors.New("Nodes is 0")); len(got) != 1 || got[0].Error() != "Cache.Nodes is 0" {
		t.Errorf("%v, want one problem", got)
	}
}
