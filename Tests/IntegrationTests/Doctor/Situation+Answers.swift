import Kubernetes
import Synchronization
import TestAPIServer
import Text

extension Situation {
    private static let team = DoctorScene.team
    private static let copy = "pullpass-internal"

    /// What registries say when doctor asks them.
    static let answers = [
        Situation("401 of a registry that is asked", "login-refused") { scene in
            let host = try await scene.startRegistry()
            try secret(scene, "own", auths(host, "team", "wrong"))
            try await scene.deploy(image: "\(host)/shop:1", secrets: ["own"])
        },
        Situation("403 of a registry that is asked", "access-denied") { scene in
            let host = try await scene.startRegistry()
            try secret(scene, "own", auths(host, "eve", "other"))
            try await scene.deploy(image: "\(host)/shop:1", secrets: ["own"])
        } hand: { scene in
            let host = scene.world.withLock { $0.registryHost } ?? ""
            try scene.server.editSecret(team, "own", data: auths(host).mapValues { $0 })
        },
        Situation("404 of a registry that is asked", "image-missing") { scene in
            let host = try await scene.startRegistry()
            try secret(scene, "own", auths(host))
            try await scene.deploy(image: "\(host)/missing:1", secrets: ["own"])
            scene.world.withLock { $0.pullError = "failed to resolve reference: \(host)/missing:1: not found" }
        } hand: { scene in
            let host = scene.world.withLock { $0.registryHost } ?? ""
            scene.world.withLock { $0.pullError = nil }
            try await scene.deploy(image: "\(host)/shop:1", secrets: ["own"])
        },
        Situation("429 of a registry that is asked", "throttled") { scene in
            let host = try await scene.startRegistry()
            try secret(scene, "own", auths(host))
            try await scene.deploy(image: "\(host)/shop:1", secrets: ["own"])
            scene.world.withLock {
                $0.isThrottling = true
                $0.pullError = "unexpected status from HEAD request to https://\(host)/v2/shop: 429 Too Many Requests"
            }
        } hand: { scene in
            scene.world.withLock { ($0.isThrottling, $0.pullError) = (false, nil) }
        },
        Situation("a registry that does not answer when it is asked", "registry-silent") { scene in
            let host = try await scene.startRegistry()
            try secret(scene, "own", auths("127.0.0.1:1"))
            try await scene.deploy(image: "127.0.0.1:1/shop:1", secrets: ["own"])
            scene.world.withLock { $0.pullError = "dial tcp 127.0.0.1:1: connect: connection refused" }
            _ = host
        } hand: { scene in
            let host = scene.world.withLock { $0.registryHost } ?? ""
            scene.world.withLock { $0.pullError = nil }
            try secret(scene, "good", auths(host))
            try await scene.deploy(image: "\(host)/shop:1", secrets: ["good"])
        },
        Situation("a registry whose authority is not believed here", "login-refused", note: "registry-untrusted") {
            scene in
            let host = try await scene.startRegistry(isBelieved: false)
            try secret(scene, "own", auths(host, "team", "wrong"))
            try await scene.deploy(image: "\(host)/shop:1", secrets: ["own"])
        },
        Situation("two Secrets, of which only asking tells the bad one", "login-refused", note: "access-denied") {
            scene in
            let host = try await scene.startRegistry()
            try secret(scene, "own", auths(host, "team", "wrong"))
            try secret(scene, "theirs", auths(host, "eve", "other"))
            try await scene.deploy(image: "\(host)/shop:1", secrets: ["own", "theirs"])
        },
    ]

    /// Other ways by which Pods get their Secrets, and what stands beside ours.
    static let engines = [
        Situation("a registration of a former installation that refuses", "webhook-of-others", asks: "deployment/shop")
        {
            scene in
            let webhooks = try scene.webhooks(failurePolicy: "Fail").replacing(
                #""namespace":"pullpass""#,
                with: #""namespace":"former""#
            )
            try scene.server.create(
                .mutatingWebhookConfigurations(),
                #"{"apiVersion":"admissionregistration.k8s.io/v1","kind":"MutatingWebhookConfiguration","metadata":{"name":"a-former-one"},"webhooks":\#(webhooks)}"#
            )
            try scene.removePod()
        } hand: { scene in
            try scene.server.deleteWebhookConfiguration("a-former-one")
        },
        Situation("failurePolicy Fail, and scaled to none", "webhook-refuses", asks: "deployment/shop") { scene in
            let path = ResourcePath.mutatingWebhookConfigurations(name: "pullpass")
            let webhooks = try scene.webhooks(failurePolicy: "Fail")
            try scene.server.edit(path, mergePatch: #"{"webhooks":\#(webhooks)}"#)
            try scene.server.edit(
                ResourcePath(group: "apps", resource: "deployments", namespace: DoctorScene.home, name: "pullpass"),
                mergePatch: #"{"spec":{"replicas":0}}"#
            )
            try await scene.settle()
            try scene.removePod()
        },
        Situation("engine policy without its policy", "policy-missing") { scene in
            try scene.configure(DoctorScene.configuration(top: "injection: { engine: policy }"))
            scene.world.withLock { $0.keeps = false }
            try scene.removePod()
        } hand: { scene in
            scene.world.withLock { $0.keeps = true }
            try await scene.settle()
            try scene.removePod()
        },
        Situation("engine none, and a ServiceAccount that is not selected", "account-without") { scene in
            try scene.configure(
                DoctorScene.configuration(
                    top: "injection: { engine: none }\nserviceAccounts: { enabled: true, names: [builder] }"
                )
            )
            try scene.removePod()
        } hand: { scene in
            try scene.configure(
                DoctorScene.configuration(
                    top: "injection: { engine: none }\nserviceAccounts: { enabled: true, names: [default] }"
                )
            )
            try await scene.settle()
            try scene.removePod()
        },
    ]
}
