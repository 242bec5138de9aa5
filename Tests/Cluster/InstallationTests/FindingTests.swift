import Configuration
import EventLoop

import Kubernetes
import TestAPIServer
import TestSupport
import Testing
import Text

@testable import Installation

@Suite("Installation: finding Pullpass in a cluster")
struct FindingTests {
    private static let text = "apiVersion: pullpass.dev/v1alpha1\\nkind: Configuration\\nregistries: []\\n"

    /// What the chart makes, as far as it is looked at.
    private static func install(
        _ server: TestAPIServer,
        in namespace: String = "pullpass",
        named name: String = "pullpass",
        isSecret: Bool = false,
        isRegistered: Bool = true
    ) throws {
        try server.createNamespace(namespace)
        let source =
            isSecret
            ? #"{"name":"config","secret":{"secretName":"\#(name)-config"}}"#
            : #"{"name":"config","configMap":{"name":"\#(name)-config"}}"#
        try server.create(
            ResourcePath(group: "apps", resource: "deployments", namespace: namespace),
            """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"\(name)","namespace":"\(namespace)","labels":\
            {"app.kubernetes.io/name":"pullpass","app.kubernetes.io/instance":"rel"}},"spec":{"replicas":2,"selector":{"matchLabels":\
            {"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"side","image":"x","args":["serve"]},\
            {"name":"pullpass","image":"ghcr.io/pullpass/pullpass:1","args":["serve","--config","/etc/pullpass/config.yaml",\
            "--webhook-name=\(name)","--only-namespaces","a,b","--tls-cert=/etc/pullpass-tls/tls.crt"],"volumeMounts":[{"name":"config",\
            "mountPath":"/etc/pullpass"},{"name":"tls","mountPath":"/etc/pullpass-tls"}]}],\
            "volumes":[\(source),{"name":"tls","secret":{"secretName":"\(name)-webhook-cert"}}]}}}}
            """
        )
        if isSecret {
            try server.createSecret(namespace, "\(name)-config", data: ["config.yaml": "kind: Configuration\n"])
        } else {
            try server.create(
                ResourcePath(resource: "configmaps", namespace: namespace),
                #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"\#(name)-config","namespace":"\#(namespace)"},"data":{"config.yaml":"\#(text)"}}"#
            )
        }
        guard isRegistered else { return }
        try server.create(
            .mutatingWebhookConfigurations(),
            """
            {"apiVersion":"admissionregistration.k8s.io/v1","kind":"MutatingWebhookConfiguration","metadata":{"name":"\(name)"},\
            "webhooks":[{"name":"inject.pullpass.dev","admissionReviewVersions":["v1"],"sideEffects":"NoneOnDryRun","failurePolicy":"Ignore",\
            "timeoutSeconds":5,"clientConfig":{"service":{"namespace":"\(namespace)","name":"\(name)-webhook","path":"/mutate","port":443},\
            "caBundle":"cGVt"},"namespaceSelector":{"matchLabels":{"pullpass.dev/inject":"enabled"},"matchExpressions":[{"key":"k","operator":\
            "NotIn","values":["x"]}]},"objectSelector":{}}]}
            """
        )
    }

    private static func find<Found: Sendable>(
        _ prepare: @Sendable @escaping (TestAPIServer) throws -> Void,
        as user: String? = nil,
        _ body: @Sendable @escaping (InstallationFinder) async -> Found
    ) async throws -> Found {
        try await withEventLoop { loop in
            let server = TestAPIServer(loop: loop)
            try prepare(server)
            let client = KubernetesClient(
                transport: user.map { server.transport(as: $0) } ?? server,
                limiter: RequestLimiter(perSecond: 1000, burst: 1000, loop: loop),
                loop: loop
            )
            return await body(InstallationFinder(client: client))
        }
    }

