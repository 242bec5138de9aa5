import FoundationEssentials
import Images
import Kubernetes
import Synchronization
import Processes
import TLS
import TestAPIServer
import TestSupport
import Text

/// What controllers, the keeper and the kubelet make of things.
extension DoctorScene {
    /// Lets everybody do his work, once.
    func settle() async throws {
        try runDeployment()
        if world.withLock({ $0.keeps }) { try await sync() }
        try holdLease()
        let hasPolicy = self.hasPolicy
        world.withLock { $0.hasPolicy = hasPolicy }
        try makePod()
        try pull()
    }

    // MARK: Pullpass

    private func runDeployment() throws {
        let path = ResourcePath(group: "apps", resource: "deployments", namespace: Self.home, name: "pullpass")
        guard let spec = server.object(path)?.spec else { return }
        let restarted = spec["template"]?["metadata"]?["annotations"]?.text("kubectl.kubernetes.io/restartedAt") ?? ""
        let isNew = world.withLock { world in
            defer { world.restarted = restarted }
            return world.restarted != restarted
        }
        if isNew { try writeCertificates() }
        let isReady = world.withLock { $0.isHealthy } && spec.whole("replicas") != 0
        let slices = ResourcePath(
            group: "discovery.k8s.io",
            resource: "endpointslices",
            namespace: Self.home,
            name: "pullpass-webhook-1"
        )
        try server.edit(slices, mergePatch: #"{"endpoints":[{"conditions":{"ready":\#(isReady)}}]}"#)
        let service = server.object(ResourcePath(resource: "services", namespace: Self.home, name: "pullpass-webhook"))?
            .spec
        let hasPort = service?.list("ports").contains { $0.whole("port") == 443 } ?? false
        let leaf = server.secret(Self.home, "pullpass-webhook-tls")?.data["tls.crt"] ?? []
        let end = (try? Certificate.parse(pem: leaf, what: ""))?.first?.notAfter ?? .distantPast
        world.withLock { $0.isServed = hasPort && end > WallClock.system.now() }
    }

    /// One round of the built binary's keeper.
    private func sync() async throws {
        try setLease("", renewed: WallClock.system.now())
        let done = try await pullpass(
            ["sync", "--once", "--config", try folder.write("config.yaml", inForceText), "--namespace", Self.home]
        )
        world.withLock { $0.lastRound = "\(done.status) \(done.outputText) \(done.errorText)" }
    }

    private var inForceText: String {
        server.secret(Self.home, "pullpass-configuration-in-force")?.data["config.yaml"].map {
            String(decoding: $0, as: UTF8.self)
        } ?? ""
    }

    private func holdLease() throws {
        guard world.withLock({ $0.leads }) else { return }
        try setLease("pullpass-1", renewed: WallClock.system.now())
    }

    func setLease(_ holder: String, renewed: Timestamp) throws {
        let path = ResourcePath.leases(namespace: Self.home, name: "pullpass")
        let spec =
            #"{"spec":{"holderIdentity":"\#(holder)","leaseDurationSeconds":15,"renewTime":"\#(renewed.micro)"}}"#
        if server.lease(Self.home, "pullpass") != nil { return try server.edit(path, mergePatch: spec) }
        try server.create(.leases(namespace: Self.home), #"{"metadata":{"name":"pullpass"},"# + spec.dropFirst())
    }

    // MARK: The team

    private var deployment: ResourcePath {
        ResourcePath(group: "apps", resource: "deployments", namespace: Self.team, name: "shop")
    }

    /// Makes the team's Deployment, with these Secrets, this image and these labels in its template.
    ///
    /// `container` and `spec` are more members of the container and of the Pod's spec, `annotations` those of its template.
    func deploy(
        image: String = "registry.example.com/shop:1",
        secrets: [String] = [],
        labels: String = "",
        annotations: String = "",
        container: String = "",
        spec: String = ""
    ) async throws {
        let list = secrets.map { #"{"name":"\#($0)"}"# }.joined(separator: ",")
        let template =
            #"{"metadata":{"labels":{"app":"shop"\#(labels)},"annotations":{\#(annotations)}},"spec":{"imagePullSecrets":[\#(list)],"containers":[{"name":"shop","image":"\#(image)"\#(container)}]\#(spec)}}"#
        let whole = #"{"spec":{"replicas":1,"selector":{"matchLabels":{"app":"shop"}},"template":\#(template)}}"#
        if server.object(deployment) != nil { try server.delete(deployment) }
        var collection = deployment
        collection.name = nil
        try server.create(collection, #"{"metadata":{"name":"shop"},"# + whole.dropFirst())
    }

    var podName: String { "shop-abc12-\(world.withLock { $0.podNumber })" }
    var pod: ResourcePath { ResourcePath(resource: "pods", namespace: Self.team, name: podName) }

    /// What a Deployment's controller does: a Pod of the present template, where there is none.
    private func makePod() throws {
        guard let template = server.object(deployment)?.spec["template"] else { return }
        let text = try Self.text(template)
        let old = world.withLock { world in
            defer { world.template = text }
            return world.template
        }
        if old != text, server.object(pod) != nil { try server.delete(pod) }
        guard server.object(pod) == nil else { return }
        world.withLock { $0.podNumber += 1 }
        let labels = template["metadata"]?.texts("labels") ?? [:]
        let all = labels.merging(["pod-template-hash": "abc12"]) { $1 }.map { #""\#($0.key)":"\#($0.value)""# }.joined(
            separator: ","
        )
        let annotations = try Self.text(template["metadata"]?["annotations"] ?? .object([:]))
        let owner = #"[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"shop-abc12","uid":"u","controller":true}]"#
        let spec = try Self.text(template["spec"] ?? .null)
        do {
            try server.create(
                ResourcePath(resource: "pods", namespace: Self.team),
                #"{"metadata":{"name":"\#(podName)","labels":{\#(all)},"annotations":\#(annotations),"ownerReferences":\#(owner)},"spec":\#(spec)}"#
            )
        } catch {
            try tell("FailedCreate", "Error creating: \(error)", kind: "Deployment", of: "shop")
        }
    }

    func removePod() throws { if server.object(pod) != nil { try server.delete(pod) } }

    // MARK: The kubelet

    /// What a kubelet makes of the team's Pod.
    private func pull() throws {
        guard let spec = server.object(pod)?.spec else { return }
        let secrets = spec.list("imagePullSecrets").compactMap { $0.text("name") }
        // An image volume's error is told where the container waits that has it.
        let ofVolumes = spec.list("volumes").lazy.compactMap { $0["image"] }.compactMap { volume in
            volume.text("reference").flatMap { self.pullError($0, volume.text("pullPolicy"), secrets) }
        }.first
        var status: [String] = []
        var isRunning = true
        for (list, statuses) in [
            ("containers", "containerStatuses"), ("ephemeralContainers", "ephemeralContainerStatuses"),
        ] {
            var states: [String] = []
            for container in spec.list(list) {
                guard let name = container.text("name"), let image = container.text("image") else { continue }
                let error =
                    world.withLock { $0.pullError } ?? pullError(image, container.text("imagePullPolicy"), secrets)
                    ?? (list == "containers" ? ofVolumes : nil)
                let state: String
                if let (reason, message) = error.map({ Self.waiting($0) }) {
                    isRunning = false
                    state = #"{"waiting":{"reason":\#(reason.quotedJSON()),"message":\#(message.quotedJSON())}}"#
                    try tell("Failed", "Failed to pull image \"\(image)\": \(message)", kind: "Pod", of: podName)
                } else {
                    state = #"{"running":{"startedAt":"2026-05-01T00:00:00Z"}}"#
                }
                states.append(#"{"name":"\#(name)","state":\#(state)}"#)
            }
            status.append(#""\#(statuses)":[\#(states.joined(separator: ","))]"#)
        }
        let phase = isRunning ? "Running" : "Pending"
        try server.edit(pod, mergePatch: #"{"status":{"phase":"\#(phase)",\#(status.joined(separator: ","))}}"#)
    }

    /// The kubelet puts some errors where the reason should be.
    private static func waiting(_ error: String) -> (String, String) {
        if error.hasPrefix("illegal base64") { return (error, "") }
        if error.hasPrefix("InvalidImageName: ") { return ("InvalidImageName", String(error.dropFirst(18))) }
        if error.hasPrefix("ErrImageNeverPull: ") { return ("ErrImageNeverPull", String(error.dropFirst(19))) }
        return ("ErrImagePull", error)
    }

    /// What a pull ends with, by the rules of the keyring; nil for an image that is there.
    private func pullError(_ image: String, _ policy: String?, _ secrets: [String]) -> String? {
        guard let reference = try? ImageReference(parsing: image) else {
            return "InvalidImageName: Failed to apply default image tag \"\(image)\": couldn't parse image name"
        }
        if policy != nil, policy != "Always", isRecorded(reference.repository, for: secrets) { return nil }
        if policy == "Never" {
            return "ErrImageNeverPull: Container image \"\(image)\" is not present with pull policy of Never"
        }
        var configs: [DockerConfig] = []
        for name in secrets {
            guard let secret = server.secret(Self.team, name), secret.type == "kubernetes.io/dockerconfigjson" else {
                continue
            }
            do { configs.append(try DockerConfig(parsing: secret.data[".dockerconfigjson"] ?? [])) } catch {
                return "illegal base64 data at input byte 0"
            }
        }
        let tries = [configs, nodeLogins, provided].flatMap { DockerKeyring($0).lookup(reference.repository) }
        let words = #"failed to pull and unpack image "\#(image)": failed to resolve reference: "#
        if reference.repository.hasSuffix("/public") { return nil }
        // What a mirror without a registry behind it is sent is the registry's, and this one knows nobody.
        if world.withLock({ $0.node.keys.contains { $0.hasPrefix("certs.d/_default/") } }) {
            return words + "unexpected status from HEAD request to https://mirror.example.com/v2/: 401 Unauthorized"
        }
        let users = reference.repository.hasPrefix("docker.io/team/") ? ["team"] : ["jane", "team"]
        if tries.contains(where: { $0.password.hasPrefix("right") && users.contains($0.username) }) { return nil }
        if tries.contains(where: { $0.password.hasPrefix("right") || $0.password.hasPrefix("other") }) {
            return words
                + "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed"
        }
        return words + "failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized"
    }

    func tell(_ reason: String, _ message: String, kind: String, of name: String, ours: Bool = false) throws {
        let number = world.withLock { world in
            world.podNumber += 0
            return UInt64.random(in: 0 ... .max)
        }
        let component = ours ? "pullpass" : "kubelet"
        let time = WallClock.system.now().whole
        try server.create(
            .events(namespace: Self.team),
            #"{"metadata":{"name":"\#(name).\#(String(number, radix: 16))","namespace":"\#(Self.team)"},"involvedObject":{"kind":"\#(kind)","namespace":"\#(Self.team)","name":"\#(name)"},"reason":"\#(reason)","message":\#(message.quotedJSON()),"type":"Warning","source":{"component":"\#(component)"},"firstTimestamp":"\#(time)","lastTimestamp":"\#(time)","count":1}"#
        )
    }

    // MARK: Doing

    /// Runs the built binary against the cluster; `isAway` is whether it is to have none.
    func pullpass(_ arguments: [String], as token: String? = nil, isAway: Bool = false) async throws -> CommandResult {
        let kubeconfig = try folder.write(
            "kubeconfig-\(token ?? "admin")",
            Installation.kubeconfig(url: cluster.url, authority: nil, token: token ?? cluster.adminToken)
        )
        var command = Command(try Repository.executable(), arguments + (isAway ? [] : ["--kubeconfig", kubeconfig]))
        command.environment = Tool.environment.merging(["HOME": folder.path]) { $1 }
        if let authority = world.withLock({ $0.authority }) { command.environment["SSL_CERT_FILE"] = authority }
        command.timeLimit = .seconds(120)
        return try await Processes.run(command)
    }

    /// Runs a line in a shell, as a person would who has kubectl and helm, and beside him a config.json that `docker login` made.
    func carryOut(_ line: String, host: String) async throws -> CommandResult {
        // Functions, not files: one that has just been written cannot be run while another test's fork still has it open.
        let standIn = Repository.path("Tests/IntegrationTests/Fixtures/kubectl.py")
        let tools = ["kubectl", "helm"].map { "\($0)() { python3 \"\(standIn)\" \($0) \"$@\"; }; " }.joined()
        try folder.write("config.json", #"{"auths":{"\#(host)":{"username":"team","password":"right-team"}}}"#)
        return try await Tool.run(
            "sh",
            ["-c", "\(tools)cd \"$0\" && \(line)", folder.path],
            environment: [
                "PATH": Tool.environment["PATH"] ?? "/usr/bin:/bin", "KUBE_SERVER": cluster.url,
                "KUBE_TOKEN": cluster.adminToken,
                "HELM_MANIFEST": folder.path("manifest"),
            ],
            timeLimit: .seconds(120)
        )
    }

    /// JSON text of a value.
    static func text(_ value: JSONValue) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    func writeCertificates() throws {
        let manifests = try String(contentsOf: URL(filePath: folder.path("manifest")), encoding: .utf8)
        guard let registration = manifests.components(separatedBy: "\n---\n").last,
            let object = JSONValue(parsing: registration),
            let bundle = object.list("webhooks").first?["clientConfig"]?.text("caBundle")
        else { return }
        if server.webhookConfiguration("pullpass") != nil {
            try server.setCABundle(Base64.decode(bundle) ?? [], of: "pullpass")
        }
        try server.editSecret(Self.home, "pullpass-webhook-tls", data: ["tls.crt": servedText])
    }
}

/// What single situations need.
extension DoctorScene {
    /// The webhooks of the registration, with another failure policy.
    func webhooks(failurePolicy: String) throws -> String {
        let manifests = try String(contentsOf: URL(filePath: folder.path("manifest")), encoding: .utf8)
        guard let registration = manifests.components(separatedBy: "\n---\n").last,
            let object = JSONValue(parsing: registration)
        else {
            return "[]"
        }
        return try Self.text(.array(object.list("webhooks"))).replacing(
            #""failurePolicy":"Ignore""#,
            with: #""failurePolicy":"\#(failurePolicy)""#
        )
    }

    func makeCopyImmutable(_ name: String) throws {
        try server.edit(
            .secrets(namespace: Self.team, name: name),
            mergePatch: #"{"immutable":true}"#,
            agent: "kubectl-edit"
        )
    }

    /// Has the keeper fetch anew: a master that is gone is made again.
    func rotate() async throws {
        try server.deleteSecret(Self.home, "pullpass-master.internal")
        try await settle()
    }
}
