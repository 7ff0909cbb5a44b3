package main

import (
	"context"
	"os"
	"path/filepath"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/reposerver/repository"
	"github.com/argoproj/argo-cd/v3/util/argo"
)

// mergedSource is an Application's source after the files of its folder had their say.
func mergedSource(q question) (any, error) {
	folder, err := os.MkdirTemp("", "oracle")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	for name, content := range q.Files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			return nil, err
		}
	}
	source := q.App.Spec.Source.DeepCopy()
	if q.App.Spec.HasMultipleSources() {
		source = q.App.Spec.Sources[0].DeepCopy()
	} else {
		argo.NormalizeSource(source)
	}
	kind, err := repository.GetAppSourceType(context.Background(), source, folder, folder, q.App.InstanceName("argocd"),
		map[string]bool{}, nil, nil)
	if err != nil {
		return nil, err
	}
	return struct {
		Source *v1alpha1.ApplicationSource    `json:"source"`
		Kind   v1alpha1.ApplicationSourceType `json:"kind"`
	}{source, kind}, nil
}
