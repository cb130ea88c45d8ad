package kernel

import "strings"

// jsii-runtime-go decodes a response four times, which takes as long as everything that this kernel does for a request. null takes a
// tenth of that: it has no result, and no id of the object that was created. What has no id is registered under "", until identify.
const quickResponse = "null\n"

// noResult is what the shipped kernel responds where there is no result.
const noResult = `{"ok":{}}` + "\n"

// identify gives the object that was created last the id that it should have been registered under, and returns a request in which
// it has that, too. This comes before everything else when jsii-runtime-go asks or shows this kernel something. Nothing else was
// registered since, as that follows a response, but for other proxies of the same object that the program has made by jsii.UnsafeCast.
func (k *kernel) identify(request string) string {
	if k.created == nil {
		return request
	}
	id, o := k.created.instance(), clientInstance.objects
	k.created = nil
	for proxy := range o.proxies[""] {
		o.ids[proxy.Pointer()] = id
		for _, alias := range findAliases(proxy) {
			o.ids[alias.Pointer()] = id
		}
	}
	rename(o.first, id)
	rename(o.proxies, id)
	rename(o.interfaces, id)
	return strings.ReplaceAll(request, `{"$jsii.byref":""`, `{"$jsii.byref":"`+id+`"`)
}

// rename moves what is under "" in a table.
func rename[V any](table map[string]V, id string) {
	if value, ok := table[""]; ok {
		table[id] = value
		delete(table, "")
	}
}
