package deployment

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"landform/internal/lockfile"
	"landform/internal/synthesized"

	"github.com/tidwall/gjson"
)

// commitFolder caches the syntheses of commits. A commit never changes, so it is synthesized once.
const commitFolder = "build/commits"

// at synthesizes another commit of the project in a git worktree of its own, and returns its stacks. It also tells
// whether that commit's provider lock file differs.
func (p *Project) at(ctx context.Context, commit string) (stacks []synthesized.Stack, lockChanged bool, err error) {
	if p.Emulated {
		return nil, false, errors.New("cannot compare with a commit for an emulator: commits are synthesized for AWS")
	}
	hash, err := p.hash(ctx, commit)
	if err != nil {
		return nil, false, err
	}
	folder, err := filepath.Abs(filepath.Join(p.Dir, commitFolder, hash))
	if err != nil {
		return nil, false, err
	}
	if _, err := os.Stat(filepath.Join(folder, settingsFile)); err != nil {
		if err := p.synthesizeCommit(ctx, hash, folder); err != nil {
			return nil, false, fmt.Errorf("commit %q: %w", commit, err)
		}
	}
	then, now := readOrNothing(filepath.Join(folder, lockfile.Name)), readOrNothing(filepath.Join(p.Dir, lockfile.Name))
	stacks, err = synthesized.Load(folder)
	return stacks, !bytes.Equal(then, now), err
}

// hash returns the hash of a commit.
func (p *Project) hash(ctx context.Context, commit string) (string, error) {
	var hash strings.Builder
	if err := p.git(ctx, &hash, "rev-parse", "--verify", "--quiet", "--end-of-options", commit+"^{commit}"); err != nil {
		return "", fmt.Errorf("%q is not a commit of this repository: %w", commit, err)
	}
	return strings.TrimSpace(hash.String()), nil
}

// ancestor returns the hash of a commit that is an ancestor of the present commit, and an error for any other commit: a
// commit is synthesized by its own code, with the rights of a deployment, and code that was never merged may be anybody's.
// An empty commit has an empty hash.
func (p *Project) ancestor(ctx context.Context, commit string) (string, error) {
	if commit == "" {
		return "", nil
	}
	hash, err := p.hash(ctx, commit)
	if err != nil {
		return "", err
	}
	if err := p.git(ctx, p.Err, "merge-base", "--is-ancestor", hash, "HEAD"); err != nil {
		return "", fmt.Errorf("commit %q is not an ancestor of the present commit: its code was never merged and does not run: %w", commit, err)
	}
	return hash, nil
}

// settingsFile is the project's settings file.
const settingsFile = "cdktf.json"

// synthesizeCommit writes the stacks, the settings and the lock file of a commit to a folder. On an error, it leaves no
// folder.
func (p *Project) synthesizeCommit(ctx context.Context, hash, folder string) error {
	scratch, err := os.MkdirTemp("", "landform-commit-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	tree := filepath.Join(scratch, "tree")
	if err := p.git(ctx, p.Err, "worktree", "add", "--quiet", "--detach", tree, hash); err != nil {
		return err
	}
	defer func() { _ = p.git(context.WithoutCancel(ctx), p.Err, "worktree", "remove", "--force", tree) }()
	unfinished := folder + ".unfinished"
	if err := errors.Join(os.RemoveAll(unfinished), os.RemoveAll(folder), os.MkdirAll(unfinished, 0o755)); err != nil {
		return err
	}
	if err := p.synthesizeIn(ctx, tree, unfinished); err != nil {
		return err
	}
	for _, name := range []string{lockfile.Name, settingsFile} {
		if text := readOrNothing(filepath.Join(tree, name)); text != nil {
			if err := os.WriteFile(filepath.Join(unfinished, name), text, 0o644); err != nil {
				return err
			}
		}
	}
	return os.Rename(unfinished, folder)
}

func (p *Project) git(ctx context.Context, out io.Writer, arguments ...string) error {
	command := p.command(ctx, p.Dir, "git", arguments...)
	command.Stdout = out
	return run(ctx, command, "git "+arguments[0])
}

// synthesizeIn runs the app of another copy of the project, with the command from that copy's cdktf.json.
func (p *Project) synthesizeIn(ctx context.Context, dir, output string) error {
	text, err := os.ReadFile(filepath.Join(dir, settingsFile))
	if err != nil {
		return fmt.Errorf("synthesis: %w", err)
	}
	app := gjson.GetBytes(text, "app").String()
	if app == "" {
		return fmt.Errorf("synthesis: cdktf.json of the commit has no \"app\"")
	}
	command := p.command(ctx, dir, "sh", "-c", app)
	command.Stdout = p.Err
	command.Env = append(slices.Clone(p.Environ), "CDKTF_OUTDIR="+output)
	return run(ctx, command, fmt.Sprintf("synthesis: %q", app))
}

func readOrNothing(file string) []byte {
	text, _ := os.ReadFile(file)
	return text
}

// StacksAt returns the stacks of another commit, which it synthesizes in a git worktree of its own.
func (p *Project) StacksAt(ctx context.Context, commit string) ([]synthesized.Stack, error) {
	stacks, _, err := p.at(ctx, commit)
	return stacks, err
}
