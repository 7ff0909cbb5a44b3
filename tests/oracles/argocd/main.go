// Answers questions about Argo CD with Argo CD's own code: one JSON object per line in, one per line out.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"sort"

	"github.com/bmatcuk/doublestar/v4"
	gobwas "github.com/gobwas/glob"
	log "github.com/sirupsen/logrus"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/tools/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/argoproj/argo-cd/v3/applicationset/controllers/template"
	"github.com/argoproj/argo-cd/v3/applicationset/generators"
	"github.com/argoproj/argo-cd/v3/applicationset/utils"
	"github.com/argoproj/argo-cd/v3/assets"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	applicationsv1 "github.com/argoproj/argo-cd/v3/pkg/client/listers/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/util/argo"
	"github.com/argoproj/argo-cd/v3/util/argo/normalizers"
	"github.com/argoproj/argo-cd/v3/util/git"
	"github.com/argoproj/argo-cd/v3/util/rbac"
	"github.com/argoproj/argo-cd/v3/util/settings"
	"github.com/argoproj/argo-cd/v3/util/versions"
)

type question struct {
	Op         string               `json:"op"`
	Pattern    string               `json:"pattern"`
	Text       string               `json:"text"`
	Separators string               `json:"separators"`
	Left       string               `json:"left"`
	Right      string               `json:"right"`
	Project    v1alpha1.AppProject  `json:"project"`
	Clusters   []v1alpha1.Cluster   `json:"clusters"`
	Cluster    v1alpha1.Cluster     `json:"cluster"`
	Namespace  string               `json:"namespace"`
	Group      string               `json:"group"`
	Kind       string               `json:"kind"`
	Name       string               `json:"name"`
	Namespaced bool                 `json:"namespaced"`
	App        v1alpha1.Application `json:"app"`
	Params     map[string]any       `json:"params"`
	GoTemplate bool                 `json:"goTemplate"`
	Options    []string             `json:"options"`
	AppSet     json.RawMessage      `json:"appset"`
	Secrets    []secret             `json:"secrets"`
	Dirs       []string             `json:"dirs"`
	Files      map[string]string    `json:"files"`

	Checkouts   map[string]string `json:"checkouts"`
	KubeVersion string            `json:"kubeVersion"`
	APIVersions []string          `json:"apiVersions"`
	Tags        []string          `json:"tags"`
	Data        map[string]string `json:"data"`
	Requests    [][]string        `json:"requests"`

	Projects []v1alpha1.AppProject `json:"projects"`
}

type secret struct {
	Name        string            `json:"name"`
	Server      string            `json:"server"`
	Project     *string           `json:"project"`
	Labels      map[string]string `json:"labels"`
	Annotations map[string]string `json:"annotations"`
}

type answer struct {
	Result any    `json:"result"`
	Error  string `json:"error,omitempty"`
}

// repos plays the repository server: what is in a checkout is part of the question.
type repos struct {
	dirs  []string
	files map[string]string
}

func (r repos) GetFiles(_ context.Context, _, _, _, pattern string, _ bool, _ *v1alpha1.SourceIntegrity) (map[string][]byte, error) {
	found := map[string][]byte{}
	matcher, err := gobwas.Compile(pattern)
	if err != nil {
		return nil, err
	}
	for name, content := range r.files {
		if matcher.Match(name) {
			found[name] = []byte(content)
		}
	}
	return found, nil
}

func (r repos) GetDirectories(context.Context, string, string, string, bool, *v1alpha1.SourceIntegrity) ([]string, error) {
	return r.dirs, nil
}

// cluster plays the API server: cluster Secrets, and every AppProject exists.
type cluster struct {
	client.Client
	secrets []secret
}

func (c cluster) Get(context.Context, client.ObjectKey, client.Object, ...client.GetOption) error {
	return nil
}

