{{/* What brings images to nodes. */}}

{{/* The namespace where they are pulled: never the release's, which Pullpass leaves alone. */}}
{{- define "pullpass.prepullNamespace" -}}
{{- default (printf "%s-prepull" (include "pullpass.fullname" .)) .Values.prepull.namespace -}}
{{- end -}}

{{/* The labels of the namespace that the chart makes for it: those by which it is opted in, and more. */}}
{{- define "pullpass.prepullLabels" -}}
{{- include "pullpass.optingIn" (dict "root" . "more" .Values.prepull.namespaceLabels) -}}
{{- end -}}

{{/* The names of the pull Secrets, in the order in which Pods get them: of every registry that gives that namespace one. The Pods name them
themselves, since nobody may be there yet who would inject them, and what a Pod of a DaemonSet lacks it lacks for good. The kubelet takes
of them what matches. */}}
{{- define "pullpass.prepullSecrets" -}}
{{- $namespace := include "pullpass.prepullNamespace" . -}}
{{- $labels := dict -}}
{{- if not .Values.prepull.namespace }}{{ $labels = include "pullpass.prepullLabels" . | fromYaml }}{{ end -}}
{{- $names := list -}}
{{- range .Values.imagePullSecrets }}{{ $names = append $names .name }}{{ end -}}
{{- range .Values.config.registries -}}
{{- $rule := default dict .namespaces -}}
{{- $isFor := empty $rule.names -}}
{{- range $rule.names -}}
{{- if regexMatch (printf "^%s$" (regexQuoteMeta . | replace "\\*" ".*")) $namespace }}{{ $isFor = true }}{{ end -}}
{{- end -}}
{{- if not $.Values.prepull.namespace -}}
{{- range $key, $value := $rule.labels -}}
{{- if ne (toString (get $labels $key)) (toString $value) }}{{ $isFor = false }}{{ end -}}
{{- end -}}
{{- end -}}
{{- if $isFor }}{{ $names = append $names (default (printf "pullpass-%s" .name) .secretName) }}{{ end -}}
{{- end -}}
{{- if include "pullpass.triesAnonymously" . }}{{ $names = append $names (include "pullpass.anonymousName" .) }}{{ end -}}
{{- range $names | uniq }}
- name: {{ . }}
{{- end -}}
{{- end -}}

{{/* The DaemonSets, as a YAML map from the name of each to its images. */}}
{{- define "pullpass.prepullSets" -}}
{{- $sets := dict -}}
{{- $name := printf "%s-prepull" (include "pullpass.fullname" .) -}}
{{- if .Values.prepull.podPerImage -}}
{{- range .Values.prepull.images -}}
{{- $_ := set $sets (printf "%s-%s" $name (sha256sum . | trunc 8)) (list .) -}}
{{- end -}}
{{- else if .Values.prepull.images -}}
{{- $_ := set $sets $name .Values.prepull.images -}}
{{- end -}}
{{- toYaml $sets -}}
{{- end -}}
