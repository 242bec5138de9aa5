import Admission
import Configuration
import FoundationEssentials
import Images
import Injection
import Kubernetes
import Processes
import Providers
import Synchronization
import TLS
import TestAPIServer
import TestSupport
import Testing
import Text

@testable import CredentialsTestSupport

/// A cluster with Pullpass and a team in it, in which things can be broken and, as a step of doctor's says, mended.
///
/// The strict test API server is behind a port; what writes Secrets is the built binary (`sync --once`), what gives Pods their Secrets the
/// webhook's own code behind the server's admission, and the doctor the built binary. What has to be played are the Deployment's controller and
/// the kubelet, which pulls by the keyring's rules.
final class DoctorScene: Sendable {
    static let home = "pullpass"
    static let team = "team-a"

    /// What is not an object of the API.
    struct World: Sendable {
        /// Whether something keeps the API server from the webhook, though all objects are right.
        var isBlocked = false
        /// Whether the Pods of Pullpass would be ready if they were there.
        var isHealthy = true
        /// What the kubelet's pulls end with, whatever the credentials; nil for what these are worth.
        var pullError: String?
        /// Whether the leader is alive.
        var leads = true
        /// Whether the keeper works.
        var keeps = true
        /// The number of the team's Pod.
        var podNumber = 0
        /// When Pullpass was started again, as its Deployment says.
        var restarted = ""
        /// With which words the API server refuses each Pod; nil for none.
        var refusal: String?
        /// Whether the Service is there and has the port that is called, and whether the certificate that is served lives.
        var isServed = true
        /// The template of the team's Pods that its Pod was made from.
        var template = ""
        /// What the keeper's last round printed.
        var lastRound = ""
        /// The configuration that the leader could use last.
        var inForce: Configuration?
        /// Files of the node that the team's Pod is on; where there are some, doctor is asked about a folder with them.
        var node: [String: String] = [:]
        /// When the file `config.json` was written; nil for long ago.
        var loginsWritten: Timestamp?
        /// The `config.json` that the kubelet has in memory, where that is not the file.
        var rememberedLogins: String?
        /// What the node's credential provider answers, as a `config.json`; nil for nothing, or for none.
        var provided: String?
        /// Whether the admission policy and its binding are there.
        var hasPolicy = false
        /// What doctor is told besides.
        var flags: [String] = []
        /// Whose rights doctor has; nil for all.
        var reader: String?
        /// A registry that doctor may ask.
        var registry: ProviderPeer?
        /// Its host and port.
        var registryHost: String? { registry.map { String($0.url.dropFirst("https://".count)) } }
        /// The authorities that doctor believes, as a file; nil for the system's.
        var authority: String?
        /// Whether that lets nobody through for now.
        var isThrottling = false
    }

    let cluster: TestCluster
    let server: TestAPIServer
    let folder: TemporaryDirectory
    let world = Mutex(World())
    private let configuration: Mutex<String>
    private let authority: CertificateAndKey
    private let served: CertificateAndKey

    init() async throws {
        cluster = try await SimulatedCluster.start()
        server = try #require(cluster.simulation)
        folder = try TemporaryDirectory()
        configuration = Mutex(Self.configuration())
        let now = WallClock.system.now()
        authority = try CertificateAuthority.make(
            commonName: "pullpass",
            notBefore: now - .seconds(3600),
            lifetime: .seconds(86_400)
        )
        served = try CertificateAuthority.issueServer(
            names: ["pullpass-webhook.pullpass.svc"],
            by: authority,
            notBefore: now - .seconds(3600),
            lifetime: .seconds(86_400)
        )
        try install()
        try server.createNamespace(Self.team, labels: ["pullpass.dev/inject": "enabled"])
        try server.createServiceAccount(Self.team, "default")
        try await deploy()
        try await settle()
    }

    deinit {
        let registry = world.withLock { $0.registry }
        Task { [cluster] in
            await registry?.stop()
            await cluster.stop()
        }
    }

    // MARK: Installation

    /// A configuration; `more` stands below registry `internal`.
    static func configuration(patterns: String = "registry.example.com", more: String = "", top: String = "") -> String
    {
        """
        apiVersion: pullpass.dev/v1alpha1
        kind: Configuration
        registries:
          - name: internal
            matchImages: ["\(patterns)"]
            \(more)
            credentials:
              basic: { username: { value: jane }, password: { secretKeyRef: { name: internal-token, key: token } } }
          - name: hub
            matchImages: ["docker.io"]
            credentials: { basic: { username: { value: jane }, password: { value: right-hub } } }
        keeper: { removeAfter: 1s, leaderElection: { leaseDuration: 3s, renewDeadline: 2s, retryPeriod: 500ms } }
        \(top)
        """
    }

