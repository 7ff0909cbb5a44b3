// Command gitopsengine answers questions about sync order with Argo CD's own gitops-engine.
//
// Standard input holds one JSON request a line; standard output one JSON answer a line.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"
	"unsafe"

	"github.com/argoproj/argo-cd/gitops-engine/pkg/health"
	synccore "github.com/argoproj/argo-cd/gitops-engine/pkg/sync"
	"github.com/argoproj/argo-cd/gitops-engine/pkg/sync/common"
	"github.com/argoproj/argo-cd/gitops-engine/pkg/sync/hook"
	"github.com/argoproj/argo-cd/gitops-engine/pkg/sync/ignore"
	"github.com/argoproj/argo-cd/gitops-engine/pkg/sync/syncwaves"
	kubeutil "github.com/argoproj/argo-cd/gitops-engine/pkg/utils/kube"
	"github.com/argoproj/argo-cd/gitops-engine/pkg/utils/kube/kubetest"
	"github.com/go-logr/logr"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
)

// task mirrors gitops-engine's unexported syncTask, field by field.
type task struct {
	phase          common.SyncPhase
	liveObj        *unstructured.Unstructured
	targetObj      *unstructured.Unstructured
	skipDryRun     bool
	syncStatus     common.ResultCode
	operationState common.OperationPhase
	message        string
	waveOverride   *int
}

func (t *task) obj() *unstructured.Unstructured {
	if t.targetObj != nil {
		return t.targetObj
	}
	return t.liveObj
}

func (t *task) wave() int {
	if t.waveOverride != nil {
		return *t.waveOverride
	}
	return syncwaves.Wave(t.obj())
}

//go:linkname getSyncTasks github.com/argoproj/argo-cd/gitops-engine/pkg/sync.(*syncContext).getSyncTasks
func getSyncTasks(context unsafe.Pointer) (tasks []*task, successful bool)

type request struct {
	Objects         []map[string]any `json:"objects"`
	Live            []map[string]any `json:"live"`
	Namespace       string           `json:"namespace"`
	CreateNamespace bool             `json:"createNamespace"`
	ManageNamespace bool             `json:"manageNamespace"`
	PruneLast       bool             `json:"pruneLast"`
	Revision        string           `json:"revision"`
	// Unhealthy names the kinds ("group/Kind", core "Kind") that stay Progressing when the sync is run.
	Unhealthy []string `json:"unhealthy"`
	// Run asks for the sync itself: its message after each step is applied.
	Run bool `json:"run"`
}

type placed struct {
	Phase string `json:"phase"`
	Wave  int    `json:"wave"`
	Kind  string `json:"kind"`
	Name  string `json:"name"`
	Prune bool   `json:"prune"`
	Hook  bool   `json:"hook"`
}

type described struct {
	Wave     int      `json:"wave"`
	Hook     bool     `json:"hook"`
	Skip     bool     `json:"skip"`
	Ignored  bool     `json:"ignored"`
	Types    []string `json:"types"`
	Policies []string `json:"policies"`
	Health   bool     `json:"health"`
}

type answer struct {
	Objects []described `json:"objects"`
	Tasks   []placed    `json:"tasks"`
	Rounds  []round     `json:"rounds"`
}

// round is what one step of the sync starts, and what the operation says while it waits for that.
type round struct {
	Phase   string   `json:"phase"`
	Message string   `json:"message"`
	Started []placed `json:"started"`
}

// progressing makes chosen kinds Progressing for ever, and all others Healthy.
type progressing map[string]bool

func (p progressing) GetResourceHealth(obj *unstructured.Unstructured) (*health.HealthStatus, error) {
	if gvk := obj.GroupVersionKind(); p[strings.TrimPrefix(gvk.Group+"/"+gvk.Kind, "/")] {
		return &health.HealthStatus{Status: health.HealthStatusProgressing, Message: "progressing"}, nil
	}
	return &health.HealthStatus{Status: health.HealthStatusHealthy}, nil
}

var started = time.Unix(1700000000, 0)

// roundTripper answers every request of the API client in place.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// kinds are all the kinds the requests hold; every API group has each of them.
var kinds = strings.Fields("Namespace Secret ConfigMap Service Pod ServiceAccount Unknown Deployment StatefulSet DaemonSet" +
	" ReplicaSet Job CronJob Ingress Widget Gadget Application ClusterRole APIService CustomResourceDefinition")

// cluster answers for an API server that has every kind, and lets everything be deleted.
func cluster() *rest.Config {
	list := metav1.APIResourceList{TypeMeta: metav1.TypeMeta{Kind: "APIResourceList", APIVersion: "v1"}}
	for _, kind := range kinds {
		list.APIResources = append(list.APIResources, metav1.APIResource{
			Name: strings.ToLower(kind) + "s", Kind: kind, Namespaced: true, Verbs: metav1.Verbs{"get", "delete", "update"},
		})
	}
	body, _ := json.Marshal(list)
	return &rest.Config{Host: "http://cluster.invalid", QPS: -1, Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: http.StatusOK,
			Header:     http.Header{"Content-Type": []string{"application/json"}},
			Body:       io.NopCloser(bytes.NewReader(body)),
			Request:    r,
		}, nil
	})}
}

