package kernel

import (
	"crypto/md5"
	"crypto/sha1"
	"fmt"
	"hash"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// An asset is a file or folder that is copied to the folder of a stack.
type asset struct {
	of        *construct
	source    string
	directory bool
	hash      string
}

func (k *kernel) newAsset(c *construct, id string, config *object) {
	c.stackOf()
	a := &asset{of: c, source: config.text("path"), hash: config.text("assetHash")}
	if !filepath.IsAbs(a.source) {
		panic(unknown("an asset with a relative path"))
	}
	info, err := os.Stat(a.source)
	if err != nil {
		panic(unknown("an asset that is not there"))
	}
	a.directory = info.IsDir()
	switch config.get("type") {
	case nil:
	case enum("cdktf.AssetType/FILE"), enum("cdktf.AssetType/DIRECTORY"):
		if a.directory != (config.get("type") == enum("cdktf.AssetType/DIRECTORY")) {
			fail("TerraformAsset %s expects path to point to a directory. Instead, this file was passed: '%s'. Please correct the path to point to a directory.\nLearn more about TerraformAsset: https://developer.hashicorp.com/terraform/cdktf/concepts/assets\n    ", id, config.text("path"))
		}
	default:
		panic(unknown("an asset that is an archive"))
	}
	if a.hash == "" {
		sum := md5.New()
		if err := addTo(sum, a.source); err != nil {
			panic(unknown("an asset that cannot be read"))
		}
		a.hash = strings.ToUpper(fmt.Sprintf("%x", sum.Sum(nil)))
	}
	c.asset = a
}

// addTo adds the content of a file or of all files in a folder to a digest.
func addTo(sum hash.Hash, name string) error {
	return eachFile(name, func(file string) error {
		content, err := os.Open(file)
		if err != nil {
			return err
		}
		defer content.Close()
		_, err = io.Copy(sum, content)
		return err
	})
}

// eachFile calls visit for a file, or for all files in a folder in the order of their names. It follows links.
func eachFile(name string, visit func(file string) error) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	if info.Mode().IsRegular() {
		return visit(name)
	}
	if !info.IsDir() {
		return nil
	}
	entries, err := os.ReadDir(name)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if err := eachFile(filepath.Join(name, entry.Name()), visit); err != nil {
			return err
		}
	}
	return nil
}

func (k *kernel) assetProperty(c *construct, name string) any {
	switch name {
	case "path":
		return c.asset.path()
	case "fileName":
		return filepath.Base(c.asset.source)
	case "assetHash":
		return c.asset.hash
	}
	panic(unknown(c.fqn + "." + name))
}

func (a *asset) folder() string { return path.Join("assets", a.of.stackOf().logicalID(a.of)) }

// path returns where the asset is, from the folder of its stack.
func (a *asset) path() string {
	if a.directory {
		return path.Join(a.folder(), a.hash)
	}
	return path.Join(a.folder(), a.hash, filepath.Base(a.source))
}

// copyTo replaces the asset in a stack's folder.
func (a *asset) copyTo(stack string) {
	target := filepath.Join(stack, filepath.FromSlash(a.path()))
	err := os.RemoveAll(filepath.Join(stack, filepath.FromSlash(a.folder())))
	if err == nil && a.directory {
		err = os.MkdirAll(target, 0o777)
	}
	if err == nil {
		err = eachFile(a.source, func(file string) error { return copyFile(file, strings.Replace(file, a.source, target, 1)) })
	}
	if err != nil {
		panic(unknown("an asset that cannot be copied: " + err.Error()))
	}
}

func copyFile(from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		return err
	}
	return os.WriteFile(to, content, info.Mode().Perm())
}

// address returns the digest of a construct's path.
func (c *construct) address() string {
	sum := sha1.New()
	for _, scope := range c.scopes() {
		if scope.id != "Default" {
			sum.Write([]byte(scope.id + "\n")) // a hash takes everything
		}
	}
	return fmt.Sprintf("c8%x", sum.Sum(nil))
}
