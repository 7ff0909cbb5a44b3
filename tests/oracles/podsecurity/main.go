// The oracle for podsecurity: upstream's own policy, asked line by line.
//
// Reads JSON lines from standard input and answers each with one line.
//
//	{"metadata": …, "spec": …, "level": "baseline", "version": "v1.30"}
//	-> {"allowed": …, "reason": …, "detail": …, "checks": [{"id": …, "allowed": …, "reason": …, "detail": …}]}
//	{"labels": {…}}
//	-> {"enforce": "restricted:latest", "audit": …, "warn": …, "errors": […]}
//	{"pod": {…}}
//	-> {"requests": {"cpu": "1", …}, "limits": {…}, "qos": "Burstable"}
//	{"quantity": "1.5Gi"}
//	-> {"string": "1536Mi", "canonical": …, "nano": …, "value": …, "milli": …, "format": …} or {"error": …}
package main

import (
	"bufio"
	"encoding/json"
	"math/big"
	"os"
	"sort"

	"gopkg.in/inf.v0"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	helpers "k8s.io/component-helpers/resource"
	"k8s.io/kubectl/pkg/util/qos"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	kjson "sigs.k8s.io/json"
)

type question struct {
	Metadata metav1.ObjectMeta `json:"metadata"`
	Spec     corev1.PodSpec    `json:"spec"`
	Level    string            `json:"level"`
	Version  string            `json:"version"`
	Labels   map[string]string `json:"labels"`
	Quantity *string           `json:"quantity"`
	Pod      *corev1.PodSpec   `json:"pod"`
}

type verdict struct {
	ID      string `json:"id,omitempty"`
	Allowed bool   `json:"allowed"`
	Reason  string `json:"reason"`
	Detail  string `json:"detail"`
}

type answer struct {
	verdict
	Checks []verdict `json:"checks"`
}

// ids names the checks that a level runs in a version, in the evaluator's order, which it does not reveal itself.
func ids(level api.Level, version api.Version, checks []policy.Check) []string {
	active := map[string]api.Level{}
	overridden := map[string]bool{}
	for _, check := range checks {
		if check.Level == api.LevelRestricted && level != api.LevelRestricted {
			continue
		}
		for i := len(check.Versions) - 1; i >= 0; i-- {
			variant := check.Versions[i]
			if !version.Older(variant.MinimumVersion) {
				active[string(check.ID)] = check.Level
				for _, id := range variant.OverrideCheckIDs {
					overridden[string(id)] = true
				}
				break
			}
		}
	}
	var names []string
	for id := range active {
		if !overridden[id] {
			names = append(names, id)
		}
	}
	sort.Slice(names, func(i, j int) bool {
		if active[names[i]] != active[names[j]] {
			return active[names[i]] == api.LevelBaseline
		}
		return names[i] < names[j]
	})
	return names
}

func judge(q question, evaluator policy.Evaluator, checks []policy.Check) any {
	level, err := api.ParseLevel(q.Level)
	if err != nil {
		return map[string]string{"error": err.Error()}
	}
	version, err := api.ParseVersion(q.Version)
	if err != nil {
		return map[string]string{"error": err.Error()}
	}
	results := evaluator.EvaluatePod(api.LevelVersion{Level: level, Version: version}, &q.Metadata, &q.Spec)
	total := policy.AggregateCheckResults(results)
	out := answer{verdict: verdict{Allowed: total.Allowed, Reason: total.ForbiddenReason(), Detail: total.ForbiddenDetail()}}
	out.Checks = []verdict{}
	if level == api.LevelPrivileged {
		return out
	}
	names := ids(level, version, checks)
	if len(names) != len(results) {
		return map[string]string{"error": "the oracle's list of checks is not the evaluator's"}
	}
	for i, result := range results {
		out.Checks = append(out.Checks, verdict{names[i], result.Allowed, result.ForbiddenReason, result.ForbiddenDetail})
	}
	return out
}

func labels(values map[string]string) any {
	found, errs := api.PolicyToEvaluate(values, api.Policy{
		Enforce: api.LevelVersion{Level: api.LevelPrivileged, Version: api.LatestVersion()},
		Audit:   api.LevelVersion{Level: api.LevelPrivileged, Version: api.LatestVersion()},
		Warn:    api.LevelVersion{Level: api.LevelPrivileged, Version: api.LatestVersion()},
	})
	messages := []string{}
	for _, err := range errs {
		messages = append(messages, err.Error())
	}
	return map[string]any{
		"enforce": found.Enforce.String(), "audit": found.Audit.String(), "warn": found.Warn.String(), "errors": messages,
	}
}

func quantity(text string) any {
	parsed, err := resource.ParseQuantity(text)
	if err != nil {
		return map[string]string{"error": err.Error()}
	}
	number, suffix := parsed.CanonicalizeBytes(nil)
	copied := parsed.DeepCopy()
	nano := new(inf.Dec).Round(copied.AsDec(), 9, inf.RoundUp)
	unscaled := new(big.Int).Set(nano.UnscaledBig())
	return map[string]any{
		"string": parsed.String(), "canonical": string(number) + string(suffix), "nano": unscaled.String(),
		"value": parsed.Value(), "milli": parsed.MilliValue(), "format": string(parsed.Format),
	}
}

func usage(spec *corev1.PodSpec) any {
	pod := &corev1.Pod{Spec: *spec}
	return map[string]any{
		"requests": printed(helpers.PodRequests(pod, helpers.PodResourcesOptions{})),
		"limits":   printed(helpers.PodLimits(pod, helpers.PodResourcesOptions{})),
		"qos":      string(qos.GetPodQOS(pod)),
	}
}

func printed(list corev1.ResourceList) map[string]string {
	out := map[string]string{}
	for name, amount := range list {
		out[string(name)] = amount.String()
	}
	return out
}

func main() {
	checks := policy.DefaultChecks()
	evaluator, err := policy.NewEvaluator(checks, nil)
	if err != nil {
		panic(err)
	}
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			break
		}
		var q question
		var reply any
		if err := kjson.UnmarshalCaseSensitivePreserveInts(line, &q); err != nil {
			reply = map[string]string{"error": err.Error()}
		} else if q.Quantity != nil {
			reply = quantity(*q.Quantity)
		} else if q.Pod != nil {
			reply = usage(q.Pod)
		} else if q.Labels != nil {
			reply = labels(q.Labels)
		} else {
			reply = judge(q, evaluator, checks)
		}
		if err := encoder.Encode(reply); err != nil {
			panic(err)
		}
		if lines.Buffered() == 0 {
			out.Flush()
		}
	}
	out.Flush()
}