func describe(obj *unstructured.Unstructured) described {
	d := described{
		Wave: syncwaves.Wave(obj), Hook: hook.IsHook(obj), Skip: hook.Skip(obj), Ignored: ignore.Ignore(obj),
		Types: []string{}, Policies: []string{},
		Health: health.GetHealthCheckFunc(obj.GroupVersionKind()) != nil,
	}
	for _, t := range hook.Types(obj) {
		d.Types = append(d.Types, string(t))
	}
	for _, p := range hook.DeletePolicies(obj) {
		d.Policies = append(d.Policies, string(p))
	}
	return d
}

func answerTo(req request, config *rest.Config) (answer, error) {
	result := answer{Objects: []described{}, Tasks: []placed{}}
	reconciled := synccore.ReconciliationResult{}
	for _, value := range req.Objects {
		obj := &unstructured.Unstructured{Object: value}
		result.Objects = append(result.Objects, describe(obj))
		switch {
		case ignore.Ignore(obj):
		case hook.IsHook(obj):
			reconciled.Hooks = append(reconciled.Hooks, obj)
		default:
			reconciled.Target = append(reconciled.Target, obj)
			reconciled.Live = append(reconciled.Live, nil)
		}
	}
	for _, value := range req.Live {
		reconciled.Target = append(reconciled.Target, nil)
		reconciled.Live = append(reconciled.Live, &unstructured.Unstructured{Object: value})
	}
	engine, cleanup, err := newContext(req, reconciled, config, nil)
	if err != nil {
		return result, err
	}
	defer cleanup()
	tasks, _ := getSyncTasks((*[2]unsafe.Pointer)(unsafe.Pointer(&engine))[1])
	for _, t := range tasks {
		obj := t.obj()
		result.Tasks = append(result.Tasks, placed{
			Phase: string(t.phase), Wave: t.wave(), Kind: obj.GetKind(), Name: obj.GetName(),
			Prune: t.targetObj == nil, Hook: hook.IsHook(obj),
		})
	}
	if req.Run {
		result.Rounds, err = run(req, reconciled, config, tasks)
	}
	return result, err
}

func newContext(req request, reconciled synccore.ReconciliationResult, config *rest.Config, done []common.ResourceSyncResult) (synccore.SyncContext, func(), error) {
	unhealthy := progressing{}
	for _, kind := range req.Unhealthy {
		unhealthy[kind] = true
	}
	opts := []synccore.SyncOpt{
		synccore.WithLogr(logr.Discard()),
		synccore.WithPrune(true),
		synccore.WithPruneLast(req.PruneLast),
		synccore.WithSkipDryRunOnMissingResource(true),
		synccore.WithHealthOverride(unhealthy),
		synccore.WithInitialState(common.OperationRunning, "", done, metav1.NewTime(started)),
	}
	if req.CreateNamespace {
		opts = append(opts, synccore.WithNamespaceModifier(func(_, live *unstructured.Unstructured) (bool, error) {
			return live == nil || req.ManageNamespace, nil // as Argo CD's controller/sync_namespace.go
		}))
	}
	kubectl := (&kubetest.MockKubectlCmd{}).WithGetResourceFunc(
		func(_ context.Context, _ *rest.Config, gvk schema.GroupVersionKind, name string, _ string) (*unstructured.Unstructured, error) {
			for _, result := range done {
				if key := result.ResourceKey; key.Group == gvk.Group && key.Kind == gvk.Kind && key.Name == name {
					live := &unstructured.Unstructured{}
					live.SetGroupVersionKind(gvk)
					live.SetName(name)
					return live, nil
				}
			}
			return nil, apierrors.NewNotFound(schema.GroupResource{Group: gvk.Group, Resource: gvk.Kind}, name)
		})
	return synccore.NewSyncContext(req.Revision, reconciled, config, config, kubectl, req.Namespace, opts...)
}

// state is a cluster in the middle of a sync.
type state struct {
	results  []common.ResourceSyncResult
	applied  map[kubeutil.ResourceKey]*unstructured.Unstructured
	gone     map[kubeutil.ResourceKey]bool
	deleting map[kubeutil.ResourceKey]bool
}

