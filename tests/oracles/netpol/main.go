// Command netpol answers, with np-guard's netpol-analyzer, what the cluster of each input line allows.
//
// A line of standard input is a JSON array of Kubernetes objects; a line of output is
// {"text": the connection list, "error": why there is none}.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/cli-runtime/pkg/resource"

	"github.com/np-guard/netpol-analyzer/pkg/logger"
	"github.com/np-guard/netpol-analyzer/pkg/netpol/connlist"
)

type answer struct {
	Text  string `json:"text"`
	Error string `json:"error"`
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 0, 1<<20), 1<<28)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		if err := out.Encode(analyse(in.Bytes())); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	if err := in.Err(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func analyse(line []byte) answer {
	var objects []map[string]any
	if err := json.Unmarshal(line, &objects); err != nil {
		return answer{Error: "input: " + err.Error()}
	}
	infos := make([]*resource.Info, 0, len(objects))
	for _, object := range objects {
		item := &unstructured.Unstructured{Object: object}
		infos = append(infos, &resource.Info{
			Object: item, Name: item.GetName(), Namespace: item.GetNamespace(), Source: "stdin",
		})
	}
	analyzer := connlist.NewConnlistAnalyzer(
		connlist.WithMuteErrsAndWarns(), connlist.WithLogger(logger.NewDefaultLoggerWithVerbosity(logger.LowVerbosity)))
	conns, _, err := analyzer.ConnlistFromResourceInfos(infos)
	if err != nil {
		return answer{Error: err.Error()}
	}
	text, err := analyzer.ConnectionsListToString(conns)
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Text: text}
}