    /// Gives Pullpass another configuration, as `helm upgrade` does.
    func configure(_ text: String) throws {
        configuration.withLock { $0 = text }
        try server.edit(
            ResourcePath(resource: "configmaps", namespace: Self.home, name: "pullpass-config"),
            mergePatch: #"{"data":{"config.yaml":\#(text.quotedJSON())}}"#
        )
        // The leader keeps what it could use.
        guard let usable = parsed(text) else { return }
        world.withLock { $0.inForce = usable }
        try? server.delete(.secrets(namespace: Self.home, name: "pullpass-configuration-in-force"))
        try server.createSecret(
            Self.home,
            "pullpass-configuration-in-force",
            type: "pullpass.dev/configuration",
            data: ["config.yaml": text],
            annotations: [
                "pullpass.dev/owner": "pullpass/pullpass", "pullpass.dev/accepted-at": WallClock.system.now().whole,
            ]
        )
    }

    func parsed(_ text: String) -> Configuration? {
        Configuration.parse(Array(text.utf8), file: "c", mode: .cluster, kinds: CredentialKinds.all).configuration
    }

    private func install() throws {
        try server.createNamespace(Self.home)
        try server.createSecret(Self.home, "internal-token", data: ["token": "right-1"])
        try server.createSecret(
            Self.home,
            "pullpass-webhook-tls",
            data: ["tls.crt": text(served.certificate), "ca.crt": text(authority.certificate)]
        )
        try folder.write("manifest", try manifests.joined(separator: "\n---\n"))
        let collections = ["configmaps", "services", "deployments", "endpointslices"]
        for (index, manifest) in try manifests.enumerated() {
            let path: ResourcePath =
                switch collections.indices.contains(index) ? collections[index] : "" {
                case "deployments": ResourcePath(group: "apps", resource: "deployments", namespace: Self.home)
                case "endpointslices":
                    ResourcePath(group: "discovery.k8s.io", resource: "endpointslices", namespace: Self.home)
                case "": .mutatingWebhookConfigurations()
                case let name: ResourcePath(resource: name, namespace: Self.home)
                }
            try server.create(path, manifest)
        }
        try configure(configuration.withLock { $0 })
        server.setPodAdmission { [weak self] call in self?.admit(call) ?? PodAdmissionAnswer() }
    }

    /// The webhook's certificate comes from a Secret of somebody else.
    func mountCertificate(from secret: String) throws {
        try server.edit(
            ResourcePath(group: "apps", resource: "deployments", namespace: Self.home, name: "pullpass"),
            mergePatch:
                #"{"spec":{"template":{"spec":{"containers":[{"name":"pullpass","image":"pullpass","args":["serve","--config","/etc/pullpass/config.yaml","--configuration-secret","pullpass-configuration-in-force","--tls-cert","/etc/pullpass-tls/tls.crt"],"volumeMounts":[{"name":"config","mountPath":"/etc/pullpass"},{"name":"tls","mountPath":"/etc/pullpass-tls"}]}],"volumes":[{"name":"config","configMap":{"name":"pullpass-config"}},{"name":"tls","secret":{"secretName":"\#(secret)"}}]}}}}"#
        )
    }

    var servedText: String { text(served.certificate) }

