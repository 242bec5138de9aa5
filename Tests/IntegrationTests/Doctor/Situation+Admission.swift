import FoundationEssentials
import Kubernetes
import Synchronization
import TLS
import TestAPIServer
import Text

extension Situation {
    private static let team = DoctorScene.team
    private static let registration = "pullpass"
    private static let service = ResourcePath(
        resource: "services",
        namespace: DoctorScene.home,
        name: "pullpass-webhook"
    )
    private static let deployment = ResourcePath(
        group: "apps",
        resource: "deployments",
        namespace: DoctorScene.home,
        name: "pullpass"
    )

    /// Why a Pod is not given its Secret.
    static let admission = [
        Situation("no label", "namespace-unlabelled") { scene in
            try scene.server.setLabels(["pullpass.dev/inject": nil], ofNamespace: team)
            try scene.removePod()
        },
        Situation("misspelt label", "label-misspelt") { scene in
            try scene.server.setLabels(
                ["pullpass.dev/inject": nil, "pullpass.dev/injet": "enabled"],
                ofNamespace: team
            )
            try scene.removePod()
        },
        Situation("label with another value", "label-misspelt") { scene in
            try scene.server.setLabels(["pullpass.dev/inject": "yes"], ofNamespace: team)
            try scene.removePod()
        },
        Situation("label that came after the Pod", "made-before") { scene in
            try scene.server.setLabels(["pullpass.dev/inject": nil], ofNamespace: team)
            try scene.removePod()
            try await scene.settle()
            try scene.server.setLabels(["pullpass.dev/inject": "enabled"], ofNamespace: team)
        },
        Situation("Pod opts out", "pod-opts-out") { scene in
            try await scene.deploy(labels: #","pullpass.dev/inject":"disabled""#)
        } hand: {
            try await $0.deploy()
        },
        Situation("no registration", "webhook-missing") { scene in
            try scene.server.deleteWebhookConfiguration(registration)
            try scene.removePod()
        },
        Situation("no caBundle", "webhook-ca-missing") { scene in
            try scene.server.setCABundle([], of: registration)
            try scene.removePod()
        },
        Situation("another authority's caBundle", "webhook-ca-wrong") { scene in
            let other = try CertificateAuthority.make(
                commonName: "other",
                notBefore: WallClock.system.now(),
                lifetime: .seconds(3600)
            )
            try scene.server.setCABundle(other.certificate.pem(), of: registration)
            try scene.removePod()
        },
        Situation("the webhook's certificate is over", "webhook-certificate-ended") { scene in
            let past = WallClock.system.now() - .seconds(90_000)
            let old = try CertificateAuthority.make(commonName: "old", notBefore: past, lifetime: .seconds(3600))
            try scene.server.editSecret(
                DoctorScene.home,
                "pullpass-webhook-tls",
                data: ["tls.crt": scene.text(old.certificate)]
            )
            try scene.removePod()
        },
        Situation("the certificate that is mounted is over", "webhook-certificate-ended") { scene in
            // A Secret of the other name is left from when Pullpass made its own, and nothing is wrong with it.
            try scene.mountCertificate(from: "files")
            let past = WallClock.system.now() - .seconds(90_000)
            let old = try CertificateAuthority.make(commonName: "old", notBefore: past, lifetime: .seconds(3600))
            try scene.server.createSecret(DoctorScene.home, "files", data: ["tls.crt": scene.text(old.certificate)])
            scene.world.withLock { $0.isBlocked = true }
            try scene.removePod()
        } hand: { scene in
            try scene.server.editSecret(DoctorScene.home, "files", data: ["tls.crt": scene.servedText])
            scene.world.withLock { $0.isBlocked = false }
        },
        Situation("no Pod of the webhook is ready", "webhook-down") { scene in
            scene.world.withLock { $0.isHealthy = false }
            try await scene.settle()
            try scene.removePod()
        } hand: { scene in
            scene.world.withLock { $0.isHealthy = true }
        },
        Situation("the webhook is scaled to none", "webhook-scaled-down") { scene in
            try scene.server.edit(deployment, mergePatch: #"{"spec":{"replicas":0}}"#)
            try await scene.settle()
            try scene.removePod()
        },
        Situation("no Service", "webhook-no-service") { scene in
            try scene.server.delete(service)
            try await scene.settle()
            try scene.removePod()
        },
        Situation("the Service has another port", "webhook-port") { scene in
            try scene.server.edit(service, mergePatch: #"{"spec":{"ports":[{"name":"https","port":8443}]}}"#)
            try await scene.settle()
            try scene.removePod()
        },
        Situation("a firewall before the webhook", "webhook-not-called") { scene in
            scene.world.withLock { $0.isBlocked = true }
            try scene.removePod()
        } hand: { scene in
            scene.world.withLock { $0.isBlocked = false }
        },
        Situation("failurePolicy Fail without a webhook", "webhook-refuses", asks: "deployment/shop") { scene in
            scene.world.withLock { $0.isHealthy = false }
            try await scene.settle()
            let path = ResourcePath.mutatingWebhookConfigurations(name: registration)
            let webhooks = try scene.webhooks(failurePolicy: "Fail")
            try scene.server.edit(path, mergePatch: #"{"webhooks":\#(webhooks)}"#)
            try scene.removePod()
        } hand: { scene in
            scene.world.withLock { $0.isHealthy = true }
        },
        Situation("registry on a port", "rule-misses-image") { scene in
            try await scene.deploy(image: "registry.example.com:5000/shop:1")
        } hand: { scene in
            try scene.configure(DoctorScene.configuration(patterns: "registry.example.com:5000"))
            try await scene.settle()
            try scene.removePod()
        },
        Situation("another path", "rule-misses-image") { scene in
            try scene.configure(DoctorScene.configuration(patterns: "registry.example.com/tools/"))
            try scene.server.deleteSecret(team, "pullpass-internal")
            try scene.removePod()
        } hand: { scene in
            try scene.configure(DoctorScene.configuration())
            try await scene.settle()
            try scene.removePod()
        },
        Situation("registry for other namespaces", "rule-not-here") { scene in
            try scene.configure(DoctorScene.configuration(more: #"namespaces: { names: ["prod-*"] }"#))
            try scene.removePod()
        } hand: { scene in
            try scene.configure(DoctorScene.configuration(more: #"namespaces: { names: ["prod-*", "team-a"] }"#))
            try await scene.settle()
            try scene.removePod()
        },
        Situation("registry for labelled namespaces", "rule-labels") { scene in
            try scene.configure(DoctorScene.configuration(more: "namespaces: { labels: { tier: gold } }"))
            try scene.removePod()
        },
        Situation("no registry for the image", "no-rule") { scene in
            try await scene.deploy(image: "quay.example.net/shop:1")
        } hand: { scene in
            try scene.configure(DoctorScene.configuration(patterns: "quay.example.net"))
            try await scene.settle()
            try scene.removePod()
        },
        Situation("a quota of Pods", "quota-of-pods", asks: "deployment/shop") { scene in
            try scene.removePod()
            scene.world.withLock {
                $0.refusal =
                    #"pods "shop-" is forbidden: exceeded quota: pods, requested: pods=1, used: pods=10, limited: pods=10"#
            }
        } hand: { scene in
            scene.world.withLock { $0.refusal = nil }
        },
    ]
}
