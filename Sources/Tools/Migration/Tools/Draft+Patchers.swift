internal import Names
internal import Text
internal import YAML

/// What the two imagepullsecret-patchers do unless somebody says otherwise.
private struct PatcherDefaults {
    let secretName: String
    let excluded: String
}

extension Draft {
    /// imagepullsecret-patcher, the first one and its successor: one Docker configuration in a Secret of every namespace, and its name in ServiceAccounts.
    mutating func readPatcher() {
        let isSuccessor = tool == .tamcore
        let defaults = PatcherDefaults(
            secretName: isSuccessor ? "global-imagepullsecret" : "image-pull-secret",
            excluded: isSuccessor ? "kube-*" : ""
        )
        let flags = [
            "dockerconfigjson", "dockerconfigjsonpath", "secretname", "excluded-namespaces", "serviceaccounts",
            "allserviceaccount", "force", "managedonly", "runonce", "delete-pods", "exclude-annotation",
        ].reduce(into: [String: String]()) { names, flag in
            let word = flag.uppercased().split(separator: "-").joined(separator: "_")
            names[flag] = "CONFIG_" + word
        }
        var settings = Settings()
        var path: String?
        var namespace = toolNamespace
        for document in values { settings.take(document.node["env"], in: document) }
        for (document, container) in workloads {
            settings.take(container: container, in: document, flags: flags)
            namespace = document.namespace ?? namespace
            path = mountedSecret(document, container, settings["CONFIG_DOCKERCONFIGJSONPATH"])
        }
        for document in values where path == nil {
            path = mountedSecret(
                document.node["volumes"],
                document.node["volumeMounts"],
                settings["CONFIG_DOCKERCONFIGJSONPATH"]
            )
        }
        let name = settings["CONFIG_SECRETNAME"] ?? defaults.secretName
        guard KubernetesName.isValid(name) else { return leave("CONFIG_SECRETNAME is no name of a Secret") }
        let excluded = settings["CONFIG_EXCLUDED_NAMESPACES"] ?? defaults.excluded
        selectAll(but: Settings.list(excluded), annotation: settings["CONFIG_EXCLUDE_ANNOTATION"])
        addPatched(name, settings, path, namespace, isDefaultExcluded: Settings.list(excluded).contains("default"))
        notePatcherHabits(settings, name)
        stopWorkloads()
    }

    private mutating func addPatched(
        _ name: String,
        _ settings: Settings,
        _ mounted: String?,
        _ namespace: String,
        isDefaultExcluded: Bool
    ) {
        var hosts: [String]?
        let secret: String
        let coded = values.compactMap { $0.node.text("dockerConfigJsonBase64Encoded") }.first
        if let mounted {
            guard KubernetesName.isValid(mounted) else { return leave("the mounted Secret has no name of Kubernetes'") }
            hosts = self.secret(mounted, in: namespace)?.hosts
            secret = bring(mounted, from: namespace)
        } else if let coded {
            hosts = Base64.decode(String(coded.trimmed)).flatMap { Self.hosts($0) }
            secret = bring("\(fullname)-dockerconfigjson", from: namespace)
        } else if let setting = settings.all["CONFIG_DOCKERCONFIGJSON"] {
            hosts = setting.text.flatMap { Self.hosts(Array($0.utf8)) }
            if isDefaultExcluded {
                need(SourceSecret(name: name, origin: .typed([(".dockerconfigjson", setting.place)])))
                secret = name
            } else {
                // It is an environment variable, and the same as in every Secret that was made of it.
                secret = bring(name, from: "default")
            }
        } else {
            return leave(
                "its Docker configuration is not in the input: give the Deployment, or the values with volumes and volumeMounts"
            )
        }
        if hosts == nil || hosts?.isEmpty == true { noteUnknownHosts(name) }
        add(
            MovedRegistry(
                name: name,
                matchImages: hosts ?? [],
                secretName: name,
                credential: .dockerConfig(secret: secret)
            )
        )
    }

    private mutating func notePatcherHabits(_ settings: Settings, _ name: String) {
        let accounts =
            settings.isSet("CONFIG_ALLSERVICEACCOUNT") ? "all" : settings["CONFIG_SERVICEACCOUNTS"] ?? "default"
        note(
            """
            ServiceAccounts (\(Printable.line(accounts, limit: 120))) are not changed any more: Pods get the name by the webhook. Those that have it keep it, which does no harm. \
            Where a controller looks into ServiceAccounts before there is a Pod (Knative, Tekton, Argo Workflows), see serviceAccounts in the configuration
            """
        )
        if settings.isSet("CONFIG_DELETE_PODS") {
            note("Pods that cannot pull are not deleted any more: see heal.recreate in the configuration")
        }
        if settings.isSet("CONFIG_RUNONCE") {
            note("instead of one round by a CronJob the keeper runs all the time; pullpass sync --once does one")
        }
        if tool == .tamcore {
            note(
                "an annotation on a ServiceAccount or Secret that takes it out is not read: a Pod opts out by the label \(PullpassKey.inject)=\(InjectValue.disabled[0])"
            )
        } else if settings["CONFIG_FORCE"] != "false" {
            note(
                "Secret \(name) of somebody else's is not overwritten by Pullpass, which writes an Event on it: the hand-over below takes all of that name over, so look at them before"
            )
        }
    }

    private static func hosts(_ bytes: [UInt8]) -> [String]? {
        InputSecret.hosts(ofDockerConfig: String(decoding: bytes, as: UTF8.self))
    }

    private func mountedSecret(_ document: Document, _ container: YAMLNode, _ path: String?) -> String? {
        mountedSecret(document.podSpec?["volumes"], container["volumeMounts"], path)
    }

    /// The Secret of the volume in which a path lies.
    private func mountedSecret(_ volumes: YAMLNode?, _ mounts: YAMLNode?, _ path: String?) -> String? {
        guard let path else { return nil }
        let mount = mounts?.sequence?.first { path.hasPrefix($0.text("mountPath") ?? "\n") }
        let volume = volumes?.sequence?.first { $0.text("name") == mount?.text("name") }
        return volume?.text("secret", "secretName")
    }

    /// Every Pod gets a Secret whose hosts nobody knows, as it does now.
    mutating func noteUnknownHosts(_ name: String) {
        note(
            "the hosts of \(name) are in a Secret that is not in the input, so every Pod gets it, as now (always): add that Secret to the input (kubectl get secret --output yaml, -f -) to have matchImages"
        )
    }
}
