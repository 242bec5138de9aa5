internal import Text
internal import YAML

extension Draft {
    /// upmc-enterprises/registry-creds: up to four credentials, each a Secret in every namespace; its texts come from Secrets beside it.
    mutating func readRegistryCreds() {
        var settings = Settings()
        var namespace = toolNamespace
        var flags: [String: String] = [:]
        for name in Self.flagsOfRegistryCreds { flags[name] = name }
        for (document, container) in workloads {
            settings.take(container: container, in: document, flags: flags)
            namespace = document.namespace ?? namespace
            takeGoogleFile(document, namespace, &settings)
        }
        for document in values {
            for part in ["aws", "docker", "acr"] { takeValues(document.node[part], in: document, &settings) }
            if let gcr = document.node["gcr"], let key = gcr.scalar("credentials"), key != "changeme" {
                settings.take("gcr", nil, reference("\(fullname)-gce", Self.googleKey), document.place(of: gcr))
                settings.take("gcrurl", gcr["gcrurl"], nil, document.place(of: gcr))
            }
        }
        // Without a Deployment in the input its Secrets have the names that its manual gives them.
        for document in documents where workloads.isEmpty { takeSecret(document, &settings) }
        selectAll(but: settings["skip-kube-system"] == "false" ? [] : ["kube-system"])
        note("the default ServiceAccounts keep the names that they have, which does no harm")
        addECR(settings, namespace)
        addPassword(settings, namespace, secretName: settings["dpr-secret-name"] ?? "dpr-secret", Self.privateRegistry)
        addPassword(settings, namespace, secretName: settings["acr-secret-name"] ?? "acr-secret", Self.azure)
        addGoogle(settings, namespace)
        stopWorkloads()
        if registries.isEmpty {
            leave(
                "no credential in the input says for which registry it is: add its Secrets (kubectl --namespace \(namespace) get secrets --selector app=registry-creds --output yaml, -f -)"
            )
        }
    }

    private static let flagsOfRegistryCreds = [
        "aws-secret-name", "dpr-secret-name", "gcr-secret-name", "acr-secret-name", "gcr-url", "aws-region",
        "dpr-server",
        "acr-url", "skip-kube-system", "aws_assume_role",
    ]
    private static let googleKey = "application_default_credentials.json"
    private static let privateRegistry = [
        "DOCKER_PRIVATE_REGISTRY_SERVER", "DOCKER_PRIVATE_REGISTRY_USER", "DOCKER_PRIVATE_REGISTRY_PASSWORD",
    ]
    private static let azure = ["ACR_URL", "ACR_CLIENT_ID", "ACR_PASSWORD"]

    /// What a setting says, in the input or in a Secret of the input; nothing where it says what its example does.
    private func text(_ name: String, _ settings: Settings, _ namespace: String) -> String? {
        guard let setting = settings.all[name] else { return nil }
        let text = setting.text ?? setting.reference.flatMap { secret($0.secret, in: namespace)?.text($0.key) }
        return text.flatMap { ["", "changeme"].contains(String($0.trimmed)) ? nil : String($0.trimmed) }
    }

    /// Whether a setting is there at all, for a person who is asked to give what it refers to.
    private mutating func addECR(_ settings: Settings, _ namespace: String) {
        guard let account = text("awsaccount", settings, namespace) else {
            return askFor("awsaccount", settings, namespace)
        }
        let region = text("awsregion", settings, namespace) ?? settings["aws-region"] ?? "us-east-1"
        let hosts = Settings.list(account).compactMap { Host.ecr(region: region, account: $0) }
        guard !hosts.isEmpty else {
            return leave("awsaccount or awsregion is none: no host of ECR can be made of them")
        }
        var keys: (id: MovedRegistry.Value, secret: MovedRegistry.Value)?
        if let id = settings.reference("AWS_ACCESS_KEY_ID"),
            let key = settings.reference("AWS_SECRET_ACCESS_KEY"),
            KubernetesName.isValid(id.secret), KubernetesName.isValid(key.secret),
            isFilled("AWS_ACCESS_KEY_ID", settings, namespace)
        {
            keys = (
                .reference(secret: bring(id.secret, from: namespace), key: id.key),
                .reference(secret: bring(key.secret, from: namespace), key: key.key)
            )
        }
        if keys == nil, settings["AWS_ACCESS_KEY_ID"] != nil {
            leave(
                "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY come from no Secret: put them into one, and give the Deployment again"
            )
        }
        if text("AWS_SESSION_TOKEN", settings, namespace) != nil {
            note(
                "AWS_SESSION_TOKEN ends within hours, and was not taken over: use keys that last, or an identity of the Pod"
            )
        }
        let role = text("aws_assume_role", settings, namespace) ?? text("aws-assume-role", settings, namespace)
        add(
            MovedRegistry(
                name: "ecr",
                matchImages: hosts,
                secretName: settings["aws-secret-name"] ?? "awsecr-cred",
                credential: .ecr(region: nil, keys: keys, role: role)
            )
        )
    }

    /// Whether a credential is more than its example: what nobody can look at counts as one.
    private func isFilled(_ name: String, _ settings: Settings, _ namespace: String) -> Bool {
        guard let reference = settings.reference(name), let secret = secret(reference.secret, in: namespace) else {
            return true
        }
        return !["", "changeme"].contains(String((secret.text(reference.key) ?? "").trimmed))
    }

