// The oracle for schemas: kubectl-validate, asked object by object.
//
// Reads objects from standard input, one JSON text a line, and answers each with one line.
//
//	{"apiVersion": "v1", "kind": "Pod", …}
//	-> {"known": true, "errors": [{"field": "spec.containers", "type": "Required value", "detail": "…"}]}
//
// The arguments are folders of CustomResourceDefinitions; built-in kinds are those of Kubernetes 1.30.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strings"

	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	"k8s.io/apimachinery/pkg/util/validation/field"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"sigs.k8s.io/kubectl-validate/pkg/cmd"
	"sigs.k8s.io/kubectl-validate/pkg/openapiclient"
	"sigs.k8s.io/kubectl-validate/pkg/validator"
)

const version = "1.30"

type mistake struct {
	Field  string `json:"field"`
	Type   string `json:"type"`
	Detail string `json:"detail"`
}

type answer struct {
	Known  bool      `json:"known"`
	Errors []mistake `json:"errors"`
}

// mistakes takes an error apart; what has no field is told as a whole.
func mistakes(err error) []mistake {
	var status apierrors.APIStatus
	var several utilerrors.Aggregate
	var joined interface{ Unwrap() []error }
	var one *field.Error
	switch {
	case err == nil:
		return []mistake{}
	case errors.As(err, &status) && status.Status().Details != nil && len(status.Status().Details.Causes) > 0:
		found := []mistake{}
		for _, cause := range status.Status().Details.Causes {
			found = append(found, mistake{cause.Field, string(cause.Type), cause.Message})
		}
		return found
	case errors.As(err, &several):
		found := []mistake{}
		for _, inner := range several.Errors() {
			found = append(found, mistakes(inner)...)
		}
		return found
	case errors.As(err, &joined):
		found := []mistake{}
		for _, inner := range joined.Unwrap() {
			found = append(found, mistakes(inner)...)
		}
		return found
	case errors.As(err, &one):
		return []mistake{{one.Field, string(one.Type), one.Detail}}
	}
	return []mistake{{"", "", err.Error()}}
}

func judge(document []byte, resolver *validator.Validator) (reply answer) {
	defer func() {
		if failure := recover(); failure != nil { // its decoder panics on some objects that are no objects
			reply = answer{true, []mistake{{"", "panic", "panic"}}}
		}
	}()
	err := cmd.ValidateDocument(document, resolver)
	if err != nil && strings.Contains(err.Error(), "failed to retrieve validator") {
		return answer{false, []mistake{}}
	}
	return answer{true, mistakes(err)}
}

func main() {
	var folders []fs.FS
	for _, path := range os.Args[1:] {
		folders = append(folders, os.DirFS(path))
	}
	resolver, err := validator.New(openapiclient.NewComposite(
		openapiclient.NewLocalCRDFiles(folders...),
		openapiclient.NewOverlay(openapiclient.HardcodedPatchLoader(version), openapiclient.NewHardcodedBuiltins(version)),
	))
	if err != nil {
		panic(err)
	}
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			break
		}
		if err := encoder.Encode(judge(line, resolver)); err != nil {
			panic(err)
		}
		if lines.Buffered() == 0 {
			out.Flush()
		}
	}
	out.Flush()
}
