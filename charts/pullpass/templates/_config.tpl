{{/* The configuration file, and what RBAC and Secrets need to know of it. */}}

{{/* A setting of the file; empty where it is not there, or false. A section whose keys are all in comments is null, through which `dig` does not
go. Takes a list: the root context, and the keys on the way. */}}
{{- define "pullpass.setting" -}}
{{- $node := (first .).Values.config -}}
{{- range rest . }}{{ $node = get (default dict $node) . }}{{ end -}}
{{- with $node }}{{ . }}{{ end -}}
{{- end -}}

{{- define "pullpass.namespaceSelector" -}}
{{- if eq .Values.injection.namespaces "opt-out" -}}
matchExpressions:
  - key: pullpass.dev/inject
    operator: NotIn
    values: [disabled, "false"]
  # Everybody may be let in there to read, and no Pods are meant to run in it. The keeper, explain and the admission policy have it from here.
  - key: kubernetes.io/metadata.name
    operator: NotIn
    values: [kube-public]
{{- else if .Values.config.namespaceSelector -}}
{{ toYaml .Values.config.namespaceSelector }}
{{- else -}}
matchExpressions:
  - key: pullpass.dev/inject
    operator: In
    values: [enabled, "true"]
{{- end -}}
{{- end -}}

{{/* The file's `injection`; empty for its defaults. */}}
{{- define "pullpass.injection" -}}
{{- if include "pullpass.isPolicy" . -}}
engine: policy
policy:
  name: {{ include "pullpass.fullname" . }}
  {{- if .Values.rbac.create }}
  ownerRole: {{ include "pullpass.policyRoleName" . }}
  {{- end }}
{{- else if eq .Values.injection.engine "none" -}}
engine: none
{{- else if and (include "pullpass.servesWebhook" .) .Values.injection.matchConditions -}}
matchConditions: true
{{- end }}
{{- if ne .Values.injection.anonymousSecretName "pullpass-anonymous" }}
anonymousSecretName: {{ .Values.injection.anonymousSecretName }}
{{- end }}
{{- if and (include "pullpass.servesWebhook" .) (eq (toString .Values.injection.warnings) "false") }}
warnings: false
{{- end }}
{{- if include "pullpass.selfTests" . }}
selfTest:
  enabled: true
  namespace: {{ include "pullpass.selfTestNamespace" . }}
  period: {{ .Values.injection.selfTest.period }}
  {{- with merge (dict) .Values.injection.selfTest.podLabels (default dict .Values.webhook.objectSelector.matchLabels) }}
  podLabels:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- with .Values.injection.systemNamespaces }}
systemNamespaces:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* "true" where the leader sees whether the webhook is called. */}}
{{- define "pullpass.selfTests" -}}
{{- if and (include "pullpass.servesWebhook" .) .Values.injection.selfTest.enabled }}true{{ end -}}
{{- end -}}

{{/* The namespace of the self test. */}}
{{- define "pullpass.selfTestNamespace" -}}{{ include "pullpass.fullname" . }}-self-test{{- end -}}

{{/* The labels by which the namespace of the self test opts in, as far as the selector asks for any. */}}
{{- define "pullpass.selfTestLabels" -}}
{{- include "pullpass.optingIn" (dict "root" . "more" .Values.injection.selfTest.namespaceLabels) -}}
{{- end -}}

{{/* The labels of a namespace of the chart's own that is opted in, and in which no Pod has privileges. Takes a dict: root, and more, the labels
that values give it. */}}
{{- define "pullpass.optingIn" -}}
{{- $selector := include "pullpass.namespaceSelector" .root | fromYaml -}}
{{- $labels := deepCopy (default dict $selector.matchLabels) -}}
{{- range $selector.matchExpressions -}}
{{- if eq .operator "In" }}{{ $_ := set $labels .key (first .values) }}{{ end -}}
{{- if eq .operator "Exists" }}{{ $_ := set $labels .key (default "true" (get $labels .key)) }}{{ end -}}
{{- end -}}
{{- $labels = merge (dict) .more $labels -}}
{{- $_ := set $labels "pod-security.kubernetes.io/enforce" "restricted" -}}
{{- toYaml $labels -}}
{{- end -}}

