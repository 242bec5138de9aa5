internal import Text
internal import YAML

extension Draft {
    /// regcred-injector: a webhook that puts one Secret, `regcred`, into every Pod, and makes it in its namespace.
    mutating func readRegcredInjector() {
        var settings = Settings()
        var namespace = toolNamespace
        for document in values {
            let docker = document.node["docker"]
            for (variable, key) in [("DOCKER_REGISTRY", "registry"), ("DOCKER_USERNAME", "username")] {
                if let node = docker?[key] { settings.take(variable, node, nil, document.place(of: node)) }
            }
        }
        var secret = (name: fullname, key: "password")
        for (document, container) in workloads {
            settings.take(container: container, in: document)
            namespace = document.namespace ?? namespace
            if let reference = settings.all["DOCKER_PASSWORD"]?.reference { secret = (reference.secret, reference.key) }
        }
        selectAll(but: [])
        guard let host = Host.pattern(settings["DOCKER_REGISTRY"] ?? "https://index.docker.io/v1/") else {
            return leave("docker.registry is no host that an image could come from")
        }
        guard let user = settings["DOCKER_USERNAME"], Printable.visible(user) == user else {
            return leave(
                "docker.username is not in the input: give the values that it was installed with (helm get values \(release))"
            )
        }
        guard KubernetesName.isValid(secret.name) else { return leave("its Secret has no name of Kubernetes'") }
        let ours = bring(secret.name, from: namespace)
        add(
            MovedRegistry(
                name: "regcred",
                matchImages: [host],
                secretName: "regcred",
                credential: .basic(username: .text(user), password: .reference(secret: ours, key: secret.key))
            )
        )
        note("a Pod gets the Secret where one of its images is from \(host), and not whatever its images are")
        note("a password that changes is spread by itself, also to namespaces that have the Secret already")
        stopWorkloads()
        remove("kubectl delete mutatingwebhookconfiguration \(fullname) --ignore-not-found")
    }
}
