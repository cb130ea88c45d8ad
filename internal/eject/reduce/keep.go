package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"landform/internal/eject"
)

// keep returns the schemas of the providers' own arguments and of the given types, for example "aws_vpc". The error
// names each type that no provider has.
func keep(all eject.Schemas, types []string) (eject.Schemas, error) {
	reduced := eject.Schemas{Providers: map[string]eject.ProviderSchema{}}
	for address, provider := range all.Providers {
		reduced.Providers[address] = eject.ProviderSchema{Provider: provider.Provider, Resources: map[string]eject.Schema{}}
	}
	var missing []string
	for _, kind := range types {
		found := false
		for address, provider := range all.Providers {
			if schema, ok := provider.Resources[kind]; ok {
				reduced.Providers[address].Resources[kind] = schema
				found = true
			}
		}
		if !found {
			missing = append(missing, kind)
		}
	}
	if len(missing) > 0 {
		return eject.Schemas{}, fmt.Errorf("no provider has the types %s", strings.Join(missing, ", "))
	}
	return reduced, nil
}

// marshal formats schemas with one line for each type, for readable diffs.
func marshal(schemas eject.Schemas) ([]byte, error) {
	var text strings.Builder
	text.WriteString(`{"provider_schemas":{`)
	for index, address := range slices.Sorted(maps.Keys(schemas.Providers)) {
		provider := schemas.Providers[address]
		own, err := json.Marshal(provider.Provider)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&text, "%s\n%q:{\"provider\":%s,\n\"resource_schemas\":{", comma(index), address, own)
		for index, kind := range slices.Sorted(maps.Keys(provider.Resources)) {
			schema, err := json.Marshal(provider.Resources[kind])
			if err != nil {
				return nil, err
			}
			fmt.Fprintf(&text, "%s\n%q:%s", comma(index), kind, schema)
		}
		text.WriteString("}}")
	}
	text.WriteString("}}\n")
	return []byte(text.String()), nil
}

func comma(index int) string {
	if index == 0 {
		return ""
	}
	return ","
}
