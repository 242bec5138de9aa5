internal import Names
internal import Text
internal import YAML

extension Draft {
    /// k8s-ecr-login-renew: one token of ECR in a Secret of the namespaces that it is told.
    mutating func readECRLoginRenew() {
        var settings = Settings()
        var namespace = toolNamespace
        for document in values { takeValues(document, &settings) }
        for (document, container) in workloads {
            settings.take(container: container, in: document)
            namespace = document.namespace ?? namespace
        }
        let name = settings["DOCKER_SECRET_NAME"] ?? "k8s-ecr-login-renew-docker-secret"
        guard KubernetesName.isValid(name) else { return leave("DOCKER_SECRET_NAME is no name of a Secret") }
        let given = Settings.list(settings["DOCKER_REGISTRIES"] ?? "")
        let hosts = given.compactMap(Host.pattern)
        if hosts.count < given.count { leave("an entry of DOCKER_REGISTRIES is no host that an image could come from") }
        guard let region = settings["AWS_REGION"] ?? settings["AWS_DEFAULT_REGION"], let any = Host.ecr(region: region)
        else {
            return leave("its region, AWS_REGION or awsRegion, is not in the input")
        }
        if hosts.isEmpty {
            note(
                "\(any) is for all accounts of the region: write the account in place of the * where you know it, since other readers of Secrets than the kubelet know no *"
            )
        }
        let excluded = settings.list("EXCLUDE_NAMESPACE")
        let told = settings.list("TARGET_NAMESPACE")
        let targets = (told.isEmpty ? ["default"] : told).filter { !Self.isLeftOut($0, by: excluded) }
        guard !targets.isEmpty else {
            return leave("EXCLUDE_NAMESPACE takes out all that TARGET_NAMESPACE names: no namespace is left")
        }
        let rule = select(targets, but: excluded, for: name)
        add(
            MovedRegistry(
                name: "ecr",
                matchImages: hosts.isEmpty ? [any] : hosts,
                secretName: name,
                // Hosts name their regions themselves.
                credential: .ecr(region: nil, keys: keys(settings, namespace), role: nil),
                scope: rule
            )
        )
        note(
            "manifests go on naming \(name), which keeps its name; new ones need not: Pods get the name by the webhook"
        )
        stopWorkloads()
    }

    private mutating func keys(_ settings: Settings, _ namespace: String) -> (
        id: MovedRegistry.Value, secret: MovedRegistry.Value
    )? {
        guard let id = settings.all["AWS_ACCESS_KEY_ID"], let key = settings.all["AWS_SECRET_ACCESS_KEY"] else {
            note(
                "it has no keys of AWS': give Pullpass' ServiceAccount the identity that it has (serviceAccount.annotations of the chart)"
            )
            return nil
        }
        if let first = id.reference, let second = key.reference, KubernetesName.isValid(first.secret),
            KubernetesName.isValid(second.secret)
        {
            return (
                .reference(secret: bring(first.secret, from: namespace), key: first.key),
                .reference(secret: bring(second.secret, from: namespace), key: second.key)
            )
        }
        let typed = [("AWS_ACCESS_KEY_ID", id.place), ("AWS_SECRET_ACCESS_KEY", key.place)]
        need(SourceSecret(name: "ecr-keys", origin: .typed(typed.map { (key: $0.0, place: $0.1) })))
        return (.reference(secret: "ecr-keys", key: typed[0].0), .reference(secret: "ecr-keys", key: typed[1].0))
    }

    /// What the chart makes of its values.
    private func takeValues(_ document: Document, _ settings: inout Settings) {
        let names = [
            ("AWS_REGION", "awsRegion"), ("DOCKER_SECRET_NAME", "dockerSecretName"),
            ("TARGET_NAMESPACE", "targetNamespace"),
            ("EXCLUDE_NAMESPACE", "excludeNamespace"), ("DOCKER_REGISTRIES", "registries"),
        ]
        for (variable, value) in names {
            if let node = document.node[value] { settings.take(variable, node, nil, document.place(of: node)) }
        }
        let aws = document.node["aws"]
        if let aws, aws.isNull { return }
        let secret = aws?.text("secretName") ?? "k8s-ecr-login-renew-aws-secret"
        for (variable, key) in [("AWS_ACCESS_KEY_ID", "accessKeyId"), ("AWS_SECRET_ACCESS_KEY", "secretAccessKey")] {
            let name = aws?["secretKeys"]?[key]?.string ?? variable
            let pair = [("name", secret), ("key", name)].map { YAMLEntry(key: $0.0, value: YAMLNode(.string($0.1))) }
            let reference = YAMLNode(.mapping([YAMLEntry(key: "secretKeyRef", value: YAMLNode(.mapping(pair)))]))
            settings.take(variable, nil, reference, document.place(of: document.node))
        }
    }
}
