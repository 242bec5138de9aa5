internal import Names

/// The hand-over in an order that leaves no Pod without a Secret: ours beside the other tool's, looked at, and only then the other one's end.
struct Handover {
    private let draft: Draft
    private var namespace: String { draft.options.namespace }

    init(_ draft: Draft) { self.draft = draft }

    /// A script for a shell, which stops at the first command that fails.
    var script: String {
        let steps = [secrets, labels, install, check, stop, adoptions, look, restarts, removal]
        var text = """
            #!/bin/sh
            # From \(draft.tool.rawValue) to Pullpass: read each step before you run it.
            set -eu

            """
        var number = 0
        for step in steps where !step.commands.isEmpty {
            number += 1
            text += "\n# \(number). \(step.title)\n" + step.commands.joined(separator: "\n") + "\n"
        }
        return text
    }

    /// What the credentials come from.
    ///
    /// A credential stands in no command: it would be in the list of processes, and in a shell's history.
    private var secrets: Step {
        var commands = ["kubectl create namespace \(namespace) --dry-run=client --output yaml | kubectl apply -f -"]
        for source in draft.sources {
            switch source.origin {
            case .copy(namespace, source.name): continue
            case .copy(let from, let name):
                commands.append(
                    """
                    kubectl --namespace \(from) get secret \(name) --output jsonpath='{"apiVersion: v1\\nkind: Secret\\nmetadata: {name: \(source.name)}\\ntype: "}{.type}{"\\ndata: "}{.data}{"\\n"}' \
                    | kubectl --namespace \(namespace) apply --server-side -f -
                    """
                )
            case .typed(let keys):
                let isDockerConfig = keys.map(\.key) == [".dockerconfigjson"]
                let file = isDockerConfig ? "\(source.name).json" : "\(source.name).env"
                commands.append("# \(file), which only you can read (umask 077), has what stands in:")
                commands += keys.map { isDockerConfig ? "#   \($0.place)" : "#   \($0.key)=   \($0.place)" }
                commands.append(
                    isDockerConfig
                        ? "kubectl --namespace \(namespace) create secret generic \(source.name) --type=kubernetes.io/dockerconfigjson --from-file=.dockerconfigjson=\(file)"
                        : "kubectl --namespace \(namespace) create secret generic \(source.name) --from-env-file=\(file)"
                )
            }
        }
        return Step(title: "Pullpass' namespace, and the Secrets that its credentials come from.", commands: commands)
    }

    private var labels: Step {
        var commands = draft.labelling
        if case .labelled(let names) = draft.selection, !names.isEmpty {
            commands.append(
                "kubectl label --overwrite namespace \(names.joined(separator: " ")) \(PullpassKey.inject)=\(InjectValue.enabled[0])"
            )
        }
        return Step(title: "Which namespaces.", commands: commands)
    }

    private var install: Step {
        Step(
            title:
                "Pullpass beside it, which goes on meanwhile; values.yaml is what `pullpass migrate --output values` prints.",
            commands: [
                "pullpass validate --values values.yaml",
                """
                helm install pullpass oci://ghcr.io/pullpass/charts/pullpass --version \(draft.options.version) \
                --namespace \(namespace) --values values.yaml --wait
                """,
            ]
        )
    }

    private var check: Step {
        Step(
            title: "Does each registry take its credential? Go on only if it does.",
            commands: [
                // What could not be tried must not take over from what works.
                "kubectl --namespace \(namespace) exec deploy/pullpass -- /pullpass check --strict --config /etc/pullpass/config.yaml"
            ]
        )
    }

    private var stop: Step {
        Step(
            title: "Stop it. Its Secrets stay as they are, and good for as long as their credentials.",
            commands: draft.stopping
        )
    }

    /// Secrets that keep their names, which Pullpass leaves alone until they bear its mark.
    private var adoptions: Step {
        Step(
            title:
                "Hand its Secrets over as they stand, with their names and UIDs: no Pod has to be restarted, and none is without one meanwhile.",
            commands: draft.registries.compactMap(adoption)
        )
    }

    /// Secrets with new names are in no Pod that runs.
    private var restarts: Step {
        var loops: [String] = []
        for registry in draft.registries where registry.secretName == nil {
            let loop = loop(
                registry.scope,
                [#"kubectl --namespace "$namespace" rollout restart deployment,statefulset,daemonset"#]
            )
            if !loops.contains(loop) { loops.append(loop) }
        }
        return Step(
            title:
                "Secrets with new names are in Pods that are made from now on: make those that run anew, before the old Secrets go.",
            commands: loops
        )
    }

    /// Does the same in each namespace that a registry's rule is for.
    ///
    /// The names come by a variable, so that a command that fails ends the script.
    private func loop(_ scope: Scope, _ body: [String]) -> String {
        var names = scope.names.filter(KubernetesName.isValid).joined(separator: " ")
        var head = ""
        if scope.names.isEmpty || !scope.names.allSatisfy(KubernetesName.isValid) {
            let selectors =
                [draft.selection.labelSelector(own: namespace)] + scope.labels.map { "\($0.key)=\($0.value)" }
            head = "namespaces=$(kubectl get namespaces --selector '\(selectors.joined(separator: ","))' --output name"
            if let expression = Draft.expression(of: scope.names) { head += " | { grep -E '\(expression)' || true; }" }
            head += ")\n"
            names = "$namespaces"
        }
        let lines = [#"namespace=${namespace#namespace/}"#] + body
        return "\(head)for namespace in \(names); do\n" + lines.map { "  \($0)\n" }.joined() + "done"
    }

    /// Where a Secret says whose it is, for kubectl.
    private static let ownerPath =
        "{.metadata.annotations.\(PullpassKey.owner.split(separator: ".").joined(separator: "\\."))}"

    /// Marks a Secret as ours by an apply of our field manager, upon which the keeper writes what it should hold.
    ///
    /// Only where a rule is for the namespace: elsewhere it would be removed, and it may be somebody else's. And none that has an owner already:
    /// where the tool had no Secret we have made one, and an apply of the same manager would take away all that it does not say.
    private func adoption(of registry: MovedRegistry) -> String? {
        guard let secret = registry.secretName else { return nil }
        var body = [
            #"owner=$(kubectl --namespace "$namespace" get secret \#(secret) --output jsonpath='\#(Self.ownerPath)' 2>/dev/null) || continue"#,
            #"[ -z "$owner" ] || continue"#,
        ]
        if draft.tool.habits.ownsSecrets {
            let patch = #"{"metadata":{"ownerReferences":null}}"#
            body.append(#"kubectl --namespace "$namespace" patch secret \#(secret) --type merge --patch '\#(patch)'"#)
        }
        let metadata =
            "metadata: {name: \(secret), annotations: {\(PullpassKey.owner): \(namespace)/\(ClusterNames.standard)}}"
        body += [
            #"printf '%s\n' 'apiVersion: v1' 'kind: Secret' '\#(metadata)' \"#,
            #"  | kubectl --namespace "$namespace" apply --server-side --force-conflicts --field-manager=\#(ClusterNames.fieldManager) -f -"#,
        ]
        return loop(registry.scope, body)
    }

    private var look: Step {
        Step(
            title: "Are all there? Each registry has as many copies present as are wanted.",
            commands: ["pullpass status --namespace \(namespace)"]
        )
    }

    private var removal: Step {
        let old = draft.abandoned.map { old in
            loop(old.scope, [#"kubectl --namespace "$namespace" delete secret \#(old.secret) --ignore-not-found"#])
        }
        return Step(title: "Take it away, once you have looked at what goes with it.", commands: old + draft.removal)
    }
}
