{{/* The Secrets of `also`, which stand in namespaces that are named: a Role in each of them, and no right to a name everywhere. */}}

{{/* Which there are in each namespace, as a YAML map of lists: those of the configuration, those of `config.retired` that name namespaces, and
those that masters remember and the Role in force of that namespace lets the keeper delete, so that nobody gains a right by what he writes
into a master. Takes the root context as `root`, and the masters of the cluster as `masters`. */}}
{{- define "pullpass.alsoPlaces" -}}
{{- $root := .root -}}
{{- $places := list -}}
{{- range $root.Values.config.registries -}}
{{- range $entry := .also -}}
{{- range $entry.namespaces }}{{ $places = append $places (printf "%s/%s" . $entry.name) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- range $entry := $root.Values.config.retired -}}
{{- range $entry.namespaces }}{{ $places = append $places (printf "%s/%s" . $entry.secretName) }}{{ end -}}
{{- end -}}
{{- $remembered := dict -}}
{{- $count := 0 -}}
{{- range $master, $names := .masters -}}
{{- range $names -}}
{{- if and (lt $count 256) (regexMatch "^[a-z0-9]([-a-z0-9]*[a-z0-9])?/[a-z0-9]([-.a-z0-9]*[a-z0-9])?$" .) -}}
{{- $parts := splitList "/" . -}}
{{- $count = add1 $count -}}
{{- $_ := set $remembered (first $parts) (append (default list (get $remembered (first $parts))) (last $parts)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $role := include "pullpass.alsoRoleName" $root -}}
{{- range $namespace, $names := $remembered -}}
{{- if ne $namespace $root.Release.Namespace -}}
{{- $granted := include "pullpass.grantedNames" (dict "root" $root "namespace" $namespace "name" $role) | fromYamlArray -}}
{{- range $names -}}
{{- if and (has . $granted) (not (hasPrefix "pullpass-master." .)) }}{{ $places = append $places (printf "%s/%s" $namespace .) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $map := dict -}}
{{- range $places | uniq | sortAlpha -}}
{{- $parts := splitList "/" . -}}
{{- $_ := set $map (first $parts) (append (default list (get $map (first $parts))) (last $parts)) -}}
{{- end -}}
{{- toYaml $map -}}
{{- end -}}

{{/* The Role in such a namespace; with `rbac.namespaces` it is the one that stands there anyway. */}}
{{- define "pullpass.alsoRoleName" -}}
{{ include "pullpass.fullname" . }}{{ if not (include "pullpass.isNamespaced" .) }}-also{{ end }}
{{- end -}}

{{/* The rule of a namespace. Takes its names. */}}
{{- define "pullpass.alsoRule" -}}
# config.registries[].also: Secrets for other readers, by name, in this namespace alone.
- apiGroups: [""]
  resources: [secrets]
  resourceNames:
    {{- toYaml . | nindent 4 }}
  verbs: [list, watch, create, patch, delete]
{{- end -}}

{{/* A Role and its binding in each namespace, beside the ClusterRole. Takes `root` and `masters`. */}}
{{- define "pullpass.alsoRoles" -}}
{{- $root := .root -}}
{{- range $namespace, $names := include "pullpass.alsoPlaces" . | fromYaml }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: {{ include "pullpass.alsoRoleName" $root }}
  namespace: {{ $namespace }}
  labels:
    {{- include "pullpass.labels" $root | nindent 4 }}
rules:
  {{- include "pullpass.alsoRule" $names | nindent 2 }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: {{ include "pullpass.alsoRoleName" $root }}
  namespace: {{ $namespace }}
  labels:
    {{- include "pullpass.labels" $root | nindent 4 }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: {{ include "pullpass.alsoRoleName" $root }}
subjects:
  {{- include "pullpass.subjects" $root | trim | nindent 2 }}
{{- end }}
{{- end -}}