// reconciled is what Argo CD would hand to gitops-engine in that state.
func (s state) reconciled(req request, all synccore.ReconciliationResult) synccore.ReconciliationResult {
	now := synccore.ReconciliationResult{Hooks: all.Hooks}
	left := maps.Clone(s.applied)
	for i, target := range all.Target {
		if target != nil {
			key := kubeutil.GetResourceKey(target)
			if key.Namespace == "" {
				key.Namespace = req.Namespace
			}
			now.Target, now.Live = append(now.Target, target), append(now.Live, left[key])
			delete(left, key)
			continue
		}
		obj := all.Live[i].DeepCopy()
		key := kubeutil.GetResourceKey(obj)
		if s.gone[key] {
			continue
		}
		if s.deleting[key] {
			stamp := metav1.NewTime(started)
			obj.SetDeletionTimestamp(&stamp)
		}
		now.Target, now.Live = append(now.Target, nil), append(now.Live, obj)
	}
	for _, obj := range left {
		if hook.IsHook(obj) {
			now.Target, now.Live = append(now.Target, nil), append(now.Live, obj)
		}
	}
	return now
}

// sync asks gitops-engine to go on from the state, and says what the operation is then.
func (s state) sync(req request, all synccore.ReconciliationResult, config *rest.Config) (common.OperationPhase, string, []common.ResourceSyncResult, error) {
	engine, cleanup, err := newContext(req, s.reconciled(req, all), config, s.results)
	if err != nil {
		return "", "", nil, err
	}
	defer cleanup()
	engine.Sync()
	phase, message, results := engine.GetState()
	return phase, message, results, nil
}

func resultKey(r common.ResourceSyncResult) string {
	return r.ResourceKey.String() + ":" + string(r.SyncPhase)
}

// run executes the sync to its end: every object that is waited for becomes healthy after it was waited for.
func run(req request, all synccore.ReconciliationResult, config *rest.Config, tasks []*task) ([]round, error) {
	objects := map[string]*task{}
	for _, t := range tasks {
		key := kubeutil.GetResourceKey(t.obj())
		objects[key.String()+":"+string(t.phase)] = t
	}
	now := state{
		applied:  map[kubeutil.ResourceKey]*unstructured.Unstructured{},
		gone:     map[kubeutil.ResourceKey]bool{},
		deleting: map[kubeutil.ResourceKey]bool{},
	}
	rounds := []round{}
	for range 4 * (len(tasks) + 1) {
		phase, message, results, err := now.sync(req, all, config)
		if err != nil {
			return nil, err
		}
		known := map[string]bool{}
		for _, r := range now.results {
			known[resultKey(r)] = true
		}
		here := round{Phase: string(phase), Started: []placed{}}
		if phase != common.OperationRunning {
			here.Message = message
		}
		next := state{applied: maps.Clone(now.applied), gone: maps.Clone(now.gone), deleting: map[kubeutil.ResourceKey]bool{}}
		finished := append([]common.ResourceSyncResult{}, now.results...)
		next.results = append(next.results, now.results...)
		pruned := map[kubeutil.ResourceKey]bool{}
		for _, r := range results {
			if known[resultKey(r)] {
				continue
			}
			t := objects[resultKey(r)]
			here.Started = append(here.Started, placed{
				Phase: string(r.SyncPhase), Kind: t.obj().GetKind(), Name: t.obj().GetName(), Prune: t.targetObj == nil,
			})
			if t.targetObj == nil {
				pruned[r.ResourceKey] = true
				next.gone[r.ResourceKey] = true
			} else {
				next.applied[r.ResourceKey] = t.targetObj
			}
			next.results = append(next.results, r)
			r.HookPhase = common.OperationSucceeded
			finished = append(finished, r)
		}
		if len(here.Started) == 0 && phase == common.OperationRunning {
			// old hooks are deleted before they are created again
			for key, obj := range now.applied {
				if hook.IsHook(obj) && slices.Contains(hook.DeletePolicies(obj), common.HookDeletePolicyBeforeHookCreation) {
					delete(now.applied, key)
				}
			}
			continue
		}
		if phase == common.OperationRunning {
			_, message, results, err := next.sync(req, all, config)
			if err != nil {
				return nil, err
			}
			if len(results) == len(next.results) && strings.HasPrefix(message, "waiting for") && !strings.HasPrefix(message, "waiting for deletion of hook") {
				here.Message = message
			}
			if here.Message == "" && len(pruned) > 0 {
				terminating := state{results: finished, applied: next.applied, gone: now.gone, deleting: pruned}
				if _, message, _, err = terminating.sync(req, all, config); err != nil {
					return nil, err
				}
				here.Message = message
			}
		}
		rounds = append(rounds, here)
		if phase != common.OperationRunning {
			return rounds, nil
		}
		next.results = finished
		now = next
	}
	return nil, fmt.Errorf("the sync does not end: %v", rounds)
}

func main() {
	config := cluster()
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<26)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	for lines.Scan() {
		var req request
		if err := json.Unmarshal(lines.Bytes(), &req); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		result, err := answerTo(req, config)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if err := encoder.Encode(result); err != nil {
			os.Exit(1)
		}
	}
}
