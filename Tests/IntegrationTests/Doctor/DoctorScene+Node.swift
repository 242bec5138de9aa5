import Configuration
import FoundationEssentials
import HTTP
import Images
import Kubernetes
import Processes
import Synchronization
import TestAPIServer
import TestSupport
import Text

@testable import CredentialsTestSupport

/// The node that the team's Pod is on, with files as a person gathers them, and a registry that can be asked.
extension DoctorScene {
    static let loginsPath = "kubelet/config.json"
    static let providersPath = "etc/provider.yaml"
    static let logPath = "kubelet.log"

    /// Gives the node a file.
    func write(_ path: String, _ text: String?) { world.withLock { $0.node[path] = text } }

    /// What the kubelet has of its `config.json`, which it passes over where that is torn.
    var nodeLogins: [DockerConfig] {
        let text = world.withLock { $0.rememberedLogins ?? $0.node[Self.loginsPath] }
        return text.flatMap { try? DockerConfig(parsing: Array($0.utf8)) }.map { [$0] } ?? []
    }

    /// What the credential provider gave.
    var provided: [DockerConfig] {
        world.withLock { $0.provided }.flatMap { try? DockerConfig(parsing: Array($0.utf8)) }.map { [$0] } ?? []
    }

    /// Whether the kubelet has noted that one of these Secrets may use a repository that is on the node.
    func isRecorded(_ repository: String, for secrets: [String]) -> Bool {
        let records = world.withLock { $0.node }.filter { $0.key.contains("image_manager/pulled/") }
        return records.values.contains { text in
            let use = JSONValue(parsing: text)?["credentialMapping"]?[repository]
            return (use?.list("kubernetesSecrets") ?? []).contains { holder in
                secrets.contains { name in
                    holder.text("name") == name && holder.text("namespace") == Self.team
                        && holder.text("uid") == server.secret(Self.team, name)?.metadata.uid
                }
            }
        }
    }

    /// The kubelet's record of an image that it pulled with a Secret.
    func record(_ repository: String, of secret: String, in namespace: String = team) {
        let uid = server.secret(namespace, secret)?.metadata.uid ?? "of-another"
        write(
            "kubelet/image_manager/pulled/sha256-1",
            #"{"kind":"ImagePulledRecord","apiVersion":"kubelet.config.k8s.io/v1beta1","imageRef":"sha256:1","credentialMapping":{"\#(repository)":{"kubernetesSecrets":[{"uid":"\#(uid)","namespace":"\#(namespace)","name":"\#(secret)","credentialHash":"x"}]}}}"#
        )
    }

    /// A CredentialProviderConfig with one provider.
    func writeProvider(_ patterns: String) {
        write(
            Self.providersPath,
            """
            apiVersion: kubelet.config.k8s.io/v1
            kind: CredentialProviderConfig
            providers:
              - { name: pullpass, apiVersion: credentialprovider.kubelet.k8s.io/v1, matchImages: ["\(patterns)"], defaultCacheDuration: 0s }
            """
        )
    }

    /// A folder with the cluster's objects and the node's files.
    func gather() async throws -> String {
        let target = folder.path("gathered")
        try? FileManager.default.removeItem(atPath: target)
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        let script = """
            import json, sys, urllib.request
            base, token, out = sys.argv[1:4]
            for path in sys.argv[4:]:
                request = urllib.request.Request(base + path, headers={"Authorization": "Bearer " + token})
                with urllib.request.urlopen(request, timeout=60) as answer:
                    open(out + "/" + path.strip("/").replace("/", "_") + ".json", "wb").write(answer.read())
            """
        let result = try await Tool.run(
            "python3",
            ["-c", script, cluster.url, cluster.adminToken, target] + Self.collections
        )
        guard result.status.isSuccess else { throw NotGathered(words: result.errorText) }
        let (files, written) = world.withLock { ($0.node, $0.loginsWritten) }
        let old = Date(timeIntervalSince1970: WallClock.system.now().seconds - 3600)
        for (path, text) in files {
            let place = URL(filePath: "\(target)/\(path)")
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: place)
            let time = path == Self.loginsPath ? written.map { Date(timeIntervalSince1970: $0.seconds) } : nil
            try FileManager.default.setAttributes([.modificationDate: time ?? old], ofItemAtPath: place.path)
        }
        return target
    }

    private static let collections = [
        "/api/v1/pods", "/api/v1/namespaces", "/api/v1/secrets", "/api/v1/serviceaccounts", "/api/v1/events",
        "/api/v1/configmaps", "/api/v1/services", "/apis/apps/v1/deployments", "/apis/coordination.k8s.io/v1/leases",
        "/apis/discovery.k8s.io/v1/endpointslices",
        "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
    ]

    // MARK: A registry

    /// Starts a registry over TLS.
    ///
    /// It takes whoever has a password that begins with `right` or `other`, gives its images to the former, and has none in `missing`. What
    /// comes back is `127.0.0.1:PORT`; `isBelieved` is whether doctor believes its authority.
    func startRegistry(isBelieved: Bool = true) async throws -> String {
        let certificate = try ServerCertificate()
        let peer = try await ProviderPeer(tls: certificate.context) { [weak self] in
            self?.answer($0) ?? .json(500, "{}")
        }
        let authority = try folder.write("authority.pem", certificate.authority)
        world.withLock { world in
            (world.registry, world.flags) = (peer, ["--probe"])
            if isBelieved { world.authority = authority }
        }
        return String(peer.url.dropFirst("https://".count))
    }

    private func answer(_ request: ProviderRequest) -> HTTPResponse {
        if world.withLock({ $0.isThrottling }) { return .json(429, #"{"errors":[{"code":"TOOMANYREQUESTS"}]}"#) }
        let login = request.fields["authorization"].flatMap { Base64.decode(String($0.dropFirst("Basic ".count))) }
        let password = login.map { String(decoding: $0, as: UTF8.self) }?.split(separator: ":").last ?? ""
        guard password.hasPrefix("right") || password.hasPrefix("other") else {
            return HTTPResponse(
                status: 401,
                fields: [("WWW-Authenticate", #"Basic realm="test""#), ("Content-Type", "application/json")],
                body: Array(#"{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}"#.utf8)
            )
        }
        guard request.path.contains("/manifests/") else { return .json(200, "{}") }
        guard password.hasPrefix("right") else { return .json(403, #"{"errors":[{"code":"DENIED"}]}"#) }
        guard !request.path.contains("missing") else { return .json(404, #"{"errors":[{"code":"MANIFEST_UNKNOWN"}]}"#) }
        return .json(200, #"{"schemaVersion":2}"#)
    }

    /// Whether the admission policy and its binding are there.
    var hasPolicy: Bool {
        guard let name = world.withLock({ $0.inForce?.injection.policy.name }) else { return false }
        return server.object(.mutatingAdmissionPolicies(name: name)) != nil
            && server.object(.mutatingAdmissionPolicyBindings(name: name)) != nil
    }

    struct NotGathered: Error { let words: String }
}
