package kernel

import (
	"reflect"
	"strings"
)

// jsii-runtime-go decodes a response four times, which takes as long as everything that this kernel does for a request. null takes a
// tenth of that: it has no result, and no id of the object that was created. What has no id is registered under "", until identify.
const quickResponse = "null\n"

// noResult is what the shipped kernel responds where there is no result.
const noResult = `{"ok":{}}` + "\n"

// identify gives the object that was created last the id that it should have been registered under, and returns a request in which
// it has that, too. This comes before everything else when jsii-runtime-go asks or shows this kernel something. Nothing else was
// registered since, as that follows a response, but for other proxies of the same object that the program has made by jsii.UnsafeCast.
func (k *kernel) identify(request string) string {
	c := k.created
	if c == nil {
		return request
	}
	id, o := c.instance(), clientInstance.objects
	k.created = nil
	c.unlisted = []reflect.Value{o.first[""]}
	for proxy := range o.proxies[""] {
		k.setIDs(proxy, id)
		if proxy.Pointer() != c.unlisted[0].Pointer() {
			c.unlisted = append(c.unlisted, proxy)
		}
	}
	clear(o.proxies[""])
	delete(o.first, "")
	if interfaces, ok := o.interfaces[""]; ok {
		o.interfaces[id] = interfaces
		delete(o.interfaces, "")
	}
	if !strings.Contains(request, unidentified) {
		return request
	}
	const inMap = `"$jsii.map":` + unidentified // the key of a map is the program's own
	return strings.NewReplacer(inMap, inMap, unidentified, `{"$jsii.byref":"`+id+`"`).Replace(request)
}

// unidentified is how a request refers to the object that was created last.
const unidentified = `{"$jsii.byref":""`

// list lets jsii-runtime-go find the program's proxies of a construct by its id. It only looks for them when a response refers to
// the construct, as few do, and when the shipped kernel calls back.
func (c *construct) list() {
	if len(c.unlisted) == 0 {
		return
	}
	id, o := c.instance(), clientInstance.objects
	if o.proxies[id] == nil {
		o.proxies[id] = map[reflect.Value]struct{}{}
	}
	for _, proxy := range c.unlisted {
		o.proxies[id][proxy] = struct{}{}
	}
	o.first[id], c.unlisted = c.unlisted[0], nil
}

// setIDs gives a proxy an id, and everything that it embeds, as jsii-runtime-go does.
func (k *kernel) setIDs(proxy reflect.Value, id string) {
	clientInstance.objects.ids[proxy.Pointer()] = id
	proxy = proxy.Elem()
	for _, i := range k.embedded(proxy.Type()) {
		inner := proxy.Field(i)
		switch inner.Kind() {
		case reflect.Interface:
			inner = inner.Elem()
		case reflect.Struct:
			inner = inner.Addr()
		}
		k.setIDs(inner, id)
	}
}

// embedded returns the indices of the fields that a type of proxies embeds.
func (k *kernel) embedded(t reflect.Type) []int {
	indices, known := k.embeds[t]
	if !known {
		for i := range t.NumField() {
			if t.Field(i).Anonymous {
				indices = append(indices, i)
			}
		}
		k.embeds[t] = indices
	}
	return indices
}