{{/* Namespaces that are never looked at, whatever their labels. */}}
{{- define "pullpass.excludedNamespaces" -}}
{{- $names := list .Release.Namespace -}}
{{- range list "kube-system" "kube-node-lease" -}}
{{- if not (has . $.Values.injection.systemNamespaces) }}{{ $names = append $names . }}{{ end -}}
{{- end -}}
{{- $names | uniq | join ", " -}}
{{- end -}}

{{/* The file's content. */}}
{{- define "pullpass.config" -}}
{{- $config := deepCopy .Values.config -}}
{{- $_ := set $config "apiVersion" "pullpass.dev/v1alpha1" -}}
{{- $_ := set $config "kind" "Configuration" -}}
{{- $_ := set $config "namespaceSelector" (include "pullpass.namespaceSelector" . | fromYaml) -}}
{{- with include "pullpass.injection" . | fromYaml -}}
{{- $_ := set $config "injection" . -}}
{{- end -}}
{{- if include "pullpass.isDeployment" . -}}
{{- $server := default dict $config.server -}}
{{- if include "pullpass.servesWebhook" . -}}
{{- $_ := set $server "listen" (printf ":%d" (int .Values.webhook.port)) -}}
{{- end -}}
{{- $_ := set $server "metricsListen" (printf ":%d" (int .Values.metrics.port)) -}}
{{- $_ := set $config "server" $server -}}
{{- end -}}
{{- toYaml $config -}}
{{- end -}}

{{/* Not empty where a credential stands inline in what is given: a map, a list or a scalar of `credentials`. */}}
{{- define "pullpass.inline" -}}
{{- if kindIs "map" . -}}
{{- if or (hasKey . "value") (hasKey . "args") }}true{{ end -}}
{{- range . }}{{ include "pullpass.inline" . }}{{ end -}}
{{- else if kindIs "slice" . -}}
{{- range . }}{{ include "pullpass.inline" . }}{{ end -}}
{{- end -}}
{{- end -}}

{{/* "true" where the file must be a Secret. */}}
{{- define "pullpass.isConfidential" -}}
{{- $inline := "" -}}
{{- range .Values.config.registries -}}
{{- $inline = print $inline (include "pullpass.inline" .credentials) -}}
{{- end -}}
{{- if $inline }}true{{ end -}}
{{- end -}}

{{/* The Secrets that a part of `credentials` or `tls` refers to, a line each. */}}
{{- define "pullpass.references" -}}
{{- if kindIs "map" . -}}
{{- range $key, $child := . -}}
{{- if has $key (list "secretKeyRef" "secretRef") -}}
{{- with $child }}{{ printf "%s\n" .name }}{{ end -}}
{{- else -}}
{{- include "pullpass.references" $child -}}
{{- end -}}
{{- end -}}
{{- else if kindIs "slice" . -}}
{{- range . }}{{ include "pullpass.references" . }}{{ end -}}
{{- end -}}
{{- end -}}

{{/* The lists below are YAML lists of sorted, unique names, to be read with fromYamlArray. */}}

{{/* The Secrets that credentials, and certificates of registries' authorities, are read from. */}}
{{- define "pullpass.sourceNames" -}}
{{- $text := "" -}}
{{- range .Values.config.registries -}}
{{- $text = print $text (include "pullpass.references" .credentials) (include "pullpass.references" .tls) -}}
{{- end -}}
{{- splitList "\n" $text | compact | uniq | sortAlpha | toYaml -}}
{{- end -}}

{{/* The Secret of the anonymous try. */}}
{{- define "pullpass.anonymousName" -}}
{{- default "pullpass-anonymous" .Values.injection.anonymousSecretName -}}
{{- end -}}

{{/* Whether a registry has an anonymous try; the default is that of the configuration. */}}
{{- define "pullpass.triesAnonymously" -}}
{{- range .Values.config.registries -}}
{{- $tries := false -}}
{{- range .matchImages -}}
{{- if regexMatch `^(docker\.io|ghcr\.io|quay\.io|public\.ecr\.aws)(:[0-9]*)?(/|$)` . }}{{ $tries = true }}{{ end -}}
{{- end -}}
{{- /* A key that is left empty is none. */ -}}
{{- if not (kindIs "invalid" .anonymousFallback) }}{{ $tries = .anonymousFallback }}{{ end -}}
{{- if $tries -}}true{{- break -}}{{- end -}}
{{- end -}}
{{- end -}}

