{{/* A role for what the keeper may remove whatever a later release says, and its binding: hooks, so that `helm rollback`, which applies what was
rendered before a name was known, leaves them. They belong to the role of the release, and go with it; where that is not there yet, there is
nothing to outlive. Takes `root`, `namespace` (empty for a ClusterRole), `names`, `verbs`, and `name` where that role has another name than the release. */}}
{{- define "pullpass.formerRole" -}}
{{- $kind := ternary "Role" "ClusterRole" (ne .namespace "") -}}
{{- $name := default (include "pullpass.fullname" .root) .name -}}
{{- $owner := lookup "rbac.authorization.k8s.io/v1" $kind .namespace $name -}}
{{- if and $owner .names -}}
{{- $metadata := include "pullpass.formerMetadata" (dict "root" .root "namespace" .namespace "name" $name "kind" $kind "uid" $owner.metadata.uid) -}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: {{ $kind }}
{{ $metadata }}
rules:
  - apiGroups: [""]
    resources: [secrets]
    resourceNames:
      {{- toYaml .names | nindent 6 }}
    verbs: [{{ join ", " .verbs }}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: {{ $kind }}Binding
{{ $metadata }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: {{ $kind }}
  name: {{ $name }}-former
subjects:
  {{- include "pullpass.subjects" .root | trim | nindent 2 }}
{{ end -}}
{{- end -}}

{{- define "pullpass.formerMetadata" -}}
metadata:
  name: {{ .name }}-former
  {{- with .namespace }}
  namespace: {{ . }}
  {{- end }}
  labels:
    {{- include "pullpass.labels" .root | nindent 4 }}
  annotations:
    helm.sh/hook: pre-upgrade
    helm.sh/hook-delete-policy: before-hook-creation
  ownerReferences:
    - apiVersion: rbac.authorization.k8s.io/v1
      kind: {{ .kind }}
      name: {{ .name }}
      uid: {{ .uid }}
{{- end -}}