    func text(_ certificate: Certificate) -> String {
        (try? certificate.pem()).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// The objects of the release.
    private var manifests: [String] {
        get throws {
            let bundle = Data(try authority.certificate.pem()).base64EncodedString()
            let labels = #""labels":{"app.kubernetes.io/name":"pullpass","app.kubernetes.io/instance":"pullpass"}"#
            return [
                #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"pullpass-config","namespace":"pullpass"},"data":{"config.yaml":\#(configuration.withLock { $0 }.quotedJSON())}}"#,
                #"{"apiVersion":"v1","kind":"Service","metadata":{"name":"pullpass-webhook","namespace":"pullpass"},"spec":{"ports":[{"name":"https","port":443}]}}"#,
                #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"pullpass","namespace":"pullpass",\#(labels)},"spec":{"replicas":2,"template":{"metadata":{"annotations":{}},"spec":{"containers":[{"name":"pullpass","image":"pullpass","args":["serve","--config","/etc/pullpass/config.yaml","--configuration-secret","pullpass-configuration-in-force"],"volumeMounts":[{"name":"config","mountPath":"/etc/pullpass"}]}],"volumes":[{"name":"config","configMap":{"name":"pullpass-config"}}]}}},"status":{"readyReplicas":2}}"#,
                #"{"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{"name":"pullpass-webhook-1","namespace":"pullpass","labels":{"kubernetes.io/service-name":"pullpass-webhook"}},"endpoints":[{"conditions":{"ready":true}}]}"#,
                #"{"apiVersion":"admissionregistration.k8s.io/v1","kind":"MutatingWebhookConfiguration","metadata":{"name":"pullpass",\#(labels)},"webhooks":[{"name":"inject.pullpass.dev","admissionReviewVersions":["v1"],"sideEffects":"NoneOnDryRun","failurePolicy":"Ignore","timeoutSeconds":5,"clientConfig":{"caBundle":"\#(bundle)","service":{"namespace":"pullpass","name":"pullpass-webhook","path":"/mutate","port":443}},"rules":[{"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"],"operations":["CREATE"],"scope":"Namespaced"}],"namespaceSelector":{"matchExpressions":[{"key":"pullpass.dev/inject","operator":"In","values":["enabled","true"]},{"key":"kubernetes.io/metadata.name","operator":"NotIn","values":["kube-system","kube-node-lease"]}]}}]}"#,
            ]
        }
    }

    // MARK: The API server's admission

    /// Calls the webhook as the registration says, if it can be called.
    private func admit(_ call: PodAdmissionCall) -> PodAdmissionAnswer {
        if let refusal = world.withLock({ $0.refusal }) { return PodAdmissionAnswer(failure: refusal) }
        guard let configuration = world.withLock({ $0.inForce }),
            configuration.namespaceSelector.matches(call.namespaceLabels), call.namespace != "kube-system",
            configuration.injection.engine != .nothing
        else { return PodAdmissionAnswer() }
        if configuration.injection.engine == .policy {
            guard world.withLock({ $0.hasPolicy }) else { return PodAdmissionAnswer() }
        } else {
            let webhooks = call.registrations.flatMap {
                JSONValue(parsing: String(decoding: $0, as: UTF8.self))?.list("webhooks") ?? []
            }
            for webhook in webhooks where webhook.text("failurePolicy") == "Fail" && !isReachable(webhook, call) {
                let place = webhook["clientConfig"]?["service"]?.text("namespace") ?? ""
                return PodAdmissionAnswer(
                    failure:
                        #"failed calling webhook "inject.pullpass.dev": failed to call webhook: Post "https://pullpass-webhook.\#(place).svc:443/mutate?timeout=5s": no endpoints available for service "pullpass-webhook""#
                )
            }
            guard webhooks.contains(where: { isReachable($0, call) }) else { return PodAdmissionAnswer() }
        }
        let pod = String(decoding: call.pod, as: UTF8.self)
        let review = Array(
            #"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u","operation":"CREATE","resource":{"group":"","version":"v1","resource":"pods"},"namespace":"\#(call.namespace)","object":\#(pod)}}"#
                .utf8
        )
        let rules = AdmissionRules(configuration, inNamespaceLabelled: call.namespaceLabels)
        let answer = String(decoding: rules.answer(toReview: review.span).body, as: UTF8.self)
        let patch = JSONValue(parsing: answer)?["response"]?.text("patch").flatMap { Base64.decode($0) }
        let names = configuration.registries.map(\.secretName) + [configuration.injection.anonymousSecretName]
        let added = String(decoding: patch ?? [], as: UTF8.self)
        return PodAdmissionAnswer(pullSecrets: names.filter { added.contains("\"\($0)\"") })
    }

    private func isReachable(_ webhook: JSONValue, _ call: PodAdmissionCall) -> Bool {
        let bundle = webhook["clientConfig"]?.text("caBundle").flatMap { Base64.decode($0) } ?? []
        let trusted = (try? Certificate.parse(pem: bundle, what: "")) ?? []
        let endpoints = call.endpointSlices.flatMap {
            JSONValue(parsing: String(decoding: $0, as: UTF8.self))?.list("endpoints") ?? []
        }
        // Nobody is left in another namespace.
        guard webhook["clientConfig"]?["service"]?.text("namespace") == Self.home else { return false }
        return world.withLock { !$0.isBlocked && $0.isServed }
            && trusted.contains { served.certificate.isIssued(by: $0) }
            && endpoints.contains { $0["conditions"]?["ready"] == .bool(true) }
    }
}
