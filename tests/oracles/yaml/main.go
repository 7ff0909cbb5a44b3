// The oracle for parsed values: YAML as sigs.k8s.io/yaml turns it into JSON and the API machinery reads that.
//
// Reads JSON strings, one document each, line by line, and answers each with {"value": …} or {"error": …}.
package main

import (
	"bufio"
	"encoding/json"
	"os"

	utiljson "k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/yaml"
)

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		var text string
		if err := json.Unmarshal(in.Bytes(), &text); err != nil {
			panic(err)
		}
		_ = out.Encode(answer(text))
	}
}

func answer(text string) map[string]any {
	data, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	var value any
	if err := utiljson.Unmarshal(data, &value); err != nil {
		return map[string]any{"error": err.Error()}
	}
	return map[string]any{"value": value}
}
