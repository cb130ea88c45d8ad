package kernel

import (
	"slices"
	"strings"
)

// functions lists Terraform's functions as cdktf has them: name, arguments, and what is returned. Arguments are text (s), a number
// (n), any value (a), a list (l), or the rest of them as a list of numbers (N), values (A) or lists (L). Returned is text, a
// number, a list, or something that a condition may be (b).
const functions = `
abs:n:n abspath:s:s alltrue:l:b anytrue:l:b base64decode:s:s base64encode:s:s base64gzip:s:s base64sha256:s:s base64sha512:s:s
basename:s:s bcrypt:sN:s can:a:b ceil:n:n chomp:s:s chunklist:ln:l cidrhost:sn:s cidrnetmask:s:s cidrsubnet:snn:s cidrsubnets:sN:l
coalesce:A:s coalescelist:A:s compact:l:l concat:A:s contains:aa:s csvdecode:s:s dirname:s:s distinct:l:l element:an:s endswith:ss:b
file:s:s filebase64:s:s filebase64sha256:s:s filebase64sha512:s:s fileexists:s:b filemd5:s:s fileset:ss:l filesha1:s:s
filesha256:s:s filesha512:s:s flatten:a:s floor:n:n format:sA:s formatdate:ss:s formatlist:sA:s indent:ns:s index:aa:s join:sL:s
jsondecode:s:s jsonencode:a:s keys:a:s length:a:n log:nn:n lookup:asA:s lower:s:s matchkeys:lll:l max:N:n md5:s:s merge:A:s min:N:n
nonsensitive:a:s one:a:s parseint:an:s pathexpand:s:s plantimestamp::s pow:nn:n range:N:l regex:ss:s regexall:ss:l replace:sss:s
reverse:a:s rsadecrypt:ss:s sensitive:a:s setintersection:lL:l setproduct:A:s setsubtract:ll:l setunion:lL:l sha1:s:s sha256:s:s
sha512:s:s signum:n:n slice:ann:s sort:l:l split:ss:l startswith:ss:b strcontains:ss:b strrev:s:s substr:snn:s sum:a:s
templatefile:sa:s textdecodebase64:ss:s textencodebase64:ss:s timeadd:ss:s timecmp:ss:n timestamp::s title:s:s tobool:a:b tolist:a:l
tomap:a:s tonumber:a:n toset:a:l tostring:a:s transpose:a:s trim:ss:s trimprefix:ss:s trimspace:s:s trimsuffix:ss:s try:A:s
upper:s:s urlencode:s:s uuid::s uuidv5:ss:s values:a:s yamldecode:s:s yamlencode:a:s zipmap:la:s
`

// function calls a static method of cdktf's class Fn.
func (k *kernel) function(r *request) any {
	name, arguments := r.method, slices.Clone(r.args)
	switch name {
	case "conditional":
		return referable{newToken(&conditional{r.arg(0), r.arg(1), r.arg(2)})}
	case "rawString":
		return k.asText(newToken(&raw{r.text(0)}))
	case "lookupNested":
		path, _ := r.arg(1).([]any)
		return k.asText(newToken(&access{r.arg(0), path}))
	case "lookup":
		if !truthy(r.arg(2)) {
			return k.asText(newToken(&access{r.arg(0), []any{r.arg(1)}}))
		}
		arguments[2] = []any{r.arg(2)}
	case "join":
		arguments[1] = []any{r.arg(1)}
	case "bcrypt":
		cost := []any{}
		if truthy(r.arg(1)) {
			cost = append(cost, r.arg(1))
		}
		arguments = []any{r.arg(0), cost}
	case "range":
		step := r.arg(2)
		if step == nil {
			step = float64(1)
		}
		arguments = []any{[]any{r.arg(0), r.arg(1), step}}
	case "lengthOf":
		name = "length"
	}
	parameters, returned := signature(name)
	if returned == "" {
		panic(unknown("cdktf.Fn." + r.method))
	}
	call := newToken(&function{name, k.checked(name, parameters, arguments)})
	switch returned {
	case "n":
		return k.asNumber(call)
	case "l":
		return k.asList(call, "")
	case "b":
		return resolvable{call}
	}
	return k.asText(call)
}

// signature finds a function in the list of functions.
func signature(name string) (parameters, returned string) {
	for _, separator := range []string{" ", "\n"} {
		if _, found, ok := strings.Cut(functions, separator+name+":"); ok {
			found, _, _ = strings.Cut(found, "\n")
			found, _, _ = strings.Cut(found, " ")
			parameters, returned, _ = strings.Cut(found, ":")
			return parameters, returned
		}
	}
	return "", ""
}