func (c cluster) List(_ context.Context, list client.ObjectList, opts ...client.ListOption) error {
	options := client.ListOptions{}
	options.ApplyOptions(opts)
	into := list.(*corev1.SecretList)
	for _, s := range c.secrets {
		all := map[string]string{"argocd.argoproj.io/secret-type": "cluster"}
		for k, v := range s.Labels {
			all[k] = v
		}
		if options.LabelSelector != nil && !options.LabelSelector.Matches(labels.Set(all)) {
			continue
		}
		data := map[string][]byte{"name": []byte(s.Name), "server": []byte(s.Server)}
		if s.Project != nil {
			data["project"] = []byte(*s.Project)
		}
		item := corev1.Secret{Data: data}
		item.Labels = all
		item.Annotations = s.Annotations
		into.Items = append(into.Items, item)
	}
	return nil
}

func expand(q question) (any, error) {
	var set v1alpha1.ApplicationSet
	if err := json.Unmarshal(q.AppSet, &set); err != nil {
		return nil, err
	}
	c := cluster{secrets: q.Secrets}
	terminal := map[string]generators.Generator{
		"List":     generators.NewListGenerator(),
		"Clusters": generators.NewClusterGenerator(c, "argocd"),
		"Git":      generators.NewGitGenerator(repos{dirs: q.Dirs, files: q.Files}, "argocd"),
	}
	nested := with(terminal, terminal)
	all := with(terminal, nested)
	apps, _, err := template.GenerateApplications(log.NewEntry(log.StandardLogger()), set, all, &utils.Render{}, c)
	if err != nil {
		return nil, err
	}
	sort.SliceStable(apps, func(i, j int) bool { return apps[i].Name < apps[j].Name })
	return apps, nil
}

func with(terminal, children map[string]generators.Generator) map[string]generators.Generator {
	out := map[string]generators.Generator{}
	for name, generator := range terminal {
		out[name] = generator
	}
	out["Matrix"] = generators.NewMatrixGenerator(children)
	out["Merge"] = generators.NewMergeGenerator(children)
	return out
}

// globFiles lists files as the git file generator does with its new globbing; Text is the checkout.
func globFiles(q question) (any, error) {
	found, err := doublestar.FilepathGlob(filepath.Join(q.Text, q.Pattern))
	files := []string{}
	for _, name := range found {
		if info, err := os.Stat(name); err == nil && !info.IsDir() {
			name, _ = filepath.Rel(q.Text, name)
			files = append(files, name)
		}
	}
	return files, err
}

func reply(q question) (any, error) {
	switch q.Op {
	case "glob":
		pattern, err := gobwas.Compile(q.Pattern, []rune(q.Separators)...)
		if err != nil {
			return nil, err
		}
		return pattern.Match(q.Text), nil
	case "path":
		return path.Match(q.Pattern, q.Text)
	case "filepath":
		return filepath.Match(q.Pattern, q.Text)
	case "glob-files":
		return globFiles(q)
	case "normalize":
		return git.NormalizeGitURL(q.Left), nil
	case "same":
		return git.SameURL(q.Left, q.Right), nil
	case "source":
		return q.Project.IsSourcePermitted(v1alpha1.ApplicationSource{RepoURL: q.Text}), nil
	case "destination":
		return q.Project.IsDestinationPermitted(&q.Cluster, q.Namespace, func(string) ([]*v1alpha1.Cluster, error) {
			out := []*v1alpha1.Cluster{}
			for i := range q.Clusters {
				out = append(out, &q.Clusters[i])
			}
			return out, nil
		})
	case "virtual":
		return virtual(q)
	case "excluded":
		return excluded(q)
	case "resource":
		return q.Project.IsGroupKindNamePermitted(schema.GroupKind{Group: q.Group, Kind: q.Kind}, q.Name, q.Namespaced), nil
	case "app-namespace":
		return q.Project.IsAppNamespacePermitted(&q.App, "argocd"), nil
	case "validate":
		return nil, q.Project.ValidateProject()
	case "windows":
		found := q.Project.Spec.SyncWindows.Matches(&q.App)
		names := []string{}
		if found != nil {
			for _, window := range *found {
				names = append(names, window.Description)
			}
		}
		return names, nil
	case "replace":
		return (&utils.Render{}).Replace(q.Text, q.Params, q.GoTemplate, q.Options)
	case "sanitize":
		return utils.SanitizeName(q.Text), nil
	case "slugify":
		return utils.SlugifyName(q.Text), nil
	case "expand":
		return expand(q)
	case "helm":
		return helmCalls(q)
	case "merged-source":
		return mergedSource(q)
	case "max-version":
		return versions.MaxVersion(q.Text, q.Tags, q.Pattern)
	case "rbac":
		return enforce(q)
	case "jq":
		ignore := []v1alpha1.ResourceIgnoreDifferences{{Kind: "*", JQPathExpressions: []string{q.Text}}}
		_, err := normalizers.NewIgnoreNormalizer(ignore, nil, normalizers.IgnoreNormalizerOpts{})
		return nil, err
	}
	return nil, fmt.Errorf("unknown op %s", q.Op)
}

