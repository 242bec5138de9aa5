{{/* Names and labels. All take the root context. */}}

{{- define "pullpass.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* The prefix of all names: at most 45 characters, so that suffixes fit into 63. */}}
{{- define "pullpass.fullname" -}}
{{- $name := include "pullpass.name" . -}}
{{- $full := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- default $full .Values.fullnameOverride | trunc 45 | trimSuffix "-" -}}
{{- end -}}

{{/* The Service of the Pods: without a webhook it has metrics alone. */}}
{{- define "pullpass.serviceName" -}}
{{ include "pullpass.fullname" . }}-{{ ternary "webhook" "metrics" (eq .Values.injection.engine "webhook") }}
{{- end -}}

{{/* What the admission policy and its binding go with. */}}
{{- define "pullpass.policyRoleName" -}}{{ include "pullpass.fullname" . }}-policy{{- end -}}

{{/* The Secret of the mode self; the process derives the same name from --service-name. */}}
{{- define "pullpass.selfSecretName" -}}{{ include "pullpass.serviceName" . }}-tls{{- end -}}

{{/* The Secret of the last good configuration, which the leader makes. */}}
{{- define "pullpass.configurationSecretName" -}}{{ include "pullpass.fullname" . }}-configuration-in-force{{- end -}}

{{- define "pullpass.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "pullpass.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* Who runs the Job of the uninstallation. One of its own, which comes with the Job: of a release whose first installation was refused the other
is not there, and a Job without its ServiceAccount waits until its time is over. */}}
{{- define "pullpass.uninstallAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ include "pullpass.fullname" . }}-uninstall
{{- else -}}
{{ include "pullpass.serviceAccountName" . }}
{{- end -}}
{{- end -}}

{{/* Who has the rights, as the list of a binding. */}}
{{- define "pullpass.subjects" -}}
{{- $names := list (include "pullpass.serviceAccountName" .) -}}
{{- if .Values.uninstall.removeSecrets }}{{ $names = append $names (include "pullpass.uninstallAccountName" .) | uniq }}{{ end -}}
{{- range $names }}
- kind: ServiceAccount
  name: {{ . }}
  namespace: {{ $.Release.Namespace }}
{{- end -}}
{{- end -}}

{{- define "pullpass.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end -}}

{{- define "pullpass.selectorLabels" -}}
app.kubernetes.io/name: {{ include "pullpass.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "pullpass.labels" -}}
{{- include "pullpass.labelsWith" (dict "root" . "more" dict) -}}
{{- end -}}

{{/* The labels with more of an object's own, which go before those of `commonLabels`, and both before the chart's: each key stands once, and
who reads YAML strictly takes no other. Takes a dict: root, and more, a map. */}}
{{- define "pullpass.labelsWith" -}}
{{- $more := merge (dict) .more (default dict .root.Values.commonLabels) -}}
{{- $lines := list -}}
{{- range include "pullpass.ownLabels" .root | splitList "\n" -}}
{{- if not (hasKey $more (splitList ":" . | first)) }}{{ $lines = append $lines . }}{{ end -}}
{{- end -}}
{{- with $more }}{{ $lines = append $lines (toYaml .) }}{{ end -}}
{{- join "\n" $lines -}}
{{- end -}}

{{/* The labels of a Pod. Takes a dict: root, and component. */}}
{{- define "pullpass.podLabels" -}}
{{- include "pullpass.labelsWith" (dict "root" .root "more" (merge (dict "app.kubernetes.io/component" .component) (default dict .root.Values.podLabels))) -}}
{{- end -}}

{{/* A line for each. */}}
{{- define "pullpass.ownLabels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 }}
{{ include "pullpass.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{/* The annotations of a Pod. Takes a dict: root, and own, a map of those that no other may replace. */}}
{{- define "pullpass.podAnnotations" -}}
{{- toYaml (merge (dict) .own (default dict .root.Values.podAnnotations)) -}}
{{- end -}}

{{/* The seconds of a duration as Go and Prometheus write it; takes the text. */}}
{{- define "pullpass.seconds" -}}
{{- $units := dict "ns" 1e-9 "us" 1e-6 "µs" 1e-6 "μs" 1e-6 "ms" 1e-3 "s" 1 "m" 60 "h" 3600 -}}
{{- $seconds := 0.0 -}}
{{- range regexFindAll "[0-9.]+[a-zµμ]+" . -1 -}}
{{- $number := regexFind "^[0-9.]+" . -}}
{{- $seconds = addf $seconds (mulf (float64 $number) (get $units (trimPrefix $number .))) -}}
{{- end -}}
{{- $seconds -}}
{{- end -}}

{{/* "true" where Pods run all the time. */}}
{{- define "pullpass.isDeployment" -}}{{ if eq .Values.mode "deployment" }}true{{ end }}{{- end -}}

{{/* "true" where an admission policy injects, and no webhook. */}}
{{- define "pullpass.isPolicy" -}}{{ if eq .Values.injection.engine "policy" }}true{{ end }}{{- end -}}

{{/* "true" where the webhook runs and is registered. */}}
{{- define "pullpass.servesWebhook" -}}
{{- if and (include "pullpass.isDeployment" .) (eq .Values.injection.engine "webhook") }}true{{ end -}}
{{- end -}}

{{/* "true" where the leader writes into the registration. */}}
{{- define "pullpass.keepsRegistration" -}}
{{- if and (include "pullpass.servesWebhook" .) (or (eq .Values.certificates.mode "self") .Values.injection.matchConditions) }}true{{ end -}}
{{- end -}}

{{/* "true" where Roles in named namespaces take the place of a ClusterRole. */}}
{{- define "pullpass.isNamespaced" -}}{{ if .Values.rbac.namespaces }}true{{ end }}{{- end -}}
