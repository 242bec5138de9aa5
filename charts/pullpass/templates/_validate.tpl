{{/* The Job of a hook that reads a configuration with the program that will run with it. Takes a dict: root, name (what its own name ends in), args,
secret, and mayLack where the Secret is somebody else's: without it the program says what is missing, and nobody waits. */}}
{{- define "pullpass.validateJob" -}}
{{- $name := .name -}}
{{- $given := .args -}}
{{- $secret := .secret -}}
{{- $mayLack := .mayLack -}}
{{- with .root -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ include "pullpass.fullname" . }}-{{ $name }}
  namespace: {{ .Release.Namespace }}
  labels:
    {{- include "pullpass.labels" . | nindent 4 }}
    app.kubernetes.io/component: validate
  annotations:
    helm.sh/hook: pre-install,pre-upgrade,pre-rollback
    helm.sh/hook-weight: "-5"
    # One that failed stays to be looked at: until the next try, or until its hour is over.
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
    # Helm then says itself what is wrong.
    helm.sh/hook-output-log-policy: hook-failed
spec:
  backoffLimit: 2
  activeDeadlineSeconds: {{ .Values.validate.activeDeadlineSeconds }}
  ttlSecondsAfterFinished: 3600
  # A second look finds the same mistakes; a node that goes away is worth one.
  podFailurePolicy:
    rules:
      - action: FailJob
        onExitCodes:
          containerName: pullpass
          operator: In
          values: [1, 2]
  template:
    metadata:
      labels:
        {{- /* A mesh's sidecar would keep the Pod from ending. */}}
        {{- $own := dict "app.kubernetes.io/component" "validate" "sidecar.istio.io/inject" "false" }}
        {{- include "pullpass.labelsWith" (dict "root" . "more" (merge $own (default dict .Values.podLabels))) | nindent 8 }}
      annotations:
        {{- include "pullpass.podAnnotations" (dict "root" . "own" (dict "linkerd.io/inject" "disabled")) | nindent 8 }}
    spec:
      # It speaks to nobody, and before an installation there is no ServiceAccount of its own.
      automountServiceAccountToken: false
      {{- with include "pullpass.placement" . | trim }}
      {{- . | nindent 6 }}
      {{- end }}
      restartPolicy: Never
      containers:
        - name: pullpass
          {{- include "pullpass.container" (dict "root" . "isBare" true "args" (prepend $given "validate")) | nindent 10 }}
          # The mistakes stand in the Pod's status, too: kubectl describe shows them.
          terminationMessagePolicy: FallbackToLogsOnError
          volumeMounts:
            - name: config
              mountPath: /etc/pullpass
              readOnly: true
      volumes:
        - name: config
          secret:
            secretName: {{ $secret }}
            defaultMode: 0440
            {{- if $mayLack }}
            optional: true
            {{- end }}
{{- end -}}
{{- end -}}