    private mutating func addPassword(_ settings: Settings, _ namespace: String, secretName: String, _ names: [String])
    {
        let flag = names[0] == "ACR_URL" ? "acr-url" : "dpr-server"
        guard let address = text(names[0], settings, namespace) ?? settings[flag] else {
            return askFor(names[0], settings, namespace)
        }
        guard let host = Host.pattern(address) else {
            return leave("\(names[0]) is no host that an image could come from")
        }
        let user = settings.reference(names[1])
        guard let user, let password = settings.reference(names[2]), KubernetesName.isValid(user.secret),
            KubernetesName.isValid(password.secret)
        else {
            return leave("\(names[2]) of \(host) comes from no Secret: put it into one, and give the Deployment again")
        }
        add(
            MovedRegistry(
                name: names[0] == "ACR_URL" ? "acr" : "private",
                matchImages: [host],
                secretName: secretName,
                credential: .basic(
                    username: .reference(secret: bring(user.secret, from: namespace), key: user.key),
                    password: .reference(secret: bring(password.secret, from: namespace), key: password.key)
                )
            )
        )
        if names[0] == "ACR_URL" {
            note(
                "acr: with the tenant's ID and servicePrincipal Pullpass can have short tokens instead of the password itself"
            )
        }
    }

    private mutating func addGoogle(_ settings: Settings, _ namespace: String) {
        guard let reference = settings.reference("gcr"), KubernetesName.isValid(reference.secret),
            isFilled("gcr", settings, namespace)
        else { return }
        let address = text("gcrurl", settings, namespace) ?? settings["gcr-url"] ?? "https://gcr.io"
        guard let host = Host.pattern(address) else { return leave("gcrurl is no host that an image could come from") }
        let name = settings["gcr-secret-name"] ?? "gcr-secret"
        add(
            MovedRegistry(
                name: "gcr",
                matchImages: [host],
                // Its type is kubernetes.io/dockercfg, and a Secret keeps its type for life.
                secretName: nil,
                credential: .gar(key: .reference(secret: bring(reference.secret, from: namespace), key: reference.key))
            )
        )
        abandon(name, in: Scope())
        note(
            "Secret \(name) is of the old type kubernetes.io/dockercfg, so that of Pullpass has another name, pullpass-gcr"
        )
    }

    private mutating func askFor(_ name: String, _ settings: Settings, _ namespace: String) {
        guard let reference = settings.reference(name), secret(reference.secret, in: namespace) == nil,
            KubernetesName.isValid(reference.secret)
        else { return }
        leave(
            "\(name) is in Secret \(reference.secret), which is not in the input: kubectl --namespace \(namespace) get secret \(reference.secret) --output yaml, and -f - beside the rest"
        )
    }

    private func reference(_ secret: String, _ key: String) -> YAMLNode {
        let pair = [("name", secret), ("key", key)].map { YAMLEntry(key: $0.0, value: YAMLNode(.string($0.1))) }
        return YAMLNode(.mapping([YAMLEntry(key: "secretKeyRef", value: YAMLNode(.mapping(pair)))]))
    }

    /// The chart puts all of these into one Secret: what is a credential is taken from there.
    private func takeValues(_ part: YAMLNode?, in document: Document, _ settings: inout Settings) {
        for entry in part?.mapping ?? [] where !["", "changeme"].contains(entry.value.scalar ?? "") {
            let isCredential =
                entry.key.hasPrefix("AWS_") || entry.key.hasSuffix("_USER") || entry.key.hasSuffix("_PASSWORD")
                || entry.key.hasSuffix("_ID")
            settings.take(
                entry.key,
                isCredential ? nil : entry.value,
                isCredential ? reference(fullname, entry.key) : nil,
                document.place(of: entry.value)
            )
        }
    }

    /// A Secret that goes by the tool's label counts by its keys.
    private func takeSecret(_ document: Document, _ settings: inout Settings) {
        guard let secret = InputSecret(document), let name = document.name else { return }
        let renamed = [
            "aws-account": "awsaccount", "aws-region": "awsregion", "aws-assume-role": "aws_assume_role",
            Self.googleKey: "gcr",
        ]
        for entry in (document.node["data"]?.mapping ?? []) + (document.node["stringData"]?.mapping ?? []) {
            guard let text = secret.text(entry.key), !["", "changeme"].contains(String(text.trimmed)) else { continue }
            settings.take(
                renamed[entry.key] ?? entry.key,
                nil,
                reference(name, entry.key),
                document.place(of: entry.value)
            )
        }
    }

    /// The file of Google's is a volume.
    private func takeGoogleFile(_ document: Document, _ namespace: String, _ settings: inout Settings) {
        for volume in document.podSpec?["volumes"]?.sequence ?? [] {
            guard let name = volume.text("secret", "secretName"), let secret = secret(name, in: namespace),
                secret.text(Self.googleKey) != nil
            else { continue }
            settings.take("gcr", nil, reference(name, Self.googleKey), document.place(of: volume))
            settings.take("gcrurl", nil, reference(name, "gcrurl"), document.place(of: volume))
        }
    }
}
