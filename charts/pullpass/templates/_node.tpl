{{/* What is there once for each node: the DaemonSets of `node`. Those of `prepull` share what makes a Pod cheap. */}}

{{/* "true" where nodes' kubelets are given credentials, or these are taken away again. */}}
{{- define "pullpass.hasNodes" -}}
{{- if or .Values.node.plugin.enabled .Values.node.configJSON.enabled }}true{{ end -}}
{{- end -}}

{{/* The Secret with the configuration of the nodes. */}}
{{- define "pullpass.nodeSecretName" -}}
{{- default (printf "%s-node" (include "pullpass.fullname" .)) .Values.node.existingSecret -}}
{{- end -}}

{{/* The nodes' configuration file: what is written, and no more. */}}
{{- define "pullpass.nodeConfig" -}}
{{- $config := deepCopy (default dict .Values.node.config) -}}
{{- $_ := set $config "apiVersion" "pullpass.dev/v1alpha1" -}}
{{- $_ := set $config "kind" "Configuration" -}}
{{- toYaml $config -}}
{{- end -}}

{{/* How a DaemonSet replaces its Pods, and what they are called. Takes a dict: root, component, maxUnavailable. */}}
{{- define "pullpass.daemonSetHead" -}}
selector:
  matchLabels:
    {{- include "pullpass.selectorLabels" .root | nindent 4 }}
    app.kubernetes.io/component: {{ .component }}
updateStrategy:
  type: RollingUpdate
  rollingUpdate:
    maxUnavailable: {{ .maxUnavailable }}
{{- end -}}

{{/* The metadata of such a Pod. Takes a dict: root, component, and checksum of what its work is made of. */}}
{{- define "pullpass.daemonPodMetadata" -}}
# A mesh's sidecar would cost more than the Pod.
labels:
  {{- $own := dict "app.kubernetes.io/component" .component "sidecar.istio.io/inject" "false" }}
  {{- include "pullpass.labelsWith" (dict "root" .root "more" $own) | nindent 2 }}
annotations:
  linkerd.io/inject: disabled
  {{- with .checksum }}
  # What has changed is done again, on one node after the other.
  pullpass.dev/checksum: {{ . }}
  {{- end }}
{{- end -}}

{{/* Where such a Pod runs: on every machine that is one. It speaks to no API server. Takes a dict: root, and part of the values. */}}
{{- define "pullpass.everyNode" -}}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: 1
{{- with .part.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .part.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .part.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
        # What stands for a cloud's service has no kubelet and no images to keep.
        - matchExpressions:
            - key: type
              operator: NotIn
              values: [virtual-kubelet]
            - key: eks.amazonaws.com/compute-type
              operator: NotIn
              values: [fargate]
{{- end -}}

{{/* The container that stays once the work is done. Takes a dict: root, resources, securityContext as YAML. */}}
{{- define "pullpass.pausing" -}}
image: {{ include "pullpass.image" .root | quote }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
args: [pause]
{{- with .securityContext }}
securityContext:
  {{- . | nindent 2 }}
{{- end }}
{{- with .resources }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The securityContext of a container that writes files of a node: its root user, and nothing else that root could do. Takes a dict: root, and
chroots where it runs programs of the node. */}}
{{- define "pullpass.nodeWriter" -}}
runAsUser: 0
runAsGroup: 0
runAsNonRoot: false
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL]{{ if .chroots }}, add: [SYS_CHROOT]{{ end }} }
{{- with .root.Values.node.seLinuxOptions }}
seLinuxOptions:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* "true" where the plugin's installation runs programs of the node, in the node's own root: to restart the kubelet, or to ask for its version. */}}
{{- define "pullpass.runsNodesPrograms" -}}
{{- $plugin := .Values.node.plugin -}}
{{- if or $plugin.restart (not (or $plugin.remove $plugin.kubeletVersion)) }}true{{ end -}}
{{- end -}}

