package kernel

import "sync"

// A cache keeps what was computed for names. Kernels that resolve stacks side by side share it.
type cache[V any] struct {
	mutex  sync.RWMutex
	values map[string]V
}

// get returns the value for a name, which it makes when it is first asked for. Two goroutines may both make it.
func (c *cache[V]) get(name string, make func(string) V) V {
	c.mutex.RLock()
	value, ok := c.values[name]
	c.mutex.RUnlock()
	if ok {
		return value
	}
	value = make(name)
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if known, ok := c.values[name]; ok {
		return known
	}
	if c.values == nil {
		c.values = map[string]V{}
	}
	c.values[name] = value
	return value
}
