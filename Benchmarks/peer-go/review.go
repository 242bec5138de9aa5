package main

import (
	"encoding/json"
	"strings"
)

type admissionReview struct {
	APIVersion string             `json:"apiVersion"`
	Kind       string             `json:"kind"`
	Request    *admissionRequest  `json:"request,omitempty"`
	Response   *admissionResponse `json:"response,omitempty"`
}

type admissionRequest struct {
	UID      string `json:"uid"`
	Resource struct {
		Group    string `json:"group"`
		Version  string `json:"version"`
		Resource string `json:"resource"`
	} `json:"resource"`
	SubResource string `json:"subResource"`
	Namespace   string `json:"namespace"`
	Operation   string `json:"operation"`
	DryRun      bool   `json:"dryRun"`
	Object      *pod   `json:"object"`
}

type pod struct {
	Metadata struct {
		Labels      marks `json:"labels"`
		Annotations marks `json:"annotations"`
	} `json:"metadata"`
	Spec struct {
		Containers       []container       `json:"containers"`
		InitContainers   []container       `json:"initContainers"`
		Volumes          []volume          `json:"volumes"`
		ImagePullSecrets []localObjectName `json:"imagePullSecrets"`
	} `json:"spec"`
}

type marks struct {
	Inject string  `json:"pullpass.dev/inject"`
	Mirror *string `json:"kubernetes.io/config.mirror"`
}

type container struct {
	Image string `json:"image"`
}

type volume struct {
	Image *struct {
		Reference string `json:"reference"`
	} `json:"image"`
}

type localObjectName struct {
	Name string `json:"name"`
}

type admissionResponse struct {
	UID              string            `json:"uid"`
	Allowed          bool              `json:"allowed"`
	Patch            []byte            `json:"patch,omitempty"`
	PatchType        string            `json:"patchType,omitempty"`
	AuditAnnotations map[string]string `json:"auditAnnotations,omitempty"`
}

type operation struct {
	Op    string      `json:"op"`
	Path  string      `json:"path"`
	Value interface{} `json:"value"`
}

func answerTo(review *admissionReview, rules []rule) *admissionReview {
	request := review.Request
	response := &admissionResponse{UID: request.UID, Allowed: true}
	answer := &admissionReview{APIVersion: review.APIVersion, Kind: review.Kind, Response: response}
	object := request.Object
	if request.Operation != "CREATE" || request.Resource.Group != "" || request.Resource.Resource != "pods" ||
		request.SubResource != "" || object == nil || optedOut(object) {
		return answer
	}

	wanted := make([]bool, len(rules))
	for _, c := range object.Spec.Containers {
		match(c.Image, rules, wanted)
	}
	for _, c := range object.Spec.InitContainers {
		match(c.Image, rules, wanted)
	}
	for _, v := range object.Spec.Volumes {
		if v.Image != nil {
			match(v.Image.Reference, rules, wanted)
		}
	}
	present := make(map[string]bool, len(object.Spec.ImagePullSecrets))
	for _, s := range object.Spec.ImagePullSecrets {
		present[s.Name] = true
	}
	var secrets []localObjectName
	var names []string
	for i := range rules {
		if wanted[i] && !present[rules[i].secret] {
			present[rules[i].secret] = true
			secrets = append(secrets, localObjectName{rules[i].secret})
			names = append(names, rules[i].secret)
		}
	}
	if len(secrets) == 0 {
		return answer
	}

	var patch []operation
	if object.Spec.ImagePullSecrets == nil {
		patch = []operation{{"add", "/spec/imagePullSecrets", secrets}}
	} else {
		for _, s := range secrets {
			patch = append(patch, operation{"add", "/spec/imagePullSecrets/-", s})
		}
	}
	bytes, err := json.Marshal(patch)
	if err != nil {
		return answer
	}
	response.Patch, response.PatchType = bytes, "JSONPatch"
	response.AuditAnnotations = map[string]string{"injected": strings.Join(names, ",")}
	return answer
}

func optedOut(object *pod) bool {
	for _, m := range []marks{object.Metadata.Labels, object.Metadata.Annotations} {
		if m.Inject == "disabled" || m.Inject == "false" || m.Mirror != nil {
			return true
		}
	}
	return false
}
