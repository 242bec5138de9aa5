{{/* RBAC rules that stand in the ClusterRole, or in a Role of each namespace of rbac.namespaces. */}}

{{/* The Secrets that Pods are given. Server-side apply carries the name, so that create is narrowed too; a watch of one name
is allowed by resourceNames as well. A replica that does not lead gets a Secret before it makes it on an admission's hint. Takes the root
context as `root`, the masters of the cluster as `masters`, and `namespace` for a Role. */}}
{{- define "pullpass.copyRules" -}}
{{- $names := include "pullpass.copyNames" . | fromYamlArray -}}
{{- with .root -}}
{{- if $names }}
- apiGroups: [""]
  resources: [secrets]
  resourceNames:
    {{- toYaml $names | nindent 4 }}
  verbs: [{{ if include "pullpass.servesWebhook" . }}get, {{ end }}list, watch, create, patch, delete]
{{- end }}
{{- with include "pullpass.accountRules" (dict "root" . "each" true) | trim }}
{{ . }}
{{- end }}
{{- if include "pullpass.servesTenants" . }}
# config.keeper.tenantSecrets.enabled: RBAC cannot narrow by label, so this reads every Secret.
- apiGroups: [""]
  resources: [secrets]
  verbs: [list, watch]
{{- end }}
{{- with include "pullpass.carryingRules" . | trim }}
{{ . }}
{{- end }}
{{- if and (include "pullpass.servesWebhook" .) (include "pullpass.placesLazily" .) }}
# placement: lazy: whether the Pod is there that a review spoke of.
- apiGroups: [""]
  resources: [pods]
  verbs: [list]
{{- else if include "pullpass.heals" . }}
# config.heal.enabled: which Pods wait for an image; a list now and then, and no watch.
- apiGroups: [""]
  resources: [pods]
  verbs: [list]
{{- end }}
{{- if include "pullpass.evicts" . }}
# config.heal.recreate: evict.
- apiGroups: [""]
  resources: [pods/eviction]
  verbs: [create]
{{- end }}
{{- if $.namespace }}
{{- with get (include "pullpass.alsoPlaces" $ | fromYaml) $.namespace }}
{{ include "pullpass.alsoRule" . }}
{{- end }}
{{- end }}
{{ include "pullpass.eventRule" . }}
{{- end -}}
{{- end -}}

{{/* The ServiceAccounts that carry our names; those that did where the section says false. Only writing can be narrowed by name, and only where all
names are whole ones. */}}
{{- define "pullpass.carryingRules" -}}
{{- if .Values.config.serviceAccounts }}
{{- $names := default list .Values.config.serviceAccounts.names }}
{{- range $names }}{{ if contains "*" . }}{{ $names = list }}{{ end }}{{ end }}
# config.serviceAccounts: RBAC cannot narrow to imagePullSecrets: see docs/service-accounts.md.
- apiGroups: [""]
  resources: [serviceaccounts]
  verbs: [list{{ if eq .Values.mode "deployment" }}, watch{{ end }}]
- apiGroups: [""]
  resources: [serviceaccounts]
  {{- with $names }}
  resourceNames:
    {{- . | uniq | sortAlpha | toYaml | nindent 4 }}
  {{- end }}
  verbs: [get, patch]
{{- end }}
{{- end -}}

{{/* Events. One that comes again is counted up, which a single round never sees. */}}
{{- define "pullpass.eventRule" -}}
# An Event's name is not known before, so that this cannot be narrowed.
- apiGroups: [""]
  resources: [events]
  verbs: [create{{ if eq .Values.mode "deployment" }}, patch{{ end }}]
{{- end -}}

{{/* The ServiceAccounts whose tokens are asked for, and whose annotations are read: by name, and nobody else's. Takes the root context as
`root`, and `each` for those of every namespace. */}}
{{- define "pullpass.accountRules" -}}
{{- with include "pullpass.accountNames" . | fromYamlArray }}
# serviceAccount: tokens of these{{ if $.each }}, in each namespace{{ end }} (TokenRequest).
- apiGroups: [""]
  resources: [serviceaccounts/token]
  resourceNames:
    {{- toYaml . | nindent 4 }}
  verbs: [create]
{{- end }}
{{- with include "pullpass.accountNames" (merge (dict "annotated" true) .) | fromYamlArray }}
# What their annotations say: which role, which service account, which client.
- apiGroups: [""]
  resources: [serviceaccounts]
  resourceNames:
    {{- toYaml . | nindent 4 }}
  verbs: [get]
{{- end }}
{{- end -}}
