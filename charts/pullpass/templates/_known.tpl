{{/* What the cluster knows of registries that are configured no more: their Secrets are to go, and the keeper needs the right to. */}}

{{/* The masters of this installation that are in the release's namespace, as a YAML map from the name to the names of the Secrets in other
namespaces that it says; those of `also` with their namespace, as `namespace/name`. Nothing with `helm template` and `--dry-run=client`, which ask no cluster. */}}
{{- define "pullpass.knownMasters" -}}
{{- $masters := dict -}}
{{- if ne (toString .Values.rbac.lookup) "false" -}}
{{- $owner := printf "%s/%s" .Release.Namespace (include "pullpass.leaseName" .) -}}
{{- range (lookup "v1" "Secret" .Release.Namespace "").items -}}
{{- $name := .metadata.name -}}
{{- $labels := default dict .metadata.labels -}}
{{- $annotations := default dict .metadata.annotations -}}
{{- $isOurs := and (hasPrefix "pullpass-master." $name) (eq (toString (get $labels "pullpass.dev/master")) "true") (eq (toString (get $annotations "pullpass.dev/owner")) $owner) -}}
{{- if and $isOurs (lt (len $masters) 256) -}}
{{- /* Names that are looked at are bounded, for anybody may have written them: Helm would compare each with each. */ -}}
{{- $remembered := printf "%s,%s,%s" (trunc 8192 (toString (get $annotations "pullpass.dev/secret-names"))) (trunc 8192 (toString (get $annotations "pullpass.dev/anonymous-secret-names"))) (trunc 16384 (toString (get $annotations "pullpass.dev/also-secrets"))) -}}
{{- $names := splitList "," $remembered -}}
{{- $_ := set $masters $name ($names | compact | uniq) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- toYaml $masters -}}
{{- end -}}

{{/* The names of Secrets that the roles in force, of the last release and of those before (`-former`), let the keeper delete, as a YAML list. Takes the root context as
`root`, `namespace` for a Role, and `name` where the role has another name than the release. */}}
{{- define "pullpass.grantedNames" -}}
{{- $names := list -}}
{{- if ne (toString .root.Values.rbac.lookup) "false" -}}
{{- $kind := ternary "Role" "ClusterRole" (ne .namespace "") -}}
{{- $namespace := .namespace -}}
{{- $fullname := default (include "pullpass.fullname" .root) .name -}}
{{- range list $fullname (printf "%s-former" $fullname) -}}
{{- range (lookup "rbac.authorization.k8s.io/v1" $kind $namespace .).rules -}}
{{- if and (has "secrets" (default list .resources)) (has "delete" (default list .verbs)) -}}
{{- $names = concat $names (default list .resourceNames) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $names | uniq | toYaml -}}
{{- end -}}

{{/* The names of Secrets in other namespaces that masters remember and that are granted already, as a YAML list. Rights are kept with this
and never come by it: whoever may write Secrets in the release's namespace can write any name into a master. Takes `root`, `masters` (the
map above) and `namespace`. */}}
{{- define "pullpass.keptNames" -}}
{{- $kept := list -}}
{{- if .masters -}}
{{- $granted := include "pullpass.grantedNames" . | fromYamlArray -}}
{{- range $master, $names := .masters -}}
{{- range $names -}}
{{- if and (has . $granted) (lt (len $kept) 256) (not (hasPrefix "pullpass-master." .)) -}}
{{- $kept = append $kept . -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $kept | uniq | toYaml -}}
{{- end -}}
