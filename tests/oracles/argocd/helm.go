package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/reposerver/apiclient"
	"github.com/argoproj/argo-cd/v3/reposerver/repository"
	"github.com/argoproj/argo-cd/v3/util/argo"
	"github.com/argoproj/argo-cd/v3/util/git"
	utilio "github.com/argoproj/argo-cd/v3/util/io"
)

const recordTo = "GITOPS_LINT_ORACLE_RECORD"

// call is one run of helm: its arguments, and what stood in each file that "--values" named, in that order.
type call struct {
	Arguments []string `json:"arguments"`
	Values    []string `json:"values"`
}

// playHelm is what this program does when it is started under the name of helm: it notes how it was called.
func playHelm() {
	made := call{Arguments: os.Args[1:], Values: []string{}}
	for i, word := range made.Arguments {
		if i > 0 && made.Arguments[i-1] == "--values" {
			content, _ := os.ReadFile(word)
			made.Values = append(made.Values, string(content))
		}
	}
	line, err := json.Marshal(made)
	if err == nil {
		err = os.WriteFile(os.Getenv(recordTo), line, 0o600)
	}
	if err != nil {
		panic(err)
	}
}

// helmCalls lists the calls of helm for the sources of an Application.  Checkouts maps repository URLs to folders.
func helmCalls(q question) (any, error) {
	folder, err := os.MkdirTemp("", "oracle")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	if err := os.Symlink(self, filepath.Join(folder, "helm")); err != nil {
		return nil, err
	}
	os.Setenv("PATH", folder)
	record := filepath.Join(folder, "record.json")
	os.Setenv(recordTo, record)

	paths := utilio.NewRandomizedTempPaths(folder)
	for url, checkout := range q.Checkouts {
		paths.Add(git.NormalizeGitURL(url), checkout)
	}
	refs, err := argo.GetRefSources(context.Background(), q.App.Spec.Sources, "", repositoryOf, nil)
	if err != nil {
		return nil, err
	}
	calls := []call{}
	for _, source := range q.App.Spec.GetSources() {
		if source.IsRef() && source.Path == "" {
			continue
		}
		os.Remove(record)
		request := apiclient.ManifestRequest{
			Repo:               &v1alpha1.Repository{Repo: source.RepoURL},
			AppName:            q.App.InstanceName("argocd"),
			Namespace:          q.App.Spec.Destination.Namespace,
			ProjectName:        q.App.Spec.Project,
			ApplicationSource:  source.DeepCopy(),
			KubeVersion:        q.KubeVersion,
			ApiVersions:        q.APIVersions,
			HasMultipleSources: q.App.Spec.HasMultipleSources(),
			RefSources:         refs,
			HelmOptions:        &v1alpha1.HelmOptions{ValuesFileSchemes: []string{"https", "http"}},
		}
		root := q.Checkouts[source.RepoURL]
		_, err := repository.GenerateManifests(context.Background(), filepath.Join(root, source.Path), root, q.Text,
			&request, false, &git.NoopCredsStore{}, resource.MustParse("10M"), paths)
		if err != nil {
			return nil, fmt.Errorf("%s", strings.ReplaceAll(err.Error(), root+"/", ""))
		}
		line, err := os.ReadFile(record)
		if err != nil {
			return nil, err
		}
		var made call
		if err := json.Unmarshal(line, &made); err != nil {
			return nil, err
		}
		calls = append(calls, made)
	}
	return calls, nil
}

func repositoryOf(_ context.Context, url string, _ string) (*v1alpha1.Repository, error) {
	return &v1alpha1.Repository{Repo: url}, nil
}
