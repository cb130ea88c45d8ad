package kernel

import (
	"strconv"
	"strings"
)

// firstObject is the number of the first object in a jsii kernel.
const firstObject = 10000

// A reference is how the program refers to an object.
type reference struct {
	id         int    // 0 if the program does not know of the object
	class      string // as which it knows it
	interfaces string // in JSON
}

// instance returns the id in the form that jsii has it: "cdktf.TerraformStack@10001".
func (r *reference) instance() string { return r.class + "@" + strconv.Itoa(r.id) }

// find returns the object that a reference refers to.
func (k *kernel) find(id string) any {
	if id == passedID {
		return k.takePassed()
	}
	n, err := strconv.Atoi(id[strings.LastIndexByte(id, '@')+1:])
	if err != nil || n < firstObject || n >= firstObject+len(k.objects) {
		panic(unknown("the object " + id))
	}
	k.drafts.use(n)
	return k.objects[n-firstObject]
}

// number numbers an object, if that is not done yet.
func (k *kernel) number(class string, r *reference, object any) {
	if r.id == 0 {
		k.objects = append(k.objects, object)
		r.id, r.class = firstObject+len(k.objects)-1, class
	}
}

// appendReference writes a reference to an object, which it numbers if that is not done yet.
func (k *kernel) appendReference(class string, r *reference, object any, iface string) {
	k.number(class, r, object)
	if iface != "" {
		r.interfaces = iface
	}
	if c, ok := object.(*construct); ok {
		c.list()
	}
	k.responses = append(k.responses, `{"$jsii.byref":`...)
	k.responses = appendText(k.responses, r.instance())
	if r.interfaces != "" {
		k.responses = append(k.responses, `,"$jsii.interfaces":["`...)
		k.responses = append(k.responses, r.interfaces...)
		k.responses = append(k.responses, `"]`...)
	}
	k.responses = append(k.responses, '}')
}