// checked returns the arguments of a function as they stand in its call.
func (k *kernel) checked(name, parameters string, arguments []any) []any {
	if len(arguments) != len(parameters) {
		fail("Function %s takes %d arguments, but %d were provided. Please add the missing arguments to the function.", name, len(parameters), len(arguments))
	}
	var list []any
	for i, argument := range arguments {
		value, problem := k.checkParameter(parameters[i], argument)
		if problem != "" {
			fail("Argument %d of %s failed the validation: Error: %s. Please change your code to pass a valid value for this argument.", i, name, problem)
		}
		if isRest(parameters[i]) {
			rest, ok := value.([]any)
			if !ok {
				panic(unknown("a token for a number of arguments"))
			}
			list = append(list, rest...)
			continue
		}
		list = append(list, value)
	}
	return list
}

func isRest(parameter byte) bool { return parameter == 'N' || parameter == 'A' || parameter == 'L' }

// checkParameter returns an argument of a function, or what is wrong with it.
func (k *kernel) checkParameter(parameter byte, value any) (any, string) {
	switch parameter {
	case 's':
		switch v := value.(type) {
		case *token:
		case string:
			if hasOpenQuote(v) {
				return nil, "Your value, '" + v + "', has unescaped double quotes in it, so it cannot be used as a value.\n\nTo safely use the value, use Fn.rawString on your string, like so:\n\nFn.rawString('" + v + "')\n\nDoing this ensures CDKTF and Terraform interpret your values correctly.\n\nTo learn more about built in Terraform functions within CDKTF, refer to: https://developer.hashicorp.com/terraform/cdktf/concepts/functions\n"
			}
		default:
			return nil, "'" + k.jsText(value) + "' is not a valid string nor a token. This function only accepts strings or tokens resolving to strings. Please change your code accordingly."
		}
	case 'n':
		switch value.(type) {
		case *token, float64:
		default:
			return nil, k.jsText(value) + " is not a valid number nor a token. This function only accepts numbers or tokens resolving to numbers. Please change your code accordingly."
		}
	case 'N':
		return k.checkList('n', value)
	case 'l', 'A':
		return k.checkList('a', value)
	case 'L':
		return k.checkList('l', value)
	}
	return value, ""
}

// checkList checks each element of a list, and puts text in quotes.
func (k *kernel) checkList(parameter byte, value any) (any, string) {
	list, ok := value.([]any)
	if !ok {
		return value, ""
	}
	checked := make([]any, 0, len(list))
	for _, element := range list {
		if element == nil || element == (null{}) {
			continue
		}
		if k.standsForToken(element) {
			checked = append(checked, element)
			continue
		}
		if _, problem := k.checkParameter(parameter, element); problem != "" {
			return nil, "Element in list " + k.jsText(list) + " at position " + k.jsText(float64(len(checked))) + " is not the right type: Error: " + problem + ".\n    Please ensure all elements in the list are the correct type for this function."
		}
		if s, ok := element.(string); ok {
			element = `"` + s + `"`
		}
		checked = append(checked, element)
	}
	return checked, ""
}

// standsForToken reports whether an element of a list stands for a token, so that it is neither checked nor put in quotes. cdktf makes
// text of lists to see that, and so of the tokens in them.
func (k *kernel) standsForToken(element any) bool {
	s, ok := element.(string)
	if list, isList := element.([]any); isList {
		s = k.jsText(list)
	}
	if hasToken(s, listMarker) || hasToken(s, mapMarker) {
		return true
	}
	if !ok {
		return false
	}
	pieces := k.split(s, false, false)
	return len(pieces) == 1 && pieces[0].kind == tokenPiece
}

// hasOpenQuote reports whether there is a double quote without a backslash that escapes it.
func hasOpenQuote(s string) bool {
	backslashes := 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"' && backslashes%2 == 0:
			return true
		case s[i] == '\\':
			backslashes++
		default:
			backslashes = 0
		}
	}
	return false
}

var operators = map[string]string{
	"not": "!", "negate": "-", "mul": "*", "div": "/", "mod": "%", "add": "+", "sub": "-", "gt": ">", "gte": ">=", "lt": "<",
	"lte": "<=", "eq": "==", "neq": "!=", "and": "&&", "or": "||",
}

// operator calls a static method of cdktf's class Op.
func (k *kernel) operator(r *request) any {
	operator, ok := operators[r.method]
	if !ok {
		panic(unknown("cdktf.Op." + r.method))
	}
	result := newToken(&operation{operator, r.arg(0), r.arg(1)})
	if slices.Contains([]string{"-", "*", "/", "%", "+"}, operator) {
		return k.asNumber(result)
	}
	return resolvable{result}
}