// told makes the settings of an Argo CD out of the data of its argocd-cm.
func told(ctx context.Context, data map[string]string) *settings.SettingsManager {
	part := map[string]string{"app.kubernetes.io/part-of": "argocd"}
	cm := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "argocd-cm", Namespace: "argocd", Labels: part}, Data: data}
	secret := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "argocd-secret", Namespace: "argocd", Labels: part}}
	return settings.NewSettingsManager(ctx, fake.NewSimpleClientset(cm, secret), "argocd")
}

// virtual tells what the first project permits together with its global projects.
func virtual(q question) (any, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	indexer := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc})
	for i := range q.Projects {
		if err := indexer.Add(&q.Projects[i]); err != nil {
			return nil, err
		}
	}
	project, err := argo.GetAppVirtualProject(&q.Projects[0], applicationsv1.NewAppProjectLister(indexer), told(ctx, q.Data))
	if err != nil {
		return nil, err
	}
	none := func(string) ([]*v1alpha1.Cluster, error) { return nil, nil }
	destination, err := project.IsDestinationPermitted(&q.Cluster, q.Namespace, none)
	kind := schema.GroupKind{Group: q.Group, Kind: q.Kind}
	return []bool{
		project.IsSourcePermitted(v1alpha1.ApplicationSource{RepoURL: q.Text}),
		destination,
		project.IsGroupKindNamePermitted(kind, q.Name, true),
		project.IsGroupKindNamePermitted(kind, q.Name, false),
	}, err
}

// excluded tells whether Argo CD passes over a kind in a cluster.
func excluded(q question) (any, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	filter, err := told(ctx, q.Data).GetResourcesFilter()
	if err != nil {
		return nil, err
	}
	return filter.IsExcludedResource(q.Group, q.Kind, q.Cluster.Server), nil
}

// enforce answers requests (subject, resource, action, object) under the data of an argocd-rbac-cm.
func enforce(q question) (any, error) {
	policy := rbac.PolicyCSV(q.Data)
	if err := rbac.ValidatePolicy(policy); err != nil {
		return nil, err
	}
	enforcer := rbac.NewEnforcer(nil, "argocd", "argocd-rbac-cm", nil)
	enforcer.SetMatchMode(q.Data[rbac.ConfigMapMatchModeKey])
	enforcer.SetDefaultRole(q.Data[rbac.ConfigMapPolicyDefaultKey])
	builtin, err := assets.Embedded.ReadFile("builtin-policy.csv")
	if err != nil {
		return nil, err
	}
	if err := enforcer.SetBuiltinPolicy(string(builtin)); err != nil {
		return nil, err
	}
	if err := enforcer.SetUserPolicy(policy); err != nil {
		return nil, err
	}
	allowed := []bool{}
	for _, r := range q.Requests {
		allowed = append(allowed, enforcer.Enforce(r[0], r[1], r[2], r[3]))
	}
	return allowed, nil
}

func guarded(q question) (result any, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return reply(q)
}

func main() {
	if filepath.Base(os.Args[0]) == "helm" {
		playHelm()
		return
	}
	log.SetOutput(io.Discard)
	in := json.NewDecoder(bufio.NewReader(os.Stdin))
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	for {
		var q question
		if err := in.Decode(&q); err != nil {
			return
		}
		result, err := guarded(q)
		a := answer{Result: result}
		if err != nil {
			a.Error = err.Error()
			a.Result = nil
		}
		if err := encoder.Encode(a); err != nil {
			panic(err)
		}
	}
}
