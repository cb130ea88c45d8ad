package review

// Part is the part of a review below one heading.
type Part struct {
	Heading string
	Items   []Item
}

// Item is the same change to one or more resources, in one stack or more.
type Item struct {
	Stacks     []string // in which it happens
	Type       string   // of the resources
	Addresses  []string // the same in each of the stacks
	Done       string   // "replaced"
	Forced     []Attribute
	From       string // the address before a move
	HoldsData  string // the data that a destruction loses; empty if none
	Attributes []Attribute
}

// Parts returns a review's groups in the order of its page, for formats other than Markdown.
func Parts(stacks []Stack) []Part {
	var parts []Part
	for _, group := range grouped(stacks) {
		heading := headingOf(group.change)
		if len(parts) == 0 || parts[len(parts)-1].Heading != heading {
			parts = append(parts, Part{Heading: heading})
		}
		item := Item{
			Stacks: group.stacks, Type: group.change.Type, Addresses: group.addresses, Done: group.verb(), From: group.change.PreviousAddress,
			HoldsData: group.change.HoldsData, Attributes: group.change.Attributes,
		}
		for _, attribute := range group.change.Attributes {
			if attribute.Forces {
				item.Forced = append(item.Forced, attribute)
			}
		}
		last := &parts[len(parts)-1]
		last.Items = append(last.Items, item)
	}
	return parts
}
