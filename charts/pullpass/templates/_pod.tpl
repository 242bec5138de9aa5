{{/* What the Pods of the Deployment, the CronJob and the Jobs of hooks have in common. */}}

{{/*
The securityContext of Pods: a key that is null is left out, and on OpenShift the chart's own number of user and groups, too: there each
namespace has a range of its own, and a Pod with another number is refused.
*/}}
{{- define "pullpass.podSecurityContext" -}}
{{- $isOpenShift := .Capabilities.APIVersions.Has "security.openshift.io/v1" -}}
{{- $context := dict -}}
{{- range $key, $value := .Values.podSecurityContext -}}
{{- $isOwnNumber := and (has $key (list "runAsUser" "runAsGroup" "fsGroup")) (eq (toString $value) "65532") -}}
{{- if not (or (kindIs "invalid" $value) (and $isOpenShift $isOwnNumber)) -}}
{{- $_ := set $context $key $value -}}
{{- end -}}
{{- end -}}
{{- with $context }}{{ toYaml . }}{{ end -}}
{{- end -}}

{{/* The securityContext of containers: a key that is null is left out. */}}
{{- define "pullpass.containerSecurityContext" -}}
{{- $context := dict -}}
{{- range $key, $value := .Values.containerSecurityContext -}}
{{- if not (kindIs "invalid" $value) }}{{ $_ := set $context $key $value }}{{ end -}}
{{- end -}}
{{- with $context }}{{ toYaml . }}{{ end -}}
{{- end -}}

{{- define "pullpass.podSettings" -}}
serviceAccountName: {{ include "pullpass.serviceAccountName" . }}
{{ include "pullpass.speakingSettings" . }}
{{- end -}}

{{/* The same without its ServiceAccount. */}}
{{- define "pullpass.speakingSettings" -}}
# The keeper speaks to the API server.
automountServiceAccountToken: true
{{- with include "pullpass.placement" . | trim }}
{{ . }}
{{- end }}
{{- end -}}

{{/* Where Pods run and how they are confined: all but who they are. */}}
{{- define "pullpass.placement" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with include "pullpass.podSecurityContext" . }}
securityContext:
  {{- . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Takes a dict: root, args, the list of the command's words, and isBare where there is no environment, parts of which may come from
Secrets that are not there yet. */}}
{{- define "pullpass.container" -}}
{{- $root := .root -}}
image: {{ include "pullpass.image" $root | quote }}
imagePullPolicy: {{ $root.Values.image.pullPolicy }}
args:
  {{- range .args }}
  - {{ . | quote }}
  {{- end }}
{{- if not .isBare }}
env:
  - name: POD_NAMESPACE
    valueFrom:
      fieldRef:
        fieldPath: metadata.namespace
  - name: POD_NAME
    valueFrom:
      fieldRef:
        fieldPath: metadata.name
  {{- with $root.Values.env }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
{{- with include "pullpass.containerSecurityContext" $root }}
securityContext:
  {{- . | nindent 2 }}
{{- end }}
{{- with $root.Values.resources }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The arguments of serve and sync, as a YAML list. */}}
{{- define "pullpass.commonArgs" -}}
{{- concat (include "pullpass.readingArgs" . | fromYamlArray) (list "--configuration-secret" (include "pullpass.configurationSecretName" .)) (.Values.pullRegistries.enabled | ternary (list "--pull-registries") list) | toYaml -}}
{{- end -}}

{{/* Those of them that check has as well: it reads the file alone. */}}
{{- define "pullpass.readingArgs" -}}
{{- $args := list "--config" "/etc/pullpass/config.yaml" "--namespace" "$(POD_NAMESPACE)" -}}
{{- with .Values.rbac.namespaces -}}
{{- $args = concat $args (list "--only-namespaces" (join "," .)) -}}
{{- end -}}
{{- toYaml $args -}}
{{- end -}}

{{/* Whole folders and never single files (subPath), so that changes arrive. */}}
{{- define "pullpass.mounts" -}}
- name: config
  mountPath: /etc/pullpass
  readOnly: true
{{- if .Values.serviceAccount.tokens }}
- name: tokens
  mountPath: /var/run/secrets/pullpass/tokens
  readOnly: true
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "pullpass.volumes" -}}
- name: config
  # Optional, so that a Pod starts where somebody has deleted it: the last good configuration stands in for it.
  {{- if include "pullpass.isConfidential" . }}
  secret:
    secretName: {{ include "pullpass.fullname" . }}-config
    defaultMode: 0440
    optional: true
  {{- else }}
  configMap:
    name: {{ include "pullpass.fullname" . }}-config
    defaultMode: 0440
    optional: true
  {{- end }}
{{- with .Values.serviceAccount.tokens }}
- name: tokens
  projected:
    defaultMode: 0440
    sources:
      {{- range . }}
      - serviceAccountToken:
          audience: {{ .audience | quote }}
          path: {{ .path | quote }}
          expirationSeconds: {{ default 3600 .expirationSeconds | int }}
      {{- end }}
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}