    @Test(
        "An installation is found with its Deployment, its webhook and its mounted configuration",
        arguments: [false, true]
    )
    func complete(isSecret: Bool) async throws {
        let found = try await Self.find {
            try Self.install($0, isSecret: isSecret)
        } _: {
            await $0.installation(in: "pullpass")
        }
        #expect(found.unread.isEmpty, "\(found.unread)")
        let workload = try #require(found.workload)
        #expect(workload.name == "pullpass" && workload.release == "rel" && workload.replicas == 2)
        #expect(workload.value(of: "--only-namespaces") == "a,b" && workload.value(of: "--webhook-name") == "pullpass")
        #expect(workload.value(of: "--nothing") == nil)
        #expect(
            workload.certificate == MountedPlace(isSecret: true, name: "pullpass-webhook-cert", key: "tls.crt")
        )
        #expect(
            found.mounted?.place == MountedPlace(isSecret: isSecret, name: "pullpass-config", key: "config.yaml")
        )
        #expect(found.mounted?.text.bytes.isEmpty == false)
        let webhook = try #require(found.webhooks.first)
        #expect(
            webhook.service
                == ServiceReference(namespace: "pullpass", name: "pullpass-webhook", path: "/mutate", port: 443)
        )
        #expect(
            webhook.caBundle == Array("pem".utf8) && webhook.failurePolicy == "Ignore" && webhook.timeoutSeconds == 5
        )
        #expect(webhook.namespaceSelector?.matches(["pullpass.dev/inject": "enabled"]) == true)
        #expect(webhook.namespaceSelector?.matches(["pullpass.dev/inject": "enabled", "k": "x"]) == false)
        #expect(webhook.objectSelector?.selectsEverything == true)
        #expect(found.inForce == nil && found.lease == nil)
    }

    @Test("Its namespace is found wherever it is, each of several, and the chart's where there is none")
    func namespaces() async throws {
        let none = try await Self.find { _ in
        } _: {
            await $0.home(expected: "pullpass")
        }
        #expect(none == .known("pullpass"))
        let one = try await Self.find {
            try Self.install($0, in: "registry-system", named: "pp")
        } _: {
            await $0.home(expected: "pullpass")
        }
        #expect(one == .known("registry-system"))
        let two = try await Self.find {
            try Self.install($0, in: "registry-system", named: "pp")
            try Self.install($0, in: "other", named: "qq")
        } _: {
            await $0.home(expected: "pullpass")
        }
        #expect(two == .several(["other", "registry-system"]))
    }

    @Test(
        "A Deployment that anybody can make is never taken in the place of what is registered, or is where it is expected",
        arguments: ["registered", "deployed", "kept by a CronJob", "nowhere"]
    )
    func decoy(real: String) async throws {
        let home = try await Self.find { server in
            try Self.install(server, in: "a-team", named: "qq", isRegistered: false)
            switch real {
            case "registered": try Self.install(server, in: "registry-system", named: "pp")
            case "deployed": try Self.install(server, isRegistered: false)
            case "kept by a CronJob":
                try server.createNamespace("pullpass")
                try server.create(
                    ResourcePath(group: "batch", resource: "cronjobs", namespace: "pullpass"),
                    #"{"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"pullpass","namespace":"pullpass"},"spec":{"schedule":"* * * * *","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"x","args":["sync","--config","/c"]}]}}}}}}"#
                )
            default: break
            }
        } _: {
            await $0.home(expected: "pullpass")
        }
        switch real {
        case "registered": #expect(home == .known("registry-system"))
        case "nowhere": #expect(home == .claimed(["a-team"]))
        default: #expect(home == .known("pullpass"))
        }
    }

    @Test func `a Deployment that anybody can make is told apart from what is registered`() async throws {
        let found = try await Self.find { server in
            try Self.install(server, in: "registry-system", named: "pp")
            try Self.install(server, in: "a-team", named: "qq", isRegistered: false)
        } _: {
            await $0.candidates()
        }
        #expect(found.registered == ["registry-system"] && found.deployed == ["a-team"])
    }

    @Test("Rights that are missing are facts, and what may be read is there all the same")
    func rights() async throws {
        let found = try await Self.find(
            { server in
                try Self.install(server)
                server.setUser(
                    "visitor",
                    rules: [
                        AccessRule(verbs: ["list"], groups: ["apps"], resources: ["deployments"], namespace: "pullpass")
                    ]
                )
            },
            as: "visitor"
        ) { await $0.installation(in: "pullpass") }
        #expect(found.workload?.name == "pullpass")
        #expect(found.webhooks.isEmpty && found.mounted == nil && found.inForce == nil)
        let parts = found.unread.map(\.part)
        #expect(
            parts.contains(InstallationFinder.registrations) && parts.contains("ConfigMap pullpass/pullpass-config")
        )
        #expect(
            found.unread.allSatisfy(\.isForbidden) && found.unread.allSatisfy { $0.reason.contains("forbidden") },
            "\(found.unread)"
        )
    }

    @Test("What others call serve, or register, is not taken for Pullpass")
    func others() async throws {
        let found = try await Self.find { server in
            try server.createNamespace("pullpass")
            try server.create(
                ResourcePath(group: "apps", resource: "deployments", namespace: "pullpass"),
                #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","namespace":"pullpass"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"x","args":["serve"]},{"name":"e","image":"y"}]}}}}"#
            )
            try server.createWebhookConfiguration("other", webhooks: ["inject.example.com"])
        } _: {
            await $0.installation(in: "pullpass")
        }
        #expect(found.workload == nil)
        let both = try await Self.find { server in
            try Self.install(server)
            try server.createWebhookConfiguration("other", webhooks: ["inject.example.com"])
        } _: {
            await $0.installation(in: "pullpass")
        }
        #expect(both.webhooks.map(\.configuration) == ["pullpass"])
    }
}