{{/* The Secrets that Pods are given: those of the configuration, and those that are still to be cleaned up. Takes the root context as
`root`, the masters of the cluster as `masters`, and `namespace` for a Role. */}}
{{- define "pullpass.copyNames" -}}
{{- $names := include "pullpass.keptNames" . | fromYamlArray -}}
{{- if include "pullpass.triesAnonymously" .root }}{{ $names = append $names (include "pullpass.anonymousName" .root) }}{{ end -}}
{{- range concat (default list .root.Values.config.registries) (default list .root.Values.config.retired) -}}
{{- /* One of `retired` with namespaces is of `also`. A registry's own are no part of its name. */ -}}
{{- if or .credentials (kindIs "invalid" .namespaces) (kindIs "map" .namespaces) -}}
{{- $names = append $names (default (printf "pullpass-%s" .name) .secretName) -}}
{{- end -}}
{{- end -}}
{{- range .root.Values.rbac.extraSecretNames -}}
{{- if not (hasPrefix "pullpass-master." .) }}{{ $names = append $names . }}{{ end -}}
{{- end -}}
{{- $names | uniq | sortAlpha | toYaml -}}
{{- end -}}

{{/* The master copies in the release's namespace. A dropped registry's is there, or is told from its Secret's name, or given itself. Takes
`root` and `masters`. */}}
{{- define "pullpass.masterNames" -}}
{{- $names := keys .masters -}}
{{- range concat (default list .root.Values.config.registries) (default list .root.Values.config.retired) -}}
{{- $names = append $names (printf "pullpass-master.%s" .name) -}}
{{- end -}}
{{- range .root.Values.rbac.extraSecretNames -}}
{{- if hasPrefix "pullpass-master." . -}}
{{- $names = append $names . -}}
{{- else if hasPrefix "pullpass-" . -}}
{{- $names = append $names (printf "pullpass-master.%s" (trimPrefix "pullpass-" .)) -}}
{{- end -}}
{{- end -}}
{{- $names | uniq | sortAlpha | toYaml -}}
{{- end -}}

{{/* The ServiceAccounts that registries name as `serviceAccount`. Takes the root context as `root`; with `each` those of every
namespace (perNamespace), otherwise those of the release's; with `annotated` only those of kinds that read annotations. */}}
{{- define "pullpass.accountNames" -}}
{{- $each := default false .each -}}
{{- $annotated := default false .annotated -}}
{{- $names := list -}}
{{- range .root.Values.config.registries -}}
{{- range $kind, $source := .credentials -}}
{{- if and (kindIs "map" $source) (hasKey (default dict $source) "serviceAccount") -}}
{{- $account := default dict $source.serviceAccount -}}
{{- $isMeant := eq $each (default false $account.perNamespace) -}}
{{- if and $isMeant (or (not $annotated) (has $kind (list "ecr" "ecrPublic" "gar" "acr"))) -}}
{{- $names = append $names $account.name -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $names | uniq | sortAlpha | toYaml -}}
{{- end -}}

{{- define "pullpass.leaseName" -}}
{{- include "pullpass.setting" (list . "keeper" "leaderElection" "leaseName") | default "pullpass" -}}
{{- end -}}

{{/* Whether a Pod decides where a Secret is placed: then the keeper looks whether it is there. */}}
{{- define "pullpass.placesLazily" -}}
{{- range .Values.config.registries -}}
{{- if eq (default "eager" .placement) "lazy" -}}true{{- break -}}{{- end -}}
{{- end -}}
{{- end -}}

{{/* "true" where the leader looks for Pods that cannot pull. */}}
{{- define "pullpass.heals" -}}
{{- if and (include "pullpass.isDeployment" .) (include "pullpass.setting" (list . "heal" "enabled")) }}true{{ end -}}
{{- end -}}

{{/* "true" where it evicts some. */}}
{{- define "pullpass.evicts" -}}
{{- if and (include "pullpass.heals" .) (eq "evict" (include "pullpass.setting" (list . "heal" "recreate"))) }}true{{ end -}}
{{- end -}}

{{- define "pullpass.servesTenants" -}}
{{- if include "pullpass.setting" (list . "keeper" "tenantSecrets" "enabled") }}true{{ end -}}
{{- end -}}