{{/* That of the container which stays once the work is done. */}}
{{- define "pullpass.nobody" -}}
runAsUser: 65532
runAsGroup: 65532
runAsNonRoot: true
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{/* The container that writes config.json. The folders are where they are on the node: the program knows its own entries by the path. Takes a
dict: root, args. */}}
{{- define "pullpass.configJSONContainer" -}}
{{- $root := .root -}}
{{- $json := $root.Values.node.configJSON -}}
image: {{ include "pullpass.image" $root | quote }}
imagePullPolicy: {{ $root.Values.image.pullPolicy }}
args:
  {{- range .args }}
  - {{ . | quote }}
  {{- end }}
{{- with $root.Values.node.env }}
env:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- include "pullpass.nodeWriter" (dict "root" $root "chroots" false) | nindent 2 }}
{{- with $root.Values.node.resources }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
# What is wrong stands in the Pod's status, too: kubectl describe shows it.
terminationMessagePolicy: FallbackToLogsOnError
volumeMounts:
  {{- if not $json.remove }}
  - name: config
    mountPath: /etc/pullpass
    readOnly: true
  {{- end }}
  - name: folder
    mountPath: {{ dir $json.path | quote }}
    # Below the kubelet's folder are the volumes of all Pods: without this, one that is unmounted on the node would stay in use here.
    mountPropagation: HostToContainer
  # Which entries of the file are Pullpass' own.
  - name: state
    mountPath: /var/lib/pullpass
{{- end -}}

{{/* What of a node the plugin's installation is shown where it has no privileges, as a YAML list of `path`, `type` and `readOnly`: where the plugin,
its configuration and the kubelet's flags stand, and the units that tell which flags there are. */}}
{{- define "pullpass.pluginFolders" -}}
{{- $plugin := .Values.node.plugin -}}
{{- $rancher := "/var/lib/rancher/credentialprovider" -}}
{{- $units := list "/etc/systemd/system" "/usr/lib/systemd/system" -}}
{{- $flavours := dict
  "k3s" (dict "bin" $rancher "config" $rancher "writes" (list "/etc/rancher/k3s") "reads" $units)
  "rke2" (dict "bin" $rancher "config" $rancher "writes" (list "/etc/rancher/rke2") "reads" (append $units "/usr/local/lib/systemd/system"))
  "kubeadm" (dict "bin" "/usr/local/bin" "config" "/etc/kubernetes" "writes" (list "/etc/default" "/etc/sysconfig") "reads" $units
    "files" (list "/var/lib/kubelet/kubeadm-flags.env"))
  "eks" (dict "bin" "/etc/eks/image-credential-provider" "config" "/etc/eks/image-credential-provider" "writes" (list "/etc/systemd/system")
    "reads" (list "/etc/eks/kubelet" "/usr/lib/systemd/system"))
  "aks" (dict "bin" "/var/lib/kubelet" "config" "/var/lib/kubelet" "writes" (list "/etc/default") "reads" $units)
  "oke" (dict "bin" "/usr/local/bin" "config" "/etc/kubernetes" "writes" list "reads" (concat $units (list "/etc/default" "/etc/sysconfig")))
  "generic" (dict "writes" list "reads" $units)
-}}
{{- $flavour := get $flavours $plugin.flavour -}}
{{- $config := $flavour.config -}}
{{- /* Only a name that ends so is surely a folder, which may be made: of a file, whatever its name, the folder above is shown, in which it is replaced. */ -}}
{{- with $plugin.configPath }}{{ $config = ternary . (dir .) (hasSuffix ".d" .) }}{{ end -}}
{{- $writes := concat (list "/etc/pullpass" "/var/lib/pullpass" $config (default $flavour.bin $plugin.binDir)) $flavour.writes | uniq | sortAlpha -}}
{{- $shown := list -}}
{{- range $writes }}{{ $shown = append $shown (dict "path" . "type" "DirectoryOrCreate" "readOnly" false) }}{{ end -}}
{{- range $flavour.reads -}}
{{- if not (has . $writes) }}{{ $shown = append $shown (dict "path" . "type" "DirectoryOrCreate" "readOnly" true) }}{{ end -}}
{{- end -}}
{{- range $flavour.files }}{{ $shown = append $shown (dict "path" . "type" "File" "readOnly" true) }}{{ end -}}
{{- $shown | toYaml -}}
{{- end -}}
